"""Optimizers: what their formulas do not show. Chapter: docs/optimizer.md."""

import tracemalloc
from itertools import combinations, pairwise
from types import MappingProxyType

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from figures.optimizer import HEAVY, SUITED, largest_rate
from figures.valley import (
    KAPPA,
    MEMORIES,
    RATES,
    START,
    STEPS,
    height,
    run,
    searched,
    settings,
    starts,
    worst,
)
from nn.adam import AdaGrad, Adam, AdamW, RMSProp
from nn.network import Network, operation_count
from nn.optimizer import (
    GradientDescent,
    Momentum,
    Nesterov,
    State,
    best_memory,
    best_rate,
    critical_mu,
    gradient_descent,
    momentum,
    momentum_factor,
    momentum_inside,
    momentum_largest_rate,
    momentum_matrix,
    momentum_mean,
    nesterov,
    nesterov_factor,
    nesterov_largest_rate,
    noise_floor,
)
from tests.colours import COLORS, GREY, ORANGE, TEAL
from tests.curves import NEAR
from tests.drawn import seen
from tests.rules import moved, visited
from tests.states import states
from tests.tables import read

RULES = [
    GradientDescent(0.1),
    Momentum(0.1),
    Nesterov(0.1),
    AdaGrad(0.1),
    RMSProp(0.1),
    Adam(0.1),
    AdamW(0.1, gamma=0.0),  # with a decay, no parameter stays
]
by_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)


@pytest.fixture
def slopes(rng):
    """A start, and gradients of seven steps."""
    return rng.normal(size=5), rng.normal(size=(7, 5))


@by_rule
@pytest.mark.parametrize("shape", [(), (70_000,), (3, 40_000), (700, 110), (0, 4)])
def test_large_parameters_move_by_the_bits_that_the_rule_gives_for_the_whole(rng, rule, shape):
    theta, g = rng.normal(size=shape), rng.normal(size=shape)
    found, state = moved(rule, {"theta": np.array(theta)}, {"theta": np.array(g)}, steps=1)

    whole = rule.start({"theta": theta}).memory["theta"]
    rule.move(theta := np.array(theta), np.array(g), 1, *whole)
    assert_array_equal(found["theta"], theta)
    assert all(map(np.array_equal, state.memory["theta"], whole))


@by_rule
def test_a_step_takes_little_room_beside_large_parameters(rng, rule):
    parameters, gradients = ({"W": rng.normal(size=(2000, 1000))} for _ in range(2))
    state = rule.start(parameters)

    tracemalloc.start()
    rule.step(parameters, gradients, state)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < parameters["W"].nbytes / 4


def test_momentum_without_memory_is_gradient_descent(slopes):
    assert_allclose(momentum(*slopes, 0.3, 0.0), gradient_descent(*slopes, 0.3), rtol=1e-14)
    assert_allclose(nesterov(*slopes, 0.3, 0.0), gradient_descent(*slopes, 0.3), rtol=1e-14)


@states(
    "along a slope that does not change, momentum ends with steps ten times as long as "
    "those of gradient descent at the same rate"
)
def test_velocity_grows_tenfold_along_a_constant_gradient():
    path = momentum(np.zeros(1), np.ones((300, 1)), 0.01, 0.9)

    assert_allclose(path[0] - path[1], 0.01, rtol=1e-12)
    assert_allclose(path[-2] - path[-1], 0.1, rtol=1e-9)


@states("goes there first and computes the gradient at the point ahead")
def test_nesterov_computes_its_gradients_at_the_point_ahead():
    """The two-line form of the method, with positions and velocity, in the valley."""
    position, velocity, ahead = START.copy(), np.zeros(2), []
    for _ in range(20):
        ahead.append(position - 0.02 * 0.9 * velocity)
        velocity = 0.9 * velocity + np.array([1, KAPPA]) * ahead[-1]
        position = position - 0.02 * velocity

    assert_allclose(run(Nesterov(0.02, 0.9), 19), ahead, rtol=1e-11, atol=1e-13)


@states(
    r"So **the steepest direction limits the rate**, $\eta < 2 / \lambda_{\max}$",
    "The largest rates, as derived and as found by runs in the valley:",
)
@states("At the upper limit the factor is $-1$, and the path jumps from side to side for ever.")
@pytest.mark.parametrize(
    ("rule", "limit"),
    [
        (GradientDescent, 2 / KAPPA),
        (Momentum, 2 * 1.9 / KAPPA),
        (Nesterov, 2 * 1.9 / 2.8 / KAPPA),
    ],
)
def test_largest_stable_rate_is_found_where_it_is_derived(rule, limit):
    assert_allclose(largest_rate(rule, steps=300, halvings=12), limit, rtol=5e-3)


def test_error_of_gradient_descent_shrinks_by_the_derived_factors():
    path = run(GradientDescent(0.07), 25)

    factors = 1 - 0.07 * np.array([1, KAPPA])

    assert_allclose(path, START * factors ** np.arange(26)[:, np.newaxis], rtol=1e-9)


@states("On average the gradient of a mini-batch is the gradient of the whole loss.")
def test_gradients_of_random_batches_average_to_the_gradient_of_all(rng):
    network = Network((4, 3))
    parameters = network.initialize(rng)
    X, t = rng.normal(size=(40, 4)), rng.integers(0, 3, size=40)
    batches = (rng.choice(40, size=5, replace=False) for _ in range(600))

    drawn = np.array([network.gradients(parameters, X[b], t[b])["W1"] for b in batches])

    error = drawn.std(axis=0) / 600**0.5
    whole = network.gradients(parameters, X, t)["W1"]
    assert (np.abs(drawn.mean(axis=0) - whole) < 4 * error).all()
    assert error.max() < 0.02


@by_rule
def test_every_rule_trains_a_network(rng, rule):
    X, t = rng.normal(size=(60, 2)), np.zeros(60, int)
    t[X[:, 0] > X[:, 1]] = 1
    network = Network((2, 8, 2))
    parameters = network.initialize(rng)
    state = rule.start(parameters)
    before = network.loss(parameters, X, t)

    for _ in range(100):
        rule.step(parameters, network.gradients(parameters, X, t), state)

    assert network.loss(parameters, X, t) < before / 2


@by_rule
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(rng, rule, dtype):
    parameters = {"W": rng.normal(size=(3, 2)).astype(dtype)}

    parameters, state = moved(rule, parameters, {"W": np.ones((3, 2), dtype)})

    assert {parameters["W"].dtype, *(a.dtype for a in state.memory["W"])} == {np.dtype(dtype)}


@by_rule
def test_arrays_of_any_shape_move_as_their_entries_would(rng, rule):
    W, b = rng.normal(size=(3, 2)), rng.normal(size=4)
    G, g = rng.normal(size=(3, 2)), rng.normal(size=4)

    together, _ = moved(rule, {"W": W, "b": b}, {"W": G, "b": g})
    flat, _ = moved(rule, {"theta": np.append(W, b)}, {"theta": np.append(G, g)})

    assert_array_equal(np.append(together["W"], together["b"]), flat["theta"])


@by_rule
def test_step_counts_from_one_and_leaves_the_gradients_alone(rule):
    gradients = {"W": np.ones((3, 2))}
    gradients["W"].flags.writeable = False

    _, state = moved(rule, {"W": np.zeros((3, 2))}, gradients, steps=2)

    assert state.t == 2
    assert len(state.memory["W"]) == rule.remembers


@by_rule
def test_two_states_do_not_know_each_other(rule):
    parameters, gradients = {"W": np.zeros(2)}, {"W": np.ones(2)}

    first, _ = moved(rule, parameters, gradients)
    again, _ = moved(rule, parameters, gradients)

    assert_array_equal(first["W"], again["W"])


@by_rule
def test_parameter_without_gradient_stays(rule):
    parameters, _ = moved(rule, {"W": np.array([2.0, 3.0])}, {"W": np.array([0.0, 1.0])})

    assert parameters["W"][0] == 2
    assert parameters["W"][1] < 3


@pytest.mark.parametrize(
    ("gradients", "message"),
    [
        ({"W": np.ones(1)}, r"expected a gradient for every parameter, .*\(2,\).*; got .*\(1,\)"),
        ({"W": np.ones((3, 2))}, r"got {'W': \(3, 2\)}"),
        ({"b": np.ones(2)}, "got {'b'"),
        ({}, "got {}"),
    ],
)
def test_gradients_that_do_not_fit_are_refused(gradients, message):
    parameters = {"W": np.zeros(2)}
    rule = Adam()
    state = rule.start(parameters)

    with pytest.raises(ValueError, match=message):
        rule.step(parameters, gradients, state)

    assert state.t == 0


@pytest.mark.parametrize(
    "state", [State(), Momentum().start({"W": np.zeros(2)}), Adam().start({"W": np.zeros(3)})]
)
def test_state_of_another_rule_or_network_is_refused(state):
    with pytest.raises(ValueError, match=r"expected a state with 2 arrays .* start\(\) makes one"):
        Adam().step({"W": np.zeros(2)}, {"W": np.ones(2)}, state)


def test_gradients_come_in_any_mapping():
    rule, parameters = GradientDescent(0.5), {"w": np.array([1.0, 2.0])}

    rule.step(parameters, MappingProxyType({"w": np.array([2.0, 4.0])}), rule.start(parameters))

    assert_array_equal(parameters["w"], [0.0, 0.0])


def test_integer_parameters_are_refused():
    with pytest.raises(ValueError, match="expected parameters in floating point; got W of int"):
        moved(Momentum(), {"W": np.arange(2)}, {"W": np.ones(2)})


@pytest.mark.parametrize(
    ("rule", "given", "message"),
    [
        (GradientDescent, {"eta": 0.0}, "expected eta above 0 and finite; got 0.0"),
        (GradientDescent, {"eta": np.inf}, "expected eta above 0 and finite; got inf"),
        (Adam, {"eta": np.nan}, "expected eta above 0 and finite; got nan"),
        (Adam, {"epsilon": 0.0}, "expected epsilon above 0"),
        (Adam, {"beta_1": 1.0}, "expected beta_1 from 0 up to, not including, 1; got 1.0"),
        (Adam, {"beta_2": -0.1}, "expected beta_2 from 0"),
        (Momentum, {"mu": 1.5}, "expected mu from 0"),
        (RMSProp, {"rho": 1.0}, "expected rho from 0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(rule, given, message):
    with pytest.raises(ValueError, match=message):
        rule(**given)


# What the chapter says in words


def left_by(eta, mu):
    """The part of the error that a step of momentum leaves in the long run, at worst."""
    return max(roots(mu, eta, 1).max(), roots(mu, eta, 20).max())


def roots(mu, eta, curvature):
    """The sizes of what a step of momentum multiplies a solution by."""
    return np.abs(np.roots([1, -(1 + mu - eta * curvature), mu]))


@states("As long as $B$ is far below $N$, four times as many examples halve the typical error")
@pytest.mark.parametrize(("size", "left"), [(10, 0.5), (100, 0.5), (250, 0)])
def test_four_times_as_many_examples_halve_the_error_of_a_small_batch_only(size, left):
    """For 10 and 40 of a million, 100 and 400 of a million, and 250 and 1000 of a thousand."""
    N = 1_000_000 if left else 1000

    def error(B):
        return ((N - B) / (N - 1) / B) ** 0.5

    assert error(4 * size) / error(size) == pytest.approx(left, abs=1e-3)


@states(
    "beside one that is in the batch, each of the others is drawn with the probability $(B - 1) / "
    "(N - 1)$"
)
def test_two_examples_of_a_batch_are_drawn_together_as_often_as_the_chapter_says():
    batches = list(combinations(range(6), 4))

    beside = [1 in batch for batch in batches if 0 in batch]

    assert np.mean(beside) == pytest.approx((4 - 1) / (6 - 1))


@states(
    "Near a minimum at which it curves upwards in every direction, a smooth loss looks like a "
    "valley"
)
def test_a_loss_that_is_flat_in_a_direction_is_no_such_valley():
    """Of z**4 the distance shrinks ever more slowly, and by no factor."""
    z = [1.0]
    for _ in range(2000):
        z.append(z[-1] - 0.05 * 4 * z[-1] ** 3)
    left = np.array(z[1:]) / z[:-1]

    assert 0.999 < left[-1] < 1 and left[-1] > left[100] > left[0]


@states(r"$g_t$ is now another gradient, and $\bar{\theta}$ another path than momentum's")
def test_in_the_formulas_of_nesterov_the_other_path_is_not_that_of_momentum():
    rules = Momentum(0.02), Nesterov(0.02)

    behind, ahead = (run(rule, 5) for rule in rules)

    assert np.abs(behind - ahead).max(axis=1)[1:].min() > 0.1


@states(
    "The product of the roots is $\\mu$, so the larger one has at least the size $\\sqrt{\\mu}$, "
    "and with a given memory no rate can do better than complex roots."
)
@pytest.mark.parametrize("eta", [0.001, 0.02, 0.05, 0.134, 0.18])
@pytest.mark.parametrize("mu", [0.1, 0.403, 0.9])
def test_momentum_leaves_at_least_the_root_of_mu(mu, eta):
    assert max(roots(mu, eta, 1).max(), roots(mu, eta, KAPPA).max()) >= mu**0.5 - 1e-9


@states(
    r"There $\tau = -(1 + \mu)$, one root is $-1$, and the path jumps from side to side for ever.",
    "Complex roots are, as long as the memory is below 1.",
)
@pytest.mark.parametrize("mu", [0.0, 0.3, 0.9, 0.99])
def test_the_roots_of_momentum_leave_the_unit_circle_through_minus_one(mu):
    limit = 2 * (1 + mu)  # with the curvature 1
    below, above = (np.roots([1, -(1 + mu - f * limit), mu]) for f in (0.999, 1.001))

    for eta in (0, 0.3 * limit, limit):
        assert np.polyval([1, -(1 + mu - eta), mu], 1) == pytest.approx(eta)
    assert np.abs(below).max() < 1 < np.abs(above).max()
    assert below.real.min() == pytest.approx(-1, abs=0.3) and np.abs(above.imag).max() == 0


def lines_of_pairs():
    """The closed lines of the map, each under the number beside its upper edge, in its numbers."""
    axes, found = seen("optimizer", "pairs").only, {}
    for text in (each for each in axes.texts if ":" not in each.words):
        line = min(axes.lines, key=lambda line: abs(line.points[:, 1].min() - text.at[1]))
        assert line.closed and axes.lines.index(line) not in [i for i, _ in found.values()]
        found[float(text.words)] = axes.lines.index(line), line
    return {left: line for left, (_, line) in found.items()}


def edges(line):
    """Points along each edge, and just inside and outside of it: a tenth of a point away."""
    corners = line.points[:-1] if np.allclose(line.points[0], line.points[-1]) else line.points
    centre = corners.mean(axis=0)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if np.hypot(*(end - start)) < 1:
            continue
        across = np.array([start[1] - end[1], end[0] - start[0]]) / np.hypot(*(end - start))
        across *= np.sign(across @ (centre - start))
        on = start + np.linspace(0.1, 0.9, 9)[:, np.newaxis] * (end - start)
        yield on, on + 0.2 * across, on - 0.2 * across


@states(
    "What a step of momentum leaves of the error in the long run, for each rate and each memory.",
    "The pairs on a line leave what its number says;",
    page="figures/optimizer",
)
@pytest.mark.parametrize("left", [1, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7])
def test_pairs_inside_a_line_leave_less_than_its_number_and_pairs_outside_more(left):
    axes = seen("optimizer", "pairs").only
    line, checked = lines_of_pairs()[left], 0
    for _, inside, outside in edges(line):
        if (axes.y.value(outside[:, 1]) < 0).all():
            continue  # there is no memory below 0
        checked += 1
        less, more = (
            [left_by(axes.x.value(x), axes.y.value(y)) for x, y in points]
            for points in (inside, outside)
        )
        assert max(less) < left < min(more)
    assert checked == 3


def test_the_map_has_the_rate_across_and_the_memory_up():
    axes = seen("optimizer", "pairs").only

    assert (axes.x.label, axes.y.label) == ("learning rate η", "memory μ")


@states("the stronger the colour, the less.", page="figures/optimizer")
def test_each_region_of_the_map_adds_to_the_shade_of_a_larger_one():
    lines = [line for _, line in sorted(lines_of_pairs().items(), reverse=True)]
    axes = seen("optimizer", "pairs").only

    assert {(line.style["fill"], line.style["fill-opacity"]) for line in lines} == {(TEAL, "0.1")}
    assert all(axes.lines.index(a) < axes.lines.index(b) for a, b in pairwise(lines))
    assert (np.diff([line.size.prod() for line in lines]) < 0).all()


@states("Outside of the thick line the path leaves the valley.", page="figures/optimizer")
def test_a_path_stays_in_the_valley_only_inside_of_the_thick_line():
    lines, axes = lines_of_pairs(), seen("optimizer", "pairs").only
    assert max(lines, key=lambda left: float(lines[left].style["stroke-width"])) == 1
    *_, inside, outside = max(edges(lines[1]), key=lambda edge: edge[0][:, 0].mean())

    for points, stays in ((inside, True), (outside, False)):
        eta, mu = axes.x.value(points[4, 0]), axes.y.value(points[4, 1])
        end = visited(Momentum(float(eta), float(mu)), 4000, [-7.0, 2.0])[-1]
        assert (np.abs(end).max() < 0.1, np.abs(end).max() > 100) == (stays, not stays)


@states(
    "Where a line is level the memory alone decides: whatever the rate, its root is left.",
    page="figures/optimizer",
)
@pytest.mark.parametrize("left", [0.95, 0.9, 0.85, 0.8, 0.75, 0.7])
def test_along_the_level_part_of_a_line_the_root_of_the_memory_is_left(left):
    axes, line = seen("optimizer", "pairs").only, lines_of_pairs()[left]
    level = line.points[:, 1] < line.points[:, 1].min() + NEAR
    rates, mu = axes.x.value(line.points[level, 0]), axes.y.value(line.points[level, 1]).mean()

    assert [left_by(eta, mu) for eta in np.linspace(rates.min() + 1e-3, rates.max() - 1e-3, 9)] == (
        pytest.approx([mu**0.5] * 9, rel=1e-3)
    )


MARKED = {
    "best pair": ((2 / (1 + 20**0.5)) ** 2, ((20**0.5 - 1) / (20**0.5 + 1)) ** 2),
    "without memory": (2 / 21, 0),
    "at first in the first figure": (0.02, 0.9),
}


@pytest.mark.parametrize("name", MARKED)
def test_each_marked_pair_of_the_map_leaves_what_stands_beside_it(name):
    axes = seen("optimizer", "pairs").only
    (text,) = [text for text in axes.texts if text.words.startswith(f"{name}: ")]
    marks = np.concatenate(axes.dots(ORANGE).strokes)
    x, y = min(marks, key=lambda mark: np.hypot(*(mark - text.start)))

    assert_allclose([axes.x.value(x), axes.y.value(y)], MARKED[name], atol=2e-3)
    assert text.words == f"{name}: {left_by(*MARKED[name]):.3f}"


# The tables of the page

LARGEST = {  # the formula of each rule, and its value for a slope of 20 and momentum 0.9
    "gradient descent": (r"$2 / \lambda$", 2 / 20),
    "momentum": (r"$2 (1 + \mu) / \lambda$", 2 * 1.9 / 20),
    "Nesterov": (r"$2 (1 + \mu) / (\lambda (1 + 2 \mu))$", 2 * 1.9 / (20 * 2.8)),
}


def test_largest_rates_of_the_table_are_those_of_the_formulas_beside_them():
    table = read("optimizer", "largest_rates")

    expected = {
        name: {"formula": formula, "derived": rate, "found by bisection": rate}
        for name, (formula, rate) in LARGEST.items()
    }
    assert table.wrong(expected) == []


def test_largest_rates_of_the_table_are_found_by_bisection_where_they_are_derived():
    table = read("optimizer", "largest_rates")

    assert table.column("found by bisection") == table.column("derived")


@states(
    "drawn at random, and costs $B/N$ of the work.",
    "halve the typical error and cost four times as much",
)
def test_a_mini_batch_has_its_share_of_the_operations():
    assert operation_count((784, 50, 10), 600) == 4 * operation_count((784, 50, 10), 150)


@states("The best rate, here $2 / (1 + \\kappa)$, makes the two factors equal but for their sign")
def test_the_best_rate_makes_the_two_factors_equal_but_for_their_sign():
    def left(eta):
        return np.maximum(abs(1 - eta), abs(1 - eta * KAPPA))

    best = 2 / (1 + KAPPA)

    assert 1 - best == pytest.approx(-(1 - best * KAPPA))
    assert left(best) < left(np.linspace(0.001, 0.12, 100)).min()


@states(
    "The largest *stable* rate is another matter: the table above has the larger one for momentum."
)
def test_momentums_largest_stable_rate_is_larger_than_that_of_gradient_descent():
    assert largest_rate(Momentum) > 1.5 * largest_rate(GradientDescent)


@states("With the gradients $(1, 2)$ and $(3, 4)$, and the rate 1/2:")
def test_gradient_descent_with_the_rate_one_half_goes_half_of_each_gradient():
    g = np.array([[1.0, 2.0], [3.0, 4.0]])

    assert np.diff(gradient_descent(np.zeros(2), g, 0.5), axis=0).tolist() == [
        [-0.5, -1],
        [-1.5, -2],
    ]


@states("Every example is in the batch with the same probability $B/N$.")
@pytest.mark.parametrize(("B", "N"), [(1, 4), (2, 5), (4, 6)])
def test_each_example_is_in_its_share_of_the_batches(B, N):
    batches = [*combinations(range(N), B)]

    assert [np.mean([n in batch for batch in batches]) for n in range(N)] == pytest.approx(
        [B / N] * N
    )


@states("All batches of two among the slopes 1, 2, 4 and 9:")
def test_all_batches_of_two_have_the_mean_slopes_of_the_example():
    means = [np.mean(pair) for pair in combinations([1, 2, 4, 9], 2)]

    assert means == [1.5, 2.5, 5, 3, 5.5, 6.5] and np.mean(means) == 4


@states(
    r"The powers fade if the factor lies between $-1$ and 1, that is if $0 < \eta < 2 / \lambda$."
)
@pytest.mark.parametrize(
    ("share", "fade"), [(-0.01, False), (0, False), (0.01, True), (0.99, True), (1, False)]
)
@pytest.mark.parametrize("curvature", [0.3, 1.0, 20.0])
def test_the_powers_fade_for_rates_from_zero_to_the_limit(share, fade, curvature):
    factor = 1 - share * (2 / curvature) * curvature

    assert (abs(factor**2000) < 1e-6, -1 < factor < 1) == (fade, fade)


@states("The axes are the eigenvectors of the matrix of second derivatives")
def test_along_an_eigenvector_gradient_descent_stays_on_a_line(rng):
    root = rng.normal(size=(3, 3))
    second_derivatives = root @ root.T
    curvatures, axes = np.linalg.eigh(second_derivatives)
    parameters, rule = {"z": axes[:, 1].copy()}, GradientDescent(0.1)

    rule.step(parameters, {"z": second_derivatives @ parameters["z"]}, rule.start(parameters))

    assert_allclose(parameters["z"], (1 - 0.1 * curvatures[1]) * axes[:, 1])


@states(
    r"along it they add up, to as much as $1 / (1 - \mu)$ times one of them (exercise 3).",
    r"A geometric sum, which tends to $d / (1 - \mu)$, ten gradients for $\mu = 0.9$:",
)
@pytest.mark.parametrize(("mu", "times"), [(0.9, 10), (0.5, 2), (0.0, 1)])
def test_velocity_along_a_constant_slope_tends_to_so_many_gradients(mu, times):
    _, state = moved(Momentum(0.1, mu), {"W": np.zeros(1)}, {"W": np.full(1, 3.0)}, steps=400)

    assert state.memory["W"][0][0] / 3 == pytest.approx(times) == pytest.approx(1 / (1 - mu))


@states("Across the valley the gradients change their sign and nearly cancel in the sum")
def test_gradients_that_change_their_sign_nearly_cancel_in_the_velocity():
    signs = np.array([(-1.0) ** t for t in range(100)])[:, np.newaxis]

    assert np.abs(np.diff(momentum(np.zeros(1), signs, 1.0, 0.9), axis=0))[-1] < 1 / (1 - 0.9) / 15


@states(r"Part of the step, $-\eta \mu u_{t-1}$, is known before the gradient is.")
def test_a_step_of_momentum_contains_the_velocity_before_it_whatever_the_gradient(slopes):
    w, g = slopes
    velocity = 0.8 * g[0] + g[1]

    *_, before, after = momentum(w, g[:3], 0.1, 0.8)

    assert_allclose(after - before + 0.1 * g[2], -0.1 * 0.8 * velocity)


@states("Momentum and Nesterov's method need memory for one more copy of the parameters.")
@pytest.mark.parametrize(
    ("rule", "copies"), [(Momentum, 1), (AdaGrad, 1), (RMSProp, 1), (Adam, 2), (GradientDescent, 0)]
)
def test_a_rule_remembers_so_many_copies_of_the_parameters(rule, copies):
    parameters = {"W": np.zeros((3, 2)), "b": np.zeros(2)}
    memory = rule().start(parameters).memory

    assert {name: sum(a.size for a in kept) for name, kept in memory.items()} == {
        "W": copies * 6, "b": copies * 2,
    }  # fmt: skip


def test_a_path_of_momentum_on_a_parabola_fits_its_recurrence():
    eta, curvature = 0.03, 20
    x = visited(Momentum(eta, 0.8), 30, [1.0, 1.0])[:, 1]

    assert_allclose(x[2:], x[1:-1] + 0.8 * (x[1:-1] - x[:-2]) - eta * curvature * x[1:-1])


@pytest.mark.parametrize("mu", [0.3, 0.9])
def test_at_the_largest_stable_rate_momentum_ends_in_equal_jumps(mu):
    eta = 2 * (1 + mu) / 20
    *_, before, last = visited(Momentum(eta, mu), 500, [1.0, 1.0])[:, 1]

    assert last == pytest.approx(-before) and abs(last) > 0.1
    assert 1 + 2 * mu - eta * 20 == pytest.approx(-1)


@states(
    r"Try a path of powers, $y_t = \rho^t$: it fits the recursion if $\rho^2 = \tau \rho - \nu$, "
    r"where "
    r"$\tau$ stands for $1 + \mu - \eta \lambda$ and $\nu$ for $\mu$.",
    "Every path is a sum of multiples of two such powers (or of one, and of $t$ times it, if the "
    "roots are equal).",
)
@pytest.mark.parametrize("eta", [0.02, 0.3, (1 - 0.6**0.5) ** 2])
def test_every_path_of_momentum_is_a_sum_of_two_powers_or_of_one_and_t_times_it(rng, eta):
    """The last rate has a root that is double."""
    t, mu, x = np.arange(12), 0.6, [*rng.normal(size=2)]
    while len(x) < len(t):
        x.append(x[-1] + mu * (x[-1] - x[-2]) - eta * x[-1])
    one, other = np.roots([1, -(1 + mu - eta), mu]).astype(complex)
    pair = [one**t, other**t if abs(one - other) > 1e-3 else t * one**t]

    parts = np.linalg.solve(np.transpose(pair)[:2], x[:2])

    assert_allclose(parts @ pair, x, atol=1e-6)


def test_nesterovs_slope_at_equal_jumps_is_that_of_a_point_beyond():
    mu, eta = 0.7, 2 * 1.7 / (20 * 2.4)
    parameters, rule = {"z": np.ones(1)}, Nesterov(eta, mu)
    state, x, ahead = rule.start(parameters), [], []
    for _ in range(300):
        ahead.append(parameters["z"][0])
        x.append(ahead[-1] + eta * mu * state.memory["z"][0][0])
        rule.step(parameters, {"z": 20 * parameters["z"]}, state)

    assert_allclose(ahead[1:], np.array(x[1:]) + mu * np.diff(x))
    assert 20 * ahead[-1] == pytest.approx(20 * (1 + 2 * mu) * x[-1])


@states(
    r"The deviations $h_n - \bar{h}$ sum to 0, so the products of different ones sum to minus the "
    r"sum "
    "of their squares.",
    r"Every batch has $B$ examples, so $\hat{h} - \bar{h}$ is the same sum over the deviations "
    r"$h_n - \bar{h}$.",
    "Square the sum, and treat the squares and the products apart: $r_n^2 = r_n$.",
    "The square of a sum that is 0 is 0, so the products of different deviations sum to minus the "
    "sum "
    "of the squares:",
)
def test_products_of_different_deviations_sum_to_minus_the_squares(rng):
    h, drawn = rng.normal(size=7), [0, 2, 3, 6]
    deviations = h - h.mean()
    products = np.outer(deviations, deviations)

    assert products.sum() - products.trace() == pytest.approx(-(deviations**2).sum())
    assert h[drawn].mean() - h.mean() == pytest.approx(deviations[drawn].sum() / len(drawn))


@states(
    r"A step multiplies the variance of $x$ by $(1 - \eta \lambda)^2$ and adds $\eta^2 s^2$.",
    "With mini-batches every slope is off by chance, say by an error of mean 0 and standard "
    "deviation "
    "$s$, independent of all before.",
    r"For a stable rate, $0 < \eta < 2 / \lambda$, the variance $V$ at which these two balance "
    "comes back after each step:",
    "**With a constant rate and noise that stays one does not arrive: one stays at a distance that "
    "grows with the rate.**",
)
@pytest.mark.parametrize("eta", [0.1, 0.5, 0.9])
def test_noisy_gradient_descent_stays_at_the_floor_of_the_noise(rng, eta):
    curvature, s = 2.0, 0.5
    x, before = np.zeros(40_000), 0.0
    for _ in range(60):
        before = x.var()
        x = x - eta * (curvature * x + s * rng.standard_normal(len(x)))

    assert x.var() == pytest.approx(noise_floor(eta, curvature, s), rel=0.04)
    assert x.var() == pytest.approx((1 - eta * curvature) ** 2 * before + (eta * s) ** 2, rel=0.04)
    assert noise_floor(eta, curvature, s) < noise_floor(1.05 * eta, curvature, s)


@states(r"For a stable rate, $0 < \eta < 2 / \lambda$", "and noise that stays")
def test_there_is_no_floor_above_the_largest_stable_rate_nor_where_the_noise_fades(rng):
    lost, settled = np.zeros(1000), np.ones(1000)
    for t in range(200):
        noise = rng.standard_normal(1000)
        lost = lost - 1.1 * (2 * lost + noise)
        settled = settled - 0.4 * (2 * settled + 0.9**t * noise)

    assert lost.var() > 1e20 and noise_floor(1.1, 2.0, 1.0) < 0
    assert settled.var() < 1e-12 < noise_floor(0.4, 2.0, 1.0)


@states(
    r"For small rates $V$ is nearly $\eta s^2 / (2 \lambda)$, so half the rate means half the "
    r"variance, "
    "and twice as many steps to come down."
)
def test_half_of_a_small_rate_is_half_the_variance_and_twice_the_steps():
    eta, curvature, s = 1e-3, 3.0, 0.7

    assert noise_floor(eta, curvature, s) == pytest.approx(eta * s**2 / (2 * curvature), rel=2e-3)
    assert noise_floor(eta / 2, curvature, s) == pytest.approx(
        noise_floor(eta, curvature, s) / 2, rel=1e-3
    )
    assert (1 - eta * curvature / 2) ** 2 == pytest.approx(1 - eta * curvature, rel=1e-5)


@states(
    r"If $\tau^2 < 4 \nu$, the roots are complex: they have the real part $\tau / 2$ and the "
    r"imaginary "
    r"parts $\pm \sqrt{4 \nu - \tau^2} / 2$, and both are equally far from 0:",
    r"**Where the roots are complex, a step leaves $\sqrt{\mu}$ of the error, whatever the "
    "curvature.**",
    r"which is $\sqrt{\mu}$ where the roots are complex.",
)
@pytest.mark.parametrize("curvature", [0.5, 1.0, 2.0])
def test_complex_roots_leave_the_root_of_the_memory_at_every_curvature(curvature):
    eta, mu = 0.8, 0.5
    tau = 1 + mu - eta * curvature
    found = np.roots([1, -tau, mu])

    assert_allclose(found.real, tau / 2)
    assert_allclose(np.abs(found.imag), np.sqrt(4 * mu - tau**2) / 2)
    assert momentum_factor(eta, mu, curvature) == pytest.approx(mu**0.5) == np.abs(found[0])


@states(
    "So in the long run a step leaves, on average, a part of the error, and this part is the size "
    "of the larger root.",
    "The path then swings about the lowest point, and where the roots are real and positive it "
    "creeps "
    "towards it.",
)
@pytest.mark.parametrize(("mu", "swings"), [(0.8, True), (0.1, False)])
def test_what_a_step_leaves_in_the_long_run_is_the_factor(mu, swings):
    y = visited(Momentum(0.3, mu), 400, [1.0, 0.0])[:, 0]
    size = np.hypot(y[1:], y[:-1])  # a swing passes through 0

    assert (size[300] / size[100]) ** (1 / 200) == pytest.approx(
        momentum_factor(0.3, mu, 1.0), rel=0.01
    )
    assert (y < 0).any() == swings


@pytest.mark.parametrize("curvature", [1.0, 20.0])
def test_the_matrix_of_momentum_makes_its_steps(curvature):
    y = visited(Momentum(0.04, 0.7), 6, [1.0, 1.0])[:, int(curvature > 1)]
    pairs = np.column_stack([y[1:], y[:-1]])

    assert_allclose(pairs[1:], pairs[:-1] @ momentum_matrix(0.04, 0.7, curvature).T, atol=1e-14)


def test_the_factor_of_nesterov_is_what_its_steps_leave():
    for eta, curvature in [(0.03, 1.0), (0.03, 20.0), (0.06, 20.0)]:
        z = visited(Nesterov(eta, 0.6), 600, [1.0, 1.0])[:, int(curvature > 1)]
        size = np.hypot(z[1:], z[:-1])
        left = (size[120] / size[20]) ** 0.01

        assert left == pytest.approx(nesterov_factor(eta, 0.6, curvature), rel=0.03)


@states(
    "With less memory both roots are real, and one of them is larger than $\\sqrt{\\mu_c}$; with "
    "more, both are complex, but $\\sqrt{\\mu}$ grows.",
    "For one curvature alone, and a rate below $4 / \\lambda$, the critical memory is the best.",
)
@pytest.mark.parametrize("eta", [0.1, 0.5, 1.5, 3.9])
def test_no_memory_leaves_less_than_the_critical_one(eta):
    mu = critical_mu(eta, 1.0)
    below, above = (roots(mu * share, eta, 1) for share in (0.99, 1.01))

    assert below[0] != below[1] and above[0] == pytest.approx(above[1])
    assert mu < 1 <= critical_mu(4.0, 1.0) and max(below) > mu**0.5
    least = momentum_factor(eta, mu, 1.0)
    assert (
        least < min(momentum_factor(eta, float(m), 1.0) for m in np.linspace(0, 0.99, 301)) + 1e-6
    )


@states(
    r"Real ones are if the root $\sqrt{\tau^2 - 4 \nu}$ is smaller than $2 - \lvert \tau \rvert$; "
    r"the "
    "difference of the squares is",
    r"So the condition is $\lvert \tau \rvert < 1 + \nu$, that is $-(1 + \mu) < 1 + \mu - \eta "
    r"\lambda "
    r"< 1 + \mu$.",
    r"The right half says $\eta \lambda > 0$, and the left half gives the largest stable rate:",
)
def test_the_larger_root_is_below_one_where_the_condition_holds(rng):
    for tau, nu in np.column_stack([rng.uniform(-3, 3, 400), rng.uniform(-1, 1, 400)]):
        below = np.abs(np.roots([1, -tau, nu])).max() < 1

        assert below == (abs(tau) < 1 + nu)
        if tau**2 >= 4 * nu:
            assert below == (np.sqrt(tau**2 - 4 * nu) < 2 - abs(tau))


@states("With a memory of 0.9 that is nearly twice the largest rate of gradient descent.")
def test_with_a_memory_of_nine_tenths_the_largest_rate_is_nearly_twice_as_large():
    assert 1.8 < momentum_largest_rate(0.9, 20.0) / (2 / 20) < 2


@states(
    r"In terms of $\eta \lambda$, $(1 - \sqrt{\mu})^2 \leq \eta \lambda \leq (1 + \sqrt{\mu})^2$.",
    r"The roots are complex if $\mu$ is not below the critical memory of any of them.",
)
def test_the_roots_are_complex_between_the_two_squares(rng):
    for mu, x in np.column_stack([rng.uniform(0, 1, 300), rng.uniform(0, 4, 300)]):
        between = (1 - mu**0.5) ** 2 <= x <= (1 + mu**0.5) ** 2

        assert between == ((1 + mu - x) ** 2 <= 4 * mu) == (mu >= critical_mu(x, 1.0))


@states(
    r"The smallest memory that can do it puts $\lambda_1$ at the lower end and $\lambda_2$ at the "
    r"upper: "
    r"$\sqrt{\eta \lambda_1} = 1 - \sqrt{\mu}$ and $\sqrt{\eta \lambda_2} = 1 + \sqrt{\mu}$.",
    r"Each step leaves $\sqrt{\mu_b}$, which depends on the condition number alone:",
    r"Gradient descent at its best leaves $(\kappa - 1) / (\kappa + 1)$: **momentum replaces the "
    "condition number by its root.**",
    r"The best pair, \eqref{eq:best_rate} and \eqref{eq:best_memory}, replaces the condition "
    r"number by "
    "its root.",
)
@pytest.mark.parametrize(("low", "high"), [(1.0, 20.0), (3.0, 60.0), (0.5, 4.5)])
def test_the_best_pair_puts_both_curvatures_at_the_ends(low, high):
    eta, mu, kappa = best_rate(low, high), best_memory(low, high), high / low

    assert (eta * low) ** 0.5 == pytest.approx(1 - mu**0.5)
    assert (eta * high) ** 0.5 == pytest.approx(1 + mu**0.5)
    assert mu**0.5 == pytest.approx((kappa**0.5 - 1) / (kappa**0.5 + 1))
    assert 1 - 2 / (low + high) * low == pytest.approx((kappa - 1) / (kappa + 1))


@states(
    "This is the pair of Polyak (1964), and no other leaves less (exercise 10).",
    r"Suppose that a step leaves at most $\beta < 1$ in all directions.",
    "Show that no rate and no memory leave less than the best pair.",
)
def test_no_rate_and_no_memory_leave_less_than_the_best_pair():
    others = [
        left_by(eta, mu) for eta in np.linspace(0.01, 0.3, 30) for mu in np.linspace(0, 0.9, 31)
    ]
    least = left_by(SUITED.eta, SUITED.mu)

    assert least == pytest.approx(SUITED.mu**0.5, rel=1e-5)
    assert least < min(others) < 0.7


@states(
    r"Then $\mu \leq \beta^2$, and as for the largest rate, $\lvert \tau \rvert \leq \beta + \mu / "
    r"\beta$.",
    r"The product of the roots is $\mu$, hence $\mu \leq \beta^2$.",
    r"Real roots have at most the size $\beta$ exactly if $\sqrt{\tau^2 - 4 \mu} \leq 2 \beta - "
    r"\lvert \tau \rvert$, and then the difference of the squares is not negative:",
    r"So $\lvert \tau \rvert \leq \beta + \mu / \beta$.",
    r"Complex roots have $\lvert \tau \rvert < 2 \sqrt{\mu}$, and this is never more than $\beta + "
    r"\mu / \beta$, because $(\beta - \sqrt{\mu})^2 \geq 0$.",
    r"Hence $\eta \lambda = 1 + \mu - \tau$ lies between these two:",
    r"Their quotient is at least $\lambda_2 / \lambda_1 = \kappa$, and it grows with $\mu$, so it "
    r"is the "
    r"largest for $\mu = \beta^2$.",
    r"That makes $\kappa$ at most $(1 + \beta)^2 / (1 - \beta)^2$, and solved for $\beta$, "
    r"$\beta$ at "
    r"least $(\sqrt{\kappa} - 1) / (\sqrt{\kappa} + 1)$, which is what the best pair leaves:",
    r"That bounds $\eta \lambda$ from below and from above.",
)
def test_both_roots_are_within_beta_where_the_bounds_hold(rng):
    beta = 0.7
    for mu, x in np.column_stack([rng.uniform(0, 1, 400), rng.uniform(0, 4, 400)]):
        tau, within = 1 + mu - x, roots(mu, x, 1).max() <= beta

        assert within == (mu <= beta**2 and abs(tau) <= beta + mu / beta)
        if tau**2 < 4 * mu:
            assert abs(tau) < 2 * mu**0.5 <= beta + mu / beta
        else:
            real = (tau**2 - 4 * mu) ** 0.5 <= 2 * beta - abs(tau)
            assert real == (roots(mu, x, 1).max() <= beta)
        assert not within or (1 - beta) * (1 - mu / beta) <= x <= (1 + beta) * (1 + mu / beta)
    mu = np.linspace(0, beta**2, 50)
    quotient = (1 + beta) * (1 + mu / beta) / ((1 - beta) * (1 - mu / beta))
    assert (np.diff(quotient) > 0).all()
    assert quotient[-1] == pytest.approx((1 + beta) ** 2 / (1 - beta) ** 2)


@states(
    "How many steps does it take until a millionth of the error is left?",
    "(With the best pair the two roots are equal, and the error falls like $t$ times the power, "
    "which costs momentum some steps more.)",
)
def test_the_table_of_gains_counts_steps_to_a_millionth():
    """From rest with both roots equal, (1 + (1 + r) t) r^t of the error across is left."""
    expected = {}
    for kappa, name in [(4, "4"), (20, "20"), (100, "100"), (10_000, "10,000")]:
        plain, ball = (kappa - 1) / (kappa + 1), (kappa**0.5 - 1) / (kappa**0.5 + 1)
        t = np.arange(10**5)
        below = plain**t <= 1e-6, (1 + (1 + ball) * t) * ball**t <= 1e-6
        steps = [int(np.argmax(each)) for each in below]
        assert steps[1] > np.log(1e-6) / np.log(ball) + 2
        expected[name] = {
            "gradient descent leaves": f"{plain:.4f}",
            "steps": f"{steps[0]:,}",
            "momentum leaves": f"{ball:.4f}",
            "steps of momentum": f"{steps[1]:,}",
        }

    assert read("optimizer", "gains").wrong(expected) == []


@states(
    "All of them are; only their rates differ.",
    r"$\alpha = \eta / (1 - \mu)$",
    r"the rate of a fading mean is $1 / (1 - \mu)$ times as large.",
    r"In both $\eta = (1 - \mu) \alpha$, which is 0.01.",
    "The functions `gradient_descent`, `momentum` and `nesterov` make these same steps, along "
    "gradients that are given.",
)
@pytest.mark.parametrize("mu", [0.0, 0.5, 0.95])
def test_all_three_forms_of_momentum_make_the_same_steps(slopes, mu):
    w, g = slopes
    path = momentum(w, g, 0.2, mu)

    assert_allclose(momentum_inside(w, g, 0.2, mu), path, rtol=1e-12)
    assert_allclose(momentum_mean(w, g, 0.2 / (1 - mu), mu), path, rtol=1e-12)


@states(
    "So a rate of 0.01 with $\\mu = 0.9$ in PyTorch is a rate of 0.1 for a program with a fading "
    "mean; whoever copies 0.01 trains ten times too slowly."
)
def test_a_copied_rate_makes_a_tenth_of_the_steps(slopes):
    w, g = slopes
    right, copied = (momentum_mean(w, g, alpha, 0.9) for alpha in (0.1, 0.01))

    assert_allclose(right, momentum(w, g, 0.01, 0.9), rtol=1e-12)
    assert_allclose(copied - w, (right - w) / 10, atol=1e-14)


@states(
    r"the weights $1 - \mu$, $(1 - \mu) \mu$, … of the gradients sum to nearly 1 after many "
    "steps.",
)
def test_the_weights_of_a_fading_mean_sum_to_nearly_one():
    path = momentum_mean(np.zeros(1), np.ones((200, 1)), 1.0, 0.9)

    assert_allclose(-np.diff(path[:, 0])[[0, 1, 199]], [0.1, 0.1 + 0.09, 1])


@states(
    "if the rate changes during training, a velocity with the rate inside still contains steps of "
    "the "
    "old rate, while with the rate outside the steps change at once (exercise 6).",
    r"A schedule that lowers the rate therefore acts about $1 / (1 - \mu)$ steps later with the "
    r"rate "
    "inside.",
    "Inside, the ten old steps of length 1 fade on, and only the new one is short:",
    r"Ten steps with the rate 1 and $\mu = 0.9$ along a slope of 1, then one more with the rate "
    r"0.1.",
)
def test_a_lower_rate_acts_later_with_the_rate_inside():
    inside, lengths = 10.0, []  # what ten gradients of 1 build up in the long run
    for _ in range(100):
        inside = 0.9 * inside + 0.1
        lengths.append(inside)
    beyond = np.array(lengths) - 1  # the step in the long run at the new rate

    assert beyond[0] == pytest.approx(8.1) and beyond.sum() / 9 == pytest.approx(9, abs=0.01)


@states(
    r"So the sum of the roots is $\tau = (1 + \mu) (1 - \eta \lambda)$, their product "
    r"$\nu = \mu (1 - \eta \lambda)$, and a step leaves",
    r"Complex roots leave $\sqrt{\mu (1 - \eta \lambda)}$ and not $\sqrt{\mu}$: **the steeper the "
    "direction, the more Nesterov's method damps its swings.**",
)
@pytest.mark.parametrize("mu", [0.8, 0.9])
def test_nesterov_damps_the_swings_of_steep_directions(mu):
    left = [nesterov_factor(0.04, mu, curvature) for curvature in (1.0, 8.0, 16.0, 20.0)]

    assert_allclose(left[1:], np.sqrt(mu * (1 - 0.04 * np.array([8, 16, 20]))))
    assert (np.diff(left) < 0).all() and max(left[1:]) < mu**0.5


@states(
    r"If $\mu$ is too large for a valley, which is common since nobody knows $\kappa$, that is a "
    r"gain; "
    "with the best settings of both, momentum is ahead, as the next section shows."
)
def test_nesterov_gains_with_heavy_memory_and_momentum_with_the_best_settings():
    heavy = [height(run(make(0.04, 0.9), 100)[-1]) for make in (Momentum, Nesterov)]
    best = [worst(searched(name)) for name in ("momentum", "Nesterov")]

    assert heavy[1] < heavy[0] / 20 and best[0] < best[1] / 100


@states(r"The price is a smaller largest rate, from $\tau = -(1 + \nu)$:")
@pytest.mark.parametrize("mu", [0.3, 0.9])
def test_the_largest_rate_of_nesterov_is_smaller(mu):
    eta = nesterov_largest_rate(mu, 20.0)

    assert eta < momentum_largest_rate(mu, 20.0)
    assert nesterov_factor(eta, mu, 20.0) == pytest.approx(1)


@states(
    "on one that is [convex](loss.md#your-turn) and whose slope has no jumps, momentum with the "
    "best pair of the valley may visit the same three points for ever, and Nesterov's method has a "
    "guarantee (in the same paper).",
    "and a loss on which the heavy ball visits the same three points for ever.",
)
def test_on_a_convex_loss_that_is_no_valley_momentum_visits_three_points_for_ever():
    """The example of the paper: slopes of 25, 1 and 25, with the best pair for 1 and 25."""

    def slope(x):
        return 25 * x if x < 1 else x + 24 if x < 2 else 25 * x - 24

    eta, mu = best_rate(1.0, 25.0), best_memory(1.0, 25.0)
    ends = []
    for rule in (Momentum(eta, mu), Nesterov(1 / 25, 4 / 6)):
        x = {"x": np.array([3.3])}
        state, path = rule.start(x), []
        for _ in range(303):
            rule.step(x, {"x": np.array([slope(x["x"][0])])}, state)
            path.append(x["x"][0])
        ends.append(np.array(path[-6:]))
    around, down = ends

    assert_allclose(around[:3], around[3:], rtol=1e-9)
    assert np.ptp(around) > 1 and np.abs(down).max() < 1e-6
    assert len(set(around.round(3))) == 3
    places = np.linspace(-3, 5, 8001)
    assert np.diff([slope(place) for place in places]).min() > 0  # it rises, without jumps
    assert np.diff([slope(place) for place in places]).max() < 0.03


@states(
    r"Nesterov's best pair for a valley, $\eta = 4 / (3 \lambda_2 + \lambda_1)$ and "
    r"$\mu = (\sqrt{3 \kappa + 1} - 2) / (\sqrt{3 \kappa + 1} + 2)$, is not derived in this book: "
    "it is cited from Lessard, Recht and Packard (2016), and of a grid of pairs that the tests "
    "search in our valley, none leaves less."
)
def test_no_pair_of_nesterov_leaves_less_than_that_of_the_paper():
    def left(eta, mu):
        return max(nesterov_factor(eta, mu, curvature) for curvature in (1.0, 20.0))

    root = (3 * 20 + 1) ** 0.5
    others = [left(float(e), float(m)) for e in np.linspace(0.01, 0.1, 46) for m in MEMORIES]

    least = left(4 / 61, (root - 2) / (root + 2))
    assert least == pytest.approx(1 - 2 / root)
    assert least < min(others)


@states(
    "So try a grid: 41 rates from 0.001 to 10, in equal ratios, and for the memory 0, 0.05, 0.1 "
    "and so "
    "on to 0.95.",
    "From eight starts, all as high as the one in the figures, take the worst run, and keep the "
    "settings with which it ends lowest after thirty steps:",
)
def test_the_grid_and_the_starts_are_as_the_chapter_says():
    rates = np.array(RATES)

    assert (len(RATES), RATES[0], RATES[-1]) == (41, pytest.approx(0.001), pytest.approx(10))
    assert_allclose(rates[1:] / rates[:-1], 10**0.1)
    assert tuple(np.round(np.arange(20) * 0.05, 2)) == MEMORIES
    assert len(starts()) == 8 and STEPS == 30
    assert_allclose(height(starts()), height(START))
    assert worst(searched("momentum")) == min(
        worst(Momentum(eta, mu)) for eta in RATES for mu in MEMORIES
    )


@states(
    "With a memory of 0.9 and a rate that looks careful, momentum is about a thousand times "
    "*higher* after a hundred steps than gradient descent; with the settings that the search "
    "found, it is more than ten million times lower after thirty."
)
def test_momentum_is_far_worse_or_far_better_as_its_settings_are():
    def end(rule, steps):
        return height(visited(rule, steps, [-7.0, 2.0])[-1])

    assert 900 < end(HEAVY, 100) / end(searched("gradient descent"), 100) < 1100
    assert 1e7 < end(searched("gradient descent"), 30) / end(searched("momentum"), 30) < 2e7


def test_the_table_of_the_search_has_the_settings_and_heights_of_each_rule():
    expected = {}
    rules = {
        "gradient descent": searched("gradient descent"),
        "momentum, not searched": HEAVY,
        "momentum": searched("momentum"),
        "Nesterov": searched("Nesterov"),
    }
    for name, rule in rules.items():
        path = visited(rule, 100, [-7.0, 2.0])
        expected[name] = {
            "settings": settings(rule),
            "height after 30 steps, worst of eight starts": worst(rule),
            "height after 30 steps, start of the figures": height(path[30]),
            "after 100 steps, the same start": height(path[100]),
        }

    assert read("optimizer", "table_of_searched").wrong(expected) == []


@states(
    "The two roots of momentum, for a memory of 0.4, as the rate grows from 0 to too much.",
    "They start at 1 and at the memory, meet, and travel on the inner circle as long as they are "
    "complex; they meet again on the other side, and one leaves through −1.",
    "Outer circle: size 1.",
    page="figures/optimizer",
)
def test_the_roots_are_drawn_where_the_equation_has_them():
    axes = seen("optimizer", "roots").only
    lines = [axes.lines_in(color)[0] for color in COLORS[:2]]
    dots = axes.dots("currentColor")
    for line in lines:
        root = line.x + 1j * line.y
        x = 1.4 - (root**2 + 0.4) / root  # what rate times curvature makes it a root
        assert np.abs(x.imag).max() < 0.05 and x.real.min() > -0.05
    rings = [line for line in axes.lines if line.bent and line.style["stroke"] == GREY]
    points = [np.concatenate(line.strokes).T for line in rings]
    circles = [np.hypot(axes.x.value(x), axes.y.value(y)) for x, y in points]

    assert_allclose(sorted(dots.x), [-1, 0.4, 1], atol=0.02)
    assert_allclose([circle.mean() for circle in circles], [1, 0.4**0.5], atol=0.01)
    assert min(line.x.min() for line in lines) < -1.05
    for line in lines:  # between its corners, too, the curve is on the circle
        middles = np.convolve(line.x + 1j * line.y, [0.5, 0.5], "valid")
        off = np.abs(middles[np.abs(middles.imag) > 0.03]) - 0.4**0.5
        assert len(off) > 30 and np.abs(off).max() < 0.01


@states(
    r"Along it, $\tau = 1 + \frac{1}{4} - \frac{1}{4} = 1$, and across it, "
    r"$\tau = 1 + \frac{1}{4} - \frac{9}{4} = -1$.",
    r"In both directions $\tau^2 - 4 \nu = 0$, so both roots are equal, 1/2 along and $-1/2$ "
    r"across.",
    "In the long run, a step of momentum leaves a half, and one of gradient descent at its best "
    "four fifths.",
    r"Three steps of momentum along the valley, from 1, are $1 - \frac{1}{4} = \frac{3}{4}$ and "
    r"then "
    r"$y_{t+1} = y_t - \frac{1}{4} y_{t-1}$:",
)
def test_the_best_pair_for_1_and_9_has_double_roots():
    y = visited(Momentum(0.25, 0.25), 3, [1.0, 0.0])[:, 0]

    assert_allclose(y, [1, 0.75, 0.5, 0.3125])
    assert_allclose(np.roots([1, -1, 0.25]), [0.5, 0.5], atol=1e-7)
    assert_allclose(np.roots([1, 1, 0.25]), [-0.5, -0.5], atol=1e-7)
    assert pytest.approx(4 / 5) == 1 - 2 / (1 + 9)


@states(
    "The same equation, one step earlier, says what $\\eta \\mu a_t$ is.",
    r"It is $-\tilde{y}_t + (1 - \eta \lambda) \tilde{y}_{t-1}$.",
)
def test_the_points_ahead_say_what_the_velocity_was():
    rule, z = Nesterov(0.03, 0.6), {"z": np.ones(1)}
    state = rule.start(z)
    for _ in range(5):
        before = z["z"].copy()
        rule.step(z, {"z": 20 * z["z"]}, state)

        velocity = state.memory["z"][0]
        assert_allclose(0.03 * 0.6 * velocity, -z["z"] + (1 - 0.03 * 20) * before)


@states(
    "Only momentum: the largest rates are 2, $2 (1 + 0.5) = 3$, and "
    r"$2 (1 + 0.5) / (1 + 2 \times 0.5) = 1.5$.",
    r"Gradient descent comes down a parabola for $\eta < 2 / \lambda$, and with noise it stays at "
    r"the "
    r"variance \eqref{eq:noise_floor}.",
)
def test_of_three_rules_at_a_long_rate_only_momentum_comes_down():
    rules = GradientDescent(2.5), Momentum(2.5, 0.5), Nesterov(2.5, 0.5)
    ends = [abs(visited(rule, 60, [1.0, 0.0])[-1, 0]) for rule in rules]

    assert [end < 1e-6 for end in ends] == [False, True, False]
    assert (momentum_largest_rate(0.5, 1.0), nesterov_largest_rate(0.5, 1.0)) == (3, 1.5)


@states(
    "Line (5) goes along the gradient and must go along the velocity, `w = w - eta * u`.",
    "It runs, the loss falls, and no choice of $\\mu$ makes a difference.",
)
@pytest.mark.parametrize(("along", "same"), [("g", True), ("u", False)])
def test_along_the_gradient_no_memory_makes_a_difference(along, same):
    ends = []
    for mu in (0.1, 0.9):
        w, u = 1.0, 0.0
        for _ in range(5):
            g = w
            u = mu * u + g
            w = w - 0.1 * {"g": g, "u": u}[along]
        ends.append(w)

    assert (ends[0] == ends[1]) == same and ends[0] < 1


@states("Gradient descent has the best rate 2/5 and leaves three fifths.")
def test_for_curvatures_of_1_and_4_gradient_descent_leaves_three_fifths():
    assert [1 - 2 / 5 * curvature for curvature in (1, 4)] == pytest.approx([3 / 5, -3 / 5])
    assert 2 / 5 == 2 / (1 + 4)

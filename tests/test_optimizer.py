"""Optimizers: what their formulas do not show. Chapter: docs/optimizer.md."""

import tracemalloc
from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from figures.optimizer import largest_rate
from figures.valley import KAPPA, START, run
from nn.adam import AdaGrad, Adam, AdamW, RMSProp
from nn.network import Network, operation_count
from nn.optimizer import (
    GradientDescent,
    Momentum,
    Nesterov,
    State,
    gradient_descent,
    momentum,
    nesterov,
)
from tests.colours import GREY, ORANGE, TEAL
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
    "along a slope that does not change momentum ends with steps ten times as long as "
    "those of gradient descent at the same rate"
)
def test_velocity_grows_tenfold_along_a_constant_gradient():
    path = momentum(np.zeros(1), np.ones((300, 1)), 0.01, 0.9)

    assert_allclose(path[0] - path[1], 0.01, rtol=1e-12)
    assert_allclose(path[-2] - path[-1], 0.1, rtol=1e-9)


@states("Nesterov goes there first and computes the gradient at the point ahead")
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
    "The largest rates of gradient descent and of the next two rules",
)
@states("At the largest stable rate it jumps from side to side for ever")
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


@states("It keeps a parameter whose gradient was always 0 from dividing 0 by 0.")
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


def test_integer_parameters_are_refused():
    with pytest.raises(ValueError, match="expected parameters in floating point; got W of int"):
        moved(Momentum(), {"W": np.arange(2)}, {"W": np.ones(2)})


@pytest.mark.parametrize(
    ("rule", "settings", "message"),
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
def test_settings_that_make_no_sense_are_refused(rule, settings, message):
    with pytest.raises(ValueError, match=message):
        rule(**settings)


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


@states("beside a given one, each of the others is drawn with the probability $(B - 1) / (N - 1)$")
def test_two_examples_of_a_batch_are_drawn_together_as_often_as_the_chapter_says():
    batches = list(combinations(range(6), 4))

    beside = [1 in batch for batch in batches if 0 in batch]

    assert np.mean(beside) == pytest.approx((4 - 1) / (6 - 1))


@states("a smooth loss looks like such a valley if it curves upwards in every direction")
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
    r"in the long run at least $\sqrt{\mu}$ of the error is left by each step, whatever "
    "the rate",
    r"The product of the roots is $\mu$, so the larger one has at least the size "
    r"$\sqrt{\mu}$",
)
@pytest.mark.parametrize("eta", [0.001, 0.02, 0.05, 0.134, 0.18])
@pytest.mark.parametrize("mu", [0.1, 0.403, 0.9])
def test_momentum_leaves_at_least_the_root_of_mu(mu, eta):
    assert max(roots(mu, eta, 1).max(), roots(mu, eta, KAPPA).max()) >= mu**0.5 - 1e-9


@states(
    r"With $\mu$ below 1 they can thus leave the unit circle only as real numbers: not through 1, "
    r"which is a root for $\eta$ = 0 only, but through $-1$, at the rate above."
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
    "in the middle of the first figure": (0.02, 0.9),
}


@pytest.mark.parametrize("name", MARKED)
def test_each_marked_pair_of_the_map_leaves_what_stands_beside_it(name):
    axes = seen("optimizer", "pairs").only
    (text,) = [text for text in axes.texts if text.words.startswith(f"{name}: ")]
    marks = np.concatenate(axes.dots(ORANGE).strokes)
    x, y = min(marks, key=lambda mark: np.hypot(*(mark - text.start)))

    assert_allclose([axes.x.value(x), axes.y.value(y)], MARKED[name], atol=2e-3)
    assert text.words == f"{name}: {left_by(*MARKED[name]):.3f}"


CURVATURES = {"along, λ = 1": 1, "across, λ = 20": 20}


@pytest.mark.parametrize("name", CURVATURES)
@states(
    "What a step of gradient descent leaves of the error. Lines: derived.",
    page="figures/optimizer",
)
def test_each_line_is_the_derived_factor_of_its_axis(name):
    eta = np.linspace(0.001, 0.12, 120)
    axes = seen("optimizer", "rates").only

    assert axes.curve(name).misses(eta, np.abs(1 - eta * CURVATURES[name])) < 0.2


@pytest.mark.parametrize("name", CURVATURES)
@states("Lines: derived. Dots: measured.", page="figures/optimizer")
def test_the_dots_of_each_axis_are_what_a_step_leaves(name):
    axes = seen("optimizer", "rates").only
    dots = axes.dots(axes.colour(name))
    steps = [visited(GradientDescent(rate), 1, [1.0, 1.0])[1] for rate in dots.x]

    left = np.abs(steps)[:, [*CURVATURES].index(name)]
    assert len(dots.x) == 12 and np.abs(dots.y - left).max() < 0.02


def test_factors_are_drawn_over_learning_rates():
    axes = seen("optimizer", "rates").only

    assert (axes.x.label, axes.y.label) == ("learning rate η", "|1 − ηλ|")


@states("Along the valley a larger rate is better all the way;", page="figures/optimizer")
def test_the_factor_along_the_valley_falls_all_the_way():
    curve = seen("optimizer", "rates").only.curve("along, λ = 1")

    assert (np.diff(curve.at(np.linspace(0.002, 0.119, 50))) < 0).all()


@states(
    "across it, the factor passes 0 and then grows, and from 1 on the path leaves the valley.",
    page="figures/optimizer",
)
def test_the_factor_across_turns_at_0_and_crosses_the_dotted_line_where_paths_diverge():
    axes = seen("optimizer", "rates").only
    curve, (dotted,) = axes.curve("across, λ = 20"), axes.lines_in(GREY)
    left = [np.abs(visited(GradientDescent(rate), 200, [0.0, 1.0])[-1, 1]) for rate in (0.09, 0.11)]

    assert_allclose([*curve.at([0.05, 0.1]), dotted.y.mean()], [0, 1, 1], atol=0.02)
    assert left[0] < 1 < left[1] and (np.diff(curve.at(np.linspace(0.055, 0.12, 9))) > 0).all()


@states("The best rate is where the lines cross.", page="figures/optimizer")
def test_the_larger_of_both_factors_is_smallest_where_the_lines_cross():
    axes, eta = seen("optimizer", "rates").only, np.linspace(0.002, 0.119, 500)
    along, across = (axes.curve(name).at(eta) for name in CURVATURES)

    assert np.maximum(along, across).argmin() == pytest.approx(
        np.abs(along - across)[100:].argmin() + 100, abs=2
    )


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
    "drawn at random, and costs $N/B$ times less",
    "halve the typical error and cost four times as much",
)
def test_a_mini_batch_has_its_share_of_the_operations():
    assert operation_count((784, 50, 10), 600) == 4 * operation_count((784, 50, 10), 150)


@states("The best rate makes the two factors equal but for their sign")
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


@states("With the gradients $(1, 2)$ and $(3, 4)$, and half of each:")
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


@states("the axes are the eigenvectors of its second derivatives")
def test_along_an_eigenvector_gradient_descent_stays_on_a_line(rng):
    root = rng.normal(size=(3, 3))
    second_derivatives = root @ root.T
    curvatures, axes = np.linalg.eigh(second_derivatives)
    parameters, rule = {"z": axes[:, 1].copy()}, GradientDescent(0.1)

    rule.step(parameters, {"z": second_derivatives @ parameters["z"]}, rule.start(parameters))

    assert_allclose(parameters["z"], (1 - 0.1 * curvatures[1]) * axes[:, 1])


@states(
    r"along it they add up, to as much as $1 / (1 - \mu)$ times one of them (exercise 1).",
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


@states(r"it is known that the step will contain $-\eta \mu u_{t-1}$.")
def test_a_step_of_momentum_contains_the_velocity_before_it_whatever_the_gradient(slopes):
    w, g = slopes
    velocity = 0.8 * g[0] + g[1]

    *_, before, after = momentum(w, g[:3], 0.1, 0.8)

    assert_allclose(after - before + 0.1 * g[2], -0.1 * 0.8 * velocity)


@states(
    "Momentum, AdaGrad and RMSProp need memory for one more copy of the parameters, Adam for two."
)
@pytest.mark.parametrize(
    ("rule", "copies"), [(Momentum, 1), (AdaGrad, 1), (RMSProp, 1), (Adam, 2), (GradientDescent, 0)]
)
def test_a_rule_remembers_so_many_copies_of_the_parameters(rule, copies):
    parameters = {"W": np.zeros((3, 2)), "b": np.zeros(2)}
    memory = rule().start(parameters).memory

    assert {name: sum(a.size for a in kept) for name, kept in memory.items()} == {
        "W": copies * 6, "b": copies * 2,
    }  # fmt: skip


@states(
    r"On a parabola, momentum makes $x_{t+1} = x_t + \mu (x_t - x_{t-1}) - \eta \lambda x_t$.",
)
def test_a_path_of_momentum_on_a_parabola_fits_its_recurrence():
    eta, curvature = 0.03, 20
    x = visited(Momentum(eta, 0.8), 30, [1.0, 1.0])[:, 1]

    assert_allclose(x[2:], x[1:-1] + 0.8 * (x[1:-1] - x[:-2]) - eta * curvature * x[1:-1])


@states(
    "At the largest stable rate it jumps from side to side for ever, $x_t = -x_{t-1}$.",
    r"$-1 = 1 + 2 \mu - \eta \lambda$, so $\eta = 2 (1 + \mu) / \lambda$.",
)
@pytest.mark.parametrize("mu", [0.3, 0.9])
def test_at_the_largest_stable_rate_momentum_ends_in_equal_jumps(mu):
    eta = 2 * (1 + mu) / 20
    *_, before, last = visited(Momentum(eta, mu), 500, [1.0, 1.0])[:, 1]

    assert last == pytest.approx(-before) and abs(last) > 0.1
    assert 1 + 2 * mu - eta * 20 == pytest.approx(-1)


@states("Insert $x_{t-1} = -x_t$ and $x_{t+1} = -x_t$, and divide by $x_t$:")
def test_inserted_and_divided_the_recurrence_becomes_an_equation_without_path(rng):
    x, mu, eta, curvature = rng.uniform(0.1, 2, size=4)

    after = x + mu * (x - -x) - eta * curvature * x

    assert after / x == pytest.approx(1 + 2 * mu - eta * curvature)


@states(
    r"The powers $r^t$ are a solution if $r$ is a root of "
    r"$r^2 - (1 + \mu - \eta \lambda) r + \mu$, and every solution is a sum of two such "
    "(or of one, and $t$ times the same)."
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


@states(
    r"Nesterov computes the slope at the point $x_t + \mu (x_t - x_{t-1})$, which is here "
    r"$(1 + 2 \mu) x_t$, so the slope is $\lambda (1 + 2 \mu) x_t$:"
)
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

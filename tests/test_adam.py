"""Adam and its kin: what their formulas do not show. Chapter: docs/adam.md."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.adam import RULES, decayed
from figures.valley import (
    GRIDS,
    KAPPA,
    MEMORIES,
    RATES,
    START,
    height,
    run,
    searched,
    settings,
    worst,
)
from nn.adam import (
    AdaGrad,
    Adam,
    AdamW,
    RMSProp,
    adagrad,
    adam,
    adamw,
    rmsprop,
    warm_cosine,
)
from nn.numerical_differentiation import numerical_gradient
from nn.optimizer import (
    GradientDescent,
    gradient_descent,
    momentum,
    nesterov,
    noise_floor,
)
from tests.colours import COLORS, GREY
from tests.curves import NEAR
from tests.drawn import seen
from tests.rules import moved, straight_ahead, visited
from tests.states import states
from tests.tables import read


@pytest.fixture
def slopes(rng):
    """A start, and gradients of seven steps."""
    return rng.normal(size=5), rng.normal(size=(7, 5))


def test_adam_follows_algorithm_1_of_its_paper(slopes):
    """Written as in the paper, one scalar after the other, and independently of the code."""
    w, g = slopes
    alpha, beta1, beta2, eps = 0.3, 0.8, 0.95, 0.01
    expected = [w.copy()]
    theta, m, v, t = w.copy(), np.zeros(5), np.zeros(5), 0
    for gradient in g:
        t = t + 1
        for i in range(5):
            m[i] = beta1 * m[i] + (1 - beta1) * gradient[i]
            v[i] = beta2 * v[i] + (1 - beta2) * gradient[i] ** 2
            m_hat, v_hat = m[i] / (1 - beta1**t), v[i] / (1 - beta2**t)
            theta[i] = theta[i] - alpha * m_hat / (v_hat**0.5 + eps)
        expected.append(theta.copy())

    assert_allclose(adam(w, g, alpha, beta1, beta2, eps), expected, rtol=1e-12)


def test_adam_has_the_settings_of_its_paper_unless_told_otherwise():
    assert Adam() == Adam(eta=0.001, beta_1=0.9, beta_2=0.999, epsilon=1e-8)


@states("both corrections undo the factors exactly, and what is left of the gradient is its sign")
@pytest.mark.parametrize("size", [1e-3, 1.0, 1e3])
def test_first_step_of_adam_has_the_length_of_the_rate(size):
    path = adam(np.zeros(2), size * np.array([[1.0, -2.0]]), 0.25, 0.9, 0.999, 1e-12)

    assert_allclose(path[1], [-0.25, 0.25], rtol=1e-8)


def test_adam_makes_equal_steps_along_a_constant_gradient():
    """Any step that is corrected too little, or with the wrong t, would have another length."""
    path = adam(np.zeros(1), np.full((50, 1), 3.0), 0.1, 0.9, 0.999, 1e-12)

    assert_allclose(np.diff(path[:, 0]), -0.1, rtol=1e-9)


@states("Here it is outside the root, as in the papers on AdaGrad and Adam")
@pytest.mark.parametrize(
    ("follow", "settings"),
    [(adagrad, {}), (rmsprop, {"rho": 0.75}), (adam, {"beta_1": 0.9, "beta_2": 0.999})],
)
def test_epsilon_stands_outside_the_root(follow, settings):
    path = follow(np.zeros(1), np.full((1, 1), 4.0), eta=1.0, epsilon=3.0, **settings)
    root = 2.0 if follow is rmsprop else 4.0  # the mean square has seen a quarter of the first

    assert_allclose(path[1], [-4 / (root + 3)], rtol=1e-12)


@states(
    "a parameter whose gradients are all a hundred times smaller makes the same steps, apart from "
    r"$\epsilon$, a small number that keeps the divisor above 0:"
)
def test_adagrad_makes_the_same_steps_with_gradients_a_hundred_times_smaller(slopes):
    w, g = slopes

    assert_allclose(adagrad(w, g / 100, 0.3, 1e-12), adagrad(w, g, 0.3, 1e-12), rtol=1e-8)


@states("The sum only grows, so what a gradient is multiplied by only shrinks")
def test_what_adagrad_multiplies_a_gradient_by_only_shrinks(slopes):
    w, g = slopes

    factor = np.diff(adagrad(w, g, 0.3, 1e-8), axis=0) / -g

    assert (np.diff(factor, axis=0) < 0).all()


@states(
    r"Every parameter moves by nearly $\eta$ if its gradient is large beside $\epsilon$, however "
    "large that gradient is:"
)
def test_the_first_step_of_adam_is_shorter_where_a_gradient_is_not_large_beside_epsilon():
    path = adam(np.zeros(4), np.array([[0.0, 1e-8, 1.0, 1e9]]), 0.5, 0.9, 0.999, 1e-8)

    assert_allclose(path[1], [0, -0.25, -0.5, -0.5], rtol=1e-6)


@states(
    "All gradients become a thousand times as large",
    "Gradient descent, momentum and Nesterov make steps a thousand times as long.",
)
def test_gradients_a_thousand_times_as_large_make_steps_a_thousand_times_as_long(slopes):
    w, g = slopes
    for follow, given in [
        (gradient_descent, {"eta": 0.1}),
        (momentum, {"eta": 0.1, "mu": 0.9}),
        (nesterov, {"eta": 0.1, "mu": 0.9}),
    ]:
        assert_allclose(follow(w, 1000 * g, **given) - w, 1000 * (follow(w, g, **given) - w))


@states("RMSProp does not stay at the bottom")
def test_only_rmsprop_does_not_stay():
    low = {name: height(run(rule, 1000))[300:].max() < 1e-9 for name, rule in RULES.items()}

    assert [name for name, stays in low.items() if not stays] == ["RMSProp"]


@states("Rates that fall towards the end cure that, as the section on schedules shows.")
def test_smaller_rates_towards_the_end_let_rmsprop_stay():
    z, rule = {"z": START.copy()}, RMSProp(0.4)
    state = rule.start(z)
    for t in range(200):
        RMSProp(0.4 * 0.95**t).step(z, {"z": np.array([1, KAPPA]) * z["z"]}, state)

    assert height(z["z"]) < 1e-6


def means():
    """The panels of Adam's means: each with its letter, and how much of the mean is kept."""
    return zip(seen("adam", "corrections").axes, "mv", (Adam.beta_1, Adam.beta_2), strict=True)


@states(
    "Adam's means along thirty gradients drawn from one distribution, and what they estimate.",
    "Dots: the gradients and their squares.",
    page="figures/adam",
)
@states(
    "Thirty gradients of one parameter, and what the means make of them with the settings of the "
    "paper:"
)
def test_the_means_of_the_figure_are_those_of_its_dots():
    for axes, letter, beta in means():
        dots, kept = axes.dots(GREY), [0.0]
        for value in dots.y:
            kept.append(beta * kept[-1] + (1 - beta) * value)
        t, mean = np.arange(1, 31), np.array(kept[1:])

        assert_allclose(dots.x, t, atol=0.02)
        assert axes.curve(f"{letter}ₜ").misses(t, mean) < 0.2
        assert axes.curve(f"{letter}\u0302ₜ").misses(t, mean / (1 - beta**t)) < 0.2


def test_the_dots_to_the_right_are_the_squares_of_those_to_the_left():
    left, right = seen("adam", "corrections").axes

    assert right.dots(GREY).misses(np.arange(1, 31), left.dots(GREY).y ** 2) < 0.2


@pytest.mark.parametrize(("panel", "name"), [(0, "E[gₜ]"), (1, "E[gₜ²]")])
def test_the_dotted_line_is_the_expectation_that_its_name_says(panel, name, rng):
    axes, powers = seen("adam", "corrections").axes[panel], rng.normal(1, 0.4, 400_000)
    drawn, level = axes.dots(GREY).y, axes.curve(name).y

    assert level == pytest.approx(np.mean(powers ** (panel + 1)), abs=0.01)
    assert abs(drawn.mean() - level[0]) < 2 * drawn.std() / 30**0.5


@states(
    "Both means start at 0; the first has nearly come up after thirty steps, the second has hardly "
    "left the ground.",
    "The corrected ones are about right from the first step on.",
    page="figures/adam",
)
@pytest.mark.parametrize(("letter", "least", "most"), [("m", 0.9, 1), ("v", 0, 0.05)])
def test_a_mean_comes_up_soon_or_late_and_the_corrected_one_is_right_at_once(letter, least, most):
    axes = next(axes for axes, own, _ in means() if own == letter)
    mean, corrected = (axes.curve(f"{letter}{hat}ₜ").y for hat in ("", "\u0302"))
    expected = axes.lines_in(GREY, dashed=True)[0].y.mean()

    assert mean[0] < 0.12 * expected and least < mean[-1] / corrected[-1] < most
    assert np.abs(corrected / expected - 1).max() < 0.25


@states("Both means start at 0, not at a gradient, so at first they are too small.")
def test_the_means_of_adam_start_at_zero_and_are_too_small_at_first():
    rule = Adam()
    m, v = rule.start({"W": np.ones(3)}).memory["W"]

    assert [*m, *v] == [0] * 6
    rule.move(np.ones(3), np.full(3, 2.0), 1, m, v)
    assert_allclose([*m, *v], [0.2] * 3 + [0.004] * 3)


@states(
    "Without the corrections, and with the settings of the paper, the first step would be three "
    "times as long:"
)
def test_without_corrections_the_first_step_of_adam_would_be_three_times_as_long():
    m, v = np.zeros(1), np.zeros(1)
    Adam().move(np.zeros(1), np.array([5.0]), 1, m, v)
    corrected = adam(np.zeros(1), np.array([[5.0]]), 0.001, 0.9, 0.999, 1e-8)[1]

    assert -0.001 * m / np.sqrt(v) / corrected == pytest.approx(3, rel=0.06)


@states("some programs add it under the root, where 1e-8 acts like 1e-4 outside.")
def test_a_small_number_under_the_root_acts_as_its_root_does_outside():
    """Where it acts at all: beside the mean square of a gradient that is smaller still."""
    square = 1e-6**2

    assert np.sqrt(square + 1e-8) == pytest.approx(np.sqrt(square) + 1e-4, rel=0.02)


@states(
    "The first step has $t = 1$: with $t = 0$ the corrections divide by zero, and a count that "
    "begins at 2 corrects too little."
)
@pytest.mark.parametrize(("t", "length"), [(1, 1), (0, np.nan), (2, 0.744)])
def test_a_first_step_of_adam_has_the_right_length_only_if_it_is_counted_as_one(t, length):
    theta, m, v = np.zeros((3, 1))
    with np.errstate(all="ignore"):
        Adam(eta=np.float64(1)).move(theta, np.array([7.0]), t, m, v)

    assert_allclose(-theta, length, rtol=1e-3)
    assert moved(Adam(), {"W": theta}, {"W": theta}, steps=1)[1].t == 1


@states(
    r"a rate for the whole step, and a small number of its own, $\hat{\epsilon}$.",
    r"Show that it is the same step if $\hat{\epsilon} = \epsilon \sqrt{1 - \beta_2^t}$.",
)
@pytest.mark.parametrize("constant", [False, True])
def test_adam_in_the_faster_order_makes_the_same_steps_with_a_number_that_follows_t(
    slopes, constant
):
    w, g = slopes
    eta, beta_1, beta_2, epsilon, path, m, v = 0.3, 0.8, 0.95, 0.5, [w], 0, 0
    for t, gradient in enumerate(g, start=1):
        m, v = beta_1 * m + (1 - beta_1) * gradient, beta_2 * v + (1 - beta_2) * gradient**2
        rate = eta * (1 - beta_2**t) ** 0.5 / (1 - beta_1**t)
        small = epsilon * (1 if constant else (1 - beta_2**t) ** 0.5)
        path.append(path[-1] - rate * m / (np.sqrt(v) + small))

    assert np.allclose(path, adam(w, g, eta, beta_1, beta_2, epsilon)) == (not constant)


@states("with a gradient $d > 0$ that is always the same")
@pytest.mark.parametrize("d", [0.01, 5.0])
def test_along_a_constant_gradient_the_steps_of_adagrad_shrink_like_one_over_the_root(d):
    path = adagrad(np.zeros(1), np.full((40, 1), d), 0.3, 1e-12)

    assert_allclose(-np.diff(path[:, 0]), 0.3 / np.sqrt(np.arange(1, 41)))


@states("It keeps the rule from dividing 0 by 0 at a parameter whose gradient was always 0.")
@pytest.mark.parametrize("rule", [AdaGrad(0.1), RMSProp(0.1), Adam(0.1)])
def test_a_parameter_whose_gradient_was_always_0_stays_where_it_is(rule):
    parameters, _ = moved(rule, {"W": np.array([2.0, 3.0])}, {"W": np.array([0.0, 1.0])})

    assert parameters["W"][0] == 2 and parameters["W"][1] < 3


@states(
    "AdaGrad and RMSProp need memory for one more copy of the parameters, Adam and AdamW for two."
)
@pytest.mark.parametrize(("rule", "copies"), [(AdaGrad, 1), (RMSProp, 1), (Adam, 2), (AdamW, 2)])
def test_a_rule_remembers_so_many_copies_of_the_parameters(rule, copies):
    memory = rule().start({"W": np.zeros((3, 2)), "b": np.zeros(2)}).memory

    assert [sum(a.size for a in kept) for kept in memory.values()] == [copies * 6, copies * 2]


@states(
    r"In the paper the decay is not multiplied by the learning rate, so the number there is $\eta "
    r"\gamma$.",
    "This is the form of PyTorch.",
)
def test_adamw_follows_algorithm_2_of_its_paper_if_its_decay_is_the_rate_times_gamma(slopes):
    """Written as in the paper, with a schedule multiplier of 1, and independently of the code."""
    w, g = slopes
    alpha, beta1, beta2, eps, gamma = 0.3, 0.8, 0.95, 0.01, 0.1
    weight_decay = alpha * gamma
    theta, m, v, expected = w.copy(), np.zeros(5), np.zeros(5), [w.copy()]
    for t, gradient in enumerate(g, start=1):
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * gradient**2
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        theta = theta - (alpha * m_hat / (v_hat**0.5 + eps) + weight_decay * theta)
        expected.append(theta)

    assert_allclose(adamw(w, g, alpha, beta1, beta2, eps, gamma), expected, rtol=1e-12)


def test_adamw_without_decay_is_adam(slopes):
    given = 0.3, 0.8, 0.95, 0.01

    assert_allclose(adamw(*slopes, *given, 0.0), adam(*slopes, *given), rtol=1e-14)


@states(
    "On a parabola they divide the gradient $\\lambda x_t$ by the root of a sum or a mean of such "
    "squares, and the curvature cancels:",
    "So the condition number plays no part, as long as each axis has a parameter of its own.",
)
@pytest.mark.parametrize("rule", [AdaGrad(1.7, 1e-12), RMSProp(0.3, 0.9, 1e-12)])
def test_along_the_parameters_the_curvature_plays_no_part(rule):
    flat, steep = (
        visited(rule, 20, [3.0, -2.0], np.diag([1.0, kappa])) for kappa in (20.0, 5000.0)
    )

    assert_allclose(steep, flat, rtol=1e-6, atol=1e-9)


def heights_of(name, turned):
    return worst(searched(name, turned), turned)


@states("Along the parameters, AdaGrad and RMSProp are far ahead, and both take the largest rate")
def test_along_the_parameters_adagrad_and_rmsprop_are_far_ahead_at_the_largest_rate():
    ends = {name: heights_of(name, False) for name in GRIDS}
    first, second, third, *_ = sorted(ends, key=ends.get)

    assert {first, second} == {"AdaGrad", "RMSProp"} and ends[second] < 1e-15 * ends[third]
    assert {searched(name).eta for name in (first, second)} == {max(RATES)}


@states(
    "RMSProp is little better than gradient descent, and AdaGrad is worse.",
    "Adam has momentum as well, and comes second.",
)
def test_in_the_turned_valley_adagrad_and_rmsprop_fall_behind():
    ends = {name: heights_of(name, True) for name in GRIDS}

    assert ends["gradient descent"] / 10 < ends["RMSProp"] < ends["gradient descent"]
    assert ends["AdaGrad"] > ends["gradient descent"]
    assert sorted(ends, key=ends.get)[:2] == ["momentum", "Adam"]


@states("Momentum treats all directions alike and does not notice the turn.")
@pytest.mark.parametrize("name", ["gradient descent", "momentum", "Nesterov"])
def test_a_rule_with_one_rate_does_not_notice_the_turn(name):
    straight, turned = (run(searched(name), 30, START, turn) for turn in (False, True))

    assert_allclose(turned, straight, atol=1e-9)
    assert searched(name) == searched(name, True)


@states(
    "Take the search of [the chapter before](optimizer.md#in-the-valley), with the same memories "
    "for $\\beta_1$, and 0.9, 0.99 and 0.999 for $\\rho$ and $\\beta_2$.",
    "Do it once in our valley, and once in the same valley turned by 45 degrees, so that its axes "
    "lie between those of the parameters:",
)
def test_the_grids_are_as_the_chapter_says():
    assert GRIDS["Adam"][1] == {"eta": RATES, "beta_1": MEMORIES, "beta_2": (0.9, 0.99, 0.999)}
    assert GRIDS["RMSProp"][1] == {"eta": RATES, "rho": (0.9, 0.99, 0.999)}
    second = np.array([[10.5, -9.5], [-9.5, 10.5]])  # eigenvalues 1 and 20, along (1, 1), (1, -1)
    way = visited(GradientDescent(0.03), 9, np.array([3.0, 1.0]), second)
    turn = np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
    assert_allclose(way @ turn.T, run(GradientDescent(0.03), 9, turn @ [3.0, 1.0], True))


def test_the_table_of_both_valleys_has_the_settings_and_the_worst_heights():
    expected = {
        name: {
            "not turned": settings(searched(name)),
            "height": heights_of(name, False),
            "turned by 45°": settings(searched(name, True)),
            "height there": heights_of(name, True),
        }
        for name in GRIDS
    }

    assert read("adam", "table_of_searched").wrong(expected) == []


BUILT = {"AdaGrad": AdaGrad, "RMSProp": RMSProp, "Adam": Adam}
COLOURS = dict(zip(GRIDS, COLORS, strict=False))


def panels():
    """The axes of the paths under their rules, and the rates in their titles."""
    titles = {axes.title.split(", η = ")[0]: axes for axes in seen("adam", "paths").axes}
    return {name: (axes, float(axes.title.split(" = ")[1])) for name, axes in titles.items()}


@states(
    "Thirty steps of three rules from the same start. Lines: equal heights of the valley.",
    page="figures/adam",
)
@states("with rates chosen for the picture:")
@pytest.mark.parametrize("name", BUILT)
def test_each_panel_shows_thirty_steps_of_the_rule_in_its_title(name):
    axes, rate = panels()[name]
    path = visited(BUILT[name](rate), 30, [-7.0, 2.0])

    assert axes.dots(COLOURS[name]).misses(*path.T) < NEAR
    assert max(np.ptp(h) / h.mean() for h in straight_ahead(axes, GREY)) < 0.04


@states(
    "Each gives each axis a rate of its own, so the first step is as long along both.",
    page="figures/adam",
)
@pytest.mark.parametrize("name", BUILT)
def test_the_first_step_is_as_long_along_both_axes(name):
    dots = panels()[name][0].dots(COLOURS[name])
    along, across = np.abs(np.diff([dots.x[:2], dots.y[:2]]))[:, 0]

    assert along == pytest.approx(across, abs=0.05)


@states(
    "How far above the floor of the turned valley each rule stands, step by step.",
    "The settings are those of the table.",
    page="figures/adam",
)
@pytest.mark.parametrize("name", GRIDS)
def test_each_line_shows_the_heights_of_its_rule_in_the_turned_valley(name):
    curve = seen("adam", "speeds").only.curve(name)
    path = run(searched(name, True), 40, START, True)

    assert curve.y_axis.logarithmic
    assert curve.misses(np.arange(41), path**2 @ [1, 20] / 2) < 0.3


@states("Momentum ends lowest, Adam comes next, and AdaGrad is slowest.", page="figures/adam")
def test_momentum_ends_lowest_adam_next_and_adagrad_highest():
    axes = seen("adam", "speeds").only
    ends = {name: axes.curve(name).y[-1] for name in GRIDS}
    order = sorted(ends, key=ends.get)

    assert (order[:2], order[-1]) == (["momentum", "Adam"], "AdaGrad")


@states(
    "Put the price into the loss, $\\frac{\\gamma}{2} \\sum_i w_i^2$ (*L2 regularization*): the "
    "gradient of parameter $i$ becomes $c_i + \\gamma w_i$, where $c_i$ is the slope of the loss "
    "without it.",
    "There are two ways to do it, and for gradient descent they are the same.",
)
def test_a_price_in_the_loss_adds_to_the_gradient_and_for_gradient_descent_it_is_decay(rng):
    w, c, eta, gamma = rng.normal(size=3), rng.normal(size=3), 0.1, 0.3
    slope = numerical_gradient(lambda w: c @ w + gamma / 2 * (w**2).sum(), w, 1e-5)

    assert_allclose(slope, c + gamma * w, rtol=1e-6)
    path = gradient_descent(w, (c + gamma * w)[np.newaxis], eta)
    assert_allclose(path[1], (1 - eta * gamma) * w - eta * c)


@states(
    "The dotted curve is $(1 - \\eta \\gamma)^t$, the decay of a weight without any gradient; with "
    "AdamW the means of both follow it."
)
def test_a_weight_without_gradient_decays_by_the_same_share_in_each_step():
    path = adamw([1.0], np.zeros((30, 1)), 0.1, 0.9, 0.999, 1e-8, 0.2)

    assert_allclose(path[:, 0], (1 - 0.1 * 0.2) ** np.arange(31))


@states(
    "Two hundred weights start at 1 with gradients that are nothing but noise of the size 10, and "
    "two hundred with noise of the size 0.1.",
    "With L2 in Adam the weights with small gradients are gone soon, and those with large "
    "gradients have lost less than a fifth.",
    "with AdamW the means of both follow it.",
)
@states(
    "The mean of 200 weights that start at 1, for large and for small gradients of pure noise.",
    "L2 in Adam: the price is in the loss, and Adam divides it with the rest: it brings the "
    "weights with small gradients down, and those with large ones far less.",
    "AdamW brings both down alike.",
    page="figures/adam",
)
def test_l2_in_adam_brings_only_weights_with_small_gradients_down():
    left, right = seen("adam", "decays").axes
    large, small = (left.lines_in(color)[0].y for color in COLORS[:2])
    assert 0.8 < large.min() < 0.85 and np.abs(small[-10:]).max() < 0.05

    for curve in (right.lines_in(color)[0] for color in COLORS[:2]):
        assert np.abs(curve.y - (1 - 0.005 * 0.2) ** curve.x).max() < 0.03
    sizes = np.repeat([10.0, 0.1], 200)
    path = decayed(AdamW(0.005, gamma=0.2), 0.0, sizes, 2000)
    assert right.lines_in(COLORS[0])[0].y[-1] == pytest.approx(path[-1, :200].mean(), abs=0.02)


@states(
    "A usual schedule does both: up in a straight line for $A > 0$ steps, then down along half a "
    "cosine until step $B > A$."
)
def test_the_schedule_goes_up_in_a_straight_line_and_down_to_0():
    rates = np.array([warm_cosine(float(k), 0.5, 10.0, 50.0) for k in range(1, 51)])

    assert_allclose(np.diff(rates[:10]), 0.05)
    assert rates.max() == rates[9] == 0.5 and (np.diff(rates[9:]) < 0).all()
    assert rates[-1] == pytest.approx(0, abs=1e-12) and rates[29] == pytest.approx(0.25)
    with pytest.raises(ValueError, match="division by zero"):
        warm_cosine(11.0, 0.5, 10.0, 10.0)


@states(
    "Above: a constant rate, and one that warms up for 10 steps of 200 and falls as a cosine.",
    page="figures/adam",
)
def test_above_are_the_rates_of_both_schedules():
    above, _ = seen("adam", "schedule").axes
    k = np.arange(1.0, 201.0)

    assert (
        above.curve("warm-up and cosine").misses(
            k, [warm_cosine(float(each), 0.3, 10.0, 200.0) for each in k]
        )
        < 0.3
    )
    assert np.ptp(above.curve("constant").y) < 1e-3


@states(
    "Below: the distance from the lowest point of a parabola under noisy slopes.",
    "The constant rate stays at the dotted floor of the noise; with the schedule the path settles "
    "below it.",
    page="figures/adam",
)
@states(
    "At a constant rate the noise of the batches keeps the parameters at a "
    "[distance](optimizer.md#the-floor-of-the-noise) that grows with the rate.",
    "A rate that falls towards 0 lets them settle.",
)
def test_a_constant_rate_stays_at_the_floor_and_the_schedule_settles_below():
    _, below = seen("adam", "schedule").axes
    constant, falling = (below.lines_in(color)[0].y for color in COLORS[:2])
    floor = np.sqrt(noise_floor(0.3, 1.0, 1.0))

    assert constant[-100:].mean() == pytest.approx(floor, rel=0.05)
    assert below.lines_in(GREY)[0].y.mean() == pytest.approx(floor, rel=0.02)
    assert falling[-1] < floor / 2


@states(
    "At the first step of Adam, $\\hat{v}$ has seen a single gradient, and every parameter whose "
    "gradient is not tiny moves by nearly $\\eta$, however noisy that gradient was."
)
def test_a_warm_up_keeps_adam_near_a_minimum_that_it_starts_at(rng):
    """Noise alone drives it away, and without a warm-up the first steps go farther."""
    noise = rng.normal(size=(20, 500))
    plain = adam(np.zeros(500), noise, 0.1, 0.9, 0.999, 1e-8)
    rates = [warm_cosine(float(k), 0.1, 20.0, 200.0) for k in range(1, 21)]
    warm = np.cumsum(np.diff(plain, axis=0) * np.array(rates)[:, np.newaxis] / 0.1, axis=0)

    assert_allclose(np.abs(plain[1]), 0.1, rtol=1e-4)
    assert np.abs(warm).mean() < np.abs(plain[1:]).mean() / 2


@states("Each step leaves $1 - 0.001 \\times 0.01 = 0.99999$ of it:")
def test_after_so_many_steps_a_half_is_left():
    assert pytest.approx(0.5, rel=1e-6) == (1 - 0.001 * 0.01) ** 69314.4


@states(
    "The mean square has seen a tenth of the first square, so the gradient is divided by too "
    "little:"
)
def test_the_first_step_of_rmsprop_is_three_times_as_long():
    path = rmsprop([0.0], [[7.0]], 0.1, 0.9, 1e-12)

    assert abs(path[1, 0]) == pytest.approx(0.1 / np.sqrt(0.1))


@states(
    "Line (3) forgets the square, and line (4) takes the root of a negative number.",
    "This step of Adam makes `nan` of a parameter whose first gradient is negative.",
)
@pytest.mark.parametrize(("power", "finite"), [(1, False), (2, True)])
def test_without_the_square_a_negative_gradient_gives_nan(power, finite):
    v = 0.999 * np.zeros(1) + 0.001 * np.array([-2.0]) ** power
    with np.errstate(invalid="ignore"):
        step = 0.1 / (np.sqrt(v / (1 - 0.999)) + 1e-8)

    assert np.isfinite(step).all() == finite


@states("The sums of the squares are 9 and 25, their roots 3 and 5:")
def test_two_steps_of_adagrad_by_hand():
    path = adagrad([1.0], [[3.0], [4.0]], 0.5, 1e-15)

    assert_allclose(path[:, 0], [1, 1 - 0.5 * 3 / np.sqrt(9), 0.5 - 0.5 * 4 / np.sqrt(25)])


@states(
    "With $\\hat{v} = v / (1 - \\beta_2^t)$, the root of the correction cancels in the first term "
    "below, and stays with $\\epsilon$:"
)
def test_the_root_of_the_correction_stays_with_epsilon():
    v, correction, epsilon = 0.3, 0.2, 0.05

    below = (np.sqrt(v / correction) + epsilon) * np.sqrt(correction)
    assert below == pytest.approx(np.sqrt(v) + epsilon * np.sqrt(correction))

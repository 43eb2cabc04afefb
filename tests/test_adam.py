"""Adam and its kin: what their formulas do not show. Chapter: docs/adam.md."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.adam import RULES
from figures.valley import KAPPA, START, height, run
from nn.adam import Adam, RMSProp, adagrad, adam, rmsprop
from nn.optimizer import gradient_descent, momentum, nesterov
from tests.colours import GREY
from tests.drawn import seen
from tests.rules import moved
from tests.states import states


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


@states("a parameter whose gradients are all a hundred times smaller makes the same steps")
def test_adagrad_makes_the_same_steps_with_gradients_a_hundred_times_smaller(slopes):
    w, g = slopes

    assert_allclose(adagrad(w, g / 100, 0.3, 1e-12), adagrad(w, g, 0.3, 1e-12), rtol=1e-8)


@states("The sum only grows, so what a gradient is multiplied by only shrinks")
def test_what_adagrad_multiplies_a_gradient_by_only_shrinks(slopes):
    w, g = slopes

    factor = np.diff(adagrad(w, g, 0.3, 1e-8), axis=0) / -g

    assert (np.diff(factor, axis=0) < 0).all()


@states(r"Every parameter whose gradient is large beside $\epsilon$ moves by nearly $\eta$")
def test_the_first_step_of_adam_is_shorter_where_a_gradient_is_not_large_beside_epsilon():
    path = adam(np.zeros(3), np.array([[0.0, 1e-8, 1.0]]), 0.5, 0.9, 0.999, 1e-8)

    assert_allclose(path[1], [0, -0.25, -0.5], rtol=1e-6)


@states(
    "All gradients become a thousand times as large",
    "Gradient descent, momentum and Nesterov make steps a thousand times as long.",
)
def test_gradients_a_thousand_times_as_large_make_steps_a_thousand_times_as_long(slopes):
    w, g = slopes
    for follow, settings in [
        (gradient_descent, {"eta": 0.1}),
        (momentum, {"eta": 0.1, "mu": 0.9}),
        (nesterov, {"eta": 0.1, "mu": 0.9}),
    ]:
        assert_allclose(follow(w, 1000 * g, **settings) - w, 1000 * (follow(w, g, **settings) - w))


@states("the only one that does not stay")
def test_only_rmsprop_does_not_stay():
    low = {name: height(run(rule, 1000))[300:].max() < 1e-9 for name, rule in RULES.items()}

    assert [name for name, stays in low.items() if not stays] == ["RMSProp"]


@states("Smaller rates towards the end cure that.")
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


@states(
    "Both means start at 0, which is no gradient that ever came, so they are too small at first."
)
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
    "The first step has $t = 1$: with $t = 0$ the corrections divide by zero, and counted one too "
    "far they are too weak."
)
@pytest.mark.parametrize(("t", "length"), [(1, 1), (0, np.nan), (2, 0.744)])
def test_a_first_step_of_adam_has_the_right_length_only_if_it_is_counted_as_one(t, length):
    theta, m, v = np.zeros((3, 1))
    with np.errstate(all="ignore"):
        Adam(eta=np.float64(1)).move(theta, np.array([7.0]), t, m, v)

    assert_allclose(-theta, length, rtol=1e-3)
    assert moved(Adam(), {"W": theta}, {"W": theta}, steps=1)[1].t == 1


@states(r"a rate for the whole step, and another small number, $\epsilon \sqrt{1 - \beta_2^t}$.")
def test_adam_in_the_faster_order_makes_the_same_steps(slopes):
    w, g = slopes
    eta, beta_1, beta_2, epsilon, path, m, v = 0.3, 0.8, 0.95, 0.5, [w], 0, 0
    for t, gradient in enumerate(g, start=1):
        m, v = beta_1 * m + (1 - beta_1) * gradient, beta_2 * v + (1 - beta_2) * gradient**2
        rate = eta * (1 - beta_2**t) ** 0.5 / (1 - beta_1**t)
        path.append(path[-1] - rate * m / (np.sqrt(v) + epsilon * (1 - beta_2**t) ** 0.5))

    assert_allclose(path, adam(w, g, eta, beta_1, beta_2, epsilon))


@states("with a gradient $d > 0$ that is always the same")
@pytest.mark.parametrize("d", [0.01, 5.0])
def test_along_a_constant_gradient_the_steps_of_adagrad_shrink_like_one_over_the_root(d):
    path = adagrad(np.zeros(1), np.full((40, 1), d), 0.3, 1e-12)

    assert_allclose(-np.diff(path[:, 0]), 0.3 / np.sqrt(np.arange(1, 41)))

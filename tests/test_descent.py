"""Descent: what its formulas do not show. Chapter: docs/descent.md."""

import re
from inspect import getsource
from itertools import pairwise

import numpy as np
import pytest
import sympy as sp
from numpy.testing import assert_allclose, assert_array_equal

from nn.activation import sigmoid, sigmoid_prime, step
from nn.descent import Neuron, neuron, neuron_loss, neuron_loss_grad_b, neuron_loss_grad_w
from nn.loss import binary_cross_entropy
from nn.perceptron import perceptron
from tests.colours import ORANGE, TEAL
from tests.curves import NEAR
from tests.drawn import seen
from tests.states import states
from verify.book import ROOT

B = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
AND, OR, XOR = np.array([0.0, 0, 0, 1]), np.array([0.0, 1, 1, 1]), np.array([0.0, 1, 1, 0])


def gradient(y, w, b, X=B):
    """The slopes with respect to the weights, and last to the bias."""
    return np.append(neuron_loss_grad_w(X, y, w, b), neuron_loss_grad_b(X, y, w, b))


def trained(y, steps, eta=2.0):
    one = Neuron(np.zeros(2), 0.0)
    loss = one.train(B, y, eta, steps)
    return one, loss


def slope(loss, z, h=1e-6):
    return (loss(z + h) - loss(z - h)) / (2 * h)


def probability(z):
    return float(sigmoid(np.array([z]))[0])


def loss_at(z, y):
    return float(binary_cross_entropy(np.array([z]), np.array([y])))


def error_at(z, y):
    return (probability(z) - y) ** 2 / 2


# A smooth answer


@states(
    "Change one of its weights a little, and usually nothing happens at all, until an answer "
    "suddenly flips.",
    "A perceptron can only be right or wrong.",
    "The slope of the step function is 0 wherever it has one, so it says nothing.",
)
def test_a_weight_of_a_perceptron_is_turned_in_vain_until_an_answer_flips():
    answers = [perceptron(B, np.array([w, 1.0]), -1.5).tolist() for w in np.linspace(0.1, 2, 39)]

    assert len({*map(tuple, answers)}) == 3
    assert sum(one != other for one, other in pairwise(answers)) == 2


@states("What if the answer moved a little with every weight?")
def test_the_answer_of_the_neuron_moves_with_every_weight(rng):
    X, w = rng.normal(size=(20, 3)), rng.normal(size=3)
    for d in range(3):
        assert (neuron(X, w + 1e-3 * np.eye(3)[d], 0.1) != neuron(X, w, 0.1)).all()


@states(
    "On the line, where the score is 0, it is $\\frac{1}{2}$: the neuron has no idea.",
    "On one side it is larger, on the other side smaller,",
)
def test_a_probability_is_a_half_on_the_line_and_says_yes_where_the_perceptron_does(rng):
    X, w = rng.normal(size=(50, 2)), rng.normal(size=2)
    on = np.array([[-0.5 / w[0], 0.0]])

    assert neuron(on, w, 0.5) == 0.5
    assert_array_equal(neuron(X, w, 0.5) > 0.5, perceptron(X, w, 0.5) == 1)


@states("far from the line it is almost 1 or almost 0")
def test_far_from_the_line_a_probability_is_almost_certain(rng):
    X = 1e4 * rng.normal(size=(50, 2))
    p = neuron(X, np.array([1.0, -2.0]), 0.5)

    assert np.minimum(p, 1 - p).max() < 1e-9


@states(
    "The fraction is called the *odds*, and so the score is the *log-odds*, or *logit*.",
    "The score can be read back from the probability:",
    "The logarithm of this book is the natural one.",
)
def test_the_natural_logarithm_of_the_odds_is_the_score():
    p = neuron(np.array([[3.0]]), np.array([1.0]), -1.5)

    assert_allclose(np.log(p / (1 - p)), 1.5, rtol=1e-12)
    assert sp.log(sp.E) == 1


# Slope


@states("The smaller the step, the closer this comes to $2 x$.")
def test_smaller_steps_come_closer_to_the_slope():
    quotients = [((3 + h) ** 2 - 9) / h for h in (1, 0.1, 0.01, 0.001)]

    assert (np.diff(np.abs(np.array(quotients) - 6)) < 0).all()
    assert quotients[-1] == pytest.approx(6, abs=0.0011)


@states(
    "Its sign says which way is downhill: where it is positive, to the left.",
    "Its size says how much a small step gains: $h$ times the slope, nearly.",
)
def test_a_small_step_gains_nearly_its_length_times_the_slope():
    for x in (-3.0, 0.5, 2.0):
        gained = (x - 1e-4 * np.sign(2 * x)) ** 2 - x**2

        assert gained < 0
        assert gained == pytest.approx(-1e-4 * abs(2 * x), rel=1e-3)


@states("That of the sigmoid says something everywhere:")
def test_the_slope_of_the_sigmoid_is_nowhere_zero_and_that_of_the_step_is():
    x = np.linspace(-30, 30, 60)

    assert (sigmoid_prime(x) > 0).all()
    assert_array_equal(step(x + 1e-6) - step(x - 1e-6), 0)


@states("It is largest on the line, where it is $\\frac{1}{4}$, and fades to both sides.")
def test_the_slope_of_the_sigmoid_is_largest_at_zero():
    slopes = sigmoid_prime(np.linspace(0, 20, 50))

    assert slopes[0] == 0.25
    assert (np.diff(slopes) < 0).all() and slopes[-1] < 1e-8
    assert_allclose(sigmoid_prime(-np.linspace(0, 20, 50)), slopes)


# The loss


@states(
    "So the neuron has given the right answer the probability $p_n$ or $1 - p_n$.",
    "The loss is how much the right answer surprises it, the negative logarithm of that "
    "probability",
    "One of the two terms is 0, since $y_n$ is 0 or 1.",
)
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_the_loss_is_minus_the_logarithm_of_the_probability_of_the_right_answer(y):
    p = probability(0.7)
    terms = [-y * np.log(p), -(1 - y) * np.log(1 - p)]

    assert loss_at(0.7, y) == pytest.approx(-np.log(p if y else 1 - p), rel=1e-12)
    assert 0 in terms


@states(
    "The more certain a neuron is of the right answer, the closer its loss is to 0; one that "
    "has no idea has the loss $\\log 2$, about {{ value np.log(2):.2f }}; and the more "
    "certain it is of the wrong answer, the larger the loss, without a bound."
)
def test_the_loss_is_nothing_if_certain_and_right_and_without_bound_if_wrong():
    losses = [loss_at(z, 1.0) for z in np.linspace(-30, 30, 61)]

    assert (np.diff(losses) < 0).all() and loss_at(0.0, 1.0) == pytest.approx(np.log(2))
    assert loss_at(800.0, 1.0) == 0
    assert loss_at(-1e300, 1.0) == 1e300


@states("This is the *binary cross-entropy*, and its mean over all examples is the loss")
def test_the_loss_of_the_neuron_is_the_binary_cross_entropy_of_its_scores(rng):
    X, y, w = rng.normal(size=(9, 3)), rng.integers(0, 2, 9).astype(float), rng.normal(size=3)

    assert neuron_loss(X, y, w, 0.3) == binary_cross_entropy(X @ w + 0.3, y)


@states(
    "The slope is **the probability minus the answer**, $\\sigma(z_n) - y_n$.",
    "its slope along the score is the probability minus the answer, $p_n - y_n$",
    "If the neuron says 0.9 and the answer is yes, the slope is $-0.1$, and the score should grow "
    "a little; if the answer is no, it is 0.9, and the score should fall, nine times as fast.",
)
def test_the_slope_along_the_score_is_the_probability_minus_the_answer():
    z = np.log(9.0)  # a probability of 0.9
    slopes = [slope(lambda at, y=y: loss_at(at, y), z) for y in (1.0, 0.0)]

    assert_allclose(slopes, [-0.1, 0.9], rtol=1e-8)
    assert slopes[1] / -slopes[0] == pytest.approx(9)


# Gradients


@states(
    "If the weight $w_d$ grows by a little, the score of example $n$ grows by $X_{nd}$ times as "
    "much; if the bias does, by just as much:"
)
def test_a_weight_moves_a_score_by_its_input_and_a_bias_by_as_much(rng):
    X, w = rng.normal(size=(4, 3)), rng.normal(size=3)

    for d in range(3):
        assert_allclose(X @ (w + 0.5 * np.eye(3)[d]) - X @ w, 0.5 * X[:, d], atol=1e-12)
    assert_allclose((X @ w + 0.5) - (X @ w), 0.5)


@states("An input that is 0 has no part in the answer, and its weight is left alone.")
def test_the_weight_of_an_input_that_is_zero_does_not_move():
    one = Neuron(np.array([0.3, -0.4]), 0.2)
    one.train(np.array([[0.0, 2.0]]), np.array([1.0]), eta=1.0)

    assert one.w[0] == 0.3 and one.w[1] != -0.4


@states("It has as many entries as there are parameters, and belongs to one place: elsewhere")
def test_a_gradient_has_an_entry_for_each_parameter_and_changes_with_the_place():
    here, there = (gradient(AND, np.full(2, w), 0.0) for w in (0.0, 1.0))

    assert here.shape == (3,)
    assert (here != there).all()


@states(
    "each entry of $v$ changes the loss by about itself times its slope, and all together by "
    "about $g^\\top v = g_1 v_1 + g_2 v_2$, where $g$ is the gradient."
)
def test_a_small_move_changes_the_loss_by_about_its_product_with_the_gradient(rng):
    w, v = rng.normal(size=2), 1e-5 * rng.normal(size=2)
    change = neuron_loss(B, AND, w + v, -3.0) - neuron_loss(B, AND, w, -3.0)

    assert change == pytest.approx(neuron_loss_grad_w(B, AND, w, -3.0) @ v, rel=1e-4)


@states(
    "At a right angle to the gradient that is 0, and so the contour lines, which are lines "
    "of equal loss, run that way.",
    "The product $g^\\top v$ of two vectors of given lengths is largest where both point the same "
    "way: along the gradient the loss rises fastest, and against it, it falls fastest.",
)
def test_of_all_small_moves_of_one_length_the_one_along_the_gradient_gains_most():
    w = np.array([-1.0, 1.5])
    g = neuron_loss_grad_w(B, AND, w, -3.0)
    angles = np.linspace(0, 2 * np.pi, 361) + np.arctan2(g[1], g[0])
    moves = 1e-5 * np.column_stack([np.cos(angles), np.sin(angles)])
    changes = np.array([neuron_loss(B, AND, w + v, -3.0) for v in moves])
    changes -= neuron_loss(B, AND, w, -3.0)

    assert changes.argmax() in (0, 360) and changes.argmin() == 180
    assert_allclose(changes[[90, 270]] / changes[0], 0, atol=1e-4)


@states(
    'For the move $-\\eta g$, with a positive number $\\eta$ ("eta"), the change is about',
    "which is never positive.",
    "So a step against the gradient leads downhill, if it is short enough and the gradient is "
    "not 0.",
)
def test_a_short_step_against_the_gradient_leads_downhill(rng):
    for _ in range(100):
        w, b, y = rng.normal(size=2), rng.normal(), rng.integers(0, 2, 4).astype(float)
        one = Neuron(w, b)

        assert one.train(B, y, eta=1e-3) < neuron_loss(B, y, w, b)


@states("So a step against the gradient leads downhill, if it is short enough")
def test_a_long_step_against_the_gradient_may_lead_uphill():
    before = neuron_loss(B, AND, np.zeros(2), 0.0)

    assert Neuron(np.zeros(2), 0.0).train(B, AND, eta=10.0) > before


@states(
    "All slopes are taken at the old place, before any parameter moves.",
    "If the weights move before the slope along the bias is taken, the step is another one, and "
    "nothing complains.",
)
def test_a_step_takes_both_slopes_at_the_old_place(rng):
    w, b = rng.normal(size=2), 0.3
    one = Neuron(w, b)
    one.train(B, AND, eta=0.7)
    moved = w - 0.7 * neuron_loss_grad_w(B, AND, w, b)

    assert_allclose(one.w, moved)
    assert one.b == pytest.approx(b - 0.7 * neuron_loss_grad_b(B, AND, w, b), rel=1e-14)
    assert one.b != pytest.approx(b - 0.7 * neuron_loss_grad_b(B, AND, moved, b), rel=1e-3)


@states("In the code of this chapter that is the order of the lines:")
def test_the_listing_is_the_loop_of_the_package():
    page = (ROOT / "docs/descent.md").read_text(encoding="utf-8")
    shown = page.partition("```python\n")[2].partition("```")[0]
    source = getsource(Neuron.train).replace("    @shapes_checked\n", "")
    source = re.sub(r"(?s)\n\n        Both gradients.*?(?=\"\"\"\n)", "", source)

    assert shown == source


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"eta": "1"}, "expects numbers in eta, .* got '1'; float"),
        ({"eta": [1.0, 2.0]}, r"train .*eta"),
        ({"eta": 1.0, "steps": 2.5}, "expects a whole number, 0 or more, in steps; got 2.5"),
        ({"eta": 1.0, "steps": -1}, "expects a whole number, 0 or more, in steps; got -1"),
    ],
)
def test_training_refuses_a_rate_or_a_number_of_steps_that_is_none(wrong, message):
    one = Neuron(np.zeros(2), 0.0)

    with pytest.raises(ValueError, match=message):
        one.train(B, AND, **wrong)

    assert (one.w == 0).all()


def test_training_leaves_the_given_weights_alone():
    w = np.zeros(2)
    Neuron(w, 0.0).train(B, OR, eta=1.0)

    assert_array_equal(w, 0)


@pytest.mark.parametrize("function", [neuron_loss_grad_w, neuron_loss_grad_b])
def test_no_example_has_no_gradient(function):
    with pytest.raises(ValueError, match=rf"^{function.__name__} needs at least one example"):
        function(np.zeros((0, 2)), np.zeros(0), np.zeros(2), 0.0)


# The learning rate


def descend(c, eta, steps=10, x=1.0):
    for _ in range(steps):
        x = x - eta * c * x
    return x


@states(
    "Every step multiplies the place by the same number:",
    "The steps come closer to the minimum at 0 only if this factor lies between $-1$ and 1, that "
    "is, for a rate below $2 / c$.",
    "They arrive in one step with the rate $1 / c$.",
    "Too large a one jumps across the valley, and may land higher up than it started:",
)
@pytest.mark.parametrize("c", [0.5, 4.0])
def test_on_a_parabola_the_rates_below_two_over_c_come_closer(c):
    assert descend(c, 1 / c, steps=1) == 0
    assert abs(descend(c, 1.99 / c, steps=1)) < 1 < abs(descend(c, 2.01 / c, steps=1))
    assert abs(descend(c, 2 / c)) == 1 and descend(c, 2 / c, steps=1) == -1


@states(
    "The steeper the walls of the valley, the smaller the rate must be.",
    "Near a minimum most smooth losses look like a parabola",
)
def test_near_its_minimum_the_loss_is_a_parabola_with_a_largest_rate():
    """Where both weights are equal the curvature at the minimum, 2, is that of the slope there."""
    h = 1e-4
    along = [neuron_loss_grad_w(B, AND, np.full(2, 2 + t), -3.0)[0] for t in (-h, h)]
    c = (along[1] - along[0]) / (2 * h)
    left = {}
    for factor in (1.9, 2.1):
        w = np.full(2, 2.01)
        for _ in range(60):
            w = w - factor / c * neuron_loss_grad_w(B, AND, w, -3.0)
        left[factor] = abs(w[0] - 2)

    assert left[1.9] < 0.001 < 0.01 < left[2.1]


@states(
    "Here $c$ is 4, and a step multiplies by 0.6, by 0, by $-1$ and by $-1.4$.",
    "Go downhill on the parabola $2 x^2$, ten steps from 1, with the rates 0.1, 0.25, 0.5 and 0.6.",
    "So the first rate creeps to the minimum, the second is there at once, the third jumps to and "
    "fro for ever, and the last leaps away.",
)
def test_four_rates_multiply_the_place_on_the_parabola_by_these_factors():
    x = sp.Symbol("x")

    assert sp.diff(2 * x**2, x) == 4 * x
    assert_allclose([descend(4, eta, 1) for eta in (0.1, 0.25, 0.5, 0.6)], [0.6, 0, -1, -1.4])


# A neuron learns AND


@states(
    "All parameters start at 0, so each probability is $\\frac{1}{2}$.",
    "The first step moves the bias only: three of the four answers are no, so a no becomes more "
    "likely, whatever the inputs are.",
)
def test_the_first_step_towards_and_moves_the_bias_only():
    one, _ = trained(AND, 1)

    assert_array_equal(neuron(B, np.zeros(2), 0.0), 0.5)
    assert_array_equal(one.w, 0)
    assert one.b == -0.5 and len({*neuron(B, one.w, one.b)}) == 1


@states("After ten steps all four answers are on the right side of $\\frac{1}{2}$.")
def test_ten_steps_are_enough_for_four_right_answers():
    found = [trained(AND, steps)[0] for steps in (5, 10)]
    right = [((neuron(B, one.w, one.b) > 0.5) == AND).all() for one in found]

    assert right == [False, True]


@states(
    "From then on the line moves less and less, towards half-way between $(1, 1)$ and the two "
    "corners next to it, while the weights go on growing, and with them the confidence:"
)
def test_the_line_comes_closer_to_half_way_while_the_weights_grow():
    found = [trained(AND, steps)[0] for steps in (10, 100, 1000, 5000)]
    places = np.array([-one.b / one.w[0] for one in found])  # where x_1 + x_2 is on the line
    certain = [np.abs(neuron(B, one.w, one.b) - AND).max() for one in found]

    assert (np.diff(places - 1.5) < 0).all() and (places > 1.5).all()
    assert (np.diff(-np.diff(places)) < 0).all()
    assert (np.diff([one.w[0] for one in found]) > 0).all() and (np.diff(certain) < 0).all()


@states(
    "There is no end to this.",
    "When all answers are right and no example lies on the line, twice the weights and twice the "
    "bias give the same line and a smaller loss.",
    "Doubled again and again, they bring the loss as near to 0 as one likes; it never is 0, so it "
    "has no minimum.",
)
def test_where_a_line_separates_doubled_parameters_have_a_smaller_loss():
    one, loss = trained(AND, 10)
    losses = [loss, *(neuron_loss(B, AND, 2**k * one.w, 2**k * one.b) for k in range(1, 6))]

    assert (np.diff(losses) < 0).all() and losses[-1] < 1e-2
    assert 0 < neuron_loss(B, AND, 2**10 * one.w, 2**10 * one.b) < 1e-60
    assert -2 * one.b / (2 * one.w[0]) == -one.b / one.w[0]


@states("When all answers are right and no example lies on the line")
def test_an_example_on_the_line_keeps_its_loss_when_the_parameters_are_doubled():
    w, b = np.array([1.0, 1.0]), -1.0  # AND, with two examples on the line
    losses = [neuron_loss(B, AND, 2**k * w, 2**k * b) for k in range(9)]

    assert perceptron(B, w, b).tolist() == AND.tolist()
    assert losses[-1] == pytest.approx(np.log(2) / 2)


@states("And if no line separates the answers?", "Then there can be an end, as in question 3.")
def test_where_no_line_separates_the_answers_the_loss_can_have_a_minimum_and_need_not():
    within, between = (np.array([*B[:3], place]) for place in ([0.3, 0.3], [0.5, 0.5]))
    one, other = Neuron(np.zeros(2), 0.0), Neuron(np.zeros(2), 0.0)
    one.train(within, AND, 2.0, 2000)
    lengths = [
        np.hypot(*other.w) for steps in (100, 1000, 8900) if other.train(between, AND, 2.0, steps)
    ]

    assert np.abs(gradient(AND, one.w, one.b, within)).max() < 1e-9
    assert (np.diff(lengths) > 1).all()


# The squared error


@states(
    "Half the squared difference, $\\frac{1}{2} (p_n - y_n)^2$, would say how wrong the neuron is",
    "But its slope along the score has one factor more:",
    "The factor $p_n (1 - p_n)$ is the slope of the sigmoid, and it vanishes where the neuron is "
    "certain, right or wrong.",
    "The squared error multiplies this slope by that of the sigmoid",
)
@pytest.mark.parametrize("y", [0.0, 1.0])
def test_the_slope_of_the_squared_error_has_that_of_the_sigmoid_as_a_factor(y):
    for z in (-2.0, 0.3, 4.0):
        p = probability(z)
        factor = slope(lambda at: error_at(at, y), z) / (p - y)

        assert factor == pytest.approx(sigmoid_prime(np.array([z]))[0], rel=1e-6)
    assert abs(slope(lambda at: error_at(at, y), 40.0)) < 1e-15


@states(
    "If the probability of a yes is 0.01 and the answer is yes, the slope is $-0.99$ for the "
    "binary cross-entropy, and for the squared error $-0.99 \\times 0.01 \\times 0.99$, a hundred "
    "times smaller."
)
def test_a_neuron_that_is_certain_and_wrong_has_slopes_a_hundred_times_apart():
    z = -np.log(99.0)
    slopes = [slope(lambda at, loss=loss: loss(at, 1.0), z) for loss in (loss_at, error_at)]

    assert_allclose(slopes, [-0.99, -0.99 * 0.01 * 0.99], rtol=1e-5)
    assert slopes[0] / slopes[1] == pytest.approx(100, rel=0.02)


@states(
    "A neuron that is certain of a wrong answer should learn fastest, and with the squared error "
    "it hardly learns at all:",
    "and hardly learns where the neuron is certain",
)
def test_the_steepest_slope_is_at_the_worst_answer_for_one_loss_and_not_for_the_other():
    z = np.linspace(-12, 12, 49)
    steep = [
        [abs(slope(lambda at, loss=loss: loss(at, 1.0), each)) for each in z]
        for loss in (loss_at, error_at)
    ]

    assert np.argmax(steep[0]) == 0 and 4 < np.argmax(steep[1]) < 24 and steep[1][0] < 1e-5
    assert np.argmin(steep[1]) == 48  # slowest of all where it is certain and right


# By hand, and the computer


@states(
    "Subtract: the weights become $\\frac{1}{2}$ and 1, the bias $\\frac{1}{2}$.",
    "The new score is $\\frac{1}{2} \\times 1 + 1 \\times 2 + \\frac{1}{2} = 3$, the probability "
    "of a yes about 0.953, and the loss has fallen to about 0.049.",
    "One example with the inputs 1 and 2, and the answer is yes; all parameters are 0, and the "
    "learning rate is 1.",
    "The slope along the score is $-\\frac{1}{2}$, and each input multiplies it:",
)
def test_the_step_by_hand_leads_to_the_score_three():
    one, X = Neuron(np.zeros(2), 0.0), np.array([[1.0, 2.0]])
    loss = one.train(X, np.array([1.0]), eta=1.0)

    assert [*one.w, one.b] == [0.5, 1, 0.5]
    assert (X @ one.w + one.b).tolist() == [3]
    assert_allclose([neuron(X, one.w, one.b)[0], loss], [0.953, 0.049], atol=0.0005)


@states(
    "In floating point the sigmoid of 40 is 1, and the logarithm of $1 - 1$ is minus infinity.",
    "From the score, the loss of a no is $\\log (1 + e^{z})$, which `logaddexp` computes without "
    "that exponential:",
    "So `neuron_loss` calls",
)
def test_the_loss_of_a_no_is_finite_where_its_probability_is_rounded_to_zero():
    X = np.array([[40.0]])

    with np.errstate(divide="ignore"):
        assert np.log(1 - sigmoid(X)) == -np.inf
    assert neuron_loss(X, np.zeros(1), np.ones(1), 0.0) == pytest.approx(40, rel=1e-12)
    assert_allclose(loss_at(1.3, 0.0), np.log(1 + np.exp(1.3)))


# Exercises


@states(
    "One example, the inputs 2 and $-1$, and the answer is no.",
    "The probability is $\\frac{1}{2}$, so the slope along the score is $\\frac{1}{2}$, and the "
    "gradient is $(1, -\\frac{1}{2})$ for the weights and $\\frac{1}{2}$ for the bias.",
    "The step leads to the weights $-2$ and 1 and the bias $-1$, and the score is $-2 \\times 2 + "
    "1 \\times (-1) - 1 = -6$.",
    "All parameters are 0, and the learning rate is 2.",
)
def test_the_step_of_the_first_exercise_leads_to_the_score_minus_six():
    X, one = np.array([[2.0, -1.0]]), Neuron(np.zeros(2), 0.0)
    found = gradient(np.zeros(1), np.zeros(2), 0.0, X)
    one.train(X, np.zeros(1), eta=2.0)

    assert found.tolist() == [1, -0.5, 0.5]
    assert [*one.w, one.b, *(X @ one.w + one.b)] == [-2, 1, -1, -6]


@states(
    "The differences of probability and answer are $\\frac{1}{2}$ for $(0, 0)$ and $-\\frac{1}{2}$ "
    "for the three others.",
    "Two of these three have a 1 in the first place, and two in the second, so both weights have "
    "the slope $-\\frac{1}{4}$; the bias has the mean of all four differences, $-\\frac{1}{4}$.",
)
def test_the_first_gradient_of_or_is_minus_a_quarter_three_times():
    differences = neuron(B, np.zeros(2), 0.0) - OR

    assert differences.tolist() == [0.5, -0.5, -0.5, -0.5]
    assert B[1:].sum(axis=0).tolist() == [2, 2]
    assert gradient(OR, np.zeros(2), 0.0).tolist() == [-0.25] * 3


@states(
    "Of the four differences, two are $\\frac{1}{2}$ and two $-\\frac{1}{2}$, and also among those "
    "where an input is 1 there is one of each.",
    "The gradient is 0 from the start, and nothing ever moves: the answer to everything is "
    "$\\frac{1}{2}$.",
    "A neuron starts at 0 and learns XOR for a thousand steps.",
)
def test_for_xor_the_gradient_is_zero_from_the_start():
    differences = neuron(B, np.zeros(2), 0.0) - XOR

    assert sorted(differences) == [-0.5, -0.5, 0.5, 0.5]
    for d in range(2):
        assert sorted(differences[B[:, d] == 1]) == [-0.5, 0.5]
    assert not gradient(XOR, np.zeros(2), 0.0).any()


@states(
    "Lines (2) and (3) are right, and (4) follows from the wrong line (1).",
    "If the answer is no, it gives the score the slope $-p_n$: the more certain the neuron is of "
    "the wrong answer, the more it is pushed towards it.",
    "If the answer is no, the loss grows with the probability of a yes.",
    "The inner function $1 - p_n$ has the slope $-1$, and this minus meets the one before the",
)
def test_of_the_four_lines_the_first_is_wrong_and_the_last_follows_from_it():
    p, y = sp.symbols("p y", positive=True)
    wrong, right = -y / p - (1 - y) / (1 - p), (-y * sp.log(p) - (1 - y) * sp.log(1 - p)).diff(p)
    last = -y * (1 - p) - (1 - y) * p

    assert sp.simplify(wrong - right) != 0
    assert sp.simplify(wrong * p * (1 - p) - last) == 0
    assert last.subs(y, 0) == -p and right.subs(y, 0) == 1 / (1 - p)


@states(
    "The gradient belongs to one place and knows the slopes there.",
    "The gradient points straight away from the minimum, so a step against the gradient leads "
    "straight to the minimum.",
    "It is at a right angle to the contour line there, and in general the minimum lies in another "
    "direction.",
    "Only if all contour lines are circles around the minimum does the gradient point straight "
    "away from it everywhere.",
    "In the figure, the first step goes down and to the right, and the minimum lies more to the "
    "right than that.",
)
def test_the_first_step_of_the_landscape_does_not_point_at_the_minimum():
    w = np.array([-1.0, 5.0])
    step, towards = -neuron_loss_grad_w(B, AND, w, -3.0), np.array([2.0, 2.0]) - w

    assert step[0] > 0 > step[1] and towards[0] > 0 > towards[1]
    assert step[0] / -step[1] < towards[0] / -towards[1]


def xor_with_the_fourth_point_at(place, steps=1000):
    X, one = np.array([*B[:3], [place, place]]), Neuron(np.zeros(2), 0.0)
    one.train(X, XOR, 2.0, steps)
    return one, ((neuron(X, one.w, one.b) > 0.5) == XOR).sum()


@states(
    "Start XOR in the [figure](#a-neuron-learns-and): nothing moves.",
    "Beyond the middle.",
    "A line separates the answers as soon as the fourth point has crossed the line through the two "
    "points of the yes.",
    "Before that, the gradient is not 0 any more, but the steps lead to a neuron that still has an "
    "answer wrong.",
)
def test_xor_can_be_learnt_once_its_fourth_point_has_passed_the_middle():
    before = [xor_with_the_fourth_point_at(place) for place in (0.95, 0.8, 0.55, 0.5)]
    beyond = [xor_with_the_fourth_point_at(place, 20000)[1] for place in (0.45, 0.3, 0.1)]

    assert all(one.w.all() and right < 4 for one, right in before)
    assert beyond == [4, 4, 4]
    assert not xor_with_the_fourth_point_at(1.0)[0].w.any()
    assert B[1].sum() == B[2].sum() == 2 * 0.5


@states(
    "So the weights are equal after the step, too.",
    "Then $(0, 1)$ and $(1, 0)$ have the same score, so the same probability, and both answers are "
    "no.",
    "The slope along the first weight adds the differences of $(1, 0)$ and $(1, 1)$, that along "
    "the second the differences of $(0, 1)$ and $(1, 1)$, which is the same.",
)
def test_the_weights_that_learn_and_stay_equal():
    for steps in range(50):
        one, _ = trained(AND, steps)
        difference = neuron(B, one.w, one.b) - AND

        assert one.w[0] == one.w[1] and difference[1] == difference[2]
        assert difference @ B[:, 0] == difference[[2, 3]].sum()


@states(
    "Show that no neuron has a smaller loss on XOR than $\\log 2$, which is what it has at 0.",
    "So the mean of the four losses is at least $\\log (1 + e^{0}) = \\log 2$.",
)
def test_no_neuron_has_a_smaller_loss_on_xor_than_the_logarithm_of_two(rng):
    losses = [neuron_loss(B, XOR, 3 * rng.normal(size=2), rng.normal()) for _ in range(2000)]

    assert min(losses) >= neuron_loss(B, XOR, np.zeros(2), 0.0) == np.log(2)


@states(
    "A yes with the score $z$ has the loss $\\log (1 + e^{-z})$, a no has $\\log (1 + e^{z})$.",
    "The curve of $\\log (1 + e^{x})$ is bent upwards, so no mean of its heights lies below its "
    "height at the mean.",
    "The four losses are $\\log (1 + e^{x})$ for four numbers $x$: the scores of $(0, 0)$ and "
    "$(1, 1)$, and minus the scores of $(0, 1)$ and $(1, 0)$.",
    "These four add up to 0, so their mean is 0.",
    "The curve is bent upwards, since its slope is the sigmoid, which rises.",
)
def test_the_losses_of_xor_are_heights_of_one_curve_at_four_places_around_zero(rng):
    w, b = rng.normal(size=2), rng.normal()
    x = np.where(XOR == 1, -1, 1) * (B @ w + b)
    heights = np.log(1 + np.exp(x))
    symbol = sp.Symbol("x", real=True)
    bent = sp.log(1 + sp.exp(symbol)).diff(symbol, 2)

    assert sum(x) == pytest.approx(0, abs=1e-14)
    assert heights.mean() == pytest.approx(neuron_loss(B, XOR, w, b))
    assert heights.mean() >= np.log(1 + np.exp(x.mean()))
    assert all(bent.subs(symbol, place) > 0 for place in (-3, 0, 2))


# The figures


@states(
    "The step, and the sigmoid, which rises around the score 0 and levels off on both sides.",
    page="figures/descent",
)
@pytest.mark.parametrize(("name", "function"), [("step", step), ("sigmoid", sigmoid)])
def test_the_first_figure_draws_the_step_and_the_sigmoid(name, function):
    axes = seen("descent", "smooth").only
    x = np.linspace(-5.9, 5.9, 60)

    assert (axes.x.label, axes.y.label) == ("score", "answer")
    assert axes.curve(name).misses(x, function(x)) < NEAR
    assert (np.diff(sigmoid(x)) > 0).all()


def height(w_1, w_2):
    return float(neuron_loss(B, AND, np.array([w_1, w_2]), -3.0))


def steps_from(start, eta, count):
    found = [np.array(start)]
    for _ in range(count):
        found.append(found[-1] - eta * neuron_loss_grad_w(B, AND, found[-1], -3.0))
    return np.array(found)


@states(
    "The same loss where both weights are equal, and eight steps from −1, with three rates.",
    page="figures/descent",
)
@pytest.mark.parametrize(("panel", "rate"), [*enumerate((0.5, 6.0, 30.0))])
def test_a_panel_of_the_rates_has_the_loss_and_the_steps_of_its_rate(panel, rate):
    axes = seen("descent", "rates").axes[panel]
    path = steps_from((-1.0, -1.0), rate, 8)
    w = np.linspace(-1.9, 6.9, 40)

    assert axes.title == f"rate {rate:g}" and axes.x.label == "both weights"
    assert axes.lines_in(TEAL)[0].misses(w, [height(v, v) for v in w]) < NEAR
    assert len(axes.dots(ORANGE).strokes) == 9
    assert axes.dots(ORANGE).misses(path[:, 0], [height(*v) for v in path]) < NEAR


@states(
    "The smallest rate is still on its way, the middle one has arrived, and the largest leaps from "
    "one side to the other and does not come down.",
    page="figures/descent",
)
@states("Too small a rate wastes steps.")
def test_of_the_three_rates_the_middle_one_has_arrived():
    small, good, large = (steps_from((-1.0, -1.0), rate, 8)[:, 0] for rate in (0.5, 6.0, 30.0))

    assert (np.diff(small) > 0).all() and small[-1] < 0.1
    assert abs(good[-1] - 2) < 0.001
    assert (np.diff(np.sign(large - 2)) != 0).all()
    assert min(height(v, v) for v in large) > 0.9 * height(-1, -1)


@states(
    "A neuron that is certain of a wrong no learns from one example, with the rate 1.",
    "It starts at the score −5.",
    page="figures/descent",
)
@pytest.mark.parametrize("name", ["cross-entropy", "squared error"])
def test_a_curve_of_the_waiting_neuron_is_its_probability_step_by_step(name):
    axes, z, found = seen("descent", "waiting").only, -5.0, []
    for _ in range(201):
        p = probability(z)
        found.append(p)
        z -= (p - 1) * (p * (1 - p) if name == "squared error" else 1)

    assert (axes.x.label, axes.y.label) == ("steps", "probability of a yes")
    assert axes.curve(name).misses(np.arange(201), found) < NEAR


@states("With the squared error it hardly moves for a long time.", page="figures/descent")
def test_with_the_squared_error_the_neuron_waits_a_hundred_steps():
    axes = seen("descent", "waiting").only

    assert axes.curve("squared error").at([100])[0] < 0.03
    assert axes.curve("cross-entropy").at([10])[0] > 0.7

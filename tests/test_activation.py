"""Activation functions: what their formulas do not show. Chapter: docs/activation.md."""

from inspect import getsource
from math import erf

import mpmath
import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from figures import activation as figures
from nn.activation import (
    identity,
    identity_prime,
    relu,
    relu_prime,
    sigmoid,
    sigmoid_prime,
    step,
    tanh,
    tanh_prime,
)
from nn.linear import linear, linear_grad_W
from nn.softmax import softmax, softmax_jacobian
from tests.curves import NEAR
from tests.drawn import seen
from tests.states import states
from tests.wrong_lines import exercise, listing, mended, run

FUNCTIONS = [step, sigmoid, tanh, relu, identity]
DERIVATIVES = [sigmoid_prime, tanh_prime, relu_prime, identity_prime]
TAILS = np.array([-80.0, -40.0, -20.0, -1.0, -1e-8, 0.0, 1e-8, 1.0, 20.0, 40.0, 80.0])

every_function = pytest.mark.parametrize("function", FUNCTIONS + DERIVATIVES)
any_scores = arrays(np.float64, 6, elements=st.floats(-1e4, 1e4))


def exactly(function, x):
    """The function's values to 60 digits, rounded to the numbers that NumPy has."""
    with mpmath.workdps(60):
        return np.array([float(function(mpmath.mpf(float(entry)))) for entry in x])


@every_function
def test_each_entry_is_computed_as_if_alone(function, rng):
    x = rng.normal(size=(2, 3, 4))

    alone = [function(x[at][np.newaxis])[0] for at in np.ndindex(x.shape)]

    assert_allclose(function(x), np.reshape(alone, x.shape), rtol=1e-15)


@every_function
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(function, dtype):
    assert function(np.array([-2, 0, 3], dtype)).dtype == dtype


@every_function
def test_argument_is_left_as_it_was(function):
    x = np.array([-2.0, 0.0, 3.0])

    function(x)

    assert_array_equal(x, [-2, 0, 3])


@pytest.mark.parametrize(
    ("function", "left", "right"),
    [
        (step, 0, 1),
        (sigmoid, 0, 1),
        (sigmoid_prime, 0, 0),
        (tanh, -1, 1),
        (tanh_prime, 0, 0),
        (relu_prime, 0, 1),
        (identity_prime, 1, 1),
    ],
)
@pytest.mark.parametrize("size", [1e4, np.inf])
def test_huge_scores_reach_the_limits_without_a_warning(function, left, right, size):
    with np.errstate(all="raise", under="ignore"):
        assert function(np.array([-size, size])).tolist() == [left, right]


@pytest.mark.parametrize("size", [1e4, np.inf])
def test_relu_does_not_saturate_on_the_right(size):
    assert relu(np.array([-size, size])).tolist() == [0, size]


@pytest.mark.parametrize("function", [sigmoid, sigmoid_prime, tanh, tanh_prime, relu, identity])
def test_not_a_number_stays_visible(function):
    assert np.isnan(function(np.array([np.nan]))).all()


@pytest.mark.parametrize(("dtype", "rtol"), [(np.float64, 1e-15), (np.float32, 5e-7)])
def test_sigmoid_keeps_its_digits_in_both_tails(dtype, rtol):
    found = sigmoid(TAILS.astype(dtype))

    assert_allclose(found, exactly(mpmath.sigmoid, TAILS.astype(dtype)), rtol=rtol)


@pytest.mark.parametrize(("dtype", "rtol"), [(np.float64, 1e-15), (np.float32, 5e-7)])
def test_sigmoid_prime_keeps_its_digits_in_both_tails(dtype, rtol):
    found = sigmoid_prime(TAILS.astype(dtype))

    expected = exactly(lambda x: mpmath.sigmoid(x) * mpmath.sigmoid(-x), TAILS.astype(dtype))
    assert_allclose(found, expected, rtol=rtol)


@pytest.mark.parametrize(("dtype", "rtol"), [(np.float64, 1e-15), (np.float32, 5e-7)])
def test_tanh_prime_keeps_its_digits_in_both_tails(dtype, rtol):
    x = (TAILS / 2).astype(dtype)

    assert_allclose(tanh_prime(x), exactly(lambda x: mpmath.sech(x) ** 2, x), rtol=rtol)


@states(
    "The function `sigmoid` takes both from the second fraction, $q$: on the right $1 - q$, and on "
    "the left $e^{-\\lvert x \\rvert} (1 - q)$."
)
def test_both_fractions_of_the_sigmoid_are_taken_from_the_second_one():
    x = sympy.Symbol("x", negative=True)
    q = sympy.exp(x) / (1 + sympy.exp(x))  # at -|x|
    right = 1 / (1 + sympy.exp(x))

    assert sympy.simplify(1 - q - right) == sympy.simplify(sympy.exp(x) * (1 - q) - q) == 0
    assert "q = e / (1 + e)" in getsource(sigmoid)
    assert "np.where(x < 0, e - e * q, 1 - q)" in getsource(sigmoid)


@states(
    "It never overflows, and keeps all its digits down to the smallest normal number, which it "
    "reaches at a score of −{{ value -np.log(np.finfo(np.float64).tiny):.1f }} in float64 and of "
    "−{{ value -np.log(np.finfo(np.float32).tiny):.1f }} in float32.",
    "Below that, the digits fade one by one, until only 0 is left.",
)
@pytest.mark.parametrize(("dtype", "gone"), [(np.float64, -746), (np.float32, -104)])
def test_sigmoid_loses_digits_only_below_the_smallest_normal_number(dtype, gone):
    smallest = np.log(np.finfo(dtype).tiny)  # as a score
    x = np.linspace(0.9 * smallest, 1.04 * smallest, 2000).astype(dtype)
    off = np.abs(sigmoid(x).astype(float) / exactly(mpmath.sigmoid, x) - 1) / np.finfo(dtype).eps
    normal = exactly(mpmath.sigmoid, x) >= np.finfo(dtype).tiny

    assert off[normal].max() < 2 < 10 < off[~normal].max()
    assert sigmoid(np.array([gone], dtype)) == 0


@states("and keeps all its digits up to half the score where the sigmoid begins to lose its own.")
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_tanh_prime_loses_digits_only_below_the_smallest_normal_number(dtype):
    smallest = np.log(np.finfo(dtype).tiny) / 2
    x = np.linspace(0.99 * smallest, 1.05 * smallest, 2000).astype(dtype)
    exact = exactly(lambda x: mpmath.sech(x) ** 2, x)
    off = np.abs(tanh_prime(x).astype(float) / exact - 1) / np.finfo(dtype).eps

    assert off[x > smallest].max() < 5 < 10 < off.max()


@states(
    "$\\frac{1}{4}$ at most, at $x = 0$",
    "And even at its best, a sigmoid leaves a quarter of the gradient.",
    "Ten of them in a row leave $4^{-10}$ of it or less, about a millionth, unless large weights "
    "make up for it.",
)
def test_no_sigmoid_leaves_more_than_a_quarter_and_large_weights_make_up_for_it(rng):
    x = np.append(0.0, rng.normal(scale=5, size=1000))
    slopes = sigmoid_prime(x)

    assert slopes.argmax() == 0
    assert slopes[0] == 0.25
    assert 4.0**10 * slopes[0] ** 10 == 1
    assert slopes[0] ** 10 == pytest.approx(1e-6, rel=0.05)


@states(
    "Left and right of 0 the step is flat",
    "Why the step can't learn",
    "every gradient that passes back through the step is multiplied by this 0, so no earlier layer "
    "learns anything.",
)
def test_nothing_before_a_step_moves_the_loss(rng):
    X, W, U = rng.normal(size=(5, 3)), rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
    nearby = W + 1e-9 * rng.normal(size=W.shape)

    assert_array_equal(step(X @ nearby) @ U, step(X @ W) @ U)


@states(
    "**Never take the exponential of a large positive number.**",
    "It overflows beyond {{ value np.log(np.finfo(np.float64).max):.1f }} in float64 and beyond "
    "{{ value np.log(np.finfo(np.float32).max):.1f }} in float32: it is larger than the largest "
    "number of the format, and becomes infinite.",
)
@pytest.mark.parametrize(("dtype", "last"), [(np.float64, 709.7), (np.float32, 88.7)])
def test_the_exponential_overflows_where_the_chapter_says(dtype, last):
    with np.errstate(over="ignore"):
        found = np.exp(np.array([last, last + 0.1], dtype))

    assert np.isfinite(found).tolist() == [True, False]


@states(
    "It never overflows",
    "it is the very positive ones that overflow",
    "each side gets the form that is safe there",
)
def test_both_plain_forms_of_the_sigmoid_overflow_on_one_side_and_the_book_s_on_none():
    x = np.array([-1000.0, 1000.0])

    with np.errstate(over="ignore", invalid="ignore"):
        denominator, quotient = np.exp(-x), np.exp(x) / (1 + np.exp(x))

    assert np.isfinite(denominator).tolist() == [False, True]
    assert np.isfinite(quotient).tolist() == [True, False]
    assert sigmoid(x).tolist() == [0, 1]


@states(
    "**Don't subtract from 1 what is nearly 1.**",
    "At $x = 40$ the sigmoid rounds to 1, and $\\sigma(x) (1 - \\sigma(x))$ is 0 although the "
    "derivative is not.",
)
def test_the_rest_of_a_sigmoid_is_lost_in_a_difference_and_not_in_its_mirror():
    x = np.array([40.0])

    assert 1 - sigmoid(x) == 0 < sigmoid(-x)


@states(
    "It rises from 0 to 1 and is $\\frac{1}{2}$ at 0",
    "but rises from $-1$ to 1, so that its values are centred on 0",
)
@pytest.mark.parametrize(("function", "values"), [(sigmoid, [0, 0.5, 1]), (tanh, [-1, 0, 1])])
def test_sigmoid_and_tanh_rise_between_their_limits(function, values):
    assert function(np.array([-1e3, 0, 1e3])).tolist() == values
    assert (np.diff(function(np.linspace(-5, 5, 101))) > 0).all()


@states("At 0 there is no derivative: from the left the slope is 0, from the right it is 1.")
def test_relu_has_two_slopes_at_its_kink():
    h = np.array([-1e-9, 1e-9])

    assert_allclose(relu(h) / h, [0, 1])


@states(
    "At 0 itself it has no derivative: the slope from $-h$ to $h$, across the jump, grows without "
    "bound as $h$ shrinks"
)
def test_slope_across_the_jump_doubles_when_its_width_is_halved():
    h = 0.5 ** np.arange(50)

    slopes = (step(h) - step(-h)) / (2 * h)

    assert_array_equal(slopes[1:], 2 * slopes[:-1])


@states("ReLU passes on the whole gradient or nothing.")
def test_slope_of_relu_is_one_or_zero(rng):
    assert set(relu_prime(rng.normal(size=100))) == {0, 1}


@states("The rest, $1 - \\sigma(x)$, is the sigmoid of the opposite score:")
@given(any_scores)
def test_sigmoid_is_a_probability_and_the_rest_is_that_of_the_opposite_score(x):
    assert ((sigmoid(x) >= 0) & (sigmoid(x) <= 1)).all()
    assert_allclose(sigmoid(x) + sigmoid(-x), 1, rtol=1e-15)


@given(any_scores)
def test_sigmoid_never_falls(x):
    assert (np.diff(sigmoid(np.sort(x))) >= 0).all()


@states(
    "what is its second derivative, and where is the slope largest",
    "It is 0 where $\\sigma(x) = \\frac{1}{2}$, at $x = 0$, positive on the left of it and "
    "negative on the right: the slope is largest there.",
)
@given(any_scores)
def test_derivatives_of_sigmoid_and_tanh_are_even_and_largest_at_zero(x):
    for derivative, largest in ((sigmoid_prime, 0.25), (tanh_prime, 1.0)):
        assert_array_equal(derivative(x), derivative(-x))
        assert (derivative(x) <= np.nextafter(largest, 2)).all()  # a product of rounded numbers


@given(any_scores)
def test_tanh_is_odd_and_a_stretched_sigmoid(x):
    assert_array_equal(tanh(-x), -tanh(x))
    assert_allclose(tanh(x), 2 * sigmoid(2 * x) - 1, atol=1e-15)


@given(any_scores)
def test_relu_splits_a_score_into_its_positive_and_its_negative_part(x):
    assert_array_equal(relu(x) - relu(-x), x)
    assert_array_equal(relu(x) + relu(-x), np.abs(x))


@given(any_scores)
def test_relu_is_the_score_times_its_own_derivative(x):
    assert_array_equal(relu(x), x * relu_prime(x))


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_step_and_the_slope_of_relu_are_zero_at_zero(zero):
    assert step(np.array([zero])).tolist() == [0]
    assert relu_prime(np.array([zero])).tolist() == [0]


def test_smallest_positive_number_is_positive():
    tiny = np.array([5e-324, -5e-324])

    assert step(tiny).tolist() == [1, 0]
    assert relu_prime(tiny).tolist() == [1, 0]


@states("Any number from 0 to 1 is a **subgradient**")
def test_lines_through_the_kink_stay_below_relu_for_slopes_from_0_to_1_and_no_others():
    x, slopes = np.linspace(-2, 2, 41), np.linspace(-1, 2, 31)

    below = [(slope * x <= relu(x)).all() for slope in slopes]

    assert_array_equal(below, (slopes > -1e-9) & (slopes < 1 + 1e-9))


@states(
    "A score is exactly 0 more often than one may think: when a unit's weights and bias are all "
    "0, or when an image without ink meets a bias of 0"
)
@states(
    "Slope 0 then means that nothing is learnt through this unit from this example, and slope 1 "
    "that something may be."
)
def test_the_slope_at_zero_decides_whether_a_bias_learns_from_an_image_without_ink(rng):
    Z, G = np.zeros((1, 3)) @ rng.normal(size=(3, 4)), rng.normal(size=(1, 4))

    assert not (G * relu_prime(Z)).any()
    assert (G * np.where(Z >= 0, 1, 0)).all()


@states(
    "lets a hundredth through where the score is negative",
    "That is 1 on the right and 0.01 on the left, so no unit is ever cut off completely; at the "
    "kink this formula says 0",
)
def test_leaky_slope_is_1_or_a_hundredth_and_zero_at_the_kink(rng):
    x = np.append(rng.normal(size=100), 0.0)

    slopes = step(x) + 0.01 * step(-x)

    assert_array_equal(slopes[x < 0], 0.01)
    assert_array_equal(slopes[x > 0], 1)
    assert slopes[100] == 0


@states(
    "Far from 0, sigmoid and tanh are *saturated*: their derivatives shrink like "
    "$e^{-\\lvert x \\rvert}$ and $e^{-2 \\lvert x \\rvert}$"
)
@pytest.mark.parametrize(("derivative", "rate"), [(sigmoid_prime, 1), (tanh_prime, 2)])
def test_slopes_shrink_exponentially_on_both_sides(derivative, rate):
    x = np.array([-101.0, -100.0, 100.0, 101.0])

    logs = np.log(derivative(x))

    assert_allclose([logs[1] - logs[0], logs[2] - logs[3]], rate, rtol=1e-10)


@states(
    "writes `np.where(x >= 0, 1, 0)`, slope 1 at 0; PyTorch, TensorFlow and JAX say 0.",
    "This book says 0.",
)
def test_the_two_choices_for_the_slope_of_relu_differ_at_zero_only(rng):
    """One source text writes np.where(x >= 0, 1, 0): slope 1 at the kink."""
    x = np.append(rng.normal(size=100), 0.0)

    assert np.flatnonzero(np.where(x >= 0, 1, 0) != relu_prime(x)).tolist() == [100]


@pytest.mark.parametrize(
    ("name", "exact"),
    [
        ("sigmoid′", lambda x: mpmath.sigmoid(x) * mpmath.sigmoid(-x)),
        ("tanh′", lambda x: mpmath.sech(x) ** 2),
    ],
)
@states(
    "The derivatives of sigmoid and tanh far from 0, on a logarithmic scale.",
    page="figures/activation",
)
def test_far_from_0_the_curves_are_the_derivatives_by_their_powers_of_ten(name, exact):
    axes, x = seen("activation", "saturation").only, np.linspace(-20, 20, 81)

    assert axes.y.logarithmic and axes.curve(name).misses(x, exactly(exact, x)) < NEAR


@pytest.mark.parametrize(
    ("name", "slopes"),
    [("slope 0.25", 0.25), ("slope 0.5", 0.5), ("slope 0.75", 0.75), ("ReLU", (0, 1))],
)
@states("ReLU near 0, with three of the lines through the kink", page="figures/activation")
def test_at_the_kink_each_line_has_the_slope_that_stands_at_its_end(name, slopes):
    x = np.linspace(-1, 1, 41)
    left, right = np.broadcast_to(slopes, 2)

    curve = seen("activation", "kink").only.curve(name)
    assert curve.misses(x, np.where(x < 0, left * x, right * x)) < 0.2


@pytest.mark.parametrize("name", ["slope 0.25", "slope 0.5", "slope 0.75"])
@states("that nowhere lie above it.", page="figures/activation")
def test_in_the_figure_no_line_through_the_kink_lies_above_relu(name):
    axes, x = seen("activation", "kink").only, np.linspace(-1, 1, 41)

    assert (axes.curve(name).at(x) - axes.curve("ReLU").at(x)).max() < 0.005


@pytest.mark.parametrize("name", ["saturation", "kink"])
def test_activations_are_drawn_over_x(name):
    axes = seen("activation", name).only

    assert (axes.x.label, axes.y.label) == ("x", "")


def knots(units):
    return np.linspace(-np.pi, np.pi, units + 1)


@pytest.mark.parametrize("units", [3, 7])
@states("The sine, and sums of three and of seven ReLUs:", page="figures/activation")
def test_each_sum_of_relus_is_drawn_through_the_sine_at_its_knots(units):
    x = np.sort(np.append(np.linspace(-np.pi, np.pi, 500), knots(units)))
    expected = np.interp(x, knots(units), np.sin(knots(units)))

    curve = seen("activation", "sums").only.curve(f"{units} ReLUs")
    assert curve.misses(x, expected) < 0.2 and curve.strays(x, expected) < 0.2


@states("The sine, and sums of three and of seven ReLUs:", page="figures/activation")
def test_the_thick_curve_is_the_sine():
    axes, x = seen("activation", "sums").only, np.linspace(-np.pi, np.pi, 500)

    assert axes.curve("sine").misses(x, np.sin(x)) < 0.2
    assert [*axes.legend] == ["sine", "3 ReLUs", "7 ReLUs"]


@pytest.mark.parametrize("units", [3, 7])
@states("each has a kink at its dots.", page="figures/activation")
def test_a_dot_for_each_unit_stands_at_its_kink(units):
    axes = seen("activation", "sums").only
    dots, at = axes.dots(axes.colour(f"{units} ReLUs")), knots(units)[:-1]

    assert len(dots.strokes) == units and dots.misses(at, np.sin(at)) < 0.2


@states(
    "The sum is straight between two kinks, and at a kink its slope changes by what that unit adds."
)
def test_a_sum_of_relus_is_straight_but_for_its_kinks(rng):
    w, b, factors = rng.normal(size=(3, 5))
    x = np.linspace(-10, 10, 100_001)
    y = relu(x[:, np.newaxis] * w + b) @ factors
    bends = np.abs(np.diff(y, n=2)) > 1e-9

    assert_allclose(np.diff(y)[-1] / np.diff(x)[-1], (factors * w)[w > 0].sum(), rtol=1e-6)
    near = np.abs(x[1:-1][bends][:, np.newaxis] + b / w).min(axis=1)
    assert near.max() < 3e-4
    for unit in np.flatnonzero(np.abs(b / w) < 9):
        at = -b[unit] / w[unit]
        beside = relu((at + np.array([-2e-6, -1e-6, 1e-6, 2e-6]))[:, np.newaxis] * w + b) @ factors
        left, _, right = np.diff(beside) / [1e-6, 2e-6, 1e-6]
        assert_allclose(right - left, factors[unit] * abs(w[unit]), rtol=1e-6)


@states("So with more units it can come nearer to a curve, here the sine")
def test_seven_relus_come_nearer_to_the_sine_than_three():
    x = np.linspace(-np.pi, np.pi, 1001)
    errors = [
        np.abs(figures.sum_of_relus(knots(units)[:-1], x) - np.sin(x)).max() for units in (3, 7)
    ]

    assert errors[1] < errors[0] / 3


@states("Multiply top and bottom by $e^{x}$, and it is the very positive ones that overflow.")
@pytest.mark.filterwarnings("ignore:overflow", "ignore:invalid")
def test_the_other_form_of_the_sigmoid_overflows_on_the_other_side():
    x = np.array([-800.0, 800.0])

    assert np.isfinite(np.exp(x) / (1 + np.exp(x))).tolist() == [True, False]
    assert np.isinf(np.exp(-x)).tolist() == [True, False]


@states(
    "A *leaky* ReLU, $\\mathrm{ReLU}(x) - 0.01 \\, \\mathrm{ReLU}(-x)$, lets a hundredth through "
    "where the score is negative.",
)
def test_the_leaky_relu_lets_a_hundredth_through():
    x = np.linspace(-3, 3, 13)

    assert_allclose(relu(x) - 0.01 * relu(-x), np.where(x < 0, x / 100, x))


# -- relatives, and what belongs where


@states(
    "The *SiLU* (also *swish*) multiplies the score by its own sigmoid, which is nearly 1 on the "
    "right and nearly 0 on the left:"
)
def test_far_from_zero_the_silu_is_the_relu():
    x = np.array([-30.0, 30.0])

    assert_allclose(sigmoid(x), [0, 1], atol=1e-12)
    assert_allclose(x * sigmoid(x), relu(x), atol=1e-11)


@states("Unlike ReLU, both fall a little before they rise.")
@pytest.mark.parametrize("share", [sigmoid, lambda x: 0.5 * (1 + np.vectorize(erf)(x / 2**0.5))])
def test_the_smooth_relatives_fall_a_little_before_they_rise(share):
    x = np.linspace(-8, 8, 1601)
    y = x * share(x)
    lowest = y.argmin()

    assert -0.3 < y[lowest] < -0.1 and -2 < x[lowest] < 0
    assert (np.diff(y[: lowest + 1]) < 0).all() and (np.diff(y[lowest:]) > 0).all()
    assert (np.diff(relu(x)) >= 0).all()


@states(
    "In the sense of this chapter it is not one: it does not work entry by entry, since "
    "every probability depends on every score, and its derivative is not a slope but a "
    "matrix."
)
def test_softmax_does_not_work_entry_by_entry(rng):
    z = rng.normal(size=4)
    raised = z + np.eye(4)[2]

    assert (softmax(raised) != softmax(z)).all()
    assert ((sigmoid(raised) != sigmoid(z)) == (np.arange(4) == 2)).all()
    assert softmax_jacobian(z).shape == (4, 4)


# -- exercises


@states(
    "What are the values of the sigmoid and of its derivative at $\\log 4$, and those of the "
    "hyperbolic tangent and its derivative at $\\log 3$?"
)
def test_the_values_of_the_first_exercise_are_fractions():
    four, three = np.log([4.0]), np.log([3.0])

    assert_allclose((sigmoid(four), sigmoid_prime(four)), [[4 / 5], [4 / 25]])
    assert_allclose((tanh(three), tanh_prime(three)), [[4 / 5], [9 / 25]])


@states(
    "Apply a function twice: `step(step(x))`, `relu(relu(x))`, `sigmoid(sigmoid(x))`.",
    "For which of the three does the second time change nothing?",
    "For the step and ReLU: their outputs, 0 and 1, or a number that is not negative, pass "
    "the second time as they are.",
    "The sigmoid turns everything into a number from 0 to 1, and the second time into one "
    "from 0.5 to $\\sigma(1)$, which is about 0.731.",
)
@given(any_scores)
def test_step_and_relu_change_nothing_the_second_time(x):
    for function in (step, relu):
        assert_array_equal(function(function(x)), function(x))
    largest = sigmoid(np.ones(1))[0]
    assert ((sigmoid(sigmoid(x)) >= 0.5) & (sigmoid(sigmoid(x)) <= largest)).all()
    assert round(largest, 3) == 0.731


@states(
    "A ReLU reads pixels from 0 to 1.",
    "After an unlucky step its bias is −100, and its positive weights add up to less than 100.",
    "Its score is negative for every image, so it answers 0, its slope is 0, and neither its "
    "weights nor its bias get a gradient: it is *dead*.",
    "Smaller steps, or a leaky ReLU (exercise 7), keep it alive.",
)
def test_a_relu_whose_score_is_always_negative_learns_nothing(rng):
    X, G = rng.random((50, 9)), rng.normal(size=(50, 1))
    W, b = 20 * rng.normal(size=(9, 1)), np.array([-100.0])
    Z = linear(X, W, b)
    leaky = step(Z) + 0.01 * step(-Z)

    assert W[W > 0].sum() < 100 and (Z < 0).all() and not relu(Z).any()
    assert not linear_grad_W(X, G * relu_prime(Z)).any() and not (G * relu_prime(Z)).any()
    assert linear_grad_W(X, G * leaky).all()
    assert "*leaky*" in exercise("activation", 7)


@states(
    "Line (2) takes the sigmoid twice; the slope is `a * (1 - a)`.",
    "As it stands, it is the slope at a place from 0 to 1, which lies between "
    "$\\sigma'(1)$, about {{ value sigmoid_prime(np.ones(1))[0]:.4f }}, and 0.25: this sigmoid "
    "does not seem to saturate.",
    "One line is wrong.\nWhich, and between which two numbers does its slope lie, whatever the "
    "score?",
)
def test_a_sigmoid_of_a_sigmoid_has_slopes_from_a_fifth_to_a_quarter(rng):
    code = listing("activation", 9)
    x, g = 30 * rng.normal(size=(2, 100))
    printed = run(code, sigmoid=sigmoid)["backward"](x, np.ones_like(x))
    wrong = "sigmoid(a) * (1 - sigmoid(a))"
    right = run(mended(code, wrong, "a * (1 - a)"), sigmoid=sigmoid)["backward"](x, g)

    assert_allclose(right, g * sigmoid_prime(x), atol=1e-14)
    assert f"{sigmoid_prime(np.ones(1))[0]:.4f}" == "0.1966"
    assert printed.min() >= sigmoid_prime(np.ones(1))[0] > 0.1966 and printed.max() <= 0.25


def pieces(n):
    """How far a sum of n ReLUs, whose pieces are equally wide, is from the square."""
    x, knots = np.linspace(0, 1, 100_001), np.linspace(0, 1, n + 1)
    slopes = np.diff(knots**2) / np.diff(knots)
    bends = np.diff(slopes, prepend=0)
    return np.abs(relu(x[:, np.newaxis] - knots[:-1]) @ bends - x**2).max()


@states(
    "How many ReLUs are enough to draw $x^2$ on the interval from 0 to 1, so that the error "
    "is nowhere larger than 1/1000?",
    "Between two of them, $a$ and $b$, it is the straight line through both points.",
    "That line is $(a + b) x - a b$.",
    "Subtract $x^2$, and write the difference as a product.",
    "The error is a product, which is largest half-way between the kinks:",
    "With $n$ pieces of equal width the error is at most $1 / (4 n^2)$, and 16 pieces are the "
    "first that bring it below 1/1000.",
    "Each piece takes one unit, with its kink where the piece begins.",
    "So 16 units are enough; a hundred times the accuracy takes ten times as many.",
)
def test_sixteen_relus_draw_the_square_to_a_thousandth():
    for n in (1, 2, 15, 16, 160):
        assert pieces(n) == pytest.approx(1 / (4 * n**2), rel=1e-3)
    assert pieces(16) < 1 / 1000 < pieces(15)
    assert pieces(160) == pytest.approx(pieces(16) / 100, rel=1e-3)


@states(
    "On an interval with both its ends, enough units come as near as one likes to any continuous "
    "function.",
    "(For a smooth curve and one input, a number of units can be computed: exercise 12.)",
    "On an interval with both its ends, sums of ReLUs come [near to any continuous "
    "curve](#what-sums-of-relus-can-draw).",
)
@pytest.mark.parametrize("curve", [np.sin, np.abs, np.sqrt, lambda x: np.where(x < 1, x, 2 - x)])
def test_with_more_units_the_error_falls_below_any_bound_that_is_tried(curve):
    x = np.linspace(0, 2, 4001)

    def error(units):
        knots = np.linspace(0, 2, units + 1)
        bends = np.diff(np.diff(curve(knots)) / np.diff(knots), prepend=0)
        return np.abs(curve(0) + relu(x[:, np.newaxis] - knots[:-1]) @ bends - curve(x)).max()

    errors = [error(units) for units in (1, 10, 100, 1000)]
    assert errors[-1] < 0.02 and errors[-1] <= errors[0]


@states("On an interval with both its ends", "on a bounded region with its border")
def test_without_the_ends_of_an_interval_no_sum_of_relus_stays_near_a_curve(rng):
    """A sum has a bound on any slope, and is straight far out; 1 / x and the square are not."""
    w, b, factors = rng.normal(size=(3, 50))

    def drawn(x):
        return relu(x[:, np.newaxis] * w + b) @ factors

    near, far = 10.0 ** -np.arange(3, 9), 10.0 ** np.arange(3, 9)
    assert (np.abs(drawn(near) - 1 / near) > 0.9 / near).all()
    assert (np.abs(drawn(far) - far**2) > 0.9 * far**2).all()


@states(
    "An activation function makes two layers more than one, unless its graph is a straight line."
)
def test_with_a_linear_function_between_them_two_layers_are_one(rng):
    X, V, U = rng.normal(size=(6, 3)), rng.normal(size=(3, 4)), rng.normal(size=(4, 2))

    def added(between):
        """How far the answer to a sum is from the sum of the answers."""
        f = lambda X: between(X @ V) @ U - between(0 * X @ V) @ U  # noqa: E731
        return np.abs(f(X[:3] + X[3:]) - f(X[:3]) - f(X[3:])).max()

    assert added(lambda z: 3 * z) < 1e-12
    assert all(added(bend) > 0.01 for bend in (relu, tanh, sigmoid, step))

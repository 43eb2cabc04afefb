"""Activation functions: what their formulas do not show. Chapter: docs/activation.md."""

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

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
from tests.curves import NEAR
from tests.drawn import seen
from tests.states import states

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


@given(any_scores)
def test_sigmoid_is_a_probability_and_the_rest_is_that_of_the_opposite_score(x):
    assert ((sigmoid(x) >= 0) & (sigmoid(x) <= 1)).all()
    assert_allclose(sigmoid(x) + sigmoid(-x), 1, rtol=1e-15)


@given(any_scores)
def test_sigmoid_never_falls(x):
    assert (np.diff(sigmoid(np.sort(x))) >= 0).all()


@given(any_scores)
def test_derivatives_of_sigmoid_and_tanh_are_even_and_largest_at_zero(x):
    for derivative, largest in ((sigmoid_prime, 0.25), (tanh_prime, 1.0)):
        assert_array_equal(derivative(x), derivative(-x))
        assert (derivative(x) <= largest).all()


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


def test_the_two_choices_for_the_slope_of_relu_differ_at_zero_only(rng):
    """One source text writes np.where(x >= 0, 1, 0): slope 1 at the kink."""
    x = np.append(rng.normal(size=100), 0.0)

    assert np.flatnonzero(np.where(x >= 0, 1, 0) != relu_prime(x)).tolist() == [100]


DRAWN = {"identity": identity, "ReLU": relu, "sigmoid": sigmoid, "tanh": tanh, "step": step}
ACROSS = np.linspace(-3.99, 3.99, 400)  # no point at 0, where the step jumps


@pytest.mark.parametrize("name", DRAWN)
@states("The five activation functions: sigmoid", page="figures/activation")
def test_the_curve_of_a_name_is_the_function_of_that_name(name):
    y = DRAWN[name](ACROSS)
    shown = np.abs(y - 0.5) < 2  # the panel cuts the rest off

    assert seen("activation", "functions").only.curve(name).misses(ACROSS[shown], y[shown]) < 0.2


def test_five_functions_are_drawn_and_four_derivatives():
    names = [list(seen("activation", n).only.legend) for n in ("functions", "derivatives")]

    assert names == [list(DRAWN), ["identity′", "ReLU′", "sigmoid′", "tanh′"]]


@pytest.mark.parametrize(("name", "levels"), [("sigmoid", 1), ("tanh", 1), ("ReLU", 0),
                                              ("identity", 0)])  # fmt: skip
@states("sigmoid and tanh level off, ReLU and identity do not.", page="figures/activation")
def test_in_the_figure_sigmoid_and_tanh_alone_level_off(name, levels):
    curve = seen("activation", "functions").only.curve(name)
    begins, ends = np.diff(curve.at([0, 0.5])), np.diff(curve.at([2, 2.5]))

    assert (ends < begins / 2) == levels


@pytest.mark.parametrize("name", ["identity", "ReLU", "sigmoid", "tanh"])
@states("Their derivatives: that of the sigmoid", page="figures/activation")
def test_the_curve_of_a_derivative_has_the_slope_of_its_function(name):
    slope = (DRAWN[name](ACROSS + 1e-6) - DRAWN[name](ACROSS - 1e-6)) / 2e-6

    assert seen("activation", "derivatives").only.curve(f"{name}′").misses(ACROSS, slope) < 0.2


@states("and that of ReLU is the step.", page="figures/activation")
def test_in_the_figure_the_derivative_of_relu_is_the_step():
    curve = seen("activation", "derivatives").only.curve("ReLU′")

    assert curve.misses(ACROSS, step(ACROSS)) < 0.2


@states("that of the sigmoid stays small,", page="figures/activation")
def test_in_the_figure_the_derivative_of_the_sigmoid_stays_below_a_third():
    assert seen("activation", "derivatives").only.curve("sigmoid′").y.max() < 1 / 3


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


@pytest.mark.parametrize("name", ["functions", "derivatives", "saturation", "kink"])
def test_activations_are_drawn_over_x(name):
    axes = seen("activation", name).only

    assert (axes.x.label, axes.y.label) == ("x", "")

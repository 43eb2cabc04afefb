"""Numerical differentiation: what its formulas do not show.

Chapter: docs/numerical_differentiation.md.
"""

import mpmath
import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures import numerical_differentiation as chapter
from nn.activation import relu_prime
from nn.network import Network
from nn.numerical_differentiation import (
    central_difference,
    complex_step,
    directional_difference,
    forward_difference,
    numerical_gradient,
    relative_error,
)
from tests.curves import NEAR
from tests.drawn import seen
from tests.states import states


def sum_of_squares(w):
    return (w**2).sum()


def parabola(x):
    return 0.01 * x**2 + 0.1 * x


@pytest.mark.parametrize(("x", "printed"), [(5.0, 0.1999999999990898), (10.0, 0.2999999999986347)])
def test_the_numbers_of_saitohs_book(x, printed):
    assert central_difference(parabola, x, 1e-4) == printed


@states("Half the step now leaves about a quarter of the error, or less.")
@pytest.mark.parametrize(
    ("quotient", "factor"), [(forward_difference, 2), (central_difference, 4), (complex_step, 4)]
)
def test_half_the_step_leaves_the_part_of_the_error_that_its_order_says(quotient, factor):
    whole, half = (quotient(np.exp, 1.0, h) - np.e for h in (1e-2, 5e-3))

    assert_allclose(whole / half, factor, rtol=0.01)


def test_a_complex_step_may_be_tiny():
    assert complex_step(np.exp, 1.0, 1e-200) == np.exp(1.0)


@pytest.mark.parametrize("quotient", [forward_difference, central_difference, complex_step])
def test_an_array_is_differentiated_entry_by_entry_in_its_own_format(quotient):
    x = np.array([[0.5, 1.0], [1.5, 2.0]], dtype=np.float32)

    found = quotient(np.sin, x, 2.0**-7)

    assert found.dtype == np.float32
    assert_allclose(found, np.cos(x), atol=5e-3)


def test_a_function_that_loses_the_imaginary_part_is_refused():
    with pytest.raises(ValueError, match=r"keeps the imaginary part; got float64"):
        complex_step(np.abs, 3.0, 1e-20)


@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (2, 1, 4)])
def test_every_entry_of_any_shape_has_a_slope(rng, shape):
    w = np.array(rng.normal(size=shape))

    assert_allclose(numerical_gradient(sum_of_squares, w, 1e-4), 2 * w, rtol=1e-7)


def test_float32_stays_float32(rng):
    w = rng.normal(size=3).astype(np.float32)

    assert numerical_gradient(sum_of_squares, w, 2.0**-7).dtype == np.float32


@states("the parameters are safe even if the loss raises an error halfway")
def test_the_parameters_are_safe_even_if_the_loss_fails_halfway():
    w = np.array([1.0, 2.0, 3.0])

    def loss(w):
        if w[1] != 2.0:
            raise RuntimeError("the second parameter moved")
        return sum_of_squares(w)

    with pytest.raises(RuntimeError):
        numerical_gradient(loss, w, 1e-4)

    assert w.tolist() == [1.0, 2.0, 3.0]


def test_one_parameter_moves_at_a_time():
    w, seen = np.array([1.0, 2.0]), []

    numerical_gradient(lambda w: seen.append(w.tolist()) or 0.0, w, 0.5)

    assert seen == [[1.5, 2.0], [0.5, 2.0], [1.0, 2.5], [1.0, 1.5]]


def test_integers_are_refused(shapes_unchecked):
    with pytest.raises(ValueError, match=r"array of floats; got int64.*astype\(float\)"):
        numerical_gradient(sum_of_squares, np.array([3, 5], dtype=np.int64), 1e-4)


@pytest.mark.parametrize(("dtype", "h"), [(np.float64, 1e-17), (np.float32, 1e-8)])
def test_a_step_that_is_lost_in_rounding_is_refused(dtype, h):
    with pytest.raises(ValueError, match=r"lost in rounding; take a larger h"):
        numerical_gradient(sum_of_squares, np.ones(2, dtype=dtype), h)


@pytest.mark.parametrize(
    "call",
    [
        lambda loss, w: numerical_gradient(loss, w, 1e-4),
        lambda loss, w: directional_difference(loss, w, w, 1e-4),
    ],
)
def test_a_loss_that_is_an_array_is_refused(call):
    with pytest.raises(ValueError, match=r"one number; got an array of shape \(3,\)"):
        call(lambda w: w**2, np.ones(3))


def test_a_direction_of_another_shape_is_refused(shapes_unchecked):
    with pytest.raises(ValueError, match=r"got w \(2, 3\), v \(3,\); "):
        directional_difference(sum_of_squares, np.ones((2, 3)), np.ones(3), 1e-4)


def test_a_direction_takes_two_values_of_the_loss(rng):
    w, v, calls = rng.normal(size=(4, 5)), rng.normal(size=(4, 5)), []

    slope = directional_difference(lambda w: calls.append(1) or sum_of_squares(w), w, v, 1e-4)

    assert len(calls) == 2
    assert_allclose(slope, (2 * w * v).sum(), rtol=1e-9)


def test_relative_error_does_not_depend_on_the_unit(rng):
    a, b = rng.normal(size=(2, 3, 4))

    assert_allclose(relative_error(1e-9 * a, 1e-9 * b), relative_error(a, b), rtol=1e-12)


def test_relative_error_is_symmetric(rng):
    a, b = rng.normal(size=(2, 5))

    assert relative_error(a, 10 * b) == relative_error(10 * b, a)


def test_two_zero_gradients_agree():
    assert relative_error(np.zeros(3), np.zeros(3)) == 0.0


def test_gradients_of_different_shapes_are_not_compared(shapes_unchecked):
    with pytest.raises(ValueError, match=r"got a \(3,\), b \(1, 3\); "):
        relative_error(np.ones(3), np.ones((1, 3)))


def test_the_gradients_of_a_network_pass_a_check(rng):
    network = Network((5, 4, 3), "sigmoid")
    parameters, X, t = network.initialise(rng), rng.normal(size=(6, 5)), np.arange(6) % 3

    gradients = network.gradients(parameters, X, t)

    for name, gradient in gradients.items():

        def loss(w, name=name):
            return network.loss(parameters | {name: w}, X, t)

        assert relative_error(gradient, numerical_gradient(loss, parameters[name], 1e-5)) < 1e-7


@states(
    "they cost two forward passes for each parameter",
    page="numerical_training",
)
def test_a_forward_pass_for_each_side_of_each_parameter():
    """The chapter's count, for its network of 784-50-10."""
    shapes = Network((784, 50, 10)).shapes.values()

    assert 2 * sum(int(np.prod(shape)) for shape in shapes) == 79520


@pytest.mark.parametrize("name", chapter.FORMATS)
@pytest.mark.parametrize("kind", chapter.QUOTIENTS)
def test_the_best_step_found_is_the_formulas_within_a_factor_of_four(kind, name):
    ratio = chapter.found_step(kind, name) / chapter.best_step(kind, name)

    assert 1 / 4 < ratio < 4


@states(
    "the error of the central difference is then at most, with both values of $f$ rounded "
    "at their worst"
)
@pytest.mark.parametrize("name", chapter.FORMATS)
@pytest.mark.parametrize("kind", ["forward", "central"])
def test_the_model_bounds_the_error_of_every_short_step(kind, name):
    """A long step has an error from the next term of the Taylor polynomial as well."""
    h = chapter.steps(name)
    short = h < 1e-2

    assert (chapter.errors(kind, name) < 1.01 * chapter.bound(kind, name, h))[short].all()


@pytest.mark.parametrize("name", chapter.FORMATS)
def test_rounding_grows_as_the_step_shrinks(name):
    """Two powers of ten below the best step, the errors are a hundred times as large."""
    best = chapter.found_step("central", name)
    tried, h = chapter.errors("central", name), chapter.steps(name)
    far = tried[h <= best / 128][0]

    assert 30 * tried.min() < far < 300 * tried.min()


@states("of 16 digits the forward difference can give 8, the central one nearly 11")
def test_in_double_precision_the_quotients_have_the_digits_that_the_chapter_says():
    digits = [-np.log10(chapter.errors(kind, "float64").min()) for kind in chapter.QUOTIENTS]

    assert digits[0] > 8
    assert digits[1] > 10.6
    assert digits[2] > 15.9


@states(r"If $x \pm h$ themselves are not rounded")
def test_rounded_points_make_the_error_larger_than_that_of_rounded_values(rng):
    """Points of many digits and a step that is no power of two."""
    found, E_c, _ = error_of_the_exponential(1 + rng.random(500), 1e-6)

    assert (found > E_c).mean() > 0.1


@states(r"in general their rounding adds up to $\epsilon \lvert x \, f'(x) \rvert / h$")
@pytest.mark.parametrize("h", [1e-7, 1e-6, 1e-5, 1e-4])
def test_with_the_rounding_of_the_points_the_error_is_bounded(rng, h):
    found, E_c, of_points = error_of_the_exponential(1 + rng.random(500), h)

    assert (found < E_c + of_points).all()


@states("which for the sine near 1000 is nearly all")
def test_for_the_sine_near_a_thousand_the_rounding_of_the_points_is_nearly_all(rng):
    x, h = 1000 + rng.random(500), 1e-5
    exact = np.array([float(mpmath.cos(point)) for point in x])

    found = np.abs(central_difference(np.sin, x, h) - exact)

    assert found.max() > 50 * (chapter.unit("float64") / h + h**2 / 6)


@states(r"For a step that is a power of two and not too small, $x \pm h$ are seldom rounded")
@pytest.mark.parametrize("h", [2.0**-10, 2.0**-26, 2.0**-40])
def test_a_power_of_two_leaves_points_seldom_rounded(rng, h):
    x = 1 + rng.random(1000)

    assert ((x + h) - x == h).mean() > 0.99


@states("That is slow and hardly ever exact")
def test_a_parabola_is_differentiated_exactly():
    assert central_difference(lambda x: x**2, 3.0, 2.0**-3) == 6.0


@states("$f(x - i h)$ is the complex conjugate of $f(x + i h)$")
@pytest.mark.parametrize("f", [np.exp, np.sin, np.tanh, lambda z: 1 / (2 + z**3)])
def test_what_is_real_on_the_real_line_has_mirror_images(rng, f):
    z = rng.normal(size=9) + 1j * rng.normal(size=9)

    assert_allclose(f(z.conj()), f(z).conj(), rtol=1e-12)


@states(
    "below it *every* step is as good as the next, down to where the numbers themselves lose digits"
)
@pytest.mark.parametrize(("h", "good"), [(1e-9, 1), (1e-100, 1), (1e-307, 1), (1e-320, 0)])
def test_every_shorter_complex_step_is_as_good_until_numbers_lose_digits(h, good):
    assert (abs(complex_step(np.exp, 1.0, h) / np.e - 1) < 1e-15) == good


@states("that product spreads around 0 as far as the error is long, so it is seldom much smaller")
def test_an_error_times_a_random_direction_spreads_as_far_as_it_is_long(rng):
    error = np.array([0.3, 0.0, -0.4])

    products = rng.normal(size=(20_000, 3)) @ error

    assert np.std(products) == pytest.approx(0.5, rel=0.03)
    assert np.mean(np.abs(products) < 0.005) < 0.01


@states("none of the three quotients agrees with it (one that steps back would)")
@pytest.mark.parametrize(
    ("quotient", "slope"), [(forward_difference, 1), (central_difference, 0.5)]
)
def test_at_a_kink_only_a_step_back_agrees_with_backpropagation(quotient, slope):
    def relu(x):
        return np.maximum(0, x)

    assert quotient(relu, 0.0, 1e-5) == slope
    assert (relu(0.0) - relu(-1e-5)) / 1e-5 == relu_prime(np.zeros(1))[0] == 0


def error_of_the_exponential(x, h):
    """The central difference's error, what the chapter bounds it by, and the rounding of x ± h."""
    exact = np.array([float(mpmath.exp(mpmath.mpf(point))) for point in x])
    near = np.exp(x + h)
    E_c = chapter.unit("float64") * near / h + h**2 / 6 * near
    return (
        np.abs(central_difference(np.exp, x, h) - exact),
        E_c,
        chapter.unit("float64") * (x + h) * near / h,
    )


QUOTIENTS = {
    "forward": forward_difference,
    "central": central_difference,
    "complex step": complex_step,
}
UNITS = {"float64": 2.0**-53, "float32": 2.0**-24}


def drawn_errors(panel):
    axes = seen("numerical_differentiation", "u_curves").axes[panel]
    return axes, {name: axes.dots(axes.colour(name)) for name in QUOTIENTS}


@pytest.mark.parametrize(("panel", "kind"), [(0, "float64"), (1, "float32")])
@pytest.mark.parametrize("name", QUOTIENTS)
@states("The error against the step:", page="figures/numerical_differentiation")
def test_the_dots_of_a_quotient_are_its_errors(panel, kind, name):
    x = (1 + np.arange(256) / 256).astype(kind)
    exact = np.exp(x.astype(np.longdouble))
    axes, dots = drawn_errors(panel)
    steps = 2.0 ** -np.arange(1, {"float64": 53, "float32": 24}[kind])

    found = [QUOTIENTS[name](np.exp, x, float(h)).astype(np.longdouble) for h in steps]
    errors = np.array([np.mean(np.abs(slope - exact) / exact) for slope in found], float)
    assert axes.title == kind
    assert dots[name].misses(steps[errors > 1e-15], errors[errors > 1e-15]) < NEAR


@pytest.mark.parametrize("panel", [0, 1])
@states(
    "to the left, truncation shrinks and rounding grows.", page="figures/numerical_differentiation"
)
def test_to_the_left_an_error_shrinks_with_the_step_and_then_grows(panel):
    _, dots = drawn_errors(panel)

    for name in ("forward", "central"):
        order = dots[name].x.argsort()[::-1]  # to the left
        errors = dots[name].y[order]
        turn = errors.argmin()
        assert min(errors[0], errors[-3]) > 100 * errors[turn], name


@pytest.mark.parametrize(("panel", "kind"), [(0, "float64"), (1, "float32")])
def test_the_thin_lines_are_the_models_of_the_errors(panel, kind):
    axes, _ = drawn_errors(panel)
    h, u = np.geomspace(4 * UNITS[kind], 0.5, 60), UNITS[kind]
    models = {"forward": 2 * u / h + h / 2, "central": u / h + h**2 / 6}

    for name, model in models.items():
        (line,) = axes.lines_in(axes.colour(name))
        assert line.misses(h, model) < 2  # between two powers of two the line is straight


def test_errors_are_drawn_over_steps_of_the_quotients():
    upper, lower = seen("numerical_differentiation", "u_curves").axes

    assert (upper.y.label, lower.y.label, lower.x.label) == (
        "relative error", "relative error", "step h",
    )  # fmt: skip


@states(r"relative to the slope, is no larger than $\epsilon$ up to the step")
def test_the_complex_step_is_exact_up_to_the_step_of_the_formula():
    h = chapter.best_step("complex step", "float64")

    errors = [abs(complex_step(np.exp, 1.0, step) / np.e - 1) for step in (h / 2, 10 * h)]

    assert errors[0] <= 2**-52 < 2**-50 < errors[1]


@states(
    "The formula assumes the worst rounding, so the best step that is found is a little shorter"
)
@pytest.mark.parametrize("name", chapter.FORMATS)
@pytest.mark.parametrize("kind", ["forward", "central"])
def test_the_best_step_found_is_a_little_shorter_than_the_formulas(kind, name):
    assert chapter.found_step(kind, name) < chapter.best_step(kind, name)


@states("is longer than the best one in float64")
@pytest.mark.parametrize("kind", ["forward", "central"])
def test_the_step_of_the_tutorials_is_longer_than_the_best_one(kind):
    assert chapter.found_step(kind, "float64") < chapter.best_step(kind, "float64") < 1e-4

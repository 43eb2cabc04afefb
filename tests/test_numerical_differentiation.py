"""Numerical differentiation: what its formulas do not show.

Chapter: docs/numerical_differentiation.md.
"""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from numpy.testing import assert_allclose

from derivations import numerical_differentiation as derivation
from figures import numerical_differentiation as chapter
from nn.activation import relu_prime
from nn.network import Network, operation_count
from nn.numerical_differentiation import (
    central_best_step,
    central_difference,
    complex_step,
    directional_difference,
    forward_difference,
    numerical_gradient,
    relative_error,
)
from nn.softmax_regression import softmax_regression_loss, softmax_regression_loss_grad_W
from tests.colours import GREY
from tests.curves import NEAR
from tests.drawn import seen
from tests.states import states
from tests.tables import number, read
from verify.prose.pages import text_of


def sum_of_squares(w):
    return (w**2).sum()


def parabola(x):
    return 0.01 * x**2 + 0.1 * x


@states(
    "Saitoh's book differentiates $0.01 x^2 + 0.1 x$ at 5 with $h = 10^{-4}$.",
    "numerical differentiation with $h = 10^{-4}$",
)
@pytest.mark.parametrize(("x", "printed"), [(5.0, 0.1999999999990898), (10.0, 0.2999999999986347)])
def test_the_numbers_of_saitohs_book(x, printed):
    assert by_twice_the_step(parabola, x, 1e-4) == printed


@states(
    "Divided by the distance of the points, which the computer subtracts without another error, "
    "the quotient is free of it, and `nn` does so"
)
def test_what_is_divided_by_is_the_step_that_was_taken(rng):
    x, h = 1 + rng.random(500), 1e-9
    start, end = x - h, x + h
    distances = [Fraction(e) - Fraction(s) for s, e in zip(start, end, strict=True)]

    assert [Fraction(d) for d in end - start] == distances
    assert (central_difference(lambda x: x, x, h) == 1).all()
    assert (forward_difference(lambda x: x, x, h) == 1).all()
    assert (numerical_gradient(np.sum, x[:1], h) == 1).all()
    assert (by_twice_the_step(lambda x: x, x, h) != 1).mean() > 0.9


@states(
    "One half of that error comes from the values of $f$, which are rounded.",
    "The other comes from the points: $5 + h$ and $5 - h$ are rounded as well, so the step that "
    "was taken is not $h$.",
)
def test_the_values_have_half_of_the_error_of_the_parabola():
    of_values, of_both = (
        quotient(parabola, 5.0, 1e-4) - 0.2 for quotient in (central_difference, by_twice_the_step)
    )

    assert 0.45 < of_values / of_both < 0.55
    assert (5 + 1e-4) - (5 - 1e-4) != 2e-4


@pytest.mark.parametrize("quotient", [forward_difference, central_difference])
@pytest.mark.parametrize(("x", "h"), [(1.0, 0.0), (1e9, 1e-9), (np.array([0.0, 1e9]), 1e-9)])
def test_a_step_that_is_lost_is_refused(quotient, x, h):
    with pytest.raises(ValueError, match="needs a step that changes the entry; got h"):
        quotient(np.sin, x, h)


def test_a_direction_along_which_nothing_moves_is_refused():
    w = np.array([1e9, 2e9])
    with pytest.raises(ValueError, match="directional_difference needs a step that changes"):
        directional_difference(np.sum, w, np.ones(2), 1e-9)
    assert directional_difference(np.sum, w, np.zeros(2), 1e-9) == 0


@pytest.mark.parametrize(
    ("w", "v", "h"),
    [([4e11], [1.0], 1e-4), ([4e11], [1e300], 1e-304), ([1.0, 1.0], [1.0, 1.0], 1e-16 * 1.5)],
)
def test_a_direction_is_divided_by_the_step_that_was_really_taken(w, v, h):
    w, v = np.array(w), np.array(v)

    assert_allclose(directional_difference(np.sum, w, v, h), v.sum(), rtol=1e-15)


def test_a_direction_of_float32_is_divided_by_the_step_that_was_really_taken():
    w, v = np.ones((2, 1), np.float32)

    assert directional_difference(np.sum, w, v, 1e-7) == 1


def test_a_step_that_rounding_turns_away_from_its_direction_is_refused():
    w, v = np.array([1e11, 1.0]), np.ones(2)
    with pytest.raises(ValueError, match="needs a step that changes the entries along v; got h"):
        directional_difference(np.sum, w, v, 1e-5)


def test_a_complex_step_of_nothing_is_refused():
    with pytest.raises(ValueError, match="needs a step other than 0"):
        complex_step(np.sin, 1.0, 0.0)


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


@states(
    "`abs` and norms return a real number, `conj` flips the imaginary part, and `np.vdot` that of "
    "its first argument."
)
def test_what_abs_norms_conj_and_vdot_do_to_an_imaginary_part():
    z, one = np.array([3 + 0.5j]), np.ones(1)

    assert np.abs(z).dtype == np.linalg.norm(z).dtype == np.float64
    assert z.conj().imag == -0.5
    assert (np.vdot(z, one).imag, np.vdot(one, z).imag) == (-0.5, 0.5)


@states(
    "If $f$ returns a real number, the imaginary part is lost, and the slope would silently be "
    "zero; "
    "`complex_step` raises an error."
)
def test_a_function_that_loses_the_imaginary_part_is_refused():
    assert np.abs(3.0 + 1e-20j).imag == 0
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


@states("Two forward passes for each parameter.")
def test_one_parameter_moves_at_a_time():
    w, seen = np.array([1.0, 2.0]), []

    numerical_gradient(lambda w: seen.append(w.tolist()) or 0.0, w, 0.5)

    assert seen == [[1.5, 2.0], [0.5, 2.0], [1.0, 2.5], [1.0, 1.5]]


@pytest.mark.parametrize("w", [[3, 5], np.array([3, 5]), np.array([3, 5], np.uint8)])
def test_integers_are_moved_as_the_numbers_that_they_are(shapes_unchecked, w):
    assert_allclose(numerical_gradient(sum_of_squares, w, 1e-4), [6, 10], rtol=1e-9)


@pytest.mark.parametrize(("dtype", "h"), [(np.float64, 1e-17), (np.float32, 1e-8)])
def test_a_step_that_is_lost_in_rounding_is_refused(dtype, h):
    with pytest.raises(ValueError, match=r"lost in rounding; take a larger h"):
        numerical_gradient(sum_of_squares, np.ones(2, dtype=dtype), h)


@pytest.mark.parametrize("loss", [lambda w: w, lambda w: w.T, lambda w: w[()]])
def test_a_loss_may_be_the_entry_itself(loss):
    assert numerical_gradient(loss, np.array(3.0), 0.5) == 1


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


@states("Two forward passes give one number, the slope along $v$, to be compared with the product")
def test_a_direction_takes_two_values_of_the_loss(rng):
    w, v, calls = rng.normal(size=(4, 5)), rng.normal(size=(4, 5)), []

    slope = directional_difference(lambda w: calls.append(1) or sum_of_squares(w), w, v, 1e-4)

    assert len(calls) == 2
    assert_allclose(slope, (2 * w * v).sum(), rtol=1e-9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_relative_error_is_that_of_the_smallest_and_the_largest_numbers_too(dtype):
    about = np.finfo(dtype)
    for size in (about.tiny, about.max / 4, about.smallest_subnormal):
        a, b = np.array([[size, 0], [2 * size, 0]], dtype)
        assert_allclose(relative_error(a, b), 0.5, rtol=1e-6)


def test_relative_error_does_not_depend_on_the_unit(rng):
    a, b = rng.normal(size=(2, 3, 4))

    assert_allclose(relative_error(1e-9 * a, 1e-9 * b), relative_error(a, b), rtol=1e-12)


@states("so take it relative to the longer of the two:")
def test_relative_error_is_symmetric(rng):
    a, b = rng.normal(size=(2, 5))

    assert relative_error(a, 10 * b) == relative_error(10 * b, a)


@states("(Of two gradients that are 0 this would be 0/0; `nn` says that their error is 0.)")
def test_two_zero_gradients_agree():
    assert relative_error(np.zeros(3), np.zeros(3)) == 0.0


def test_two_gradients_without_an_entry_agree():
    assert relative_error(np.zeros((0, 3)), np.zeros((0, 3))) == 0.0


def test_gradients_of_different_shapes_are_not_compared(shapes_unchecked):
    with pytest.raises(ValueError, match=r"got a \(3,\), b \(1, 3\); "):
        relative_error(np.ones(3), np.ones((1, 3)))


def test_the_gradients_of_a_network_pass_a_check(rng):
    network = Network((5, 4, 3), "sigmoid")
    parameters, X, t = network.initialize(rng), rng.normal(size=(6, 5)), np.arange(6) % 3

    gradients = network.gradients(parameters, X, t)

    for name, gradient in gradients.items():

        def loss(w, name=name):
            return network.loss(parameters | {name: w}, X, t)

        assert relative_error(gradient, numerical_gradient(loss, parameters[name], 1e-5)) < 1e-7


@states(
    "they cost two forward passes for each parameter",
    page="numerical_training",
)
@states(
    "A network with {{ value 28 * 28 }} inputs, 50 hidden units and 10 outputs needs for one "
    "gradient"
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
    "With both values of $f$ rounded at their worst, and apart from what $O(h^4)$ stands for, "
    "the error of the central difference is then at most"
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


@states(
    "The points $x \\pm h$ are rounded, too: whoever divides by $2 h$, and not by their distance, "
    "adds up to"
)
def test_rounded_points_make_the_error_larger_than_that_of_rounded_values(rng):
    """Points of many digits and a step that is no power of two."""
    found, E_c, _ = error_of_the_exponential(1 + rng.random(500), 1e-6, by_twice_the_step)

    assert (found > E_c).mean() > 0.1


@states(r"adds up to $\epsilon \lvert x \, f'(x) \rvert / h$")
@pytest.mark.parametrize("h", [1e-7, 1e-6, 1e-5, 1e-4])
def test_with_the_rounding_of_the_points_the_error_is_bounded(rng, h):
    found, E_c, of_points = error_of_the_exponential(1 + rng.random(500), h, by_twice_the_step)

    assert (found < E_c + of_points).all()


@pytest.mark.parametrize("h", [1e-7, 1e-6, 1e-5, 1e-4])
def test_divided_by_the_distance_the_rounding_of_the_points_costs_nothing(rng, h):
    found, E_c, _ = error_of_the_exponential(1 + rng.random(500), h, central_difference)

    assert (found < E_c).all()


@states("which for the sine near 1000 is nearly all")
def test_for_the_sine_near_a_thousand_the_rounding_of_the_points_is_nearly_all(rng):
    x, h = 1000 + rng.random(500), 1e-5
    exact = np.array([float(mpmath.cos(point)) for point in x])

    found = np.abs(by_twice_the_step(np.sin, x, h) - exact)

    assert found.max() > 50 * (chapter.unit("float64") / h + h**2 / 6)


@states("With a step that is a power of two and not too small, they seldom are.")
@pytest.mark.parametrize("h", [2.0**-10, 2.0**-26, 2.0**-40])
def test_a_power_of_two_leaves_points_seldom_rounded(rng, h):
    x = 1 + rng.random(1000)

    assert ((x + h) - x == h).mean() > 0.99


@states("That is slow and hardly ever exact")
def test_a_parabola_is_differentiated_exactly():
    assert central_difference(lambda x: x**2, 3.0, 2.0**-3) == 6.0


@states(
    "If such a formula is real on the real line, it has mirror images for values above and below "
    "it: $f(x - i h)$ is the complex conjugate of $f(x + i h)$."
)
@pytest.mark.parametrize("f", [np.exp, np.sin, np.tanh, lambda z: 1 / (2 + z**3)])
def test_what_is_real_on_the_real_line_has_mirror_images(rng, f):
    z = rng.normal(size=9) + 1j * rng.normal(size=9)

    assert_allclose(f(z.conj()), f(z).conj(), rtol=1e-12)


@states(
    "below it *every* step is as good as the next, down to where the numbers themselves lose "
    r"digits, near $2 \times 10^{-308}$."
)
@pytest.mark.parametrize(("h", "good"), [(1e-9, 1), (1e-100, 1), (2e-308, 1), (1e-310, 0)])
def test_every_shorter_complex_step_is_as_good_until_numbers_lose_digits(h, good):
    assert (abs(complex_step(np.exp, 1.0, h) / np.e - 1) < 1e-15) == good
    assert f"{np.finfo(float).tiny:.0e}" == "2e-308"


@states(
    "The imaginary part is itself of the size of $h$, and at best its rounding error is a part "
    r"$\epsilon$ of it, so the division by $h$ makes it no worse.",
    "(A subtraction inside of $f$ can lose digits all the same.)",
)
@pytest.mark.parametrize("h", [1e-20, 1e-100, 1e-200])
def test_the_rounding_error_of_an_imaginary_part_is_a_part_of_it(h):
    imaginary = np.exp(1.0 + 1j * h).imag
    exact = mpmath.e * mpmath.sin(mpmath.mpf(h))
    subtracting = complex_step(lambda z: (1 - np.cos(z)) / z**2, 1e-7, h)

    assert abs(imaginary / float(exact) - 1) < 4 * 2**-53
    assert abs(subtracting) > 1000  # and the slope is -1e-7 / 12


@states(
    "that product has the mean 0 and the length of the error as its standard deviation, so it is "
    "seldom much smaller, and for two different $v$ more seldom still."
)
def test_an_error_times_a_random_direction_spreads_as_far_as_it_is_long(rng):
    error = np.array([0.3, 0.0, -0.4])

    products = rng.normal(size=(20_000, 3)) @ error

    assert np.std(products) == pytest.approx(0.5, rel=0.03)
    small = np.abs(products) < 0.05  # a tenth of the length
    assert np.mean(small[::2] & small[1::2]) < 0.01 < np.mean(small) < 0.1


@states(
    "Backpropagation [says 0](activation.md) there: a choice, and none of the three quotients "
    "agrees with it (one that steps back would)."
)
@pytest.mark.parametrize(
    ("quotient", "slope"),
    [(forward_difference, 1), (central_difference, 0.5), (complex_step, 1)],
)
def test_at_a_kink_only_a_step_back_agrees_with_backpropagation(quotient, slope):
    def relu(x):
        return np.maximum(0, x)

    assert quotient(relu, 0.0, 1e-5) == slope
    assert (relu(0.0) - relu(-1e-5)) / 1e-5 == relu_prime(np.zeros(1))[0] == 0


def by_twice_the_step(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


def error_of_the_exponential(x, h, quotient):
    """The central difference's error, what the chapter bounds it by, and the rounding of x ± h."""
    exact = np.array([float(mpmath.exp(mpmath.mpf(point))) for point in x])
    near = np.exp(x + h)
    E_c = chapter.unit("float64") * near / h + h**2 / 6 * near
    return (
        np.abs(quotient(np.exp, x, h) - exact),
        E_c,
        chapter.unit("float64") * (x + h) * near / h,
    )


# The table of the page


def mean_error(kind, dtype, h):
    """Of a quotient of the exponential, whose slope is itself, over the points of the chapter."""
    x = (1 + np.arange(256) / 256).astype(dtype)
    h = dtype(h)
    slopes = {
        "forward": lambda: (np.exp(x + h) - np.exp(x)) / h,
        "central": lambda: (np.exp(x + h) - np.exp(x - h)) / (2 * h),
        "complex step": lambda: np.imag(np.exp(x + 1j * h)) / h,
    }
    exact = np.exp(x.astype(np.longdouble))
    return float(np.mean(np.abs(slopes[kind]().astype(np.longdouble) - exact) / exact))


ROWS = [(kind, name) for name in ("float64", "float32") for kind in chapter.QUOTIENTS]


@pytest.mark.parametrize(("kind", "name"), ROWS)
def test_table_of_best_steps_shows_the_formula_of_its_quotient(kind, name):
    u = np.finfo(name).eps / 2
    row = read("numerical_differentiation", "best_steps").rows[f"{kind}, {name}"]

    best = {"forward": 2 * u**0.5, "central": (3 * u) ** (1 / 3), "complex step": (6 * u) ** 0.5}
    assert float(number(row["formula"])[0]) == pytest.approx(best[kind], rel=0.5 / 2)


@pytest.mark.parametrize(("kind", "name"), ROWS)
def test_best_step_of_the_table_is_found_near_the_one_of_the_formula(kind, name):
    row = read("numerical_differentiation", "best_steps").rows[f"{kind}, {name}"]

    found, formula = (float(number(row[h])[0]) for h in ("best $h$, found", "formula"))
    assert formula / 4 < found < formula


@pytest.mark.parametrize(("kind", "name"), ROWS)
def test_table_of_best_steps_shows_the_error_there_and_at_the_step_of_the_source(kind, name):
    row = read("numerical_differentiation", "best_steps").rows[f"{kind}, {name}"]
    dtype = np.dtype(name).type

    steps = 2.0 ** -np.arange(1, 30)
    tried = {float(h): mean_error(kind, dtype, h) for h in steps if 1 + dtype(h) > 1}
    there, source = (float(number(row[h])[0]) for h in ("error there", "error at $10^{-4}$"))
    assert source == pytest.approx(mean_error(kind, dtype, 1e-4), rel=0.5)
    assert there == pytest.approx(min(tried.values()), rel=0.5)


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
@states(
    "A run shows it, with the exponential at {{ value len(POINTS) }} points between 1 and 2",
    "Dots are measured, lines are $E_f$ and $E_c$",
)
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


@pytest.mark.parametrize("panel", [0, 1])
@states("The complex step has no rounding that grows.", page="figures/numerical_differentiation")
def test_the_error_of_the_complex_step_never_grows_to_the_left(panel):
    _, dots = drawn_errors(panel)

    to_the_left = dots["complex step"].y[dots["complex step"].x.argsort()[::-1]]
    assert (np.diff(np.log10(to_the_left)) < 0.1).all() and to_the_left[-1] < 1e-6 * to_the_left[0]


@pytest.mark.parametrize(("panel", "kind"), [(0, "float64"), (1, "float32")])
def test_the_thin_lines_are_the_models_of_the_errors(panel, kind):
    axes, _ = drawn_errors(panel)
    h, u = np.geomspace(2 * UNITS[kind], 0.5, 500), UNITS[kind]
    models = {"forward": 2 * u / h + h / 2, "central": u / h + h**2 / 6}

    for name, model in models.items():
        (line,) = axes.lines_in(axes.colour(name), dashed=name == "central")
        assert line.misses(h, model) < 0.2 and line.strays(h, model) < 0.2


def test_errors_are_drawn_over_steps_of_the_quotients():
    upper, lower = seen("numerical_differentiation", "u_curves").axes

    assert (upper.y.label, lower.y.label, lower.x.label) == (
        "relative error", "relative error", "step h",
    )  # fmt: skip


@states(
    "both axes count powers of ten, and the dotted line is $h = 10^{-4}$:",
)
def test_axes_count_powers_of_ten_and_a_line_marks_the_step_of_the_tutorials():
    for axes in seen("numerical_differentiation", "u_curves").axes:
        (dotted,) = axes.lines_in(GREY)

        assert dotted.x == pytest.approx(1e-4, rel=0.02)
        assert {words[:3] for words in axes.x.words + axes.y.words} == {"10^"}


# The lines through the kink: name in the legend, slope, a point, and the range of x
SECANTS = {
    "forward, slope 1": (1, (0, 0), (-0.5, 1)),
    "central, slope 0.5": (0.5, (-0.5, 0), (-1, 1)),
    "backward, slope 0": (0, (0, 0), (-1, 1)),
}


@states("ReLU and its secants at the kink:", page="figures/numerical_differentiation")
def test_the_curve_with_secants_is_relu():
    axes, x = seen("numerical_differentiation", "kink").only, np.linspace(-1, 1, 500)

    curve, heights = axes.curve("max(x, 0)"), (abs(x) + x) / 2
    assert curve.misses(x, heights) < 0.2 and curve.strays(x, heights) < 0.2
    assert [*axes.legend] == ["max(x, 0)", *SECANTS] and axes.x.label == "x"


@pytest.mark.parametrize("line", SECANTS)
@states("each quotient has another slope there.", page="figures/numerical_differentiation")
@states(
    "Secants through points to the right of the kink, on both sides of it and to its left have the "
    "slopes 1, 1/2 and 0"
)
def test_each_line_leads_through_its_points_with_the_slope_in_its_name(line):
    slope, (x, y), ends = SECANTS[line]
    axes, across = seen("numerical_differentiation", "kink").only, np.linspace(*ends, 100)

    curve, heights = axes.curve(line), y + slope * (across - x)
    assert curve.misses(across, heights) < 0.2 and curve.strays(across, heights) < 0.2


def test_the_dots_of_the_secants_stand_on_the_curve_a_step_apart():
    axes, x = seen("numerical_differentiation", "kink").only, np.array([-0.5, 0, 0.5])

    dots = axes.dots("currentColor")
    assert_allclose(np.sort(dots.x), x, atol=0.005)
    assert dots.misses(x, (abs(x) + x) / 2) < 0.2


@states(
    "A quotient is the slope of a *secant*, a line through two points of the curve, and the "
    "derivative is the slope of the *tangent*.",
    "In the picture the step is long, and yet the secant of the central difference is nearly "
    "parallel to the tangent.",
)
def test_the_central_secant_is_nearer_to_the_tangent_than_the_forward_one():
    forward, central = (
        q(lambda x: x**3, 1.0, 0.5) for q in (forward_difference, central_difference)
    )

    assert (forward, central) == ((1.5**3 - 1) / 0.5, (1.5**3 - 0.5**3) / 1)
    assert abs(central - 3) < 0.1 * 3 < abs(forward - 3)


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


@states(
    "**The step $10^{-4}$**, which [[2]](errata.md#source-2), [[4]](errata.md#source-4) and "
    "Saitoh's book use, is longer than the best "
    "one in float64."
)
@pytest.mark.parametrize("kind", ["forward", "central"])
def test_the_step_of_the_tutorials_is_longer_than_the_best_one(kind):
    assert chapter.found_step(kind, "float64") < chapter.best_step(kind, "float64") < 1e-4


# What the chapter says in words


@states(
    "which has the same value and the same first three derivatives at $x$; in general, the larger "
    "the step $h$, the worse the match:",
    "$O(h^4)$ means that it shrinks like $h^4$ or faster: with half of a short step, about a "
    "sixteenth is left, or less.",
)
@pytest.mark.parametrize(("f", "derivatives", "left"), [
    (np.exp, [np.e, np.e, np.e, np.e], 1 / 16),
    (lambda x: x**4, [1, 4, 12, 24], 1 / 16),
    (lambda x: (x - 1) ** 5, [0, 0, 0, 0], 1 / 32),
    (lambda x: x**3, [1, 3, 6, 6], 0),
])  # fmt: skip
def test_half_of_a_short_step_leaves_a_sixteenth_of_what_the_polynomial_lacks_or_less(
    f, derivatives, left
):
    def lacks(h):
        return f(1 + h) - sum(d * h**n / (1, 1, 2, 6)[n] for n, d in enumerate(derivatives))

    assert lacks(2**-7) / max(lacks(2**-6), 1e-30) == pytest.approx(left, rel=0.01)


@states("Step off the real line, by $i h$ with $i^2 = -1$:", "the computer evaluates $f$ once")
def test_the_complex_step_evaluates_once_and_off_the_real_line():
    places = []

    complex_step(lambda z: places.append(z) or z, 3.0, 0.25)

    assert [(place.real, place.imag) for place in places] == [(3, 0.25)]


@states(
    "The imaginary part is half the difference of the two, divided by $i$, so this is a central "
    "difference with the step $i h$:"
)
@pytest.mark.parametrize("f", [np.exp, np.sin, np.tanh, lambda z: 1 / (2 + z**3)])
def test_the_complex_step_is_a_central_difference_with_an_imaginary_step(f):
    step = 1j * 0.1
    central = (f(0.7 + step) - f(0.7 - step)) / (2 * step)

    assert central == pytest.approx(complex_step(f, 0.7, 0.1))


@states("The third power has the slope 3 at 1.")
def test_the_third_power_has_the_slope_three_at_one():
    assert complex_step(lambda x: x**3, 1.0, 1e-20) == 3


@states("The third derivative of a parabola is zero, so the central difference is exact on paper:")
def test_of_a_parabola_the_third_derivative_is_zero_and_the_difference_exact_in_fractions(
    shapes_unchecked,
):
    def exact(x):
        return Fraction(1, 100) * x**2 + Fraction(1, 10) * x

    assert np.diff([exact(Fraction(n, 7)) for n in range(4)], 3).tolist() == [0]
    assert central_difference(exact, Fraction(5), Fraction(1, 10**4)) == Fraction(1, 5)


@states(
    "At best it is off by no more than half a unit in its last binary digit, a relative error "
    "$\\epsilon$ of up to $2^{-53}$, about $10^{-16}$, in float64 and $2^{-24}$, about "
    "$6 \\times 10^{-8}$, in float32."
)
@pytest.mark.parametrize(
    ("format", "power", "about"), [(np.float64, 53, "1e-16"), (np.float32, 24, "6e-08")]
)
def test_rounding_is_off_by_half_a_unit_in_the_last_digit(format, power, about):
    """Just above 1, where a unit is largest beside the number."""
    exact = [1 + Fraction(n, 2 ** (power + 2)) for n in range(1, 40)]
    off = [abs(Fraction(float(format(float(x)))) - x) for x in exact]

    assert max(off) == np.spacing(format(1)) / 2 == 2.0**-power
    assert f"{float(max(off)):.0e}" == about
    assert f"{2.0**-power:.0e}" == {53: "1e-16", 24: "6e-08"}[power]


@states(
    "The sum $E_c$ is least where its slope with respect to $h$ is zero; its second derivative is "
    "positive, so "
    "this is a minimum:"
)
def test_the_largest_error_is_least_at_the_best_step(rng):
    """Among steps of all sizes, and the slope grows all along."""
    epsilon, F, M_3 = 1e-9, *rng.uniform(1, 5, size=2)
    h = np.linspace(0.1, 5, 2000) * central_best_step(epsilon, F, M_3)
    slopes = np.gradient(epsilon * F / h + h**2 * M_3 / 6, h)

    assert (np.diff(slopes) > 0).all()
    assert h[np.abs(slopes).argmin()] == pytest.approx(central_best_step(epsilon, F, M_3), rel=0.01)


@states("There the slope is zero; multiply by $3 h_c^2 / M_3$ and solve:")
def test_multiplied_so_the_slope_is_the_third_power_of_the_step_less_what_it_is_equal_to(rng):
    epsilon, F, M_3, h_c = rng.uniform(1, 5, size=4)
    slope = -epsilon * F / h_c**2 + h_c * M_3 / 3

    assert slope * (3 * h_c**2 / M_3) == pytest.approx(h_c**3 - 3 * epsilon * F / M_3)


@states(
    "The forward difference divides by $h$ and not by $2 h$, and its truncation error is "
    "$h M_2 / 2$:"
)
def test_the_forward_difference_divides_a_jump_by_the_step_and_leaves_half_of_the_bend(
    shapes_unchecked,
):
    x, h = Fraction(5), Fraction(1, 8)

    assert forward_difference(lambda x: x > 5, 5.0, 0.125) == 1 / 0.125
    assert central_difference(lambda x: int(x > 5), 5.0, 0.125) == 1 / (2 * 0.125)
    assert forward_difference(lambda x: 7 * x**2, x, h) - 14 * x == h * 14 / 2


@states("The root of $\\epsilon$ has half of its digits, the power $2/3$ two thirds:")
@pytest.mark.parametrize(("bound", "part"), [
    (lambda epsilon, h: 2 * epsilon / h + h / 2, 1 / 2),
    (lambda epsilon, h: epsilon / h + h**2 / 6, 2 / 3),
])  # fmt: skip
def test_the_least_error_has_its_part_of_the_digits(bound, part):
    epsilon, h = 1e-90, np.geomspace(1e-80, 1, 2000)

    assert np.log10(bound(epsilon, h).min()) / np.log10(epsilon) == pytest.approx(part, abs=0.01)


@states("the truncation error $h^2 / 6$, relative to the slope")
def test_a_long_complex_step_is_off_by_a_sixth_of_its_square():
    assert 1 - complex_step(np.exp, 1.0, 0.01) / np.e == pytest.approx(0.01**2 / 6, rel=1e-3)


def mean_error_of(quotient, format, h):
    """The mean relative error for the exponential, at the points of the figure."""
    x = (1 + np.arange(256) / 256).astype(format)
    exact = np.exp(x.astype(np.longdouble))
    return np.mean(np.abs(quotient(np.exp, x, h).astype(np.longdouble) - exact) / exact)


@states(
    "In float64 the central difference is worse by a factor of about {{ value "
    "error(central_difference, 'float64', 1e-4) / errors('central', 'float64').min():.0f }} than "
    "it could be, and still has eight good digits; the forward difference has four.",
    "In float32 the step is far too short for the central difference: three digits are left.",
)
def test_with_the_step_of_the_tutorials_the_quotients_have_so_many_digits():
    best = min(mean_error_of(central_difference, np.float64, 2.0**-n) for n in range(10, 30))

    assert round(mean_error_of(central_difference, np.float64, 1e-4) / best) == 217
    assert [
        int(-np.log10(float(mean_error_of(quotient, format, 1e-4))))
        for quotient, format in [
            (central_difference, np.float64),
            (forward_difference, np.float64),
            (central_difference, np.float32),
        ]
    ] == [8, 4, 3]


@states(
    "which [[2]](errata.md#source-2), [[4]](errata.md#source-4) and Saitoh's book use",
    "the same loop with the right condition, and the step $10^{-4}$.",
)
def test_the_page_names_two_tutorials_and_saitohs_book():
    sources = text_of("numerical_differentiation").partition("## Sources")[2]

    assert (sources.count("errata.md#source-"), sources.count("Saitoh")) == (2, 1)


@states("any smooth function of $c^\\top w$ with the inputs $c$.")
def test_the_order_is_proved_for_any_function_of_one_neurons_sum():
    (argument,) = derivation.L(derivation.w).args

    assert argument == derivation.c[0] * derivation.w[0] + derivation.c[1] * derivation.w[1]


@states(
    "Every gradient is zero, and nothing is ever learnt.",
    "so `not (0, 0)` is false and the loop ends before it begins",
)
@pytest.mark.parametrize("shape", [(1,), (3,), (2, 2), (4, 1, 5)])
def test_the_condition_of_the_tutorial_is_false_at_the_first_entry_of_every_array(shape):
    it = np.nditer(np.ones(shape), flags=["multi_index"])

    assert (bool(not it.multi_index), it.finished) == (False, False)


@states(
    "the matrix products of backpropagation, there and back, cost as much as those of about two"
)
def test_the_products_of_a_gradient_are_about_twice_those_of_a_forward_pass():
    forward = operation_count((784, 50, 10), 1)
    by_weights, by_hidden_units = forward, operation_count((50, 10), 1)

    assert (forward + by_weights + by_hidden_units) / forward == pytest.approx(2, rel=0.05)


@states("An error of $10^{-3}$ is small beside 10 and large beside $10^{-3}$")
def test_an_error_is_small_or_large_beside_what_it_is_an_error_of():
    errors = [relative_error(np.array([a]), np.array([a + 1e-3])) for a in (10.0, 1e-3)]

    assert_allclose(errors, [1e-4, 0.5], rtol=0.01)


@states("The same correct gradient fails in float32 with $h = 10^{-5}$")
@pytest.mark.parametrize(("format", "fails"), [(np.float32, True), (np.float64, False)])
def test_a_correct_gradient_fails_a_check_in_float32(rng, format, fails):
    X, W = rng.normal(size=(8, 4)).astype(format), rng.normal(size=(4, 3)).astype(format)
    b, t = np.zeros(3, format), rng.integers(0, 3, size=8)

    numerical = numerical_gradient(lambda W: softmax_regression_loss(X, W, b, t), W, 1e-5)

    assert (relative_error(numerical, softmax_regression_loss_grad_W(X, W, b, t)) > 1e-2) == fails


@states("where the rounding error $\\epsilon F / h$ is {{ value 2**-24 / 1e-5:.1%}} of $F$:")
def test_rounding_to_float32_moves_a_quotient_by_the_part_that_the_chapter_names(rng):
    """Of values just above 1, one is rounded up and another one down."""
    values = 1 + rng.random(10_000) / 1000
    rounding = values.astype(np.float32) - values

    assert f"{(rounding.max() - rounding.min()) / (2 * 1e-5):.1%}" == "0.6%"


@states(
    "For ReLU, $\\max(0, x)$, the central difference goes wrong wherever the step reaches across 0:"
)
def test_the_central_difference_of_relu_is_wrong_just_where_the_step_reaches_across_zero():
    x, h = np.linspace(-2, 2, 65), 17 / 32

    wrong = central_difference(lambda x: np.maximum(0, x), x, h) != relu_prime(x)

    assert wrong.tolist() == ((x - h < 0) & (x + h > 0)).tolist()


@states(
    "What does the quotient $\\frac{f(x + h) - 2 f(x) + f(x - h)}{h^2}$ approximate, and of which "
    "order in $h$ is its error?",
    "The second derivative.",
)
def test_the_quotient_of_the_first_exercise_approximates_the_second_derivative():
    errors = [
        (np.exp(2 * (1 + h)) - 2 * np.exp(2) + np.exp(2 * (1 - h))) / h**2 - 4 * np.exp(2)
        for h in (0.02, 0.01)
    ]

    assert errors[0] / errors[1] == pytest.approx(4, rel=0.01)
    assert errors[1] < 0.01


@states(
    "Combine the central differences with $h$ and $2 h$ so that their errors of order $h^2$ "
    "cancel.",
    "With $2 h$ the error is four times as large; four times the first less the second has none, "
    "and three slopes.",
)
def test_two_central_differences_have_no_error_of_second_order_left(shapes_unchecked):
    """Of a polynomial of degree 3, in fractions: there is no other error."""
    x, h = Fraction(2), Fraction(1, 3)
    one, two = (central_difference(lambda x: 5 * x**3 - x, x, step) for step in (h, 2 * h))
    slope = 15 * x**2 - 1

    assert two - slope == 4 * (one - slope) != 0
    assert 4 * one - two == 3 * slope


@states("What is the relative error of a gradient that is twice the right one")
def test_a_gradient_twice_the_right_one_has_the_relative_error_one_half(rng):
    b = rng.normal(size=4)

    assert relative_error(2 * b, b) == 0.5


@states(
    "returns for the sum of squares at the *integers* 3 and 5.",
    "An integer array cuts the decimals off: $3 + h$ becomes 3 and $3 - h$ becomes 2, and the "
    "difference is divided by $2 h$:",
)
@pytest.mark.parametrize(("start", "slope"), [(3, 25000), (5, 45000)])
def test_an_integer_array_makes_nonsense_of_a_slope(start, slope):
    x, values, h = np.array([start]), [], 1e-4
    for place in (start + h, start - h):
        x[0] = place
        values.append(sum_of_squares(x))

    assert (values[0] - values[1]) / (2 * h) == pytest.approx(slope)
    assert values == [start**2, (start - 1) ** 2]


@states(
    "relative error | verdict",
    "above $10^{-2}$ | the gradient is probably wrong",
    "$10^{-7}$ or less | be happy",
)
@pytest.mark.parametrize(("factor", "low", "high"), [(1, 0, 1e-7), (1.02, 1e-2, 1), (-1, 1e-2, 3)])
def test_a_right_gradient_is_below_the_bounds_of_the_notes_and_a_wrong_one_above(
    rng, factor, low, high
):
    W = rng.normal(size=(4, 3))
    numerical = numerical_gradient(lambda W: np.exp(W).sum(), W, 1e-5)

    assert low < relative_error(factor * np.exp(W), numerical) < high


@states(
    "The output $z$ of a neuron is its bias plus a sum without it, so its slope with respect to "
    "the "
    "bias is 1, whatever the data and the targets are, and its slope with respect to a weight is "
    "the "
    "input.",
    "Another way to get a 1 everywhere is a function that only adds up the array that is moved.",
    "The loss has the slope $\\sigma(z) - y$ of the chapter on "
    "[descent](descent.md#binary-cross-entropy), here 1/2 less "
    "the "
    "target.",
    "**My numerical gradient is always 1.**",
)
@pytest.mark.parametrize("y", [0, 1])
def test_the_slope_of_an_output_with_respect_to_its_bias_is_1_and_that_of_the_loss_is_not(rng, y):
    x, w, b = rng.normal(size=3)

    def loss(each):
        return np.log1p(np.exp(x * w + each)) - y * (x * w + each)

    assert central_difference(lambda each: x * w + each, b, 1e-5) == pytest.approx(1)
    assert central_difference(lambda each: x * each + b, w, 1e-5) == pytest.approx(x)
    assert numerical_gradient(np.sum, rng.normal(size=(2, 3)), 1e-5) == pytest.approx(1)
    slope = central_difference(loss, b, 1e-5)
    assert slope == pytest.approx(1 / (1 + np.exp(-(x * w + b))) - y, rel=1e-6)


@states(
    "The slope is 12, and the error is $h^2$, as at 1.",
)
@pytest.mark.parametrize("h", [0.1, 0.3])
def test_the_central_difference_of_the_third_power_is_off_by_the_square_of_the_step(h):
    assert central_difference(lambda x: x**3, 2.0, h) == pytest.approx(12 + h**2)


@states(
    "Both ends of the central secant are at the same height, so it is level; the forward secant "
    "lies on the right branch:"
)
def test_at_the_kink_of_the_size_the_central_secant_is_level():
    assert (central_difference(abs, 0.0, 1e-5), forward_difference(abs, 0.0, 1e-5)) == (0, 1)


@states(
    "If the bias has a slope that is a hundred-millionth of that length, its error cannot be seen.",
    "Checked by itself, that bias has the relative error 1.",
    "A check of all parameters at once passes with a relative error of $10^{-8}$.",
)
def test_a_small_bias_gradient_hides_beside_a_long_one_but_not_alone():
    right, wrong = np.array([1.0, 1e-8]), np.array([1.0, 0.0])

    assert relative_error(wrong, right) == pytest.approx(1e-8)
    assert relative_error(wrong[1:], right[1:]) == 1


@states(
    "Line (4): with any bound above 1, `G = 0` passes, and so does every `G` that is a multiple "
    "of the "
    "right one by a positive number.",
    "This check of a gradient `G` passes even for `G = 0`.",
)
@pytest.mark.parametrize("times", [0.0, 1e-3, 1.0, 1000.0])
def test_the_wrong_check_passes_for_every_multiple(rng, times):
    right = rng.normal(size=5)
    G = times * right

    assert np.linalg.norm(right - G) / np.linalg.norm(right + G) < 1.1
    assert (relative_error(G, right) < 1e-7) == (times == 1)


@states(
    "Line (3) is unusual, but with a small bound it does no harm: the sum of two nearly equal "
    "gradients is twice as long as either, so the quotient is half of \\eqref{eq:relative_error}."
)
@pytest.mark.parametrize("off", [1e-6, 1e-9])
def test_over_the_length_of_the_sum_a_small_difference_is_half_the_relative_error(rng, off):
    right, error = rng.normal(size=(2, 50))
    G = right + off * error

    quotient = np.linalg.norm(right - G) / np.linalg.norm(right + G)
    assert quotient == pytest.approx(relative_error(G, right) / 2, rel=1e-4)


@states(
    "If the loss draws another batch in each call, its two values differ by chance, and the "
    "quotient divides that difference by $2 h$:"
)
def test_a_loss_of_another_batch_in_each_call_has_quotients_of_chance_over_the_step(rng):
    batches = rng.normal(1.0, 0.3, size=1000)  # of which each has a slope of its own
    calls = iter(batches)
    found = [central_difference(lambda w: next(calls) * w, 1.0, 1e-5) for _ in range(500)]

    chance = (batches[::2] - batches[1::2]) / 2e-5
    assert_allclose(found, chance, atol=2)
    assert np.abs(found).mean() > 1e4 * abs(batches.mean())

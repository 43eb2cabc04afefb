"""The figures of docs/numerical_differentiation.md that compute."""

import re

import numpy as np
import pytest
import sympy

from figures import numerical_differentiation as chapter
from figures.live_rounding import BITS, STEP, Rounded
from nn import numerical_differentiation as nn
from nn.activation import relu, relu_prime
from tests import live_states
from tests.live_states import inputs, number, picture, program, said, table
from tests.states import states
from verify.live import engine
from verify.live.markup import printed
from verify.live.numbers import shown

SECANTS, ROUNDING = chapter.secant_and_tangent(), chapter.rounding()
FUNCTIONS = (lambda x: x**3, lambda x: x**2, lambda x: np.maximum(x, 0))
SLOPES = (lambda x: 3 * x**2, lambda x: 2 * x, lambda x: float(relu_prime(np.array([x]))[0]))
QUOTIENTS = (nn.forward_difference, nn.central_difference)
FORMATS = {"float16": np.float16, "float32": np.float32, "float64": np.float64}
EXPONENTS = range(-54, 1)
PLACES = [
    (kind, x, exponent) for kind in range(3) for x in (-1, -0.25, 0, 1) for exponent in (-6, -1.5)
]


# Secants


@pytest.mark.parametrize(("function", "x", "exponent"), PLACES)
@states(
    "A curve with its tangent, and the secants of two quotients,",
    page="figures/numerical_differentiation",
)
def test_the_table_has_the_quotients_of_nn_and_what_they_are_off_by(function, x, exponent):
    f, slope = FUNCTIONS[function], SLOPES[function](x)
    rows = table(SECANTS, function=function, x=x, exponent=exponent)

    for name, quotient in (
        ("forward", nn.forward_difference),
        ("central", nn.central_difference),
        ("complex step", nn.complex_step),
    ):
        whole, half = (float(quotient(f, float(x), 2.0**exponent / n)) for n in (1, 2))
        expected = [whole, abs(whole - slope), abs(half - slope)]
        assert [*map(number, rows[name])] == pytest.approx(expected, abs=6e-7)
    assert number(rows["tangent"][0]) == slope


@states(
    "At first the third power at 1, with a step of 1/2.", page="figures/numerical_differentiation"
)
def test_at_first_the_secants_are_those_of_the_third_power_for_a_step_of_a_half():
    rows = table(SECANTS)

    assert "With $h$ = 0.5000: " in said(SECANTS)
    assert (rows["forward"][0], rows["central"][0], rows["tangent"][0]) == (
        "4.750000", "3.250000", "3.000000",
    )  # fmt: skip


@pytest.mark.parametrize(("function", "x", "exponent"), PLACES)
@states("through a dot a step away.", page="figures/numerical_differentiation")
def test_a_line_goes_through_its_dots_with_its_slope(function, x, exponent):
    """In the picture a unit of x is 398/3.5 wide, and one of y is 46 high."""
    state = {"function": function, "x": x, "exponent": exponent}
    parts = picture(SECANTS, **state)
    dots = [(float(p.get("cx")), float(p.get("cy"))) for p in parts if p.tag == "circle"]
    at, h, f = (
        np.array([x - 2.0**exponent, x, x + 2.0**exponent]),
        2.0**exponent,
        FUNCTIONS[function],
    )
    wide, high = 398 / 3.5, -46

    expected = np.transpose([30 + wide * (at + 1.5), 360 + high * (f(at) + 2)])
    np.testing.assert_allclose(dots, expected, atol=0.01)
    for path, through, slope in zip(
        SECANTS.paths[1:],
        (1, 1, 2),
        (SLOPES[function](x), *(quotient(f, float(x), h) for quotient in QUOTIENTS)),
        strict=True,
    ):
        ends = np.array(SECANTS.points(path, inputs(SECANTS, **state)))
        run, rise = ends[1] - ends[0]
        assert rise / run == pytest.approx(float(slope) * high / wide, abs=1e-9)
        dot = dots[through]
        assert ends[0][1] + rise / run * (dot[0] - ends[0][0]) == pytest.approx(dot[1], abs=0.03)


@pytest.mark.parametrize("x", np.arange(-1, 1.25, 0.125))
@pytest.mark.parametrize("exponent", [-3, -2, -1, 0])
def test_the_sentence_says_whether_the_step_reaches_across_the_kink(x, exponent):
    words, h = said(SECANTS, function=2, x=x, exponent=exponent), 2.0**exponent
    central = float(nn.central_difference(relu, np.array([x]), h)[0])
    wrong = central != relu_prime(np.array([x]))[0]

    assert ("The step reaches across the kink" in words) == wrong
    assert f"the central difference is {central:.4f}" in words


def test_the_sentence_names_the_errors_with_the_step_and_with_half_of_it():
    assert said(SECANTS, exponent=-2) == (
        "With $h$ = 0.2500: Half the step would make the error of the forward difference 0.3906 "
        "instead of 0.8125, and that of the central one 0.0156 instead of 0.0625."
    )


@pytest.mark.parametrize(("function", "x", "exponent"), PLACES)
def test_the_test_of_secants_that_is_taken_along_passes(function, x, exponent):
    live_states.run(SECANTS, function=function, x=x, exponent=exponent)


# Rounding


def quotient(format, kind, exponent):
    """What NumPy makes of the square root at 2 in this format; nothing if `nn` refuses the step."""
    try:
        return float(QUOTIENTS[kind](np.sqrt, FORMATS[format](2), 2.0**exponent))
    except ValueError:
        return None


def state(format, kind, exponent):
    return {"epsilon": 2.0 ** -BITS[format], "quotient": kind, "exponent": exponent}


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", [0, 1])
@states(
    "The digits of a difference quotient of the square root at 2,",
    page="figures/numerical_differentiation",
)
@states("Below, the jagged line is what a computer gets;", page="figures/numerical_differentiation")
def test_every_quotient_is_that_of_numpy_to_the_last_bit(format, kind):
    """Here with 30 digits that an expression rounds, and in JavaScript's own numbers."""
    now = Rounded(2**STEP)
    at, lost = ROUNDING.at(now.quotient), ROUNDING.at(now.lost)
    points = [inputs(ROUNDING, **state(format, kind, exponent)) for exponent in EXPONENTS]
    [page] = engine.values([(printed(ROUNDING), [[point] for point in points])])

    for exponent, point, there in zip(EXPONENTS, points, page, strict=True):
        expected, here = quotient(format, kind, exponent), ROUNDING.values(point)
        assert (expected is None) == bool(here[lost]) == bool(there[lost])
        if expected is not None:
            assert float(here[at]) == there[at] == expected


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", [0, 1])
def test_the_page_shows_the_same_digits_in_every_state_as_30_digits_do(format, kind):
    """The error is a difference of nearly equal numbers, so its digits are the first to go."""
    points = [inputs(ROUNDING, **state(format, kind, exponent)) for exponent in EXPONENTS]
    [page] = engine.values([(printed(ROUNDING), [[point] for point in points])])
    places = {
        (int(at), form)
        for at, form in _numbers("".join([ROUNDING.says, *ROUNDING.pictures, *ROUNDING.tables]))
    }

    wrong = [
        (point[0], at, form, shown(float(here[at]), form), shown(there[at], form))
        for point, there in zip(points, page, strict=True)
        for here in [ROUNDING.values(point)]
        for at, form in sorted(places)
        if shown(float(here[at]), form) != shown(there[at], form)
    ]
    assert wrong == []


def _numbers(markup):
    return [found.split() for found in re.findall(r'data-n="([^"]*)"', markup)]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", [0, 1])
@pytest.mark.parametrize("exponent", [-54, -30, -20, -9, -3])
@states(
    "Boxes: grey where digits of the two values cancel, orange where the quotient is wrong.",
    page="figures/numerical_differentiation",
)
def test_the_boxes_hold_the_zeros_of_the_difference_and_of_the_error(format, kind, exponent):
    """In the picture a digit is 9.5 wide, and the first one begins at 122."""
    parts = picture(ROUNDING, **state(format, kind, exponent))
    boxes = {part.get("class"): part for part in parts if part.tag == "rect"}
    rows = ["".join(part.itertext()) for part in parts if part.get("class") == "digits"]
    expected = quotient(format, kind, exponent)
    if expected is None:
        assert rows == [] and not {"grey", "mark"} & set(boxes)
        return

    below = [FORMATS[format](2), FORMATS[format](2) - FORMATS[format](2.0**exponent)][kind]
    above = FORMATS[format](2) + FORMATS[format](2.0**exponent)
    values = [float(np.sqrt(above)), float(np.sqrt(below))]
    assert rows[:4] == [f"{x:.15f}" for x in (*values, values[0] - values[1], expected)]
    assert rows[4] == "0.353553390593274"
    assert float(rows[5]) == pytest.approx(abs(expected - 2**0.5 / 4), abs=1e-15)
    cancel, right = (len(re.match("0[.]?(0*)", rows[k])[1]) for k in (2, 5))
    grey, wrong = boxes["grey"], boxes["mark"]
    assert float(grey.get("x")) + float(grey.get("width")) == pytest.approx(
        122 + 9.5 * (2 + cancel)
    )
    assert float(wrong.get("x")) == pytest.approx(122 + 9.5 * (2 + right), abs=0.01)
    assert float(wrong.get("width")) == pytest.approx(9.5 * (15 - right) + 3, abs=0.01)


def drawn(format, kind, line):
    """A line of the lower picture: exponents of the step, and errors."""
    places = np.array(
        ROUNDING.points(ROUNDING.paths[line], inputs(ROUNDING, **state(format, kind, -20)))
    )
    return -54 + (places[:, 0] - 56) * 54 / 372, 10 ** ((412 - places[:, 1]) * 14 / 216 - 13)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", [0, 1])
@states("and its error for each step.", page="figures/numerical_differentiation")
def test_the_jagged_line_is_the_error_of_the_quotient_at_every_step(format, kind):
    exponents, errors = drawn(format, kind, 0)
    slope = sympy.sqrt(2) / 4

    for exponent, error in zip(map(round, exponents.tolist()), errors, strict=True):
        found = quotient(format, kind, exponent)
        assert found is not None
        expected = float(abs(sympy.Rational(found) - slope).evalf(30))
        assert error == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", [0, 1])
@states("the straight ones are the predicted parts.", page="figures/numerical_differentiation")
def test_the_straight_lines_are_truncation_and_rounding(format, kind):
    epsilon, F = 2.0 ** -BITS[format], 2**0.5
    truncation = (lambda h: h * F / 32, lambda h: h**2 * 3 * F / 64 / 6)[kind]
    rounding = (lambda h: 2 * epsilon * F / h, lambda h: epsilon * F / h)[kind]

    for line, model in enumerate((truncation, rounding), start=1):
        exponents, errors = drawn(format, kind, line)
        np.testing.assert_allclose(errors, model(2.0**exponents), rtol=1e-9)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", [0, 1])
def test_the_predicted_sum_bounds_the_error_of_every_short_step(format, kind):
    """Where the size of a derivative near 2 is hardly another one than at 2."""
    exponents, errors = drawn(format, kind, 0)
    parts = [10 ** np.interp(exponents, at, np.log10(part))
             for at, part in (drawn(format, kind, line) for line in (1, 2))]  # fmt: skip
    bound = np.sum(parts, axis=0)
    short = exponents < -4

    assert (errors < 1.02 * bound)[short].all()


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("kind", [0, 1])
def test_the_sentence_says_which_step_would_be_better(format, kind):
    best = (
        nn.forward_best_step(2.0 ** -BITS[format], 2**0.5, 2**0.5 / 16),
        nn.central_best_step(2.0 ** -BITS[format], 2**0.5, 3 * 2**0.5 / 64),
    )[kind]

    for exponent in range(-54, 0):
        words = said(ROUNDING, **state(format, kind, exponent))
        h = 2.0**exponent
        if quotient(format, kind, exponent) is None:
            assert words.startswith(f"In {format} the step $h$ = ") and "is lost" in words
            rows = table(ROUNDING, **state(format, kind, exponent))
            assert rows["quotient"] == rows["error"] == ["lost"]
            continue
        # At the best step the rounding error is as large as truncation, or twice that.
        if h < 0.7 * best:
            assert "a longer step is better" in words
        if h > 1.3 * best:
            assert "a shorter step is better" in words
        assert f"is predicted to be {shown(float(best), 's2')}." in words


@states(
    "The values of $f$ begin with the same digits, which cancel, and the fewer are left, the fewer "
    "correct ones the quotient can have.",
    page="numerical_differentiation",
)
@pytest.mark.parametrize("exponent", range(-50, -24, 5))
def test_the_quotient_has_at_most_the_decimals_that_do_not_cancel(exponent):
    words = said(ROUNDING, **state("float64", 1, exponent))
    lost, right = map(int, re.search("loses (\\d+) of .* has (\\d+) of", words).groups())

    assert right <= 16 - lost


@states(
    "In float16 $\\epsilon$ is $2^{-11}$ and not $2^{-53}$.",
    "How many times as long is the best step of the central difference?",
    "Of which power of $\\epsilon$ is the best step a multiple?",
    "The cube root of the ratio is the factor:",
    "For the square root at 2 that makes a step of about 0.3.",
    "The step $2^{-13}$ is lost: both points round to 2, and `nn` refuses it.",
    "the step $2^{-13}$ there, which is about $10^{-4}$",
    page="numerical_differentiation",
)
def test_in_float16_the_best_step_is_long_and_one_of_a_ten_thousandth_is_lost():
    best = {name: number(table(ROUNDING, **state(name, 1, -13))["best step, predicted"][0])
            for name in FORMATS}  # fmt: skip

    assert np.finfo(np.float16).eps / 2 == 2.0**-11
    assert best["float16"] / best["float64"] == pytest.approx(2**14, rel=0.01)
    assert f"{best['float16']:.1f}" == "0.3" and f"{2.0**-13:.0e}" == "1e-04"
    assert np.float16(2) + np.float16(2.0**-13) == np.float16(2) - np.float16(2.0**-13) == 2
    assert "is lost" in said(ROUNDING, **state("float16", 1, -13))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize(("kind", "exponent"), [(1, -20), (0, -7), (1, -54)])
def test_the_test_of_rounding_that_is_taken_along_passes(format, kind, exponent):
    live_states.run(ROUNDING, **state(format, kind, exponent))


def test_a_script_for_pytorch_names_the_format_and_the_step():
    script = program(ROUNDING, "PyTorch", **state("float16", 1, -5))

    assert "dtype=torch.float16" in script and "h = torch.sqrt, 0.03125" in script
    compile(script, "script", "exec")
    compile(program(SECANTS, "PyTorch"), "script", "exec")

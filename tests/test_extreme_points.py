"""The extreme points, the exact values there, and the units that an error is counted in."""

import math
import re

import mpmath
import numpy as np
import pytest

from tests.states import states
from verify.extremes import measure, points, table, ulp
from verify.extremes.exact import Formula
from verify.proving.code import functions
from verify.proving.namespace import symbols


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize(
    ("kind", "family", "is_so"),
    [
        ("numbers", "zeros", lambda x, about: (x == 0).all()),
        ("numbers", "equal", lambda x, about: len({*x}) == 1),
        (
            "numbers",
            "far",
            lambda x, about: (abs(abs(x) - points.FAR) <= 1).all() and len({*x}) > 9,
        ),
        ("numbers", "mixed", lambda x, about: abs(x).max() > 1e6 * abs(x).min()),
        (
            "numbers",
            "subnormal",
            lambda x, about: (abs(x) > 0).all() and (abs(x) < about.tiny).all(),
        ),
        ("numbers", "wide", lambda x, about: (x * x * 4 % 1 == 0).all() and abs(x).max() >= 7),
        ("argument", "saturated", lambda x, about: np.exp(-abs(x).max()) < 1e6 * about.tiny),
        ("scores", "ties", lambda x, about: (x == x.max()).sum() == 2),
        ("scores", "far", lambda x, about: (x * 512 % 1 == 0).all() and abs(x).min() >= 9_999),
        (
            "probabilities",
            "certain",
            lambda x, about: x.max() == 1 - about.epsneg and x.min() < 1e-9,
        ),
    ],
)
def test_a_family_is_what_its_name_says(rng, dtype, kind, family, is_so):
    draw = points.Draw(rng, (20,), np.dtype(dtype))

    assert is_so(points.drawn(kind, family, draw), np.finfo(dtype))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("family", ["certain", "wrong"])
def test_a_leading_class_is_so_far_ahead_that_what_is_left_of_1_gets_lost(rng, dtype, family):
    right = np.array([2, 0])
    draws = [points.Draw(rng, (2, 3), np.dtype(dtype), right) for _ in range(20)]
    scores = [points.drawn("scores", family, draw) for draw in draws]
    leads = [np.diff(np.sort(z, axis=1)[:, 1:]).min() for z in scores]

    assert {*map(tuple, (z.argmax(axis=1) for z in scores))} == {
        (2, 0) if family == "certain" else (0, 1)
    }
    assert min(leads) < 10 and max(leads) > {"float64": 300, "float32": 50}[dtype]


# The exact values


@states(
    "The function is given floats, and the formula is evaluated at just these floats, with "
    "{{ value EXACT_DIGITS }} digits: what is missing from a probability to 1 may be the "
    "smallest float, and has digits of its own.",
    page="what_a_tick_means",
)
def test_the_formula_of_a_confident_example_has_all_the_digits_of_what_is_left():
    formula = Formula(symbols("loss"), "log_sum_exp", functions("loss")["log_sum_exp"])

    (found,) = formula.at({"z": [0.0, -745.0, -1e4]})

    with mpmath.workdps(50):
        assert abs(found / mpmath.log1p(mpmath.exp(-745)) - 1) < 1e-50
    assert float(found) == np.finfo(float).smallest_subnormal


def test_a_float_is_taken_as_it_is():
    formula = Formula(symbols("activation"), "identity", functions("activation")["identity"])

    assert formula.at({"x": 0.1}) == [mpmath.mpf(0.1)]


def test_a_parameter_that_the_derivation_computes_may_be_any_floats():
    formula = Formula(symbols("inference"), "standardize", functions("inference")["standardize"])
    values = {"X": np.ones((4, 3)), "mu": np.zeros(3), "sigma": np.array([2.0, 4.0, 8.0])}

    assert [float(x) for x in formula.at(values)] == [0.5, 0.25, 0.125] * 4


@pytest.mark.parametrize(
    ("topic", "label"),
    [("loss", "squared_error"), ("loss", "cross_entropy"), ("linear", "linear_grad_b")],
)
def test_what_is_exact_for_many_examples_is_what_the_formula_says_at_their_number(
    rng, topic, label
):
    names, function = symbols(topic), functions(topic)[label]
    twice = names.at({**names.sizes, "N": 2 * names.sizes["N"]})
    one, both = (Formula(known, label, function) for known in (names, twice))
    values = {name: rng.random(both.shape(name)) for name in both.given}
    blocks = [
        one.at({n: half[k] for n, v in values.items() if (half := np.split(v, 2))}) for k in (0, 1)
    ]

    found = measure.added(blocks, [1, 1], table.claims(topic)[label].many == "mean")

    assert all(map(mpmath.almosteq, found, both.at(values)))


# The measure


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("x", [1.0, 1.5, 0.1, 1e-3, 1e30, 1e-37])
def test_the_unit_is_the_gap_to_the_next_float(x, dtype):
    x = np.dtype(dtype).type(x)

    assert ulp.ulp(mpmath.mpf(float(x)), np.dtype(dtype)) == float(np.spacing(x))


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("x", [0, "1e-400", "-1e-44"])
def test_near_zero_the_unit_is_the_smallest_float(x, dtype):
    smallest = float(np.finfo(dtype).smallest_subnormal)
    expected = smallest if dtype == "float32" or x != "-1e-44" else float(np.spacing(1e-44))

    assert ulp.ulp(mpmath.mpf(x), np.dtype(dtype)) == expected


@pytest.mark.parametrize("places", [0, 1, 3])
def test_an_error_counts_places(places):
    x = 0.1
    for _ in range(places):
        x = np.nextafter(x, 1)
    exact_value = [mpmath.mpf(0.1)]

    units = ulp.each(exact_value, np.dtype(float))
    assert ulp.errors(x, exact_value, units, np.dtype(float)) == places


@pytest.mark.parametrize(
    ("found", "error"),
    [(math.inf, 0), (-math.inf, math.inf), (1e308, math.inf), (math.nan, math.inf)],
)
def test_what_is_larger_than_every_float_has_to_be_infinite(found, error):
    value = [mpmath.mpf("1e400")]

    units = ulp.each(value, np.dtype(float))
    assert ulp.errors(found, value, units, np.dtype(float)) == error


@pytest.mark.parametrize("found", [math.nan, math.inf, -math.inf])
def test_of_a_number_no_error_is_finite_that_is_none(found):
    value = [mpmath.mpf(1)]

    units = ulp.each(value, np.dtype(float))
    assert ulp.errors(found, value, units, np.dtype(float)) == math.inf


@states(
    "Where terms cancel, as in $p - t$ or in a product of matrices, what is left is smaller than "
    "the rounding of the terms",
    page="what_a_tick_means",
)
def test_what_is_left_of_terms_that_cancel_is_smaller_than_their_rounding():
    p = np.exp(40.0) / (np.exp(40.0) + np.exp(0.0))
    with mpmath.workdps(50):
        left = 1 / (1 + mpmath.exp(40))

    assert p - 1 == 0 < left < np.spacing(1.0) / 2


@states(
    "no function that returns a float can promise less than half a unit", page="what_a_tick_means"
)
def test_halfway_between_two_floats_both_are_half_a_unit_off():
    with mpmath.workdps(50):
        halfway = [1 + mpmath.mpf(2) ** -53]
    units = ulp.each(halfway, np.dtype(float))

    assert [ulp.errors(x, halfway, units, np.dtype(float)) for x in (1, 1 + 2**-52)] == [0.5, 0.5]


# The table


WRONG = {
    "mse = 2": "loss.mse has mse; a claim may have bounds, draws, families, holds",
    "mse = { bound = [1, 1] }": "loss.mse has bound; a claim may have bounds",
    "mse = { bounds = [1, 1] }": "loss.mse has no families, holds",
    "mse = { ROW, unit = 'ulp' }": "loss.mse has the unit 'ulp'; there are entry, largest, terms",
    "mse = { ROW, kinds = { Z = 'score' } }": "loss.mse has the kind score; there are numbers,",
    "mse = { ROW, many = 'all' }": "loss.mse has many = 'all'; it is a mean, a sum, or neither",
    "mse = {": "Invalid",
}


@pytest.mark.parametrize("line", WRONG)
def test_a_claim_that_cannot_be_one_is_refused_with_its_name(monkeypatch, line):
    row = "bounds = [1, 1], families = ['zeros'], holds = 'any'"
    monkeypatch.setattr(table, "text", lambda: f"[loss]\n{line.replace('ROW', row)}\n")

    with pytest.raises(ValueError, match=re.escape(WRONG[line])):
        table.claims("loss")

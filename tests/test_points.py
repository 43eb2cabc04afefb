"""Random points: every symbol has a number there, and every unknown function is one of numbers."""

import numpy as np
import pytest
import sympy as sp
from numpy.testing import assert_allclose

from verify.proving.points import Point, arguments

f = np.frompyfunc(sp.Function("f"), 1, 1)
x, h = sp.symbols("x h", real=True)


def at(function, point):
    """What a function of the names f and x is passed."""
    return arguments([function], {"f": f, "x": x}, point)


def test_an_unknown_function_has_the_same_values_in_the_derivation_and_in_the_code():
    point = Point(0)

    numbers = at(lambda f, x: None, point)

    assert_allclose(numbers["f"](numbers["x"]), point.number(np.array([f(x)])), rtol=1e-15)


def test_an_unknown_function_has_the_slope_of_its_values():
    point = Point(0)
    g = point.function(f)

    slope = (g(point[x] + 1e-5) - g(point[x] - 1e-5)) / 2e-5

    assert_allclose(slope, point.number(sp.diff(f(x), x)), rtol=1e-8)


def test_an_unknown_function_differs_from_point_to_point():
    assert Point(0).function(f)(1.0) != Point(2).function(f)(1.0)


def test_no_difference_quotient_is_exact_for_an_unknown_function():
    """Else an nn that divided by another multiple of the step might go unnoticed."""
    point = Point(0)
    five_points = (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h)

    assert abs(point.number(five_points - sp.diff(f(x), x))) > 1e-6


def test_complex_numbers_go_in_and_come_out():
    g = Point(0).function(f)

    assert_allclose(g(0.3 + 0.4j), np.conj(g(0.3 - 0.4j)), rtol=1e-15)
    assert g(0.3 + 0.4j).imag != 0


def test_a_real_number_gives_a_real_number():
    assert isinstance(Point(0).function(f)(0.3), float)


def test_a_function_of_an_array_is_passed_the_whole_array():
    total = Point(0).function(lambda w: f(w.sum()))

    assert total(np.array([0.25, 0.5])) == Point(0).function(f)(0.75)


@pytest.mark.parametrize("seed", range(4))
def test_a_function_does_not_round_its_arguments(seed):
    tiny = 2.0**-80

    assert Point(seed).function(lambda z: (z - 1) / 2**60)(1 + 2.0**-52) == 2.0**-112
    assert Point(seed).function(lambda z: z)(tiny) == tiny

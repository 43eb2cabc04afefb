"""Limits: what they are proved to be, and where there is none."""

import pytest
import sympy as sp

from verify.proving.quotients import limit
from verify.proving.unknowns import unknown

h, x, y, n = sp.symbols("h x y n", real=True)
f, g = unknown("f"), unknown("g")
ZERO = sp.Integer(0)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        (((x + h) ** 2 - x**2) / h, 2 * x),
        (((x + h) ** n - x**n) / h, n * x ** (n - 1)),
        ((sp.sin(x + h) - sp.sin(x)) / h, sp.cos(x)),
        ((sp.log(x + h) - sp.log(x)) / h, 1 / x),
        (sp.sin(h) / h, 1),
        ((1 - sp.cos(h)) / h**2, sp.Rational(1, 2)),
        ((f(x + h) - f(x)) / h, f(x).diff(x)),
        ((f(x + h) - f(x - h)) / (2 * h), f(x).diff(x)),
        ((f(x + h) - 2 * f(x) + f(x - h)) / h**2, f(x).diff(x, 2)),
        ((f(x + h, y) - f(x, y)) / h, f(x, y).diff(x)),
        (x + h, x),
        (ZERO / h, 0),
    ],
)
def test_a_limit_is_what_l_hopital_says(expression, value):
    assert sp.simplify(limit(sp.sympify(expression), h, ZERO) - value) == 0


def test_a_limit_is_taken_at_other_places_too():
    assert limit((x**2 - y**2) / (x - y), x, y) == 2 * y


@pytest.mark.parametrize("expression", [1 / h, (x + h) / h**2])
def test_where_there_is_none_that_is_said(expression):
    with pytest.raises(ValueError, match="without bound"):
        limit(expression, h, ZERO)


def test_a_quotient_whose_parts_vanish_too_often_is_given_up():
    with pytest.raises(ValueError, match="was not found"):
        limit(sp.sin(h) ** 7 / (sp.exp(h) - 1) ** 7, h, ZERO)

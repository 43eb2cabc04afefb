"""The derivative that the derivations use: SymPy's, by way of the rules."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations.calculus import derivative, matrix, scalar, unknown
from verify.proving.equality import prove

x, y = scalar("x"), scalar("y")
a = scalar("a", positive=True)
phi = unknown("phi")

LEAVES = st.sampled_from([x, y, a, *map(sp.Integer, (-2, 1, 3))])
ONE = [sp.exp, sp.tanh, sp.cos, phi, lambda u: sp.log(1 + u**2), lambda u: 1 / (2 + u**2)]
TWO = [sp.Add, sp.Mul, lambda u, v: u - v, lambda u, v: u / (1 + v**2)]


def larger(smaller):
    """Functions of expressions, and what two of them are together."""
    one = st.tuples(st.sampled_from(ONE), smaller).map(lambda parts: parts[0](parts[1]))
    two = st.tuples(st.sampled_from(TWO), smaller, smaller).map(lambda parts: parts[0](*parts[1:]))
    return one | two


EXPRESSIONS = st.recursive(LEAVES, larger, max_leaves=4)


@given(EXPRESSIONS)
@settings(max_examples=30)
def test_the_derivative_is_that_of_sympy(expression):
    for variable in (x, a):
        assert prove(derivative(expression, variable), sp.diff(expression, variable))


@pytest.mark.parametrize(
    ("of", "by", "expected"),
    [
        (sp.Integer(3), x, 0),
        (x, x, 1),
        (x * y * a, x, y * a),
        (x**a, x, a * x**a / x),
        (a**x, x, a**x * sp.log(a)),
        (x ** sp.Rational(1, 2), x, 1 / (2 * sp.sqrt(x))),
        (sp.Abs(x), x, sp.sign(x)),
        (sp.Max(x, y), x, sp.Heaviside(x - y)),
        (sp.Piecewise((x**2, x > 0), (y, True)), x, sp.Piecewise((2 * x, x > 0), (0, True))),
    ],
)
def test_the_derivative_by_hand(of, by, expected):
    assert sp.simplify(derivative(of, by) - expected) == 0


def test_every_entry_is_differentiated_by_every_entry():
    A = matrix("A", 2, 3)

    slopes = derivative(A**2, A)

    assert slopes.shape == (2, 3, 2, 3)
    for place in np.ndindex(2, 3, 2, 3):
        assert slopes[place] == (2 * A[place[:2]] if place[:2] == place[2:] else 0)

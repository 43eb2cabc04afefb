"""The derivative that the derivations use: SymPy's, by way of the rules."""

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations.calculus import (
    at_each_place,
    derivative,
    expectation,
    matrix,
    multiplied_out,
    replaced,
    rows,
    scalar,
    sums_of_parts,
    unknown,
    vector,
)
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


def test_parts_have_their_own_sums():
    found = sums_of_parts(np.array([1, 2, 4, 8]), np.array([1, 3]))

    assert list(found) == [1, 14]


def test_rows_are_counted_from_one():
    A = matrix("A", 2, 3)

    assert rows(A)[0] is None
    assert all(rows(A)[2] == A[1])


def test_every_place_has_its_own_array_with_a_single_one():
    A = matrix("A", 2, 3)

    found = at_each_place(lambda E: (A * E).sum(axis=0), 2, 3)

    assert found.shape == (3, 2, 3)
    assert found[1, 0, 1] == A[0, 1] and found[1, 0, 2] == 0


def test_the_terms_of_an_entry_are_multiplied_out():
    assert multiplied_out(np.array([x + y * (a + x)]))[0] == x + a * y + x * y


def test_arrays_are_replaced_all_at_once():
    u, v = vector("u", 2), vector("v", 2)

    assert replaced(u @ (2 * v), (u, v), (v, u)) == (2 * v @ u)
    assert replaced(u[0] - v[1], (u, v), (v, u)) == v[0] - u[1]


def test_the_mean_of_a_product_of_draws_depends_on_which_are_the_same():
    u = vector("u", 2)
    E = expectation((u, [x, y]))

    assert E(u[0] * u[1] + u[0] ** 2) == x**2 + y


def test_each_entry_may_have_a_mean_of_its_own():
    u = vector("u", 2)
    E = expectation((u, [np.array([x, y]), a]))

    assert E(u[0] * u[1] + u[1] ** 2) == x * y + a


def test_the_mean_over_values_weighs_them_with_their_probabilities():
    u = vector("u", 2)
    E = expectation((u, [1, 0], [a, 1 - a]))

    assert sp.expand(E(u.sum() ** 2) - (2 * a + 2 * a**2)) == 0
    assert sp.expand(E(sp.exp(u[1])) - (a * sp.E + 1 - a)) == 0

"""Unknown functions and their derivatives: as expressions, and as numbers at points."""

import pytest
import sympy as sp

from derivations.calculus import derivative, scalar, vector
from verify.proving.points import Point
from verify.proving.unknowns import unknown

X, Y, Z = scalar("x"), scalar("y"), scalar("z")
F, G = unknown("f"), unknown("g")
STEP = sp.Rational(1, 10**8)


def test_a_derivative_is_a_function_at_the_same_place():
    assert derivative(F(X * Y), X) == Y * unknown("f", (1,))(X * Y)
    assert derivative(derivative(F(X), X), X) == unknown("f", (1, 1))(X)


def test_a_derivative_by_several_arguments_has_no_order():
    one, other = (derivative(derivative(G(X, Y), a), b) for a, b in ((X, Y), (Y, X)))

    assert one == other == unknown("g", (1, 2))(X, Y)


@pytest.mark.parametrize(
    "function", [F(X), unknown("f", (1,))(X), G(X, Y), unknown("g", (1, 2))(X, Y), G(X, X * Y)]
)
def test_a_derivative_has_the_value_of_a_slope(function):
    point = Point(0)
    near = function.xreplace({X: X + STEP})
    quotient = (point(near) - point(function.xreplace({X: X - STEP}))) / (2 * STEP)

    assert point(derivative(function, X)) == pytest.approx(float(quotient), rel=1e-9)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (G(X, Y), G(Y, X)),
        (unknown("g", (1,))(X, Y), unknown("g", (2,))(X, Y)),
        (
            unknown("g", (1, 2))(X, Y) ** 2,
            unknown("g", (1, 1))(X, Y) * unknown("g", (2, 2))(X, Y),
        ),
        (F(X), unknown("f", (1,))(X)),
        (F(X), unknown("g")(X)),
    ],
)
def test_what_differs_for_some_function_has_different_values(one, other):
    point = Point(0)

    assert abs(point(one) - point(other)) > 1e-6


def test_the_function_of_sympy_is_another_one():
    plain = sp.Function("f", real=True)

    assert derivative(F(X), X) == unknown("f", (1,))(X)
    assert plain(X) != F(X)
    assert derivative(plain(X), X) == sp.Derivative(plain(X), X)


def test_many_arguments_take_no_long_time():
    entries = vector("x", 60)
    point = Point(0)

    found = [point(x) for x in derivative(unknown("h")(*entries), entries)]

    assert len({float(x) for x in found}) == 60


def test_a_derivative_is_printed_with_its_marks():
    assert str(derivative(F(X), X)) == "f'(x)"
    assert str(unknown("g", (1, 2))(X, Y)) == "g''12(x, y)"

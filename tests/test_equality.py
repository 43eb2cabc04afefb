"""The proof of equality: nothing false is proved, nothing true is refuted."""

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from verify.proving.equality import Different, prove
from verify.proving.rational import vanishes
from verify.proving.shortened import apart

x, y, c = sp.symbols("x y c", real=True)
a, b, epsilon, tau = sp.symbols("a b epsilon tau", positive=True)
z = sp.symbols("z_1:4", real=True)
phi = sp.Function("phi", real=True)
S = sum(map(sp.exp, z))
p = [sp.exp(score) / S for score in z]
log, exp, sqrt, Abs, Max, Min = sp.log, sp.exp, sp.sqrt, sp.Abs, sp.Max, sp.Min
TINY = sp.Rational(1, 10**40)


def cases(*rows):
    return sp.Piecewise(*rows)


PROVED = [
    (p[0] * (1 - p[0]), (exp(z[0]) * S - exp(2 * z[0])) / S**2),
    (p[0] + p[1] + p[2], 1),
    (log(S), c + log(sum(exp(score - c) for score in z))),
    (log(S), Max(*z) + log(sum(exp(score - Max(*z)) for score in z))),
    (-log(p[0]), log(S) - z[0]),
    (exp(log(a) + log(b)), a * b),
    (log(a * b / 6), log(a) + log(b) - log(2) - log(3)),
    (log(x / (1 - x)), -log((1 - x) / x)),
    ((p[0] / p[1]) ** (1 / tau), exp((z[0] - z[1]) / tau)),
    (sqrt(a * b) ** 3, a * b * sqrt(a) * sqrt(b)),
    (1 / (sqrt(a) + 1), (sqrt(a) - 1) / (a - 1)),
    (sp.tanh(x), 1 - 2 / (exp(2 * x) + 1)),
    (sp.cosh(x) ** 2 - sp.sinh(x) ** 2, 1),
    (sp.sin(x) ** 2 + sp.cos(x) ** 2, 1),
    (2**x * 3**x, exp(x * log(6))),
    (Abs(x * y), Abs(x) * Abs(y)),
    (Max(x, y), (x + y + Abs(x - y)) / 2),
    (Max(x, y) + Min(x, y), x + y),
    (Max(a * x, a * y), a * Max(x, y)),
    (Abs(x), cases((x, x >= 0), (-x, True))),
    (cases((1, x > 0), (0, True)), cases((0, x <= 0), (1, True))),
    (cases((1, x > 1000), (0, True)), cases((1, -x < -1000), (0, True))),
    (cases((x, a * x > 0), (0, True)), Max(x, 0)),
    (-log(Max(p[0], epsilon)), cases((-log(p[0]), p[0] > epsilon), (-log(epsilon), True))),
]

FALSE = [
    (exp(x + y), exp(x) + exp(y)),
    (log(a + b), log(a) + log(b)),
    (sqrt(a + b), sqrt(a) + sqrt(b)),
    (log(x**2), 2 * log(x)),  # not where x is negative
    (log(log(a) ** 2), 2 * log(log(a))),  # not where a is below 1
    (log(phi(x) ** 2), 2 * log(phi(x))),
    (log(x * y), log(x) + log(y)),
    (sqrt(x**2), x),
    (a**x, x**a),
    (exp(x), exp(x * sp.Rational(123456789, 10**9))),
    (sqrt(a), a ** sp.Rational(123456789, 10**9)),
    (p[0] * p[1], p[0] * p[2]),
    (x, x + TINY),
    (exp(x), exp(x) * (1 + TINY)),
    (sp.Rational(355, 113), sp.pi),
    (Abs(x), x),
    (Max(x, y), Min(x, y)),
    (Max(x, y, c), Max(x, y)),
    (Max(*z), log(S)),
    (cases((1, x > 0), (0, True)), cases((1, x >= 0), (0, True))),  # different at 0 only
    (cases((1, x > 1000), (0, True)), 0),  # different far away only
    (cases((1, x > 1000), (0, True)), cases((1, x >= 1000), (0, True))),
    (cases((1, x**2 > 2), (0, True)), cases((1, x**2 >= 2), (0, True))),
    (cases((1, x**2 > 10**6), (0, True)), 0),
    (cases((0, sp.Eq(x, y)), (1, True)), 1),
    (cases((x, x > y), (y, True)), Max(x, y + TINY)),
    (log(1 / (x - x + epsilon)), log(epsilon)),
    (sp.zoo, 1),
    (log(sp.Integer(0)), log(sp.Integer(0)) + 1),
]


@pytest.mark.parametrize(("left", "right"), PROVED, ids=lambda side: str(side)[:30])
def test_true_equality_is_proved_either_way(left, right):
    assert prove(left, right)
    assert prove(right, left)


@pytest.mark.parametrize(("left", "right"), FALSE, ids=lambda side: str(side)[:30])
def test_false_equality_is_refuted_either_way(left, right):
    for sides in ((left, right), (right, left)):
        with pytest.raises(Different):
            prove(*sides)


def test_what_cannot_be_proved_is_equal_to_the_digits_that_were_compared():
    assert prove(Abs(sp.sin(x)), sqrt(1 - sp.cos(x) ** 2)) is False


def test_message_shows_a_point_in_the_variables_of_the_formula():
    with pytest.raises(Different, match=r"they differ by 3\.106 at x = -1\.553"):
        prove(Abs(x), x)


def test_points_are_real_where_a_border_is_solved_for_a_variable():
    circle = x**2 + y**2 + 9
    wrong = cases((z[0], exp(z[0]) > circle), (log(circle), exp(z[0]) < circle), (7, True))

    with pytest.raises(Different, match=r"at x = -?[\d.]+, y = "):
        prove(log(Max(exp(z[0]), circle)), wrong)


def test_slopes_of_an_unknown_function_differ_unless_it_is_chosen_for_it():
    f = sp.Function("f")

    with pytest.raises(Different, match="unless the unknown functions are chosen for it"):
        prove(f(x**2 + y).diff(x), 3 * f(x**2 + y).diff(x))


def test_nothing_divided_by_nothing_is_not_proved():
    nothing = (1 + x) ** 2 - 1 - 2 * x - x**2
    neither = (1 - x) ** 2 - 1 + 2 * x - x**2

    assert vanishes(nothing)
    assert vanishes(neither)
    assert not vanishes(1 / nothing - 2 / neither)


leaves = st.sampled_from([x, y, a, b, sp.Integer(2), sp.Rational(1, 3), sp.Integer(-1)])
expressions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1]),
        st.tuples(inner, inner).map(lambda pair: pair[0] / (1 + pair[1] ** 2)),
        inner.map(sp.exp),
        inner.map(lambda part: sp.log(1 + part**2)),
        inner.map(sp.tanh),
        inner.map(lambda part: sp.sqrt(1 + part**2)),
        inner.map(lambda part: sp.Max(part, 0)),
    ),
    max_leaves=4,
)


@settings(max_examples=40)
@given(expressions)
def test_an_expression_equals_its_rewritten_self(expression):
    prove(expression, sp.expand(expression))
    prove(sp.together(expression), expression)
    prove((expression + x) ** 2, expression**2 + 2 * x * expression + x**2)


@settings(max_examples=40)
@given(expressions, st.sampled_from([sp.Rational(1, 10**20), x, sp.exp(x), sp.log(a + 2)]))
def test_an_expression_does_not_equal_itself_plus_something(expression, something):
    with pytest.raises(Different):
        prove(sp.expand(expression), expression + something)


def test_a_long_expression_is_not_printed():
    long = sum(sp.sin(k * x) for k in range(1, 200))

    assert apart(long, x) == ["a long expression", "x"]
    with pytest.raises(Different) as error:
        prove(long, long + 1)
    assert len(str(error.value)) < 100

"""Decide whether two expressions are equal, exactly where SymPy can and to 30 digits where not.

A difference is first tried at random points, which refutes a wrong formula at once and says
where. What survives is proved: exponentials and logarithms become the variables of a rational
function, and a rational function is zero when its numerator expands to zero. A function with
logarithms is zero when its derivatives are and it vanishes at one point.
"""

import random
from collections.abc import Iterator
from itertools import product
from typing import Any

import sympy as sp
from sympy.core.relational import Relational

DIGITS = 30
POINTS = 3


class Different(ValueError):
    """Two expressions have different values; the message says where."""


def prove(left: sp.Expr, right: sp.Expr) -> bool:
    """Whether the equality is proved; False: equal to 30 digits. Raises `Different`."""
    if left == right:
        return True
    difference = sp.sympify(left) - sp.sympify(right)
    if difference == 0:
        return True
    return all([_prove_zero(branch) for branch in _branches(difference)])


def _prove_zero(difference: sp.Expr) -> bool:
    _refute(difference)
    return _vanishes(difference)


def _branches(expression: sp.Expr) -> Iterator[sp.Expr]:
    """The expression on both sides of every border where its definition changes, and on it."""
    expression = expression.replace(_has_kink, lambda kink: kink.rewrite(sp.Piecewise))
    relations = sorted(expression.atoms(Relational), key=str)
    borders = sorted({_border(relation)[0] for relation in relations}, key=str)
    if not borders or len(borders) > 4:
        yield expression
        return
    for signs in product((1, 0, -1), repeat=len(borders)):
        sign_of = dict(zip(borders, signs, strict=True))
        decided = expression.xreplace({r: _holds(r, sign_of) for r in relations})
        yield decided.subs(
            [on for border, sign in sign_of.items() for on in _restrict(border, sign)]
        )


def _has_kink(expression: sp.Expr) -> bool:
    """Largest and smallest of several variables stay as they are: a shift works with any value."""
    if isinstance(expression, sp.Max | sp.Min):
        return len(expression.free_symbols) == 1
    return isinstance(expression, sp.Abs | sp.sign | sp.Heaviside) and bool(expression.free_symbols)


def _border(relation: Relational) -> tuple[sp.Expr, int]:
    """Where a condition changes its truth: what is zero there, and the side on which it holds."""
    difference = sp.expand(relation.lhs - relation.rhs)
    return (-difference, -1) if difference.could_extract_minus_sign() else (difference, 1)


def _holds(relation: Relational, sign_of: dict[sp.Expr, int]) -> Any:
    border, orientation = _border(relation)
    return relation.func(sp.Integer(sign_of[border] * orientation), 0)


def _restrict(border: sp.Expr, sign: int) -> list[tuple[sp.Expr, sp.Expr]]:
    """What the side of a border says about a variable: its sign, or its value on the border."""
    if isinstance(border, sp.Symbol):
        return [(border, sign * sp.Dummy(border.name, positive=True) if sign else sp.Integer(0))]
    symbol = next(
        (s for s in sorted(border.free_symbols, key=str) if sp.diff(border, s, 2) == 0), None
    )
    if sign or symbol is None:
        return []
    return [(symbol, sp.solve(border, symbol)[0])]


def _refute(difference: sp.Expr) -> None:
    symbols = sorted(difference.free_symbols, key=str)
    generator = random.Random(0)
    for _ in range(POINTS if symbols else 1):
        point = {
            s: sp.Rational(generator.randint(1, 1999), 1000) * _sign(s, generator) for s in symbols
        }
        value = difference.subs(point)
        size = max(
            (abs(sp.N(term.subs(point), 15)) for term in sp.Add.make_args(difference)), default=0
        )
        number = sp.N(value, DIGITS, maxn=200)
        if not number.is_number or number.is_finite is False or number is sp.nan:
            raise Different(f"the difference has no value at {_show(point)}")
        if abs(number) > (size + 1) * sp.Float(10) ** (10 - DIGITS):
            raise Different(
                f"they differ by {sp.N(number, 4)}" + (f" at {_show(point)}" if point else "")
            )


def _sign(symbol: sp.Symbol, generator: random.Random) -> int:
    return 1 if symbol.is_positive else generator.choice((-1, 1))


def _show(point: dict[sp.Symbol, sp.Rational]) -> str:
    return ", ".join(f"{symbol} = {float(value):g}" for symbol, value in point.items())


def _vanishes(expression: sp.Expr, deep: bool = True) -> bool:
    numerator = sp.fraction(sp.together(_rational(expression)))[0]
    if sp.expand(numerator) == 0:
        return True
    if deep and expression.has(sp.log) and (symbols := expression.free_symbols):
        start = expression.subs(dict.fromkeys(symbols, sp.Integer(1)))
        return start.equals(0) is True and all(
            _vanishes(sp.diff(expression, s), False) for s in symbols
        )
    return bool(sp.simplify(expression) == 0) if sp.count_ops(expression) < 200 else False


def _rational(expression: sp.Expr) -> sp.Expr:
    """Write exponentials of sums as products of powers of new variables, one for each term."""
    variables: dict[sp.Expr, sp.Symbol] = {}

    def power(exponent: sp.Expr) -> sp.Expr:
        found = sp.Integer(1)
        for term in sp.Add.make_args(sp.expand(exponent)):
            coefficient, rest = term.as_coeff_Mul()
            base = variables.setdefault(rest, sp.Dummy("E", positive=True))
            found *= base**coefficient
        return found

    return expression.rewrite(sp.exp).replace(sp.exp, power)

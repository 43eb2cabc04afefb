"""Decide whether two expressions are equal, exactly where SymPy can and to 30 digits where not.

A difference is first tried at random points, which refutes a wrong formula at once and says
where. What survives is proved: exponentials and logarithms become the variables of a rational
function, and a rational function is zero when its numerator expands to zero. A function with
logarithms is zero when its derivatives are and it vanishes at one point.
"""

import random
from collections.abc import Iterator
from itertools import product

import sympy as sp

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
    """The expression for each sign of the variables that its conditions compare with zero."""
    kinks = expression.atoms(sp.Piecewise, sp.Abs, sp.sign, sp.Heaviside)
    kinks |= {m for m in expression.atoms(sp.Max, sp.Min) if len(m.free_symbols) == 1}
    variables = sorted(set().union(*(k.free_symbols for k in kinks)), key=str)
    if not variables or len(variables) > 4:
        yield expression
        return
    signs = [
        [v] if v.is_positive else [sp.Dummy(v.name, positive=True), -sp.Dummy(v.name, positive=True), sp.Integer(0)]
        for v in variables
    ]
    for values in product(*signs):
        yield sp.piecewise_fold(expression.subs(dict(zip(variables, values, strict=True))))


def _refute(difference: sp.Expr) -> None:
    symbols = sorted(difference.free_symbols, key=str)
    generator = random.Random(0)
    for _ in range(POINTS if symbols else 1):
        point = {s: sp.Rational(generator.randint(1, 1999), 1000) * _sign(s, generator) for s in symbols}
        value = difference.subs(point)
        size = max((abs(sp.N(term.subs(point), 15)) for term in sp.Add.make_args(difference)), default=0)
        number = sp.N(value, DIGITS, maxn=200)
        if not number.is_number or number.is_finite is False or number is sp.nan:
            raise Different(f"the difference has no value at {_show(point)}")
        if abs(number) > (size + 1) * sp.Float(10) ** (10 - DIGITS):
            raise Different(f"they differ by {sp.N(number, 4)}" + (f" at {_show(point)}" if point else ""))


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
        return start.equals(0) is True and all(_vanishes(sp.diff(expression, s), False) for s in symbols)
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

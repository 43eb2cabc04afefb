"""The value of an expression to many digits.

SymPy's own ``N`` asks each subexpression about its sign and evaluates it wherever it occurs: a
second step of gradient descent, with exponentials inside exponentials, takes it half a minute.
This evaluator visits every subexpression once.
"""

from collections.abc import Mapping

import mpmath
import sympy as sp

from verify.reading.alphabet import FOLDS, FUNCTIONS

DIGITS = 50
OPERATIONS = {row.symbolic: row.numeric for row in FUNCTIONS.values()}
OPERATIONS |= {row.symbolic: row.numeric for row in FOLDS.values()} | {sp.Pow: mpmath.power}


def value(
    expression: sp.Expr, values: Mapping[sp.Expr, sp.Expr], digits: int = DIGITS
) -> mpmath.mpf:
    """The value at the given values of the symbols; some of the last digits may be wrong.

    Raises:
        ValueError: a symbol has no value, or the expression has none there.
    """
    known: dict[sp.Expr, mpmath.mpf] = {}

    def visit(part: sp.Expr) -> mpmath.mpf:
        if part not in known:
            known[part] = compute(part)
        return known[part]

    def compute(part: sp.Expr) -> mpmath.mpf:
        if part in values:
            return visit(sp.sympify(values[part]))
        if part.func in OPERATIONS:
            return OPERATIONS[part.func](*map(visit, part.args))
        if isinstance(part, sp.Rational):
            return mpmath.mpf(part.p) / part.q
        number = sp.N(part.xreplace(dict(values)), digits)
        if not (number.is_number and number.is_real):
            raise ValueError(f"{part} has no value here")
        return mpmath.mpf(number)

    with mpmath.workdps(digits):
        return visit(sp.sympify(expression))

"""The value of an expression to many digits.

SymPy's own ``N`` asks each subexpression about its sign and evaluates it wherever it occurs: a
second step of gradient descent, with exponentials inside exponentials, takes it half a minute.
This evaluator visits every subexpression once.
"""

from collections.abc import Mapping

import mpmath
import sympy as sp

DIGITS = 50
LARGEST = 10**6  # exponent: a power of e beyond it would fill the memory


def _exp(x: mpmath.mpf) -> mpmath.mpf:
    if abs(x) > LARGEST:
        raise ValueError(f"the exponential of {mpmath.nstr(x, 4)} is too large")
    return mpmath.exp(x)


FUNCTIONS = {
    sp.exp: _exp, sp.log: mpmath.log, sp.tanh: mpmath.tanh, sp.sinh: mpmath.sinh,
    sp.cosh: mpmath.cosh, sp.sin: mpmath.sin, sp.cos: mpmath.cos, sp.Abs: abs,
    sp.Max: max, sp.Min: min,
    sp.Add: lambda *terms: mpmath.fsum(terms), sp.Mul: lambda *factors: mpmath.fprod(factors),
    sp.Pow: mpmath.power,
}  # fmt: skip


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
        if part.func in FUNCTIONS:
            return FUNCTIONS[part.func](*map(visit, part.args))
        if isinstance(part, sp.Rational):
            return mpmath.mpf(part.p) / part.q
        number = sp.N(part.xreplace(dict(values)), digits)
        if not (number.is_number and number.is_real):
            raise ValueError(f"{part} has no value here")
        return mpmath.mpf(number)

    with mpmath.workdps(digits):
        return visit(sp.sympify(expression))

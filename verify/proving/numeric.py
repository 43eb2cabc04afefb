"""The value of an expression to many digits.

SymPy's own ``N`` asks each subexpression about its sign and evaluates it wherever it occurs: a
second step of gradient descent, with exponentials inside exponentials, takes it half a minute.
This evaluator visits every subexpression once.
"""

import random
from collections.abc import Iterable, Mapping
from typing import Any

import mpmath
import sympy as sp
from sympy.core.function import AppliedUndef

from verify.reading.alphabet import FOLDS, FUNCTIONS

DIGITS = 50
OPERATIONS = {row.symbolic: row.numeric for row in FUNCTIONS.values()}
OPERATIONS |= {row.symbolic: row.numeric for row in FOLDS.values()} | {sp.Pow: mpmath.power}


class Evaluator:
    """Evaluates expressions at one point; a part that occurs in several is computed once."""

    def __init__(self, values: Mapping[sp.Expr, Any], digits: int = DIGITS):
        self.values = values
        self.digits = digits
        self.known: dict[sp.Basic, Any] = {}

    def __call__(self, expression: Any) -> Any:
        """The value, some of whose last digits may be wrong.

        Raises:
            ValueError: a symbol has no value, or the expression has none there.
        """
        try:
            with mpmath.workdps(self.digits):
                return self.visit(sp.sympify(expression))
        except ArithmeticError as error:
            raise ValueError(f"{expression} has no value here") from error

    def visit(self, part: sp.Basic) -> Any:
        found = self.known.get(part)
        if found is None:
            found = self.known[part] = self.compute(part)
        return found

    def compute(self, part: sp.Basic) -> Any:
        if part in self.values:
            return self.visit(sp.sympify(self.values[part]))
        if operation := OPERATIONS.get(part.func):
            return operation(*map(self.visit, part.args))
        if isinstance(part, sp.Rational):
            return mpmath.mpf(part.p) / part.q
        return self.other(part)

    def other(self, part: sp.Basic) -> Any:
        """The value of what is no operation: a constant, or what binds symbols of its own."""
        given = part.xreplace(dict(self.values))
        if given.has(AppliedUndef):  # SymPy would ask without end for the value of its slope
            raise ValueError(f"{part} has no value here")
        number = sp.N(given, self.digits)
        if not (number.is_number and number.is_real):
            raise ValueError(f"{part} has no value here")
        return mpmath.mpf(number)


def random_rationals(
    symbols: Iterable[sp.Symbol], generator: random.Random, largest: int, unit: int
) -> dict[sp.Symbol, sp.Rational]:
    """Positive fractions of this unit for symbols; they have nothing to do with one another."""
    return {symbol: sp.Rational(generator.randint(1, largest), unit) for symbol in symbols}


def value(expression: Any, values: Mapping[sp.Expr, Any], digits: int = DIGITS) -> mpmath.mpf:
    """The value at the given values of the symbols; raises `ValueError` where there is none."""
    return Evaluator(values, digits)(expression)

"""Evaluate a formula in numbers, at one point of its variables.

At further sizes a formula is compared and not proved. Expressions for it would take SymPy a
hundred times as long as its numbers take.
"""

from collections.abc import Callable, Hashable
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from verify.proving.equality import has_cases
from verify.proving.numeric import Evaluator
from verify.reading.alphabet import FOLDS, FUNCTIONS

WITH_CASES = {"abs", "max", "min"}


class AtPoint:
    """The arithmetic of formulas in numbers, and whether it came upon cases.

    It works with the digits of the point, `mpmath.workdps`, which are for the caller to ask for.
    """

    def __init__(self, point: Evaluator, expressions: dict[Hashable, Any]):
        self.point, self.digits = point, point.digits
        self.expressions = expressions  # the same at every point
        self.numbers: dict[Hashable, Any] = {}
        self.has_cases = False

    def of(self, key: Hashable, expression: Callable[[], Any]) -> Any:
        """The value of an expression that is computed once for all points."""
        if key not in self.expressions:
            self.expressions[key] = expression()
        if key not in self.numbers:
            self.numbers[key] = self.value(self.expressions[key])
        return self.numbers[key]

    def value(self, expressions: Any) -> Any:
        """An expression in numbers, or each entry of an array."""
        if np.ndim(expressions):
            entries = [self.value(x) for x in expressions.flat]
            return np.array(entries, dtype=object).reshape(np.shape(expressions))
        expression = sp.sympify(expressions)
        self.has_cases |= has_cases(expression)
        return self.point.visit(expression)

    def apply(self, name: str, arguments: list[Any]) -> Any:
        """A function, entry by entry, or an operation over a range."""
        self.has_cases |= name in WITH_CASES
        if name in FUNCTIONS:
            return np.frompyfunc(FUNCTIONS[name].numeric, 1, 1)(*arguments)
        return FOLDS[name].numeric(*arguments)

    def power(self, base: Any, exponent: Any) -> Any:
        return mpmath.power(base, exponent)

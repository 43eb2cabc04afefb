"""Values of variables at a point, put into what was computed for all values."""

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from derivations.calculus import derivative
from verify.proving.domain import Need
from verify.reading.tokens import LatexError


class Replaced:
    """Variables, each with the value that it has at a point."""

    def __init__(self) -> None:
        self.values: dict[sp.Symbol, sp.Expr] = {}

    def note(self, variable: Any, value: Any, at: int) -> None:
        """Note the value of a variable or of an array of them; raises `LatexError` for others."""
        if np.shape(variable) != np.shape(value):
            raise LatexError("a symbol and its value differ in shape", at)
        for one, other in zip(np.ravel(variable), np.ravel(value), strict=True):
            if not isinstance(one, sp.Symbol):
                raise LatexError("this is no variable: what it depends on would stay", at)
            self.values[one] = other

    def array(self, value: Any) -> Any:
        """An expression, or each entry of an array, at the point."""
        return np.frompyfunc(self._at, 1, 1)(value)

    def need(self, need: Need) -> Need:
        """What must hold at the point for a value to exist."""
        return need.at(self._at(need.expression))

    def _at(self, expression: Any) -> sp.Expr:
        return sp.sympify(expression).subs(self.values, simultaneous=True)


def slope_at(function: Callable[[Any], Any], value: Any, at: int) -> Any:
    """The derivative of a function, of a number or of an array, where its argument has a value."""
    free, point = np.frompyfunc(lambda _: sp.Dummy(real=True), 1, 1)(value), Replaced()
    point.note(free, value, at)
    return point.array(derivative(function(free), free))


def is_free(value: Any) -> bool:
    """Whether a value is a function, or made of symbols alone, none of which is a step."""
    return callable(value) or all(isinstance(x, sp.Symbol) for x in np.ravel(np.array(value)))

"""The formula of a function as a function of its arguments, to as many digits as it takes."""

from collections.abc import Callable, Mapping
from inspect import signature
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from verify.proving.lines import as_array
from verify.proving.namespace import Symbols
from verify.proving.points import Point

# What a probability lacks of 1 may be the smallest float, some 1e-324, with 17 digits of its own;
# where a formula subtracts, so many digits are lost, and still more than fifty are left.
DIGITS = 400
Values = Mapping[str, Any]


class Formula:
    """What a derivation says of a label, for any values of the parameters of its function.

    A parameter that the derivation computes, such as the targets whose rows sum to one, is free
    here: whatever floats it is given, the formula is evaluated at just these. ``made_of`` names
    what parameters are computed from where the formula is not written with them themselves.
    """

    def __init__(self, names: Symbols, label: str, function: Callable[..., Any], made_of: str = ""):
        self.names, self.label, self.made_of = names, label, made_of
        parameters = signature(function).parameters.values()
        self.parameters = [  # without those that the formula does not know, such as a reduction
            p.name for p in parameters if p.name in names or p.default is p.empty
        ]
        self.given: dict[str, Any] = {name: _array(names[name]) for name in self.parameters}
        if made_of:
            self.given[made_of] = _array(names[made_of])
        self.free = {
            name: _free(name, value)
            for name, value in self.given.items()
            if not (made_of or _is_fixed(value) or _is_symbols(value))
        }
        self.given |= self.free
        self.expressions = self._opened({})

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape that the derivation gives to a parameter."""
        return np.shape(self.given[name])

    def fixed(self, name: str) -> Any:
        """A parameter that is no symbol, such as a size or classes; else nothing."""
        value = self.given[name]
        return value if _is_fixed(value) else None

    def at(self, values: Values) -> list[mpmath.mpf]:
        """The entries of the result for values that are floats, each taken as it is."""
        sizes = {name: v for name, v in values.items() if isinstance(v, int)}
        changed = {name: v for name, v in sizes.items() if v != self.given[name]}
        expressions = self._opened(changed) if changed else self.expressions
        with mpmath.workdps(DIGITS):
            point = self._point(values)
            return [point.visit(sp.sympify(x)) for x in np.ravel(expressions)]

    def parts(self, values: Values) -> dict[str, list[mpmath.mpf]]:
        """What the parameters are that are made of others."""
        with mpmath.workdps(DIGITS):
            point = self._point(values)
            return {
                name: [point.visit(sp.sympify(x)) for x in np.ravel(self.given[name])]
                for name in self.parameters
            }

    def _point(self, values: Values) -> Point:
        point = Point(0, DIGITS)
        for name, value in values.items():
            if self.fixed(name) is None:
                pairs = zip(np.ravel(self.given[name]), np.ravel(value), strict=True)
                point.drawn |= {symbol: mpmath.mpf(float(x)) for symbol, x in pairs}
        return point

    def _opened(self, sizes: Mapping[str, int]) -> Any:
        held = {**self.free, **sizes}
        value = self.names.opened({self.label}, held)[self.label] if held else None
        return as_array(self.names[self.label] if value is None else value)


def _array(value: Any) -> Any:
    """A parameter as an array; of a sequence of steps, those that are known."""
    if isinstance(value, list):
        return np.array([step for step in value if step is not None], dtype=object)
    if isinstance(value, np.ndarray) and all(isinstance(x, sp.Integer) for x in value.flat):
        return value.astype(int)
    return value


def _is_fixed(value: Any) -> bool:
    """Whether a parameter is no symbol: a size, or an array of classes."""
    return isinstance(value, int) or (isinstance(value, np.ndarray) and value.dtype != object)


def _is_symbols(value: Any) -> bool:
    return all(isinstance(x, sp.Symbol) for x in np.ravel(value))


def _free(name: str, value: Any) -> Any:
    """New symbols in the place of what is computed."""
    found = [sp.Dummy(f"{name}_{k}", real=True) for k in range(np.size(value))]
    return np.array(found, dtype=object).reshape(np.shape(value)) if np.ndim(value) else found[0]

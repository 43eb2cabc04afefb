"""Random points at which a derivation can be compared with code."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np
import sympy as sp

DIGITS = 30


class Point:
    """A value for every symbol; the same seed gives the same values."""

    def __init__(self, seed: int):
        self.rng = np.random.default_rng(seed)
        self.values: dict[sp.Symbol, float] = {}

    def __getitem__(self, symbol: sp.Symbol) -> float:
        if symbol not in self.values:
            # Small positive numbers: a few of them leave something of 1 for the last of a row.
            draw = self.rng.uniform(0.05, 0.3) if symbol.is_positive else self.rng.normal()
            self.values[symbol] = float(draw)
        return self.values[symbol]

    def number(self, expressions: Any) -> Any:
        """The value of an expression, or of each entry of an array, correct to double precision."""
        flat = tuple(sp.sympify(x) for x in np.ravel(expressions))
        if all(isinstance(x, sp.Symbol) for x in flat):
            found = [self[symbol] for symbol in flat]
        else:
            function, symbols = _compiled(flat)
            with mpmath.workdps(DIGITS):
                found = [float(x) for x in function(*(mpmath.mpf(self[s]) for s in symbols))]
        return np.array(found).reshape(np.shape(expressions))


@lru_cache(maxsize=256)
def _compiled(expressions: tuple[sp.Expr, ...]) -> tuple[Callable[..., Any], list[sp.Symbol]]:
    """The expressions as a function of their symbols, for one point after the other."""
    symbols = sorted(set().union(*(x.free_symbols for x in expressions)), key=str)
    return sp.lambdify(symbols, expressions, "mpmath", cse=True), symbols


def arguments(names: Sequence[str], symbols: Mapping[str, Any], point: Point) -> dict[str, Any]:
    """Numbers for the parameters of a function, by the names that the derivation gives them.

    Raises:
        LookupError: the derivation does not define one of the names.
    """
    found = {}
    for name in names:
        if name not in symbols:
            raise LookupError(f"the derivation defines no {name!r}, a parameter of the function")
        value = symbols[name]
        if isinstance(value, list):  # a sequence of steps; nothing may be known at the first
            value = np.array([step for step in value if step is not None], dtype=object)
        if isinstance(value, int) or (isinstance(value, np.ndarray) and value.dtype != object):
            found[name] = value  # labels and sizes are numbers already
        else:
            found[name] = np.atleast_1d(point.number(value))
    return found

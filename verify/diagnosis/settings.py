"""Values of the sides of an equation at a point, at all places of its indices."""

import operator
from collections.abc import Iterator, Sequence
from copy import copy
from itertools import product
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef

from verify.proving.at_point import AtPoint
from verify.proving.lines import entry_of
from verify.proving.namespace import Symbols
from verify.proving.points import Point
from verify.proving.scope import Scope
from verify.proving.unknowns import Unknown
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol

HOLDS = {"<": operator.lt, "≤": operator.le, ">": operator.gt, "≥": operator.ge, "≠": operator.ne}
FAULTS = (  # of a formula that cannot be evaluated, whatever it is
    *(LatexError, ArithmeticError, AssertionError, AttributeError, LookupError),
    *(NotImplementedError, TypeError, ValueError),
)
Indices = dict[str, int]
Ranges = dict[str, list[int]]


class Values(Point):
    """A point at which an unknown function of several variables has a value as well."""

    def other(self, part: sp.Basic) -> Any:
        calls = (x for x in part.atoms(AppliedUndef) if not isinstance(x, Unknown))
        if any(len(call.args) > 1 for call in calls):
            return mpmath.mpf(self[part])
        return super().other(part)


class Setting:
    """One point at one assignment of the sizes."""

    def __init__(self, names: Symbols, seed: int, ranges: Ranges):
        self.names, self.ranges = names, ranges
        self.at = AtPoint(Values(seed), {})
        self.kept: list[n.Node] = []  # the evaluator knows a node by its address in memory

    def over(self, ranges: Ranges) -> "Setting":
        """The same point with other indices."""
        found = copy(self)
        found.ranges = ranges
        return found

    @property
    def places(self) -> Iterator[Indices]:
        for values in product(*self.ranges.values()):
            yield dict(zip(self.ranges, values, strict=True))

    def entry(self, node: n.Node, indices: Indices) -> Any:
        """The value of a formula at one place; raises what `FAULTS` lists."""
        self.kept.append(node)
        scope = Scope(self.names, indices, self.names, at_point=self.at, asks_where=False)
        with mpmath.workdps(self.at.digits):
            return _plain(evaluate(node, scope))

    def values(self, node: n.Node) -> Any:
        """The values of a formula at all places, one array."""
        return self._array([self.entry(node, indices) for indices in self.places])

    def derived(self, value: Any) -> Any:
        """The same for what a derivation arrived at."""
        with mpmath.workdps(self.at.digits):
            found = [_plain(self.at.value(entry_of(value, indices))) for indices in self.places]
        return self._array(found)

    def _array(self, found: Sequence[Any]) -> Any:
        inner = np.shape(found[0])
        shape = tuple(map(len, self.ranges.values()))
        return np.array(found, dtype=float).reshape((*shape, *inner))

    def meets(self, conditions: Sequence[n.Condition]) -> bool:
        """Whether the conditions hold here; one that cannot be computed is taken to."""
        return all(map(self._meets, conditions))

    def _meets(self, condition: n.Condition) -> bool:
        if condition.relation not in HOLDS or condition.left is None or condition.right is None:
            return True
        try:
            for indices in self.places:
                left, right = (self.entry(x, indices) for x in (condition.left, condition.right))
                if not np.all(HOLDS[condition.relation](left, right)):
                    return False
        except FAULTS:
            return True
        return True

    @property
    def scalars(self) -> dict[str, float]:
        """The numbers that a symbol of the derivation stands for, by how it is printed."""
        free = {name: value for name, value in self.names.items() if isinstance(value, sp.Symbol)}
        return {symbol(name): float(self.at.point.visit(value)) for name, value in free.items()}


def _plain(value: Any) -> Any:
    if np.ndim(value):
        return np.array([_plain(x) for x in np.ravel(value)]).reshape(np.shape(value))
    if isinstance(value, mpmath.mpc):
        return float(value.real) if not value.imag else np.nan
    return float(value)

"""Whether the sides of an equation have the same values at points, without a proof."""

from collections.abc import Hashable, Iterable
from dataclasses import replace
from itertools import pairwise, starmap
from typing import Any

import mpmath
import numpy as np

from verify.proving import worked
from verify.proving.at_point import AtPoint
from verify.proving.equality import agree
from verify.proving.lines import entry_of
from verify.proving.numeric import Evaluator
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.nodes import Chain
from verify.reading.tokens import LatexError

ALMOST_EVERYWHERE = {"=", "≠"}  # of a size, and what a point meets that is drawn at random


class Sampled:
    """An equation that is compared with its derivation at points, place by place of its indices."""

    def __init__(self, chain: Chain, derived: Any, points: Iterable[Evaluator]):
        self.chain, self.derived = chain, derived
        expressions: dict[Hashable, Any] = {}
        self.points = [AtPoint(point, expressions) for point in points]

    def agrees(self, scope: Scope) -> bool:
        """Whether all sides and the derivation agree; False: they may not, or it is not known.

        At the first point, and at all of them if there are cases, of which one may hold at few.
        """
        if not _is_plain(self.chain, scope):
            return False
        try:
            for point in self.points:
                if not self._agrees_at(point, scope):
                    return False
                if not point.has_cases:
                    break
        except (LatexError, ArithmeticError, TypeError, ValueError):
            return False
        return True

    def _agrees_at(self, point: AtPoint, scope: Scope) -> bool:
        with mpmath.workdps(point.digits):
            inside = replace(scope, at_point=point)
            values = [evaluate(side.value, inside) for side in self.chain.sides]
            if self.derived is not None:
                values.insert(0, point.value(entry_of(self.derived, scope.indices)))
            return all(starmap(_same, pairwise(values)))


def _is_plain(chain: Chain, scope: Scope) -> bool:
    """Whether all sides are exact formulas that hold almost everywhere."""
    if scope.asks_where or any(c.relation not in ALMOST_EVERYWHERE for c in chain.conditions):
        return False
    sides = [side.value for side in chain.sides]
    if any(isinstance(x, n.Remainder) for side in sides for x in n.walk(side)):
        return False
    if "given" in scope.symbols and any(map(worked.is_numeric, sides)):
        return False  # the numbers of an example
    return all(side.relation == "=" for side in chain.sides[1:])


def _same(one: Any, other: Any) -> bool:
    if np.ndim(one) and np.ndim(other) == 0 and other == 0:
        other = np.zeros_like(one)  # 0 is the zero of any shape
    return np.shape(one) == np.shape(other) and all(map(agree, np.ravel(one), np.ravel(other)))

"""Whether the sides of an equation have the same values at points, without a proof."""

from collections.abc import Hashable
from dataclasses import replace
from itertools import pairwise, starmap
from typing import Any

import mpmath
import numpy as np

from verify.proving import worked
from verify.proving.at_point import AtPoint
from verify.proving.equality import agree
from verify.proving.lines import entry_of
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.nodes import Chain
from verify.reading.tokens import LatexError


def agree_at_points(chain: Chain, scope: Scope, derived: Any) -> bool:
    """Whether all sides and the derivation agree; False: they may not, or it is not known.

    At the first point of the scope, and at all of them if there are cases, of which one may hold
    at few.
    """
    if not _is_plain(chain, scope):
        return False
    try:
        expressions: dict[Hashable, Any] = {}
        for point in (AtPoint(point, expressions) for point in scope.points):
            if not _agree_at(point, chain, scope, derived):
                return False
            if not point.has_cases:
                break
    except (LatexError, ArithmeticError, TypeError, ValueError):
        return False
    return True


def _is_plain(chain: Chain, scope: Scope) -> bool:
    """Whether all sides are exact formulas that need no condition."""
    if scope.asks_where or any(condition.relation != "=" for condition in chain.conditions):
        return False
    sides = [side.value for side in chain.sides]
    if any(isinstance(x, n.Remainder) for side in sides for x in n.walk(side)):
        return False
    if "given" in scope.symbols and any(map(worked.is_numeric, sides)):
        return False  # the numbers of an example
    return all(side.relation == "=" for side in chain.sides[1:])


def _agree_at(point: AtPoint, chain: Chain, scope: Scope, derived: Any) -> bool:
    with mpmath.workdps(point.digits):
        inside = replace(scope, at_point=point)
        values = [evaluate(side.value, inside) for side in chain.sides]
        if derived is not None:
            values.insert(0, point.value(entry_of(derived, scope.indices)))
        return all(starmap(_same, pairwise(values)))


def _same(one: Any, other: Any) -> bool:
    if np.ndim(one) and np.ndim(other) == 0 and other == 0:
        other = np.zeros_like(one)  # 0 is the zero of any shape
    return np.shape(one) == np.shape(other) and all(map(agree, np.ravel(one), np.ravel(other)))

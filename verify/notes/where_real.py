r"""Whether the sides of a formula agree wherever they are real: ``\log(ab) = \log a + \log b``."""

from collections.abc import Sequence
from itertools import islice, pairwise
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from verify.book.displays import Display
from verify.proving.equality import WORKING_DIGITS, agree
from verify.proving.formula import places
from verify.proving.namespace import Symbols
from verify.proving.points import Point
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.nodes import Chain

OF_REGIONS = {"log", "sqrt"}  # functions that are real for some numbers alone
SEEDS = range(12)
MOST = 5  # places of the free indices


class RealPoint(Point):
    """A point at which nothing has a value whose parts are not real; at every third all is > 0."""

    def __init__(self, seed: int, digits: int = WORKING_DIGITS):
        super().__init__(seed, digits)
        self.is_positive = seed % 3 == 0

    def __getitem__(self, symbol: sp.Symbol) -> float:
        found = super().__getitem__(symbol)
        return abs(found) if self.is_positive else found

    def compute(self, part: sp.Basic) -> Any:
        found = super().compute(part)
        if mpmath.im(found) != 0:
            raise ValueError(f"{part} is not real here")
        return found


def has_regions(chains: Sequence[Chain]) -> bool:
    """Whether a function stands in equations that is real for some numbers alone.

    Where something is rounded it is not asked for.
    """
    parts = [x for chain in chains for side in chain.sides for x in n.walk(side.value)]
    is_plain = all(side.relation == "=" for chain in chains for side in chain.sides[1:])
    calls = {x.function.name for x in parts if isinstance(x, n.Call)}
    is_plain = is_plain and not any(isinstance(x, n.Remainder) for x in parts)
    return is_plain and bool(calls & OF_REGIONS)


def agrees_where_real(display: Display, sized: Sequence[Symbols]) -> bool:
    """Whether all sides are real at a point, and agree wherever they are; raises `LatexError`."""
    chains = sized[0].chains(display.latex)
    return all(_agrees(chain, symbols) for symbols in sized for chain in chains)


def _agrees(chain: Chain, symbols: Symbols) -> bool:
    points = [RealPoint(seed) for seed in SEEDS]
    for indices in islice(places(chain, symbols, None), MOST):
        scope = Scope(symbols, indices, symbols, asks_where=False)
        sides = [evaluate(side.value, scope) for side in chain.sides]
        if len({np.shape(side) for side in sides}) > 1:
            return False
        numbers = ([_real(x, at) for x in sides] for at in points)
        found = [[x for x in some if x is not None] for some in numbers if None not in some]
        if not found or not all(_same(*pair) for values in found for pair in pairwise(values)):
            return False
    return True


def _real(side: Any, at: Point) -> list[Any] | None:
    """The entries of a side at a point; nothing if one of them is not real there."""
    try:
        found = [at(x) for x in np.ravel(side)]
    except (ArithmeticError, TypeError, ValueError):
        return None
    return found if all(map(mpmath.isfinite, found)) else None


def _same(one: list[Any], other: list[Any]) -> bool:
    return all(map(agree, one, other))

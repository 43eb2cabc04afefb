"""The points at which sides of notes are compared, where a proof takes too long."""

import sympy as sp

from verify.proving.equality import WORKING_DIGITS
from verify.proving.points import Point

SCALES = (1, 3, 10)  # cases change at numbers such as 1, 2.5 and 6


class WidePoint(Point):
    """A point whose numbers are further from 0; those that are positive stay as they are."""

    def __init__(self, seed: int):
        super().__init__(seed, WORKING_DIGITS)
        self.scale = SCALES[seed // 2 % len(SCALES)]

    def __getitem__(self, symbol: sp.Symbol) -> float:
        found = super().__getitem__(symbol)
        return found if symbol.is_positive else self.scale * found


# Seeds come in pairs, on both sides of 0. The first point decides, unless there are cases.
NEAR = tuple(Point(seed, WORKING_DIGITS) for seed in range(4))
POINTS = (*NEAR, *map(WidePoint, range(len(NEAR), 40)))

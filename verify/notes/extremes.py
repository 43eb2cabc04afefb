r"""What \lambda_{\max} and \lambda_{\min} are called for: the one is no less than the other."""

from collections.abc import Collection
from contextlib import suppress

import sympy as sp

from verify.notes.pieces import Formula
from verify.proving.equality import WORKING_DIGITS
from verify.proving.formula import Reading, read_at_all_sizes
from verify.proving.namespace import Symbols
from verify.proving.points import Point
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol

LARGEST, SMALLEST = "__max", "__min"  # ends of names
POINTS = 6


class OrderedPoint(Point):
    """A point at which what is called smallest is positive, and what is called largest larger."""

    def __init__(self, seed: int):
        super().__init__(seed, WORKING_DIGITS)

    def __getitem__(self, symbol: sp.Symbol) -> float:
        found, name = super().__getitem__(symbol), symbol.name
        if name.endswith(LARGEST):
            other = sp.Symbol(name.removesuffix(LARGEST) + SMALLEST, **symbol.assumptions0)
            return self[other] + abs(found)
        return abs(found) if name.endswith(SMALLEST) else found


def in_order(
    symbols: Symbols, formula: Formula, names: Collection[str]
) -> tuple[str, Reading] | None:
    """Words and reading where the largest is larger; nothing if the formula fails then too."""
    pairs = {x.removesuffix(LARGEST) for x in names if x.endswith(LARGEST)}
    both = sorted(x for x in pairs if x + SMALLEST in names)
    if not both:
        return None
    with suppress(LatexError, ValueError):
        found = read_at_all_sizes(formula, symbols, tuple(map(OrderedPoint, range(POINTS))))
        if all(step.ok for step in found.steps):
            of = [f"{symbol(x + LARGEST)} ≥ {symbol(x + SMALLEST)} ≥ 0" for x in both]
            return f"where {' and '.join(of)}", found
    return None

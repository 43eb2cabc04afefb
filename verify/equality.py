"""Decide whether two expressions are equal: exactly where possible, and if not, to 30 digits.

A difference that is zero as a rational function is proved to be zero. Where that does not
succeed, the expression is split into its cases, each is tried by itself, and what is still
unproved is compared at random points, which refute a wrong formula and say where.
"""

import random
from collections.abc import Iterator

import sympy as sp

from verify.rational import vanishes
from verify.regions import Region, regions

DIGITS = 30
POINTS = 3
TRIES = 300  # to find a point of a region
TINY = 1e-9  # what is smaller may be zero
SMALL = 100  # operations up to which SymPy's simplify is asked for a proof

Point = dict[sp.Symbol, sp.Expr]


class Different(ValueError):
    """Two expressions have different values; the message says where."""


def prove(left: sp.Expr, right: sp.Expr) -> bool:
    """Whether the equality is proved; False: equal to 30 digits. Raises `Different`."""
    left, right = sp.sympify(left), sp.sympify(right)
    if left == right or vanishes(left - right):
        return True
    return all([_holds(region) for region in regions(left, right)])


def _holds(region: Region) -> bool:
    """Whether the two expressions of a region are proved to be equal; raises `Different`."""
    left, right = region.pair
    if vanishes(left - right):
        return True
    if region.zero:
        raise Different(f"it is not known whether they differ where {region.zero[0]} = 0")
    compared = [_compare(region, point) for point in _points(region)]
    if compared and not any(compared) and not region.values:
        raise Different("neither of them has a value")
    small = sp.count_ops(left - right) <= SMALL
    return small and bool(sp.simplify(left - right) == 0)


def _points(region: Region) -> Iterator[Point]:
    """A few random points of a region; none if it is so small that it may be empty."""
    generator = random.Random(0)
    parts = (region.pair, *region.values.values(), *region.positive)
    symbols = sorted(set().union(*(part.free_symbols for part in parts)), key=str)
    found = 0
    for attempt in range(TRIES if symbols else 1):
        signs = {0: (1,), 1: (-1,)}.get(attempt, (1, -1))
        scale = 2 ** (attempt * 24 // TRIES)
        point = {
            s: sp.Rational(generator.randint(1, 1999), 1000)
            * (1 if s.is_positive else generator.choice(signs) * scale)
            for s in symbols
        }
        if all(sp.N(part.subs(point)) > TINY for part in region.positive):
            yield point
            found += 1
        if found == POINTS:
            return


def _compare(region: Region, point: Point) -> bool:
    """Whether the two have a value at a point; raises `Different` if it is not the same."""
    left, right = (sp.N(side.subs(point)) for side in region.pair)
    if not _is_value(left) and not _is_value(right):
        return False
    for side, value in zip(region.pair, (left, right), strict=True):
        if not _is_value(value):
            raise Different(f"{side} has no value{_at(region, point)}")
    difference = sp.N((region.pair[0] - region.pair[1]).subs(point), DIGITS, maxn=4 * DIGITS)
    if not abs(difference) <= (1 + abs(left) + abs(right)) * sp.Float(10) ** (-2 * DIGITS):
        raise Different(f"they differ by {sp.N(difference, 4)}{_at(region, point)}")
    return True


def _is_value(number: sp.Expr) -> bool:
    return bool(number.is_number) and number.is_finite is True


def _at(region: Region, point: Point) -> str:
    """The point in the variables that the reader knows."""
    replaced = {symbol: value.subs(point) for symbol, value in region.values.items()}
    whole = {s: v for s, v in {**point, **replaced}.items() if not isinstance(s, sp.Dummy)}
    shown = [f"{s} = {float(v):g}" for s, v in sorted(whole.items(), key=str)]
    return f" at {', '.join(shown)}" if shown else ""

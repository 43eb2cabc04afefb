"""Decide whether two expressions are equal: exactly where possible, and if not, to 30 digits.

A difference that is zero as a rational function is proved to be zero. Where that does not
succeed, the expression is split into its cases, each is tried by itself, and what is still
unproved is compared at random points, which refute a wrong formula and say where.
"""

import random
from collections.abc import Iterator, Sequence
from functools import lru_cache

import mpmath
import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from verify.proving.cases import KINKS, MOST, Region, regions
from verify.proving.numeric import Evaluator, random_rationals
from verify.proving.rational import vanishes
from verify.proving.shortened import shown

WORKING_DIGITS = 100
DIGITS = 60  # that must agree, twice what is claimed; the rest may be lost to cancellation
POINTS = 3
INFINITE = {sp.zoo, sp.nan, sp.oo, -sp.oo}
NONE: frozenset[str] = frozenset()
FEW = 1  # point that is enough: without cases, what differs differs almost everywhere
TRIES = 300  # to find a point of a region
LARGEST, UNIT = 1999, 1000  # numerator and denominator of what a symbol is at first
TINY = 1e-9  # what is smaller may be zero
SMALL = 40  # operations up to which SymPy's simplify is asked for a proof


class Different(ValueError):
    """Two expressions have different values; the message says where."""


def prove(left: sp.Expr, right: sp.Expr, points: Sequence[Evaluator] = ()) -> bool:
    """Whether the equality is proved; False: equal to 30 digits. Raises `Different`.

    Where both have values at the given points, no proof is sought; at all of them if there are
    cases, of which one may hold at few, and else at the first.
    """
    left, right = sp.sympify(left), sp.sympify(right)
    for side in (left, right):
        if "infinite" in _kinds(side):
            raise Different(f"{side} has no value")
        if "float" in _kinds(side):
            raise Different(f"{side} is not exact: write fractions in the derivation")
    if left == right:
        return True
    everywhere = Region(sp.Tuple(left, right))
    near = points if has_cases(left) or has_cases(right) else points[:FEW]
    if near and all(None not in (_value(left, at), _value(right, at)) for at in near):
        return not all([_have_values(everywhere, at) for at in near])
    if "symbol" not in _kinds(left) | _kinds(
        right
    ):  # of a long number the value is soon known, a proof is not
        _have_values(everywhere, Evaluator({}, WORKING_DIGITS))
    if vanishes(left - right):
        return True
    for point in _points(everywhere):  # what is wrong is wrong at most points, and soon found
        _have_values(everywhere, point)
    return all([_holds(region) for region in regions(left, right)])


def has_cases(expression: sp.Basic) -> bool:
    return "cases" in _kinds(expression)


@lru_cache(maxsize=100_000, typed=True)
def _kinds(part: sp.Basic) -> frozenset[str]:
    """What an expression holds that a comparison must know of; SymPy's ``has`` takes longer."""
    found = NONE.union(*(_kinds(inner) for inner in part.args))
    if part in INFINITE:
        return found | {"infinite"}
    if isinstance(part, sp.Float):
        return found | {"float"}
    if isinstance(part, sp.Symbol):
        return found | {"symbol"}
    return found | {"cases"} if isinstance(part, (*KINKS, sp.Piecewise)) else found


def _holds(region: Region) -> bool:
    """Whether the two expressions of a region are proved to be equal; raises `Different`."""
    left, right = region.parts
    if vanishes(left - right):
        return True
    if region.zero:
        raise Different(f"it is not known whether they differ where {region.zero[0]} = 0")
    if region.parts.has(Relational):
        raise Different(f"more than {MOST} borders of cases: compare them part by part")
    compared = [_have_values(region, point) for point in _points(region)]
    if not any(compared):
        if region.parts.has(AppliedUndef):
            raise Different("they differ unless the unknown functions are chosen for it")
        raise Different(f"it is not known whether they differ{_where(region)}")
    small = sp.count_ops(left - right) <= SMALL
    return small and bool(sp.simplify(left - right) == 0)


def _points(region: Region) -> Iterator[Evaluator]:
    """A few random points of a region; none if it is so small that it may be empty."""
    generator = random.Random(0)
    parts = (region.parts, *region.values.values(), *region.positive)
    symbols = sorted(set().union(*(part.free_symbols for part in parts)), key=str)
    found = 0
    for attempt in range(TRIES if symbols else 1):
        signs = {0: (1,), 1: (-1,)}.get(attempt, (1, -1))
        scale = 2 ** (attempt * 24 // TRIES)
        values = {
            symbol: size * scale * (1 if symbol.is_positive else generator.choice(signs))
            for symbol, size in random_rationals(symbols, generator, LARGEST, UNIT).items()
        }
        point = Evaluator(values, WORKING_DIGITS)
        real = all(_is_real(_value(part, point)) for part in region.values.values())
        if real and all(_is_positive(_value(part, point)) for part in region.positive):
            yield point
            found += 1
        if found == POINTS:
            return


def _is_real(number: mpmath.mpf | None) -> bool:
    return number is not None and mpmath.im(number) == 0


def _is_positive(number: mpmath.mpf | None) -> bool:
    return _is_real(number) and mpmath.re(number) > TINY


def _have_values(region: Region, point: Evaluator) -> bool:
    """Whether the two have values at a point; raises `Different` if these are not the same."""
    left, right = (_value(side, point) for side in region.parts)
    if left is None or right is None:
        if left is right:
            return False
        side = region.parts[0 if left is None else 1]
        raise Different(f"{shown(side)} has no value{_at(region, point)}")
    difference = left - right
    if not agree(left, right):
        raise Different(f"they differ by {mpmath.nstr(difference, 4)}{_at(region, point)}")
    return True


def agree(left: mpmath.mpf, right: mpmath.mpf) -> bool:
    """Whether two numbers are the same in all digits that must agree."""
    return bool(abs(left - right) <= (1 + abs(left)) * mpmath.mpf(10) ** -DIGITS)


def _value(expression: sp.Expr, point: Evaluator) -> mpmath.mpf | None:
    try:
        found = point(expression)
    except (ArithmeticError, TypeError, ValueError):
        return None
    return found if mpmath.isfinite(found) else None


def _where(region: Region) -> str:
    """The region in the variables that the reader knows, if it is not everywhere."""
    known = [f"{s} = {v}" for s, v in region.values.items() if not isinstance(s, sp.Dummy)]
    known += [f"{part} > 0" for part in region.positive]
    return f" where {', '.join(known)}" if known else ": neither has a value that can be computed"


def _at(region: Region, point: Evaluator) -> str:
    """The point in the variables that the reader knows."""
    parts = (region.parts, *region.values.values(), *region.positive)
    whole = {symbol: symbol for symbol in set().union(*(part.free_symbols for part in parts))}
    known = {s: v for s, v in (whole | region.values).items() if not isinstance(s, sp.Dummy)}
    values = [f"{s} = {float(point(v)):g}" for s, v in sorted(known.items(), key=str)]
    return f" at {', '.join(values)}" if values else ""

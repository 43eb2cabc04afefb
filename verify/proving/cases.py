"""Split expressions with cases into expressions without, one for each region of their variables.

On both sides of every border where a definition changes, and on the border itself, an expression
is one formula. So ``|x|`` is ``t`` for ``x = t``, ``0`` for ``x = 0`` and ``t`` for
``x = -t``, where ``t`` is positive.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp
from sympy.core.relational import Relational

from verify.proving.rational import vanishes
from verify.reading.tokens import LatexError

KINKS = (sp.Max, sp.Min, sp.Abs, sp.sign, sp.Heaviside)
MOST = 6  # borders; their regions can be three to this power


@dataclass(frozen=True)
class Region:
    """Expressions without cases, and where they hold."""

    parts: sp.Tuple
    values: dict[sp.Symbol, sp.Expr] = field(default_factory=dict)  # of the replaced variables
    positive: tuple[sp.Expr, ...] = ()  # what must be positive there
    zero: tuple[sp.Expr, ...] = ()  # what must be zero there, where it could not be solved

    @property
    def is_border(self) -> bool:
        """Whether a variable has one value there: on a side of a border any distance is left."""
        return bool(self.zero) or any(not x.atoms(sp.Dummy) for x in self.values.values())


def regions(*parts: sp.Basic) -> Iterator[Region]:
    """The regions in which no expression has cases, and no condition is open.

    Together they are everywhere. Some may be empty, if that is hard to see.
    """
    yield from _split(Region(_with_cases(sp.Tuple(*parts))), MOST)


def exclude_one_another(
    conditions: list[Any], places: list[int], at: int, borders: bool = True
) -> None:
    """Raise `LatexError` unless just one of the conditions holds everywhere.

    Without ``borders`` none need hold where one ends and another begins.
    """
    for region in regions(*conditions):
        true = [row for row, part in enumerate(region.parts) if part is not sp.false]
        if not true and not borders and region.is_border:
            continue
        if not true:
            raise LatexError("the cases leave something out", at)
        if len(true) > 1:
            raise LatexError("the cases must exclude one another", places[true[1]])


def _border(relation: Relational) -> sp.Expr:
    """What is zero where a relation changes its truth."""
    return sp.expand(relation.lhs - relation.rhs)


def _with_cases(parts: sp.Tuple) -> sp.Tuple:
    """The expressions with every function that has a kink written as cases."""
    return parts.replace(
        lambda part: isinstance(part, KINKS) and bool(part.free_symbols),
        lambda kink: kink.rewrite(sp.Piecewise),
    )


def _split(region: Region, left: int) -> Iterator[Region]:
    relations = sorted(region.parts.atoms(Relational), key=sp.default_sort_key)
    if not relations or left == 0:
        yield region
        return
    difference = _border(relations[0])
    for sign in _signs(difference):
        decided = replace(
            region,
            parts=region.parts.xreplace({r: _truth(r, difference, sign) for r in relations}),
        )
        for side in _side(decided, difference, sign):
            yield from _split(side, left - 1)


def _signs(difference: sp.Expr) -> tuple[int, ...]:
    """The signs that a difference can have."""
    if difference.is_positive or difference.is_negative:
        return (1,) if difference.is_positive else (-1,)
    return (0,) if vanishes(difference) else (1, 0, -1)


def _truth(relation: Relational, difference: sp.Expr, sign: int) -> Any:
    """The truth of a relation where the difference has this sign, if that decides it."""
    for orientation in (1, -1):
        if _border(relation) == orientation * difference:
            return relation.func(sp.Integer(sign * orientation), 0)
    return relation


def _side(region: Region, difference: sp.Expr, sign: int) -> Iterator[Region]:
    """One side of a border, or the border: as a value of a variable, or else as a condition."""
    solutions = list(_solve(difference, sign * sp.Dummy("t", positive=True)))
    for symbol, value in solutions:
        positive = tuple(part.subs(symbol, value) for part in region.positive)
        if symbol.is_positive:
            positive += (value,)
        if not any(part.is_nonpositive for part in positive):  # else there is no such point
            yield Region(
                region.parts.subs(symbol, value),
                {s: v.subs(symbol, value) for s, v in region.values.items()} | {symbol: value},
                positive,
                tuple(part.subs(symbol, value) for part in region.zero),
            )
    if sign and not solutions:
        yield replace(region, positive=(*region.positive, sign * difference))
    elif not solutions:
        yield replace(region, zero=(*region.zero, difference))


def _solve(difference: sp.Expr, value: sp.Expr) -> Iterator[tuple[sp.Symbol, sp.Expr]]:
    """A variable, and what it must be for the difference to have this value; preferably a line."""
    symbols = sorted(difference.free_symbols, key=lambda s: (bool(s.is_positive), str(s)))
    for symbol in symbols:
        slope = sp.diff(difference, symbol)
        if symbol not in slope.free_symbols and (slope.is_positive or slope.is_negative):
            yield symbol, sp.expand((value - difference.subs(symbol, 0)) / slope)
            return
    if value == 0 and symbols:
        try:
            solutions = sp.solve(difference, symbols[0])
        except NotImplementedError:
            return
        yield from ((symbols[0], found) for found in solutions if found.is_real is not False)

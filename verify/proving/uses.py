"""Which assumptions of its derivation a display needs: without one it fails, or has no value.

An assumption is weakened as far as the sides still agree at numbers that meet no more than that,
and each side is still sure to have a value. So what is named is needed. What is not named was not
missed at these numbers, which is no proof.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from verify.book.displays import Display
from verify.proving import worked
from verify.proving.assumptions import Assumption, Changed, Free, Signs, Weaker, broken
from verify.proving.domain import Need, missing, of_value
from verify.proving.formula import names_of, places
from verify.proving.lines import entry_of
from verify.proving.namespace import Symbols
from verify.proving.points import Point
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.tokens import LatexError

MOST = 2  # places of the free indices, and entries of an array, that are compared
SEEDS = 12  # to find numbers for which every side has a real value
TOLERANCE = 1e-15
Values = dict[sp.Symbol, Any]
Told = dict[sp.Symbol, Signs]  # what is known of the signs of symbols


def used(display: Display, names: Symbols) -> tuple[str, ...]:
    """The assumptions that a display needs: ``τ ≠ 0``, ``the rows of T sum to one``."""
    equations = names.chains(display.latex)
    own = names_of(display, equations)
    names = _small(names, equations)
    free, others = _without(names)
    found: list[str] = []
    if own & free.changed:
        found += _of_numbers(display, equations, names, free)
    for text, changed in others:
        if own & changed.changed and not _is_right(display, equations, names, changed):
            found.append(text)
    return tuple(dict.fromkeys(found))


def _small(names: Symbols, equations: list[n.Chain]) -> Symbols:
    """The derivation with each size as small as it has been, unless a line is about one size."""
    further = names.further.get(frozenset())
    if not isinstance(further, list) or any(c.relation == "=" for c in equations[0].conditions):
        return names
    if "small" not in names.further:
        sizes = {name: min(at.sizes[name] for at in (names, *further)) for name in names.sizes}
        try:
            names.further["small"] = names.at(sizes)
        except Exception:  # together they are too small
            names.further["small"] = names
    small: Symbols = names.further["small"]
    return small


def _without(names: Symbols) -> tuple[Free, list[tuple[str, Changed]]]:
    if "free" not in names.further:
        names.further["free"] = Free(names), list(broken(names))
    found: tuple[Free, list[tuple[str, Changed]]] = names.further["free"]
    return found


@dataclass(frozen=True)
class _Line:
    """What must be equal, entry by entry, and where it has a value."""

    rows: tuple[tuple[sp.Expr, ...], ...]
    noted: tuple[Need, ...]  # while the sides were evaluated

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        return (*self.noted, *(need for row in self.rows for need in of_value(row)))

    @cached_property
    def symbols(self) -> set[sp.Basic]:
        parts = [*(x for row in self.rows for x in row), *(need.expression for need in self.noted)]
        return set().union(*(part.free_symbols for part in parts))


@dataclass(frozen=True)
class _Base:
    """A line with numbers for which it holds, as all that is assumed of them is true."""

    line: _Line
    values: Values
    drawn: dict[sp.Symbol, float]
    is_real: bool


def _lines(
    display: Display, equations: list[n.Chain], names: Symbols, changed: Changed
) -> Iterator[_Line]:
    for chain in equations:
        sides = [side.value for side in chain.sides if _is_compared(side, names)]
        derived = changed[display.label] if display.label else None
        for indices in _some(list(places(chain, names, derived))):
            values = [] if derived is None else [entry_of(derived, indices)]
            scope = Scope(changed, indices, changed)
            values += [evaluate(side, scope) for side in sides]
            if values:
                yield _Line(tuple(_rows(values)), tuple(dict.fromkeys(scope.needs)))


def _is_compared(side: n.Side, names: Symbols) -> bool:
    """Numbers of an example and orders are no equalities for all values of the symbols."""
    has_order = any(isinstance(part, n.Remainder) for part in n.walk(side.value))
    is_example = side.relation == "≈" or ("given" in names and worked.is_numeric(side.value))
    return not (has_order or is_example)


def _rows(values: Sequence[Any]) -> Iterator[tuple[sp.Expr, ...]]:
    """A few entries of each side; 0 is the zero of any shape."""
    shape = max(map(np.shape, values), key=len)
    arrays = [np.broadcast_to(np.array(value, dtype=object), shape) for value in values]
    for entry in _some(list(np.ndindex(shape))):
        yield tuple(sp.sympify(array[entry]) for array in arrays)


def _some(places: list[Any]) -> list[Any]:
    """A few places, the last of them with them: what grows from step to step is richest there."""
    return random.Random(0).sample(places[:-1], min(MOST, len(places)) - 1) + places[-1:]


def _is_right(display: Display, equations: list[n.Chain], names: Symbols, changed: Changed) -> bool:
    try:
        lines = list(_lines(display, equations, names, changed))
    except (LatexError, LookupError):  # a label that is no class is no index
        return False
    return all(_agree(line, _point({}, {})) is not None for line in lines)


def _of_numbers(
    display: Display, equations: list[n.Chain], names: Symbols, free: Free
) -> Iterator[str]:
    try:
        lines = list(_lines(display, equations, names, free))
    except LatexError:  # such as cases that exclude one another only for positive numbers
        own = names_of(display, equations) & free.changed
        symbols = {s for name in own for x in np.ravel(free[name]) for s in x.free_symbols}
        yield from (a.text for a in free.assumptions if symbols.intersection(a.symbols))
        return
    told = {s: assumption.signs for assumption in free.assumptions for s in assumption.symbols}
    bases = [base for line in lines if line.symbols & told.keys() and (base := _base(line, free))]
    for assumption in free.assumptions:
        concerned = [base for base in bases if base.line.symbols.intersection(assumption.symbols)]
        if not concerned:
            continue
        text = assumption.text
        for weaker in assumption.weaker:
            signs = {} if weaker.signs is None else dict.fromkeys(assumption.symbols, weaker.signs)
            if all(
                _agree_at(base, assumption, weaker) and not _loses(base.line.needs, told, signs)
                for base in concerned
            ):
                text, told = weaker.text, told | signs
                break
        if text:
            yield text


def _base(line: _Line, free: Free) -> _Base | None:
    found = None
    for seed in range(SEEDS):
        values: Values = {}
        generator = Random(seed)
        for assumption in free.assumptions:
            if line.symbols.intersection(assumption.symbols):
                drawn = assumption.draw(generator, len(assumption.symbols))
                values |= zip(assumption.symbols, drawn, strict=True)
        point = _point(values, {}, seed)
        is_real = _agree(line, point)
        if is_real is not None:
            found = _Base(line, values, point.drawn, is_real)
        if is_real:
            break
    return found


def _point(values: Values, drawn: dict[sp.Symbol, float], seed: int = 0) -> Point:
    point = Point(2 * seed)
    point.values, point.drawn = values, dict(drawn)
    return point


def _agree(line: _Line, point: Point) -> bool | None:
    """Whether all sides are real numbers; nothing unless they have values, and the same."""
    is_real = True
    for row in line.rows:
        try:
            first, *others = map(point, row)
        except (ArithmeticError, TypeError, ValueError):
            return None
        few = TOLERANCE * (1 + abs(first))
        if not (mpmath.isfinite(first) and all(abs(first - x) <= few for x in others)):
            return None
        is_real &= abs(mpmath.im(first)) <= few
    return is_real


def _agree_at(base: _Base, assumption: Assumption, weaker: Weaker) -> bool:
    generator = Random(assumption.text)
    for draw in weaker.draws:
        drawn = draw(generator, len(assumption.symbols))
        values = base.values | dict(zip(assumption.symbols, drawn, strict=True))
        is_real = _agree(base.line, _point(values, base.drawn))
        if is_real is None or (base.is_real and not is_real):
            return False
    return True


def _loses(needs: Sequence[Need], told: Told, signs: Told) -> bool:
    """Whether a side that was sure to have a value is no longer, once less is told of symbols."""
    touched = [need for need in needs if need.expression.free_symbols & signs.keys()]
    return any(_is_sure(need, told) and not _is_sure(need, told | signs) for need in touched)


def _is_sure(need: Need, told: Told) -> bool:
    declared = {s: sp.Symbol(s.name, real=True, **signs) for s, signs in told.items() if signs}
    return missing([need.at(need.expression.xreplace(declared))], (), ()) is None

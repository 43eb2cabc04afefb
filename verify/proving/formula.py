"""The first link: a formula of a chapter, side by side, against its derivation."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from verify.book.displays import Display
from verify.proving.conditions import claimed_places
from verify.proving.domain import Need, of_value, stated
from verify.proving.equality import WORKING_DIGITS
from verify.proving.indices import free_indices, index_ranges, refuse_bound, refuse_narrow
from verify.proving.lines import Before, as_array, compare, entry_of
from verify.proving.namespace import Symbols
from verify.proving.points import Point
from verify.proving.sampled import Sampled
from verify.proving.scope import Scope
from verify.proving.sizes import assignments, shown
from verify.proving.vacuous import refuse_power, refuse_vacuous
from verify.proving.values import evaluate
from verify.proving.verdict import Verdict
from verify.reading import nodes as n
from verify.reading.nodes import Chain
from verify.reading.tokens import LatexError, Undecidable
from verify.reading.unicode import condition_text, text

POINTS = 20  # at which a side with cases is compared at further sizes
MOST = 5  # places of the free indices that are compared there


@dataclass(frozen=True)
class Step:
    """One side of an equation: how it reads, the rule that led to it, and what was found."""

    text: str
    rule: str | None
    relation: str  # "=" or "≈"; nothing for the left side of an equation
    verdict: Verdict | None  # nothing where it is wrong
    problem: str = ""  # what is wrong and where
    checked: bool = False  # whether the rule is one that is checked, and not words

    @property
    def ok(self) -> bool:
        return self.verdict is not None


@dataclass(frozen=True)
class Reading:
    """A display as it was read: its steps, and how many pairs of entries were compared."""

    steps: tuple[Step, ...]
    entries: int
    sizes: tuple[str, ...] = ()  # on which it depends
    sized: tuple[Symbols, ...] = ()  # the derivation at each assignment, the declared one first

    @property
    def count(self) -> int | None:
        """At how many assignments of its sizes it was read; nothing where it has none."""
        return len(self.sized) if self.sizes else None

    @property
    def where(self) -> str:
        """`` at N = 2, K = 3, and to 30 digits at 4, 2 and at 3, 2``; nothing without sizes."""
        if not self.sizes:
            return ""
        first, *others = [[at.sizes[name] for name in self.sizes] for at in self.sized]
        declared = f" at {shown(dict(zip(self.sizes, first, strict=True)))}"
        further = " and at ".join(", ".join(map(str, sizes)) for sizes in others)
        return f"{declared}, and to 30 digits at {further}" if others else declared


def read_at_all_sizes(
    display: Display, symbols: Symbols, points: tuple[Point, ...] = ()
) -> Reading:
    """Read a display at the declared sizes, and once more at each further assignment.

    With points no proof is sought at the declared sizes either.

    Raises:
        LatexError: the display leaves the part of LaTeX that can be verified, at some sizes.
    """
    first = read(display, symbols, points)
    if not all(step.ok for step in first.steps):
        return first
    if points:
        first = replace(first, steps=tuple(map(_unproved, first.steps)))
    equations = symbols.chains(display.latex)
    names = names_of(display, equations) & set(symbols)
    try:
        used, sized = assignments(symbols, names, sizes_said(equations, symbols))
    except LookupError as error:
        raise LatexError(str(error), 0) from error
    steps = first.steps
    for at in sized[1:]:
        where = shown({name: at.sizes[name] for name in used})
        try:
            points = tuple(Point(2 * seed, WORKING_DIGITS) for seed in range(POINTS))
            again = read(display, at, points).steps
        except LatexError as error:
            raise LatexError(f"{error}; that is at {where}", error.at) from error
        steps = tuple(
            replace(one, verdict=None, problem=f"{other.problem}; that is at {where}")
            if one.ok and not other.ok
            else one
            for one, other in zip(steps, again, strict=True)
        )
    return Reading(steps, first.entries, tuple(used), tuple(sized))


def _unproved(step: Step) -> Step:
    return replace(step, verdict=Verdict.DIGITS) if step.verdict is Verdict.EXACT else step


def names_of(display: Display, equations: list[Chain]) -> set[str]:
    """The names in a display, with its label."""
    parts = [p for c in equations for p in (*(s.value for s in c.sides), *c.conditions)]
    return {*_names(*parts), display.label or ""}


def _names(*parts: n.Node) -> Iterator[str]:
    for part in parts:
        yield from (inner.name for inner in n.walk(part) if isinstance(inner, n.Name))


def sizes_said(equations: list[Chain], symbols: Symbols) -> dict[str, int]:
    """The sizes that a display names: ``(K = 3)``."""
    found = {}
    conditions = [c for chain in equations for c in chain.conditions if not c.of_index]
    for condition in [c for c in conditions if c.relation == "="]:
        assert isinstance(condition.left, n.Name) and isinstance(condition.right, n.Number)
        name, size = condition.left.name, condition.right.digits
        if str(symbols.sizes.get(name)) != size:
            raise LatexError(
                f"the derivation declares no {name} = {size}, so this is checked nowhere",
                condition.at,
            )
        found[name] = symbols.sizes[name]
    for part in [inner for c in equations for side in c.sides for inner in n.walk(side.value)]:
        if isinstance(part, n.Name) and part.name in found:
            raise LatexError(f"in a line for one size write {found[part.name]}", part.at)
    return found


def read(display: Display, symbols: Symbols, points: tuple[Point, ...] = ()) -> Reading:
    """Check every side of an equation against the one before, the first against the derivation.

    With points, values at these are enough, and a proof is sought where there are none.

    Raises:
        LatexError: the display leaves the part of LaTeX that can be verified.
    """
    try:
        return _read(display, symbols, points)
    except RecursionError:
        raise LatexError("nested too deeply to read", 0) from None


def _read(display: Display, symbols: Symbols, points: tuple[Point, ...]) -> Reading:
    equations = symbols.chains(display.latex)
    if display.label and len(equations) > 1:
        raise LatexError("a label names one equation, not several", equations[1].sides[0].value.at)
    derived = symbols[display.label] if display.label else None
    steps: list[Step] = []
    entries = 0
    for chain in equations:
        refuse_vacuous(chain, symbols, display.label)
        refuse_power(chain.sides[0].value, symbols, display.label)
        lines = [_Line() for _ in chain.sides]
        # What a proof says of that at the declared sizes, others change with a condition like w_D.
        asks_where = not points or any(name in symbols.sizes for name in _names(*chain.conditions))
        everywhere = list(places(chain, symbols, derived))
        if points and len(everywhere) > MOST:
            everywhere = random.Random(0).sample(everywhere[:-1], MOST - 1) + everywhere[-1:]
        sampled = Sampled(chain, derived, points)
        for indices in everywhere:
            scope = Scope(symbols, indices, symbols, points=points, asks_where=asks_where)
            if points and sampled.agrees(scope):
                continue
            entries += _compare(display, chain, scope, derived, lines)
            if all(line.problem for line in lines[derived is None :]):
                break  # at other places there is nothing left to find
        for side, line in zip(chain.sides, lines, strict=True):
            relation = "" if side is chain.sides[0] else side.relation
            shown = text(side.value)
            if side is chain.sides[-1]:
                shown += "".join(f"   ({condition_text(c)})" for c in chain.conditions)
            verdict = None if line.problem else line.verdict
            steps.append(Step(shown, side.rule, relation, verdict, line.problem))
    return Reading(tuple(steps), entries)


@dataclass
class _Line:
    """What is known of a side while its entries are compared, one after another."""

    verdict: Verdict = Verdict.EXACT
    problem: str = ""


def places(chain: Chain, symbols: Symbols, derived: Any) -> Iterator[dict[str, int]]:
    """Every value of the free indices."""
    left = chain.sides[0].value
    free = list(free_indices(left, symbols))
    ranges: dict[str, set[int]] = {}
    for side in chain.sides:
        for index, at in free_indices(side.value, symbols).items():
            if index not in free:
                raise LatexError(f"the index {index!r} is not on the left side", at)
        refuse_bound(side.value, free_indices(left, symbols))
        for index, known in index_ranges(side.value, symbols).items():
            ranges[index] = ranges.get(index, known) & known
    _fit(free, ranges, derived, left.at)
    for index in free:
        if not ranges.get(index):
            raise Undecidable(f"it is not clear how far {index!r} runs", left.at)
    if derived is None:
        for side in chain.sides:
            refuse_narrow(side.value, {index: ranges[index] for index in free}, symbols)
    places = (
        dict(zip(free, values, strict=True))
        for values in product(*(sorted(ranges[index]) for index in free))
    )
    yield from claimed_places(places, chain.conditions, symbols)


def _fit(free: list[str], ranges: dict[str, set[int]], derived: Any, at: int) -> None:
    """The indices of a labelled equation run over the axes of its derivation."""
    if derived is None:
        return
    shape = np.shape(as_array(derived))
    if len(free) > len(shape):
        raise LatexError(f"{len(free)} indices, but the derivation has {len(shape)} axes", at)
    for axis, index in enumerate(free):
        if axis == 0 and isinstance(derived, list):
            known = set(range(len(derived)))
        else:
            known = set(range(1, shape[axis] + 1))
            if ranges.get(index, known) != known:
                raise LatexError(
                    f"{index!r} runs to {max(ranges[index])}, in the derivation to {shape[axis]}",
                    at,
                )
        ranges[index] = ranges.get(index, known) & known


def _compare(display: Display, chain: Chain, scope: Scope, derived: Any, lines: list[_Line]) -> int:
    """Compare neighbours at one value of the indices; note what is wrong; count the entries."""
    entries = 0
    before = before_all(display, chain, scope, derived)
    known = list(known_of(chain, scope))
    for side, line in zip(chain.sides, lines, strict=True):
        found = compare(side, before, scope, known)
        if not line.problem and found.problem:
            at = ", ".join(f"{index} = {k}" for index, k in scope.indices.items())
            against = f" {before.name}" if before else ""
            line.problem = (
                f"{display.place(side.value.at)}: {text(side.value)} is not{against}"
                f"{f' at {at}' if at else ''}: {found.problem}"
            )
        elif line.verdict is Verdict.EXACT:
            line.verdict = found.verdict
        entries += found.entries
        before = found.before
    return entries


def before_all(display: Display, chain: Chain, scope: Scope, derived: Any) -> Before | None:
    """What the first side is compared with: nothing without a label."""
    if derived is None:
        return None
    value = entry_of(derived, scope.indices)
    needs = tuple(of_value(value)) if scope.asks_where else ()
    return Before(value, f"the derivation's {display.label}", needs, chain.sides[0].value)


def known_of(chain: Chain, scope: Scope) -> Iterator[Need]:
    """What the line says of its variables, for every value of the indices that only it has."""
    for condition in chain.conditions:
        if condition.relation == "=" or condition.of_index:
            continue  # of a size, or of places
        ranges = index_ranges(condition, scope.symbols)
        free = free_indices(condition, scope.symbols)
        open_indices = [index for index in free if index not in scope.indices]
        for index in open_indices:
            if index not in ranges:
                raise LatexError(f"it is not clear how far {index!r} runs", free[index])
        for values in product(*(ranges[index] for index in open_indices)):
            inside = scope.at(**dict(zip(open_indices, values, strict=True)))
            left, right = (evaluate(x, inside) for x in (condition.left, condition.right) if x)
            if np.ndim(left) or np.ndim(right):
                raise LatexError("a condition is about numbers", condition.at)
            yield stated(left, condition.relation, right)

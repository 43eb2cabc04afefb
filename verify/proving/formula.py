"""The first link: a formula of a chapter, side by side, against its derivation."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from verify.book.displays import Display
from verify.proving.domain import Need, of_value, stated
from verify.proving.indices import free_indices, index_ranges, refuse_bound, refuse_narrow
from verify.proving.lines import Before, as_array, compare, entry_of
from verify.proving.namespace import Symbols
from verify.proving.scope import Scope
from verify.proving.vacuous import refuse_vacuous
from verify.proving.values import evaluate
from verify.proving.verdict import Verdict
from verify.reading.equations import chains
from verify.reading.nodes import Chain
from verify.reading.tokens import LatexError
from verify.reading.unicode import condition_text, text


@dataclass(frozen=True)
class Step:
    """One side of an equation: how it reads, the rule that led to it, and what was found."""

    text: str
    rule: str | None
    relation: str  # "=" or "≈"; nothing for the left side of an equation
    verdict: Verdict | None  # nothing where it is wrong
    problem: str = ""  # what is wrong and where

    @property
    def ok(self) -> bool:
        return self.verdict is not None


@dataclass(frozen=True)
class Reading:
    """A display as it was read: its steps, and how many pairs of entries were compared."""

    steps: tuple[Step, ...]
    entries: int


def read(display: Display, symbols: Symbols) -> Reading:
    """Check every side of an equation against the one before, the first against the derivation.

    Raises:
        LatexError: the display leaves the part of LaTeX that can be verified.
    """
    try:
        return _read(display, symbols)
    except RecursionError:
        raise LatexError("nested too deeply to read", 0) from None


def _read(display: Display, symbols: Symbols) -> Reading:
    equations = chains(display.latex, symbols)
    if display.label and len(equations) > 1:
        raise LatexError("a label names one equation, not several", equations[1].sides[0].value.at)
    derived = symbols[display.label] if display.label else None
    steps: list[Step] = []
    entries = 0
    for chain in equations:
        refuse_vacuous(chain, symbols, display.label)
        lines = [_Line() for _ in chain.sides]
        for indices in _places(chain, symbols, derived):
            entries += _compare(display, chain, Scope(symbols, indices, symbols), derived, lines)
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


def _places(chain: Chain, symbols: Symbols, derived: Any) -> Iterator[dict[str, int]]:
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
            raise LatexError(f"it is not clear how far {index!r} runs", left.at)
    if derived is None:
        for side in chain.sides:
            refuse_narrow(side.value, {index: ranges[index] for index in free}, symbols)
    for values in product(*(sorted(ranges[index]) for index in free)):
        yield dict(zip(free, values, strict=True))


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
    before = None
    known = list(_known(chain, scope))
    if derived is not None:
        value = entry_of(derived, scope.indices)
        name = f"the derivation's {display.label}"
        before = Before(value, name, tuple(of_value(value)), chain.sides[0].value)
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


def _known(chain: Chain, scope: Scope) -> Iterator[Need]:
    """What the line says of its variables, for every value of the indices that only it has."""
    for condition in chain.conditions:
        ranges = index_ranges(condition, scope.symbols)
        open_indices = [i for i in free_indices(condition, scope.symbols) if i not in scope.indices]
        for values in product(*(ranges[index] for index in open_indices)):
            inside = scope.at(**dict(zip(open_indices, values, strict=True)))
            left, right = (evaluate(x, inside) for x in (condition.left, condition.right) if x)
            if np.ndim(left) or np.ndim(right):
                raise LatexError("a condition is about numbers", condition.at)
            yield stated(left, condition.relation, right)

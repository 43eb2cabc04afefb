"""The first link: a formula of a chapter, side by side, against its derivation."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from verify.book.displays import Display
from verify.proving.lines import DIGITS, EXACT, ROUNDED, Before, as_array, compare, entry_of
from verify.proving.namespace import Symbols
from verify.proving.values import Scope, free_indices, index_ranges
from verify.reading.equations import chains
from verify.reading.nodes import Chain
from verify.reading.tokens import LatexError
from verify.reading.unicode import text

RIGHT = {EXACT, DIGITS, ROUNDED}


@dataclass(frozen=True)
class Step:
    """One side of an equation: how it reads, the rule that led to it, and what was found."""

    text: str
    rule: str | None
    verdict: str  # one of RIGHT, or what is wrong and where
    relation: str  # "=" or "≈"; nothing for the left side of an equation

    @property
    def ok(self) -> bool:
        return self.verdict in RIGHT


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
        verdicts = [EXACT] * len(chain.sides)
        for indices in _places(chain, symbols, derived):
            scope = Scope(symbols, indices, symbols)
            entries += _compare(display, chain, scope, derived, verdicts)
        for side, verdict in zip(chain.sides, verdicts, strict=True):
            relation = "" if side is chain.sides[0] else side.relation
            steps.append(Step(text(side.value), side.rule, verdict, relation))
    return Reading(tuple(steps), entries)


def _places(chain: Chain, symbols: Symbols, derived: Any) -> Iterator[dict[str, int]]:
    """Every value of the free indices."""
    left = chain.sides[0].value
    free = list(free_indices(left, symbols))
    ranges: dict[str, set[int]] = {}
    for side in chain.sides:
        for index, at in free_indices(side.value, symbols).items():
            if index not in free:
                raise LatexError(f"the index {index!r} is not on the left side", at)
        for index, known in index_ranges(side.value, symbols).items():
            ranges[index] = ranges.get(index, known) & known
    _fit(free, ranges, derived, left.at)
    for index in free:
        if not ranges.get(index):
            raise LatexError(f"it is not clear how far {index!r} runs", left.at)
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


def _compare(
    display: Display, chain: Chain, scope: Scope, derived: Any, verdicts: list[str]
) -> int:
    """Compare neighbours at one value of the indices; note what is wrong; count the entries."""
    entries = 0
    before = None
    if derived is not None:
        value = entry_of(derived, scope.indices)
        before = Before(value, f"the derivation's {display.label}", chain.sides[0].value)
    for number, side in enumerate(chain.sides):
        found = compare(side, before, scope)
        if verdicts[number] in RIGHT and found.problem:
            at = ", ".join(f"{index} = {k}" for index, k in scope.indices.items())
            against = f" {before.name}" if before else ""
            verdicts[number] = (
                f"{display.place(side.value.at)}: {text(side.value)} is not{against}"
                f"{f' at {at}' if at else ''}: {found.problem}"
            )
        elif verdicts[number] == EXACT:
            verdicts[number] = found.verdict
        entries += found.entries
        before = found.before
    return entries

"""The first link: a formula of a chapter, side by side, against its derivation."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from verify.equality import Different, prove
from verify.equations import Display
from verify.evaluate import Scope, evaluate, free_indices, index_sizes
from verify.latex import chains
from verify.symbols import Symbols
from verify.tokens import LatexError
from verify.tree import Chain
from verify.unicode import text

EXACT, DIGITS = "exact", "30 digits"


@dataclass(frozen=True)
class Step:
    """One side of an equation: how it reads, the rule that led to it, and what was found."""

    text: str
    rule: str | None
    verdict: str  # EXACT, DIGITS, or what is wrong and where
    opens: bool  # whether it is the left side of its equation

    @property
    def ok(self) -> bool:
        return self.verdict in {EXACT, DIGITS}


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
    equations = chains(display.latex, symbols)
    if display.label and len(equations) > 1:
        raise LatexError("a label names one equation, not several", equations[1].sides[0].value.at)
    derived = symbols[display.label] if display.label else None
    steps: list[Step] = []
    entries = 0
    for chain in equations:
        verdicts = [EXACT] * len(chain.sides)
        for where, indices in _places(chain, symbols, derived):
            scope = Scope(symbols, indices, symbols)
            entries += _compare(display, chain, scope, where, derived, verdicts)
        steps += [
            Step(text(side.value), side.rule, verdict, opens=side is chain.sides[0])
            for side, verdict in zip(chain.sides, verdicts, strict=True)
        ]
    return Reading(tuple(steps), entries)


def _places(
    chain: Chain, symbols: Symbols, derived: Any
) -> Iterator[tuple[tuple[int, ...], dict[str, int]]]:
    """Every value of the free indices, with the entry of the derivation that it means."""
    left = chain.sides[0].value
    free = list(free_indices(left, symbols))
    sizes: dict[str, int] = {}
    for side in chain.sides:
        for index, size in index_sizes(side.value, symbols).items():
            if sizes.setdefault(index, size) != size and index in free:
                raise LatexError(
                    f"the index {index!r} runs to {sizes[index]} and to {size}", side.value.at
                )
        for index, at in free_indices(side.value, symbols).items():
            if index not in free:
                raise LatexError(f"the index {index!r} is not on the left side", at)
    shape = np.shape(derived) if derived is not None else ()
    if derived is not None and len(free) > len(shape):
        raise LatexError(f"{len(free)} indices, but the derivation has {len(shape)} axes", left.at)
    for index, size in zip(free, shape, strict=False):
        if sizes.setdefault(index, size) != size:
            raise LatexError(
                f"{index!r} runs to {sizes[index]}, in the derivation to {size}", left.at
            )
    if unknown := [index for index in free if index not in sizes]:
        raise LatexError(f"it is not clear how far {unknown[0]!r} runs", left.at)
    for values in product(*(range(1, sizes[index] + 1) for index in free)):
        yield tuple(v - 1 for v in values), dict(zip(free, values, strict=True))


def _compare(
    display: Display,
    chain: Chain,
    scope: Scope,
    where: tuple[int, ...],
    derived: Any,
    verdicts: list[str],
) -> int:
    """Compare neighbours at one value of the indices; note what is wrong; count the entries."""
    entries = 0
    previous, name = None, ""
    if derived is not None:
        previous, name = derived[where] if where else derived, f"the derivation's {display.label}"
    for number, side in enumerate(chain.sides):
        value = evaluate(side.value, scope)
        if previous is not None and verdicts[number] in {EXACT, DIGITS}:
            problem, exact = _difference(value, previous)
            if problem:
                at = ", ".join(f"{index} = {k}" for index, k in scope.indices.items())
                verdicts[number] = (
                    f"{display.place(side.value.at)}: {text(side.value)} is not {name}"
                    f"{f' at {at}' if at else ''}: {problem}"
                )
            elif not exact:
                verdicts[number] = DIGITS
            entries += np.size(value)
        previous, name = value, text(side.value)
    return entries


def _difference(value: Any, previous: Any) -> tuple[str, bool]:
    """What is wrong with a value, if anything, and whether equality was proved exactly."""
    if np.shape(value) != np.shape(previous):
        return f"the shapes are {np.shape(value)} and {np.shape(previous)}", False
    exact = True
    for place in np.ndindex(np.shape(value)):
        one, other = (x[place] if place else x for x in (value, previous))
        try:
            exact &= prove(one, other)
        except Different as error:
            entry = f"entry {', '.join(str(k + 1) for k in place)}: " if place else ""
            return f"{entry}{_short(one)} against {_short(other)}; {error}", False
    return "", exact


def _short(expression: Any) -> str:
    written = str(expression)
    return written if len(written) <= 80 else written[:77] + "..."

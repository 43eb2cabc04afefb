"""Compare one formula with a claim of the book: how it was read, and what it is worth."""

import re
from collections.abc import Iterator
from contextlib import suppress

import numpy as np

from verify.book.displays import Display
from verify.book.limits import OutOfBounds, limited
from verify.console.near import hint
from verify.console.numbers import furthest, told_apart
from verify.diagnosis import cases
from verify.diagnosis.answers import Claim, claimed, read, verdict
from verify.diagnosis.numeric import Sample, same
from verify.diagnosis.outcome import Outcome, plain
from verify.diagnosis.settings import FAULTS
from verify.proving.formula import read_at_all_sizes
from verify.proving.indices import free_indices
from verify.proving.namespace import symbols
from verify.proving.sizes import shown
from verify.reading import nodes as n
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol, text
from verify.showing.notation import declared
from verify.showing.transcript import title

UNSURE = {Outcome.UNREADABLE, Outcome.UNDEFINED, Outcome.DIFFERENT}
NOT_UNDERSTOOD = {Outcome.UNREADABLE, Outcome.UNKNOWN, Outcome.EMPTY}
LONGEST = 200  # characters that are shown with a mark below one of them
SECONDS = 1  # to find where it differs


def compared(formula: str, display: Display) -> int:
    """Print the verdict; the exit status: 0 right, 1 wrong, 2 it cannot be read."""
    print(title(display))
    claim = claimed(display.topic, display.label or "")
    try:
        sides = read(formula, claim) if formula.strip() else []
    except LatexError as error:
        if len(formula) <= LONGEST:
            print(f"  {formula}\n  {' ' * error.at}^")
        sides = []
    except RecursionError:  # which the verdict says
        sides = []
    for k, side in enumerate(sides):
        print(f"    {'= ' if k else ''}{text(side)}")
    found = verdict(formula, display.topic, display.label or "")
    if found.outcome in UNSURE and (holds := _holds(formula, display)) is not None:
        found = plain(Outcome.RIGHT if holds else Outcome.DIFFERENT)
    print(f"{'✓' if found.is_right else '✗'} {found.sentence}")
    if found.is_right:
        return 0
    if found.outcome in NOT_UNDERSTOOD:
        if found.outcome is Outcome.UNKNOWN:
            print(f"  {_symbols(sides, claim)}")
        return 2
    with suppress(OutOfBounds, RecursionError, *FAULTS), limited(SECONDS):
        for line in _where(sides, claim):
            print(f"  {line}")
    return 1


def _holds(formula: str, display: Display) -> bool | None:
    r"""Whether a formula holds as a display of the book would, such as one with ``O(h^2)``.

    Nothing if it cannot be read as one.
    """
    left = "" if "=" in formula else _left_side(display)
    source = f"$${left}{formula}\n\\label{{eq:{display.label}}}$$"
    asked = Display(display.topic, source, 2, len(source) - 2)
    with suppress(OutOfBounds, RecursionError, *FAULTS), limited(SECONDS):
        return all(step.ok for step in read_at_all_sizes(asked, symbols(display.topic)).steps)
    return None


def _left_side(display: Display) -> str:
    """The left side of a claim in LaTeX, with an equals sign behind it."""
    latex = re.sub(r"\\begin\{aligned\}|&", " ", display.latex)
    return f"{latex.partition('=')[0]} = "


def _symbols(sides: list[n.Node], claim: Claim) -> str:
    """The symbol that was perhaps meant by one that nothing defines, or those that there are."""
    names = [symbol(one.name) for one in declared(claim.display.topic)]
    parts = [part for side in sides for part in n.walk(side)]
    indices = {*claim.indices, *(part.index for part in parts if isinstance(part, n.Fold))}
    used = [part.name for part in parts if isinstance(part, n.Name)]
    unknown = [name for name in used if name not in claim.names and name not in indices]
    near = [hint(symbol(name), names) for name in unknown]
    return next(filter(None, near), "").removeprefix("; ") or f"the symbols: {', '.join(names)}"


def _where(sides: list[n.Node], claim: Claim) -> Iterator[str]:
    """The entry that is furthest off, of the first point at which a side is not what it should."""
    left, *rights = sides
    for right in rights:
        used = free_indices(right, claim.names)
        own = [*free_indices(left, claim.names)] if used or left is not claim.left else []
        for sample in cases.samples(claim.over(own), right, []):
            one, other = np.asarray(sample.answer, float), np.asarray(sample.expected, float)
            if one.shape == other.shape and not same(one, other):
                yield _entry(sample, one, other, claim)
                return


def _entry(sample: Sample, one: np.ndarray, other: np.ndarray, claim: Claim) -> str:
    place, found, expected = furthest(one, other)
    a, b = told_apart(found, expected)
    named = zip(sample.axes or ["entry"] * len(place), place, strict=True)
    where = "".join(f", {name} = {k + 1}" for name, k in named)
    used = claim.names.sizes_of({claim.label})
    sizes = shown({name: sample.sizes[name] for name in used})
    at = f" at {sizes}{where}" if sizes else f" at {where[2:]}" if where else ""
    return f"at a random point{at} it is {a}, and should be {b}"

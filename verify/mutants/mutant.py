"""A text with one change, and a choice among many of them."""

import hashlib
import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PARTS = ("formulas", "numbers", "sizes", "code")
OF_NUMBERS = {"number"}
OF_SIZES = {"size", "number as a size"}


@dataclass(frozen=True)
class Mutant:
    """A text with one change: its kind, and what became of what."""

    kind: str
    old: str
    new: str
    text: str
    key: str  # what it is, whatever stands around it
    place: str = ""  # of code: the function,
    line: str = ""  # and the statement after the change

    @property
    def part(self) -> str:
        """To which of the four counts it belongs."""
        if self.place:
            return "code"
        if self.kind in OF_SIZES:
            return "sizes"
        return "numbers" if self.kind in OF_NUMBERS else "formulas"

    @property
    def change(self) -> str:
        """``a + b → a - b``."""
        return f"{self.old or 'nothing'} → {self.new or 'nothing'}"


def sample(mutants: Iterable[Mutant], sizes: Mapping[str, int], seed: int) -> list[Mutant]:
    """So many mutants of each part, in the order in which they come.

    Each has a number that depends on itself and the seed alone, and the smallest are chosen: a
    display that changes, or one more mutant, does not move the others in or out.
    """
    parts: defaultdict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        parts[mutant.part].append(mutant)
    chosen = [
        mutant
        for part, found in parts.items()
        for mutant in heapq.nsmallest(sizes[part], found, key=lambda m: _number(m, seed))
    ]
    return sorted(chosen, key=lambda mutant: mutant.key)


def _number(mutant: Mutant, seed: int) -> str:
    return hashlib.sha256(f"{seed}\0{mutant.kind}\0{mutant.key}".encode()).hexdigest()

"""Put another rule beside a step of the book, and print where nobody notices.

    python -m tests.exchanged_rules softmax

puts every rule of the book, and every name of the chapter in a rule that has a name, in place of
each rule that is checked. A survivor is a rule that is true as well, or it is a hole in the checks.
"""

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from verify.book.displays import Display, book, chapters, displays
from verify.proving.formula import places
from verify.proving.namespace import Symbols, symbols
from verify.reading import nodes as n
from verify.reading.equations import chains
from verify.reading.unicode import text
from verify.rules.check import holds, sampled
from verify.rules.table import CHECKED, find


@dataclass(frozen=True)
class Line:
    """A step of the book with a rule that is checked."""

    place: str
    rule: str
    row: tuple[n.Node, ...]
    symbols: Symbols
    places: Sequence[Any]

    def says(self, rule: str) -> bool:
        """Whether a rule is the one that stands here, maybe in other words, or nothing at all."""
        try:
            return find(rule, self.symbols) == find(self.rule, self.symbols)
        except LookupError:
            return True

    def accepts(self, rule: str) -> bool:
        """Whether another rule could stand here."""
        found, names = find(rule, self.symbols)
        return holds(found, names, self.row, self.symbols, self.places)

    def __str__(self) -> str:
        return f"{self.place}: {' = '.join(map(text, self.row))}"


def lines(topic: str) -> list[Line]:
    """All steps of a chapter whose rules are checked."""
    return [line for display in displays(topic) for line in _lines(display)]


def _lines(display: Display) -> Iterator[Line]:
    if display.reason is not None:
        return
    known = symbols(display.topic)
    derived = known[display.label] if display.label else None
    for chain in chains(display.latex, known):
        for k, side in enumerate(chain.sides):
            if side.rule and find(side.rule, known)[0].check:
                row = tuple(part.value for part in chain.sides[k - side.row : k + 1])
                some = sampled(list(places(chain, known, derived)))
                yield Line(display.place(side.rule_at), side.rule, row, known, some)


@cache
def rules() -> tuple[str, ...]:
    """Every rule of the book that is checked."""
    topics = dict.fromkeys(display.topic for display in book())
    return tuple(dict.fromkeys(line.rule for topic in topics for line in lines(topic)))


def survivors(topic: str, most: int | None = None) -> list[tuple[Line, str]]:
    """The steps of a chapter at which another rule is accepted as well; of many, some are tried."""
    found = []
    for line in lines(topic):
        one_name = [rule.name for rule in CHECKED if rule.name.count("{}") == 1]
        named = [rule.format(name) for rule in one_name for name in line.symbols]
        for group in (rules(), named):
            others = [rule for rule in group if not line.says(rule)]
            if most is not None:
                others = random.Random(line.place).sample(others, min(most, len(others)))
            found += [(line, rule) for rule in others if line.accepts(rule)]
    return found


def asked(arguments: list[str]) -> list[str]:
    """The chapters that a command line names, or all."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.exchanged_rules", description=__doc__.splitlines()[0]
    )
    parser.add_argument("chapters", nargs="*", metavar="CHAPTER", help="whose rules (all)")
    known, topics = chapters(), parser.parse_args(arguments).chapters
    for topic in topics:
        if topic not in known:
            parser.error(f"expected chapters among {', '.join(known)}; got {topic!r}")
    return topics or known


if __name__ == "__main__":
    for topic in asked(sys.argv[1:]):
        for line, rule in survivors(topic):
            print(f"{line.rule!r} -> {rule!r}\n    {line}")

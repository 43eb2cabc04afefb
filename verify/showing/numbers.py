"""Whether each number of a page's prose has something that makes it true.

    python -m verify.showing.numbers softmax          # what is missing, as lines to paste
    python -m verify.showing.numbers --write softmax  # write them, and print what has changed

A number in words or digits is quoted by a test (``@states``), computed beside the page, or listed
there as a plain count (`verify.prose.pins`). A ``{{ value }}``, ``{{ run }}`` or ``{{ cited }}`` is
quoted, or repeated there with its words and its result: else another expression would do as well.
"""

import difflib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from verify.book import ROOT, sources
from verify.book.claims import Book
from verify.book.markup import DIRECTIVE, place_in, without_code
from verify.prose.numerals import equal, numbers
from verify.prose.pages import path_of, text_of
from verify.prose.pins import (
    Pins,
    Span,
    aligned,
    directives_of,
    load,
    phrase_at,
    pin,
    proposed,
    replaced,
    shown,
    toml,
    within,
)
from verify.prose.plain import FOLDER, occurrences
from verify.prose.statements import quoted
from verify.showing import directives

HOW = {
    "[directives]": "Read each sentence; quote it in a test (@states), or put it into [directives]",
    "plain": "Quote each sentence in a test (@states), compute its number (below), or, if it needs "
    "no proof, list it in plain of [numbers]",
}
USAGE = "usage: python -m verify.showing.numbers [--write] PAGE ..., such as softmax or README"


@dataclass(frozen=True)
class Document:
    """A page, or the captions of its figures."""

    page: str  # "softmax", "README", "figures/softmax"
    text: str
    quotes: list[Span]  # by tests

    def place(self, at: int) -> str:
        """``docs/softmax.md:14:9``."""
        return place_in(path_of(self.page).relative_to(ROOT).as_posix(), self.text, at)

    def quoted(self, span: Span) -> bool:
        return any(within(span, quote) for quote in self.quotes)

    @property
    def topic(self) -> str:
        """Whose names an expression may use."""
        return self.page.rpartition("/")[2]


@dataclass
class Found:
    """What is wrong with a page's numbers, and the tables that would be right."""

    problems: list[str] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=dict)  # a table's name -> lines for it
    better: Pins = field(default_factory=Pins)


@sources.one_look()
def look(document: Document, pins: Pins) -> Found:
    """Compare a page with what is written beside it."""
    found = Found()
    spans = _Directives(document, pins, found).compare()
    _Numbers(document, pins, found, spans).compare()
    return found


def problems(page: str, document: Document | None = None, pins: Pins | None = None) -> str:
    """What is wrong, each with its place, and the lines to paste; nothing where all is well.

    Raises:
        LookupError: there is no such page, or what is written beside it cannot be read.
    """
    found = look(document or read(page), pins or load(page))
    lines = list(found.problems)
    for table, missing in found.missing.items():
        lines += ["", f"{HOW[table]} of {shown(page)}, in the order of the page:", *missing]
        alone = [line.strip(" ,") for line in missing if len(numbers(line)) == 1]
        if table == "plain" and alone:
            lines += ["or instead in [numbers.computed]:", f"{alone[0]} = 'EXPRESSION'"]
    if lines:
        lines += ["", f"This writes the lines: python -m verify.showing.numbers --write {page}"]
    return "\n".join(lines)


def read(page: str, text: str | None = None) -> Document:
    """A page, or another text of it, with what tests quote of it.

    Raises:
        LookupError: there is no such page.
    """
    if not path_of(page).is_file():
        raise LookupError(f"there is no page {page!r}: write softmax, README or figures/softmax")
    text = text_of(page) if text is None else text
    return Document(page, text, [(quote.start, quote.end) for quote in quoted(page, text)])


class _Directives:
    """``{{ value }}`` and its like, and the phrases that repeat them."""

    def __init__(self, document: Document, pins: Pins, found: Found):
        self.document, self.pins, self.found = document, pins, found
        self.text = without_code(document.text)
        every = [(each.start, each.end) for each in directives_of(self.text)]
        self.open = [span for span in every if not document.quoted(span)]
        self.quoted = [span for span in every if document.quoted(span)]

    def compare(self) -> list[Span]:
        """Say what is wrong, and where the phrases stand that are right or will be."""
        rows: dict[Span, list[str]] = {}
        places = aligned([*self.pins.directives], self.document.text, self.open, self.quoted)
        for (phrase, said), place in zip(self.pins.directives.items(), places, strict=True):
            if place is None:
                self.found.problems.append(_covers_nothing(self.document, phrase))
                continue
            rows[place] = results = self.results(place)
            if results != said:
                self.found.problems.append(
                    f"{self.document.place(place[0])}: {phrase!r} gives {results}, where "
                    f"{shown(self.document.page)} has {said}: is the sentence still true?"
                )
        left = [span for span in self.open if not any(within(span, place) for place in rows)]
        for start, end in left:
            directive = self.document.text[start:end]
            self.found.problems.append(f"{self.document.place(start)}: {directive} is not repeated")
        for span in proposed("directives", self.text, left, {*self.pins.directives}):
            rows[span] = self.results(span)
            line = pin(phrase_at(self.document.text, span), rows[span])
            self.found.missing.setdefault("[directives]", []).append(line)
        better = {phrase_at(self.document.text, span): rows[span] for span in sorted(rows)}
        self.found.better = replace(self.found.better, directives=better)
        return list(rows)

    def results(self, span: Span) -> list[str]:
        """What the directives in a phrase give."""
        topic, book = self.document.topic, Book.now()
        return [
            directives.result(each["name"], each["arguments"] or "", topic, book)
            for each in DIRECTIVE.finditer(phrase_at(self.document.text, span))
            if each["name"] in directives.RESULTS
        ]


class _Numbers:
    """Numbers that somebody typed, and the phrases that cover them."""

    def __init__(self, document: Document, pins: Pins, found: Found, covered: list[Span]):
        self.document, self.pins, self.found = document, pins, found
        self.numbers = {(n.start, n.end): n.text for n in numbers(document.text)}
        self.open = [span for span in self.numbers if not document.quoted(span)]
        self.quoted = [span for span in self.numbers if document.quoted(span)]
        self.cover(covered)

    @cached_property
    def names(self) -> dict[str, Any]:
        """What the expressions may use."""
        return directives.names_beside(self.document.topic, Book.now(), self.pins.names)

    def compare(self) -> None:
        """Say what is wrong."""
        listed = [*self.pins.computed]
        if None in aligned(listed, self.document.text, self.open, self.quoted):
            listed.sort(key=self.first)  # as a line may have been added anywhere
        computed = dict(zip(listed, self.places(listed), strict=True))
        for phrase, place in computed.items():
            if place is not None:
                self.compute(phrase, place)
        kept = [place for place in self.places(self.pins.plain) if place is not None]
        for start, end in self.open:
            number = self.document.text[start:end]
            self.found.problems.append(f"{self.document.place(start)}: {number} is typed")
        new = proposed("numbers", self.document.text, self.open)
        if new:
            lines = [f"  {toml(phrase_at(self.document.text, span))}," for span in new]
            self.found.missing["plain"] = lines
        self.found.better = replace(
            self.found.better,
            plain=[phrase_at(self.document.text, span) for span in sorted([*kept, *new])],
            computed={p: self.pins.computed[p] for p, at in computed.items() if at is not None},
            names=self.pins.names,
        )

    def first(self, phrase: str) -> int:
        """Where a phrase first covers a number."""
        found = occurrences(phrase, self.document.text)
        return min(
            (span[0] for span in found if any(within(n, span) for n in self.open)), default=0
        )

    def places(self, phrases: Sequence[str]) -> list[Span | None]:
        """Where the phrases stand; what they contain is covered then."""
        places = aligned(phrases, self.document.text, self.open, self.quoted)
        for phrase, place in zip(phrases, places, strict=True):
            if place is None:
                self.found.problems.append(_covers_nothing(self.document, phrase))
        self.cover([place for place in places if place is not None])
        return places

    def cover(self, places: list[Span]) -> None:
        self.open = [s for s in self.open if not any(within(s, place) for place in places)]

    def compute(self, phrase: str, place: Span) -> None:
        """Compare the number in a phrase with the value of its expression."""
        held = [text for span, text in self.numbers.items() if within(span, place)]
        expression = self.pins.computed[phrase]
        try:
            if len(held) != 1:
                raise ValueError(f"it has the numbers {held}: take a phrase with one of them")
            value = directives.number(expression, self.names)
            if not equal(held[0], value):
                raise ValueError(f"{expression} is {value:.12g}")
        except (ValueError, LookupError) as error:
            self.found.problems.append(f"{self.document.place(place[0])}: {phrase!r}: {error}")


def _covers_nothing(document: Document, phrase: str) -> str:
    return (
        f"{shown(document.page)}: {phrase!r} covers nothing: it is not on the page, or not in this "
        "order, or its numbers are covered by another phrase"
    )


def main(arguments: list[str]) -> int:
    """Print what is wrong with the pages that are named, or write what would be right."""
    pages = [a.removeprefix("docs/").removesuffix(".md") for a in arguments if a != "--write"]
    if not pages or any(page.startswith("-") for page in pages):
        print(USAGE, file=sys.stderr)
        return 2
    try:
        if "--write" in arguments:
            for page in pages:
                _write(page)
        told = "\n\n".join(filter(None, map(problems, pages)))
    except (LookupError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(told or "Every number is quoted, computed or listed.")
    return 1 if told else 0


def _write(page: str) -> None:
    """Bring the tables beside a page up to date, and print the lines that have changed."""
    path = FOLDER / f"{page}.toml"
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    after = replaced(before, look(read(page), load(page)).better)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(after, encoding="utf-8")
    for line in difflib.ndiff(before.splitlines(), after.splitlines()):
        if line[0] in "+-":
            print(line)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)

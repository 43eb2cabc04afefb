"""The figures of a page that compute: what ``{{ live NAME }}`` becomes, and what was found."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from verify.book import sources
from verify.book.claims import Book, anchor, relative
from verify.book.displays import BookError, Display, displays
from verify.book.limits import limited
from verify.book.markup import DIRECTIVE, without_code
from verify.book.memory import remember
from verify.book.modules import fresh
from verify.live import evidence, markup
from verify.live.evidence import TOLERANCE, Agreement
from verify.live.model import Live
from verify.live.printed import marked, numbers
from verify.proving.namespace import Symbols, symbols
from verify.showing.mathml import mathml

SCRIPT, STYLE = "assets/live.js", "assets/live.css"
OF_THE_PAGE = "assets/live_page.js"  # where numbers outside of the figures follow too
NUMBER = re.compile(r"(-?\d+(?:\.\d+)?)")
IN_PICTURE = re.compile(r"<text(?=[^>]*>\s*[-−]?\d+(?:\.\d+)?\s*</text>)([^>]*>)")
BAR = (
    '<aside class="live-bar" hidden><output></output> '
    "<button type=button>restore the book's numbers</button></aside>"
)
MODULES = ("verify.showing.lives", "verify.live.evidence", "verify.live.printed")


@dataclass(frozen=True)
class Lives:
    """The figures of a page: HTML and code of each, the numbers of displays, the agreements."""

    figures: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    numbers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    agreements: Mapping[str, Mapping[str, Agreement]] = field(default_factory=dict)  # of each
    without: Mapping[str, str] = field(default_factory=dict)  # figures with none, and why
    cells: Mapping[str, Mapping[str, Sequence[int]]] = field(default_factory=dict)
    rows: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    pictures: Mapping[str, Sequence[str]] = field(default_factory=dict)
    problem: str = ""

    def followed(self, order: int, latex: str, shown: str) -> str:
        """A typeset display of the page, with what its numbers follow."""
        places = {int(at): data for at, data in self.numbers.get(str(order), {}).items()}
        return marked(shown, latex, places)

    def table(self, name: str, rows: str) -> str:
        """A table of the page in Markdown, with what its numbers follow.

        Raises:
            LookupError: a row is missing, or has other numbers than it is said to have.
        """
        lines = rows.split("\n")
        for head, shown in self.cells.get(name, {}).items():
            at = self._row(name, head, lines)
            before, _, cell = lines[at].rstrip(" |").rpartition("|")
            pieces = NUMBER.split(cell)
            if len(pieces) != 2 * len(shown) + 1:
                raise LookupError(f"the row {head!r} has {len(pieces) // 2} numbers")
            for k, place in enumerate(shown):
                decimals = len(pieces[2 * k + 1].partition(".")[2])
                data = f"{place} {f'm{decimals}' if decimals else 'x'}"
                pieces[2 * k + 1] = _following(data, pieces[2 * k + 1])
            cell = "".join(pieces)
            lines[at] = f"{before}|{cell} |"
        for head, followed in self.rows.get(name, {}).items():
            at = self._row(name, head, lines)
            first, *rest = lines[at].strip("| ").split(" | ")
            if len(rest) != len(followed):
                raise LookupError(f"the row {head!r} has {len(rest)} cells after its name")
            new = map(_following, followed, rest)
            lines[at] = f"| {' | '.join([first, *new])} |"
        return "\n".join(lines)

    @staticmethod
    def _row(name: str, head: str, lines: list[str]) -> int:
        for at, line in enumerate(lines):
            if line.startswith(f"| {head} |"):
                return at
        raise LookupError(f"the table {name!r} has no row {head!r}")

    def picture(self, name: str, svg: str) -> str:
        """A picture of the page, with what its numbers follow.

        Raises:
            LookupError: it has other numbers than it is said to have.
        """
        if name not in self.pictures:
            return svg
        followed, found = self.pictures[name], len(IN_PICTURE.findall(svg))
        if found != len(followed):
            raise LookupError(f"the picture {name!r} has {found} numbers, not {len(followed)}")
        places = iter(followed)
        return IN_PICTURE.sub(lambda one: f'<text data-m="{next(places)} o"{one[1]}', svg)

    def shown(self, name: str, page: str) -> str:
        """The inside of a figure; the first one of a page brings what all of them need."""
        html, code = self.figures[name]
        shown = f"{html}<script>{code}</script>"
        if name != next(iter(self.figures)):
            return shown
        style, script = relative(STYLE, page), relative(SCRIPT, page)
        shown = f'<script src="{script}" defer></script>{shown}'
        if self.numbers:
            first = relative(OF_THE_PAGE, page)
            shown = f'<script src="{first}" defer></script>{shown}{BAR}'
        return f'<link rel="stylesheet" href="{style}">{shown}'

    def disagreeing(self, name: str) -> list[str]:
        """What is wrong with the code of a figure."""
        return [
            f"{{{{ live {name} }}}} computes {label} with an error of {found.error:.0e}, "
            f"more than {TOLERANCE:.0e}"
            for label, found in self.agreements.get(name, {}).items()
            if not found.error <= TOLERANCE
        ]

    def of_formula(self, label: str) -> list[Agreement]:
        """What was found of a formula, for each figure that computes it."""
        return [found[label] for found in self.agreements.values() if label in found]


def _following(data: str, cell: str) -> str:
    """The text of a cell, with what it follows if it does."""
    return f'<span data-m="{data} o">{cell}</span>' if data else cell


@lru_cache(maxsize=64)
def names(text: str) -> list[str]:
    """The figures of a page that compute."""
    visible = without_code(text)
    return [
        text[slice(*found.span("arguments"))].strip()
        for found in DIRECTIVE.finditer(visible)
        if found["name"] == "live"
    ]


def of_page(topic: str, text: str) -> Lives:
    """All of them, remembered for as long as the page, the derivation and `nn` are the same.

    Raises:
        LookupError: there is no such figure, or it has no caption.
    """
    wanted = names(text)
    if not wanted:
        return Lives()
    there = [f"{folder}.{topic}" for folder in ("figures", "derivations", "nn")]
    known = [module for module in there if sources.find(module)]
    for name in wanted:
        if not sources.docstring(f"figures.{topic}", name):
            raise LookupError(f"figures/{topic}.py:{name} has no docstring, which is the caption")
    key = sources.digest(*known, *MODULES, extra=f"live {topic}\0{text}")
    return _remembered(topic, text, key)


@lru_cache(maxsize=64)
def _remembered(topic: str, text: str, key: str) -> Lives:
    """A build asks for those of a chapter once for each of its formulas."""
    found = remember(key, lambda: _of_page(topic, text, names(text)))
    return Lives(
        {name: (html, code) for name, (html, code) in found["figures"].items()},
        found["numbers"],
        {
            name: {label: Agreement(*values) for label, values in of.items()}
            for name, of in found["agreements"].items()
        },
        found["without"],
        found["cells"],
        found["rows"],
        found["pictures"],
    )


def of_chapter(topic: str, book: Book) -> Lives:
    """Those of a chapter as its file has it; none where they can't be made, as its page tells."""
    try:
        return of_page(topic, book.pages.get(book.docs / f"{topic}.md", ""))
    except Exception:  # the figure is the author's, whom its page tells
        return Lives()


def made(topic: str, text: str) -> dict[str, Live]:
    """The figures themselves, with all that the page asks of them; see `of_page`."""
    return _made(topic, text, names(text))[0]


Numbers = dict[str, dict[str, str]]


def _made(topic: str, text: str, wanted: list[str]) -> tuple[dict[str, Live], Numbers]:
    module = fresh(f"figures.{topic}")
    derivation, every = _derivation(topic), _displays(topic, text)
    numbered: Numbers = {}
    with limited():
        found: dict[str, Live] = {name: getattr(module, name)() for name in wanted}
        for live in found.values():
            live.lights = [(at, _anchor(part, topic, every)) for at, part in live.lights]
            for one in live.inputs:
                if one.kind == "range":
                    live.at(one.symbol)  # which its control shows
            if live.numbers_of_the_page and derivation is not None:
                numbered = _numbers(every, live, derivation)
    return found, numbered


def _of_page(topic: str, text: str, wanted: list[str]) -> dict[str, Any]:
    figures, numbered = _made(topic, text, wanted)
    shown = {
        name: (markup.figure(live, name, mathml), markup.script(live, name))
        for name, live in figures.items()
    }
    agreements = {name: _agreements(live, name, topic) for name, live in figures.items()}
    cells, rows, pictures = (
        {name: each for live in figures.values() for name, each in getattr(live, kind).items()}
        for kind in ("cells", "rows", "copies")
    )
    return {
        "figures": shown,
        "numbers": numbered,
        "agreements": agreements,
        "without": {name: live.without for name, live in figures.items() if live.without},
        "cells": cells,
        "rows": rows,
        "pictures": pictures,
    }


def _agreements(live: Live, name: str, topic: str) -> dict[str, Agreement]:
    """What was found of the formulas that a figure computes.

    Raises:
        LookupError: it computes none, and does not say why.
    """
    derivation = _derivation(live.derivation or topic)
    if derivation is not None and (live.claims or live.compared):
        return evidence.agreements(live, name, derivation)
    if live.without:
        return {}
    raise LookupError(
        f"figures/{topic}.py:{name} is compared with no function of nn: say with which by "
        "derived, called or walked, or in without why there is none"
    )


def _derivation(topic: str) -> Symbols | None:
    return symbols(topic) if sources.find(f"derivations.{topic}") else None


def _displays(topic: str, text: str) -> list[Display]:
    try:
        return displays(topic, text)
    except BookError:  # which the page tells
        return []


def _anchor(part: str, topic: str, every: list[Display]) -> str:
    """The anchor of the first display that holds a piece of LaTeX.

    Raises:
        LookupError: there is none.
    """
    for order, display in enumerate(every, start=1):
        if part in display.latex:
            return anchor(display, order)
    raise LookupError(f"docs/{topic}.md has no display with {part!r}")


def _numbers(every: list[Display], live: Live, derivation: Symbols) -> Numbers:
    found: Numbers = {}
    for order, display in enumerate(every):
        here = {
            str(one.order): f"{live.at(one.meant)} {one.form} {one.sign}"
            for one in numbers(display, derivation)
        }
        if here:
            found[str(order)] = here
    return found

"""Where everything of the book is: its pages, its chapters, its labelled formulas."""

import posixpath
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from verify.book import ROOT
from verify.book.displays import BookError, Display, chapters, displays


@dataclass(frozen=True)
class Claim:
    """A display with its place in the book."""

    display: Display
    number: str  # "3.2" for a labelled formula, otherwise nothing
    anchor: str  # "eq:softmax_jacobian"; "eq:softmax-3", the third display, without a label

    @property
    def page(self) -> str:
        return f"{self.display.topic}.md"

    @property
    def link(self) -> str:
        return f"{self.page}#{self.anchor}"


class Book:
    """The book as its files are now; `Book.now` reads them again only when one has changed."""

    _last: "tuple[object, Book] | None" = None

    def __init__(self, root: Path = ROOT):
        self.root = root
        self.docs = root / "docs"
        self.pages = {p: _text(p) for p in sorted(self.docs.rglob("*.md"))}

    @classmethod
    def now(cls) -> "Book":
        files = [
            ROOT / "mkdocs.yml",
            *(ROOT / "derivations").glob("*.py"),
            *(ROOT / "docs").rglob("*.md"),
        ]
        stamp = sorted((str(path), path.stat().st_mtime_ns) for path in files)
        if cls._last is None or cls._last[0] != stamp:
            cls._last = stamp, cls()
        return cls._last[1]

    @cached_property
    def chapters(self) -> list[str]:
        return chapters(self.root)

    @cached_property
    def claims(self) -> dict[str, list[Claim]]:
        """The displays of each chapter; a chapter that cannot be read has none here."""
        return {topic: self._claims(topic) for topic in self.chapters}

    @cached_property
    def labels(self) -> dict[str, Claim]:
        """The labelled formulas by name, in reading order."""
        every = [claim for claims in self.claims.values() for claim in claims]
        return {claim.display.label: claim for claim in every if claim.display.label}

    def title(self, topic: str) -> str:
        """The first heading of a page."""
        lines = self.pages.get(self.docs / f"{topic}.md", "").splitlines()
        return next((line[2:].strip() for line in lines if line.startswith("# ")), topic)

    def page(self, text: str) -> str | None:
        """The page with this text, as ``reference/nn.md``; nothing for a docstring.

        Python-Markdown is given a text and no file name, so the text is the name.
        """
        for path, known in self.pages.items():
            if known == text or (known.startswith("---") and text and known.endswith(text)):
                return path.relative_to(self.docs).as_posix()
        return None

    def _claims(self, topic: str) -> list[Claim]:
        try:
            found = displays(topic, self.pages.get(self.docs / f"{topic}.md", ""))
        except BookError:
            return []  # whoever builds that page, or runs the tests, is told
        chapter, claims, labelled = self.chapters.index(topic) + 1, [], 0
        for order, display in enumerate(found, start=1):
            labelled += bool(display.label)
            number = f"{chapter}.{labelled}" if display.label else ""
            claims.append(Claim(display, number, anchor(display, order)))
        return claims


def anchor(display: Display, order: int) -> str:
    """What a link to a display names: its label, or its place on the page, from 1."""
    return f"eq:{display.label or f'{display.topic}-{order}'}"


def taken(topic: str) -> list[str]:
    """The labels of a chapter that the book has given before."""
    given: dict[str, Display] = {}
    problems = []
    for other in chapters():
        try:
            found = displays(other)
        except (BookError, OSError):  # of another chapter, where it is reported
            continue
        for display in found:
            first = given.setdefault(display.label or "", display)
            if display.label and first is not display and other == topic:
                where = first.place()
                problems.append(f"{display.place()}: eq:{display.label} is the label of {where}")
    return problems


def relative(target: str, page: str) -> str:
    """A link from one page to another, both named from ``docs/``."""
    path, _, anchor = target.partition("#")
    return posixpath.relpath(path, posixpath.dirname(page) or ".") + (anchor and f"#{anchor}")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8-sig")

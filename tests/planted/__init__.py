"""Errors as other books print them, and true rewrites, planted in the displays of this book.

``errors.toml`` and ``rewrites.toml`` hold the changes of each chapter, one a row. First comes which
display is meant: its label or a piece of it, or nothing where the old piece is at one place only.
Then come the old piece, or nothing for the whole display, and the new one. Behind an error stands
what it is, and who prints it where that is known. Rules and the width of blanks do not count.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from verify.book.displays import Display, displays
from verify.check import _check
from verify.mutants.formulas import with_latex

FOLDER = Path(__file__).parent
RULE = re.compile(r"&& *\\text\{[^{}]*\}")


@dataclass(frozen=True)
class Change:
    """A display as it reads with one piece changed, and what the list says of the change."""

    display: Display
    old: str
    new: str
    about: tuple[str, ...]

    def __str__(self) -> str:
        about = f" ({', '.join(self.about)})" if self.about else ""
        return f"{self.display}: {self.old or 'all of it'} -> {self.new}{about}"


def listed(name: str) -> list[Change]:
    """The changes of a list, in the order of its rows.

    Raises:
        LookupError: a row names no place of the book, or several.
    """
    rows = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return [_change(topic, *row) for topic, found in rows.items() for row in found]


def _change(topic: str, which: str, old: str, new: str, *about: str) -> Change:
    texts = [(display, _bare(display.latex)) for display in displays(topic)]
    named = [(display, text) for display, text in texts if which and display.label == which]
    named = named or [(display, text) for display, text in texts if which in text]
    places = [(d, text) for d, text in named for _ in range(text.count(old) if old else 1)]
    if len(places) != 1:
        problem = f"{old!r} of {which!r} stands at {len(places)} places of {topic}"
        raise LookupError(f"{problem}; it should be one: name more of the display")
    display, text = places[0]
    return Change(with_latex(display, text.replace(old, new) if old else new), old, new, about)


def _bare(latex: str) -> str:
    return " ".join(RULE.sub("", latex).split())


def objection(change: Change) -> str:
    """What is first said against a changed display; nothing if it has a tick."""
    return next((f.detail for f in _check(change.display).findings if not f.ok), "")

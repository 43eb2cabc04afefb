r"""Find the displays of the book, in reading order.

    $$
    p_i = ...
    \label{eq:softmax}
    $$

in ``docs/softmax.md`` names ``derivations.softmax.softmax`` and ``nn.softmax.softmax``:
there is no other registry, the name is the link. A display that cannot be checked says why,
``\unchecked{reason}``, and the reader of the book sees the reason.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[1]
FENCE = re.compile(r"^[ \t]*(```+|~~~+).*?^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
DISPLAY = re.compile(r"\$\$(?P<latex>.*?)\$\$", re.DOTALL)
COMMAND = re.compile(r"\\(label\{eq:(?P<label>\w+)\}|unchecked\{(?P<reason>[^{}]*)\})")
ELSEWHERE = re.compile(
    r"\\\[|\\begin\{(?:equation|align|gather|multline|eqnarray)\*?\}|^[ \t]*```math", re.M
)


class BookError(ValueError):
    """Something in the book cannot be read; the message starts with the place."""


@dataclass(frozen=True)
class Display:
    """One display of a chapter: what stands between two ``$$``."""

    topic: str
    source: str  # the text of the chapter
    start: int  # where in the source the display's LaTeX starts
    end: int

    @cached_property
    def latex(self) -> str:
        r"""The formula alone: ``\label`` and ``\unchecked`` are blanked, so offsets stay true."""
        return COMMAND.sub(lambda found: " " * len(found[0]), self.source[self.start : self.end])

    @cached_property
    def label(self) -> str | None:
        """The name that the formula shares with its derivation and its code."""
        return next(self._commands("label"), None)

    @cached_property
    def reason(self) -> str | None:
        """Why the author says that this display cannot be checked."""
        return next(self._commands("reason"), None)

    def _commands(self, group: str) -> Iterator[str]:
        text = self.source[self.start : self.end]
        return (found[group] for found in COMMAND.finditer(text) if found[group] is not None)

    def place(self, offset: int | None = None) -> str:
        """``docs/softmax.md:14:9`` for an offset into the LaTeX; without one, its first symbol."""
        if offset is None:
            offset = len(self.latex) - len(self.latex.lstrip())
        at = self.start + offset
        line = self.source.count("\n", 0, at) + 1
        column = at - self.source.rfind("\n", 0, at)
        return f"docs/{self.topic}.md:{line}:{column}"

    def __str__(self) -> str:
        line = self.place().rsplit(":", 1)[0].removeprefix("docs/")
        return f"{line}:{self.label}" if self.label else line


def chapters(root: Path = ROOT) -> list[str]:
    """The topics of the book in the order of ``nav``, the only place where order is written."""
    config = yaml.safe_load((root / "mkdocs.yml").read_text(encoding="utf-8"))
    pages = (Path(page) for page in _leaves(config["nav"]))
    return [p.stem for p in pages if (root / "derivations" / f"{p.stem}.py").is_file()]


def _leaves(nav: object) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    else:
        for item in nav.values() if isinstance(nav, dict) else nav:  # type: ignore[attr-defined]
            yield from _leaves(item)


def displays(topic: str, source: str | None = None) -> list[Display]:
    """Every display of a chapter; raises `BookError` for one that would slip past the checks."""
    if source is None:
        source = (ROOT / "docs" / f"{topic}.md").read_text(encoding="utf-8")
    text = FENCE.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), source)
    found = [Display(topic, source, *match.span("latex")) for match in DISPLAY.finditer(text)]
    rest = DISPLAY.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    for pattern, problem in (
        (re.compile(r"\$\$"), "this $$ has no partner"),
        (ELSEWHERE, "displays are written between $$ and $$, or they are not checked"),
    ):
        if match := pattern.search(rest):
            raise BookError(
                f"{Display(topic, source, match.start(), match.end()).place(0)}: {problem}"
            )
    return found


def book() -> list[Display]:
    """Every display of the book in reading order."""
    return [display for topic in chapters() for display in displays(topic)]


def number(display: Display) -> str:
    """``3.2``: the second labelled equation of the third chapter."""
    labels = [d.label for d in displays(display.topic, display.source) if d.label]
    return f"{chapters().index(display.topic) + 1}.{labels.index(display.label) + 1}"

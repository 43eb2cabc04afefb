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
from functools import cached_property, lru_cache
from pathlib import Path

import yaml

from verify.book import ROOT
from verify.book.markup import DISPLAY, FENCE, blanked, place, without_code

COMMAND = re.compile(r"\\(label\{eq:(?P<label>\w+)\}|unchecked\{(?P<reason>[^{}]*)\})")
MATH_FENCE = re.compile(r"^[ \t]*(?:```+|~~~+)[ \t{.]*math\b", re.M)
ELSEWHERE = re.compile(
    rf"\\\[|\\begin\{{(?:equation|align|gather|multline|eqnarray)\*?\}}|{MATH_FENCE.pattern}", re.M
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
        return place(f"{self.topic}.md", self.source, self.start + offset)

    @property
    def lines(self) -> range:
        """The lines of the chapter that the display stands in, counted from 1."""
        first = self.source.count("\n", 0, self.start) + 1
        return range(first, self.source.count("\n", 0, self.end) + 2)

    def __str__(self) -> str:
        line = self.place().rsplit(":", 1)[0].removeprefix("docs/")
        return f"{line}:{self.label}" if self.label else line


def chapters(root: Path = ROOT) -> list[str]:
    """The topics of the book in the order of ``nav``, the only place where order is written.

    Raises:
        BookError: mkdocs.yml has no ``nav``.
    """
    pages = map(Path, pages_of_nav(root))
    return [p.stem for p in pages if (root / "derivations" / f"{p.stem}.py").is_file()]


def pages_of_nav(root: Path = ROOT) -> list[str]:
    """Every page of the site, as ``reference/nn.md``; raises `BookError` without a ``nav``."""
    try:
        nav = yaml.safe_load((root / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    except (KeyError, TypeError, yaml.YAMLError) as error:
        raise BookError(f"mkdocs.yml: no nav to be read: {error}") from error
    return list(_leaves(nav))


def _leaves(nav: object) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    else:
        for item in nav.values() if isinstance(nav, dict) else nav:  # type: ignore[attr-defined]
            yield from _leaves(item)


def displays(topic: str, source: str | None = None) -> list[Display]:
    """Every display of a chapter; raises `BookError` for one that would slip past the checks."""
    if source is None:
        source = _read(ROOT / "docs" / f"{topic}.md")
    return list(_displays(topic, source))


@lru_cache(maxsize=64)
def _displays(topic: str, source: str) -> tuple[Display, ...]:
    text = without_code(source)
    found = [Display(topic, source, *match.span("latex")) for match in DISPLAY.finditer(text)]
    rest = blanked(text, DISPLAY)
    fenced = [fence for fence in FENCE.finditer(source) if MATH_FENCE.match(fence[0])]
    written = "displays are written between $$ and $$, or they are not checked"
    problems = [problem for display in found for problem in _problems(display)]
    problems += [(at.start(), "this $$ has no partner") for at in re.finditer(r"\$\$", rest)]
    problems += [(at.start(), written) for at in (*fenced, *ELSEWHERE.finditer(rest))]
    for at, problem in sorted(problems, key=lambda problem: problem[0]):
        raise BookError(f"{Display(topic, source, at, at).place(0)}: {problem}")
    return tuple(found)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BookError(f"{path.relative_to(ROOT)}: not UTF-8: {error}") from error


def _problems(display: Display) -> Iterator[tuple[int, str]]:
    """What is wrong with a display before its formula is read, and where."""
    text, start = display.source[display.start : display.end], display.start - 2
    labels = list(display._commands("label"))
    reasons = [reason for reason in display._commands("reason") if reason.strip()]
    if not display.latex.strip() and not reasons:
        yield start, "an empty display; is a $$ missing before it?"
    if re.search(r"\n[ \t\r]*\n", text):
        yield start, "a blank line inside of a display; is a $$ missing here?"
    if text.count(r"\label") != len(labels):
        yield start, r"a label is written \label{eq:name}"
    if len(labels) > 1:
        yield start, "a display has one label"
    if text.count(r"\unchecked") != len(reasons):
        yield start, r"say why: \unchecked{reason}"
    if labels and reasons:
        yield start, f"eq:{labels[0]} is a claim: check it, or take the label off"


def book() -> list[Display]:
    """Every display of the book in reading order."""
    return [display for topic in chapters() for display in displays(topic)]

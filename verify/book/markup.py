r"""What a page's Markdown consists of: code, displays, inline formulas, directives, prose.

Whatever looks like a directive, a reference or a formula, and is not one, would stand on the page
as text: `strays` finds it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

FENCE = re.compile(r"^[ \t]*(```+|~~~+).*?^[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
DISPLAY = re.compile(r"\$\$(?P<latex>.*?)\$\$", re.DOTALL)
INLINE = re.compile(r"(?<![\\$])\$(?![\s$])((?:[^$\\]|\\.)+?)(?<!\s)\$(?![\d$])")
DIRECTIVE = re.compile(r"\{\{ +(?P<name>\w+)(?: +(?P<arguments>[^\n]*?))? *\}\}")
EQREF = re.compile(r"\\eqref\{eq:(\w+)\}")
_STRAY = re.compile(r"\{\{|\}\}|\\(?:eqref|ref|cite|label|tag)\b|\\[()\[\]]|(?<![\\$])\$(?![\d$])")
_INSTEAD = {
    "{": "a directive is written {{ NAME ... }}, in one line and with blanks inside",
    "}": "this ends no directive: one is written {{ NAME ... }}, in one line",
    "$": r"this dollar begins and ends no formula: write $x$, or \$ for a dollar",
    "r": r"a reference is written \eqref{eq:NAME}",
    "e": r"a reference is written \eqref{eq:NAME}",
    "c": "a source is cited by a link or a footnote",
    "(": "formulas are written $...$",
}


class Stray(NamedTuple):
    """Something that will stand on the page as it stands in the source, and where."""

    at: int
    text: str
    instead: str


def blanked(text: str, *patterns: re.Pattern[str]) -> str:
    """The text with blanks in place of all that matches; every place stays what it is."""
    for pattern in patterns:
        text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


def without_code(text: str) -> str:
    return blanked(text, FENCE, CODE_SPAN)


def strays(text: str) -> Iterator[Stray]:
    """What looks like a directive, a reference or a formula and is not understood."""
    rest = blanked(without_code(text), COMMENT, DISPLAY, DIRECTIVE, EQREF, INLINE)
    for found in _STRAY.finditer(rest):
        kind = found[0].lstrip("\\")[0]
        instead = _INSTEAD.get(kind) or _INSTEAD["(" if kind in ")[]" else "r"]
        yield Stray(found.start(), found[0], instead)


def place(page: str, text: str, at: int) -> str:
    """``docs/softmax.md:14:9``."""
    return place_in(f"docs/{page}", text, at)


def place_in(file: str, text: str, at: int) -> str:
    """``figures/softmax.py:14:9``."""
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return f"{file}:{line}:{column}"

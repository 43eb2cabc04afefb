"""Numbers in running text and tables: none that carries information may be typed.

A number of three or more significant digits stands inside a checked display, or comes from a
recorded run (``{{ run }}``), from an expression (``{{ value }}``), from an example that the tests
run, or is cited and marked so (``{{ cited }}``). Whatever else is typed can be wrong unnoticed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from verify.book import ROOT
from verify.book.markup import CODE_SPAN, COMMENT, DIRECTIVE, DISPLAY, FENCE, blanked, place

SAFE = (
    FENCE,  # listings and examples: those that show results are run
    DISPLAY,
    CODE_SPAN,
    DIRECTIVE,
    COMMENT,
    re.compile(r"\]\([^)\s]*\)|<https?://[^>\s]*>|https?://\S+"),  # addresses
    re.compile(r"^## Sources\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL),  # years, pages, DOIs
)
GROUP = r"(?:[ \u00a0\u202f,]|\\,)(?=\d{3}(?!\d))"  # 10 000, 10,000, 10\,000
NUMBER = re.compile(rf"(?<![\w.])\d+(?:{GROUP}\d{{3}})*(?:\.\d+)?")
YEAR = re.compile(r"1[6-9]\d\d|20\d\d")
SIGNIFICANT = 3


@dataclass(frozen=True)
class Stray:
    """A number that somebody typed."""

    place: str
    number: str

    def __str__(self) -> str:
        return (
            f"{self.place}: {self.number} is typed: put it into a display, or write "
            f"{{{{ value ... }}}}, {{{{ run ... }}}} or {{{{ cited SOURCE.NAME }}}}"
        )


def stray_numbers(topic: str, source: str | None = None) -> Iterator[Stray]:
    """The numbers of a chapter that nothing checks."""
    if source is None:
        source = (ROOT / "docs" / f"{topic}.md").read_text(encoding="utf-8")
    for found in NUMBER.finditer(blanked(source, *SAFE)):
        if significant_digits(found[0]) >= SIGNIFICANT and not YEAR.fullmatch(found[0]):
            yield Stray(place(f"{topic}.md", source, found.start()), found[0])


def significant_digits(number: str) -> int:
    """How many digits carry information: not leading zeros, nor those that end an integer.

    >>> [significant_digits(n) for n in ("0.010", "784", "10 000", "1.50")]
    [2, 3, 1, 3]
    """
    whole, point, decimals = re.sub(r"[^\d.]", "", number).partition(".")
    digits = (whole + decimals).lstrip("0")
    return len(digits if point else digits.rstrip("0"))

r"""The condition on indices that a sentence says of the display after it: for $i \neq j$."""

import re
from dataclasses import dataclass
from functools import cached_property

from verify.notes.pieces import Formula

SIDE = r"[a-z](?:_(?:[a-z]|\{[a-z]\}))?"
CONDITION = re.compile(rf"\s*({SIDE})\s*(\\neq?(?![A-Za-z])|=)\s*({SIDE})\s*")
END = re.compile(r"[.!?;](?=\s)|\n\s*\n\s*\S|\$\$|\\\]")  # of what a condition is said
OPENED = re.compile(r"(?:\$\$|\\{1,2}\[|```math)?\s*\Z")  # which begins a display
LAST = re.compile(  # formula before a display, and the words between them
    r"(?:(?<![\\$])\$(?P<single>[^$\n]{1,40})\$|\\{1,2}\((?P<round>(?:(?!\\{1,2}[()])[^\n]){1,40}?)\\{1,2}\))"
    r"(?P<between>(?:(?!\\{1,2}\()[^$]){0,120})\Z"
)


@dataclass(frozen=True)
class Conditioned(Formula):
    """A display with the condition that a sentence says of it."""

    condition: str = ""

    @cached_property
    def latex(self) -> str:
        """The formula, and behind it the condition."""
        return rf"{self.written.text} \qquad ({self.condition})"


def conditioned(formula: Formula) -> Conditioned | None:
    """The display with the condition on indices that stands in the sentence before; or nothing."""
    found = LAST.search(OPENED.sub("", formula.source[: formula.start]))
    condition = found and CONDITION.fullmatch(found["single"] or found["round"])
    if not found or not condition or END.search(found["between"].rstrip()):
        return None
    return Conditioned(
        **{name: getattr(formula, name) for name in formula.__dataclass_fields__},
        condition=condition[0].strip(),
    )

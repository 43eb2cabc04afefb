"""Tell a ``$$`` that opens a display from one that only stands there: one is missing somewhere."""

import re
from collections.abc import Iterator

IN_TEXT = re.compile(r"\\(?:text\w*|mbox)\s*\{(?:[^{}$]|\$[^$]*\$)*\}")
DOLLAR = re.compile(r"(?<!\\)\$")
PROSE = re.compile(r"^\s*(?:#{1,6} |!\[|\|.*\|\s*$|```)", re.MULTILINE)
DOLLARS = 2  # that open a display


def matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """The formulas of a text; behind a ``$$`` that opens none, the search goes on.

    No display holds a dollar, but in words, nor a heading, a picture or a table.
    """
    start = 0
    while found := pattern.search(text, start):
        if found["dollars"] is not None and not _is_display(found["inside"]):
            start = found.start() + DOLLARS
            continue
        yield found
        start = found.end()


def _is_display(inside: str) -> bool:
    return not DOLLAR.search(IN_TEXT.sub("", inside)) and not PROSE.search(inside)

"""Places in the Markdown of a page, and what stands there instead."""

import re
from collections.abc import Iterable

Change = tuple[int, int, str]  # where it begins and ends, and what stands there then
EXAMPLE = re.compile(r"^>>> .*(?:\n.+)*", re.MULTILINE)  # as in a docstring, up to a blank line


def changed(text: str, changes: Iterable[Change]) -> str:
    """The text with all changes made."""
    for start, end, new in sorted(changes, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def indent_at(text: str, start: int) -> str:
    """The blanks before what stands first in its line."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return before if before.isspace() else ""


def alone(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands in the line."""
    return not (text[:start].rpartition("\n")[2] + text[end:].partition("\n")[0]).strip()


def with_fences(text: str) -> str:
    """A docstring with its examples fenced, which Markdown would take for quotations."""
    return text if "```" in text else EXAMPLE.sub(r"```pycon\n\g<0>\n```", text)

"""Names that were perhaps meant by one that does not exist."""

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

MOST = 3
AS_NEAR = 0.1  # of the nearest name are those that are named beside it


class Unknown(ValueError):
    """A word of a command that names nothing; the message says what there is instead."""


def hint(word: str, known: Iterable[str]) -> str:
    """``; did you mean optimizer?``, or nothing if no known name is like the word."""
    near = nearest(word, known)
    if not near:
        return ""
    *others, last = near
    return f"; did you mean {', '.join(others)} or {last}?" if others else f"; did you mean {last}?"


def nearest(word: str, known: Iterable[str]) -> list[str]:
    """The names that are most like a word, whatever their case."""
    names = {name.lower(): name for name in known}
    found = get_close_matches(word.lower(), names, MOST)
    likeness = [SequenceMatcher(None, name, word.lower()).ratio() for name in found]
    return [
        names[name]
        for name, alike in zip(found, likeness, strict=True)
        if alike > likeness[0] - AS_NEAR
    ]

"""How long a table or a figure of a page may take, which may train a net."""

from contextlib import AbstractContextManager

from verify.book import limits

TIMES = 3  # as long as a display


def patient() -> AbstractContextManager[None]:
    """Raise `OutOfBounds` for what takes too long, ends the program, or opens a file."""
    return limits.limited(TIMES * limits.SECONDS)

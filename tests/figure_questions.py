"""What a figure that computes answers to a question beside it."""

import re
from functools import cache

from tests.live_shown import number, pressed, said, state, table
from verify.book.claims import Book
from verify.showing import lives

BOOK = Book.now()
TEXTS = {path.stem: text for path, text in BOOK.pages.items() if path.parent == BOOK.docs}


@cache
def figure(topic, name):
    return lives.made(topic, TEXTS[topic])[name]


def column(live, which, at, **changed):
    """Numbers of a table, by what heads their rows; those of a column after the first."""
    rows = table(live, which, state(live, **changed))[1:]
    return {row[0]: number(row[at + 1]) for row in rows if row[at + 1] not in ("", "–")}


def in_format(live, format, exponent):
    """The state of the digits with a step in a format."""
    _, *rest = pressed(live, format, live.start)
    return [float(exponent), *rest]


def right_digits(live, format, exponent):
    words = said(live, in_format(live, format, exponent))
    found = re.search(r"the quotient has (\d+) of 15 right", words)
    return int(found[1]) if found else 0

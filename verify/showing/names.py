"""What a display is called where it does not stand: by its number, or by its section."""

import re

from verify.book.claims import Book, Claim
from verify.book.displays import displays
from verify.book.markup import DIRECTIVE, without_code
from verify.showing import directives

_HEADING = re.compile(r"^#{1,6} +(?P<title>.*?)(?: +\{ *#[^{}]*\})? *$", re.MULTILINE)


def called(claim: Claim, book: Book) -> str:
    """``(4.2)``, or of a formula without a number ``Only differences count, 2nd formula``."""
    if claim.number:
        return f"({claim.number})"
    display = claim.display
    before = without_code(display.source)[: display.start]
    section = list(_HEADING.finditer(before))[-1:]
    start = section[0].end() if section else 0
    every = displays(display.topic, display.source)
    order = sum(start < other.start <= display.start for other in every)
    title = _readable(section[0]["title"], display.topic, book) if section else display.topic
    return f"{title}, {ordinal(order)} formula"


def ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``11th``."""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else ending}"


def _readable(title: str, topic: str, book: Book) -> str:
    """A heading as a reader sees it, without what makes code and stress of it."""
    result = DIRECTIVE.sub(
        lambda found: directives.result(found["name"], found["arguments"] or "", topic, book), title
    )
    return re.sub(r"[`*$]", "", result)

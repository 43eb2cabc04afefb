"""The marks as a reader sees them: a sign, a word, and what it says."""

from collections.abc import Iterable
from typing import NamedTuple

from verify.proving.verdict import Verdict

PAGE = "what_a_tick_means.md"


class Mark(NamedTuple):
    """A mark; its word is its anchor on the page that explains it."""

    sign: str
    word: str
    meaning: str


MARKS = {
    Verdict.DEFINED: Mark(
        "≔", "defined", "the derivation assigns just that to the symbol; nothing was shown"
    ),
    Verdict.EXACT: Mark("✓", "follows", "proved from the definitions"),
    Verdict.ROUNDED: Mark(
        "✓", "rounded", "computed, and correctly rounded to the digits that are printed"
    ),
    Verdict.ENUMERATED: Mark(
        "∑", "enumerated", "proved by going through all that can be drawn, at these sizes only"
    ),
    Verdict.DIGITS: Mark("≈", "30 digits", "equal to 30 digits at random points, and not proved"),
}
RAN = Mark("✓", "run", "run for this page, and it printed just this")  # below an example
WRONG = "✗"


def anchor(mark: Mark) -> str:
    """Where the page explains a mark."""
    return f"{PAGE}#{mark.word.replace(' ', '-')}"


def signs(found: Iterable[Verdict]) -> str:
    """``≔✓``: the signs of a display, each once."""
    return "".join(dict.fromkeys(MARKS[verdict].sign for verdict in found))


def words(found: Iterable[Verdict]) -> str:
    """``≔ defined ✓ follows, rounded``."""
    text, last = "", ""
    for sign, word, _ in (MARKS[verdict] for verdict in found):
        text += f", {word}" if sign == last else f" {sign} {word}"
        last = sign
    return text.strip()


def meanings(found: Iterable[Verdict]) -> str:
    """``defined: the derivation assigns ...; follows: proved ...``."""
    return "; ".join(f"{MARKS[v].word}: {MARKS[v].meaning}" for v in found)


def table() -> str:
    """The marks as Markdown, each with its anchor."""
    rows = [
        f"| **{mark.sign} {mark.word}**{{: .yes }} | {mark.meaning[0].upper()}{mark.meaning[1:]}. |"
        for mark in MARKS.values()
    ]
    return "\n".join(["| Mark | Meaning |", "| --- | --- |", *rows])

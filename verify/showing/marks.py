"""The marks as a reader sees them: a sign, a word, and what it says."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from verify.proving.findings import Finding
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
WRONG, UNCHECKED = "✗", "○"


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


def badge(finding: Finding, earned: Sequence[Verdict] = ()) -> str:
    """``≔ defined, every size``, ``✓ follows, 3 sizes``, ``✓ numeric 2e-16``.

    ``earned`` are the marks of a formula.
    """
    text = f"{'✓' if finding.ok else WRONG} {finding.link}"
    if finding.ok and finding.link == "symbolic" and earned:
        text = words(earned)
    if finding.every_size:
        text += ", every size"
    elif finding.sizes:
        text += f", {'one size' if finding.sizes == 1 else f'{finding.sizes} sizes'}"
    return f"{text} {finding.error:.0e}".replace("e-0", "e-") if finding.error else text


def table() -> str:
    """The marks as Markdown, each with its anchor."""
    rows = [
        f"| **{mark.sign} {mark.word}**{{: .yes }} | {mark.meaning[0].upper()}{mark.meaning[1:]}. |"
        for mark in MARKS.values()
    ]
    return "\n".join(["| Mark | Meaning |", "| --- | --- |", *rows])

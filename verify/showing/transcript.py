"""Print a chapter's derivation step by step, from the same source as the page."""

import sys
import time
from collections.abc import Sequence
from contextlib import suppress

from verify.book import runs
from verify.book.claims import Book
from verify.book.displays import BookError, Display, displays
from verify.check import check
from verify.proving.findings import Evidence
from verify.proving.formula import Step
from verify.reading.alphabet import DEFINES
from verify.showing.marks import MARKS, WRONG

LEGEND = (
    "≔ defined   ✓ follows   ∑ enumerated   ≈ equal to 30 digits   ✗ wrong"
    '   "words" that nothing checks'
)
WIDTH = 76  # a rule stands to the right of its line if it fits


def overview(topics: Sequence[str]) -> bool:
    """List chapters, each with its verdict and its time; whether all of them hold."""
    _beforehand(len(topics))
    return all([_summary(topic) for topic in topics])


def chapter(topic: str, wanted: Sequence[Display] | None = None) -> bool:
    """Print a chapter step by step, or some of its displays; whether these hold."""
    print(f"{topic}: docs/{topic}.md = derivations/{topic}.py")
    print(LEGEND)
    ok = True
    for display in displays(topic) if wanted is None else wanted:
        evidence = check(display)
        print("\n" + title(display))
        for shown in _lines(display, evidence):
            print(f"  {shown}", flush=True)
        ok &= evidence.ok
    return ok


def _beforehand(count: int) -> None:
    """Tell who waits at a terminal how long it takes, if that was recorded."""
    if sys.stderr.isatty():
        with suppress(LookupError):
            seconds = runs.load("benchmarks/checking").value("whole.median")
            print(
                f"{count} chapters; all of them took {seconds:.0f} seconds when it was recorded, "
                "and what is remembered takes none",
                file=sys.stderr,
            )


def _summary(topic: str) -> bool:
    start = time.perf_counter()
    try:
        found = [check(display) for display in displays(topic)]
    except (BookError, OSError) as error:
        print(f"✗ {topic:24} {error}", flush=True)
        return False
    wrong = sum(not evidence.ok for evidence in found)
    verdict = f"{wrong} of {len(found)} fail" if wrong else f"{len(found)} displays hold"
    seconds = time.perf_counter() - start
    print(f"{'✗' if wrong else '✓'} {topic:24} {verdict:20} {seconds:6.2f} s", flush=True)
    return not wrong


def title(display: Display) -> str:
    """A display by its number and its label, or by its place."""
    if display.label is None:
        return display.place().rsplit(":", 1)[0]
    return f"({Book.now().labels[display.label].number}) {display.label}"


def _lines(display: Display, evidence: Evidence) -> list[str]:
    if display.reason is not None:
        return [f"not checked: {display.reason}"]
    lines = [step(one) for one in evidence.steps]
    lines += [f"  needs: {'; '.join(evidence.uses)}"] if evidence.uses else []
    for finding in evidence.findings:
        if not finding.ok:
            lines.append(f"✗ {finding.detail}")
        elif finding.link != "symbolic" or finding.sizes or finding.every_size:
            lines.append(f"✓ {finding.link}: {finding.detail}")
    return lines


def step(one: Step) -> str:
    """A left side alone; the others with their mark in front and their rule behind.

    A rule that is only words stands in quotation marks.
    """
    sign = MARKS[one.verdict].sign if one.verdict else WRONG
    mark = sign if one.relation or not one.ok else " "
    relation = one.relation.replace(DEFINES, "")  # which the mark says
    line = f"{mark} {f'{relation} ' if relation else ''}{one.text}"
    if one.rule is None:
        return line
    return f"{line:{WIDTH}}  " + (one.rule if one.checked else f'"{one.rule}"')

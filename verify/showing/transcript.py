"""Print a chapter's derivation step by step, from the same source as the page."""

import os
import sys
import time
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

from verify.book import runs
from verify.book.claims import Book
from verify.book.displays import BookError, Display, chapters, displays
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


def run(arguments: list[str]) -> None:
    """Print the named chapters, or list all of them.

    A chapter is named by its topic, by the file of its derivation, or by its page, whose line
    ``docs/softmax.md:137`` names one display. Exits with 1 if a step fails, with 2 if a name is
    unknown, with 130 after Ctrl-C.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # the formulas are, whatever the terminal says
    try:
        sys.exit(_run(arguments))
    except BrokenPipeError:  # the reader of a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(130)
    except (BookError, OSError) as error:
        sys.exit(f"error: {error}")


def _run(arguments: list[str]) -> int:
    known = chapters()
    if not arguments:
        _beforehand(len(known))
        return 0 if all([_summary(topic) for topic in known]) else 1
    wanted = [place(argument) for argument in arguments]
    for topic, _ in wanted:
        if topic not in known:
            topics = ", ".join(known)
            print(
                f"error: no derivation is called {topic!r}; the topics are {topics}",
                file=sys.stderr,
            )
            return 2
    for topic, line in wanted:
        if line and not _at(topic, line):
            print(f"error: no display stands at docs/{topic}.md:{line}", file=sys.stderr)
            return 2
    return 0 if all([_chapter(topic, line) for topic, line in wanted]) else 1


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


def place(argument: str) -> tuple[str, int | None]:
    """``docs/softmax.md:137`` as a topic and a line; behind a second colon stands a column."""
    path, _, place = argument.partition(":")
    line = place.partition(":")[0]
    return Path(path).stem, int(line) if line.isdecimal() else None


def _at(topic: str, line: int | None) -> list[Display]:
    """The displays of a chapter, or the one that a line belongs to."""
    return [d for d in displays(topic) if line is None or line in d.lines]


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


def _chapter(topic: str, line: int | None) -> bool:
    print(f"{topic}: docs/{topic}.md = derivations/{topic}.py")
    print(LEGEND)
    ok = True
    for display in _at(topic, line):
        evidence = check(display)
        print("\n" + _title(display))
        for shown in _lines(display, evidence):
            print(f"  {shown}", flush=True)
        ok &= evidence.ok
    return ok


def _title(display: Display) -> str:
    if display.label is None:
        return display.place().rsplit(":", 1)[0]
    return f"({Book.now().labels[display.label].number}) {display.label}"


def _lines(display: Display, evidence: Evidence) -> list[str]:
    if display.reason is not None:
        return [f"not checked: {display.reason}"]
    lines = [_step(step) for step in evidence.steps]
    lines += [f"  needs: {'; '.join(evidence.uses)}"] if evidence.uses else []
    for finding in evidence.findings:
        if not finding.ok:
            lines.append(f"✗ {finding.detail}")
        elif finding.link != "symbolic" or finding.sizes or finding.every_size:
            lines.append(f"✓ {finding.link}: {finding.detail}")
    return lines


def _step(step: Step) -> str:
    """A left side alone; the others with their mark in front and their rule behind.

    A rule that is only words stands in quotation marks.
    """
    sign = MARKS[step.verdict].sign if step.verdict else WRONG
    mark = sign if step.relation or not step.ok else " "
    relation = step.relation.replace(DEFINES, "")  # which the mark says
    line = f"{mark} {f'{relation} ' if relation else ''}{step.text}"
    if step.rule is None:
        return line
    return f"{line:{WIDTH}}  " + (step.rule if step.checked else f'"{step.rule}"')

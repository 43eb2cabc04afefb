"""Print a chapter's derivation step by step, from the same source as the page."""

import os
import sys
import time
from io import TextIOWrapper
from pathlib import Path

from verify.book.displays import BookError, Display, chapters, displays, number
from verify.check import Evidence, check
from verify.proving.formula import Step
from verify.proving.verdict import Verdict

MARKS = {Verdict.EXACT: "✓", Verdict.DIGITS: "~", Verdict.ROUNDED: "✓", None: "✗"}
WIDTH = 76  # a rule stands to the right of its line if it fits


def run(arguments: list[str]) -> None:
    """Print the named chapter, or list all chapters.

    Exits with 1 if a step fails, with 2 if the chapter is unknown, with 130 after Ctrl-C.

    A chapter is named by its topic or by the file of its derivation.
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
    if len(arguments) > 1:
        return _refuse(f"expected at most one topic, got {len(arguments)}", known)
    if not arguments:
        return 0 if all([_summary(topic) for topic in known]) else 1
    topic = Path(arguments[0]).stem
    if topic not in known:
        return _refuse(f"no derivation is called {topic!r}", known)
    return 0 if _chapter(topic) else 1


def _refuse(problem: str, known: list[str]) -> int:
    print(f"error: {problem}; the topics are {', '.join(known)}", file=sys.stderr)
    return 2


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


def _chapter(topic: str) -> bool:
    print(f"{topic}: docs/{topic}.md = derivations/{topic}.py")
    print("✓ exact for these sizes   ~ equal to 30 digits   ✗ wrong")
    ok = True
    for display in displays(topic):
        evidence = check(display)
        print("\n" + _title(display))
        for line in _lines(display, evidence):
            print(f"  {line}", flush=True)
        ok &= evidence.ok
    return ok


def _title(display: Display) -> str:
    return (
        f"({number(display)}) {display.label}"
        if display.label
        else display.place().rsplit(":", 1)[0]
    )


def _lines(display: Display, evidence: Evidence) -> list[str]:
    if display.reason is not None:
        return [f"not checked: {display.reason}"]
    lines = [_step(step) for step in evidence.steps]
    for finding in evidence.findings:
        if not finding.ok:
            lines.append(f"✗ {finding.detail}")
        elif finding.link != "symbolic":
            lines.append(f"✓ {finding.link}: {finding.detail}")
    return lines


def _step(step: Step) -> str:
    """A left side alone; the others with their mark in front and their rule behind."""
    mark = MARKS[step.verdict] if step.relation or not step.ok else " "
    line = f"{mark} {f'{step.relation} ' if step.relation else ''}{step.text}"
    return f"{line:{WIDTH}}  {step.rule}" if step.rule else line

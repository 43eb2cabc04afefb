"""A derivation line by line: each is shown when the reader asks for it."""

import sys

from verify.book.displays import Display
from verify.check import check
from verify.showing.transcript import step, title

ASK = "  … Enter shows the next line"


def revealed(shown: list[Display]) -> int:
    """Show lines one after another; the exit status: 0, or 1 if one of them is wrong.

    At a terminal each waits for Enter, and the end of input ends it; in a pipe none waits.
    """
    waits = sys.stdin is not None and sys.stdin.isatty()
    right = True
    for k, display in enumerate(shown):
        if k and waits and not _asked():
            break
        evidence = check(display)
        right &= evidence.ok
        print(("\n" if k else "") + title(display), flush=True)
        if display.reason is not None:
            print(f"  not checked: {display.reason}")
        for place, one in enumerate(evidence.steps):
            if place and waits and not _asked():
                return 0 if right else 1
            print(f"  {step(one)}", flush=True)
        for finding in evidence.findings:
            if not finding.ok:
                print(f"  ✗ {finding.detail}")
    return 0 if right else 1


def _asked() -> bool:
    """Wait for Enter; whether it came, and not the end of the input."""
    print(ASK, end="", flush=True)
    line = sys.stdin.readline()
    if not line:
        print()
        return False
    if sys.stdout.isatty():
        print("\033[A\r\033[K", end="")  # back over the question
    return True

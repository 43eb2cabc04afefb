"""The program that runs a reader's file: each check becomes a line for the one who started it.

It is a process of its own, so that what a file does or never ends harms nobody else.
"""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from verify.console import habits, trials
from verify.console.names import claim
from verify.console.theirs import Fault, adapted, function_of, load
from verify.proving.code import functions
from verify.proving.namespace import symbols

Check = Callable[[trials.Case], str | None]
CHECKS: tuple[tuple[str, Check, bool], ...] = (  # its name, and whether the next ones need it
    ("arguments", trials.takes, True),
    ("shape", trials.shapes, True),
    ("values", trials.values, True),
    ("differences", trials.slope, False),
    ("dtype", habits.precision, False),
    ("whole numbers", habits.whole_numbers, False),
    ("batches", habits.batches, False),
    ("extreme values", habits.extremes, False),
)


def judge(path: Path, name: str, label: str, tell: Callable[..., None]) -> None:
    """Check a function, and tell what each check found."""
    display = claim(label)
    tell(stage="the file")
    try:
        function = function_of(load(path), name, path)
        book = functions(display.topic)[display.label or ""]
        theirs = adapted(path, function, book, symbols(display.topic))
    except Fault as fault:
        tell(name="function", sign="✗", text=str(fault))
        return
    case = trials.Case(display, theirs)
    for title, check, needed in CHECKS:
        tell(stage=title)
        try:
            text = check(case)
        except Fault as fault:
            tell(name=title, sign="✗", text=str(fault))
            if needed:
                return
        except habits.Remark as remark:
            tell(name=title, sign="!", text=str(remark))
        else:
            if text is not None:
                tell(name=title, sign="✓", text=text)


def main(arguments: list[str]) -> None:
    """The file, the function, the label, and the number of an open file to tell in."""
    path, name, label, handle = arguments
    # What NumPy warns of is measured here.
    with os.fdopen(int(handle), "w", encoding="utf-8") as told, np.errstate(all="ignore"):

        def tell(**what: Any) -> None:
            told.write(json.dumps(what) + "\n")
            told.flush()

        judge(Path(path), name, label, tell)
        tell(done=True)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Judge an answer to an exercise whose answer is a formula, as its page does."""

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from verify.answers.declared import Exercise, exercises
from verify.answers.judged import of_exercise
from verify.answers.samples import Data, data
from verify.answers.told import numbered, told
from verify.book import ROOT
from verify.console.near import Unknown, hint
from verify.diagnosis.outcome import Outcome
from verify.proving.namespace import symbols
from verify.reading import unicode
from verify.reading.equations import Equations
from verify.reading.tokens import LatexError

NOT_UNDERSTOOD = {Outcome.UNREADABLE, Outcome.UNKNOWN, Outcome.EMPTY}
PROMPT, HINT = "> ", "hint"
LONGEST = 200  # characters that are shown with a mark below one of them


def answered(name: str, answer: str | None) -> int:
    """Judge an answer, or those that are typed; the exit status. Raises `Unknown`.

    Among what is typed, ``hint`` gives the next hint.
    """
    exercise = _named(name)
    compared = data(exercise)
    print(_question(exercise, compared), flush=True)
    if answer is not None:
        return _judged(exercise, compared, answer)
    if sys.stdin is None or not sys.stdin.isatty():
        return _judged(exercise, compared, sys.stdin.read() if sys.stdin else "")
    status, hints = 1, told(exercise)[1]
    while status:
        print(PROMPT, end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            print()
            break
        if line.strip() == HINT:
            print(hints.pop(0) if hints else "There is no further hint.")
            continue
        status = _judged(exercise, compared, line.rstrip("\n"))
    return status


def _named(name: str) -> Exercise:
    known = exercises()
    name = numbered(known.values()).get(name, name)
    if name in known:
        return known[name]
    functions = [path.stem for path in (ROOT / "exercises").glob("[a-z]*.py")]
    if name in functions:
        raise Unknown(f"{name} asks for a function: make exercise NAME={name}")
    near = hint(name, [*known, *functions]) or f"; there are {', '.join(known)}"
    raise Unknown(f"there is no exercise {name!r}{near}")


def _question(exercise: Exercise, compared: Data) -> str:
    sample = compared["samples"][0]
    named = [
        unicode.symbol(name) + _spelled(name) + _shape(values, sample["sizes"])
        for name, values in sample["values"].items()
    ]
    uses = ", ".join([*named, *sample["sizes"]])
    free = compared["free"]
    entry = f"; the entry at {', '.join(free)}, or the whole array" if free else ""
    return f"{exercise.name}: {_asked(exercise)} = ?\n  in LaTeX or NumPy, from {uses}{entry}"


def _asked(exercise: Exercise) -> str:
    return _read(exercise.asked, exercise.topic) or unicode.symbol(exercise.asked)


def _read(latex: str, topic: str) -> str:
    """How a formula in LaTeX is read; nothing where it cannot be."""
    reader = None
    try:
        reader = Equations(latex, symbols(topic))
        node = reader.sum()
    except (LatexError, RecursionError):
        return ""
    return "" if reader.next.text else unicode.text(node)


def _spelled(name: str) -> str:
    """How NumPy spells a name, where that is not how it looks."""
    return "" if unicode.symbol(name) == name else f" ({name})"


def _shape(values: Any, sizes: Mapping[str, int]) -> str:
    """`` [N × D]``, where each length is that of one size."""
    found = [[name for name, size in sizes.items() if size == n] for n in np.shape(values)]
    if not found or not all(len(names) == 1 for names in found):
        return ""
    return f" [{' × '.join(names[0] for names in found)}]"


def _judged(exercise: Exercise, compared: Data, answer: str) -> int:
    found = of_exercise(exercise, compared, answer)
    if found.language == "LaTeX" and (read := _read(answer, exercise.topic)):
        print(f"    {read}")
    if found.at is not None and len(answer) <= LONGEST and "\n" not in answer:
        print(f"  {answer}\n  {' ' * found.at}^")
    right = found.outcome is Outcome.RIGHT
    print(f"{'✓' if right else '✗'} {found.words[:1].upper()}{found.words[1:]}", flush=True)
    return 0 if right else 2 if found.outcome in NOT_UNDERSTOOD else 1

"""An exercise in the terminal: its text, answers line by line, verdicts, and hints one by one."""

import re
import sys
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from textwrap import dedent

from verify.answers.box import uses
from verify.answers.declared import Exercise, exercises
from verify.answers.judged import Judged, of_exercise
from verify.answers.samples import data
from verify.book import ROOT
from verify.diagnosis.outcome import Outcome

RIGHT, WRONG, UNKNOWN = 0, 1, 2
BEGINS = re.compile(r"^\*\*\d+\.\*\* ", re.MULTILINE)
FOLD = re.compile(r'^\?\?\? hint "[^"]*"\n((?:[ ]{4}.*\n|\n)*)', re.MULTILINE)
TAG = re.compile(r"<[^>]+>")
SAID = (Outcome.UNREADABLE, Outcome.UNKNOWN, Outcome.CIRCULAR, Outcome.EMPTY)


def practised(
    name: str,
    lines: Iterable[str] = sys.stdin,
    write: Callable[[str], None] = lambda text: print(text, flush=True),
) -> int:
    """Ask an exercise and judge each line: 0 once one is right, 1 if none is, 2 for no exercise.

    ``hint`` gives the next hint, and ``quit`` or the end of the lines ends it.
    """
    known = exercises()
    name = numbered(known.values()).get(name, name)
    if name not in known:
        near = get_close_matches(name, known, 1)
        meant = f"did you mean {near[0]}? " if near else ""
        write(f"error: there is no exercise {name!r}: {meant}There are {', '.join(known)}.")
        return UNKNOWN
    exercise = known[name]
    text, hints = told(exercise)
    samples = data(exercise)
    write(f"{text}\n\n{TAG.sub('', uses(samples))}")
    write("Type your answer in LaTeX or NumPy, hint for a hint, or quit.")
    for line in lines:
        answer = line.strip()
        if answer == "quit":
            break
        if answer == "hint":
            write(hints.pop(0) if hints else "There is no further hint.")
            continue
        found = of_exercise(exercise, samples, line.rstrip("\n"))
        write(verdict(found, line.rstrip("\n")))
        if found.outcome is Outcome.RIGHT:
            return RIGHT
    return WRONG


def numbered(known: Iterable[Exercise]) -> dict[str, str]:
    """The names by chapter and number: ``softmax-6``."""
    return {f"{each.topic}-{told(each)[0].partition('.')[0]}": each.name for each in known}


def verdict(found: Judged, answer: str) -> str:
    """What a reader is told, with the place of what cannot be read below the answer."""
    if found.outcome is Outcome.RIGHT:
        return "✓ Right: it has the same values at all points."
    words = f"{found.words[:1].upper()}{found.words[1:]}".rstrip(".") + "."
    if found.outcome not in SAID and found.at is None:
        words = f"Not yet: {found.words.rstrip('.')}."
    if found.at is None or found.outcome is Outcome.EMPTY:
        return f"✗ {words}"
    before = answer[: found.at]
    shown = f"…{before[-30:]}" if len(before) > 30 else before
    place = f"It is after {shown.rstrip()}" if before.strip() else "It is at the beginning."
    return f"✗ {words} {place}"


def told(exercise: Exercise) -> tuple[str, list[str]]:
    """The text of an exercise in its chapter, and its hints in their order."""
    chapter = (ROOT / "docs" / f"{exercise.topic}.md").read_text(encoding="utf-8")
    place = chapter.index(f"{{{{ answer {exercise.name} }}}}")
    begin = max(found.start() for found in BEGINS.finditer(chapter, 0, place))
    following = BEGINS.search(chapter, place)
    rest = chapter[place : following.start() if following else len(chapter)]
    hints = [dedent(found[1]).strip() for found in FOLD.finditer(rest)]
    return chapter[begin:place].strip().replace("**", "").replace("*", ""), hints

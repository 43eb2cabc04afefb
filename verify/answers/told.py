"""What a chapter says of an exercise with a box: its text, and its hints in their order."""

import re
from collections.abc import Iterable
from textwrap import dedent

from verify.answers.declared import Exercise
from verify.book import ROOT

BEGINS = re.compile(r"^\*\*\d+\.\*\* ", re.MULTILINE)
FOLD = re.compile(r'^\?\?\? hint "[^"]*"\n((?:[ ]{4}.*\n|\n)*)', re.MULTILINE)


def told(exercise: Exercise) -> tuple[str, list[str]]:
    """The text of an exercise in its chapter, and its hints in their order."""
    chapter = (ROOT / "docs" / f"{exercise.topic}.md").read_text(encoding="utf-8")
    place = chapter.index(f"{{{{ answer {exercise.name} }}}}")
    begin = max(found.start() for found in BEGINS.finditer(chapter, 0, place))
    following = BEGINS.search(chapter, place)
    rest = chapter[place : following.start() if following else len(chapter)]
    hints = [dedent(found[1]).strip() for found in FOLD.finditer(rest)]
    return chapter[begin:place].strip().replace("**", "").replace("*", ""), hints


def numbered(known: Iterable[Exercise]) -> dict[str, str]:
    """The names by chapter and number: ``softmax-6``."""
    return {f"{each.topic}-{told(each)[0].partition('.')[0]}": each.name for each in known}

"""Somebody's notes in a text, and what the console finds in them."""

from verify.notes.declared import declared
from verify.notes.pieces import blocks, parts
from verify.notes.source import Source
from verify.notes.study import Study
from verify.notes.verdicts import Found, verdicts


def found(text: str, file: str = "notes.md", guess: bool = True) -> list[Found]:
    """What is found about each formula, in reading order."""
    earlier, everything = [], []
    for part in parts([(text, file)]):
        study = Study(part, earlier, declared(blocks(text)), Source(), guess)
        everything += verdicts(study)
        earlier += part
    return everything


def statuses(text: str, file: str = "notes.md", guess: bool = True) -> list[str]:
    """The same, as the words for its status."""
    return [one.status.value for one in found(text, file, guess)]

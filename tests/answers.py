"""Rows of (exercise, answer, verdict), and pieces of displays that both readers are asked for."""

import tomllib
from collections.abc import Iterator
from typing import NamedTuple

from verify.answers.declared import exercises
from verify.answers.samples import data
from verify.book import ROOT
from verify.reading.alphabet import EQUALS
from verify.reading.tokens import tokens

TABLE = ROOT / "tests" / "answers.toml"
APART = {"&", r"\\", r"\qquad", r"\text", r"\begin{aligned}", r"\end{aligned}", ",", *EQUALS}
OPENING, CLOSING = {"(", "[", "{", r"\{"}, {")", "]", "}", r"\}"}


class Row(NamedTuple):
    """An answer to an exercise, and its verdict."""

    exercise: str
    answer: str
    verdict: str


def rows() -> list[Row]:
    """All rows of the table."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return [
        Row(entry["exercise"], answer, verdict)
        for entry in table["row"]
        for verdict, answers in entry.items()
        if verdict != "exercise"
        for answer in answers
    ]


def boxes() -> dict[str, dict]:
    """What the box of each exercise compares with."""
    return {name: data(exercise) for name, exercise in exercises().items()}


def pieces(latex: str) -> Iterator[str]:
    """The sides of the equations of a display."""
    depth, start = 0, 0
    for token in tokens(latex):
        inner = "aligned" not in token.text
        depth += token.text in OPENING or (token.text.startswith(r"\begin{") and inner)
        depth -= token.text in CLOSING or (token.text.startswith(r"\end{") and inner)
        if token.text in APART and not depth:
            yield latex[start : token.at].strip()
            start = token.end
    yield latex[start:].strip()

"""Rows of (exercise, answer, verdict), and pieces of displays that both readers are asked for."""

import random
import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from verify.answers import samples
from verify.answers.declared import Exercise, exercises
from verify.answers.samples import Rounded, data, functions, given
from verify.answers.values import read, value
from verify.book import ROOT
from verify.book.displays import displays
from verify.book.limits import limited
from verify.mutants.formulas import formula_mutants
from verify.proving.indices import free_indices, index_ranges
from verify.proving.namespace import Symbols, symbols
from verify.reading.alphabet import EQUALS
from verify.reading.tokens import LatexError, tokens

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


# -- answers with a change

PYTHON = re.compile(r"np\.\w+|\w+|\*\*|\S")
IS_PYTHON = re.compile(r"np\.|@|\*|\.T")
PIECES = [
    "+",
    "-",
    "*",
    "/",
    "@",
    "**",
    "2",
    ".T",
    "(",
    ")",
    "[0]",
    "[:, None]",
    "N",
    "K",
    "x",
    "1",
]
PIECES += [".sum()", ".sum(axis=0)", ".mean(axis=1, keepdims=True)", "np.exp", "np.outer"]
JOINED = {".", "(", ")", "[", "]"}


def changed(count: int, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Right answers with one change, in LaTeX and in NumPy: the exercise and the answer."""
    for name, exercise in exercises().items():
        derivation = symbols(exercise.topic)
        names = {used: derivation[used] for used in exercise.uses}
        texts = [mutant.text for mutant in formula_mutants(exercise.right, names)]
        yield from ((name, text) for text in rng.sample(texts, min(count, len(texts))))
    known = [row for row in rows() if IS_PYTHON.search(row.answer) and row.verdict == "right"]
    for row in known:
        yield from ((row.exercise, _changed(row.answer, rng)) for _ in range(count // 2))


def _changed(answer: str, rng: random.Random) -> str:
    """A piece dropped, doubled, replaced or added."""
    found = PYTHON.findall(answer)
    at = rng.randrange(len(found))
    new = rng.choice([[], [found[at]] * 2, [rng.choice(PIECES)], [found[at], rng.choice(PIECES)]])
    found[at : at + 1] = new
    return "".join(piece if piece in JOINED else f"{piece} " for piece in found)


# -- the displays of chapters

Asked = tuple[str, str, list[str], list[int]]  # the chapter, the side, its indices, their lengths


def whole_chapters(
    topics: Iterable[str],
) -> tuple[dict[str, Any], list[Asked], list[np.ndarray]]:
    """The values of all symbols of chapters, every side that Python reads, and its values."""
    boxes, asked, expected = {}, [], []
    for topic in topics:
        derivation, point = symbols(topic), Rounded(0)
        boxes[topic] = _chapter(derivation, point)
        for display in displays(topic):
            latex = re.sub(r"\\(?:label|unchecked)\{.*?\}", "", display.latex)
            for piece in filter(None, _pieces(latex)):
                try:
                    with limited():
                        node = read(piece, derivation)
                        ranges = index_ranges(node, derivation)
                        free = [*free_indices(node, derivation)]
                        shape = [len(ranges[index]) for index in free]
                        values = value(node, derivation, derivation, point, free, shape)
                except (LatexError, LookupError, TypeError, ValueError, ArithmeticError):
                    continue  # it has an index that nothing bounds, or no value at a point
                asked.append((topic, piece, free, shape))
                expected.append(values)
    return boxes, asked, expected


def _pieces(latex: str) -> list[str]:
    try:
        return [*pieces(latex)]
    except LatexError:
        return []


def _chapter(derivation: Symbols, point: Rounded) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, symbol in derivation.items():
        if name in derivation.sizes or callable(symbol) or isinstance(symbol, list | dict | tuple):
            continue
        try:
            with limited():
                found = given(symbol, point)
        except (LatexError, TypeError, ValueError, ArithmeticError):
            continue  # it is not a number, or an array of numbers
        if np.all(np.isfinite(found)):
            values[name] = found.tolist()
    return {
        "samples": [{"sizes": derivation.sizes, "values": values}],
        "functions": sorted(functions(derivation)),
        "asked": [],
        "labels": [
            name
            for name, symbol in derivation.items()
            if isinstance(symbol, np.ndarray) and symbol.dtype.kind == "i"
        ],
    }


# -- the claims of the book, as exercises

VERDICTS = ROOT / "tests" / "verdicts.toml"


def claimed() -> tuple[dict[str, Any], list[Row]]:
    """What a box for each claim of `verdicts.toml` would compare with, and the table's rows."""
    table = tomllib.loads(VERDICTS.read_text(encoding="utf-8"))
    found, known = {}, []
    for label, entry in table.items():
        try:
            found[label] = samples._data(_as_exercise(label, entry["topic"]))
        except (LatexError, LookupError, TypeError, ValueError, ArithmeticError):
            continue  # it has steps, or a symbol that is no number
        known += [Row(label, answer, verdict) for answer, verdict in entry["answers"]]
    return found, known


def _as_exercise(label: str, topic: str) -> Exercise:
    derivation = symbols(topic)
    [display] = [each for each in displays(topic) if each.label == label]
    left, *_, right = filter(None, pieces(display.latex))
    asked = derivation[label]
    free = tuple(free_indices(read(left, derivation), derivation))
    names = {*_chapter(derivation, Rounded(0))["samples"][0]["values"], *derivation.sizes}
    circular = {name for name, value in derivation.items() if value is asked}
    return Exercise(
        label, topic, label, right, tuple(sorted(names - circular)), free, tuple(circular)
    )


def fresh(name: str, seed: int) -> dict[str, Any]:
    """What the box of an exercise would compare with at other points."""
    exercise, box = exercises()[name], data(exercises()[name])
    derivation = symbols(exercise.topic)
    sized = samples.assignments(derivation, {*exercise.uses} & {*derivation})[1]
    places = [samples._place(exercise, at, seed + 2 * k) for k, at in enumerate(sized)]
    return box | {"samples": [samples._sample(exercise, place, {}) for place in places]}

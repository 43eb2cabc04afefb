"""What an answer is worth: read as LaTeX and as NumPy, and compared with what is expected.

`docs/assets/answer.js` does the same in a page.
"""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from verify.answers import python
from verify.answers.declared import Exercise
from verify.answers.refused import Refused, refused
from verify.answers.samples import Data
from verify.answers.values import read, value
from verify.diagnosis.numeric import Sample, diagnose
from verify.diagnosis.outcome import Diagnosis, Outcome, plain
from verify.proving.namespace import Symbols, symbols
from verify.proving.points import Point
from verify.reading import nodes as n
from verify.reading.alphabet import LARGEST_SIZE, OF_ORDER
from verify.reading.tokens import LatexError
from verify.reading.unicode import text as text_of

IS_NUMPY = re.compile(r"np\.|\*|@|\.T\b|\.\w+\(|==")
IS_LATEX = re.compile(r"[\\^{}]")
IS_NAME = re.compile(r"\s*[A-Za-z]\w*\s*")
LONGEST = 10_000  # characters
TERM = 60  # characters of a term that is named
TWO = (
    "As LaTeX and as NumPy this means two different things; "
    "write it so that only one of them can read it."
)
FOR_NOTES = {"factorial", OF_ORDER, LARGEST_SIZE}  # which the reader of a page does not know
At = Callable[[Mapping[str, Any]], np.ndarray]  # the value at a sample


@dataclass(frozen=True)
class Judged:
    """An outcome with its words, the place of what cannot be read, and the language."""

    outcome: Outcome
    words: str
    at: int | None = None
    language: str = ""
    values: tuple[np.ndarray, ...] = ()


def judged(data: Data, text: str, derivation: Symbols) -> Judged:
    """What an answer is worth beside the samples of an exercise."""
    if not text.strip():
        return Judged(Outcome.EMPTY, plain(Outcome.EMPTY).words)
    found: list[Judged] = []
    for language, reading in (("LaTeX", _latex), ("NumPy", _numpy)):
        try:
            if len(text) > LONGEST:
                raise Refused(f"an answer has at most {LONGEST} characters", LONGEST)
            found.append(_as(language, reading(data, text, derivation), data, text))
        except RecursionError:
            found.append(Judged(Outcome.UNREADABLE, "nested too deeply to read", 0, language))
        except LatexError as error:
            problem = refused(error)
            found.append(Judged(problem.outcome, str(problem), problem.at, language))
    good = [one for one in found if one.values]
    if len(good) == 2 and good[0].outcome != good[1].outcome:
        return Judged(Outcome.UNREADABLE, TWO)
    return good[0] if good else _likelier(found, text)


def of_exercise(exercise: Exercise, data: Data, text: str) -> Judged:
    """What an answer to a declared exercise is worth."""
    return judged(data, text, symbols(exercise.topic))


def _likelier(found: Sequence[Judged], text: str) -> Judged:
    """The complaint of the language that is likelier meant."""
    latex, numpy = found
    is_numpy, is_latex = bool(IS_NUMPY.search(text)), bool(IS_LATEX.search(text))
    if is_numpy == is_latex:
        is_name = IS_NAME.fullmatch(text) and latex.outcome is Outcome.UNREADABLE
        return numpy if is_name or (numpy.at or 0) > (latex.at or 0) else latex
    return numpy if is_numpy else latex


@dataclass(frozen=True)
class _Read:
    """An answer and its terms, each as something that has a value at a sample."""

    whole: At
    terms: Sequence[tuple[str, At]]
    axes: tuple[str, ...] = ()  # the indices of an answer that is written entry by entry


def _as(language: str, answer: _Read, data: Data, text: str) -> Judged:
    samples, values = [], []
    for sample in data["samples"]:
        expected = np.array(sample["expected"], dtype=float)
        found = np.asarray(answer.whole(sample), dtype=float)
        values.append(found)
        several = answer.terms if len(answer.terms) > 1 else ()
        samples.append(
            Sample(
                found,
                expected,
                sample["sizes"],
                {k: v for k, v in sample["values"].items() if not isinstance(v, list)},
                answer.axes,
                tuple(("", term) for term in sample["terms"]),
                tuple((words, _filled(at(sample), found)) for words, at in several),
                sample["slips"],
            )
        )
    diagnosis: Diagnosis = diagnose(samples)
    return Judged(diagnosis.outcome, diagnosis.words, None, language, tuple(values))


def _filled(term: np.ndarray, answer: np.ndarray) -> np.ndarray:
    """A term that is a number stands in each entry."""
    return np.asarray(term, dtype=float) if np.ndim(term) else np.full(answer.shape, term)


def _latex(data: Data, text: str, derivation: Symbols) -> _Read:
    names = _names(data, data["samples"][0], derivation)
    try:
        node = read(text.rstrip(), names)
    except LatexError as error:
        raise _circular(error, data, text) from None
    for inner in n.walk(node):
        if isinstance(inner, n.Derivative | n.Limit | n.Remainder):
            words = "a derivative is what is asked for: write what it is equal to"
            raise Refused(words, inner.at, Outcome.CIRCULAR)
        if isinstance(inner, n.Call) and inner.function.name in FOR_NOTES:
            raise Refused(f"an answer needs no {text_of(inner)}: write it out", inner.at)
    parts = [_signed(*each) for each in node.terms] if isinstance(node, n.Sum) else [node]

    def at(part: n.Node) -> At:
        def of(sample: Mapping[str, Any]) -> np.ndarray:
            known = _names(data, sample, derivation)
            shape = np.shape(sample["expected"])
            try:
                return value(part, known, derivation, Point(0), data["free"], shape)
            except LatexError as error:
                raise _circular(error, data, text) from None

        return of

    places = [part.at for part in parts]
    used = {inner.name for inner in n.walk(node) if isinstance(inner, n.Name)}
    axes = tuple(data["free"]) if used & {*data["free"]} else ()
    pieces = [(_piece(text, places, k), at(part)) for k, part in enumerate(parts)]
    return _Read(at(node), pieces, axes)


def _signed(sign: str, term: n.Node) -> n.Node:
    return n.Negative(term.at, term) if sign == "-" else term


def _circular(error: LatexError, data: Data, text: str) -> LatexError:
    found = refused(error)
    if found.outcome is Outcome.UNKNOWN:
        for name in data["asked"]:
            if f"'{name}'" in str(error):
                return Refused(f"‘{name}’ is what is asked for", error.at, Outcome.CIRCULAR)
    return found


def _numpy(data: Data, text: str, derivation: Symbols) -> _Read:
    tree = python.tree(text)
    functions, circular = {*data["functions"]}, {*data["asked"]}

    def at(node: ast.expr, negative: bool = False) -> At:
        def of(sample: Mapping[str, Any]) -> np.ndarray:
            values = {**sample["values"], **sample["sizes"]}
            found = np.asarray(python.Values(values, functions, circular).of(node), dtype=float)
            return -found if negative else found

        return of

    parts = list(_sums(tree))
    places = [part.col_offset for _, part in parts]
    pieces = [_piece(text, places, k) for k in range(len(parts))]
    return _Read(
        at(tree),
        [(words, at(part, sign)) for words, (sign, part) in zip(pieces, parts, strict=True)],
    )


def _sums(node: ast.expr) -> list[tuple[bool, ast.expr]]:
    """The terms, and whether each stands behind a minus."""
    match node:
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as operator, right=right):
            return [*_sums(left), (isinstance(operator, ast.Sub), right)]
    return [(False, node)]


def _piece(text: str, places: Sequence[int], k: int) -> str:
    """How a term reads; nothing where its brackets do not match."""
    end = places[k + 1] if k + 1 < len(places) else None
    piece = re.sub(r"[\s+-]+$", "", text[places[k] : end])
    matched = all(piece.count(a) == piece.count(b) for a, b in ("()", "[]", "{}"))
    return piece if matched and len(piece) < TERM else ""


def _names(data: Data, sample: Mapping[str, Any], derivation: Symbols) -> dict[str, Any]:
    """What the names of an answer stand for at a sample, as the reader of formulas wants it."""
    found: dict[str, Any] = {name: derivation[name] for name in data["functions"]}
    for name, values in sample["values"].items():
        if name in data["labels"]:
            found[name] = np.array(values)
        elif isinstance(values, list):
            found[name] = np.vectorize(sp.Float, otypes=[object])(np.array(values, dtype=float))
        else:
            found[name] = sp.Float(values)
    return found | dict(sample["sizes"])

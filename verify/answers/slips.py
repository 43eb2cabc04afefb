"""Slips of an exercise: what its author declares, and one change of the right answer each."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from verify.answers.declared import Exercise
from verify.answers.values import read, value
from verify.diagnosis.numeric import Sample, diagnose, same
from verify.diagnosis.outcome import Outcome
from verify.diagnosis.repairs import words
from verify.mutants.slips import Slip, Slips
from verify.proving.namespace import Symbols
from verify.proving.points import Point
from verify.reading import nodes as n
from verify.reading.tokens import LatexError

MOST = 6  # changes of the right answer in a box
KINDS = {"symbol", "layer", "index"}  # a name for another: what says so shows no formula
NAMES = re.compile(r"it would hold with \S+ for \S+")
Place = tuple[Symbols, Point, np.ndarray]  # the derivation, a point, and what is expected there


def found(exercise: Exercise, places: Sequence[Place]) -> list[dict[str, np.ndarray]]:
    """The values of the slips at each place, by words.

    A change that numbers alone can name, such as a sign or a factor, is left out, and so is one
    that cannot be told from another.
    """
    first = places[0][0]
    declared = [(said, read(latex, first)) for said, latex in exercise.slips.items()]
    kept = [(said, _values(node, exercise, places)) for said, node in declared]
    for said, node in _changes(exercise, first):
        if len(kept) >= MOST + len(declared):
            break
        try:
            values = _values(node, exercise, places)
        except (LatexError, ArithmeticError, TypeError, ValueError):
            continue
        if _is_nameless(values, places) and not any(_equal(values, other) for _, other in kept):
            kept.append((said, values))
    return [{said: values[k] for said, values in kept} for k in range(len(places))]


def _changes(exercise: Exercise, symbols: Symbols) -> Iterator[tuple[str, n.Node]]:
    used = {name: symbols[name] for name in exercise.uses}
    for slip in Slips(used, exercise.indices).of(read(exercise.right, symbols)):
        said = words(_backwards(slip))
        if slip.kind in KINDS and NAMES.fullmatch(said):
            yield said, slip.node


def _backwards(slip: Slip) -> Slip:
    """What would make of the change the right answer again."""
    return Slip(slip.kind, slip.new, slip.old, slip.node)


def _values(node: n.Node, exercise: Exercise, places: Sequence[Place]) -> list[np.ndarray]:
    return [
        filled(value(node, at, at, point, exercise.indices, expected.shape), expected, exercise)
        for at, point, expected in places
    ]


def filled(values: np.ndarray, expected: np.ndarray, exercise: Exercise) -> np.ndarray:
    """A number stands for each entry of an answer that is written entry by entry."""
    if exercise.indices and not values.ndim:
        return np.full(expected.shape, values)
    return values


def _is_nameless(values: Sequence[np.ndarray], places: Sequence[Place]) -> bool:
    """Whether values of the right shape are wrong, and numbers alone do not say how."""
    pairs = [(one, expected) for one, (_, _, expected) in zip(values, places, strict=True)]
    if any(one.shape != expected.shape or not np.all(np.isfinite(one)) for one, expected in pairs):
        return False
    samples: list[Any] = [
        Sample(one, expected, at.sizes)
        for (one, expected), (at, _, _) in zip(pairs, places, strict=True)
    ]
    return diagnose(samples).outcome is Outcome.DIFFERENT


def _equal(values: Sequence[np.ndarray], others: Sequence[np.ndarray]) -> bool:
    return all(same(one, other) for one, other in zip(values, others, strict=True))

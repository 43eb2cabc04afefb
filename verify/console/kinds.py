"""The kind of mistake of a function's values, beside the formula that they should have."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from verify.book.displays import Display
from verify.book.limits import OutOfBounds, limited
from verify.diagnosis.answers import claimed
from verify.diagnosis.arrays import diagnose_arrays
from verify.diagnosis.numeric import Terms
from verify.diagnosis.outcome import Outcome
from verify.diagnosis.settings import FAULTS, Setting
from verify.diagnosis.terms import terms
from verify.proving.at_point import AtPoint
from verify.proving.namespace import Symbols
from verify.proving.points import Point

SECONDS = 2  # to find a name
UNNAMED = {Outcome.RIGHT, Outcome.DIFFERENT, Outcome.UNDEFINED, Outcome.SHAPE}


@dataclass(frozen=True)
class Result:
    """What a function gave at one point, and what it should have given."""

    found: np.ndarray
    expected: np.ndarray
    names: Symbols
    point: Point
    scalars: Mapping[str, float]


def kind(display: Display, used: Sequence[str], results: Sequence[Result]) -> str:
    """``it is N times what it should be``; nothing where the mistake has no name."""
    if any(np.iscomplexobj(one.found) for one in results):
        return ""
    parts: list[Terms] = []
    with suppress(OutOfBounds, *FAULTS), limited(SECONDS):
        parts = [*_terms(display, results)]
    diagnosis, _ = diagnose_arrays(
        [one.found for one in results],
        [one.expected for one in results],
        [{name: one.names.sizes[name] for name in used} for one in results],
        [one.scalars for one in results],
        parts,
    )
    return "" if diagnosis.outcome in UNNAMED else diagnosis.words


def _terms(display: Display, results: Sequence[Result]) -> Iterator[Terms]:
    """The values of the terms of the claim's right sides, at the points of the results."""
    claim = claimed(display.topic, display.label or "")
    ranges = {_sizes(trial.setting.names): trial.setting.ranges for trial in claim.by_entry}
    known = {words: node for right in claim.rights for words, node in terms(right)}
    for one in results:
        setting = Setting(one.names, 0, ranges[_sizes(one.names)])
        setting.at = AtPoint(one.point, {})
        yield tuple((words, setting.values(node)) for words, node in known.items())


def _sizes(names: Symbols) -> tuple[tuple[str, int], ...]:
    return tuple(names.sizes.items())

"""What is wrong with the values of a function: where, by how much, and which kind of mistake."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from verify.diagnosis.numeric import Sample, diagnose
from verify.diagnosis.outcome import Diagnosis, Outcome, plain


@dataclass(frozen=True)
class Difference:
    """The largest difference of two arrays: where it is, both values, and their ratio."""

    index: tuple[int, ...]  # as Python counts
    value: float
    expected: float

    @property
    def ratio(self) -> float | None:
        """The value over the one expected; nothing where that is 0."""
        return self.value / self.expected if self.expected else None

    @property
    def words(self) -> str:
        """``at [1, 2] it is 0.5 and should be 0.25, 2 times that``."""
        where = f"at [{', '.join(map(str, self.index))}] " if self.index else ""
        times = "" if self.ratio is None else f", {self.ratio:.6g} times that"
        return f"{where}it is {self.value:.6g} and should be {self.expected:.6g}{times}"


def diagnose_arrays(
    values: Sequence[Any],
    expected: Sequence[Any],
    sizes: Sequence[Mapping[str, int]] = (),
    scalars: Sequence[Mapping[str, float]] = (),
    parts: Sequence[Any] = (),
) -> tuple[Diagnosis, Difference | None]:
    """The kind of mistake of several results, and the largest difference of the first wrong one.

    Each result is what a function returned at one point, beside what it should return. ``sizes``
    and ``scalars`` are the numbers that have a name there, and ``parts`` the terms of what is
    expected, each with how it reads. What is no array of numbers has the outcome *undefined*.
    """
    try:
        pairs = [
            (np.asarray(value, dtype=float), np.asarray(wanted, dtype=float))
            for value, wanted in zip(values, expected, strict=True)
        ]
    except (TypeError, ValueError):
        return plain(Outcome.UNDEFINED), None
    samples = [Sample(value, wanted) for value, wanted in pairs]
    if sizes:
        samples = [replace(s, sizes=at) for s, at in zip(samples, sizes, strict=True)]
    if scalars:
        samples = [replace(s, scalars=at) for s, at in zip(samples, scalars, strict=True)]
    if parts:
        samples = [replace(s, terms=at) for s, at in zip(samples, parts, strict=True)]
    found = diagnose(samples)
    return found, None if found.is_right else _largest(pairs)


def _largest(pairs: Sequence[tuple[Any, Any]]) -> Difference | None:
    for value, wanted in pairs:
        if value.shape == wanted.shape and value.size and not np.array_equal(value, wanted):
            apart = np.where(np.isfinite(value), abs(value - wanted), np.inf)
            index = np.unravel_index(int(np.argmax(apart)), value.shape)
            place = tuple(int(k) for k in index)
            return Difference(place, float(value[place]), float(wanted[place]))
    return None

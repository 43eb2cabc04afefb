"""Contestants that don't compute the same are not compared."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from benchmarks.competitors import Contestant
from benchmarks.floors import FLOORS
from experiments.errors import InputError

STEPS = 3
TOLERANCE = (
    2e-5  # of the largest entry: float32 has 1e-7, and a sum of 784 or 4096 terms loses some
)


def require_agreement(
    contestants: Mapping[str, Contestant], X: np.ndarray, t: np.ndarray
) -> dict[str, float]:
    """Make some steps with each, and return how far each ends from `nn`, in parts of the largest.

    Raises:
        InputError: one ends elsewhere than float32's rounding explains.
    """
    found: dict[str, float] = {}
    expected: dict[str, Any] | None = None
    for name, contestant in contestants.items():
        if name in FLOORS:  # they make no step
            continue
        held = contestant.take(X, t)
        losses = [float(contestant.step(*held)) for _ in range(STEPS)]
        # The source's loss is the one after the step, which is the next step's loss before it.
        common = losses[:-1] if name == "source" else losses[1:]
        reached = {"losses": np.array(common), **contestant.parameters}
        expected = expected or reached
        found[name] = distance(reached, expected)
        if not found[name] < TOLERANCE:
            raise InputError(
                f"expected {name} and nn to agree after {STEPS} steps of {len(X)} examples; got "
                f"a difference of {found[name]:.1e}; they are not compared"
            )
    return found


def distance(one: Mapping[str, np.ndarray], other: Mapping[str, np.ndarray]) -> float:
    """The largest difference of two entries, in parts of the largest entry of the array."""
    differences = [
        np.abs(one[name] - expected).max() / np.abs(expected).max()
        for name, expected in other.items()
    ]
    return float(np.max(differences))  # NaN if one of them is

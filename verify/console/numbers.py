"""Two arrays of numbers: how far apart they are, and where."""

from typing import Any

import numpy as np

MOST_DIGITS = 17


def relative(found: np.ndarray, expected: np.ndarray) -> float:
    """The largest difference, relative to the largest entry; nan if something is none."""
    if not expected.size:
        return 0.0
    with np.errstate(all="ignore"):
        scale = float(np.max(np.abs(expected))) or 1.0
        return float(np.max(np.abs(found - expected))) / scale


def furthest(found: np.ndarray, expected: np.ndarray) -> tuple[tuple[int, ...], Any, Any]:
    """The entry that is furthest off, and the two values there."""
    with np.errstate(all="ignore"):
        off = np.abs(found - expected)
    off = np.where(np.isnan(off), np.inf, off)
    place = tuple(int(k) for k in np.unravel_index(np.argmax(off), off.shape)) if off.ndim else ()
    return place, found[place], expected[place]


def told_apart(one: Any, other: Any) -> tuple[str, str]:
    """Two numbers with as many digits as it takes to see that they are two."""
    found = ((written(one, digits), written(other, digits)) for digits in range(6, MOST_DIGITS + 1))
    return next((pair for pair in found if pair[0] != pair[1]), (written(one), written(other)))


def written(number: Any, digits: int = 6) -> str:
    """A number with so many digits and the sign of the page."""
    return f"{number:.{digits}g}".replace("-", "−")

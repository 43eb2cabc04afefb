"""What several trainings of one kind have in common: their least, middle and largest numbers."""

from collections.abc import Iterator, Sequence

import numpy as np


def seeds(first: int, count: int) -> range:
    """The seeds of so many trainings."""
    return range(first, first + count)


def band(curves: Sequence[Sequence[float]], digits: int = 4) -> list[list[float]]:
    """The least, the median and the largest of some curves, point by point.

    A training that ended before the others ends the band.
    """
    length = min(map(len, curves))
    together = np.array([curve[:length] for curve in curves])
    return [np.round(of(together, axis=0), digits).tolist() for of in (np.min, np.median, np.max)]


def means(losses: Sequence[float], every: int) -> Iterator[float]:
    """The mean of so many losses at a time, as many as are whole."""
    for start in range(0, len(losses) - every + 1, every):
        yield float(np.mean(losses[start : start + every]))


def median(shares: Sequence[float | None]) -> float:
    """The median, in which a training that diverged has read nothing."""
    return float(np.median([share or 0.0 for share in shares]))

"""How far floats are from exact numbers, in units of the last place."""

from collections.abc import Sequence
from typing import Any

import mpmath
import numpy as np

Exact = Sequence[mpmath.mpf]


def ulp(x: mpmath.mpf, dtype: np.dtype) -> mpmath.mpf:
    """The gap between neighbouring floats where x lies; near 0 it is the smallest float."""
    about = np.finfo(dtype)
    _, exponent = mpmath.frexp(x)  # 0.5 <= |x| / 2**exponent < 1, and 0 for 0
    least = about.minexp if x == 0 else max(exponent - 1, about.minexp)
    return mpmath.ldexp(1, int(least) - about.nmant)


def errors(found: Any, exact: Exact, units: Exact, dtype: np.dtype) -> float:
    """The largest distance of a float from its exact number, in the units of the entries.

    What lies beyond the largest float has to be an infinity of its sign, and nothing else may.
    """
    largest = mpmath.mpf(float(np.finfo(dtype).max))
    worst = 0.0
    for value, x, unit in zip(np.ravel(found).tolist(), exact, units, strict=True):
        if abs(x) > largest + unit / 2:
            error = 0.0 if value == float(mpmath.sign(x)) * np.inf else np.inf
        elif not np.isfinite(value):
            error = np.inf
        else:
            error = float(abs(mpmath.mpf(value) - x) / unit)
        worst = max(worst, error)
    return worst


def each(exact: Exact, dtype: np.dtype) -> Exact:
    """The unit of every entry: its own."""
    return [ulp(x, dtype) for x in exact]


def of_largest(exact: Exact, dtype: np.dtype) -> Exact:
    """The unit of every entry: that of the largest one."""
    return [ulp(max(map(abs, exact)), dtype)] * len(exact)


def of_one(exact: Exact, dtype: np.dtype) -> Exact:
    """The unit of every entry: that of 1."""
    return [ulp(mpmath.mpf(1), dtype)] * len(exact)

"""The derivative of the SiLU, at any score. Chapter: docs/activation.md."""

import numpy as np


def silu_prime(x):
    """Return the slope of x times its own sigmoid, entry by entry."""
    e = np.exp(-np.abs(x))
    s = np.where(x < 0, e, 1) / (1 + e)
    return s + x * s * (1 - s)

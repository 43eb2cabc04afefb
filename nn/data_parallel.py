"""One training on many machines: shares put together, and what it costs.

Chapter: docs/data_parallel.md. Times are in seconds, messages in bytes.
"""

import numpy as np
from jaxtyping import Float, Real

from nn.shapes import shapes_checked

Array = np.ndarray
Number = int | float | np.floating | Float[Array, " m"]


@shapes_checked
def mean_of_shards(g: Float[Array, "r d"], n: Real[Array, " r"]) -> Float[Array, " d"]:
    """Compute the gradient of a batch from those of its parts, which have n examples each.

    A part may be empty; its gradient does not count.

    Raises:
        ValueError: n has an entry below 0, or nothing but 0.
    """
    _require_examples(n)
    return (n / n.sum()).astype(g.dtype) @ g


@shapes_checked
def variance_of_shards(
    m: Float[Array, " r"], v: Float[Array, " r"], n: Real[Array, " r"]
) -> np.floating:
    """Compute the variance of a batch from the means m and the variances v of its parts.

    Raises:
        ValueError: n has an entry below 0, or nothing but 0.
    """
    _require_examples(n)
    a = n / n.sum()
    return a @ v + a @ (m - a @ m) ** 2


@shapes_checked
def ring_time(p: Number, M: Number, alpha: float, beta: float) -> Number:
    """Predict the time of an all-reduce in which p processes pass parts of M bytes round a ring."""
    return 2 * (p - 1) * alpha + 2 * (p - 1) / p * M * beta


@shapes_checked
def doubling_time(p: Number, M: Number, alpha: float, beta: float) -> Number:
    """Predict the time of an all-reduce in which p processes exchange all M bytes in pairs."""
    return np.log2(p) * (alpha + M * beta)


@shapes_checked
def halving_time(p: Number, M: Number, alpha: float, beta: float) -> Number:
    """Predict the time of an all-reduce in which pairs exchange a half, a quarter, ... and back."""
    return 2 * np.log2(p) * alpha + 2 * (p - 1) / p * M * beta


@shapes_checked
def step_time(c_0: float, c: float, b: Number, t: Number) -> Number:
    """Predict the time of a step with b examples a process, which computes them before it waits."""
    return c_0 + b * c + t


@shapes_checked
def speed_up(c_0: float, c: float, B: Number, p: Number, t: Number) -> Number:
    """Predict how many times as fast as one process p of them make a step with B examples."""
    return step_time(c_0, c, B, 0.0) / step_time(c_0, c, B / p, t)


@shapes_checked
def weak_efficiency(c_0: float, c: float, b: Number, t: Number) -> Number:
    """Predict which share of a step with b examples a process goes into work, not into waiting."""
    return (c_0 + b * c) / (c_0 + b * c + t)


@shapes_checked
def smallest_shard(F: Number, beta: Number) -> Number:
    """Compute the examples a process whose computing takes as long as sending the gradient.

    F is what a process computes, in operations a second; the numbers are float32, four bytes each.
    """
    return F * beta * 4 / 3


@shapes_checked
def checkpoint_interval(C: Number, mu_1: Number, p: Number) -> Number:
    """Compute the time between checkpoints that loses least, after Young (1974).

    Writing one takes C, and each of p machines fails after a time mu_1 on average.
    """
    return np.sqrt(2 * C * mu_1 / p)


def _require_examples(n: Array) -> None:
    if not (n >= 0).all() or not 0 < n.sum() < np.inf:
        raise ValueError(
            f"expected the sizes of parts, 0 or more, with an example in at least one; got n {n}"
        )

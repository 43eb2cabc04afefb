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

    Example:
        >>> mean_of_shards([[1.0], [4.0]], n=[3, 1])
        array([1.75])
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

    Example:
        >>> variance_of_shards(m=[0.0, 2.0], v=[1.0, 1.0], n=[1, 1])
        np.float64(2.0)
    """
    _require_examples(n)
    a = n / n.sum()
    return a @ v + a @ (m - a @ m) ** 2


@shapes_checked
def ring_time(p: Number, M: Number, alpha: float, beta: float) -> Number:
    """Predict the time of an all-reduce in which p processes pass parts of M bytes round a ring.

    Example:
        >>> ring_time(p=4, M=8.0, alpha=1.0, beta=0.5)
        12.0
    """
    return 2 * (p - 1) * alpha + 2 * (p - 1) / p * M * beta


@shapes_checked
def doubling_time(p: Number, M: Number, alpha: float, beta: float) -> Number:
    """Predict the time of an all-reduce in which p processes exchange all M bytes in pairs.

    Example:
        >>> doubling_time(p=4, M=8.0, alpha=1.0, beta=0.5)
        np.float64(10.0)
    """
    return np.log2(p) * (alpha + M * beta)


@shapes_checked
def halving_time(p: Number, M: Number, alpha: float, beta: float) -> Number:
    """Predict the time of an all-reduce in which pairs exchange a half, a quarter, ... and back.

    Example:
        >>> halving_time(p=4, M=8.0, alpha=1.0, beta=0.5)
        np.float64(10.0)
    """
    return 2 * np.log2(p) * alpha + 2 * (p - 1) / p * M * beta


@shapes_checked
def step_time(c_0: float, c: float, b: Number, t: Number) -> Number:
    """Predict the time of a step with b examples a process, which computes them before it waits.

    Example:
        >>> step_time(c_0=1.0, c=0.5, b=4, t=2.0)
        5.0
    """
    return c_0 + b * c + t


@shapes_checked
def speed_up(c_0: float, c: float, B: Number, p: Number, t: Number) -> Number:
    """Predict how many times as fast as one process p of them make a step with B examples.

    Example:
        >>> speed_up(c_0=1.0, c=0.5, B=8, p=4, t=0.5)
        2.0
    """
    return step_time(c_0, c, B, 0.0) / step_time(c_0, c, B / p, t)


@shapes_checked
def weak_efficiency(c_0: float, c: float, b: Number, t: Number) -> Number:
    """Predict which share of a step with b examples a process goes into work, not into waiting.

    Example:
        >>> weak_efficiency(c_0=1.0, c=0.5, b=4, t=1.0)
        0.75
    """
    return (c_0 + b * c) / (c_0 + b * c + t)


@shapes_checked
def overlapped_time(a: Number, t: Number, Q: Number) -> Number:
    """Predict when a backward pass of a seconds ends that sends its gradient in Q equal buckets.

    All messages together take t; a bucket is sent as soon as it is computed and the last is sent.

    Example:
        >>> overlapped_time(a=8.0, t=4.0, Q=4)
        np.float64(9.0)
    """
    return np.maximum(a / Q + t, a + t / Q)


@shapes_checked
def smallest_shard(F: Number, beta: Number) -> Number:
    """Compute the examples a process whose computing takes as long as sending the gradient.

    F is what a process computes, in operations a second; the numbers are float32, four bytes each.

    Example:
        >>> smallest_shard(F=3e9, beta=1e-9)
        4.0
    """
    return F * beta * 4 / 3


@shapes_checked
def checkpoint_interval(C: Number, mu_1: Number, p: Number) -> Number:
    """Compute the time between checkpoints that loses least, after Young (1974).

    Writing one takes C, and each of p machines fails after a time mu_1 on average.

    Example:
        >>> checkpoint_interval(C=2.0, mu_1=100.0, p=4)
        np.float64(10.0)
    """
    return np.sqrt(2 * C * mu_1 / p)


def _require_examples(n: Array) -> None:
    if not (n >= 0).all() or not 0 < n.sum() < np.inf:
        raise ValueError(
            f"expected the sizes of parts, 0 or more, with an example in at least one; got n {n}"
        )

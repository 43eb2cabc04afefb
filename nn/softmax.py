"""Softmax over the last axis. Chapter: docs/softmax.md."""

import numpy as np
from jaxtyping import Float

Array = np.ndarray


def softmax(z: Float[Array, "*n k"]) -> Float[Array, "*n k"]:
    """Turn scores into probabilities; subtracting the maximum keeps exp from overflowing."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_jacobian(z: Float[Array, " k"]) -> Float[Array, "k k"]:
    """Build the whole Jacobian of one example: to read, not to train with; see `softmax_vjp`."""
    _check_one_example(z)
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


def softmax_vjp(z: Float[Array, "*n k"], g: Float[Array, "*n k"]) -> Float[Array, "*n k"]:
    """Pull the upstream gradient g = dL/dp back to dL/dz without forming the Jacobian."""
    _check_upstream(z, g)
    p = softmax(z)
    return p * (g - (g * p).sum(axis=-1, keepdims=True))


def _check_one_example(z: Array) -> None:
    """Refuse a batch: np.diag would take its diagonal, and np.outer would flatten it."""
    if z.ndim != 1:
        raise ValueError(
            f"softmax_jacobian needs the scores of one example, shape (k,); got {z.shape}; "
            "call it once for each row"
        )


def _check_upstream(z: Array, g: Array) -> None:
    """Refuse one gradient for all rows, which NumPy would broadcast."""
    if g.shape != z.shape:
        raise ValueError(
            f"softmax_vjp needs one entry of g for each score; got z {z.shape} and g {g.shape}; "
            "g is the gradient at softmax(z), so it has the shape of z"
        )

"""Softmax over the last axis. Chapter: docs/softmax.md."""

import numpy as np
from jaxtyping import Float

from nn.checks import check_classes, check_largest
from nn.shapes import shapes_checked

Array = np.ndarray


@shapes_checked
def softmax(z: Float[Array, "*n k"]) -> Float[Array, "*n k"]:
    """Turn scores into probabilities; subtracting the maximum keeps exp from overflowing.

    A score of minus infinity has the probability 0.

    Raises:
        ValueError: there is no class, or the largest score of an example is no finite number.

    Example:
        >>> softmax([0.0, 0.0])
        array([0.5, 0.5])
    """
    check_classes("softmax", "z", z)
    m = z.max(axis=-1, keepdims=True)
    check_largest("softmax", "z", m)
    e = np.exp(z - m)
    return e / e.sum(axis=-1, keepdims=True)


@shapes_checked
def softmax_jacobian(z: Float[Array, " k"]) -> Float[Array, "k k"]:
    """Build the whole Jacobian of one example: to read, not to train with; see `softmax_vjp`.

    Raises:
        ValueError: as for `softmax`.

    Example:
        >>> softmax_jacobian([0.0, 0.0])
        array([[ 0.25, -0.25],
               [-0.25,  0.25]])
    """
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)


@shapes_checked
def softmax_vjp(z: Float[Array, "*n k"], g: Float[Array, "*n k"]) -> Float[Array, "*n k"]:
    """Pull the upstream gradient g = dL/dp back to dL/dz without forming the Jacobian.

    Raises:
        ValueError: as for `softmax`.

    Example:
        >>> softmax_vjp(z=[0.0, 0.0], g=[1.0, 0.0])
        array([ 0.25, -0.25])
    """
    p = softmax(z)
    return p * (g - (g * p).sum(axis=-1, keepdims=True))

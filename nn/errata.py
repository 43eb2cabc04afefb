"""Losses that tutorials print, each with the gradient that belongs to it. Chapter: docs/errata.md.

They are here to be compared with; to train, use `nn.loss.softmax_cross_entropy`.
"""

import numpy as np
from jaxtyping import Float, Integer

from nn.activation import step
from nn.loss import softmax_cross_entropy, softmax_cross_entropy_grad_Z
from nn.shapes import shapes_checked
from nn.softmax import softmax

Array = np.ndarray


@shapes_checked
def floored_loss(Z: Float[Array, "n k"], t: Integer[Array, " n"], epsilon: float) -> np.floating:
    """Cross-entropy with every probability below epsilon raised to epsilon.

    Raises:
        ValueError: as for `nn.loss.softmax_cross_entropy`.

    Example:
        >>> floored_loss([[0.0, 90.0]], [0], epsilon=0.25).round(3)
        np.float64(1.386)
    """
    return -np.log(np.maximum(_own(Z, t), epsilon)).sum() / len(Z)


@shapes_checked
def floored_loss_grad_Z(
    Z: Float[Array, "n k"], t: Integer[Array, " n"], epsilon: float
) -> Float[Array, "n k"]:
    """Differentiate `floored_loss`: an example below the floor has no slope.

    Raises:
        ValueError: as for `nn.loss.softmax_cross_entropy`.

    Example:
        >>> floored_loss_grad_Z([[0.0, 0.0]], [0], epsilon=0.25)
        array([[-0.5,  0.5]])
    """
    above = step(_own(Z, t) - epsilon)
    return softmax_cross_entropy_grad_Z(Z, t) * above[:, np.newaxis]


@shapes_checked
def shifted_loss(Z: Float[Array, "n k"], t: Integer[Array, " n"], epsilon: float) -> np.floating:
    """Cross-entropy with epsilon added to every probability.

    Raises:
        ValueError: as for `nn.loss.softmax_cross_entropy`.

    Example:
        >>> shifted_loss([[0.0, 0.0]], [0], epsilon=0.25).round(3)
        np.float64(0.288)
    """
    return -np.log(_own(Z, t) + epsilon).sum() / len(Z)


@shapes_checked
def shifted_loss_grad_Z(
    Z: Float[Array, "n k"], t: Integer[Array, " n"], epsilon: float
) -> Float[Array, "n k"]:
    """Differentiate `shifted_loss`: the slope fades where the right class has no probability.

    Raises:
        ValueError: as for `nn.loss.softmax_cross_entropy`.

    Example:
        >>> shifted_loss_grad_Z([[0.0, 0.0]], [0], epsilon=0.5)
        array([[-0.25,  0.25]])
    """
    p = _own(Z, t)
    return softmax_cross_entropy_grad_Z(Z, t) * (p / (p + epsilon))[:, np.newaxis]


def _own(Z: Float[Array, "n k"], t: Integer[Array, " n"]) -> Float[Array, " n"]:
    """The probability that each example gives to its own class."""
    softmax_cross_entropy(Z, t)  # refuses labels and scores that are none
    return softmax(Z)[np.arange(len(Z)), t]

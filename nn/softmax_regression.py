"""Softmax regression: one layer that classifies. Chapter: docs/softmax_regression.md.

A training step calls the parts, so that the scores are computed once; here they are put together.
"""

import numpy as np
from jaxtyping import Float, Integer

from nn.linear import linear, linear_grad_b, linear_grad_W
from nn.loss import softmax_cross_entropy, softmax_cross_entropy_grad_Z
from nn.shapes import shapes_checked
from nn.softmax import softmax

Array = np.ndarray


@shapes_checked
def softmax_regression(
    X: Float[Array, "n d"],
    W: Float[Array, "d k"],
    b: Float[Array, " k"],
) -> Float[Array, "n k"]:
    """Give every example its probabilities.

    Raises:
        ValueError: as for `nn.softmax.softmax`.

    Example:
        >>> softmax_regression([[2.0]], [[0.0, 0.0]], [0.0, 0.0])
        array([[0.5, 0.5]])
    """
    return softmax(linear(X, W, b))


@shapes_checked
def softmax_regression_loss(
    X: Float[Array, "n d"],
    W: Float[Array, "d k"],
    b: Float[Array, " k"],
    t: Integer[Array, " n"],
) -> np.floating:
    """Measure the probabilities against class indices t = 0 ... K-1; mean over the batch.

    Raises:
        ValueError: as for `nn.loss.softmax_cross_entropy`.

    Example:
        >>> softmax_regression_loss([[2.0]], [[0.0, 0.0]], [0.0, 0.0], [0]).round(3)
        np.float64(0.693)
    """
    return softmax_cross_entropy(linear(X, W, b), t)


@shapes_checked
def softmax_regression_loss_grad_W(
    X: Float[Array, "n d"],
    W: Float[Array, "d k"],
    b: Float[Array, " k"],
    t: Integer[Array, " n"],
) -> Float[Array, "d k"]:
    """Differentiate the loss with respect to the weights.

    Raises:
        ValueError: there is no example, or t holds what is no class index.

    Example:
        >>> softmax_regression_loss_grad_W([[2.0]], [[0.0, 0.0]], [0.0, 0.0], [0])
        array([[-1.,  1.]])
    """
    G = softmax_cross_entropy_grad_Z(linear(X, W, b), t)
    return linear_grad_W(X, G)


@shapes_checked
def softmax_regression_loss_grad_b(
    X: Float[Array, "n d"],
    W: Float[Array, "d k"],
    b: Float[Array, " k"],
    t: Integer[Array, " n"],
) -> Float[Array, " k"]:
    """Differentiate the loss with respect to the bias.

    Raises:
        ValueError: there is no example, or t holds what is no class index.

    Example:
        >>> softmax_regression_loss_grad_b([[2.0]], [[0.0, 0.0]], [0.0, 0.0], [0])
        array([-0.5,  0.5])
    """
    G = softmax_cross_entropy_grad_Z(linear(X, W, b), t)
    return linear_grad_b(G)

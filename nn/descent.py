"""Descent: a neuron with a slope, and the loop that trains it. Chapter: docs/descent.md."""

from typing import Any

import numpy as np
from jaxtyping import Float

from nn.activation import sigmoid
from nn.checks import check_binary
from nn.loss import binary_cross_entropy
from nn.shapes import shapes_checked

Array = np.ndarray


@shapes_checked
def neuron(X: Float[Array, "n d"], w: Float[Array, " d"], b: float) -> Float[Array, " n"]:
    """Give each row of X the probability of a yes.

    Example:
        >>> neuron([[0.0, 0.0], [1.0, 1.0]], w=[2.0, 2.0], b=-4.0).round(3)
        array([0.018, 0.5  ])
    """
    return sigmoid(X @ w + b)


@shapes_checked
def neuron_loss(
    X: Float[Array, "n d"], y: Float[Array, " n"], w: Float[Array, " d"], b: float
) -> np.floating:
    """Measure the neuron against the right answers y, 0 or 1, by the mean cross-entropy.

    Raises:
        ValueError: there is no example, an answer is not from 0 to 1, or a score is not finite.

    Example:
        >>> neuron_loss([[1.0, 2.0]], y=[1.0], w=[0.0, 0.0], b=0.0).round(3)
        np.float64(0.693)
    """
    return binary_cross_entropy(X @ w + b, y)


@shapes_checked
def neuron_loss_grad_w(
    X: Float[Array, "n d"], y: Float[Array, " n"], w: Float[Array, " d"], b: float
) -> Float[Array, " d"]:
    """Differentiate `neuron_loss` with respect to the weights.

    Raises:
        ValueError: as for `neuron_loss`.

    Example:
        >>> neuron_loss_grad_w([[1.0, 2.0]], y=[1.0], w=[0.0, 0.0], b=0.0)
        array([-0.5, -1. ])
    """
    check_binary("neuron_loss_grad_w", X @ w + b, y)
    p = neuron(X, w, b)
    return X.T @ (p - y) / len(X)


@shapes_checked
def neuron_loss_grad_b(
    X: Float[Array, "n d"], y: Float[Array, " n"], w: Float[Array, " d"], b: float
) -> np.floating:
    """Differentiate `neuron_loss` with respect to the bias.

    Raises:
        ValueError: as for `neuron_loss`.

    Example:
        >>> neuron_loss_grad_b([[1.0, 2.0]], y=[1.0], w=[0.0, 0.0], b=0.0)
        np.float64(-0.5)
    """
    check_binary("neuron_loss_grad_b", X @ w + b, y)
    p = neuron(X, w, b)
    return (p - y).sum() / len(X)


class Neuron:
    """A neuron that starts with these parameters, `w` and `b`, and learns.

    Example:
        >>> Neuron(w=np.zeros(2), b=0.0).b
        0.0
    """

    def __init__(self, w: Array, b: float):
        self.w = w
        self.b: Any = b  # a number

    @shapes_checked
    def train(self, X: Array, y: Array, eta: float, steps: int = 1) -> np.floating:
        """Go so many steps downhill, and return the loss there.

        Both gradients are taken before a parameter moves.

        Example:
            >>> Neuron(w=np.zeros(2), b=0.0).train(np.eye(2), np.ones(2), eta=2.0).round(3)
            np.float64(0.201)
        """
        for _ in range(steps):
            grad_w = neuron_loss_grad_w(X, y, self.w, self.b)
            grad_b = neuron_loss_grad_b(X, y, self.w, self.b)
            self.w = self.w - eta * grad_w
            self.b = self.b - eta * grad_b
        return neuron_loss(X, y, self.w, self.b)

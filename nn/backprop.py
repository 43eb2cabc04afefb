"""A network of two layers, and the gradient of each of its parameters. Chapter: docs/backprop.md.

Each gradient stands for itself here, to be read beside its formula. To train,
`nn.network.Network` computes all of them in one pass back, for any number of layers and any
activation.
"""

from typing import TypeAlias

import numpy as np
from jaxtyping import Float, Integer

from nn.activation import sigmoid, sigmoid_prime
from nn.linear import linear, linear_grad_b, linear_grad_W, linear_grad_X
from nn.loss import softmax_cross_entropy, softmax_cross_entropy_grad_Z
from nn.shapes import shapes_checked

Array = np.ndarray
Inputs: TypeAlias = Float[Array, "n d"]
Weights1: TypeAlias = Float[Array, "d h"]
Biases1: TypeAlias = Float[Array, " h"]
Weights2: TypeAlias = Float[Array, "h k"]
Biases2: TypeAlias = Float[Array, " k"]
Classes: TypeAlias = Integer[Array, " n"]


@shapes_checked
def two_layer_loss(
    X: Inputs, W1: Weights1, b1: Biases1, W2: Weights2, b2: Biases2, t: Classes
) -> np.floating:
    """Compute the mean cross-entropy of the classes t after two layers, a sigmoid between them.

    Raises:
        ValueError: as for `nn.loss.softmax_cross_entropy`.

    Example:
        >>> two_layer_loss([[2.0]], [[0.0]], [0.0], [[1.0, -1.0]], [-0.5, 0.5], [0]).round(3)
        np.float64(0.693)
    """
    return softmax_cross_entropy(linear(sigmoid(linear(X, W1, b1)), W2, b2), t)


@shapes_checked
def two_layer_loss_grad_W2(
    X: Inputs, W1: Weights1, b1: Biases1, W2: Weights2, b2: Biases2, t: Classes
) -> Weights2:
    """Differentiate with respect to the weights of the second layer.

    Raises:
        ValueError: there is no example, or t holds what is no class index.

    Example:
        >>> two_layer_loss_grad_W2([[2.0]], [[0.0]], [0.0], [[1.0, -1.0]], [-0.5, 0.5], [0])
        array([[-0.25,  0.25]])
    """
    A1, Delta2, _ = _passes(X, W1, b1, W2, b2, t)
    return linear_grad_W(A1, Delta2)


@shapes_checked
def two_layer_loss_grad_b2(
    X: Inputs, W1: Weights1, b1: Biases1, W2: Weights2, b2: Biases2, t: Classes
) -> Biases2:
    """Differentiate with respect to the biases of the second layer.

    Raises:
        ValueError: there is no example, or t holds what is no class index.

    Example:
        >>> two_layer_loss_grad_b2([[2.0]], [[0.0]], [0.0], [[1.0, -1.0]], [-0.5, 0.5], [0])
        array([-0.5,  0.5])
    """
    _, Delta2, _ = _passes(X, W1, b1, W2, b2, t)
    return linear_grad_b(Delta2)


@shapes_checked
def two_layer_loss_grad_W1(
    X: Inputs, W1: Weights1, b1: Biases1, W2: Weights2, b2: Biases2, t: Classes
) -> Weights1:
    """Differentiate with respect to the weights of the first layer.

    Raises:
        ValueError: there is no example, or t holds what is no class index.

    Example:
        >>> two_layer_loss_grad_W1([[2.0]], [[0.0]], [0.0], [[1.0, -1.0]], [-0.5, 0.5], [0])
        array([[-0.5]])
    """
    *_, Delta1 = _passes(X, W1, b1, W2, b2, t)
    return linear_grad_W(X, Delta1)


@shapes_checked
def two_layer_loss_grad_b1(
    X: Inputs, W1: Weights1, b1: Biases1, W2: Weights2, b2: Biases2, t: Classes
) -> Biases1:
    """Differentiate with respect to the biases of the first layer.

    Raises:
        ValueError: there is no example, or t holds what is no class index.

    Example:
        >>> two_layer_loss_grad_b1([[2.0]], [[0.0]], [0.0], [[1.0, -1.0]], [-0.5, 0.5], [0])
        array([-0.25])
    """
    *_, Delta1 = _passes(X, W1, b1, W2, b2, t)
    return linear_grad_b(Delta1)


def _passes(
    X: Array, W1: Array, b1: Array, W2: Array, b2: Array, t: Array
) -> tuple[Array, Array, Array]:
    """Forward to the activations of the first layer, and back to the deltas of both."""
    Z1 = linear(X, W1, b1)
    A1 = sigmoid(Z1)
    Delta2 = softmax_cross_entropy_grad_Z(linear(A1, W2, b2), t)
    Delta1 = linear_grad_X(W2, Delta2) * sigmoid_prime(Z1)
    return A1, Delta2, Delta1

"""A network of two layers, and the gradient by each of its parameters. Chapter: docs/backprop.md.

Each gradient stands for itself here, to be read. To train, `nn.network.Network` computes all of
them in one pass back, for any number of layers and any activation.
"""

import numpy as np
from jaxtyping import Float, Integer

from nn.activation import sigmoid, sigmoid_prime
from nn.linear import linear, linear_grad_b, linear_grad_W, linear_grad_X
from nn.loss import softmax_cross_entropy, softmax_cross_entropy_grad_Z

Array = np.ndarray
Inputs, Classes = Float[Array, "n d"], Integer[Array, " n"]
Weights, Biases = Float[Array, "_ _"], Float[Array, " _"]


def two_layer_loss(
    X: Inputs, W1: Weights, b1: Biases, W2: Weights, b2: Biases, t: Classes
) -> np.floating:
    """Compute the mean cross-entropy of the classes t after two layers, a sigmoid between them."""
    return softmax_cross_entropy(linear(sigmoid(linear(X, W1, b1)), W2, b2), t)


def two_layer_loss_grad_W2(
    X: Inputs, W1: Weights, b1: Biases, W2: Weights, b2: Biases, t: Classes
) -> Weights:
    """Differentiate by the weights of the second layer."""
    A1 = sigmoid(linear(X, W1, b1))
    return linear_grad_W(A1, softmax_cross_entropy_grad_Z(linear(A1, W2, b2), t))


def two_layer_loss_grad_b2(
    X: Inputs, W1: Weights, b1: Biases, W2: Weights, b2: Biases, t: Classes
) -> Biases:
    """Differentiate by the biases of the second layer."""
    A1 = sigmoid(linear(X, W1, b1))
    return linear_grad_b(softmax_cross_entropy_grad_Z(linear(A1, W2, b2), t))


def two_layer_loss_grad_W1(
    X: Inputs, W1: Weights, b1: Biases, W2: Weights, b2: Biases, t: Classes
) -> Weights:
    """Differentiate by the weights of the first layer."""
    return linear_grad_W(X, _delta_1(X, W1, b1, W2, b2, t))


def two_layer_loss_grad_b1(
    X: Inputs, W1: Weights, b1: Biases, W2: Weights, b2: Biases, t: Classes
) -> Biases:
    """Differentiate by the biases of the first layer."""
    return linear_grad_b(_delta_1(X, W1, b1, W2, b2, t))


def _delta_1(X: Array, W1: Array, b1: Array, W2: Array, b2: Array, t: Array) -> Array:
    """How the loss changes with the scores of the first layer."""
    Z1 = linear(X, W1, b1)
    delta_2 = softmax_cross_entropy_grad_Z(linear(sigmoid(Z1), W2, b2), t)
    return linear_grad_X(W2, delta_2) * sigmoid_prime(Z1)

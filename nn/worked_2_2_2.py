"""Two layers of sigmoids on one example, a column of inputs. Chapter: docs/worked_2_2_2.md."""

import numpy as np
from jaxtyping import Float

from nn.activation import sigmoid

Array = np.ndarray
Vector, Matrix = Float[Array, " _"], Float[Array, "_ _"]


def sigmoid_net(W: Matrix, V: Matrix, b: Vector, c: Vector, i: Vector) -> Vector:
    """Compute the outputs; a row of W or V holds the weights of one neuron."""
    return sigmoid(V @ sigmoid(W @ i + b) + c)


def sigmoid_net_error(
    W: Matrix, V: Matrix, b: Vector, c: Vector, i: Vector, t: Vector
) -> np.floating:
    """Halve the squared distance of the outputs to the targets."""
    return ((t - sigmoid_net(W, V, b, c, i)) ** 2).sum() / 2


def sigmoid_net_error_grad_c(
    W: Matrix, V: Matrix, b: Vector, c: Vector, i: Vector, t: Vector
) -> Vector:
    """Differentiate by the output biases: the output deltas."""
    o = sigmoid_net(W, V, b, c, i)
    return (o - t) * o * (1 - o)


def sigmoid_net_error_grad_b(
    W: Matrix, V: Matrix, b: Vector, c: Vector, i: Vector, t: Vector
) -> Vector:
    """Differentiate by the hidden biases: the hidden deltas."""
    h = sigmoid(W @ i + b)
    return V.T @ sigmoid_net_error_grad_c(W, V, b, c, i, t) * h * (1 - h)


def sigmoid_net_error_grad_V(
    W: Matrix, V: Matrix, b: Vector, c: Vector, i: Vector, t: Vector
) -> Matrix:
    """Differentiate by the output weights."""
    return np.outer(sigmoid_net_error_grad_c(W, V, b, c, i, t), sigmoid(W @ i + b))


def sigmoid_net_error_grad_W(
    W: Matrix, V: Matrix, b: Vector, c: Vector, i: Vector, t: Vector
) -> Matrix:
    """Differentiate by the hidden weights."""
    return np.outer(sigmoid_net_error_grad_b(W, V, b, c, i, t), i)


def sigmoid_net_step(
    w: Vector, b: Vector, c: Vector, i: Vector, t: Vector, eta: float | Vector
) -> Vector:
    """Move all weights once along their gradients, every one computed at the old weights.

    The weights come in the order of the worked examples: those of the hidden neurons, row by
    row, then those of the output neurons.
    """
    hidden = len(b) * len(i)
    W, V = w[:hidden].reshape(len(b), len(i)), w[hidden:].reshape(len(c), len(b))
    h = sigmoid(W @ i + b)
    o = sigmoid(V @ h + c)
    delta_o = (o - t) * o * (1 - o)
    delta_h = V.T @ delta_o * h * (1 - h)
    gradient = np.concatenate([np.outer(delta_h, i).ravel(), np.outer(delta_o, h).ravel()])
    return w - eta * gradient

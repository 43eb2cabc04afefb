"""The squared distance without its factor 1/2. Chapter: docs/worked_2_3_2.md."""

import numpy as np

from nn.worked_2_2_2 import (
    Matrix,
    Vector,
    sigmoid_net_error,
    sigmoid_net_error_grad_V,
    sigmoid_net_error_grad_W,
)


def squared_distance(
    W: Matrix, V: Matrix, b: Vector, c: Vector, i: Vector, t: Vector
) -> np.floating:
    """Sum the squared differences of outputs and targets."""
    return 2 * sigmoid_net_error(W, V, b, c, i, t)


def squared_distance_grad_W(
    W: Matrix, V: Matrix, b: Vector, c: Vector, i: Vector, t: Vector
) -> Matrix:
    """Differentiate by the hidden weights."""
    return 2 * sigmoid_net_error_grad_W(W, V, b, c, i, t)


def squared_distance_grad_V(
    W: Matrix, V: Matrix, b: Vector, c: Vector, i: Vector, t: Vector
) -> Matrix:
    """Differentiate by the output weights."""
    return 2 * sigmoid_net_error_grad_V(W, V, b, c, i, t)

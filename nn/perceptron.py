"""The perceptron: a neuron that says yes or no. Chapter: docs/perceptron.md."""

import numpy as np
from jaxtyping import Float

from nn.activation import step
from nn.shapes import shapes_checked

Array = np.ndarray


@shapes_checked
def perceptron(
    X: Float[Array, "n d"], w: Float[Array, " d"], b: float | Float[Array, "1"]
) -> Float[Array, " n"]:
    """Answer 1 for every row of X whose score is positive, and 0 for the others.

    Example:
        >>> perceptron([[0, 0], [0, 1], [1, 0], [1, 1]], [1.0, 1.0], -1.5)
        array([0., 0., 0., 1.])
    """
    return step(X @ w + b)

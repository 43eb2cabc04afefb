"""The perceptron: a neuron that says yes or no. Chapter: docs/perceptron.md."""

import numpy as np
from jaxtyping import Float

from nn.activation import step

Array = np.ndarray


def perceptron(
    X: Float[Array, "n d"], w: Float[Array, " d"], b: float | Float[Array, "1"]
) -> Float[Array, " n"]:
    """Answer 1 for every row of X whose score is positive, and 0 for the others.

    Raises:
        ValueError: the shapes don't fit together; NumPy would broadcast a b of shape (N,).
    """
    shapes = np.shape(X), np.shape(w), np.shape(b)
    if len(shapes[0]) != 2 or shapes[1] != shapes[0][1:] or shapes[2] not in {(), (1,)}:
        raise ValueError(
            f"expected X (N, D), w (D,) and one number b; got {', '.join(map(str, shapes))}. "
            "Examples are rows: use x[np.newaxis, :] for a single example."
        )
    return step(X @ w + b)

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
    _require_one_neuron(np.shape(X), np.shape(w), np.shape(b))
    return step(X @ w + b)


def _require_one_neuron(*shapes: tuple[int, ...]) -> None:
    X, w, b = shapes
    if len(X) != 2 or w != X[1:] or b not in {(), (1,)}:
        raise ValueError(
            f"expected X (N, D), w (D,) and one number b; got {', '.join(map(str, shapes))}. "
            "Examples are rows: use x[np.newaxis, :] for a single example."
        )

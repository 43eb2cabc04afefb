"""Linear layer: an affine map of each example. Chapter: docs/linear.md."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

Array = np.ndarray


def linear(
    X: Float[Array, "n d"], W: Float[Array, "d k"], b: Float[Array, " k"]
) -> Float[Array, "n k"]:
    """Map every row of X to a row of outputs.

    Raises:
        ValueError: the shapes don't fit together; NumPy would broadcast a b of shape (1,), (N, 1)
            or (N, K) without a word.
    """
    shapes = np.shape(X), np.shape(W), np.shape(b)
    _require(
        _chained(*shapes[:2]) and shapes[2] == shapes[1][1:], "X (N, D), W (D, K), b (K,)", shapes
    )
    return X @ W + b


def linear_grad_X(W: Float[Array, "d k"], G: Float[Array, "n k"]) -> Float[Array, "n d"]:
    """Pull the upstream gradient G = dL/dY back to the inputs.

    Raises:
        ValueError: the shapes don't fit together.
    """
    shapes = np.shape(W), np.shape(G)
    _require(_chained(shapes[1], shapes[0][::-1]), "W (D, K), G (N, K)", shapes)
    return G @ W.T


def linear_grad_W(X: Float[Array, "n d"], G: Float[Array, "n k"]) -> Float[Array, "d k"]:
    """Pull the upstream gradient G = dL/dY back to the weights, summed over the examples.

    Raises:
        ValueError: the shapes don't fit together; two vectors of one length would give a number.
    """
    shapes = np.shape(X), np.shape(G)
    _require(_chained(shapes[0][::-1], shapes[1]), "X (N, D), G (N, K)", shapes)
    return X.T @ G


def linear_grad_b(G: Float[Array, "n k"]) -> Float[Array, " k"]:
    """Pull the upstream gradient G = dL/dY back to the bias, summed over the examples.

    Raises:
        ValueError: G is not a matrix; the sum of a vector would be one number.
    """
    _require(np.ndim(G) == 2, "G (N, K)", [np.shape(G)])
    return G.sum(axis=0)


def _chained(left: tuple[int, ...], right: tuple[int, ...]) -> bool:
    """Whether two matrices of these shapes have a product."""
    return len(left) == len(right) == 2 and left[1] == right[0]


def _require(fits: bool, expected: str, shapes: Sequence[tuple[int, ...]]) -> None:
    if not fits:
        came = ", ".join(map(str, shapes))
        raise ValueError(
            f"expected {expected}; got {came}. Examples are rows: use x[np.newaxis, :] for a "
            "single example, and a flat bias with one entry for each output."
        )

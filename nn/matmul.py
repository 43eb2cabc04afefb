"""Matrix products and their gradients, with examples as columns. Chapter: docs/matmul.md."""

import numpy as np
from jaxtyping import Float

Array = np.ndarray


def matmul(W: Float[Array, "k d"], X: Float[Array, "d n"]) -> Float[Array, "k n"]:
    """Multiply two matrices.

    Raises:
        ValueError: the shapes don't fit; NumPy would take vectors and stacks of matrices as well.
    """
    _require(W, X, "W (K, D), X (D, N)", W.shape[-1:] == X.shape[:1])
    return W @ X


def matmul_grad_W(X: Float[Array, "d n"], G: Float[Array, "k n"]) -> Float[Array, "k d"]:
    """Pull the upstream gradient G = dL/dY back to the left factor of Y = W X.

    Raises:
        ValueError: the shapes don't fit; of two vectors NumPy would return a number.
    """
    _require(X, G, "X (D, N), G (K, N)", X.shape[1:] == G.shape[1:])
    return G @ X.T


def matmul_grad_X(W: Float[Array, "k d"], G: Float[Array, "k n"]) -> Float[Array, "d n"]:
    """Pull the upstream gradient G = dL/dY back to the right factor of Y = W X.

    Raises:
        ValueError: the shapes don't fit; of two vectors NumPy would return a number.
    """
    _require(W, G, "W (K, D), G (K, N)", W.shape[:1] == G.shape[:1])
    return W.T @ G


def _require(left: Array, right: Array, expected: str, fits: bool) -> None:
    if not (fits and left.ndim == right.ndim == 2):
        raise ValueError(
            f"expected {expected}; got {left.shape} and {right.shape}. Examples are columns: use "
            "x[:, np.newaxis] for a single example."
        )

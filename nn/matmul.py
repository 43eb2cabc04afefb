"""Matrix products and their gradients, with examples as columns. Chapter: docs/matmul.md."""

import numpy as np
from jaxtyping import Float

from nn.shapes import shapes_checked

Array = np.ndarray


@shapes_checked
def matmul(W: Float[Array, "k d"], X: Float[Array, "d n"]) -> Float[Array, "k n"]:
    """Multiply two matrices.

    Example:
        >>> matmul([[1.0, 2.0], [3.0, 4.0]], [[5.0], [6.0]])
        array([[17.],
               [39.]])
    """
    return W @ X


@shapes_checked
def matmul_grad_W(X: Float[Array, "d n"], G: Float[Array, "k n"]) -> Float[Array, "k d"]:
    """Pull the upstream gradient G = dL/dY back to the left factor of Y = W X.

    Example:
        >>> matmul_grad_W(X=[[5.0], [6.0]], G=[[1.0], [0.0]])
        array([[5., 6.],
               [0., 0.]])
    """
    return G @ X.T


@shapes_checked
def matmul_grad_X(W: Float[Array, "k d"], G: Float[Array, "k n"]) -> Float[Array, "d n"]:
    """Pull the upstream gradient G = dL/dY back to the right factor of Y = W X.

    Example:
        >>> matmul_grad_X(W=[[1.0, 2.0], [3.0, 4.0]], G=[[1.0], [0.0]])
        array([[1.],
               [2.]])
    """
    return W.T @ G

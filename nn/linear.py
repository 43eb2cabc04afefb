"""Linear layer: an affine map of each example. Chapter: docs/linear.md."""

import numpy as np
from jaxtyping import Float

from nn.shapes import shapes_checked

Array = np.ndarray


@shapes_checked
def linear(
    X: Float[Array, "n d"], W: Float[Array, "d k"], b: Float[Array, " k"]
) -> Float[Array, "n k"]:
    """Map every row of X to a row of outputs.

    Example:
        >>> linear([[1.0, 2.0]], [[3.0], [4.0]], [5.0])
        array([[16.]])
    """
    return X @ W + b


@shapes_checked
def linear_grad_X(W: Float[Array, "d k"], G: Float[Array, "n k"]) -> Float[Array, "n d"]:
    """Pull the upstream gradient G = dL/dY back to the inputs.

    Example:
        >>> linear_grad_X(W=[[3.0], [4.0]], G=[[2.0]])
        array([[6., 8.]])
    """
    return G @ W.T


@shapes_checked
def linear_grad_W(X: Float[Array, "n d"], G: Float[Array, "n k"]) -> Float[Array, "d k"]:
    """Pull the upstream gradient G = dL/dY back to the weights, summed over the examples.

    Example:
        >>> linear_grad_W(X=[[1.0, 2.0]], G=[[3.0]])
        array([[3.],
               [6.]])
    """
    if len(X) == 1:  # a matrix product that has nothing to sum takes several times as long
        return np.einsum("d,k->dk", X[0], G[0])
    return X.T @ G


@shapes_checked
def linear_grad_b(G: Float[Array, "n k"]) -> Float[Array, " k"]:
    """Pull the upstream gradient G = dL/dY back to the bias, summed over the examples.

    Example:
        >>> linear_grad_b(G=[[1.0, 2.0], [3.0, 4.0]])
        array([4., 6.])
    """
    wide = np.result_type(G, np.float64)  # in float32 a sum of many rows would lose digits
    return G.sum(axis=0, dtype=wide).astype(G.dtype)

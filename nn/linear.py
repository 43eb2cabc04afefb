"""Linear layer: an affine map of each example. Chapter: docs/linear.md."""

from functools import lru_cache

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
    _require(X=(X, "ND"), W=(W, "DK"), b=(b, "K"))
    return X @ W + b


def linear_grad_X(W: Float[Array, "d k"], G: Float[Array, "n k"]) -> Float[Array, "n d"]:
    """Pull the upstream gradient G = dL/dY back to the inputs.

    Raises:
        ValueError: the shapes don't fit together.
    """
    _require(W=(W, "DK"), G=(G, "NK"))
    return G @ W.T


def linear_grad_W(X: Float[Array, "n d"], G: Float[Array, "n k"]) -> Float[Array, "d k"]:
    """Pull the upstream gradient G = dL/dY back to the weights, summed over the examples.

    Raises:
        ValueError: the shapes don't fit together; two vectors of one length would give a number.
    """
    _require(X=(X, "ND"), G=(G, "NK"))
    return X.T @ G


def linear_grad_b(G: Float[Array, "n k"]) -> Float[Array, " k"]:
    """Pull the upstream gradient G = dL/dY back to the bias, summed over the examples.

    Raises:
        ValueError: G is not a matrix; the sum of a vector would be one number.
    """
    _require(G=(G, "NK"))
    return G.sum(axis=0)


def _require(**arrays: tuple[Array, str]) -> None:
    """Refuse arrays whose axes do not fit their letters."""
    if not _fit(*((np.shape(array), letters) for array, letters in arrays.values())):
        raise ValueError(_misfit(arrays))


@lru_cache(maxsize=256)  # training asks the same question at every step
def _fit(*shapes: tuple[tuple[int, ...], str]) -> bool:
    """Whether there is an axis for each letter, and a letter has one size everywhere."""
    sizes: dict[str, int] = {}
    for shape, letters in shapes:
        known = [sizes.setdefault(a, n) for a, n in zip(letters, shape, strict=False)]
        if len(shape) != len(letters) or known != list(shape):
            return False
    return True


def _misfit(arrays: dict[str, tuple[Array, str]]) -> str:
    expected = [f"{name} {tuple(letters)}" for name, (_, letters) in arrays.items()]
    came = [str(np.shape(array)) for array, _ in arrays.values()]
    return (
        f"expected {', '.join(expected)}; got {', '.join(came)}. ".replace("'", "")
        + "Examples are rows: use x[np.newaxis, :] for a single example, "
        "and a flat bias with one entry for each output."
    )

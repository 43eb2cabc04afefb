"""The gradients of a product of three matrices with respect to each of them.

Chapter: docs/matmul.md.
"""

import numpy as np


def product_grads(
    U: np.ndarray, W: np.ndarray, X: np.ndarray, G: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return dU, dW and dX for Y = U W X, where G is the gradient of the loss at Y."""
    back = G @ X.T  # the gradient at U W
    return back @ W.T, U.T @ back, (U @ W).T @ G

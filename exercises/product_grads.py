"""The gradients of a product of three matrices with respect to each of them.

Chapter: docs/matmul.md.
"""

import numpy as np


def product_grads(
    U: np.ndarray, W: np.ndarray, X: np.ndarray, G: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return dU, dW and dX for Y = U W X, where G is the gradient of the loss at Y."""
    raise NotImplementedError("write product_grads")

"""All gradients of a network of two layers, by backpropagation. Chapter: docs/backprop.md."""

import numpy as np


def two_layer_gradients(X, W1, b1, W2, b2, t):
    """Return the gradients of the mean cross-entropy in a dict: "W1", "b1", "W2", "b2".

    The examples are the rows of X (N, D); t (N,) holds their classes, counted from 0. The hidden
    layer has the sigmoid: W1 (D, H), b1 (H,), W2 (H, K), b2 (K,).
    """
    A1 = 1 / (1 + np.exp(-(X @ W1 + b1)))
    Z2 = A1 @ W2 + b2
    P = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    P /= P.sum(axis=1, keepdims=True)
    Delta2 = P.copy()
    Delta2[np.arange(len(t)), t] -= 1
    Delta2 /= len(t)
    Delta1 = (Delta2 @ W2.T) * A1 * (1 - A1)
    return {
        "W1": X.T @ Delta1,
        "b1": Delta1.sum(axis=0),
        "W2": A1.T @ Delta2,
        "b2": Delta2.sum(axis=0),
    }

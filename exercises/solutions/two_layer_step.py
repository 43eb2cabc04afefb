"""Make one step of training of a net with a hidden layer. Chapter: docs/two_layer_net.md."""

import numpy as np


def two_layer_step(W1, b1, W2, b2, X, t, eta):
    """Return W1, b1, W2 and b2 after one step of gradient descent, as new arrays.

    The hidden layer has ReLUs, with the slope 0 at 0; the loss is the mean cross-entropy of the
    softmax of the scores; t has the number of the class of each row of X.
    """
    Z1 = X @ W1 + b1
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ W2 + b2
    E = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    G2 = E / E.sum(axis=1, keepdims=True)
    G2[np.arange(len(t)), t] -= 1
    G2 /= len(t)
    G1 = G2 @ W2.T * (Z1 > 0)
    return (
        W1 - eta * X.T @ G1,
        b1 - eta * G1.sum(axis=0),
        W2 - eta * A1.T @ G2,
        b2 - eta * G2.sum(axis=0),
    )

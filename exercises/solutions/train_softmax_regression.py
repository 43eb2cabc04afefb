"""Train softmax regression. Chapter: docs/softmax_regression.md."""

import numpy as np


def train_softmax_regression(X, t, K, eta, steps):
    """Start with W and b zero, make so many steps with all examples, and return W and b.

    X has an example in each row, t the number of its class, below K; eta is the learning rate.
    """
    W, b, T = np.zeros((X.shape[1], K)), np.zeros(K), np.eye(K)[t]
    for _ in range(steps):
        Z = X @ W + b
        E = np.exp(Z - Z.max(axis=1, keepdims=True))
        P = E / E.sum(axis=1, keepdims=True)
        G = (P - T) / len(X)
        W -= eta * X.T @ G
        b -= eta * G.sum(axis=0)
    return W, b

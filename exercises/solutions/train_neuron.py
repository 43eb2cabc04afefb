"""Train one sigmoid neuron by gradient descent. Chapter: docs/descent.md."""

import numpy as np


def train_neuron(X, y, eta, steps):
    """Return the weights and the bias after so many steps from 0 on the binary cross-entropy.

    X holds one example a row, y the right answers, 0 or 1; eta is the learning rate.
    """
    w, b = np.zeros(X.shape[1]), 0.0
    for _ in range(steps):
        p = 1 / (1 + np.exp(-(X @ w + b)))
        difference = (p - y) / len(X)
        w, b = w - eta * X.T @ difference, b - eta * difference.sum()
    return w, b

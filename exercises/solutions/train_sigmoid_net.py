"""Many steps for a net of two layers of sigmoids. Chapter: docs/worked_2_3_2.md."""

import numpy as np


def train_sigmoid_net(W, V, b, c, i, t, eta, updates):
    """Return W and V after so many updates, and the list of the errors before each of them.

    A row of W or V holds the weights of one neuron. The biases b and c stay; the error is half the
    squared distance of the outputs to the targets t. Nothing that is given may be changed.
    """
    errors = []
    for _ in range(updates):
        h = 1 / (1 + np.exp(-(W @ i + b)))
        o = 1 / (1 + np.exp(-(V @ h + c)))
        errors.append(((o - t) ** 2).sum() / 2)
        delta_o = (o - t) * o * (1 - o)
        delta_h = V.T @ delta_o * h * (1 - h)
        W, V = W - eta * np.outer(delta_h, i), V - eta * np.outer(delta_o, h)
    return W, V, errors

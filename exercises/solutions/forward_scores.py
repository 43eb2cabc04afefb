"""The forward pass of a network with any number of layers. Chapter: docs/network.md."""

import numpy as np


def forward_scores(weights, biases, X):
    """Return the outputs of the last layer for a batch X, one example a row.

    The weights are a list of matrices, a column for each neuron, and the biases a list of vectors.
    Every layer has the sigmoid, except for the last, which has no activation function.
    """
    A = X
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        A = 1 / (1 + np.exp(-(A @ W + b)))
    return A @ weights[-1] + biases[-1]

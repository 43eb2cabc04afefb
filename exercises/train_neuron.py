"""Train one sigmoid neuron by gradient descent. Chapter: docs/descent.md."""

import numpy as np


def train_neuron(X, y, eta, steps):
    """Return the weights and the bias after so many steps from 0 on the binary cross-entropy.

    X holds one example a row, y the right answers, 0 or 1; eta is the learning rate.
    """
    raise NotImplementedError("write train_neuron")

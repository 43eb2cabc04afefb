"""Many steps for a net of two layers of sigmoids. Chapter: docs/worked_2_3_2.md."""

import numpy as np


def train_sigmoid_net(W, V, b, c, i, t, eta, updates):
    """Return W and V after so many updates, and the list of the errors before each of them.

    A row of W or V holds the weights of one neuron. The biases b and c stay; the error is half the
    squared distance of the outputs to the targets t. Nothing that is given may be changed.
    """
    raise NotImplementedError("write train_sigmoid_net")

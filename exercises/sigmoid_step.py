"""One step of gradient descent for two layers of sigmoids. Chapter: docs/worked_2_2_2.md."""

import numpy as np


def sigmoid_step(W, V, b, c, i, t, eta):
    """Return the new weights of the hidden and of the output layer, W and V.

    A row of W or V holds the weights of one neuron. The biases b and c stay; the error is half the
    squared distance of the outputs to the targets t. Nothing that is given may be changed.
    """
    raise NotImplementedError("write sigmoid_step")

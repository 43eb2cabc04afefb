"""The operations of the matrix products of a training step.

Chapter: docs/performance.md.
"""

import numpy as np


def training_operations(sizes, N):
    """Return how many products and sums the matrix products of a step with N examples have.

    sizes are the inputs, the units of each hidden layer and the outputs. A product of n by d and
    d by k counts 2ndk; the gradient with respect to the inputs of the net is not computed.
    """
    weights = np.multiply(sizes[:-1], sizes[1:])
    forward = gradients = 2 * N * weights.sum()
    back = 2 * N * weights[1:].sum()
    return int(forward + gradients + back)

"""Random weights whose size suits a layer.

Chapter: docs/initialization.md.
"""

import numpy as np


def first_weights(rng, inputs, outputs, gain):
    """Return an (inputs, outputs) array of normal weights that keep the mean square of a signal.

    A layer multiplies the mean square of its inputs by gain times the inputs times the variance of
    a weight, and that must be 1: gain is 1/2 for ReLU, and about 1 for tanh of small scores. Draw
    from rng, which is a generator of NumPy.
    """
    raise NotImplementedError("write first_weights")

"""The gradient of a batch, on a machine that has room for a few examples at a time.

Chapter: docs/data_parallel.md.
"""

import numpy as np


def accumulated_gradient(gradient, X, t, size):
    """Return the gradient of the mean loss over all rows of X, from parts of at most size rows.

    gradient(X, t) returns the gradient of the mean loss over the rows that it is given.
    """
    raise NotImplementedError("write accumulated_gradient")

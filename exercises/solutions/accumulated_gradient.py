"""The gradient of a batch, on a machine that has room for a few examples at a time.

Chapter: docs/data_parallel.md.
"""

import numpy as np


def accumulated_gradient(gradient, X, t, size):
    """Return the gradient of the mean loss over all rows of X, from parts of at most size rows.

    gradient(X, t) returns the gradient of the mean loss over the rows that it is given.
    """
    total = 0.0
    for start in range(0, len(X), size):
        part = slice(start, start + size)
        n = len(X[part])  # the last part may be smaller
        total = total + n / len(X) * np.asarray(gradient(X[part], t[part]))
    return total

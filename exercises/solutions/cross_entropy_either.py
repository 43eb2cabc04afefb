"""The cross-entropy of scores, for one example or a batch, labels or one-hot rows.

Chapter: docs/errata.md.
"""

import numpy as np


def cross_entropy_either(Z, t):
    """Return the mean cross-entropy of the softmax of Z, a row of scores or one row an example.

    t is a label, or one label an example, or a one-hot array of the shape of Z.
    """
    Z, t = np.array(Z, float), np.array(t)
    if t.ndim == Z.ndim:  # one-hot; sizes would not tell
        t = t.argmax(axis=-1)
    Z, t = np.atleast_2d(Z), np.atleast_1d(t)
    Z -= Z.max(axis=1, keepdims=True)  # no exponential above 1
    log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return -log_p[np.arange(len(Z)), t].mean()

"""The central differences of the mean cross-entropy with respect to each score.

Chapter: docs/numerical_training.md.
"""

import numpy as np


def score_quotients(Z, t, h):
    """Return (L(Z + h e) - L(Z - h e)) / 2h for each entry of Z, as an array of its shape.

    L is the mean over the rows of log(sum of exp(z)) minus the score of the class t of the row.
    """
    Z = np.asarray(Z, float)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    others = E.sum(axis=1, keepdims=True) - E  # the sum without this term
    right = np.arange(Z.shape[1]) == np.asarray(t)[:, np.newaxis]
    forward = np.log(others + E * np.exp(h)) - h * right
    back = np.log(others + E * np.exp(-h)) + h * right
    return (forward - back) / (2 * h * len(Z))

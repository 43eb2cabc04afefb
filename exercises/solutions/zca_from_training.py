"""Whiten examples by ZCA with the statistics of a training set.

Chapter: docs/inference.md.
"""

import numpy as np


def zca_from_training(train: np.ndarray, X: np.ndarray, epsilon: float) -> np.ndarray:
    """Return the examples X, whitened with what is known of the examples train alone.

    Both have one example a row; epsilon is added to every variance before its root is taken.
    """
    mu = train.mean(axis=0)
    covariance = (train - mu).T @ (train - mu) / len(train)
    variances, U = np.linalg.eigh(covariance)
    return (X - mu) @ U / np.sqrt(variances + epsilon) @ U.T

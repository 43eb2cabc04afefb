"""A linear layer learns from inputs that are prepared in several ways: gradient descent, exactly.

The squared error of a linear layer depends on its inputs through two matrices only: the mean
product of any two inputs, and of any input and any target. So gradient descent with all examples
needs the examples no more once these are known.
"""

import numpy as np

from experiments.examples import CLASSES, Examples
from experiments.preprocessing import Statistics

SHARE = 0.99  # of the sum of the eigenvalues: the rest are directions with next to no data
STEPS = 1000
POINTS = np.unique(np.geomspace(1, STEPS, 40).astype(int))  # steps after which the loss is kept


def conditioning(examples: Examples, known: Statistics, epsilon: float) -> dict[str, dict]:
    """Eigenvalues of the curvature for each kind of inputs, and the loss above the least one."""
    N, D = len(examples), len(known.mu)
    sums = np.array(
        [
            examples.pixels[examples.labels == k].sum(axis=0, dtype=float) / examples.white
            for k in range(CLASSES)
        ]
    )
    shares = np.bincount(examples.labels, minlength=CLASSES) / N
    # All moments are those of the inputs with a 1 behind them, whose weight is the bias.
    H = np.block(
        [[known.C + np.outer(known.mu, known.mu), known.mu[:, np.newaxis]], [known.mu, np.ones(1)]]
    )
    R = np.vstack([sums.T / N, shares])
    least = loss(H, R, np.linalg.pinv(H, rtol=1e-12, hermitian=True) @ R)
    found = {}
    for name, (scale, shift) in maps(known, epsilon, examples.white).items():
        A = np.zeros((D + 1, D + 1))  # (x, 1) times A is the prepared input with its 1
        A[:D, :D], A[D, :D], A[D, D] = scale, -shift @ scale, 1
        found[name] = descent(A.T @ H @ A, A.T @ R, least)
    return found


def maps(known: Statistics, epsilon: float, white: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Each kind of inputs as a matrix, and what is subtracted before."""
    eye, nothing = np.eye(len(known.mu)), np.zeros_like(known.mu)
    varies = known.sigma > 0
    inverse = np.divide(1, known.sigma, out=np.zeros_like(known.sigma), where=varies)
    return {
        "bytes": (eye * white, nothing),
        "scaled": (eye, nothing),
        "standardized": (np.diag(inverse), known.mu),
        "PCA": (known.U / np.sqrt(known.lambda_ + epsilon), known.mu),
    }


def descent(H: np.ndarray, R: np.ndarray, least: float) -> dict:
    """Steps from zero weights with the rate one over the largest curvature."""
    lambda_ = np.linalg.eigvalsh(H)[::-1]
    kept = int(np.searchsorted(np.cumsum(lambda_), SHARE * lambda_.sum())) + 1
    W, above = np.zeros_like(R), []
    for step in range(1, STEPS + 1):
        W -= (H @ W - R) / lambda_[0]
        if step in POINTS:
            above.append(loss(H, R, W) - least)
    return {
        "largest": float(lambda_[0]),
        "smallest": float(lambda_[kept - 1]),
        "kept": kept,
        "losses": [float(f"{value:.4g}") for value in above],
    }


def loss(H: np.ndarray, R: np.ndarray, W: np.ndarray) -> float:
    """Half the mean squared distance to the one-hot targets, whose squares add up to 1."""
    return float(0.5 + (W * (H @ W / 2 - R)).sum())

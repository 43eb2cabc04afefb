"""Inputs of the right size: what the training set tells, and examples that it is applied to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from experiments.errors import InputError
from experiments.examples import Examples
from nn.inference import covariance, feature_mean, normalize, pca_whiten, standardize, zca_whiten

Transform = Callable[[np.ndarray], np.ndarray]
CHUNK = 2000  # examples at a time: all of them as floats would take eight times their bytes


@dataclass(frozen=True)
class Statistics:
    """What there is to know of the pixels of a training set, scaled from 0 to 1; in float64."""

    mu: np.ndarray  # mean of each
    C: np.ndarray  # their covariance
    u: np.ndarray  # smallest value of each
    v: np.ndarray  # largest value of each
    U: np.ndarray  # eigenvectors of the covariance, one a column
    lambda_: np.ndarray  # eigenvalues, from the smallest to the largest

    @property
    def sigma(self) -> np.ndarray:
        """The standard deviation of each pixel."""
        return np.sqrt(np.diag(self.C))


@dataclass(frozen=True)
class Prepared(Examples):
    """Examples whose batches are transformed as they are taken; in memory they stay bytes."""

    transform: Transform = field(kw_only=True)

    def batch(self, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Some examples as transformed X (n, D), and their classes t (n,)."""
        X, t = super().batch(rows)
        return self.transform(X), t


def statistics(examples: Examples) -> Statistics:
    """Go through a training set, twice, a part at a time."""
    N = len(examples)
    mu = sum(feature_mean(X) * (len(X) / N) for X in _parts(examples))
    C = sum(covariance(X, mu) * (len(X) / N) for X in _parts(examples))
    lambda_, U = np.linalg.eigh(C)
    u, v = (end(axis=0) / examples.white for end in (examples.pixels.min, examples.pixels.max))
    return Statistics(mu, C, u, v, U, lambda_)


def transforms(known: Statistics, epsilon: float, white: int) -> dict[str, Transform]:
    """The ways to prepare pixels from 0 to 1, in float32, by their names.

    Raises:
        InputError: the training set is constant, or epsilon is lost in rounding.
    """
    # The net computes in float32, so what was computed in float64 is used in float32.
    mu, sigma, u, v, U, lambda_ = (
        array.astype(np.float32)
        for array in (known.mu, known.sigma, known.u, known.v, known.U, known.lambda_)
    )
    found: dict[str, Transform] = {
        "bytes": lambda X: X * np.float32(white),
        "scaled": lambda X: X,
        "normalized": lambda X: normalize(X, u, v),
        "standardized": lambda X: standardize(X, mu, sigma),
        "PCA": lambda X: pca_whiten(X, mu, U, lambda_, epsilon),
        "ZCA": lambda X: zca_whiten(X, mu, U, lambda_, epsilon),
    }
    for transform in found.values():
        try:
            transform(mu[np.newaxis])
        except ValueError as error:
            raise InputError(f"cannot prepare the training set: {error}") from error
    return found


def prepared(examples: Examples, transform: Transform) -> Prepared:
    """The same examples, transformed."""
    return Prepared(examples.images, examples.labels, examples.white, transform=transform)


def _parts(examples: Examples) -> Iterator[np.ndarray]:
    for start in range(0, len(examples), CHUNK):
        rows = np.arange(start, min(start + CHUNK, len(examples)))
        yield examples.batch(rows)[0].astype(float)

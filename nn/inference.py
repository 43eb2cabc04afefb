"""Inference: what a batch costs, and inputs of the right size. Chapter: docs/inference.md.

Whatever describes the data (mu, sigma, u, v, U, lambda_) is computed from the training set and
then used for every other example, so that what becomes of one depends on no other.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from jaxtyping import Float

from nn.checks import check_entries, check_layers
from nn.network import operation_count, parameter_count
from nn.shapes import shapes_checked

Array = np.ndarray
Sizes = Sequence[int] | Float[Array, " m"]


@shapes_checked
def guess_variance(q: Float[Array, " k"]) -> np.floating:
    """Compute the variance of the accuracy of naming one class for all, drawn from the k classes.

    q holds the share of each class in the data.

    Raises:
        ValueError: there is no class.

    Example:
        >>> guess_variance([0.25, 0.75])
        np.float64(0.0625)
    """
    check_entries("guess_variance", "q", q)
    return q.var()


@shapes_checked
def bytes_moved(s: Sizes, B: int, w: int) -> int | np.floating:
    """Count the bytes that layers with s[0] inputs, s[1], s[2] ... neurons read and write.

    B examples share every parameter, which is fetched once; a number has w bytes.

    Raises:
        ValueError: a size is below 0.

    Example:
        >>> bytes_moved([2, 3, 1], B=10, w=4)
        412
    """
    return w * (parameter_count(s) + B * sum(d + k for d, k in pairwise(s)))


@shapes_checked
def arithmetic_intensity(s: Sizes, B: int, w: int) -> float | np.floating:
    """Count the operations for each byte that is moved.

    Raises:
        ValueError: there is no layer: s has fewer than two sizes; or a size is below 0.

    Example:
        >>> arithmetic_intensity([1, 1], B=1, w=4)
        0.125
    """
    check_layers("arithmetic_intensity", "s", s)
    return operation_count(s, B) / bytes_moved(s, B, w)


@shapes_checked
def call_time(
    s: Sizes, B: int, w: int, alpha: float, beta: float, gamma: float
) -> float | np.floating:
    """Predict how long B examples take: overhead, bytes at the rate beta, operations at gamma.

    Raises:
        ValueError: a size is below 0.

    Example:
        >>> call_time([1, 1], B=1, w=4, alpha=0.5, beta=16.0, gamma=2.0)
        2.5
    """
    return alpha + bytes_moved(s, B, w) / beta + operation_count(s, B) / gamma


@shapes_checked
def feature_mean(X: Float[Array, "n d"]) -> Float[Array, " d"]:
    """Average every feature over the examples.

    Raises:
        ValueError: there is no example, or a number is NaN or infinite.

    Example:
        >>> feature_mean([[1.0, 2.0], [3.0, 6.0]])
        array([2., 4.])
    """
    _require_finite(X=X)
    wide = np.result_type(X, np.float64)  # in float32 a sum of many rows would lose digits
    return X.mean(axis=0, dtype=wide).astype(X.dtype)


@shapes_checked
def covariance(X: Float[Array, "n d"], mu: Float[Array, " d"]) -> Float[Array, "d d"]:
    """Average the products of the features' distances from their means mu.

    A large data set can be taken in parts: with the mean of all, its covariance is the mean of
    theirs, each weighted by its examples.

    Raises:
        ValueError: there is no example, or a number is NaN or infinite.

    Example:
        >>> covariance([[1.0, 2.0], [3.0, 6.0]], mu=[2.0, 4.0])
        array([[1., 2.],
               [2., 4.]])
    """
    _require_finite(X=X, mu=mu)
    centred = X - mu
    return centred.T @ centred / len(X)


@shapes_checked
def normalize(
    X: Float[Array, "n d"], u: Float[Array, " d"], v: Float[Array, " d"]
) -> Float[Array, "n d"]:
    """Map every feature's range, from u to v, to the range from 0 to 1.

    A feature without a range (u = v) becomes 0: it was constant and tells nothing.

    Raises:
        ValueError: no feature varies, u is above v, or a number is not finite.

    Example:
        >>> normalize([[1.0, 15.0]], u=[0.0, 10.0], v=[4.0, 20.0])
        array([[0.25, 0.5 ]])
    """
    _require_finite(X=X, u=u, v=v)
    return _divide(X - u, v - u, "v - u")


@shapes_checked
def standardize(
    X: Float[Array, "n d"], mu: Float[Array, " d"], sigma: Float[Array, " d"]
) -> Float[Array, "n d"]:
    """Give every feature the mean 0 and the standard deviation 1.

    A feature with sigma = 0 becomes 0: it was constant and tells nothing.

    Raises:
        ValueError: no feature varies, sigma is negative, or a number is not finite.

    Example:
        >>> standardize([[5.0, 2.0]], mu=[3.0, 4.0], sigma=[2.0, 4.0])
        array([[ 1. , -0.5]])
    """
    _require_finite(X=X, mu=mu, sigma=sigma)
    return _divide(X - mu, sigma, "sigma")


@shapes_checked
def pca_whiten(
    X: Float[Array, "n d"],
    mu: Float[Array, " d"],
    U: Float[Array, "d d"],
    lambda_: Float[Array, " d"],
    epsilon: float,
) -> Float[Array, "n d"]:
    """Take coordinates along the columns of U, and divide each by its standard deviation.

    U and lambda_ are the eigenvectors and eigenvalues of the covariance, as `numpy.linalg.eigh`
    returns them.

    Raises:
        ValueError: epsilon is too small for a direction without variance, or a number is not
            finite.

    Example:
        >>> pca_whiten([[5.0, 2.0]], [3.0, 4.0], [[0.0, 1.0], [1.0, 0.0]], [1.0, 4.0], 0.0)
        array([[-2.,  1.]])
    """
    _require_finite(X=X, mu=mu, U=U, lambda_=lambda_)
    _require_variance(lambda_, epsilon)
    return (X - mu) @ U / np.sqrt(lambda_ + epsilon)


@shapes_checked
def zca_whiten(
    X: Float[Array, "n d"],
    mu: Float[Array, " d"],
    U: Float[Array, "d d"],
    lambda_: Float[Array, " d"],
    epsilon: float,
) -> Float[Array, "n d"]:
    """Whiten as `pca_whiten` does and turn back, so that an image is still seen to be one.

    Raises:
        ValueError: as for `pca_whiten`.

    Example:
        >>> zca_whiten([[5.0, 2.0]], [3.0, 4.0], [[0.0, 1.0], [1.0, 0.0]], [1.0, 4.0], 0.0)
        array([[ 1., -2.]])
    """
    return pca_whiten(X, mu, U, lambda_, epsilon) @ U.T


@shapes_checked
def condition_number(lambda_: Float[Array, " d"]) -> np.floating:
    """Divide the largest eigenvalue by the smallest one.

    Raises:
        ValueError: there is none, or one that is not a positive number.

    Example:
        >>> condition_number([1.0, 4.0])
        np.float64(4.0)
    """
    if lambda_.size == 0 or not 0 < lambda_.min() <= lambda_.max() < np.inf:
        raise ValueError(
            f"condition_number expects positive eigenvalues; got {_range(lambda_)}; leave out the "
            "directions in which nothing varies"
        )
    return lambda_.max() / lambda_.min()


def _divide(above: Array, below: Array, name: str) -> Array:
    """Divide every column by its own number, and give 0 where that is 0."""
    if below.min() < 0 or not below.any():
        raise ValueError(
            f"expected {name} of 0 or more, and a feature that varies; got {_range(below)}; "
            "constant data has no scale"
        )
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


def _require_variance(lambda_: Array, epsilon: float) -> None:
    """Refuse to divide by what is zero but for rounding."""
    rounding = lambda_.max() * len(lambda_) * np.finfo(lambda_.dtype).eps
    if not lambda_.min() + epsilon > max(rounding, 0):
        raise ValueError(
            f"expected a variance in every direction; got {_range(lambda_)} with epsilon "
            f"{epsilon}; constant features and fewer examples than features leave directions with "
            "none: choose a larger epsilon"
        )


def _require_finite(**arrays: Array) -> None:
    """Refuse X without an example or a feature, and an array with a number that is none."""
    if 0 in arrays["X"].shape:
        raise ValueError(
            f"expected X (N, D) with at least one example and one feature; got {arrays['X'].shape}"
        )
    bad = [name for name, array in arrays.items() if not np.isfinite(array).all()]
    if bad:
        raise ValueError(
            f"expected finite numbers; got NaN or infinity in {', '.join(bad)}; "
            "leave the broken examples out"
        )


def _range(values: Array) -> str:
    return f"{values.min():.3g} to {values.max():.3g}" if values.size else "none"

"""Losses: one number for how wrong a batch is, and its gradient. Chapter: docs/loss.md."""

import numpy as np
from jaxtyping import Float, Integer

from nn.shapes import shapes_checked
from nn.softmax import softmax

Array = np.ndarray


@shapes_checked
def squared_error(Y: Float[Array, "n k"], T: Float[Array, "n k"]) -> np.floating:
    """Halve the squared distance of predictions to targets; mean over the batch.

    Raises:
        ValueError: there is no example.
    """
    _check_examples("squared_error", "Y", Y)
    return ((Y - T) ** 2).sum() / (2 * len(Y))


@shapes_checked
def squared_error_grad_Y(Y: Float[Array, "n k"], T: Float[Array, "n k"]) -> Float[Array, "n k"]:
    """Differentiate `squared_error` by the predictions.

    Raises:
        ValueError: there is no example.
    """
    _check_examples("squared_error_grad_Y", "Y", Y)
    return (Y - T) / len(Y)


@shapes_checked
def cross_entropy(P: Float[Array, "n k"], T: Float[Array, "n k"]) -> np.floating:
    """Measure probabilities P against target distributions T; 0 log 0 counts as 0.

    To train, use `softmax_cross_entropy`: it needs no logarithm of a probability.

    Raises:
        ValueError: there is no example, or a probability is not above 0 where T is not 0.
    """
    hit = _check_distributions("cross_entropy", P, T)
    return -(T[hit] * np.log(P[hit])).sum() / len(P)


@shapes_checked
def cross_entropy_grad_P(P: Float[Array, "n k"], T: Float[Array, "n k"]) -> Float[Array, "n k"]:
    """Differentiate `cross_entropy` by the probabilities, each one on its own.

    Raises:
        ValueError: there is no example, or a probability is not above 0 where T is not 0.
    """
    hit = _check_distributions("cross_entropy_grad_P", P, T)
    G = np.zeros_like(P)
    G[hit] = -T[hit] / P[hit] / len(P)
    return G


@shapes_checked
def negative_log_likelihood(P: Float[Array, "n k"], t: Integer[Array, " n"]) -> np.floating:
    """Compute `cross_entropy` from class indices t = 0 ... K-1 in place of one-hot rows.

    Raises:
        ValueError: there is no example, t holds what is no class index, or the probability of a
            label is not above 0.
    """
    _check_labels("negative_log_likelihood", "P", P, t)
    p = P[np.arange(len(P)), t]
    _check_positive("negative_log_likelihood", "of the label", p)
    return -np.log(p).sum() / len(P)


@shapes_checked
def log_sum_exp(z: Float[Array, "*n k"]) -> Float[Array, "*n"] | np.floating:
    """Compute log(sum(exp(z))) over the last axis; the maximum leaves first, so nothing overflows.

    Follows Blanchard, Higham and Higham (2021), who bound its rounding error.
    """
    m = z.max(axis=-1, keepdims=True)
    return np.log(np.exp(z - m).sum(axis=-1)) + m[..., 0]


@shapes_checked
def softmax_cross_entropy(Z: Float[Array, "n k"], t: Integer[Array, " n"]) -> np.floating:
    """Measure scores Z against class indices t = 0 ... K-1; mean over the batch.

    Exact for any finite scores: no probability is formed, so none can underflow to log(0).

    Raises:
        ValueError: there is no example, t holds what is no class index, or the largest score of an
            example is no finite number, the trace of a run that diverged.
    """
    _check_labels("softmax_cross_entropy", "Z", Z, t)
    S = Z - Z.max(axis=1, keepdims=True)
    # Of S, not of Z: near 10 000, float32 counts in steps of 0.001.
    right = S[np.arange(len(S)), t]
    loss = (np.log(np.exp(S).sum(axis=1)) - right).sum() / len(S)
    _check_number("softmax_cross_entropy", loss)
    return loss


@shapes_checked
def softmax_cross_entropy_grad_Z(
    Z: Float[Array, "n k"], t: Integer[Array, " n"]
) -> Float[Array, "n k"]:
    """Differentiate `softmax_cross_entropy` by the scores: probabilities minus one-hot targets.

    Raises:
        ValueError: there is no example, or t holds what is no class index.
    """
    _check_labels("softmax_cross_entropy_grad_Z", "Z", Z, t)
    G = softmax(Z)
    G[np.arange(len(G)), t] -= 1
    G /= len(G)
    return G


@shapes_checked
def softmax_cross_entropy_and_grad_Z(
    Z: Float[Array, "n k"], t: Integer[Array, " n"]
) -> tuple[np.floating, Float[Array, "n k"]]:
    """Compute both with one exponential, to the last bit as apart: what `Network` trains with.

    Raises:
        ValueError: as for `softmax_cross_entropy`.
    """
    _check_labels("softmax_cross_entropy_and_grad_Z", "Z", Z, t)
    rows = np.arange(len(Z))
    S = Z - Z.max(axis=1, keepdims=True)
    E = np.exp(S)
    total = E.sum(axis=1, keepdims=True)
    loss = (np.log(total[:, 0]) - S[rows, t]).sum() / len(S)
    _check_number("softmax_cross_entropy_and_grad_Z", loss)
    G = E / total
    G[rows, t] -= 1
    G /= len(G)
    return loss, G


def _check_examples(function: str, name: str, Z: Array) -> None:
    """Refuse the mean of nothing."""
    if len(Z) == 0:
        raise ValueError(f"{function} needs at least one example; got {name} {Z.shape}")


def _check_distributions(function: str, P: Array, T: Array) -> Array:
    """Where the targets are not zero: there, and only there, log P is needed."""
    _check_examples(function, "P", P)
    hit = T != 0
    _check_positive(function, "wherever T is not 0", P[hit])
    return hit


def _check_positive(function: str, where: str, p: Array) -> None:
    if not (p > 0).all():
        raise ValueError(
            f"{function} needs a probability > 0 {where}; got {p.min()}; "
            "a softmax that underflowed? use softmax_cross_entropy on the scores"
        )


def _check_number(function: str, loss: np.floating) -> None:
    if np.isnan(loss):
        raise ValueError(
            f"{function} needs finite scores; got NaN or an infinity in Z; "
            "if training led here, lower the learning rate"
        )


def _check_labels(function: str, name: str, Z: Array, t: Array) -> None:
    """Refuse what NumPy would index without a word: -1, and True for 1."""
    _check_examples(function, name, Z)
    if t.dtype.kind not in "iu":
        raise ValueError(
            f"{function} needs integers in t; got {t.dtype}; convert with t.astype(int)"
        )
    if t.min() < 0 or t.max() >= Z.shape[1]:
        raise ValueError(
            f"{function} needs class indices 0 ... {Z.shape[1] - 1} in t; "
            f"got {t.min()} ... {t.max()}; count classes from 0"
        )

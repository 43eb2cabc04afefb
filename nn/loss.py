"""Losses: one number for how wrong a batch is, and its gradient. Chapter: docs/loss.md.

Of every loss but `mean_squared_error`, `reduction` gives the mean over the examples, which is what
training follows, their "sum", or with "none" the loss of each. Gradients belong to the mean.
"""

from typing import Any, TypeAlias

import numpy as np
from jaxtyping import Float, Integer

from nn.activation import sigmoid
from nn.checks import (
    check_binary,
    check_classes,
    check_distributions,
    check_entries,
    check_examples,
    check_labels,
    check_largest,
    check_probabilities,
    check_targets,
    check_weights,
)
from nn.shapes import shapes_checked
from nn.softmax import softmax

Array = np.ndarray
Reduction: TypeAlias = str  # "mean", "sum" or "none"
Losses: TypeAlias = Any  # one number, or with "none" one for each example


@shapes_checked
def squared_error(
    Y: Float[Array, "n k"], T: Float[Array, "n k"], reduction: Reduction = "mean"
) -> Losses:
    """Halve the squared distance of predictions to targets; mean over the batch.

    Raises:
        ValueError: there is no example.

    Example:
        >>> squared_error([[3.0], [1.0]], [[0.0], [0.0]])
        np.float64(2.5)
    """
    check_examples("squared_error", "Y", Y)
    return _reduced(((Y - T) ** 2).sum(axis=1) / 2, reduction)


@shapes_checked
def squared_error_grad_Y(Y: Float[Array, "n k"], T: Float[Array, "n k"]) -> Float[Array, "n k"]:
    """Differentiate `squared_error` with respect to the predictions.

    Raises:
        ValueError: there is no example.

    Example:
        >>> squared_error_grad_Y([[3.0], [1.0]], [[0.0], [0.0]])
        array([[1.5],
               [0.5]])
    """
    check_examples("squared_error_grad_Y", "Y", Y)
    return (Y - T) / len(Y)


@shapes_checked
def mean_squared_error(Y: Float[Array, "n k"], T: Float[Array, "n k"]) -> np.floating:
    """Average the squared differences over examples and outputs, as PyTorch's `MSELoss` does.

    Raises:
        ValueError: there is no example, or no output.

    Example:
        >>> mean_squared_error([[1.0, 3.0]], [[0.0, 0.0]])
        np.float64(5.0)
    """
    check_entries("mean_squared_error", "Y", Y)
    return ((Y - T) ** 2).mean()


@shapes_checked
def mean_squared_error_grad_Y(
    Y: Float[Array, "n k"], T: Float[Array, "n k"]
) -> Float[Array, "n k"]:
    """Differentiate `mean_squared_error` with respect to the predictions.

    Raises:
        ValueError: there is no example, or no output.

    Example:
        >>> mean_squared_error_grad_Y([[1.0, 3.0]], [[0.0, 0.0]])
        array([[1., 3.]])
    """
    check_entries("mean_squared_error_grad_Y", "Y", Y)
    return 2 * (Y - T) / Y.size


@shapes_checked
def cross_entropy(
    P: Float[Array, "n k"], T: Float[Array, "n k"], reduction: Reduction = "mean"
) -> Losses:
    """Measure probabilities P against target distributions T; 0 log 0 counts as 0.

    To train, use `softmax_cross_entropy`: it needs no logarithm of a probability.

    Raises:
        ValueError: there is no example, a target is below 0, or a probability is above 1, or not
            above 0 where T is not 0.

    Example:
        >>> cross_entropy([[0.25, 0.75]], [[1.0, 0.0]]).round(3)
        np.float64(1.386)
    """
    hit = check_distributions("cross_entropy", P, T)
    return _reduced(-(T * np.log(np.where(hit, P, 1))).sum(axis=1), reduction)


@shapes_checked
def cross_entropy_grad_P(P: Float[Array, "n k"], T: Float[Array, "n k"]) -> Float[Array, "n k"]:
    """Differentiate `cross_entropy` with respect to the probabilities, each one on its own.

    Raises:
        ValueError: as for `cross_entropy`.

    Example:
        >>> cross_entropy_grad_P([[0.25, 0.75]], [[1.0, 0.0]])
        array([[-4.,  0.]])
    """
    hit = check_distributions("cross_entropy_grad_P", P, T)
    G = np.zeros_like(P)
    G[hit] = -T[hit] / P[hit] / len(P)
    return G


@shapes_checked
def negative_log_likelihood(
    P: Float[Array, "n k"], t: Integer[Array, " n"], reduction: Reduction = "mean"
) -> Losses:
    """Compute `cross_entropy` from class indices t = 0 ... K-1 in place of one-hot rows.

    Raises:
        ValueError: there is no example, t holds what is no class index, or the probability of a
            label is not above 0, or above 1.

    Example:
        >>> negative_log_likelihood([[0.25, 0.75]], [0]).round(3)
        np.float64(1.386)
    """
    check_labels("negative_log_likelihood", "P", P, t)
    p = P[np.arange(len(P)), t]
    check_probabilities("negative_log_likelihood", "of the label", p)
    return _reduced(-np.log(p), reduction)


@shapes_checked
def log_sum_exp(z: Float[Array, "*n k"]) -> Float[Array, "*n"] | np.floating:
    """Compute log(sum(exp(z))) over the last axis; the maximum leaves first, so nothing overflows.

    Its own exponential is 1 and is left to `log1p`: beside it, the others may be small. Follows
    Blanchard, Higham and Higham (2021), who bound the rounding error. Of scores that are all minus
    infinity it is minus infinity.

    Raises:
        ValueError: there is no class.

    Example:
        >>> log_sum_exp([0.0, 0.0]).round(3)
        np.float64(0.693)
    """
    m, others = _largest_and_others("log_sum_exp", z)
    return np.where(np.isinf(m), m, m + np.log1p(others))[()]


@shapes_checked
def log_softmax(z: Float[Array, "*n k"]) -> Float[Array, "*n k"]:
    """Compute the logarithms of the probabilities that `softmax` gives, which never underflow.

    Raises:
        ValueError: as for `nn.softmax.softmax`.

    Example:
        >>> log_softmax([0.0, 0.0]).round(3)
        array([-0.693, -0.693])
    """
    m, others = _largest_and_others("log_softmax", z)
    check_largest("log_softmax", "z", m)
    return z - m[..., np.newaxis] - np.log1p(others)[..., np.newaxis]


@shapes_checked
def log_softmax_vjp(z: Float[Array, "*n k"], g: Float[Array, "*n k"]) -> Float[Array, "*n k"]:
    """Pull the upstream gradient g = dL/d(log p) back to dL/dz.

    Raises:
        ValueError: as for `nn.softmax.softmax`.

    Example:
        >>> log_softmax_vjp(z=[0.0, 0.0], g=[1.0, 0.0])
        array([ 0.5, -0.5])
    """
    return g - softmax(z) * g.sum(axis=-1, keepdims=True)


@shapes_checked
def softmax_cross_entropy(
    Z: Float[Array, "n k"], t: Integer[Array, " n"], reduction: Reduction = "mean"
) -> Losses:
    """Measure scores Z against class indices t = 0 ... K-1; mean over the batch.

    No probability is formed, so none can underflow to log(0) or be rounded to 1: all scores that
    are finite have a loss, and a confident example has the digits of its small one.

    Raises:
        ValueError: there is no example, t holds what is no class index, or the largest score of an
            example is no finite number, the trace of a run that diverged.

    Example:
        >>> softmax_cross_entropy([[0.0, 0.0]], [0]).round(3)
        np.float64(0.693)
    """
    check_labels("softmax_cross_entropy", "Z", Z, t)
    S, _, others, _ = _scores("softmax_cross_entropy", Z)
    # Of S, not of Z: near 10 000, float32 counts in steps of 0.001.
    losses = np.log1p(others) - S[np.arange(len(S)), t]
    return _reduced(losses, reduction)


@shapes_checked
def softmax_cross_entropy_grad_Z(
    Z: Float[Array, "n k"], t: Integer[Array, " n"]
) -> Float[Array, "n k"]:
    """Differentiate `softmax_cross_entropy` with respect to the scores.

    The result is the probabilities minus the one-hot targets, divided by N.

    Raises:
        ValueError: as for `softmax_cross_entropy`.

    Example:
        >>> softmax_cross_entropy_grad_Z([[0.0, 0.0]], [0])
        array([[-0.5,  0.5]])
    """
    check_labels("softmax_cross_entropy_grad_Z", "Z", Z, t)
    _, E, others, top = _scores("softmax_cross_entropy_grad_Z", Z)
    rows, total = np.arange(len(Z)), 1 + others
    G = E / total[:, np.newaxis]
    # Of the class with the largest score, 1 - p is what the others have.
    G[rows, t] = np.where(t == top, -others / total, G[rows, t] - 1)
    G /= len(G)
    return G


@shapes_checked
def softmax_cross_entropy_and_grad_Z(
    Z: Float[Array, "n k"], t: Integer[Array, " n"]
) -> tuple[np.floating, Float[Array, "n k"]]:
    """Compute both with one exponential, to the last bit as apart: what `Network` trains with.

    Raises:
        ValueError: as for `softmax_cross_entropy`.

    Example:
        >>> softmax_cross_entropy_and_grad_Z([[0.0, 0.0]], [0])
        (np.float64(0.6931471805599453), array([[-0.5,  0.5]]))
    """
    check_labels("softmax_cross_entropy_and_grad_Z", "Z", Z, t)
    S, E, others, top = _scores("softmax_cross_entropy_and_grad_Z", Z)
    rows, total = np.arange(len(Z)), 1 + others
    loss = (np.log1p(others) - S[rows, t]).sum() / len(S)
    G = E / total[:, np.newaxis]
    G[rows, t] = np.where(t == top, -others / total, G[rows, t] - 1)
    G /= len(G)
    return loss, G


@shapes_checked
def soft_cross_entropy(
    Z: Float[Array, "n k"], T: Float[Array, "n k"], reduction: Reduction = "mean"
) -> Losses:
    """Measure scores Z against target distributions T, such as smoothed labels.

    Raises:
        ValueError: there is no example, a target is below 0, or the largest score of an example is
            no finite number.

    Example:
        >>> soft_cross_entropy([[0.0, 0.0]], [[0.75, 0.25]]).round(3)
        np.float64(0.693)
    """
    hit = check_targets("soft_cross_entropy", "Z", Z, T)
    S, _, others, _ = _scores("soft_cross_entropy", Z)
    surprise = np.log1p(others)[:, np.newaxis] - np.where(hit, S, 0)
    losses = (T * surprise).sum(axis=1)
    return _reduced(losses, reduction)


@shapes_checked
def soft_cross_entropy_grad_Z(
    Z: Float[Array, "n k"], T: Float[Array, "n k"]
) -> Float[Array, "n k"]:
    """Differentiate `soft_cross_entropy` with respect to the scores.

    Raises:
        ValueError: as for `soft_cross_entropy`.

    Example:
        >>> soft_cross_entropy_grad_Z([[0.0, 0.0]], [[0.75, 0.25]])
        array([[-0.25,  0.25]])
    """
    check_targets("soft_cross_entropy_grad_Z", "Z", Z, T)
    rows = np.arange(len(Z))
    _, E, others, top = _scores("soft_cross_entropy_grad_Z", Z)
    total = 1 + others
    given = T.sum(axis=1, keepdims=True)  # 1, if T holds distributions
    G = given * E / total[:, np.newaxis] - T
    elsewhere = np.where(np.arange(Z.shape[1]) == top[:, np.newaxis], 0, T).sum(axis=1)
    G[rows, top] = elsewhere - given[:, 0] * others / total
    return G / len(Z)


@shapes_checked
def weighted_cross_entropy(
    Z: Float[Array, "n k"],
    t: Integer[Array, " n"],
    w: Float[Array, " k"],
    reduction: Reduction = "mean",
) -> Losses:
    """Compute `softmax_cross_entropy` with a weight for each class, to make rare ones count.

    The mean is weighted, too: the losses are divided by the sum of their weights, as PyTorch does.

    Raises:
        ValueError: as for `softmax_cross_entropy`, or a weight is below 0, or all of them are 0.

    Example:
        >>> weighted_cross_entropy([[0.0, 0.0]], [0], w=[3.0, 1.0], reduction="sum").round(3)
        np.float64(2.079)
    """
    losses = softmax_cross_entropy(Z, t, "none")
    check_weights("weighted_cross_entropy", w, t)
    if reduction == "mean":
        return (w[t] * losses).sum() / w[t].sum()
    return _reduced(w[t] * losses, reduction)


@shapes_checked
def weighted_cross_entropy_grad_Z(
    Z: Float[Array, "n k"], t: Integer[Array, " n"], w: Float[Array, " k"]
) -> Float[Array, "n k"]:
    """Differentiate `weighted_cross_entropy` with respect to the scores.

    Raises:
        ValueError: as for `weighted_cross_entropy`.

    Example:
        >>> weighted_cross_entropy_grad_Z([[0.0, 0.0], [0.0, 0.0]], [0, 1], w=[3.0, 1.0])
        array([[-0.375,  0.375],
               [ 0.125, -0.125]])
    """
    G = softmax_cross_entropy_grad_Z(Z, t)
    check_weights("weighted_cross_entropy_grad_Z", w, t)
    return G * (w[t] / w[t].mean())[:, np.newaxis]


@shapes_checked
def binary_cross_entropy(
    s: Float[Array, " n"], y: Float[Array, " n"], reduction: Reduction = "mean"
) -> Losses:
    """Measure one score an example against y, the probability that it should have: 0 or 1, mostly.

    Raises:
        ValueError: there is no example, a target is not from 0 to 1, or a score is not finite.

    Example:
        >>> binary_cross_entropy([0.0], [1.0]).round(3)
        np.float64(0.693)
    """
    check_binary("binary_cross_entropy", s, y)
    losses = np.maximum(s, 0) - s * y + np.log1p(np.exp(-np.abs(s)))
    return _reduced(losses, reduction)


@shapes_checked
def binary_cross_entropy_grad_s(s: Float[Array, " n"], y: Float[Array, " n"]) -> Float[Array, " n"]:
    """Differentiate `binary_cross_entropy` with respect to the scores: probabilities minus targets.

    Raises:
        ValueError: as for `binary_cross_entropy`.

    Example:
        >>> binary_cross_entropy_grad_s([0.0], [1.0])
        array([-0.5])
    """
    check_binary("binary_cross_entropy_grad_s", s, y)
    return ((1 - y) * sigmoid(s) - y * sigmoid(-s)) / len(s)


def _scores(function: str, Z: Array) -> tuple[Array, Array, Array, Array]:
    """What `_exponentials` gives, of scores with a largest one."""
    check_classes(function, "Z", Z)
    S, E, others, top = _exponentials(Z)
    check_largest(function, "Z", Z[np.arange(len(Z)), top])
    return S, E, others, top


def _exponentials(Z: Array) -> tuple[Array, Array, Array, Array]:
    """Scores less the largest of each row, their exponentials, and without its 1 their sum."""
    rows, top = np.arange(len(Z)), Z.argmax(axis=1)
    with np.errstate(invalid="ignore"):  # an infinite score is not for here to judge
        S = Z - Z[rows, top][:, np.newaxis]
    E = np.exp(S)
    E[rows, top] = 0
    others = E.sum(axis=1)
    E[rows, top] = 1
    return S, E, others, top


def _largest_and_others(function: str, z: Array) -> tuple[Array, Array]:
    """The largest score, and what the exponentials of the others add up to beside its 1."""
    check_classes(function, "z", z)
    rows = z.reshape(-1, z.shape[-1])
    _, _, others, top = _exponentials(rows)
    m = rows[np.arange(len(rows)), top]
    return m.reshape(z.shape[:-1]), others.reshape(z.shape[:-1])


def _reduced(losses: Array, reduction: Reduction) -> Losses:
    if isinstance(reduction, str):  # an array would be compared entry by entry
        if reduction == "mean":
            return losses.sum() / len(losses)
        if reduction == "sum":
            return losses.sum()
        if reduction == "none":
            return losses
    raise ValueError(f"expected the reduction 'mean', 'sum' or 'none'; got {reduction!r}")

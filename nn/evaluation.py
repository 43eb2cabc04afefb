"""Evaluation: how good a classifier is, class by class. Chapter: docs/evaluation.md.

Every function but the first takes the confusion matrix C, true classes in rows and predicted ones
in columns. A ratio with nothing below the line, as for a class that is never predicted, is 0.
"""

import numpy as np
from jaxtyping import Float, Integer, Real

from nn.shapes import shapes_checked

Array = np.ndarray
Counts = Real[Array, "k k"]


@shapes_checked
def confusion_matrix(t: Integer[Array, " n"], t_hat: Integer[Array, " n"], K: int) -> Counts:
    """Count how often class t was taken for class t_hat; classes are 0 ... K-1.

    Raises:
        ValueError: the examples are none, or not as many in t as in t_hat; a class is out of range.

    Example:
        >>> confusion_matrix(t=[0, 0, 1], t_hat=[0, 1, 1], K=2)
        array([[1, 1],
               [0, 1]])
    """
    _require_classes(t, t_hat, K)
    C = np.zeros((K, K), int)
    np.add.at(C, (t, t_hat), 1)
    return C


@shapes_checked
def accuracy(C: Counts) -> float | np.floating:
    """The share of examples whose class was predicted.

    Raises:
        ValueError: C counts no example.

    Example:
        >>> accuracy([[3, 1], [0, 4]])
        np.float64(0.875)
    """
    _require_examples(C)
    return C.trace() / C.sum()


@shapes_checked
def true_positives(C: Counts) -> Real[Array, " k"]:
    """Count, class by class, the examples that belong there and were put there.

    Raises:
        ValueError: C counts no example.

    Example:
        >>> true_positives([[3, 1], [0, 4]])
        array([3, 4])
    """
    _require_examples(C)
    return C.diagonal()


@shapes_checked
def false_positives(C: Counts) -> Real[Array, " k"]:
    """Count, class by class, the examples that were put there and belong elsewhere.

    Raises:
        ValueError: C counts no example.

    Example:
        >>> false_positives([[3, 1], [0, 4]])
        array([0, 1])
    """
    return C.sum(axis=0) - true_positives(C)


@shapes_checked
def false_negatives(C: Counts) -> Real[Array, " k"]:
    """Count, class by class, the examples that belong there and were put elsewhere.

    Raises:
        ValueError: C counts no example.

    Example:
        >>> false_negatives([[3, 1], [0, 4]])
        array([1, 0])
    """
    return C.sum(axis=1) - true_positives(C)


@shapes_checked
def precision(C: Counts) -> Float[Array, " k"]:
    """Of what was put into a class, the share that belongs there.

    Raises:
        ValueError: C counts no example.

    Example:
        >>> precision([[3, 1], [0, 4]])
        array([1. , 0.8])
    """
    return _ratio(true_positives(C), true_positives(C) + false_positives(C))


@shapes_checked
def recall(C: Counts) -> Float[Array, " k"]:
    """Of what belongs to a class, the share that was put there.

    Raises:
        ValueError: C counts no example.

    Example:
        >>> recall([[3, 1], [0, 4]])
        array([0.75, 1.  ])
    """
    return _ratio(true_positives(C), true_positives(C) + false_negatives(C))


@shapes_checked
def f1(C: Counts) -> Float[Array, " k"]:
    """The harmonic mean of precision and recall.

    Raises:
        ValueError: C counts no example.

    Example:
        >>> f1([[3, 1], [0, 4]]).round(3)
        array([0.857, 0.889])
    """
    tp = true_positives(C)
    return _ratio(2 * tp, 2 * tp + false_positives(C) + false_negatives(C))


@shapes_checked
def macro_precision(C: Counts) -> np.floating:
    """The mean precision: every class counts alike.

    Raises:
        ValueError: C counts no example.

    Example:
        >>> macro_precision([[3, 1], [0, 4]])
        np.float64(0.9)
    """
    return precision(C).mean()


@shapes_checked
def macro_recall(C: Counts) -> np.floating:
    """The mean recall, also called balanced accuracy.

    Raises:
        ValueError: C counts no example.

    Example:
        >>> macro_recall([[3, 1], [0, 4]])
        np.float64(0.875)
    """
    return recall(C).mean()


@shapes_checked
def macro_f1(C: Counts) -> np.floating:
    """The mean of the classes' F1 scores, not the F1 score of the means.

    Raises:
        ValueError: C counts no example.

    Example:
        >>> macro_f1([[3, 1], [0, 4]]).round(3)
        np.float64(0.873)
    """
    return f1(C).mean()


@shapes_checked
def micro_precision(C: Counts) -> np.floating:
    """The precision of the counts of all classes together: every example counts alike.

    Raises:
        ValueError: C counts no example.

    Example:
        >>> micro_precision([[3, 1], [0, 4]])
        np.float64(0.875)
    """
    tp = true_positives(C).sum()
    return tp / (tp + false_positives(C).sum())


@shapes_checked
def micro_recall(C: Counts) -> np.floating:
    """The recall of the counts of all classes together.

    Raises:
        ValueError: C counts no example.

    Example:
        >>> micro_recall([[3, 1], [0, 4]])
        np.float64(0.875)
    """
    tp = true_positives(C).sum()
    return tp / (tp + false_negatives(C).sum())


@shapes_checked
def micro_f1(C: Counts) -> np.floating:
    """The F1 score of the counts of all classes together.

    Raises:
        ValueError: C counts no example.

    Example:
        >>> micro_f1([[3, 1], [0, 4]])
        np.float64(0.875)
    """
    tp = true_positives(C).sum()
    return 2 * tp / (2 * tp + false_positives(C).sum() + false_negatives(C).sum())


def _ratio(above: Array, below: Array) -> Array:
    """Divide, and give 0 where there is nothing to divide by: nothing is then above either."""
    return above / np.where(below == 0, 1, below)


def _require_classes(t: Array, t_hat: Array, K: int) -> None:
    if len(t) == 0:
        raise ValueError(f"confusion_matrix needs at least one example; got t {t.shape}")
    for name, classes in (("t", t), ("t_hat", t_hat)):
        if classes.dtype.kind not in "iu" or classes.min() < 0 or classes.max() >= K:
            raise ValueError(
                f"confusion_matrix needs whole numbers from 0 to {K - 1} in {name}; "
                f"got {classes.dtype}, {classes.min()} to {classes.max()}; count classes from 0"
            )


def _require_examples(C: Array) -> None:
    if not (C >= 0).all() or not C.any():
        came = "0 everywhere" if not C.any() else f"{C.min()}"
        raise ValueError(f"expected counts, one above 0 at least; got {came} in C")

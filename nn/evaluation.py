"""Evaluation: how good a classifier is, class by class. Chapter: docs/evaluation.md.

Every function but the first takes the confusion matrix C, true classes in rows and predicted ones
in columns. A ratio with nothing below the line, as for a class that is never predicted, is 0.
"""

import numpy as np
from jaxtyping import Float, Integer, Real

Array = np.ndarray
Counts = Real[Array, "k k"]


def confusion_matrix(t: Integer[Array, " n"], t_hat: Integer[Array, " n"], K: int) -> Counts:
    """Count how often class t was taken for class t_hat; classes are 0 ... K-1.

    Raises:
        ValueError: the examples are none, or not as many in t as in t_hat; a class is out of range.
    """
    _require_classes(t, t_hat, K)
    C = np.zeros((K, K), int)
    np.add.at(C, (t, t_hat), 1)
    return C


def accuracy(C: Counts) -> float | np.floating:
    """The share of examples whose class was predicted."""
    _require("accuracy", C)
    return C.trace() / C.sum()


def true_positives(C: Counts) -> Real[Array, " k"]:
    """Count, class by class, the examples that belong there and were put there."""
    _require("true_positives", C)
    return C.diagonal()


def false_positives(C: Counts) -> Real[Array, " k"]:
    """Count, class by class, the examples that were put there and belong elsewhere."""
    return C.sum(axis=0) - true_positives(C)


def false_negatives(C: Counts) -> Real[Array, " k"]:
    """Count, class by class, the examples that belong there and were put elsewhere."""
    return C.sum(axis=1) - true_positives(C)


def precision(C: Counts) -> Float[Array, " k"]:
    """Of what was put into a class, the share that belongs there."""
    return _ratio(true_positives(C), true_positives(C) + false_positives(C))


def recall(C: Counts) -> Float[Array, " k"]:
    """Of what belongs to a class, the share that was put there."""
    return _ratio(true_positives(C), true_positives(C) + false_negatives(C))


def f1(C: Counts) -> Float[Array, " k"]:
    """The harmonic mean of precision and recall."""
    tp = true_positives(C)
    return _ratio(2 * tp, 2 * tp + false_positives(C) + false_negatives(C))


def macro_precision(C: Counts) -> np.floating:
    """The mean precision: every class counts alike."""
    return precision(C).mean()


def macro_recall(C: Counts) -> np.floating:
    """The mean recall, also called balanced accuracy."""
    return recall(C).mean()


def macro_f1(C: Counts) -> np.floating:
    """The mean of the classes' F1 scores, not the F1 score of the means."""
    return f1(C).mean()


def micro_precision(C: Counts) -> np.floating:
    """The precision of the counts of all classes together: every example counts alike."""
    tp = true_positives(C).sum()
    return tp / (tp + false_positives(C).sum())


def micro_recall(C: Counts) -> np.floating:
    """The recall of the counts of all classes together."""
    tp = true_positives(C).sum()
    return tp / (tp + false_negatives(C).sum())


def micro_f1(C: Counts) -> np.floating:
    """The F1 score of the counts of all classes together."""
    tp = true_positives(C).sum()
    return 2 * tp / (2 * tp + false_positives(C).sum() + false_negatives(C).sum())


def _ratio(above: Array, below: Array) -> Array:
    """Divide, and give 0 where there is nothing to divide by: nothing is then above either."""
    return np.divide(above, below, out=np.zeros(below.shape), where=below != 0)


def _require_classes(t: Array, t_hat: Array, K: int) -> None:
    if t.ndim != 1 or t.shape != t_hat.shape or t.size == 0:
        raise ValueError(
            "confusion_matrix needs the true and the predicted class of each example, t (n,) and "
            f"t_hat (n,), n at least 1; got t {t.shape} and t_hat {t_hat.shape}; probabilities P "
            "become P.argmax(axis=1)"
        )
    for name, classes in (("t", t), ("t_hat", t_hat)):
        if classes.dtype.kind not in "iu" or classes.min() < 0 or classes.max() >= K:
            raise ValueError(
                f"confusion_matrix needs whole numbers from 0 to {K - 1} in {name}; "
                f"got {classes.dtype}, {classes.min()} to {classes.max()}; count classes from 0"
            )


def _require(function: str, C: Array) -> None:
    if C.ndim != 2 or C.shape[0] != C.shape[1] or not C.any():
        raise ValueError(
            f"{function} needs counts C (k, k), true classes in rows, of at least one example; "
            f"got C {C.shape}, {C.sum()} examples; confusion_matrix makes one that fits"
        )

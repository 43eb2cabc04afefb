"""What functions ask of numbers, beside shapes: labels, targets, probabilities, finite scores."""

from collections.abc import Sequence

import numpy as np

Array = np.ndarray


def check_examples(function: str, name: str, Z: Array) -> None:
    """Refuse the mean of nothing."""
    if len(Z) == 0:
        raise ValueError(f"{function} needs at least one example; got {name} {Z.shape}")


def check_entries(function: str, name: str, Y: Array) -> None:
    """Refuse the mean of nothing, where it is taken over the outputs as well."""
    if Y.size == 0:
        raise ValueError(f"{function} needs at least one entry; got {name} {Y.shape}")


def check_layers(function: str, name: str, sizes: Sequence[int] | Array) -> None:
    """Refuse a size without another: a layer, or a map, has an input and an output."""
    if len(sizes) < 2:
        raise ValueError(
            f"{function} needs two sizes or more, from the input to the output; got {name} {sizes}"
        )


def check_sizes(function: str, name: str, sizes: Sequence[int] | Array) -> None:
    """Refuse a size below 0."""
    for size in sizes:
        if not size >= 0:
            raise ValueError(f"{function} needs sizes of 0 or more; got {size:g} in {name}")


def check_targets(function: str, name: str, Z: Array, T: Array) -> Array:
    """Where the targets are not zero, each of them a share."""
    check_examples(function, name, Z)
    if not (T >= 0).all():
        raise ValueError(
            f"{function} needs targets of 0 or more; got {T[~(T >= 0)][0]} in T; "
            "a row of T is a distribution"
        )
    return T != 0


def check_distributions(function: str, P: Array, T: Array) -> Array:
    """Where the targets are not zero: there, and only there, log P is needed."""
    hit = check_targets(function, "P", P, T)
    check_probabilities(function, "wherever T is not 0", P[hit])
    return hit


def check_probabilities(function: str, where: str, p: Array) -> None:
    if not (p > 0).all():
        raise ValueError(
            f"{function} needs a probability > 0 {where}; got {p.min()}; "
            "a softmax that underflowed? use softmax_cross_entropy on the scores"
        )
    if p.max(initial=0) > 1 + np.sqrt(np.finfo(p.dtype).eps):  # a probability may be rounded
        raise ValueError(
            f"{function} needs probabilities, at most 1; got {p.max()}; "
            "of scores, softmax_cross_entropy is the loss"
        )


def check_largest(function: str, name: str, largest: Array) -> None:
    """Refuse scores without a largest number; a class that has no chance may have -inf."""
    if not np.isfinite(largest).all():
        raise ValueError(
            f"{function} needs finite scores; got NaN or an infinity in {name}; "
            "if training led here, lower the learning rate"
        )


def check_classes(function: str, name: str, z: Array) -> None:
    """Refuse the largest of nothing."""
    if z.shape[-1] == 0:
        raise ValueError(f"{function} needs at least one class; got {name} {z.shape}")


def check_labels(function: str, name: str, Z: Array, t: Array) -> None:
    """Refuse what NumPy would index without a word: -1, and True for 1."""
    check_examples(function, name, Z)
    if t.dtype.kind not in "iu":
        raise ValueError(
            f"{function} needs integers in t; got {t.dtype}; convert with t.astype(int)"
        )
    if t.min() < 0 or t.max() >= Z.shape[1]:
        raise ValueError(
            f"{function} needs class indices 0 ... {Z.shape[1] - 1} in t; "
            f"got {t.min()} ... {t.max()}; count classes from 0"
        )


def check_weights(function: str, w: Array, t: Array) -> None:
    if not (w >= 0).all() or not 0 < w[t].sum() < np.inf:
        raise ValueError(
            f"{function} needs weights of 0 or more, and one above 0 for a class in t; got w {w}"
        )


def check_binary(function: str, s: Array, y: Array) -> None:
    check_examples(function, "s", s)
    if not ((y >= 0) & (y <= 1)).all():
        raise ValueError(
            f"{function} needs targets from 0 to 1; got {y[~((y >= 0) & (y <= 1))][0]} in y; "
            "0 is one class and 1 the other"
        )
    if not np.isfinite(s).all():
        raise ValueError(
            f"{function} needs finite scores; got {s[~np.isfinite(s)][0]} in s; "
            "if training led here, lower the learning rate"
        )

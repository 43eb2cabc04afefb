"""Slopes from values alone. Chapter: docs/numerical_differentiation.md."""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from jaxtyping import Complex, Float

from nn.shapes import shapes_checked

Array = np.ndarray
Number: TypeAlias = float | np.floating
Numbers: TypeAlias = Number | Float[Array, "*n"]
Complexes: TypeAlias = complex | np.complexfloating | Complex[Array, "*n"]
Function: TypeAlias = Callable[[Numbers], Numbers]
Loss: TypeAlias = Callable[[Float[Array, "*n"]], Number]


def forward_difference(f: Function, x: Numbers, h: float) -> Numbers:
    """Approximate f'(x) from the values at x and x + h; the error is of order h."""
    return (f(x + h) - f(x)) / h


def central_difference(f: Function, x: Numbers, h: float) -> Numbers:
    """Approximate f'(x) from the values at x - h and x + h; the error is of order h^2."""
    return (f(x + h) - f(x - h)) / (2 * h)


def complex_step(f: Callable[[Complexes], Complexes], x: Numbers, h: float) -> Numbers:
    """Approximate f'(x) from one value beside the real line; nothing cancels, so h may be tiny.

    Raises:
        ValueError: f gives a real number for a complex one, so it has lost the slope.
    """
    value = f(x + 1j * h)
    if not np.iscomplexobj(value):
        raise ValueError(
            "complex_step needs a function that keeps the imaginary part; "
            f"got {np.asarray(value).dtype} for a complex number; abs and norms drop it: "
            "use central_difference"
        )
    return value.imag / h


def forward_best_step(epsilon: float, F: float, M_2: float) -> float:
    """The step at which the error bound of the forward difference is least."""
    return 2 * np.sqrt(epsilon * F / M_2)


def central_best_step(epsilon: float, F: float, M_3: float) -> float:
    """The step at which the error bound of the central difference is least."""
    return np.cbrt(3 * epsilon * F / M_3)


def numerical_gradient(L: Loss, w: Float[Array, "*n"], h: float) -> Float[Array, "*n"]:
    """Approximate the gradient of L at an array of any shape: two values of L for each entry.

    L is called with a copy, so w never changes, even if L raises an error.

    Raises:
        ValueError: w holds integers, which cannot be moved by h; h is too small to move an
            entry; or L is not one number.
    """
    _require_floats(w)
    moved = w.copy()
    gradient = np.zeros_like(w)
    for k in np.ndindex(w.shape):
        moved[k] = w[k] + h
        _require_moved(moved, w, k, h)
        above = _value(L, moved)
        moved[k] = w[k] - h
        below = _value(L, moved)
        moved[k] = w[k]
        gradient[k] = (above - below) / (2 * h)
    return gradient


@shapes_checked
def directional_difference(
    L: Loss, w: Float[Array, "*n"], v: Float[Array, "*n"], h: float
) -> Number:
    """Approximate the slope of L along v: two values of L, however many entries w has.

    Raises:
        ValueError: L is not one number.
    """
    return (_value(L, w + h * v) - _value(L, w - h * v)) / (2 * h)


@shapes_checked
def relative_error(a: Float[Array, "*n"], b: Float[Array, "*n"]) -> float:
    """The length of a - b relative to the longer of the two; 0 for two zeros."""
    longer = max(np.linalg.norm(a), np.linalg.norm(b))
    return float(np.linalg.norm(a - b) / longer) if longer else 0.0


def _value(L: Loss, w: Array) -> Number:
    value = L(w)
    if np.ndim(value):
        raise ValueError(
            f"the loss has to be one number; got an array of shape {np.shape(value)}; "
            "add its entries up, or differentiate one of them"
        )
    return value


def _require_floats(w: Array) -> None:
    if not np.issubdtype(w.dtype, np.floating):
        raise ValueError(
            f"numerical_gradient needs an array of floats; got {w.dtype}, which would cut "
            "the step off; convert it with w.astype(float)"
        )


def _require_moved(moved: Array, w: Array, k: tuple[int, ...], h: float) -> None:
    if moved[k] == w[k]:
        raise ValueError(
            f"numerical_gradient needs a step that changes the entry; got h = {h} at "
            f"{w[k]} in {w.dtype}, which is lost in rounding; take a larger h"
        )

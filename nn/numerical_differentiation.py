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


@shapes_checked
def forward_difference(f: Function, x: Numbers, h: float) -> Numbers:
    """Approximate f'(x) from the values at x and x + h; the error is of order h.

    The sum x + h is rounded, so the difference is divided by the step that was really taken.

    Raises:
        ValueError: h is too small to move x.

    Example:
        >>> forward_difference(lambda x: x**2, x=3.0, h=0.5)
        6.5
    """
    above = x + h
    _require_step("forward_difference", x, above, h)
    return (f(above) - f(x)) / (above - x)


@shapes_checked
def central_difference(f: Function, x: Numbers, h: float) -> Numbers:
    """Approximate f'(x) from the values at x - h and x + h; the error is of order h^2.

    The sum and the difference are rounded, so what is divided by is their distance.

    Raises:
        ValueError: h is too small to move x.

    Example:
        >>> central_difference(lambda x: x**2, x=3.0, h=0.5)
        6.0
    """
    below, above = x - h, x + h
    _require_step("central_difference", below, above, h)
    return (f(above) - f(below)) / (above - below)


@shapes_checked
def complex_step(f: Callable[[Complexes], Complexes], x: Numbers, h: float) -> Numbers:
    """Approximate f'(x) from one value beside the real line; nothing cancels, so h may be tiny.

    Raises:
        ValueError: f gives a real number for a complex one, so it has lost the slope; or h is 0.

    Example:
        >>> complex_step(lambda x: x**2, x=3.0, h=0.5)
        6.0
    """
    if not h:
        raise ValueError("complex_step needs a step other than 0; got h = 0")
    value = f(x + 1j * h)
    if not np.iscomplexobj(value):
        raise ValueError(
            "complex_step needs a function that keeps the imaginary part; "
            f"got {np.asarray(value).dtype} for a complex number; abs and norms drop it: "
            "use central_difference"
        )
    return value.imag / h


@shapes_checked
def forward_best_step(epsilon: float, F: float, M_2: float) -> float:
    """The step at which the error bound of the forward difference is least.

    Example:
        >>> forward_best_step(epsilon=1e-16, F=1.0, M_2=1.0)
        np.float64(2e-08)
    """
    return 2 * np.sqrt(epsilon * F / M_2)


@shapes_checked
def central_best_step(epsilon: float, F: float, M_3: float) -> float:
    """The step at which the error bound of the central difference is least.

    Example:
        >>> central_best_step(epsilon=9e-15, F=1.0, M_3=1.0)
        np.float64(3e-05)
    """
    return np.cbrt(3 * epsilon * F / M_3)


@shapes_checked
def numerical_gradient(L: Loss, w: Float[Array, "*n"], h: float) -> Float[Array, "*n"]:
    """Approximate the gradient of L at an array of any shape: two values of L for each entry.

    L is called with a copy, so w never changes, even if L raises an error. An entry is rounded when
    it is moved; its difference is divided by the step that was really taken.

    Raises:
        ValueError: h is too small to move an entry, or L is not one number.

    Example:
        >>> numerical_gradient(lambda w: (w**2).sum(), w=[3.0, 4.0], h=0.5)
        array([6., 8.])
    """
    w = np.asarray(w)
    moved = w.copy()
    gradient = np.zeros_like(w)
    for k in np.ndindex(w.shape):
        moved[k] = w[k] + h
        end, above = moved[k], _value(L, moved)
        moved[k] = w[k] - h
        start, below = moved[k], _value(L, moved)
        moved[k] = w[k]
        _require_step("numerical_gradient", start, end, h)
        gradient[k] = (above - below) / (end - start)
    return gradient


@shapes_checked
def directional_difference(
    L: Loss, w: Float[Array, "*n"], v: Float[Array, "*n"], h: float
) -> Number:
    """Approximate the slope of L along v: two values of L, however many entries w has.

    The moved entries are rounded, so the difference is divided by the step that they really take
    along v.

    Raises:
        ValueError: L is not one number, or h is too small to move w along v.

    Example:
        >>> directional_difference(lambda w: (w**2).sum(), w=[3.0, 4.0], v=[1.0, 0.0], h=0.5)
        np.float64(6.0)
    """
    below, above = w - h * v, w + h * v
    return (_value(L, above) - _value(L, below)) / _step_along(v, above - below, h)


@shapes_checked
def relative_error(a: Float[Array, "*n"], b: Float[Array, "*n"]) -> float:
    """The length of a - b relative to the longer of the two; 0 for two zeros.

    Example:
        >>> relative_error([3.0, 0.0], [0.0, 4.0])
        1.25
    """
    largest = np.max(np.abs([a, b]), initial=0)
    if not largest:
        return 0.0
    power = -np.frexp(largest)[1]  # of 2: that rounds nothing, and then no square is too small
    a, b = np.ldexp(a, power), np.ldexp(b, power)
    return float(np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b)))


def _value(L: Loss, w: Array) -> Number:
    value = L(w)
    found = np.asarray(value)
    if found.ndim or found.dtype.kind not in "biuf":
        got = f"an array of shape {found.shape}" if found.ndim else repr(value)
        raise ValueError(
            f"a gradient needs a loss that is one number; got {got}; add its entries up, or "
            "differentiate one of them"
        )
    return found[()] if isinstance(value, np.ndarray) else value  # of w, which changes next


def _step_along(v: Array, moved: Array, h: float) -> Number:
    """How often v was moved along, by least squares; refused if rounding has turned it away."""
    u = v / np.abs(v).max(initial=0) if np.any(v) else v  # whose squares don't overflow
    step = (u * moved).sum() / ((u * u).sum() * np.abs(v).max()) if np.any(v) else 2 * h
    if not np.linalg.norm(moved - step * v) <= np.linalg.norm(moved) / 100 or not step:
        raise ValueError(
            f"directional_difference needs a step that changes the entries along v; got h = {h}, "
            "which is lost in rounding; take a larger h"
        )
    return step


def _require_step(function: str, start: Numbers, end: Numbers, h: float) -> None:
    """Refuse a step that is lost in rounding, wholly."""
    if np.any(start == end):
        raise ValueError(
            f"{function} needs a step that changes the entry; got h = {h} at "
            f"{np.ravel(start)[np.ravel(start == end)][0]} in {np.asarray(start).dtype}, which is "
            "lost in rounding; take a larger h"
        )

"""Figures and tables of docs/numerical_differentiation.md.

The function is the exponential: all its derivatives are itself, so the relative error of a
quotient hardly depends on the point, and the model has F = M_2 = M_3.
"""

from collections.abc import Callable
from functools import lru_cache

import mpmath
import numpy as np
from matplotlib.figure import Figure

from figures.styles import MARKERS, REFERENCE
from figures.styles import QUOTIENTS as LOOKS
from nn.numerical_differentiation import (
    central_best_step,
    central_difference,
    complex_step,
    forward_best_step,
    forward_difference,
)

QUOTIENTS = {
    "forward": forward_difference,
    "central": central_difference,
    "complex step": complex_step,
}
FORMATS = {"float64": np.float64, "float32": np.float32}
# Points and steps of few binary digits, so that no x + h is rounded, only f(x + h) is.
POINTS = 1 + np.arange(256) / 256


def unit(name: str) -> float:
    """The largest relative error of rounding: half the distance from 1 to the next number."""
    return float(np.finfo(FORMATS[name]).eps) / 2


def steps(name: str) -> np.ndarray:
    """Powers of two, down to the last place of the points."""
    return 2.0 ** -np.arange(1, 1 - np.log2(2 * unit(name)))


@lru_cache
def slopes() -> tuple[np.ndarray, np.ndarray]:
    """The exact slopes: as float64 has them, and what they lack there."""
    with mpmath.workdps(30):
        exact = [mpmath.exp(mpmath.mpf(x)) for x in POINTS]
        rounded = [float(slope) for slope in exact]
        rest = [float(slope - near) for slope, near in zip(exact, rounded, strict=True)]
    return np.array(rounded), np.array(rest)


def error(quotient: Callable, name: str, h: float) -> float:
    """The mean relative error over the points."""
    found = quotient(np.exp, POINTS.astype(FORMATS[name]), h).astype(np.float64)
    exact, rest = slopes()
    return float(np.mean(np.abs(found - exact - rest) / exact))


@lru_cache
def errors(kind: str, name: str) -> np.ndarray:
    """The error at every step."""
    return np.array([error(QUOTIENTS[kind], name, float(h)) for h in steps(name)])


def found_step(kind: str, name: str) -> float:
    """The step with the smallest error; of the complex step, the longest without any."""
    tried = errors(kind, name)
    best = tried.argmin() if kind != "complex step" else (tried <= unit(name)).argmax()
    return float(steps(name)[best])


def best_step(kind: str, name: str) -> float:
    """The step that the model recommends."""
    if kind == "complex step":
        return (6 * unit(name)) ** 0.5
    formula = {"forward": forward_best_step, "central": central_best_step}[kind]
    return float(formula(unit(name), 1.0, 1.0))


def bound(kind: str, name: str, h: np.ndarray) -> np.ndarray:
    """The model of the error, as the chapter derives it."""
    if kind == "forward":
        return 2 * unit(name) / h + h / 2
    return unit(name) / h + h**2 / 6


def u_curves() -> Figure:
    """The error against the step: to the left, truncation shrinks and rounding grows."""
    figure = Figure(figsize=(4.5, 5.6), layout="constrained")  # two rows: a phone is narrow
    for axes, name in zip(figure.subplots(2, 1), FORMATS, strict=True):
        h = steps(name)
        for kind, marker in zip(QUOTIENTS, MARKERS, strict=False):
            color = LOOKS[kind]["color"]
            axes.loglog(h, errors(kind, name), marker, color=color, markersize=3, label=kind)
            if kind != "complex step":
                axes.loglog(h, bound(kind, name, h), linewidth=0.8, **LOOKS[kind])
        axes.axvline(1e-4, **REFERENCE)
        axes.set(ylabel="relative error", title=name)
        axes.title.set_size("medium")
    figure.axes[1].set_xlabel("step $h$")
    figure.axes[0].legend(frameon=False, fontsize="small")
    return figure


def best_steps() -> list[list[str]]:
    """The best step as found and by the formula, its error, and what the step 1e-4 costs."""
    rows = [["quotient", "best $h$, found", "formula", "error there", "error at $10^{-4}$"]]
    for name in FORMATS:
        for kind in QUOTIENTS:
            up_to = "up to " * (kind == "complex step")
            found, formula = found_step(kind, name), best_step(kind, name)
            smallest, at_source = errors(kind, name).min(), error(QUOTIENTS[kind], name, 1e-4)
            steps_shown = [up_to + _power(found), up_to + _power(formula)]
            rows.append([f"{kind}, {name}", *steps_shown, _power(smallest), _power(at_source)])
    return rows


def _power(number: float) -> str:
    digits, _, exponent = f"{number:.0e}".partition("e")
    return rf"${digits} \times 10^{{{int(exponent)}}}$"

"""Figures and tables of docs/numerical_differentiation.md.

The function of the errors is the exponential: all its derivatives are itself, so the relative
error of a quotient hardly depends on the point, and the model has F = M_2 = M_3.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.styles import AUXILIARY, LINES, MARKERS, MISTAKE, REFERENCE, TEXT
from figures.styles import QUOTIENTS as LOOKS
from nn.activation import relu
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
STEP = 0.5  # long, so that a secant can be told from the tangent
SHORT = 1e-8  # half of the digits of float64 cancel
DIGITS = 16  # of float64


def secants() -> Figure:
    """The third power with its tangent at 1, and the secants of two quotients for a step of 1/2."""
    figure, axes = _panel()
    x = np.linspace(0.3, 1.7, 141)
    axes.plot(x, _cube(x), linewidth=4, color=AUXILIARY, label="third power")
    slope = float(complex_step(_cube, 1.0, 1e-20))
    _line(axes, (1.0, _cube(1.0)), slope, "tangent", (0.35, 1.7), **LINES[3])
    _secants(axes, _cube, 1.0, {"forward": (0.75, 1.7), "central": (0.35, 1.7)})
    axes.set(xticks=[0.5, 1, 1.5])
    axes.legend()
    return figure


def kink() -> Figure:
    """ReLU and its secants at the kink: each quotient has another slope there."""
    figure, axes = _panel()
    x = np.array([-1.0, 0.0, 1.0])
    axes.plot(x, relu(x), linewidth=4, color=AUXILIARY, label="max(x, 0)")  # teal is a quotient
    ranges = {"forward": (-0.5, 1), "central": (-1, 1), "backward": (-1, 1)}
    _secants(axes, relu, 0.0, ranges)
    axes.set(xticks=[-1, -0.5, 0, 0.5, 1], yticks=[-0.5, 0, 0.5, 1], ylim=(-0.6, 1.5))
    axes.legend(loc="upper left")
    return figure


def _panel() -> tuple[Figure, Axes]:
    figure = Figure(figsize=(4.2, 3.2), layout="constrained")  # a phone is narrow
    axes = figure.subplots()
    axes.set_xlabel("$x$")
    return figure, axes


def _cube(x: np.ndarray) -> np.ndarray:
    return x**3


def _secants(axes: Axes, f: Callable, x: float, ranges: dict[str, tuple[float, float]]) -> None:
    """The secant of each quotient over a range of x, and the points that they lead through."""
    points = x + STEP * np.array([-1, 0, 1])
    left, middle, right = points[:, np.newaxis]
    quotients = {
        "forward": (forward_difference(f, middle, STEP), right, LOOKS["forward"]),
        "central": (central_difference(f, middle, STEP), right, LOOKS["central"]),
        "backward": (forward_difference(f, middle, -STEP), left, LINES[3]),
    }
    for name, over in ranges.items():
        slope, at, look = quotients[name]
        _line(axes, (at, f(at)), slope.item(), name, over, **look)
    axes.plot(points, f(points), "o", color=TEXT, markersize=4)


def _line(
    axes: Axes, point: tuple, slope: float, name: str, over: tuple[float, float], **style: Any
) -> None:
    """A line with this slope through a point, over a range of x."""
    ends = np.array(over)
    height = point[1] + slope * (ends - point[0])
    axes.plot(ends, height, label=f"{name}, slope {slope + 0:g}", **style)


def cancellation() -> Figure:
    """Two values of the exponential, their difference, and the quotient below the exact slope.

    The digits in the dashed box cancel; those in the other box are lost.
    """
    above, below = np.exp(1 + SHORT), np.exp(1 - SHORT)
    quotient = central_difference(np.exp, 1.0, SHORT)
    rows = [
        (-26, "$e^{1+h}$", above),
        (-42, "$e^{1-h}$", below),
        (-64, "difference", above - below),
        (-86, "exact slope", np.e),
        (-102, "quotient", quotient),
    ]
    figure = Figure(figsize=(4.2, 1.75), layout="none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 302.4), ylim=(-126, 0))  # points on the paper
    axes.axis("off")
    for height, name, value in rows:
        axes.text(84, height, name, ha="right", va="center_baseline")
        for place, digit in enumerate(_digits(value)):
            axes.text(_across(place), height, digit, ha="center", va="center_baseline")
    same, right = _agreeing(above, below), _agreeing(np.e, quotient)
    _box(axes, range(same), (-42, -26), edgecolor=AUXILIARY, linestyle="--")
    axes.text(_across(0) - 6, -8, f"{same - 1} digits cancel", va="center_baseline")
    _box(axes, range(right, DIGITS + 1), (-102, -102), edgecolor=MISTAKE)
    lost = f"{DIGITS + 1 - right} digits are lost"
    axes.text(_across(DIGITS) + 6, -120, lost, ha="right", va="center_baseline")
    return figure


def _digits(value: float) -> str:
    """The digits of a number below ten, and its point."""
    return f"{value:.{DIGITS - 1}f}"


def _agreeing(one: float, other: float) -> int:
    """How many signs two numbers have in common before they differ, the point among them."""
    pairs = zip(_digits(one), _digits(other), strict=True)
    return [a == b for a, b in pairs].index(False)


def _across(place: int) -> float:
    """Where a digit stands; the point takes half the room of one."""
    return 100 + 12 * place - 3 * (place > 0) - 3 * (place > 1)


def _box(axes: Axes, places: range, heights: tuple[float, float], **style: Any) -> None:
    """A frame around some digits of some rows."""
    left, right = _across(places[0]) - 6, _across(places[-1]) + 6
    corner, height = (left, heights[0] - 8), heights[1] - heights[0] + 16
    axes.add_patch(Rectangle(corner, right - left, height, fill=False, linewidth=1.5, **style))


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
    """The error against the step: to the left, truncation shrinks and rounding grows.

    The complex step has no rounding that grows.
    """
    figure = Figure(figsize=(4.2, 5.6), layout="constrained")  # two rows: a phone is narrow
    for axes, name in zip(figure.subplots(2, 1), FORMATS, strict=True):
        h = steps(name)
        for kind, marker in zip(QUOTIENTS, MARKERS, strict=False):
            color = LOOKS[kind]["color"]
            axes.loglog(h, errors(kind, name), marker, color=color, markersize=3, label=kind)
            if kind != "complex step":
                fine = np.geomspace(h[-1], h[0], 400)
                axes.loglog(fine, bound(kind, name, fine), linewidth=0.8, **LOOKS[kind])
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

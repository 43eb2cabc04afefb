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

from figures.live_rounding import live_rounding
from figures.live_secants import live_secants
from figures.powers import power
from figures.styles import AUXILIARY, LINES, MARKERS, REFERENCE, TEXT
from figures.styles import QUOTIENTS as LOOKS
from nn.activation import relu
from nn.numerical_differentiation import (
    central_best_step,
    central_difference,
    complex_step,
    forward_best_step,
    forward_difference,
)
from verify.live.model import Live

QUOTIENTS = {
    "forward": forward_difference,
    "central": central_difference,
    "complex step": complex_step,
}
FORMATS = {"float64": np.float64, "float32": np.float32}
# Points and steps of few binary digits, so that no x + h is rounded, only f(x + h) is.
POINTS = 1 + np.arange(256) / 256
STEP = 0.5


SECANTS_TEST = """\
import numpy as np
from nn.numerical_differentiation import central_difference, complex_step, forward_difference

F = (lambda x: x**3, lambda x: x**2, lambda x: np.maximum(x, 0))[{kind}]


def test_the_quotients():
    x, h = float({x}), {h}
    np.testing.assert_allclose(forward_difference(F, x, h), {forward}, rtol=1e-12)
    np.testing.assert_allclose(central_difference(F, x, h), {central}, rtol=1e-12)
    np.testing.assert_allclose(complex_step(F, x, h), {complex}, rtol=1e-12)
"""
SECANTS_TORCH = """\
import torch

f = (lambda x: x**3, lambda x: x**2, torch.relu)[{kind}]
x = torch.tensor({x}, dtype=torch.float64, requires_grad=True)
h = {h}
f(x).backward()
torch.testing.assert_close(x.grad.item(), float({slope}), rtol=1e-12, atol=1e-12)
with torch.no_grad():
    forward, central = (f(x + h) - f(x)) / h, (f(x + h) - f(x - h)) / (2 * h)
torch.testing.assert_close(forward.item(), float({forward}), rtol=1e-12, atol=1e-12)
torch.testing.assert_close(central.item(), float({central}), rtol=1e-12, atol=1e-12)
print(x.grad.item(), forward.item(), central.item())
"""
ROUNDING_TEST = """\
import numpy as np
import pytest
from nn import numerical_differentiation as nd

QUOTIENT = (nd.forward_difference, nd.central_difference)[{kind}]
X, H = np.dtype("float{bits}").type(2), {h}
LOST = {lost}  # 1 if the points round to the same number


def test_the_quotient():
    if LOST:
        with pytest.raises(ValueError, match="lost in rounding"):
            QUOTIENT(np.sqrt, X, H)
    else:
        assert float(QUOTIENT(np.sqrt, X, H)) == {quotient}  # to the last bit


def test_the_best_step():
    best = (
        nd.forward_best_step({epsilon}, {F}, {M_2}),
        nd.central_best_step({epsilon}, {F}, {M_3}),
    )
    np.testing.assert_allclose(best[{kind}], {best}, rtol=1e-12)
"""
ROUNDING_TORCH = """\
import torch

f, h = torch.sqrt, {h}
x = torch.tensor(2, dtype=torch.float{bits})
above, below = x + h, x - {kind} * h
if above == below:
    print("the step is lost")
else:
    quotient = ((f(above) - f(below)) / (above - below)).item()
    assert quotient == {quotient}  # to the last bit
    print(quotient, "instead of", (2**0.5) / 4)
"""


def secant_and_tangent() -> Live:
    """A curve with its tangent, and the secants of two quotients, through a dot a step away.

    At first the third power at 1, with a step of 1/2.
    """
    return live_secants(SECANTS_TEST, SECANTS_TORCH)


def rounding() -> Live:
    """The digits of a difference quotient of the square root at 2, and its error for each step.

    Boxes: grey where digits of the two values cancel, orange where the quotient is wrong. Below,
    the jagged line is what a computer gets; the straight ones are the predicted parts.
    """
    return live_rounding(ROUNDING_TEST, ROUNDING_TORCH)


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
            steps_shown = [up_to + power(found), up_to + power(formula)]
            rows.append([f"{kind}, {name}", *steps_shown, power(smallest), power(at_source)])
    return rows

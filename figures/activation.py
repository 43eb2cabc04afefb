"""Figures of docs/activation.md."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nn.activation import (
    identity,
    relu,
    relu_prime,
    sigmoid,
    sigmoid_prime,
    step,
    tanh,
    tanh_prime,
)


def functions() -> Figure:
    """The five functions: those that level off on both sides, and those that don't."""
    figure = Figure(figsize=(7, 2.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    _draw(left, {"step": step, "sigmoid": sigmoid, "tanh": tanh})
    _draw(right, {"identity": identity, "ReLU": relu})
    return figure


def derivatives() -> Figure:
    """The derivatives; on the right on a logarithmic scale and far out."""
    figure = Figure(figsize=(7, 2.8), layout="constrained")
    left, right = figure.subplots(1, 2)
    _draw(left, {"ReLU′": relu_prime, "sigmoid′": sigmoid_prime, "tanh′": tanh_prime})
    x = np.linspace(-20, 20, 401)
    right.semilogy(x, sigmoid_prime(x), color="C1", label="sigmoid′")
    right.semilogy(x, tanh_prime(x), color="C2", label="tanh′")
    _finish(right)
    return figure


def kink() -> Figure:
    """ReLU near zero, with three of the lines through the kink that stay below it."""
    figure = Figure(figsize=(4.5, 2.8), layout="constrained")
    axes = figure.subplots()
    x = np.linspace(-1, 1, 201)
    for slope in (0.25, 0.5, 0.75):
        axes.plot(x, slope * x, color="C7", linewidth=1, linestyle="--")
        axes.text(1.03, slope, f"slope {slope}", color="C7", verticalalignment="center")
    axes.plot(x, relu(x), linewidth=2, label="ReLU")
    axes.set_xlim(-1, 1.65)
    axes.set_xticks([-1, 0, 1])
    _finish(axes)
    return figure


def _draw(axes: Axes, curves: dict) -> None:
    """Plot each function left and right of 0 on its own, so that a jump is not a slope."""
    left, right = np.linspace(-4, 0, 201), np.linspace(np.nextafter(0, 1), 4, 201)
    for label, function in curves.items():
        (line,) = axes.plot(left, function(left), label=label)
        axes.plot(right, function(right), color=line.get_color())
    _finish(axes)


def _finish(axes: Axes) -> None:
    axes.set_xlabel("$x$")
    axes.grid(alpha=0.3)
    axes.legend(frameon=False)

"""Figures of docs/activation.md."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.styles import ACTIVATIONS, AUXILIARY, LINES, MARKERS
from nn.activation import (
    identity,
    identity_prime,
    relu,
    relu_prime,
    sigmoid,
    sigmoid_prime,
    step,
    tanh,
    tanh_prime,
)
from nn.linear import linear


def functions() -> Figure:
    """The five activation functions: to the right, ReLU and identity alone do not level off."""
    figure, axes = _axes()
    _draw(axes, identity, "identity", **ACTIVATIONS["identity"])
    _draw(axes, relu, "ReLU", **ACTIVATIONS["ReLU"])
    _draw(axes, sigmoid, "sigmoid", **ACTIVATIONS["sigmoid"])
    _draw(axes, tanh, "tanh", **ACTIVATIONS["tanh"])
    _draw(axes, step, "step", **ACTIVATIONS["step"])
    axes.set_ylim(-1.5, 2.5)
    axes.legend(loc="upper left")
    return figure


def derivatives() -> Figure:
    """Their derivatives: that of the sigmoid stays small, and that of ReLU is the step."""
    figure, axes = _axes()
    _draw(axes, identity_prime, "identity′", **ACTIVATIONS["identity"])
    _draw(axes, relu_prime, "ReLU′", **ACTIVATIONS["ReLU"])
    _draw(axes, sigmoid_prime, "sigmoid′", **ACTIVATIONS["sigmoid"])
    _draw(axes, tanh_prime, "tanh′", **ACTIVATIONS["tanh"])
    axes.legend(loc="center left")
    return figure


def saturation() -> Figure:
    """The derivatives of sigmoid and tanh far from 0, on a logarithmic scale."""
    figure, axes = _axes()
    x = np.linspace(-20, 20, 401)
    axes.semilogy(x, sigmoid_prime(x), label="sigmoid′", **ACTIVATIONS["sigmoid"])
    axes.semilogy(x, tanh_prime(x), label="tanh′", **ACTIVATIONS["tanh"])
    axes.legend(loc="lower center")
    return figure


def kink() -> Figure:
    """ReLU near 0, with three of the lines through the kink that nowhere lie above it."""
    figure, axes = _axes()
    x = np.linspace(-1, 1, 201)
    for slope in (0.25, 0.5, 0.75):
        axes.plot(x, slope * x, color="C7", linewidth=1, linestyle="--")
        axes.text(1.04, slope, f"slope {slope}", color="C7", verticalalignment="center")
    axes.plot(x, relu(x), **ACTIVATIONS["ReLU"])
    axes.text(1.04, 1, "ReLU", color="C0", verticalalignment="center")
    axes.grid(visible=False)
    axes.set(xlim=(-1, 1.6), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    return figure


def sums() -> Figure:
    """The sine, and sums of three and of seven ReLUs: each has a kink at its dots."""
    figure, axes = _axes()
    x = np.linspace(-np.pi, np.pi, 201)
    axes.plot(x, np.sin(x), color=AUXILIARY, linewidth=5, label="sine")
    for units, look, marker in zip((3, 7), LINES[1:], MARKERS, strict=False):
        kinks = np.linspace(-np.pi, np.pi, units + 1)[:-1]
        knots = np.append(kinks, np.pi)  # between two of them the sum is straight
        axes.plot(knots, sum_of_relus(kinks, knots), label=f"{units} ReLUs", **look)
        dots = {"color": look["color"], "markersize": 5}
        axes.plot(kinks, sum_of_relus(kinks, kinks), marker, **dots)
    axes.legend(loc="upper left")
    return figure


def sum_of_relus(kinks: np.ndarray, x: np.ndarray) -> np.ndarray:
    """A layer of ReLUs with these kinks and an output that meets the sine at them, and at pi."""
    knots = np.append(kinks, np.pi)
    slopes = np.diff(np.sin(knots)) / np.diff(knots)
    bends = np.diff(slopes, prepend=0)  # by which the slope changes at each kink
    A = relu(linear(x[:, np.newaxis], np.ones((1, len(kinks))), -kinks))
    return linear(A, bends[:, np.newaxis], np.zeros(1))[:, 0]


def _axes() -> tuple[Figure, Axes]:
    """One panel, narrow enough for a phone."""
    figure = Figure(figsize=(4.2, 2.9), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel("$x$")
    return figure, axes


def _draw(axes: Axes, function: Callable, label: str, **style: Any) -> None:
    """Plot the function left and right of 0 on its own, so that a jump is not a slope."""
    left, right = np.linspace(-4, 0, 201), np.linspace(np.nextafter(0, 1), 4, 201)
    axes.plot(left, function(left), label=label, **style)
    axes.plot(right, function(right), **style)

"""Figures of docs/activation.md."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

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

FUNCTIONS = {"identity": identity, "ReLU": relu, "sigmoid": sigmoid, "tanh": tanh, "step": step}
DERIVATIVES = {
    "identity": identity_prime,
    "ReLU": relu_prime,
    "sigmoid": sigmoid_prime,
    "tanh": tanh_prime,
}
LOOKS: dict[str, dict[str, Any]] = {
    "identity": {"color": "C7", "linestyle": "--"},
    "ReLU": {"color": "C0", "linestyle": "-"},
    "sigmoid": {"color": "C1", "linestyle": "-."},
    "tanh": {"color": "C2", "linestyle": ":"},
    "step": {"color": "C3", "linestyle": (0, (6, 1, 1, 1, 1, 1))},
}


def functions() -> Figure:
    """The five activation functions: to the right, ReLU and identity alone do not level off."""
    figure, axes = _axes()
    for name, function in FUNCTIONS.items():
        _draw(axes, function, name, **LOOKS[name])
    axes.set_ylim(-1.5, 2.5)
    axes.legend(loc="upper left")
    return figure


def derivatives() -> Figure:
    """Their derivatives: that of the sigmoid stays small, and that of ReLU is the step."""
    figure, axes = _axes()
    for name, derivative in DERIVATIVES.items():
        _draw(axes, derivative, f"{name}′", **LOOKS[name])
    axes.legend(loc="center left")
    return figure


def saturation() -> Figure:
    """The derivatives of sigmoid and tanh far from 0, on a logarithmic scale."""
    figure, axes = _axes()
    x = np.linspace(-20, 20, 401)
    for name in ("sigmoid", "tanh"):
        axes.semilogy(x, DERIVATIVES[name](x), label=f"{name}′", **LOOKS[name])
    axes.legend(loc="lower center")
    return figure


def kink() -> Figure:
    """ReLU near 0, with three of the lines through the kink that nowhere lie above it."""
    figure, axes = _axes()
    x = np.linspace(-1, 1, 201)
    for slope in (0.25, 0.5, 0.75):
        axes.plot(x, slope * x, color="C7", linewidth=1, linestyle="--")
        axes.text(1.04, slope, f"slope {slope}", color="C7", verticalalignment="center")
    axes.plot(x, relu(x), color="C0")
    axes.text(1.04, 1, "ReLU", color="C0", verticalalignment="center")
    axes.grid(visible=False)
    axes.set(xlim=(-1, 1.6), xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    return figure


def sums() -> Figure:
    """The sine, and sums of three and of seven ReLUs: each has a kink at its dots."""
    figure, axes = _axes()
    x = np.linspace(-np.pi, np.pi, 201)
    axes.plot(x, np.sin(x), color="C7", linewidth=5, alpha=0.5, label="sine")
    for units, color, style, marker in ((3, "C0", "--", "o"), (7, "C1", ":", "s")):
        kinks = np.linspace(-np.pi, np.pi, units + 1)[:-1]
        knots = np.append(kinks, np.pi)  # between two of them the sum is straight
        look = {"color": color, "linestyle": style, "label": f"{units} ReLUs"}
        axes.plot(knots, sum_of_relus(kinks, knots), **look)
        axes.plot(kinks, sum_of_relus(kinks, kinks), marker, color=color, markersize=5)
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

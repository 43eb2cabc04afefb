"""Figures of docs/activation.md."""

from collections.abc import Callable

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


def functions() -> Figure:
    """The five activation functions: to the right, ReLU and identity alone do not level off."""
    figure, axes = _axes()
    _draw(axes, identity, "identity", color="C7", linestyle="--")
    _draw(axes, relu, "ReLU", color="C0")
    _draw(axes, sigmoid, "sigmoid", color="C1")
    _draw(axes, tanh, "tanh", color="C2")
    _draw(axes, step, "step", color="C3")
    axes.set_ylim(-1.5, 2.5)
    axes.legend(loc="upper left")
    return figure


def derivatives() -> Figure:
    """Their derivatives: that of the sigmoid stays small, and that of ReLU is the step."""
    figure, axes = _axes()
    _draw(axes, identity_prime, "identity′", color="C7", linestyle="--")
    _draw(axes, relu_prime, "ReLU′", color="C0")
    _draw(axes, sigmoid_prime, "sigmoid′", color="C1")
    _draw(axes, tanh_prime, "tanh′", color="C2")
    axes.legend(loc="center left")
    return figure


def saturation() -> Figure:
    """The derivatives of sigmoid and tanh far from 0, on a logarithmic scale."""
    figure, axes = _axes()
    x = np.linspace(-20, 20, 401)
    axes.semilogy(x, sigmoid_prime(x), color="C1", label="sigmoid′")
    axes.semilogy(x, tanh_prime(x), color="C2", label="tanh′")
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


def _axes() -> tuple[Figure, Axes]:
    """One panel, narrow enough for a phone."""
    figure = Figure(figsize=(4.4, 2.9), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel("$x$")
    return figure, axes


def _draw(axes: Axes, function: Callable, label: str, **style: str) -> None:
    """Plot the function left and right of 0 on its own, so that a jump is not a slope."""
    left, right = np.linspace(-4, 0, 201), np.linspace(np.nextafter(0, 1), 4, 201)
    axes.plot(left, function(left), label=label, **style)
    axes.plot(right, function(right), **style)

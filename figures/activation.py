"""Figures of docs/activation.md."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.styles import ACTIVATIONS
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


def _axes() -> tuple[Figure, Axes]:
    """One panel, narrow enough for a phone."""
    figure = Figure(figsize=(4.4, 2.9), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel("$x$")
    return figure, axes


def _draw(axes: Axes, function: Callable, label: str, **style: Any) -> None:
    """Plot the function left and right of 0 on its own, so that a jump is not a slope."""
    left, right = np.linspace(-4, 0, 201), np.linspace(np.nextafter(0, 1), 4, 201)
    axes.plot(left, function(left), label=label, **style)
    axes.plot(right, function(right), **style)

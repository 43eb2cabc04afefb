"""Figures of docs/activation.md."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.live_activation import live_activation
from figures.styles import ACTIVATIONS, AUXILIARY, LINES, MARKERS
from nn.activation import (
    relu,
    sigmoid_prime,
    tanh_prime,
)
from nn.linear import linear
from verify.live.model import Live

TEST = """\
import numpy as np
from nn import activation

X = np.array([{x}])


def test_the_values():
    found = [
        function(X).item()
        for function in (
            activation.step,
            activation.sigmoid,
            activation.tanh,
            activation.relu,
            activation.identity,
        )
    ]
    expected = [{step}, {sigmoid}, {tanh}, {ReLU}, {identity}]
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_the_slopes():
    found = [
        slope(X).item()
        for slope in (
            activation.sigmoid_prime,
            activation.tanh_prime,
            activation.relu_prime,
            activation.identity_prime,
        )
    ]
    expected = [{sigmoid_slope}, {tanh_slope}, {ReLU_slope}, {identity_slope}]
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
"""
TORCH = """\
import torch

x = torch.tensor({x}, dtype=torch.float64, requires_grad=True)
for function, value, slope in (
    (torch.sigmoid, {sigmoid}, {sigmoid_slope}),
    (torch.tanh, {tanh}, {tanh_slope}),
    (torch.relu, {ReLU}, {ReLU_slope}),
):
    found = function(x)
    (gradient,) = torch.autograd.grad(found, x)
    for one, other in ((found, value), (gradient, slope)):
        other = torch.tensor(other, dtype=torch.float64)
        torch.testing.assert_close(one.detach(), other, rtol=1e-12, atol=1e-12)
    print(function.__name__, found.item(), gradient.item())
"""


def value_and_slope() -> Live:
    """The five activation functions at a score, and below them their slopes.

    To the right, ReLU and identity alone do not level off. The slope of the sigmoid stays small,
    and that of ReLU is the step.
    """
    return live_activation(TEST, TORCH)


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

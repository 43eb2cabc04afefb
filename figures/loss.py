"""Figures of docs/loss.md."""

from itertools import product
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.styles import LINES, LOSSES
from nn.activation import sigmoid, sigmoid_prime
from nn.linear import linear, linear_grad_b, linear_grad_W
from nn.loss import (
    negative_log_likelihood,
    softmax_cross_entropy,
    softmax_cross_entropy_grad_Z,
    squared_error,
    squared_error_grad_Y,
)
from nn.softmax import softmax

RIGHT = np.array([0])  # of two classes, the first is the right one
X = T = np.array([[-1.0], [0.0], [2.0]])  # inputs of a line, and the targets, which are the same
START, RATE = (-2.0, 3.0), 0.5  # weight and bias, and the learning rate
LEVELS = (1, 4, 9)
ROWS, LABELS = np.array([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]]), np.array([0, 2])
FLOOR = 1e-10


def landscape() -> Figure:
    """Lines of equal error, like those of a map, each with its error; the cross is the minimum.

    The dot is where the step begins, and the arrow is the step.
    """
    figure = Figure(figsize=(4.2, 4.6), layout="constrained")
    axes = figure.subplots()
    weights, biases = np.linspace(-3, 5, 81), np.linspace(-5, 5, 101)
    height = np.reshape([error(w, b) for b, w in product(biases, weights)], (101, 81))
    lines = axes.contour(weights, biases, height, LEVELS, colors="C0", linewidths=1.2)
    below = [(1 + 0.58 * level**0.5, -1.41 * level**0.5) for level in LEVELS]
    for text in axes.clabel(lines, fmt="%d", fontsize=10, colors="black", manual=below):
        text.set(rotation=0, clip_on=False)
    axes.plot(1, 0, "+", color="C0", markersize=9)
    axes.plot(*START, "o", color="C1", markersize=6)
    arrow = {"arrowstyle": "->", "color": "C1", "linewidth": 1.5, "shrinkA": 0, "shrinkB": 0}
    axes.annotate("", step(*START), START, arrowprops=arrow)
    axes.set(xlabel="weight", ylabel="bias", aspect="equal")
    return figure


def error(weight: float, bias: float) -> float:
    """The squared error of a line for the three examples."""
    return float(squared_error(linear(X, np.array([[weight]]), np.array([bias])), T))


def gradient(weight: float, bias: float) -> tuple[float, float]:
    """The gradient of the error: with respect to the weight, and to the bias."""
    G = squared_error_grad_Y(linear(X, np.array([[weight]]), np.array([bias])), T)
    return float(linear_grad_W(X, G)[0, 0]), float(linear_grad_b(G)[0])


def step(weight: float, bias: float) -> tuple[float, float]:
    """Where one step of gradient descent leads."""
    by_weight, by_bias = gradient(weight, bias)
    return weight - RATE * by_weight, bias - RATE * by_bias


def surprise() -> Figure:
    """The loss of an example by the probability of its right class, and the two rows as dots."""
    figure = Figure(figsize=(4.2, 2.9), layout="constrained")  # narrow enough for a phone
    axes = figure.subplots()
    p = np.geomspace(np.exp(-5), 1, 400)  # from a loss of 5
    axes.plot(p, [_surprise(each) for each in p], color="C0")
    for row, (probabilities, label) in enumerate(zip(ROWS, LABELS, strict=True)):
        p, name = probabilities[label], ("first", "second")[row]
        axes.plot(p, _surprise(p), "os"[row], color="C1", markersize=7)
        axes.text(p + 0.04, _surprise(p) + 0.15, f"{name} row: {_surprise(p):.2f}")
    axes.set(
        xlabel="probability of the right class", ylabel="loss", ylim=(-0.1, 5), yticks=range(6)
    )
    return figure


def _surprise(p: float) -> float:
    return float(negative_log_likelihood(np.array([[p]]), np.array([0])))


def slowdown() -> Figure:
    """Two losses of one sigmoid and their slopes; to the left, it is sure of the wrong class.

    There the squared error levels off and its slope fades, and that of the cross-entropy comes
    near −1.
    """
    figure, left, right = _loss_and_slope("$z_1$, with $z_2 = 0$")
    z = np.linspace(-8, 4, 241)
    Z = np.column_stack([z, np.zeros_like(z)])
    Y, one = sigmoid(z), np.ones((1, 1))
    losses = {
        "cross-entropy": (
            [softmax_cross_entropy(scores[np.newaxis], RIGHT) for scores in Z],
            [softmax_cross_entropy_grad_Z(scores[np.newaxis], RIGHT)[0, 0] for scores in Z],
        ),
        "squared error": (
            [squared_error(np.array([[y]]), one) for y in Y],
            [squared_error_grad_Y(np.array([[y]]), one)[0, 0] for y in Y] * sigmoid_prime(z),
        ),
    }
    for (label, (loss, slope)), style in zip(losses.items(), LINES, strict=False):
        left.plot(z, loss, label=label, **style)
        right.plot(z, slope, label=label, **style)
    left.legend()
    right.legend()
    return figure


def loss_and_slope() -> Figure:
    """The loss of one example and its slope, exact and as printed, as the network errs more."""
    figure, left, right = _loss_and_slope("$z_2 - z_1$")
    jump = np.log(1 / FLOOR - 1)  # there the floor begins, and the slope of that loss jumps
    for lead in (np.linspace(0, jump, 240), np.linspace(np.nextafter(jump, 35), 35, 120)):
        for label, (loss, slope) in _printed(lead).items():
            name = label if lead[0] == 0 else None
            left.plot(lead, loss, label=name, **LOSSES[label])
            right.plot(lead, slope, label=name, **LOSSES[label])
    left.legend()
    return figure


def _printed(lead: np.ndarray) -> dict[str, tuple[Any, Any]]:
    """The loss of an example and its slope, if the wrong class is so far ahead."""
    Z = np.column_stack([np.zeros_like(lead), lead])
    p = softmax(Z)[:, 0]
    return {
        "log-sum-exp": (
            [softmax_cross_entropy(z[np.newaxis], RIGHT) for z in Z],
            [softmax_cross_entropy_grad_Z(z[np.newaxis], RIGHT)[0, 0] for z in Z],
        ),
        "constant $10^{-7}$ added": (-np.log(p + 1e-7), -p * (1 - p) / (p + 1e-7)),
        "floor of $10^{-10}$": (
            -np.log(np.maximum(p, FLOOR)),
            np.where(p > FLOOR, p - 1, 0),
        ),
    }


def _loss_and_slope(xlabel: str) -> tuple[Figure, Axes, Axes]:
    """A panel for losses, and one for their slopes, which a phone shows below it."""
    figure = Figure(figsize=(7, 3), layout="constrained")
    left, right = figure.subplots(1, 2)
    left.set(xlabel=xlabel, title="loss, class 1 is right")
    right.set(xlabel=xlabel, title="its slope along $z_1$")
    for axes in (left, right):
        axes.title.set_size("medium")
    return figure, left, right

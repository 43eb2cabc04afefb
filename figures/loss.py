"""Figures of docs/loss.md."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.styles import AUXILIARY, LOSSES
from nn.loss import (
    negative_log_likelihood,
    softmax_cross_entropy,
    softmax_cross_entropy_grad_Z,
)
from nn.softmax import softmax

RIGHT = np.array([0])  # of two classes, the first is the right one
SCORES = np.log([1.0, 2.0, 5.0])  # of one example
ROWS, LABELS = np.array([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]]), np.array([0, 2])
FLOOR = 1e-10


def bars() -> Figure:
    """The scores log 1, log 2 and log 5, of which the second is that of the right class.

    Their probabilities, the target, and the gradient: the first minus the second.
    """
    figure = Figure(figsize=(7, 2.4), layout="constrained")
    p, target = softmax(SCORES), np.eye(3)[1]
    gradient = softmax_cross_entropy_grad_Z(SCORES[np.newaxis], np.array([1]))[0]
    shown = {"probabilities": (p, "C0"), "target": (target, "C0"), "gradient": (gradient, "C1")}
    for axes, (title, (heights, color)) in zip(
        figure.subplots(1, 3, sharey=True), shown.items(), strict=True
    ):
        drawn = axes.bar(range(3), heights, width=0.6, color=color)
        axes.bar_label(drawn, [f"{each:.3f}".replace("-", "−") for each in heights], padding=2)
        axes.axhline(0, color=AUXILIARY, linewidth=1)
        axes.set_xticks(range(3), ("$z_1$", "$z_2$", "$z_3$"))
        axes.set_title(title, size="medium")
        axes.set_ylim(-1, 1.2)
        axes.grid(visible=False)
    return figure


def surprise() -> Figure:
    """The loss of an example against the probability of its right class; both rows are marked."""
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

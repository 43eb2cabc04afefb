"""Figures of docs/loss.md."""

import numpy as np
from matplotlib.figure import Figure

from figures.live_losses import live_losses
from nn.loss import (
    negative_log_likelihood,
    softmax_cross_entropy_grad_Z,
)
from nn.softmax import softmax
from verify.live.model import Live

SCORES = np.log([1.0, 2.0, 5.0])  # of one example
ROWS, LABELS = np.array([[0.1, 0.3, 0.6], [0.3, 0.2, 0.5]]), np.array([0, 2])


def gradient() -> list[list[str]]:
    """Probabilities, targets, and the gradient, which is their difference."""
    p, target = softmax(SCORES), np.eye(3)[1]
    slopes = softmax_cross_entropy_grad_Z(SCORES[np.newaxis], np.array([1]))[0]
    rows = {"probability": p, "target": target, "gradient": slopes}
    shown = [
        [name, *(f"{each:.3f}".replace("-", "−") for each in row)] for name, row in rows.items()
    ]
    return [["score", r"$\log 1$", r"$\log 2$", r"$\log 5$"], *shown]


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


def four_losses() -> Live:
    """Four losses and their slopes against the score of the right class of three.

    The scores of the other two are 0. The loss with a floor is drawn up to where the floor ends,
    and goes on as the cross-entropy. A line marks the score at first, the dots where the steps
    against each slope have led.
    """
    return live_losses()

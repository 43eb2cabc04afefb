"""Figures of docs/loss.md."""

import numpy as np
from matplotlib.figure import Figure

from figures.styles import LOSSES
from nn.loss import softmax_cross_entropy, softmax_cross_entropy_grad_Z
from nn.softmax import softmax

RIGHT = np.array([0])  # of two classes, the first is the right one


def loss_and_slope() -> Figure:
    """The loss of one example and its slope, exact and as printed, as the network errs more."""
    figure = Figure(figsize=(7, 3), layout="constrained")
    left, right = figure.subplots(1, 2)
    lead = np.linspace(0, 35, 351)  # how far the wrong class is ahead
    Z = np.column_stack([np.zeros_like(lead), lead])
    P = softmax(Z)
    p = P[:, 0]
    curves = {
        "log-sum-exp": (
            [softmax_cross_entropy(z[np.newaxis], RIGHT) for z in Z],
            [softmax_cross_entropy_grad_Z(z[np.newaxis], RIGHT)[0, 0] for z in Z],
        ),
        "constant $10^{-7}$ added": (-np.log(p + 1e-7), -p * (1 - p) / (p + 1e-7)),
        "floor of $10^{-10}$": (-np.log(np.maximum(p, 1e-10)), np.where(p > 1e-10, p - 1, 0)),
    }
    for label, (loss, slope) in curves.items():
        left.plot(lead, loss, label=label, **LOSSES[label])
        right.plot(lead, slope, label=label, **LOSSES[label])
    left.set(xlabel="$z_2 - z_1$", title="loss, class 1 is right")
    right.set(xlabel="$z_2 - z_1$", title="its slope along $z_1$")
    for axes in (left, right):
        axes.title.set_size("medium")
    left.legend()
    return figure

"""Figures of docs/network.md."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from nn.activation import sigmoid
from nn.linear import linear
from nn.softmax import softmax

PARAMETERS = [
    ([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]], [0.1, 0.2, 0.3]),
    ([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]], [0.1, 0.2]),
    ([[0.1, 0.3], [0.2, 0.4]], [0.1, 0.2]),
]
RADIUS = 0.36


def forward() -> Figure:
    """The network with its numbers; strongly drawn is what its first neuron is given."""
    values = [np.array([[1.0, 0.5]])]
    for layer, (W, b) in enumerate(PARAMETERS, start=1):
        scores = linear(values[-1], np.array(W), np.array(b))
        values.append(sigmoid(scores) if layer < len(PARAMETERS) else scores)
    columns = [_column(2.6 * layer, A.size) for layer, A in enumerate(values)]
    figure, axes = _canvas(-0.9, 8.7, -1.75, 1.95)
    for layer, (left, right) in enumerate(pairwise(columns)):
        for d, start in enumerate(left):
            for k, end in enumerate(right):
                first = (layer, k) == (0, 0)
                _arrow(axes, start, end, "C1" if first else "C7", 1.5 if first else 0.8)
                if first:
                    along = 0.42 if d == 0 else 0.78  # where no other arrow passes
                    x, y = np.array(start) + along * (np.array(end) - start)
                    side = (
                        {"va": "bottom", "ha": "center"} if d == 0 else {"va": "top", "ha": "left"}
                    )
                    axes.text(
                        x, y + 0.1 * (-d or 1), rf"$w^{{(1)}}_{{1{d + 1}}}$", color="C1", **side
                    )
    names = ["x_{k}", "a^{{(1)}}_{k}", "a^{{(2)}}_{k}", "y_{k}"]
    for centers, A, name in zip(columns, values, names, strict=True):
        for k, (center, value) in enumerate(zip(centers, A[0], strict=True), start=1):
            axes.add_patch(Circle(center, RADIUS, fill=False, edgecolor="C0", linewidth=2))
            axes.text(*center, f"{value:.3g}", ha="center", va="center", size="small")
            below = center[0], center[1] - RADIUS - 0.06
            axes.text(*below, f"${name.format(k=k)}$", ha="center", va="top", size="medium")
    return figure


def outputs() -> Figure:
    """The identity hands every score on by itself; softmax makes each probability of all scores."""
    figure, axes = _canvas(-0.9, 8.7, -1.75, 1.55)
    scores = np.array([0.3, 2.9, 4.0])
    for left, title, made, every in (
        (0.0, "identity", scores, False),
        (5.2, "softmax", softmax(scores), True),
    ):
        ins, outs = _column(left, 3), _column(left + 2.6, 3)
        axes.text(left + 1.3, 1.4, title, ha="center", va="center")
        for d, start in enumerate(ins):
            for k, end in enumerate(outs):
                if every or d == k:
                    _arrow(axes, start, end, "C7", 0.8)
        for centers, values in ((ins, scores), (outs, made)):
            for center, value in zip(centers, values, strict=True):
                axes.add_patch(Circle(center, RADIUS, fill=False, edgecolor="C0", linewidth=2))
                axes.text(*center, f"{value:.2g}", ha="center", va="center", size="small")
    return figure


def _canvas(left: float, right: float, bottom: float, top: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(0.72 * (right - left), 0.72 * (top - bottom)))
    axes = figure.subplots()
    axes.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    axes.axis("off")
    return figure, axes


def _column(x: float, count: int) -> list[tuple[float, float]]:
    """The centres of so many neurons below one another."""
    return [(x, 1.15 * ((count - 1) / 2 - k)) for k in range(count)]


def _arrow(axes: Axes, start: tuple, end: tuple, color: str, width: float) -> None:
    """Connect two circles from rim to rim."""
    a, b = np.array(start), np.array(end)
    rim = (RADIUS + 0.03) * (b - a) / np.linalg.norm(b - a)
    axes.annotate(
        "", b - rim, a + rim, arrowprops={"arrowstyle": "->", "color": color, "linewidth": width}
    )

"""Figures of docs/network.md."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from figures.paper import Place, arrow, canvas, write
from figures.styles import AUXILIARY, FORWARD
from nn.activation import sigmoid
from nn.linear import linear
from nn.softmax import softmax

PARAMETERS = [
    ([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]], [0.1, 0.2, 0.3]),
    ([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]], [0.1, 0.2]),
    ([[0.1, 0.3], [0.2, 0.4]], [0.1, 0.2]),
]
RADIUS = 19  # points, as all that follows
COLUMN, ROW = 100, 72  # from one layer, and from one neuron, to the next
STRONG = (FORWARD, 2.0), (AUXILIARY, 0.8)  # the arrows that the text speaks of, and the others


def forward() -> Figure:
    """The network with its numbers; the thick arrows are the inputs of its first neuron."""
    values = [np.array([[1.0, 0.5]])]
    for layer, (W, b) in enumerate(PARAMETERS, start=1):
        scores = linear(values[-1], np.array(W), np.array(b))
        values.append(sigmoid(scores) if layer < len(PARAMETERS) else scores)
    figure, axes = canvas(3 * COLUMN + 2 * RADIUS + 6, 2 * ROW + 2 * RADIUS + 28)
    columns = [_column(RADIUS + 3 + COLUMN * k, ROW + RADIUS + 24, A.size)
               for k, A in enumerate(values)]  # fmt: skip
    for layer, (left, right) in enumerate(pairwise(columns)):
        for start in left:
            for k, end in enumerate(right):
                _arrow(axes, start, end, *STRONG[(layer, k) != (0, 0)])
    for d, (along, shift, ha) in enumerate(((0.45, (-4, 13), "center"), (0.62, (5, -4), "left"))):
        start, end = np.array(columns[0][d]), np.array(columns[1][0])
        at = start + along * (end - start) + shift  # where no other arrow passes
        write(axes, (at[0], at[1]), rf"$w^{{(1)}}_{{1{d + 1}}}$", ha=ha, size=11)
    names = ["x_{k}", "a^{{(1)}}_{k}", "a^{{(2)}}_{k}", "y_{k}"]
    for centers, A, name in zip(columns, values, names, strict=True):
        for k, (center, value) in enumerate(zip(centers, A[0], strict=True), start=1):
            _neuron(axes, center, f"{value:.3g}")
            below = center[0], center[1] - RADIUS - 10
            write(axes, below, f"${name.format(k=k)}$", size=11)
    return figure


def outputs() -> Figure:
    """The identity hands every score on by itself; softmax makes each probability of all scores."""
    scores, row = np.array([0.3, 2.9, 4.0]), 52
    figure, axes = canvas(2 * COLUMN + 4 * RADIUS + 50, 2 * row + 2 * RADIUS + 28)
    for left, title, made, every in (
        (RADIUS + 3, "identity", scores, False),
        (3 * RADIUS + COLUMN + 47, "softmax", softmax(scores), True),
    ):
        ins, outs = (_column(x, RADIUS + row + 4, 3, row) for x in (left, left + COLUMN))
        write(axes, (left + COLUMN / 2, 2 * row + 2 * RADIUS + 16), title, size=10)
        for d, start in enumerate(ins):
            for k, end in enumerate(outs):
                if every or d == k:
                    _arrow(axes, start, end, *STRONG[1])
        for centers, values in ((ins, scores), (outs, made)):
            for center, value in zip(centers, values, strict=True):
                _neuron(axes, center, f"{value:.2g}")
    return figure


def _column(x: float, middle: float, count: int, row: float = ROW) -> list[Place]:
    """The centres of so many neurons below one another."""
    return [(x, middle + row * ((count - 1) / 2 - k)) for k in range(count)]


def _neuron(axes: Axes, center: Place, text: str) -> None:
    axes.add_patch(Circle(center, RADIUS, fill=False, edgecolor="C0", linewidth=2))
    write(axes, center, text)


def _arrow(axes: Axes, start: Place, end: Place, color: str, width: float) -> None:
    """Connect two circles from rim to rim."""
    a, b = np.array(start), np.array(end)
    rim = (RADIUS + 2) * (b - a) / np.linalg.norm(b - a)
    arrow(axes, tuple(a + rim), tuple(b - rim), color, width=width)

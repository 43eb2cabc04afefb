"""Figures of docs/linear.md."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

N, D, K = 4, 3, 2  # examples, inputs, outputs, as heights and widths


def shapes() -> Figure:
    """The matrices of the layer as blocks: neighbours in a product share a size."""
    figure, axes = _canvas(14.9, 5.2)
    _block(axes, (0, 0), "$Y$", N, K, "N", "K", "C0")
    _sign(axes, (2.7, 0), "=")
    _block(axes, (3.8, 0), "$X$", N, D, "N", "D", "C1")
    _block(axes, (7.7, 0), "$W$", D, K, "D", "K", "C2")
    _sign(axes, (10.5, 0), "+")
    _block(axes, (11.8, 0), r"$\mathbf{1}b^\top$", N, K, "N", "K", "C3")
    return figure


def gradients() -> Figure:
    """The two products of the backward pass: one order and one transpose fit."""
    figure, axes = _canvas(12.5, 9.6)
    _block(axes, (0, 2.3), r"$\partial L/\partial W$", D, K, "D", "K", "C2")
    _sign(axes, (3.2, 2.3), "=")
    _block(axes, (4.7, 2.3), r"$X^\top$", D, N, "D", "N", "C1")
    _block(axes, (9.6, 2.3), "$G$", N, K, "N", "K", "C0")
    _block(axes, (0, -2.6), r"$\partial L/\partial X$", N, D, "N", "D", "C1")
    _sign(axes, (3.8, -2.6), "=")
    _block(axes, (4.7, -2.6), "$G$", N, K, "N", "K", "C0")
    _block(axes, (7.6, -2.6), r"$W^\top$", K, D, "K", "D", "C2")
    return figure


def _canvas(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(0.3 * width, 0.3 * height), layout="constrained")
    axes = figure.subplots()
    axes.set(xlim=(-0.8, width - 0.8), ylim=(-height / 2, height / 2), aspect="equal")
    axes.axis("off")
    return figure, axes


def _block(
    axes: Axes, at: tuple, name: str, rows: int, columns: int, height: str, width: str, color: str
) -> None:
    """Draw a matrix whose left side has its middle at ``at``, with its sizes at two sides."""
    left, middle = at
    corner, top = (left, middle - rows / 2), middle + rows / 2
    axes.add_patch(Rectangle(corner, columns, rows, facecolor=color, alpha=0.3))
    axes.add_patch(Rectangle(corner, columns, rows, fill=False, edgecolor=color))
    axes.text(left + columns / 2, middle, name, ha="center", va="center")
    axes.text(left - 0.15, middle, f"${height}$", ha="right", va="center", size="small")
    axes.text(left + columns / 2, top + 0.1, f"${width}$", ha="center", va="bottom", size="small")


def _sign(axes: Axes, at: tuple, text: str) -> None:
    axes.text(*at, text, ha="center", va="center", size="large")

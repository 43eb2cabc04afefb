"""Figures of docs/linear.md."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.paper import Place, arrow, box, canvas, decimals, write
from figures.styles import BACKWARD, MATRICES
from nn.linear import linear_grad_W

N, D, K = 4, 3, 2  # examples, inputs, outputs, as heights and widths

# The example that the chapter computes by hand.
INPUTS = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]])
UPSTREAM = np.array([[1.0, -1.0], [2.0, 0.0]])

EXAMPLES = 3  # as many paths are drawn
CELL = 26, 19  # points that a number takes


def shapes() -> Figure:
    """The matrices of the layer as blocks: neighbours in a product share a size."""
    figure, axes = _blocks(14.9, 5.2)
    _block(axes, (0, 0), "$Y$", N, K, "N", "K", MATRICES["Y"])
    _sign(axes, (2.7, 0), "=")
    _block(axes, (3.8, 0), "$X$", N, D, "N", "D", MATRICES["X"])
    _block(axes, (7.7, 0), "$W$", D, K, "D", "K", MATRICES["W"])
    _sign(axes, (10.5, 0), "+")
    _block(axes, (11.8, 0), r"$\mathbf{1}b^\top$", N, K, "N", "K", MATRICES["b"])
    return figure


def gradients() -> Figure:
    """The two products of the backward pass: one order and one transpose fit.

    What comes from the loss is orange, what the layer remembers has the colour that it had before.
    """
    figure, axes = _blocks(12.5, 9.6)
    _block(axes, (0, 2.3), r"$\partial L/\partial W$", D, K, "D", "K", BACKWARD)
    _sign(axes, (3.2, 2.3), "=")
    _block(axes, (4.7, 2.3), r"$X^\top$", D, N, "D", "N", MATRICES["X"])
    _block(axes, (9.6, 2.3), "$G$", N, K, "N", "K", BACKWARD)
    _block(axes, (0, -2.6), r"$\partial L/\partial X$", N, D, "N", "D", BACKWARD)
    _sign(axes, (3.8, -2.6), "=")
    _block(axes, (4.7, -2.6), "$G$", N, K, "N", "K", BACKWARD)
    _block(axes, (7.6, -2.6), r"$W^\top$", K, D, "K", "D", MATRICES["W"])
    return figure


def paths() -> Figure:
    """From a weight a path leads to the loss through its output in each example, here in three.

    On each arrow stands the derivative of its end with respect to its start.
    The gradient is the sum over the paths, and each adds the product of its two factors.
    """
    figure, axes = canvas(300, 200)
    weight, loss = (32, 115), (268, 115)
    for n in range(1, EXAMPLES + 1):
        output = (150, 115 + 60 * (2 - n))
        for start, end, local, color in (
            (weight, output, f"X_{{{n}d}}", "black"),
            (output, loss, f"G_{{{n}k}}", BACKWARD),
        ):
            slope = (end[1] - start[1]) / (end[0] - start[0])
            tail, tip = (start[0] + 26, start[1] + 26 * slope), (end[0] - 26, end[1] - 26 * slope)
            arrow(axes, tail, tip)
            middle = (tail[0] + tip[0]) / 2, (tail[1] + tip[1]) / 2
            side = 1 if n < EXAMPLES else -1  # the labels of the lowest path stand below it
            at = middle[0], middle[1] + side * (10 + 8 * abs(slope))
            write(axes, at, f"${local}$", color, size=11)
        _named(axes, output, f"Y_{{{n}k}}")
    _named(axes, weight, "W_{dk}")
    _named(axes, loss, "L")
    products = " + ".join(f"X_{{{n}d}} G_{{{n}k}}" for n in range(1, EXAMPLES + 1))
    gradient = rf"$\partial L / \partial W_{{dk}} = {products}$"
    write(axes, (150, 14), gradient, BACKWARD, size=11)
    return figure


def outer_products() -> Figure:
    """The gradient for the weights, as a sum over two examples.

    Each example adds its inputs, as a column, times its row of the upstream gradient.
    """
    figure, axes = canvas(262, 250)
    across = {"column": 85, "times": 107, "row": 143, "equals": 181, "product": 221}
    heights = (216, 130, 34)
    for n in range(2):
        x, g, at = INPUTS[n : n + 1], UPSTREAM[n : n + 1], heights[n]
        write(axes, (6, at), f"example {n + 1}", ha="left")
        _matrix(axes, (across["column"], at), x.T, MATRICES["X"])
        write(axes, (across["times"], at), "×", size=11)
        _matrix(axes, (across["row"], at), g, BACKWARD)
        write(axes, (across["equals"], at), "=", size=11)
        _matrix(axes, (across["product"], at), linear_grad_W(x, g), BACKWARD)
    write(axes, (across["product"], sum(heights[:2]) / 2), "+", size=11)
    ends = (across["product"] - CELL[0], across["product"] + CELL[0])
    axes.plot(ends, [sum(heights[1:]) / 2] * 2, color="black", linewidth=1)
    name = r"$\partial L / \partial W = X^\top G$"
    write(axes, (across["equals"] - 14, heights[2]), name, BACKWARD, "right", 11)
    write(axes, (across["equals"], heights[2]), "=", size=11)
    whole = linear_grad_W(INPUTS, UPSTREAM)
    _matrix(axes, (across["product"], heights[2]), whole, BACKWARD)
    return figure


def _named(axes: Axes, at: Place, name: str) -> None:
    box(axes, at, 44, 26)
    write(axes, at, f"${name}$", size=11)


def _matrix(axes: Axes, at: Place, numbers: np.ndarray, color: str) -> None:
    rows, columns = numbers.shape
    box(axes, at, columns * CELL[0], rows * CELL[1], color)
    for (i, j), number in np.ndenumerate(numbers):
        x = at[0] + (j - (columns - 1) / 2) * CELL[0]
        y = at[1] - (i - (rows - 1) / 2) * CELL[1]
        write(axes, (x, y), decimals(number, 0))


def _blocks(width: float, height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(0.3 * width, 0.3 * height), layout="constrained")
    axes = figure.subplots()
    axes.set(xlim=(-0.8, width - 0.8), ylim=(-height / 2, height / 2), aspect="equal")
    axes.axis("off")
    return figure, axes


def _block(
    axes: Axes, at: Place, name: str, rows: int, columns: int, height: str, width: str, color: str
) -> None:
    """Draw a matrix whose left side has its middle at ``at``, with its sizes at two sides."""
    left, middle = at
    corner, top = (left, middle - rows / 2), middle + rows / 2
    axes.add_patch(Rectangle(corner, columns, rows, facecolor=color, alpha=0.3))
    axes.add_patch(Rectangle(corner, columns, rows, fill=False, edgecolor=color))
    axes.text(left + columns / 2, middle, name, ha="center", va="center")
    axes.text(left - 0.15, middle, f"${height}$", ha="right", va="center", size="small")
    axes.text(left + columns / 2, top + 0.1, f"${width}$", ha="center", va="bottom", size="small")


def _sign(axes: Axes, at: Place, text: str) -> None:
    axes.text(*at, text, ha="center", va="center", size="large")

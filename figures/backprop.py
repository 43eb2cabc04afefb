"""Figures and tables of docs/backprop.md."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.loop import line_by_line
from figures.not_learning import not_learning
from figures.paper import Place, arrow, box, canvas, decimals, disc, pair, write
from figures.small_net import PARAMETERS, Number, X, numbers, t
from figures.styles import BACKWARD, FORWARD
from nn.network import operation_count, parameter_count

__all__ = ["costs", "line_by_line", "not_learning", "passes", "small_net"]

SIZES = [(2, 2, 2), (784, 50, 10), (784, 512, 512, 10)]

# Both passes, a row for each array: what is above goes forward, and at its right what comes back.
ROW = 62  # points from one array to the next
COLUMNS = {"forward": 90, "gradient": 175, "backward": 260}
ARRAYS = ("$X$", "$Z^{(1)}$", "$A^{(1)}$", "$Z^{(2)}$", "$L$")
STEPS = (
    r"$\cdot\, W^{(1)} + b^{(1)}$",
    r"$\sigma$",
    r"$\cdot\, W^{(2)} + b^{(2)}$",
    "softmax,\n−log, mean",
)
RETURNED = ("", r"$\Delta^{(1)}$", r"$\partial L/\partial A^{(1)}$", r"$\Delta^{(2)}$", "$1$")
STEPS_BACK = (
    "",
    r"$\odot\, \sigma \hspace{0.12} \prime (Z^{(1)})$",
    r"$\cdot\, W^{(2)\top}$",
    r"$(P - T)/N$",
)
GRADIENTS = (  # at which row, what it is made of, and the rows of the arrays that it needs
    (0.42, r"$\partial L/\partial W^{(1)}$", r"$=\, X^\top \Delta^{(1)}$", 0, 1),
    (1.12, r"$\partial L/\partial b^{(1)}$", r"$=\, \Delta^{(1)\top} \mathbf{1}$", None, 1),
    (2.42, r"$\partial L/\partial W^{(2)}$", r"$=\, A^{(1)\top} \Delta^{(2)}$", 2, 3),
    (3.12, r"$\partial L/\partial b^{(2)}$", r"$=\, \Delta^{(2)\top} \mathbf{1}$", None, 3),
)

# The small net: where its arrays stand, from above, and how large their cells are.
HEIGHTS = {"X": 400, "Z1": 292, "A1": 242, "Z2": 134, "P": 66, "L": 16}
NEURONS = (93, 213)  # from the left: the first and the second of a layer
WIDTH, HEIGHT, REACH = 306, 416, 20  # of the paper; of an arrow from the middle of a cell
CELL = 66, 28


def passes() -> Figure:
    """Left, down: the forward pass; right, up, in orange: the backward pass.

    In the middle each gradient is made from the delta of its layer; that of the weights also needs
    what went into the layer, which the dashed arrows bring from the forward pass.
    """
    figure, axes = canvas(350, 4 * ROW + 30)
    left, middle, right = COLUMNS.values()
    for k, (array, returned) in enumerate(zip(ARRAYS, RETURNED, strict=True)):
        write(axes, (left, _row(k)), array, size=11)
        write(axes, (right, _row(k)), returned, BACKWARD, size=11)
    for k, (step, back) in enumerate(zip(STEPS, STEPS_BACK, strict=True)):
        arrow(axes, (left, _row(k) - 11), (left, _row(k + 1) + 11), FORWARD)
        write(axes, (left - 6, _row(k + 0.5)), step, ha="right", size=10)
        if back:
            arrow(axes, (right, _row(k + 1) + 11), (right, _row(k) - 11), BACKWARD)
            write(axes, (right + 6, _row(k + 0.5)), back, BACKWARD, "left", 10)
    for row, name, product, given, delta in GRADIENTS:
        write(axes, (middle, _row(row) + 7), name, BACKWARD, size=10)
        write(axes, (middle, _row(row) - 7), product, BACKWARD, size=10)
        arrow(axes, (right - 15, _row(delta)), (middle + 34, _row(row)), BACKWARD)
        if given is not None:
            arrow(axes, (left + 15, _row(given)), (middle - 34, _row(row)), FORWARD, "--")
    return figure


def _row(k: float) -> float:
    return (4 - k) * ROW + 15


def small_net() -> Figure:
    """A net for one example with all its numbers, forward from top to bottom.

    Below each number, in orange, stands the derivative of the loss with respect to it.
    On an arrow it is the black number where the arrow begins times the orange one where it ends.
    """
    figure, axes = canvas(WIDTH, HEIGHT)
    found = numbers(X, t, **PARAMETERS)
    for array, name in (
        ("X", "x_{}"),
        ("Z1", "z^{{(1)}}_{}"),
        ("A1", "a^{{(1)}}_{}"),
        ("Z2", "z^{{(2)}}_{}"),
        ("P", "p_{}"),
    ):
        for k, x in enumerate(NEURONS):
            _cell(axes, (x, HEIGHTS[array]), name.format(k + 1), found[array], (0, k))
    right = int(t[0])  # the class whose probability the loss is made of
    _cell(axes, (NEURONS[right], HEIGHTS["L"]), "L", found["L"], (0, 0))
    for before, after, layer in (("X", "Z1", 1), ("A1", "Z2", 2)):
        _layer(axes, HEIGHTS[before], HEIGHTS[after], found[f"W{layer}"], found[f"b{layer}"])
    for x in NEURONS:
        _down(axes, x, HEIGHTS["Z1"], HEIGHTS["A1"], r"$\sigma$")
    _softmax(axes)
    _down(axes, NEURONS[right], HEIGHTS["P"], HEIGHTS["L"], "−log")
    return figure


def _cell(axes: Axes, at: Place, name: str, number: Number, place: tuple[int, int]) -> None:
    """A number with its name before it, and with its derivative."""
    box(axes, at, *CELL)
    write(axes, (at[0] - CELL[0] / 2 + 5, at[1]), f"${name}$", ha="left", size=11)
    texts = decimals(number.value[place]), decimals(number.gradient[place])
    pair(axes, (at[0] + CELL[0] / 2 - 5, at[1]), texts, "right")


def _layer(axes: Axes, above: float, below: float, W: Number, b: Number) -> None:
    """The arrows of a linear layer: straight ones outside, crossing ones inside, biases beside."""
    top, bottom = above - CELL[1] / 2 - 2, below + CELL[1] / 2 + 2
    outward = (-1, 1)
    for d, start in enumerate(NEURONS):
        for k, end in enumerate(NEURONS):
            side = outward[d] * (1 if d == k else -1)
            tail, tip = start + side * REACH, end + (side if d == k else -side) * REACH
            arrow(axes, (tail, top), (tip, bottom))
            along = 0.5 if d == k else 0.25  # before the two that cross meet
            at = (
                tail + along * (tip - tail) + outward[d] * (5 if d == k else 13),
                top + along * (bottom - top),
            )
            texts = decimals(W.value[d, k]), decimals(W.gradient[d, k])
            pair(axes, at, texts, "right" if d == 0 else "left")
    for k, x in enumerate(NEURONS):
        edge = x + outward[k] * CELL[0] / 2
        tail = edge + outward[k] * 45
        disc(axes, (tail + outward[k] * 8, below), 7, "1")
        arrow(axes, (tail, below), (edge + outward[k] * 2, below))
        texts = decimals(b.value[k]), decimals(b.gradient[k])
        pair(axes, ((tail + edge) / 2, below), texts, apart=8)


def _down(axes: Axes, x: float, above: float, below: float, name: str) -> None:
    arrow(axes, (x, above - CELL[1] / 2 - 2), (x, below + CELL[1] / 2 + 2))
    write(axes, (x + 6, (above + below) / 2), name, ha="left")


def _softmax(axes: Axes) -> None:
    """One function of both scores, so it is one bar."""
    above, below = HEIGHTS["Z2"], HEIGHTS["P"]
    at = sum(NEURONS) / 2, (above + below) / 2
    box(axes, at, NEURONS[1] - NEURONS[0] + CELL[0], 14)
    write(axes, at, "softmax")
    for x in NEURONS:
        arrow(axes, (x, above - CELL[1] / 2 - 1), (x, at[1] + 8))
        arrow(axes, (x, at[1] - 8), (x, below + CELL[1] / 2 + 1))


def costs() -> list[list[str]]:
    """Operations of a step for one example, by backpropagation and by central differences."""
    rows = [["network", "parameters", "forward", "backward", "central differences"]]
    for sizes in SIZES:
        forward = operation_count(sizes, 1)
        further = operation_count(sizes[1:], 1)  # the gradient of the inputs is not needed
        numerical = 2 * parameter_count(sizes) * forward
        numbers = (parameter_count(sizes), forward, forward + further, numerical)
        rows.append(["-".join(map(str, sizes)), *(_spaced(number) for number in numbers)])
    return rows


def _spaced(number: int) -> str:
    return f"{number:,}".replace(",", " ")

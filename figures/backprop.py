"""Figures and tables of docs/backprop.md."""

from matplotlib.figure import Figure

from figures import live_small_net
from figures.loop import line_by_line
from figures.not_learning import not_learning
from figures.paper import arrow, canvas, write
from figures.styles import BACKWARD, FORWARD
from nn.network import operation_count, parameter_count
from verify.live.model import Live

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


def small_net() -> Live:
    """A net for one example with all its numbers, forward from top to bottom.

    Below each number, in orange, stands the derivative of the loss with respect to it.
    On an arrow it is the value where the arrow begins times the orange number where it ends.
    Below the net stand the factors of the derivative with respect to the chosen weight or bias,
    $w$, those of each path in a row; the arrows of its paths are wide.
    """
    return live_small_net.small_net()


def costs() -> list[list[str]]:
    """Operations of a step for one example, by backpropagation and by central differences."""
    rows = [["network", "parameters", "forward", "backward", "central differences"]]
    for sizes in SIZES:
        forward = operation_count(sizes, 1)
        further = operation_count(sizes[1:], 1)  # the gradient of the inputs is not needed
        numerical = 2 * parameter_count(sizes) * forward
        numbers = (parameter_count(sizes), forward, forward + further, numerical)
        rows.append(["-".join(map(str, sizes)), *(f"{number:,}" for number in numbers)])
    return rows

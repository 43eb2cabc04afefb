"""Figures and tables of docs/backprop.md."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nn.network import operation_count, parameter_count

SIZES = [(2, 2, 2), (784, 50, 10), (784, 512, 512, 10)]
FORWARD = ("$X$", "$Z^{(1)}$", "$A^{(1)}$", "$Z^{(2)}$", "$L$")
BACKWARD = ("", r"$\Delta^{(1)}$", "", r"$\Delta^{(2)}$", "")
ARROWS = (
    (r"$\cdot\, W^{(1)} + b^{(1)}$", ""),
    (r"$\sigma$", r"$\odot\, \sigma'$"),
    (r"$\cdot\, W^{(2)} + b^{(2)}$", r"$\cdot\, W^{(2)\top}$"),
    ("softmax,\nlog", r"$\frac{1}{N}(P - T)$"),
)
GRADIENTS = {1: (r"$X^\top \Delta^{(1)}$", "C1"), 3: (r"$A^{(1)\top} \Delta^{(2)}$", "C1")}


def passes() -> Figure:
    """Forward above, from left to right; backward below, and a gradient falls off at each delta."""
    figure = Figure(figsize=(6.6, 2.7), layout="constrained")
    axes = figure.subplots()
    for k, (above, below) in enumerate(zip(FORWARD, BACKWARD, strict=True)):
        axes.text(k, 1, above, ha="center", va="center", size="large")
        axes.text(k, 0, below, ha="center", va="center", size="large", color="C0")
    for k, (above, below) in enumerate(ARROWS):
        _arrow(axes, (k + 0.22, 1), (k + 0.78, 1), above, "black")
        if below:
            _arrow(axes, (k + 0.78, 0), (k + 0.22, 0), below, "C0")
    for k, (label, color) in GRADIENTS.items():
        axes.annotate(
            label,
            (k, -0.12),
            (k, -0.72),
            ha="center",
            va="center",
            color=color,
            arrowprops={"arrowstyle": "<-", "color": color},
        )
    axes.set(xlim=(-0.3, 4.3), ylim=(-0.95, 1.5))
    axes.axis("off")
    return figure


def _arrow(axes: Axes, start: tuple, end: tuple, label: str, color: str) -> None:
    axes.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": color})
    middle = (start[0] + end[0]) / 2, start[1] + 0.1
    axes.text(*middle, label, ha="center", va="bottom", size="small", color=color)


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

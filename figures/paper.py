"""Diagrams whose coordinates are points on the paper, so that no label meets what is beside it."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.styles import AUXILIARY, FORWARD

Place = tuple[float, float]


def canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure of so many points; the origin is its lower left corner."""
    figure = Figure(figsize=(width / 72, height / 72), layout="none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    return figure, axes


def box(axes: Axes, at: Place, width: float, height: float, color: str = AUXILIARY) -> None:
    """An empty box around a place."""
    corner = at[0] - width / 2, at[1] - height / 2
    axes.add_patch(Rectangle(corner, width, height, facecolor=color, alpha=0.15))
    axes.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=color))


def arrow(
    axes: Axes, start: Place, end: Place, color: str = AUXILIARY, line: str = "-", width: float = 1
) -> None:
    properties = {"arrowstyle": "->", "shrinkA": 0, "shrinkB": 0}
    properties |= {"color": color, "linestyle": line, "linewidth": width}
    axes.annotate("", end, start, arrowprops=properties)


def write(
    axes: Axes, at: Place, text: str, color: str = FORWARD, ha: str = "center", size: float = 9
) -> None:
    """Words whose middle is at this height."""
    axes.text(*at, text, ha=ha, va="center_baseline", size=size, color=color)


def decimals(value: float, places: int = 2) -> str:
    """A number with so many decimals and a real minus sign; no minus before nothing."""
    return f"{round(value, places) + 0:.{places}f}".replace("-", "−")

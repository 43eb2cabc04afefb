"""Networks and graphs of a figure: what stands in and at a node, and where the arrows lead."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tests.drawn import Axes
from tests.svg import Line, Text


@dataclass(frozen=True, eq=False)
class Arrow:
    """From where to where an arrow leads, or a line between two nodes."""

    tail: np.ndarray
    tip: np.ndarray
    colour: str
    width: float
    headed: bool
    dashed: bool = False

    @property
    def middle(self) -> np.ndarray:
        return (self.tail + self.tip) / 2


def rounds(axes: Axes) -> list[Line]:
    """The circles and ellipses, from left to right and from above."""
    lines = [line for line in axes.lines if line.closed and line.bent]
    return sorted(lines, key=lambda line: tuple(line.centre.round(1)))


def arrows(axes: Axes) -> list[Arrow]:
    """Every arrow, in the order in which they were drawn."""
    found = []
    for group in axes.rest:
        lines = [line for line in group.all(Line) if not line.clipped and not line.closed]
        shafts = [line for line in lines if line.bent]
        for shaft in shafts:
            start, end = shaft.points[0], shaft.points[-1]
            heads = [line.points[1] for line in lines if not line.bent and len(line.points) == 3]
            if heads and np.hypot(*(heads[0] - start)) < np.hypot(*(heads[0] - end)):
                start, end = end, start
            width, dashed = float(shaft.style["stroke-width"]), "stroke-dasharray" in shaft.style
            found.append(Arrow(start, end, shaft.style["stroke"], width, bool(heads), dashed))
    return found


def nearest(things: Sequence[Line | Text | Arrow], at: np.ndarray) -> int:
    """The number of the circle, text or arrow that is nearest to a place."""
    return int(np.argmin([_gap(thing, at) for thing in things]))


def _gap(thing: Line | Text | Arrow, at: np.ndarray) -> float:
    if isinstance(thing, Line):
        return float(np.hypot(*(thing.centre - at)) - thing.size.min() / 2)
    return float(np.hypot(*((thing.at if isinstance(thing, Text) else thing.middle) - at)))


def inside(axes: Axes, outline: Line) -> str:
    """What stands in a circle."""
    low, high = outline.points.min(axis=0), outline.points.max(axis=0)
    words = [t.words for t in axes.texts if (t.at > low).all() and (t.at < high).all()]
    return " ".join(words)


def beside(texts: Sequence[Text], at: np.ndarray, side: str) -> Text:
    """The text nearest to a place of those that are ``above`` or ``below`` it."""
    sign = {"above": -1, "below": 1}[side]
    found = [t for t in texts if sign * (t.at[1] - at[1]) > abs(t.at[0] - at[0]) + 4]
    return found[nearest(found, at)]


def links(axes: Axes, nodes: Sequence) -> list[tuple[int, int]]:
    """From which to which node each arrow leads, in the order of drawing."""
    return [(nearest(nodes, a.tail), nearest(nodes, a.tip)) for a in arrows(axes)]

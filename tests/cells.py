"""Diagrams made of cells: what stands in a cell and at an arrow, and from where to where it leads.

A number that goes forward has the colour of the text, one that goes backward is orange.
"""

from dataclasses import dataclass

import numpy as np

from tests.colours import ORANGE
from tests.curves import distance
from tests.diagrams import Arrow, arrows, inside, rounds
from tests.drawn import Axes
from tests.svg import Line, Text

WHERE = 8.0  # points: an arrow ends this near to what it leads to


@dataclass(frozen=True, eq=False)
class Link:
    """An arrow between two cells, with the numbers beside it."""

    tail: str
    tip: str
    black: tuple[str, ...]
    orange: tuple[str, ...]


def boxes(axes: Axes) -> list[Line]:
    """The outlines of the cells, in the order in which they were drawn."""
    closed = [line for line in axes.lines if line.closed and not line.bent]
    return [line for line in closed if line.style["fill"] == "none"]


def within(axes: Axes, box: Line) -> list[Text]:
    """What stands in a cell, from left to right and from above."""
    low, high = box.points.min(axis=0), box.points.max(axis=0)
    found = [t for t in axes.texts if (t.at > low).all() and (t.at < high).all()]
    return sorted(found, key=lambda text: (round(text.start[0], -1), text.at[1]))


def cells(axes: Axes) -> dict[str, tuple[list[str], list[str]]]:
    """Under the name of each cell its black numbers and its orange ones."""
    found = {}
    for name, box in named(axes).items():
        others = [text for text in within(axes, box) if text.words != name]
        found[name] = by_colour(others)
    return found


def named(axes: Axes) -> dict[str, Line]:
    """The cells under the first words in them. Raises `LookupError` where two have the same."""
    found = {}
    for box in boxes(axes):
        name = within(axes, box)[0].words
        if name in found:
            raise LookupError(f"two cells are called {name!r}")
        found[name] = box
    return found


def by_colour(texts: list[Text]) -> tuple[list[str], list[str]]:
    orange = [text.words for text in texts if text.colour == ORANGE]
    return [text.words for text in texts if text.colour != ORANGE], orange


def linked(axes: Axes) -> list[Link]:
    """Every arrow with its ends, and the texts outside the cells to which it is the nearest."""
    lines = arrows(axes)
    inner = [text for box in boxes(axes) for text in within(axes, box)]
    inner += [t for circle in rounds(axes) for t in axes.texts if _gap(circle, t.at) == 0]
    beside: list[list[Text]] = [[] for _ in lines]
    for text in axes.texts:
        if text not in inner:
            gaps = [distance(text.at, np.array([line.tail, line.tip])) for line in lines]
            beside[int(np.argmin(gaps))].append(text)
    return [
        Link(_at(axes, line, line.tail), _at(axes, line, line.tip), *map(tuple, by_colour(texts)))
        for line, texts in zip(lines, beside, strict=True)
    ]


def _at(axes: Axes, line: Arrow, end: np.ndarray) -> str:
    """The name of the cell, or the words in the circle, at an end of an arrow."""
    places = [(_gap(box, end), name) for name, box in named(axes).items()]
    places += [(_gap(circle, end), inside(axes, circle)) for circle in rounds(axes)]
    gap, name = min(places)
    if gap > WHERE or not line.headed:
        raise LookupError(f"an arrow leads from {line.tail} to {line.tip}, and nothing is there")
    return name


def _gap(outline: Line, at: np.ndarray) -> float:
    """From a place to the box around an outline."""
    low, high = outline.points.min(axis=0), outline.points.max(axis=0)
    return float(np.hypot(*np.maximum(np.maximum(low - at, at - high), 0)))

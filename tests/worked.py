"""The networks of both worked examples, as they are drawn."""

import numpy as np

from tests.diagrams import nearest, rounds
from tests.drawn import Axes, seen
from tests.svg import Line, Text

GIVEN = ("b", "c", "t")  # of what stands beside a neuron


def outputs(page: str) -> dict[str, str]:
    """What stands in each neuron, below its name."""
    axes = seen(page, "network").only
    return dict(_inside(axes, circle) for circle in rounds(axes))


def links(page: str) -> dict[str, tuple[str, str]]:
    """Between which neurons the line leads that has a weight in its gap."""
    axes = seen(page, "network").only
    circles, found = rounds(axes), {}
    for line in _lines(axes):
        first, second = line.strokes
        gap = (first[-1] + second[0]) / 2
        (words,) = (text.words for text in axes.texts if np.hypot(*(text.at - gap)) < 4)
        ends = (circles[nearest(circles, at)] for at in (first[0], second[-1]))
        found[words] = tuple(_inside(axes, circle)[0] for circle in ends)
    return found


def given(page: str) -> dict[str, str]:
    """What stands beside each neuron, line by line, under the neuron's name."""
    axes = seen(page, "network").only
    circles, found = rounds(axes), {}
    for text in axes.texts:
        if text.words.startswith(GIVEN):
            name, _ = _inside(axes, circles[nearest(circles, text.at)])
            found[name] = text.words
    return found


def _lines(axes: Axes) -> list[Line]:
    return [line for line in axes.lines if len(line.strokes) == 2]


def _inside(axes: Axes, circle: Line) -> tuple[str, str]:
    low, high = circle.points.min(axis=0), circle.points.max(axis=0)
    texts = [text for text in axes.texts if (text.at > low).all() and (text.at < high).all()]
    name, output = sorted(texts, key=_height)
    return name.words, output.words


def _height(text: Text) -> float:
    return float(text.at[1])

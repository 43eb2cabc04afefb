"""Curves of a figure in the numbers of its axes, which stand at their ticks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

NEAR = 0.5  # points: less than the width of a line


class Axis:
    """The ticks of an axis, and what stands at it."""

    def __init__(self, ticks: list[tuple[float, str]], label: str):
        self.ticks, self.label = sorted(ticks), label
        self.words = [words for _, words in self.ticks if words]

    @cached_property
    def scale(self) -> tuple[bool, np.ndarray]:
        """Whether it is logarithmic, and the line from places to values or their logarithms."""
        if not self.words:
            raise LookupError("an axis without numbers")
        places, values = np.transpose([(at, number(w)) for at, w in self.ticks if w])
        for logarithmic in (False, True):
            if len(values) == 2 and any("^" in words for words in self.words) > logarithmic:
                continue
            if logarithmic and values.min() <= 0:
                continue
            heights = np.log10(values) if logarithmic else values
            line = np.polyfit(places, heights, 1)
            if np.abs((heights - line[1]) / line[0] - places).max() < NEAR:
                return logarithmic, line
        raise ValueError(f"the ticks {self.words} stand neither evenly nor by their logarithms")

    @property
    def logarithmic(self) -> bool:
        return self.scale[0]

    def value(self, place: np.ndarray) -> np.ndarray:
        logarithmic, line = self.scale
        found = np.polyval(line, place)
        return 10**found if logarithmic else found

    def place(self, value: np.ndarray) -> np.ndarray:
        logarithmic, line = self.scale
        value = np.asarray(value, float)
        return ((np.log10(value) if logarithmic else value) - line[1]) / line[0]


@dataclass(frozen=True)
class Curve:
    """A line, or the dots of one look, in the coordinates of its axes."""

    x_axis: Axis
    y_axis: Axis
    strokes: tuple[np.ndarray, ...]  # in points, on the paper; a dot is a stroke of one point
    colour: str

    @property
    def x(self) -> np.ndarray:
        return self.x_axis.value(np.concatenate(self.strokes)[:, 0])

    @property
    def y(self) -> np.ndarray:
        return self.y_axis.value(np.concatenate(self.strokes)[:, 1])

    def at(self, x: Iterable) -> np.ndarray:
        """Its height at each x, between two of its points where they are next to each other."""
        places = np.atleast_1d(self.x_axis.place(x))
        heights = np.full(len(places), np.nan)
        for across, down in (stroke[stroke[:, 0].argsort()].T for stroke in self.strokes):
            on = (across[0] - NEAR <= places) & (places <= across[-1] + NEAR)
            heights[on] = np.interp(places[on], across, down)
        return self.y_axis.value(heights)

    def misses(self, x: Iterable, y: Iterable) -> float:
        """How far in points the curve is from the farthest of the places that it should pass."""
        x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
        expected = np.column_stack([self.x_axis.place(x), self.y_axis.place(y)])
        return max(min(distance(point, s) for s in self.strokes) for point in expected)

    def strays(self, x: Iterable, y: Iterable) -> float:
        """How far in points the farthest corner of the curve is from a line through places."""
        known = np.column_stack([self.x_axis.place(x), self.y_axis.place(y)])
        return max(distance(point, known) for point in np.concatenate(self.strokes))


def number(words: str) -> float:
    """A number as it stands at a tick."""
    words = words.replace("−", "-").replace(",", "").replace(" million", "e6")
    words = re.sub(r"(.*?)(?:×|^)10\^\{?([-\d]+)\}?", r"\g<1>e\2", words)
    return float(f"1{words}" if words.startswith("e") else words)


def distance(point: np.ndarray, stroke: np.ndarray) -> float:
    """From a point to the nearest of a line of points."""
    if len(stroke) == 1:
        return float(np.hypot(*(point - stroke[0])))
    start, step = stroke[:-1], np.diff(stroke, axis=0)
    length = (step**2).sum(axis=1)
    along = ((point - start) * step).sum(axis=1) / np.where(length == 0, 1, length)
    nearest = start + np.clip(along, 0, 1)[:, np.newaxis] * step
    return float(np.hypot(*(point - nearest).T).min())

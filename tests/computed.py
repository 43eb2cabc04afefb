"""What a figure that computes shows at a state that a reader chose, without a browser."""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from html import unescape

import numpy as np

from tests.live_shown import number as as_float
from tests.live_shown import pressed, run, state, taken
from verify.live.markup import filled
from verify.live.model import Live

__all__ = ["Shown", "number", "run"]

FAR = 1e9  # nothing of a picture is there


@dataclass(frozen=True)
class Words:
    """Words in a picture, and where they stand."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Box:
    """A rectangle of a picture, the classes that give its look, and whether it is emphasized."""

    x: float
    y: float
    width: float
    height: float
    looks: tuple[str, ...]
    lit: bool


class Shown:
    """A figure at a state: inputs by their names, the others as at the start."""

    def __init__(self, live: Live, **inputs: float):
        self.live = live
        self.inputs = state(live, **inputs)
        self.values = [float(value) for value in live.values(self.inputs)]
        self._svg = ET.fromstring(self._filled("".join(live.pictures)))

    def _filled(self, content: str) -> str:
        return filled(self.live, content, self.inputs)

    @property
    def texts(self) -> list[Words]:
        """All words that are not hidden."""
        return [
            Words(
                float(one.get("x", FAR)),
                float(one.get("y", FAR)),
                "".join(one.itertext()).replace("\u200b", ""),
            )
            for one in self._svg.iter("text")
            if one.get("data-off") is None
        ]

    @property
    def boxes(self) -> list[Box]:
        return [
            Box(
                *(float(one.get(name, FAR)) for name in ("x", "y", "width", "height")),
                looks=tuple(one.get("class", "").split()),
                lit=one.get("data-lit") is not None,
            )
            for one in self._svg.iter("rect")
            if one.get("data-off") is None
        ]

    def lines(self, look: str) -> list[np.ndarray]:
        """The points of each path with a look."""
        return [
            np.array([[float(x) for x in p.split()] for p in re.split("[ML]", one.get("d"))[1:]])
            for one in self._svg.iter("path")
            if look in one.get("class", "").split()
        ]

    def straight(self, look: str) -> list[tuple[float, ...]]:
        """The ends of each straight line with a look: x and y of one, x and y of the other."""
        return [
            tuple(float(one.get(name, FAR)) for name in ("x1", "y1", "x2", "y2"))
            for one in self._svg.iter("line")
            if look in one.get("class", "").split()
        ]

    def dots(self) -> list[tuple[float, float, tuple[str, ...]]]:
        """The circles: their centres and looks."""
        return [
            (float(one.get("cx", FAR)), float(one.get("cy", FAR)), (*one.get("class", "").split(),))
            for one in self._svg.iter("circle")
            if one.get("data-off") is None
        ]

    @property
    def says(self) -> str:
        """The sentence below the picture."""
        root = ET.fromstring(f"<p>{self._filled(self.live.says)}</p>")
        return " ".join(_visible(root).split())

    @property
    def tables(self) -> list[list[list[str]]]:
        """The cells of each table, the head first."""
        found = []
        for table in self.live.tables:
            root = ET.fromstring(self._filled(table))
            found.append([["".join(cell.itertext()) for cell in row] for row in root.iter("tr")])
        return found

    def taken(self, name: str) -> str:
        """A program that holds this state."""
        [which] = [k for k, (title, _) in enumerate(self.live.takes) if title == name]
        return taken(self.live, which, self.inputs)

    def pressed(self, label: str) -> "Shown":
        """The state after a button, pressed once."""
        after = pressed(self.live, label, self.inputs)
        names = [str(one.symbol) for one in self.live.inputs]
        return Shown(self.live, **dict(zip(names, after, strict=True)))


def number(words: str) -> float:
    """A number as it is printed."""
    return as_float(unescape(words))


def _visible(element: ET.Element) -> str:
    if element.get("data-off") is not None:
        return element.tail or ""
    inside = (element.text or "") + "".join(map(_visible, element))
    return inside + (element.tail or "")

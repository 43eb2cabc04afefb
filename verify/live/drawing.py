"""The picture of a figure that computes: SVG whose places may be expressions."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

import sympy as sp

from verify.live.model import Live, Path

RAISED = "⁽⁾¹²"  # which the font of the formulas lacks
ALONE = re.compile(r'<tspan( data-n="[^"]*")></tspan>')  # a text that is one number
FINGER, PHONE = 44, 354  # pixels: what a finger needs, and the width of a picture on a phone
LOWER = 3  # units by which a subscript stands lower


def letter(name: str, below: str = "") -> str:
    """A symbol inside of a text, in the letters of formulas, with its subscript."""
    number = ALONE.fullmatch(below)
    sub = f'<tspan dy="{LOWER}" class="sub"{number[1] if number else ""}>'
    sub += f'{"" if number else below}</tspan><tspan dy="-{LOWER}">\u200b</tspan>'
    base = name.rstrip(RAISED)
    raised = name[len(base) :]
    return f'<tspan class="letter">{base}</tspan>{raised}{sub if below else ""}'


class Drawing:
    """A picture of so many units across and down; what is drawn later lies above.

    Places and lengths are numbers or expressions of the inputs. ``kind`` is a class of the style
    sheet, ``on`` an expression: while it is positive the part is emphasized, and while ``when``
    is not, the part is hidden.
    """

    def __init__(self, live: Live, width: float, height: float):
        self.live, self.width, self.height = live, width, height
        self.parts: list[str] = []

    def rect(self, x: Any, y: Any, width: Any, height: Any, kind: str = "", **more: Any) -> None:
        """Draw a rectangle, from its upper left corner."""
        self._add("rect", {"x": x, "y": y, "width": width, "height": height}, kind, **more)

    def line(self, x1: Any, y1: Any, x2: Any, y2: Any, kind: str = "", **more: Any) -> None:
        """Draw a straight line."""
        self._add("line", {"x1": x1, "y1": y1, "x2": x2, "y2": y2}, kind, **more)

    def circle(self, x: Any, y: Any, r: Any, kind: str = "", **more: Any) -> None:
        """Draw a circle around a centre."""
        self._add("circle", {"cx": x, "cy": y, "r": r}, kind, **more)

    def handle(
        self, x: sp.Symbol, y: sp.Symbol, across: tuple[float, float], up: tuple[float, float]
    ) -> None:
        """Draw a point that can be dragged: two inputs, and how a picture's units follow them.

        ``across`` and ``up`` are a place and a scale: ``place + scale * input``.
        """
        own = [one.symbol for one in self.live.inputs]
        drag = f"{own.index(x)} {own.index(y)} {across[0]} {across[1]} {up[0]} {up[1]}"
        places = {"cx": across[0] + across[1] * x, "cy": up[0] + up[1] * y}
        large = max(22, math.ceil(FINGER / 2 * self.width / PHONE))
        self._add("circle", places | {"r": large}, "grip", data_drag=drag)
        self._add("circle", places | {"r": 6}, "point")

    def text(self, x: Any, y: Any, *parts: str, kind: str = "", **more: Any) -> None:
        """Write words and numbers; a part that `number` gave follows the inputs."""
        inside = "".join(parts).replace('</tspan><tspan class="letter">', "")
        self._add("text", {"x": x, "y": y}, kind, inside=inside, **more)

    def number(self, expression: Any, form: str) -> str:
        """A number inside of a text."""
        return f'<tspan data-n="{self.live.at(expression)} {form}"></tspan>'

    def path(self, path: Path, kind: str = "", **more: Any) -> None:
        """Draw the line of a path whose expressions are places in the picture."""
        self.live.paths.append(path)
        self._add("path", {}, kind, data_c=str(len(self.live.paths) - 1), **more)

    def polygon(self, points: list[tuple[float, float]], kind: str = "", **more: Any) -> None:
        """Draw a closed area with corners that stay."""
        corners = " ".join(f"{x:g},{y:g}" for x, y in points)
        self._add("polygon", {}, kind, points=corners, **more)

    @contextmanager
    def group(self, kind: str = "", when: Any = None, **more: Any) -> Iterator[None]:
        """Let what is drawn inside share a class, other attributes, and when it is there."""
        before, self.parts = self.parts, []
        yield
        inside, self.parts = "".join(self.parts), before
        self._add("g", {}, kind, inside=inside, when=when, **more)

    def still(self, markup: str) -> None:
        """Add SVG that does not move."""
        self.parts.append(markup)

    def svg(self) -> str:
        """The picture; its values are filled in by `verify.live.markup`."""
        box = f'viewBox="0 0 {self.width:g} {self.height:g}"'
        size = f'style="--width: {self.width:g}px"'
        return f'<svg {box} {size} fill="currentColor">{"".join(self.parts)}</svg>'

    def _add(
        self,
        tag: str,
        places: dict[str, Any],
        kind: str,
        *,
        inside: str = "",
        on: Any = None,
        when: Any = None,
        **more: Any,
    ) -> None:
        fixed, moving = [], []
        for name, place in places.items():
            place = sp.sympify(place)
            if place.free_symbols:
                moving.append(f"{name} {self.live.at(place)}")
            else:
                fixed.append(f' {name}="{round(float(place), 2):g}"')
        if moving:
            fixed.append(f' data-b="{",".join(moving)}"')
        if kind:
            fixed.append(f' class="{kind}"')
        if on is not None:
            fixed.append(f' data-on="{self.live.at(on)}"')
        if when is not None:
            fixed.append(f' data-when="{self.live.at(when)}"')
        for name, value in more.items():
            fixed.append(f' {name.replace("_", "-")}="{escape(str(value))}"')
        if tag == "text" and (number := ALONE.fullmatch(inside)):
            fixed.append(number[1])
            inside = ""
        closed = f">{inside}</{tag}>" if inside or tag == "text" else "/>"
        self.parts.append(f"<{tag}{''.join(fixed)}{closed}")

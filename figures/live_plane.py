"""A plane with points that can be moved, and lines of neurons among them."""

from typing import Any

import numpy as np
import sympy as sp

from verify.live.drawing import Drawing, letter
from verify.live.model import Input

LOW, HIGH = -0.5, 1.5  # of the places of points
BESIDE = 0.2  # what is drawn of the plane around them
MIDDLE = (LOW + HIGH) / 2
FAR = 2  # from the middle on, a line cannot be seen
SCALE = 120
SIDE = SCALE * (HIGH - LOW + 2 * BESIDE)
SMALLEST = 1e-9  # of the squared length of the weights: a neuron with smaller ones has no line
ZERO = sp.Integer(0)


def points(X: np.ndarray, places: np.ndarray) -> list[Input]:
    """The inputs of examples, as numbers to type."""
    return [
        Input(
            symbol,
            float(places[n, d]),
            LOW,
            HIGH,
            0.05,
            f"input $X_{{{n + 1}{d + 1}}}$",
            "number",
        )
        for (n, d), symbol in np.ndenumerate(X)
    ]


def parameters(w: np.ndarray, b: sp.Symbol, largest: float) -> list[Input]:
    """Two weights and a bias, which start at 0."""
    names = ((w[0], "weight $w_1$"), (w[1], "weight $w_2$"), (b, "bias $b$"))
    return [Input(symbol, 0, -largest, largest, 0, label, "number") for symbol, label in names]


def yes(condition: Any) -> sp.Expr:
    """1 where something holds, else 0."""
    return sp.Piecewise((1, condition), (0, True))


def has_line(w: Any) -> sp.Expr:
    """Positive unless both weights are practically 0."""
    return w[0] ** 2 + w[1] ** 2 - SMALLEST


class Plane:
    """The plane of two inputs in a drawing, from its upper left corner on."""

    def __init__(self, drawing: Drawing, left: float, top: float, clip: str):
        self.drawing, self.left, self.top, self.clip = drawing, left, top, f"url(#{clip})"
        box = f'x="{left}" y="{top}" width="{SIDE:g}" height="{SIDE:g}"'
        drawing.still(f'<clipPath id="{clip}"><rect {box}/></clipPath>')
        self.across = left + SCALE * (BESIDE - LOW), float(SCALE)
        self.up = top + SCALE * (HIGH + BESIDE), -float(SCALE)

    def frame(self) -> None:
        """Draw the border and the places 0 and 1 of both inputs."""
        self.drawing.rect(self.left, self.top, SIDE, SIDE, "grey")
        below, beside = self.top + SIDE, self.left - 6
        for place in (0, 1):
            self.drawing.text(self._x(place), below + 16, str(place), kind="middle")
            self.drawing.text(beside, self._y(place) + 4, str(place), kind="end")
        self.drawing.text(self._x(0.5), below + 18, letter("x", "1"), kind="middle")
        self.drawing.text(beside, self._y(0.5) + 4, letter("x", "2"), kind="end")

    def side(self, w: Any, b: Any) -> None:
        """Tint where the neuron says yes."""
        deep = FAR + 0.2  # from a line that can be seen, all of the yes is as near
        self._along(w, b, deep, "tint", when=has_line(w), stroke_width=2 * deep * SCALE)

    def line(self, w: Any, b: Any, kind: str, when: Any = None) -> None:
        """Draw where the score of a neuron is 0."""
        self._along(w, b, 0, kind, when=has_line(w) if when is None else when)

    def _along(self, w: Any, b: Any, beyond: float, kind: str, **more: Any) -> None:
        length = sp.sqrt(sp.Max(w[0] ** 2 + w[1] ** 2, SMALLEST))
        away = sp.Max(-FAR, sp.Min(FAR, (MIDDLE * (w[0] + w[1]) + b) / length))
        centre = [MIDDLE + (beyond - away) * each / length for each in w]
        turned = -w[1] / length, w[0] / length
        ends = [
            [at + sign * (FAR + 1) * way for at, way in zip(centre, turned, strict=True)]
            for sign in (-1, 1)
        ]
        places = [place for x, y in ends for place in (self._x(x), self._y(y))]
        self.drawing.line(*places, kind, clip_path=self.clip, **more)

    def mark(self, x: Any, y: Any, when: Any) -> None:
        """Draw a square around a point."""
        place = self._x(x) - 11, self._y(y) - 11
        self.drawing.rect(*place, 22, 22, "mark", when=when)

    def point(self, x: sp.Symbol, y: sp.Symbol, answer: Any) -> None:
        """Draw a point that can be dragged: filled if the right answer is yes, else a ring."""
        self.drawing.handle(x, y, self.across, self.up)
        self.drawing.circle(
            self._x(x), self._y(y), 4, "paper", when=0.5 - answer, pointer_events="none"
        )

    def beside(self, x: Any, y: Any, *parts: str) -> None:
        """Write above a point."""
        self.drawing.text(
            self._x(x), self._y(y) - 14, *parts, kind="middle halo", pointer_events="none"
        )

    def _x(self, x: Any) -> Any:
        return self.across[0] + self.across[1] * x

    def _y(self, y: Any) -> Any:
        return self.up[0] + self.up[1] * y

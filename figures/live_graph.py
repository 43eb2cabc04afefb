"""A graph of formulas as a picture that computes: values forward, derivatives back, local ones."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import sympy as sp

from verify.live.drawing import Drawing, letter

RADIUS = 21
FORM = "f2"
STEEP = 0.6  # of an arrow of length one
TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="9" markerHeight="9" '
    'markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8Z" fill="#808080"/>'
    "</marker></defs>"
)
Arrow = tuple[sp.Symbol, sp.Symbol]


@dataclass(frozen=True)
class Step:
    """A number that is made from earlier ones, with the sign of what makes it."""

    symbol: sp.Symbol
    sign: str
    made: sp.Expr


class Graph:
    """Inputs, and steps of which each is made from what stands before it; the last is the result.

    Values, local derivatives and gradients are expressions of the inputs, and the gradients are
    those that the chain rule multiplies and adds, arrow by arrow.
    """

    def __init__(self, inputs: Sequence[sp.Symbol], steps: Sequence[Step]):
        self.inputs, self.steps = list(inputs), list(steps)
        self.signs = dict.fromkeys(inputs, "") | {one.symbol: one.sign for one in steps}
        self.result = self.steps[-1].symbol
        self.value: dict[sp.Symbol, sp.Expr] = {symbol: symbol for symbol in inputs}
        self.local: dict[Arrow, sp.Expr] = {}
        for one in steps:
            for source in self.value:
                if source in one.made.free_symbols:
                    slope = one.made.diff(source).xreplace(self.value)
                    self.local[source, one.symbol] = slope
            self.value[one.symbol] = one.made.xreplace(self.value)

    def backward(self) -> dict[sp.Symbol, sp.Expr]:
        """The derivative of the result with respect to each number."""
        found: dict[sp.Symbol, sp.Expr] = {self.result: sp.Integer(1)}
        for symbol in reversed([*self.value][:-1]):
            after = [(end, slope) for (start, end), slope in self.local.items() if start == symbol]
            found[symbol] = sp.Add(*(slope * found[end] for end, slope in after))
        return found

    def forward(self, source: sp.Symbol) -> dict[sp.Symbol, sp.Expr]:
        """The derivative of each number with respect to one input."""
        found = {symbol: sp.Integer(symbol == source) for symbol in self.inputs}
        for one in self.steps:
            before = [(s, slope) for (s, end), slope in self.local.items() if end == one.symbol]
            found[one.symbol] = sp.Add(*(slope * found[start] for start, slope in before))
        return found

    def paths(self, source: sp.Symbol) -> Iterator[list[Arrow]]:
        """Every path from a number to the result."""
        if source == self.result:
            yield []
        for arrow in self.local:
            if arrow[0] == source:
                for rest in self.paths(arrow[1]):
                    yield [arrow, *rest]

    def along(self, path: Sequence[Arrow]) -> list[sp.Expr]:
        """The numbers on the arrows of a path."""
        return [self.local[arrow] for arrow in path]


def named(symbol: sp.Symbol) -> str:
    """The letters of a symbol inside of a text."""
    name, _, below = str(symbol).partition("_")
    return letter(name, below)


def draw(
    drawing: Drawing,
    graph: Graph,
    places: Mapping[sp.Symbol, tuple[float, float, int]],
    below: Sequence[tuple[Mapping[sp.Symbol, sp.Expr], str, sp.Expr | None]],
    lit: Mapping[Arrow, sp.Expr],
) -> None:
    """Draw a graph: where its numbers stand, and on which side (-1 above) two numbers of each.

    The first is the value; the second is one of ``below``, each with its class and when it shows.
    """
    drawing.still(TIP)
    for arrow, slope in graph.local.items():
        start, end = (np.array(places[symbol][:2], float) for symbol in arrow)
        _arrow(drawing, start, end, drawing.number(slope, FORM), lit.get(arrow))
    for symbol, (x, y, side) in places.items():
        drawing.circle(x, y, RADIUS, "neuron")
        sign = graph.signs[symbol]
        drawing.text(x, y - 2 if sign else y + 5, named(symbol), kind="middle")
        if sign:
            drawing.text(x, y + 13, sign, kind="middle sub")
        first, second = (-RADIUS - 22, -RADIUS - 6) if side < 0 else (RADIUS + 15, RADIUS + 31)
        number = drawing.number(graph.value[symbol], FORM)
        drawing.text(x, y + first, number, kind="middle")
        for derivatives, kind, when in below:
            number = drawing.number(derivatives[symbol], FORM)
            drawing.text(x, y + second, number, kind=f"middle {kind}", when=when)


def _arrow(
    drawing: Drawing, start: np.ndarray, end: np.ndarray, number: str, lit: sp.Expr | None
) -> None:
    """An arrow with a number: beside it, or where it is steep in a gap before arrows cross."""
    way = (end - start) / np.hypot(*(end - start))
    tail, tip = start + (RADIUS + 1) * way, end - (RADIUS + 2) * way
    drawing.line(*tail, *tip, "grey", on=lit, marker_end="url(#tip)")
    if abs(way[1]) < STEEP:
        at = (tail + tip) / 2 + np.array([0, _beside(way[1])])
    else:
        at = tail + 0.24 * (tip - tail)
        drawing.rect(at[0] - 20, at[1] - 8, 40, 16, "paper")
        at = at + np.array([0, 5])
    drawing.text(*at, number, kind="middle fill-0")


def _beside(down: float) -> float:
    """How far below its arrow a number stands, so that it does not touch it."""
    return -6 - 20 * down if down >= 0 else 18 - 16 * down

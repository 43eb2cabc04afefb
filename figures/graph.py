"""Computation graphs, drawn from the code that they belong to.

A function is run on `Node` objects in place of numbers. Each operation notes what it was made
from and its derivative by each of these, its *local* derivatives; `differentiate` then multiplies
them along the arrows, from the result back, and adds up where several arrows leave a node.
"""

import math
from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.patches import Ellipse

WIDTH, HEIGHT = 0.48, 0.5  # of a node, in units of the distance between columns and rows


class Node:
    """A number that remembers how it was made."""

    def __init__(self, value: float, name: str, made_from: tuple[tuple["Node", float], ...] = ()):
        self.value = value
        self.name = name  # of an input, or the sign of an operation
        self.made_from = made_from  # each with the local derivative
        self.gradient = 0.0  # of the result by this node, once `differentiate` was there

    def __add__(self, other: "Node | float") -> "Node":
        if isinstance(other, Node):
            return Node(self.value + other.value, "+", ((self, 1.0), (other, 1.0)))
        return Node(self.value + other, f"+{other}", ((self, 1.0),))

    def __mul__(self, other: "Node") -> "Node":
        factors = ((self, other.value), (other, self.value))
        return Node(self.value * other.value, "×", factors)

    def __neg__(self) -> "Node":
        return Node(-self.value, "·(−1)", ((self, -1.0),))


def exponential(node: Node) -> Node:
    """The graph's exp."""
    value = math.exp(node.value)
    return Node(value, "exp", ((node, value),))


def reciprocal(node: Node) -> Node:
    """The graph's 1/x."""
    return Node(1 / node.value, "1/x", ((node, -1 / node.value**2),))


def differentiate(result: Node) -> None:
    """Set the gradient of every node: the chain rule from the result back to the inputs.

    The list is in order of computation, so when the loop comes to a node from behind, all that
    was made from it has been there already and its gradient is complete.
    """
    nodes = in_order(result)
    for node in nodes:
        node.gradient = 0.0
    result.gradient = 1.0
    for node in reversed(nodes):
        for source, local in node.made_from:
            source.gradient += node.gradient * local  # added: a node may be used twice


def in_order(result: Node) -> list[Node]:
    """All nodes of a graph, each one after those that it was made from."""
    found: dict[int, Node] = {}

    def visit(node: Node) -> None:
        if id(node) not in found:
            for source, _ in node.made_from:
                visit(source)
            found[id(node)] = node

    visit(result)
    return list(found.values())


def draw(axes: Axes, result: Node) -> None:
    """Draw a graph from left to right: above a node its value, below it its gradient.

    On an arrow stands the local derivative.
    """
    differentiate(result)
    places = dict(_places(result))
    for node in in_order(result):
        at = places[id(node)]
        name = node.name if node.made_from else f"${node.name}$"
        axes.text(*at, name, ha="center", va="center", size="small")
        axes.add_patch(Ellipse(at, WIDTH, HEIGHT, facecolor="C7", alpha=0.15))
        axes.text(at[0], at[1] + 0.3, _short(node.value), ha="center", size="small")
        axes.text(
            at[0],
            at[1] - 0.3,
            _short(node.gradient),
            ha="center",
            va="top",
            size="small",
            color="C1",
        )
        for source, local in node.made_from:
            _arrow(axes, places[id(source)], at, _short(local))
    columns, rows = zip(*places.values(), strict=True)
    axes.set(xlim=(-0.5, max(columns) + 0.5), ylim=(min(rows) - 0.65, max(rows) + 0.65))
    axes.axis("off")


def _places(result: Node) -> Iterator[tuple[int, tuple[float, float]]]:
    """Inputs at the left in the order of their use; a node right of all it was made from."""
    places: dict[int, tuple[float, float]] = {}
    inputs = 0
    for node in in_order(result):
        if node.made_from:
            before = [places[id(source)] for source, _ in node.made_from]
            column = max(place[0] for place in before) + 1
            row = sum(place[1] for place in before) / len(before)
        else:
            column, row = 0, -inputs
            inputs += 1
        places[id(node)] = column, row
        yield id(node), (column, row)


def _arrow(axes: Axes, start: tuple[float, float], end: tuple[float, float], text: str) -> None:
    """An arrow between two nodes, with a text above its middle."""
    slope = (end[1] - start[1]) / (end[0] - start[0])
    tail = start[0] + WIDTH / 2 + 0.03, start[1] + slope * (WIDTH / 2 + 0.03)
    tip = end[0] - WIDTH / 2 - 0.03, end[1] - slope * (WIDTH / 2 + 0.03)
    axes.annotate("", tip, tail, arrowprops={"arrowstyle": "->", "color": "C7"})
    middle = (tail[0] + tip[0]) / 2, (tail[1] + tip[1]) / 2
    axes.text(*middle, text, ha="center", va="bottom", size="x-small", color="C0")


def _short(value: float) -> str:
    """At most two decimals, and a real minus sign."""
    return f"{round(value, 2):g}".replace("-", "−")

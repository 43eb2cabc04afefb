"""Computation graphs, drawn from the code that they belong to.

A function is run on `Node` objects in place of numbers. Each operation notes what it was made
from and its derivative by each of these, its *local* derivatives; `differentiate` then multiplies
them along the arrows, from the result back, and adds up where several arrows leave a node.
"""

import math
from collections.abc import Iterable, Iterator, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse

from figures.paper import Place, arrow, canvas, decimals, write
from figures.styles import AUXILIARY, BACKWARD

LOCAL = "C0"  # the colour of what stands on an arrow
NODE = 34, 22  # points, as all that follows
NUMBER = 17  # from the middle of a node to the number above or below it
CHARACTER = 2.9, 4.5  # half the width and half the height of one
MARGIN = 22, 26  # of the paper, from the middle of a node
GAP = 12  # between two parts of a graph


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


def maximum(one: Node, other: Node) -> Node:
    """The graph's max of two different numbers."""
    larger = max(one, other, key=lambda node: node.value)
    return Node(larger.value, "max", tuple((n, float(n is larger)) for n in (one, other)))


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


def draw(result: Node, column: float, row: float) -> Figure:
    """Draw a graph from left to right: above a node its value, below it its gradient.

    On an arrow stands the local derivative. Columns and rows are so many points apart.
    """
    differentiate(result)
    return _paper([_placed(in_order(result), column, row)])


def draw_in_two(result: Node, middle: Node, name: str, column: float, row: float) -> Figure:
    """Draw what leads to a node, and below it what follows it, where it stands again by name."""
    differentiate(result)
    first = in_order(middle)
    later = [node for node in in_order(result) if node not in first]
    again = Node(middle.value, name)
    again.gradient = middle.gradient
    renamed = {id(middle): again}
    for node in later:
        made_from = tuple((renamed.get(id(n), n), local) for n, local in node.made_from)
        renamed[id(node)] = copy = Node(node.value, node.name, made_from)
        copy.gradient = node.gradient
    chain = [again, *(renamed[id(node)] for node in later)]
    across = column * _depth(first) / _depth(chain)  # as wide as the other
    return _paper([_placed(first, column, row), _placed(chain, across, row)])


Placed = list[tuple[Node, Place]]


def _placed(nodes: Sequence[Node], column: float, row: float) -> Placed:
    places = dict(_places(nodes))
    return [(n, (places[id(n)][0] * column, places[id(n)][1] * row)) for n in nodes]


def _depth(nodes: Iterable[Node]) -> float:
    return max(place[0] for _, place in _places(nodes))


def _places(nodes: Iterable[Node]) -> Iterator[tuple[int, Place]]:
    """Inputs at the left in the order of their use; a node right of all it was made from."""
    places: dict[int, Place] = {}
    inputs = 0
    for node in nodes:
        if node.made_from:
            before = [places[id(source)] for source, _ in node.made_from]
            at = max(p[0] for p in before) + 1, sum(p[1] for p in before) / len(before)
        else:
            at = 0, inputs
            inputs += 1
        places[id(node)] = at
        yield id(node), at


def _paper(parts: Sequence[Placed]) -> Figure:
    """One part below the other."""
    height, shifts = 0.0, []
    for part in parts:
        height += GAP if shifts else 0
        shifts.append(height + MARGIN[1])
        height += max(y for _, (_, y) in part) + 2 * MARGIN[1]
    width = max(x for part in parts for _, (x, _) in part) + 2 * MARGIN[0]
    figure, axes = canvas(width, height)
    axes.set_ylim(height, 0)  # the first input is the highest
    for part, shift in zip(parts, shifts, strict=True):
        _draw(axes, {id(n): (n, (x + MARGIN[0], y + shift)) for n, (x, y) in part})
    return figure


def _draw(axes: Axes, placed: dict[int, tuple[Node, Place]]) -> None:
    for node, at in placed.values():
        axes.add_patch(Ellipse(at, *NODE, facecolor=AUXILIARY, alpha=0.15))
        letter = node.name[0].isalpha() and node.name not in ("exp", "max")
        write(axes, at, f"${node.name}$" if letter else node.name, size=11 if letter else 9)
        write(axes, (at[0], at[1] - NUMBER), _short(node.value))
        write(axes, (at[0], at[1] + NUMBER), _short(node.gradient), BACKWARD)
        for source, local in node.made_from:
            _arrow(axes, placed[id(source)][1], at, _short(local))


def _arrow(axes: Axes, start: Place, end: Place, text: str) -> None:
    """An arrow between two nodes, with a text above its middle, as near as it fits."""
    length = math.dist(start, end)
    along = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    # The radius of an ellipse in this direction, and a gap.
    reach = 1 / math.hypot(2 * along[0] / NODE[0], 2 * along[1] / NODE[1]) + 3
    tail = start[0] + reach * along[0], start[1] + reach * along[1]
    tip = end[0] - reach * along[0], end[1] - reach * along[1]
    arrow(axes, tail, tip)
    half = CHARACTER[0] * len(text), CHARACTER[1]
    away = abs(along[1]) * half[0] + abs(along[0]) * half[1] + 3
    at = (tail[0] + tip[0]) / 2 + away * along[1], (tail[1] + tip[1]) / 2 - away * along[0]
    write(axes, at, text, LOCAL)


def _short(value: float) -> str:
    """At most two decimals."""
    text = decimals(value)
    return text.rstrip("0").rstrip(".")

"""The paths from one weight of a worked example to the error, with the slope of every step."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.paper import Place, arrow, box, canvas, decimals, write
from figures.styles import BACKWARD
from figures.worked import Net

CELL = 96, 24  # of a value with its name, in points
PITCH, APART = 54, 150  # from one value to the next, down and across
LEFT = 58  # where the middle of the first column is
DIGITS = 4


@dataclass(frozen=True)
class Names:
    """What an example calls its values: formulas in which {} is the number of the neuron."""

    net_h: str = "net_{{h{}}}"
    out_h: str = "out_{{h{}}}"
    net_o: str = "net_{{o{}}}"
    out_o: str = "out_{{o{}}}"


@dataclass(frozen=True)
class Value:
    """A value on a path: its name, and its slope with respect to the value before."""

    name: str
    value: Any
    slope: Any = 1


@dataclass(frozen=True)
class Fork:
    """What all paths share, a branch through each output, and what they end in."""

    shared: list[Value]
    branches: list[list[Value]]
    end: Value


def of_output(net: Net, k: int, j: int, names: Names) -> list[Value]:
    """The one path from the weight that leads from hidden neuron j to output k, counted from 0.

    The net may hold the symbols of a derivation; then the path does too.

    Raises:
        IndexError: there is no such neuron.
    """
    weight = Value(f"w_{{{net.W.size + k * net.b.size + j + 1}}}", net.V[k, j])
    return [weight, *_through(net, k, net.hidden[j], names), Value("E", net.error)]


def of_hidden(net: Net, j: int, m: int, names: Names) -> Fork:
    """From the weight that leads from input m to hidden neuron j: a path through each output."""
    out = net.hidden[j]
    shared = [
        Value(f"w_{{{j * net.i.size + m + 1}}}", net.W[j, m]),
        Value(names.net_h.format(j + 1), net.W[j] @ net.i + net.b[j], net.i[m]),
        Value(names.out_h.format(j + 1), out, out * (1 - out)),
    ]
    branches = [_through(net, k, net.V[k, j], names) for k in range(net.c.size)]
    return Fork(shared, branches, Value("E", net.error))


def numbers(path: list[Value] | Fork) -> list[Any]:
    """All numbers of the picture of a path, in the order in which they are drawn."""
    if isinstance(path, Fork):
        found = numbers(path.shared)
        for branch in path.branches:
            found += [*numbers(branch), branch[0].slope, path.end.slope]
        return [*found, path.end.value]
    return [*(one.value for one in path), *(one.slope for one in path[1:])]


def to_output(path: list[Value]) -> Figure:
    """The picture of one path."""
    figure, axes = canvas(2 * LEFT + 50, _height(len(path)))
    _column(axes, LEFT, path, 0, len(path))
    return figure


def to_hidden(fork: Fork) -> Figure:
    """The picture of paths that part and meet again."""
    shared = fork.shared
    rows = len(shared) + 4
    figure, axes = canvas(2 * LEFT + APART + 50, _height(rows))
    middle = LEFT + APART / 2
    _column(axes, middle, shared, 0, rows)
    part, end = (middle, _y(len(shared) - 1, rows)), (middle, _y(rows - 1, rows))
    for k, branch in enumerate(fork.branches):
        x = LEFT + k * APART
        _column(axes, x, branch, len(shared), rows)
        _step(axes, part, (x, _y(len(shared), rows)), branch[0].slope, k)
        _step(axes, (x, _y(rows - 2, rows)), end, fork.end.slope, k)
    _cell(axes, end, fork.end)
    return figure


def _through(net: Net, k: int, slope: Any, names: Names) -> list[Value]:
    """From what enters an output neuron to its part of the error; the first slope is given."""
    out, target = net.outputs[k], net.t[k]
    score = net.V[k] @ net.hidden + net.c[k]
    return [
        Value(names.net_o.format(k + 1), score, slope),
        Value(names.out_o.format(k + 1), out, out * (1 - out)),
        Value(f"E_{{o{k + 1}}}", (out - target) ** 2 / 2, out - target),
    ]


def _height(rows: int) -> float:
    return (rows - 1) * PITCH + CELL[1] + 6


def _y(row: int, rows: int) -> float:
    return (rows - 1 - row) * PITCH + CELL[1] / 2 + 3


def _column(axes: Axes, x: float, values: list[Value], first: int, rows: int) -> None:
    """Values below each other, with the slopes beside the arrows between them."""
    places = [(x, _y(first + row, rows)) for row in range(len(values))]
    for place, value in zip(places, values, strict=True):
        _cell(axes, place, value)
    for (above, below), value in zip(pairwise(places), values[1:], strict=True):
        _step(axes, above, below, value.slope, 1)


def _cell(axes: Axes, at: Place, value: Value) -> None:
    box(axes, at, *CELL)
    write(axes, (at[0] - CELL[0] / 2 + 6, at[1]), f"${value.name}$", ha="left", size=11)
    write(axes, (at[0] + CELL[0] / 2 - 6, at[1]), decimals(value.value, DIGITS), ha="right")


def _step(axes: Axes, above: Place, below: Place, slope: Any, side: int) -> None:
    """An arrow down, and the slope at its right, or at its left where ``side`` is 0."""
    reach = CELL[1] / 2 + 1
    start, end = (above[0], above[1] - reach), (below[0], below[1] + reach)
    if above[0] != below[0]:  # it begins and ends nearer to the other column
        towards = 20 if below[0] > above[0] else -20
        start, end = (start[0] + towards, start[1]), (end[0] - towards, end[1])
    arrow(axes, start, end)
    ha = "left" if side else "right"
    at = ((start[0] + end[0]) / 2 + (8 if side else -8), (start[1] + end[1]) / 2)
    write(axes, at, decimals(slope, DIGITS), BACKWARD, ha)

"""What the worked examples share: a small net of sigmoids, its steps, and its picture."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np
import sympy as sp
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from figures.pictures import WIDTH
from figures.styles import AUXILIARY
from nn.activation import sigmoid
from nn.worked_2_2_2 import sigmoid_net, sigmoid_net_error, sigmoid_net_step

RADIUS, ROW = 20, 104  # of a neuron, and to the next below, in points
ABOVE = 27  # what is given with a neuron takes so much
LABEL = np.array([22, 7])  # half of the room of a weight, across and up
NAMES = ("i_{}", "out_{{h{}}}", "out_{{o{}}}")


@dataclass(frozen=True)
class Net:
    """The parameters of an example at one moment, with its inputs and targets."""

    w: np.ndarray  # all weights, as the example counts them
    b: np.ndarray
    c: np.ndarray
    i: np.ndarray
    t: np.ndarray

    @property
    def W(self) -> np.ndarray:
        return self.w[: self.b.size * self.i.size].reshape(self.b.size, self.i.size)

    @property
    def V(self) -> np.ndarray:
        return self.w[self.b.size * self.i.size :].reshape(self.c.size, self.b.size)

    @property
    def parameters(self) -> dict[str, np.ndarray]:
        """What the functions of the chapter take."""
        return {name: getattr(self, name) for name in ("W", "V", "b", "c", "i", "t")}

    @property
    def error(self) -> float:
        return float(sigmoid_net_error(**self.parameters))

    @property
    def hidden(self) -> np.ndarray:
        return sigmoid(self.W @ self.i + self.b)

    @property
    def outputs(self) -> np.ndarray:
        return sigmoid_net(self.W, self.V, self.b, self.c, self.i)


def start(example: ModuleType) -> Net:
    """A worked example as it begins, with the values that its derivation gives."""
    return Net(*(_number(getattr(example, name), example.given) for name in "wbcit"))


def given(example: ModuleType) -> list[list[str]]:
    """All that an example is given, each row with its symbols and its numbers."""
    net = start(example)
    inputs, hidden, outputs = net.i.size, net.b.size, net.c.size
    rows = [["given", "symbols", "numbers"], _row("inputs", "i", net.i)]
    rows += [
        _row(f"weights into hidden neuron {j + 1}", "w", net.W[j], j * inputs)
        for j in range(hidden)
    ]
    rows += [
        _row(f"weights into output neuron {k + 1}", "w", net.V[k], hidden * inputs + k * hidden)
        for k in range(outputs)
    ]
    rows += [_row("biases of the hidden neurons", "b", net.b)]
    rows += [_row("biases of the output neurons", "c", net.c), _row("targets", "t", net.t)]
    return [*rows, ["learning rate", r"$\eta$", f"{float(example.given[example.eta]):g}"]]


def _row(what: str, letter: str, numbers: np.ndarray, before: int = 0) -> list[str]:
    symbols = (f"{letter}_{{{before + k}}}" for k in range(1, len(numbers) + 1))
    shown = (f"{x:.0f}" if x == int(x) else f"{x:.2f}" for x in numbers)
    return [what, f"${', '.join(symbols)}$", ", ".join(shown)]


def _number(symbols: np.ndarray, given: Mapping[sp.Symbol, sp.Rational]) -> np.ndarray:
    return np.vectorize(lambda symbol: float(given[symbol]), otypes=[float])(symbols)


def step(net: Net, eta: float = 0.5) -> Net:
    """Compute all gradients where the weights are, then move all."""
    return replace(net, w=sigmoid_net_step(net.w, net.b, net.c, net.i, net.t, eta))


def path(net: Net, update: Callable[[Net], Net], updates: int) -> tuple[Net, ...]:
    """The network after 0, 1, 2 ... updates."""
    return tuple(_path(net, update, updates))


def _path(net: Net, update: Callable[[Net], Net], updates: int) -> Iterator[Net]:
    yield net
    for _ in range(updates):
        net = update(net)
        yield net


def draw(net: Net) -> Figure:
    """The neurons with what they put out, and the numbers that the example gives.

    Places are in points, so that a label can be given room in its line.
    """
    layers = (net.i, net.hidden, net.outputs)
    height = ROW * (max(map(len, layers)) - 1) + 2 * (RADIUS + ABOVE)
    figure = Figure(figsize=(WIDTH, height / 72), layout="none")
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, 72 * WIDTH), ylim=(-height / 2, height / 2))
    axes.axis("off")
    across = np.linspace(RADIUS + 4, 72 * WIDTH - RADIUS - 4, len(layers))
    places = [
        [np.array([x, ROW * ((len(layer) - 1) / 2 - k)]) for k in range(len(layer))]
        for x, layer in zip(across, layers, strict=True)
    ]
    count = 0
    for layer, weights in enumerate((net.W, net.V)):
        for (to, source), weight in np.ndenumerate(weights):
            count += 1
            ends = places[layer][source], places[layer + 1][to]
            _connect(axes, *ends, f"$w_{{{count}}} = {weight:.2f}$")
    given: tuple[dict[str, np.ndarray], ...] = ({}, {"b": net.b}, {"c": net.c, "t": net.t})
    for centres, values, name, known in zip(places, layers, NAMES, given, strict=True):
        for k, (at, output) in enumerate(zip(centres, values, strict=True)):
            lines = [f"${letter}_{k + 1} = {all_[k]:.2f}$" for letter, all_ in known.items()]
            _neuron(axes, at, f"${name.format(k + 1)}$", f"{output:.4g}", lines)
    return figure


def _neuron(axes: Axes, at: np.ndarray, name: str, output: str, given: list[str]) -> None:
    """Draw a circle with its name and output; beyond it, away from the others, what is given."""
    axes.add_patch(Circle(at, RADIUS, fill=False, edgecolor="C0", linewidth=1.5))
    axes.text(at[0], at[1] + 5, name, ha="center", va="center", size="small")
    axes.text(at[0], at[1] - 7, output, ha="center", va="center", size="small")
    above = at[1] >= 0
    place = at[0], at[1] + (RADIUS + 3) * (1 if above else -1)
    side = "bottom" if above else "top"
    axes.text(*place, "\n".join(given), ha="center", va=side, size="small")


def _connect(axes: Axes, start: np.ndarray, end: np.ndarray, label: str) -> None:
    """Draw a line that leaves room for its label, nearer to its start than lines cross."""
    step = end - start
    along = RADIUS * step / np.hypot(*step)
    middle = start + min(0.36, 36 / max(abs(step[1]), 1)) * step
    gap = np.min(LABEL / np.maximum(np.abs(step), 1)) * step
    points = np.array([start + along, middle - gap, [np.nan] * 2, middle + gap, end - along])
    axes.plot(*points.T, color=AUXILIARY, linewidth=1)
    axes.text(*middle, label, ha="center", va="center", size="small")

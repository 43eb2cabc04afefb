"""What the worked examples share: a small net of sigmoids, its steps, and its picture."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np
import sympy as sp
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nn.activation import sigmoid
from nn.worked_2_2_2 import sigmoid_net, sigmoid_net_error, sigmoid_net_step


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


def draw(net: Net, height: float) -> Figure:
    """The neurons with what they put out, and the weights in the order of the example."""
    figure = Figure(figsize=(6.4, height), layout="constrained")
    axes = figure.subplots()
    layers = (net.i, net.hidden, net.outputs)
    heights = [[(len(layer) - 1) / 2 - k for k in range(len(layer))] for layer in layers]
    count = 0
    for layer, weights in enumerate((net.W, net.V)):
        for (to, source), weight in np.ndenumerate(weights):
            count += 1
            ends = (layer, heights[layer][source]), (layer + 1, heights[layer + 1][to])
            _connect(axes, *ends, f"$w_{{{count}}} = {weight:.2f}$")
    for layer, (values, name) in enumerate(zip(layers, ("i_", "out_{h", "out_{o"), strict=True)):
        for k, (output, at) in enumerate(zip(values, heights[layer], strict=True)):
            axes.scatter(layer, at, s=1500, facecolor="none", edgecolor="C0")
            axes.text(layer, at, f"{output:.4f}", ha="center", va="center", color="C0")
            label = f"${name}{k + 1}{'}' * ('{' in name)}$"
            axes.text(layer, at - 0.27, label, ha="center", va="top", size="small")
    top = max(map(max, heights))  # a line to a neuron beyond the limits would not be drawn
    axes.set(xlim=(-0.35, 2.35), ylim=(-top - 0.45, top + 0.3))
    axes.axis("off")
    return figure


def _connect(axes: Axes, start: tuple, end: tuple, label: str) -> None:
    """Draw a line whose label stands beside it, near its start, and never on it."""
    line = {"arrowstyle": "-", "color": "C0", "shrinkA": 19, "shrinkB": 19}
    axes.annotate("", end, start, arrowprops=line)
    slope, at = end[1] - start[1], 0.26
    shift, side = (0.04, "bottom") if slope <= 0 else (-0.04, "top")
    place = start[0] + at, start[1] + at * slope + shift
    axes.text(*place, label, size="x-small", ha="left", va=side)

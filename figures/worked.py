"""What the worked examples share: a small net of sigmoids, and its steps."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np
import sympy as sp

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
    def error(self) -> Any:
        return float(sigmoid_net_error(**self.parameters))

    @property
    def hidden(self) -> np.ndarray:
        return sigmoid(self.W @ self.i + self.b)

    @property
    def outputs(self) -> np.ndarray:
        return sigmoid_net(self.W, self.V, self.b, self.c, self.i)


@dataclass(frozen=True)
class InSymbols(Net):
    """The same in the symbols of its derivation."""

    out_h: np.ndarray
    out_o: np.ndarray
    E: sp.Expr

    @property
    def hidden(self) -> np.ndarray:
        return self.out_h

    @property
    def outputs(self) -> np.ndarray:
        return self.out_o

    @property
    def error(self) -> Any:
        return self.E


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

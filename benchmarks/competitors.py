"""One training step of the same net in each library, from the same parameters.

The net has one hidden layer with ReLU, softmax with cross-entropy, and gradient descent, all in
float32 but where float64 is said. Each contestant is written as its documentation would have
it; `benchmarks.agreement` refuses those that do not compute the same.
"""

import argparse
import ast
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from benchmarks.floors import FLOORS
from benchmarks.missing import Skipped, program
from benchmarks.peers import PEERS
from nn.network import Network
from nn.optimizer import GradientDescent

Array = np.ndarray
Parameters = dict[str, Array]  # "W1", "b1", "W2", "b2"; examples are rows
SOURCE = "two_layer.py"


class Contestant(Protocol):
    """A net in training, in whatever arrays its library has."""

    def take(self, X: Array, t: Array) -> tuple[Any, Any]:
        """Turn examples, float32 a row, and their classes into the library's own arrays."""

    def pick(self, X: Any, t: Any, rows: Array) -> tuple[Any, Any]:
        """Choose a batch among all examples."""

    def step(self, X: Any, t: Any) -> Any:
        """Make a step, be done with it, and return the loss before it."""

    @property
    def parameters(self) -> Parameters:
        """The parameters, as NumPy's arrays."""


def contestants(
    asked: argparse.Namespace, start: Parameters, rate: float, names: Iterable[str] = ()
) -> tuple[dict[str, Contestant], dict[str, str]]:
    """Those that are named, or all, as far as they can be had here; and why others can't."""
    found: dict[str, Contestant] = {}
    skipped = {}
    for name in names or MAKERS:
        try:
            found[name] = MAKERS[name](asked, {k: v.copy() for k, v in start.items()}, rate)
        except Skipped as why:
            skipped[name] = str(why)
    return found, skipped


def initial(inputs: int, hidden: int, classes: int = 10) -> Parameters:
    """Small random weights, and no biases."""
    rng = np.random.default_rng(0)
    network = Network((inputs, hidden, classes))
    scale = {name: 0.01 if name.startswith("W") else 0 for name in network.shapes}
    return {
        name: scale[name] * rng.standard_normal(shape, np.float32)
        for name, shape in network.shapes.items()
    }


class Book:
    """This book's functions."""

    def __init__(self, asked: argparse.Namespace, start: Parameters, rate: float):
        (d, h), k = start["W1"].shape, start["W2"].shape[1]
        self._network = Network((d, h, k))
        self._rule = GradientDescent(rate)
        self._state = self._rule.start(start)
        self.parameters = start

    def take(self, X: Array, t: Array) -> tuple[Array, Array]:
        return X, t

    def pick(self, X: Array, t: Array, rows: Array) -> tuple[Array, Array]:
        return X.take(rows, axis=0), t.take(rows)

    def step(self, X: Array, t: Array) -> np.floating:
        loss, gradients = self._network.loss_and_gradients(self.parameters, X, t)
        self._rule.step(self.parameters, gradients, self._state)
        return loss


class Book64(Book):
    """This book's functions in float64."""

    def __init__(self, asked: argparse.Namespace, start: Parameters, rate: float):
        super().__init__(asked, {k: v.astype(np.float64) for k, v in start.items()}, rate)

    def take(self, X: Array, t: Array) -> tuple[Array, Array]:
        return X.astype(np.float64), t


class Source:
    """The tutorial's program, in float64 as it is: gradient, step, and the loss once more."""

    def __init__(self, asked: argparse.Namespace, start: Parameters, rate: float):
        net = definitions(program(asked, SOURCE))["Net"]
        self._net, self._rate = net(1, 1, 1), rate
        self._net.p = {name: value.astype(np.float64) for name, value in start.items()}
        self._eye = np.eye(start["W2"].shape[1])

    def take(self, X: Array, t: Array) -> tuple[Array, Array]:
        return X.astype(np.float64), self._eye[t]

    def pick(self, X: Array, t: Array, rows: Array) -> tuple[Array, Array]:
        return X[rows], t[rows]

    def step(self, X: Array, t: Array) -> float:
        gradients = self._net.gradient(X, t)
        for name, gradient in gradients.items():
            self._net.p[name] -= self._rate * gradient
        return self._net.loss(X, t)

    @property
    def parameters(self) -> Parameters:
        return self._net.p


def definitions(path: Path, given: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a program defines, beside what is given, without running the rest of it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kept = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    tree.body = [node for node in tree.body if isinstance(node, kept)]
    found = dict(given or {})
    exec(compile(tree, str(path), "exec"), found)
    return found


MAKERS: dict[str, Any] = {"nn": Book, "nn64": Book64, **PEERS, "source": Source, **FLOORS}

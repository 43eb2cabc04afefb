"""One training step of the same net in each library, from the same parameters.

The net has one hidden layer with ReLU, softmax with cross-entropy, and gradient descent, all in
float32 but for the source's program. Each contestant is written as its documentation would have
it; `benchmarks.agreement` refuses those that do not compute the same.
"""

import argparse
import ast
import warnings
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from benchmarks.missing import Skipped, program, require_package
from nn.network import Network
from nn.optimizer import GradientDescent

Array = np.ndarray
Parameters = dict[str, Array]  # "W1", "b1", "W2", "b2"; examples are rows
SOURCE = "seed1_two_layer.py"


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
    asked: argparse.Namespace, start: Parameters, rate: float
) -> tuple[dict[str, Contestant], dict[str, str]]:
    """All that can be had here, `nn` first, and the reasons why others can't."""
    found: dict[str, Contestant] = {}
    skipped = {}
    for name, make in MAKERS.items():
        try:
            found[name] = make(asked, {k: v.copy() for k, v in start.items()}, rate)
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


class Products:
    """The floor: only the five matrix products of a step, each into an array that is there."""

    def __init__(self, asked: argparse.Namespace, start: Parameters, rate: float):
        self.parameters = start
        self._into: dict[int, list[Array]] = {}

    def take(self, X: Array, t: Array) -> tuple[Array, Array]:
        return X, t

    def pick(self, X: Array, t: Array, rows: Array) -> tuple[Array, Array]:
        return X[: len(rows)], t[: len(rows)]

    def step(self, X: Array, t: Array) -> None:
        W1, W2 = self.parameters["W1"], self.parameters["W2"]
        if len(X) not in self._into:
            (d, h), k, n = W1.shape, W2.shape[1], len(X)
            shapes = (n, h), (n, k), (h, k), (n, h), (d, h)
            self._into[n] = [np.empty(shape, X.dtype) for shape in shapes]
        Z1, Z2, G_W2, G_Z1, G_W1 = self._into[len(X)]
        np.matmul(X, W1, out=Z1)
        np.matmul(Z1, W2, out=Z2)
        np.matmul(Z1.T, Z2, out=G_W2)
        np.matmul(Z2, W2.T, out=G_Z1)
        np.matmul(X.T, G_Z1, out=G_W1)


class Torch:
    """PyTorch as its tutorials have it: a module, autograd, `torch.optim.SGD`."""

    def __init__(self, asked: argparse.Namespace, start: Parameters, rate: float):
        require_package("torch")
        import torch

        torch.set_num_threads(asked.threads)
        self._torch = torch
        (d, h), k = start["W1"].shape, start["W2"].shape[1]
        self._net = torch.nn.Sequential(
            torch.nn.Linear(d, h), torch.nn.ReLU(), torch.nn.Linear(h, k)
        )
        with torch.no_grad():
            for layer, index in ((self._net[0], 1), (self._net[2], 2)):
                layer.weight.copy_(torch.from_numpy(start[f"W{index}"].T))
                layer.bias.copy_(torch.from_numpy(start[f"b{index}"]))
        self._loss = torch.nn.CrossEntropyLoss()
        self._rule = torch.optim.SGD(self._net.parameters(), lr=rate)

    def take(self, X: Array, t: Array) -> tuple[Any, Any]:
        return self._torch.from_numpy(X), self._torch.from_numpy(t)

    def pick(self, X: Any, t: Any, rows: Array) -> tuple[Any, Any]:
        rows = self._torch.from_numpy(rows)
        return X[rows], t[rows]

    def step(self, X: Any, t: Any) -> Any:
        self._rule.zero_grad()
        loss = self._loss(self._net(X), t)
        loss.backward()
        self._rule.step()
        return loss.detach()

    @property
    def parameters(self) -> Parameters:
        W1, b1, W2, b2 = (p.detach().numpy() for p in self._net.parameters())
        return {"W1": W1.T, "b1": b1, "W2": W2.T, "b2": b2}


class Jax:
    """JAX: the step compiled by `jax.jit`, its parameters given away to be written over."""

    def __init__(self, asked: argparse.Namespace, start: Parameters, rate: float):
        require_package("jax")
        import jax
        import jax.numpy as jnp

        def loss(parameters: dict, X: Any, t: Any) -> Any:
            A = jax.nn.relu(X @ parameters["W1"] + parameters["b1"])
            log_P = jax.nn.log_softmax(A @ parameters["W2"] + parameters["b2"])
            return -jnp.take_along_axis(log_P, t[:, None], axis=1).mean()

        def step(parameters: dict, X: Any, t: Any) -> tuple[Any, dict]:
            value, gradients = jax.value_and_grad(loss)(parameters, X, t)
            return value, jax.tree.map(lambda p, g: p - rate * g, parameters, gradients)

        self._jax, self._jnp = jax, jnp
        self._step = jax.jit(step, donate_argnums=0)
        self._pick = jax.jit(lambda X, t, rows: (X[rows], t[rows]))
        self._parameters = {name: jnp.array(value) for name, value in start.items()}

    def take(self, X: Array, t: Array) -> tuple[Any, Any]:
        return self._jnp.asarray(X), self._jnp.asarray(t)

    def pick(self, X: Any, t: Any, rows: Array) -> tuple[Any, Any]:
        return self._pick(X, t, rows)

    def step(self, X: Any, t: Any) -> Any:
        loss, self._parameters = self._step(self._parameters, X, t)
        self._jax.block_until_ready(self._parameters)
        return loss

    @property
    def parameters(self) -> Parameters:
        return {name: np.array(value) for name, value in self._parameters.items()}


class ScikitLearn:
    """scikit-learn's MLPClassifier, without momentum and penalty, a `partial_fit` a batch."""

    def __init__(self, asked: argparse.Namespace, start: Parameters, rate: float):
        require_package("sklearn")
        from sklearn.neural_network import MLPClassifier

        self._rate, self._start, self._make, self._net = rate, start, MLPClassifier, None

    def take(self, X: Array, t: Array) -> tuple[Array, Array]:
        return X, t

    def pick(self, X: Array, t: Array, rows: Array) -> tuple[Array, Array]:
        return X[rows], t[rows]

    def step(self, X: Array, t: Array) -> float:
        self._net = self._net or self._started(X, t)
        self._net.partial_fit(X, t)
        return self._net.loss_

    def epoch(self, X: Array, t: Array) -> None:
        """One pass in batches of its own choice: it checks X once, and not for every batch."""
        self._net.set_params(shuffle=True).partial_fit(X, t)

    @property
    def parameters(self) -> Parameters:
        W, b = (self._net.coefs_, self._net.intercepts_) if self._net else ([], [])
        return {"W1": W[0], "b1": b[0], "W2": W[1], "b2": b[1]}

    def _started(self, X: Array, t: Array) -> Any:
        """It makes its parameters in its first call, so these are put in their place."""
        warnings.filterwarnings("ignore", "Got `batch_size`")  # at the end of an epoch
        hidden, classes = self._start["W2"].shape
        net = self._make(
            (hidden,), "relu", solver="sgd", alpha=0, batch_size=len(X), shuffle=False,
            learning_rate_init=self._rate, momentum=0, nesterovs_momentum=False,
        )  # fmt: skip
        net.partial_fit(X, t, classes=np.arange(classes))
        for layer in (1, 2):
            net.coefs_[layer - 1][...] = self._start[f"W{layer}"]
            net.intercepts_[layer - 1][...] = self._start[f"b{layer}"]
        return net


class Source:
    """The tutorial's own program, in float64 as it is: gradient, step, and the loss once more."""

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


def definitions(path: Path) -> dict[str, Any]:
    """What a program defines, without running the rest of it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kept = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    tree.body = [node for node in tree.body if isinstance(node, kept)]
    found: dict[str, Any] = {}
    exec(compile(tree, str(path), "exec"), found)
    return found


MAKERS = {
    "nn": Book,
    "torch": Torch,
    "jax": Jax,
    "sklearn": ScikitLearn,
    "source": Source,
    "products": Products,
}

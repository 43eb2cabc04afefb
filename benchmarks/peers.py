"""One training step in each library, written as its documentation would have it."""

import argparse
import warnings
from typing import Any

import numpy as np

from benchmarks.missing import require_compiler, require_package

Array = np.ndarray
Parameters = dict[str, Array]


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
        self._forward = self._net
        self._loss = torch.nn.CrossEntropyLoss()
        self._rule = torch.optim.SGD(self._net.parameters(), lr=rate)

    def take(self, X: Array, t: Array) -> tuple[Any, Any]:
        return self._torch.from_numpy(X), self._torch.from_numpy(t)

    def pick(self, X: Any, t: Any, rows: Array) -> tuple[Any, Any]:
        rows = self._torch.from_numpy(rows)
        return X[rows], t[rows]

    def step(self, X: Any, t: Any) -> Any:
        self._rule.zero_grad()
        loss = self._loss(self._forward(X), t)
        loss.backward()
        self._rule.step()
        return loss.detach()

    @property
    def parameters(self) -> Parameters:
        W1, b1, W2, b2 = (p.detach().numpy() for p in self._net.parameters())
        return {"W1": W1.T, "b1": b1, "W2": W2.T, "b2": b2}


class TorchCompiled(Torch):
    """The same after `torch.compile`, which writes C++ for this size of batch and compiles it."""

    def __init__(self, asked: argparse.Namespace, start: Parameters, rate: float):
        super().__init__(asked, start, rate)
        require_compiler()
        self._torch.compiler.reset()
        self._forward = self._torch.compile(self._net, dynamic=False)


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


PEERS = {"torch": Torch, "torch_compiled": TorchCompiled, "jax": Jax, "sklearn": ScikitLearn}

"""Whole runs, each in a process of its own: ``python -m benchmarks.runs NAME DIR ...``.

Those of the two-layer net read MNIST's files, make the same number of steps with batches drawn at
random, and are tested as often as the tutorial's program tests itself: every 1875 steps, and at the
end, on the training and the test images. Those of softmax regression take the images as they lie in
the files, and are tested once, as the tutorial does. The clock starts when the packages are
imported, and the last line that is printed is the outcome as JSON.
"""

import contextlib
import io
import json
import re
import resource
import runpy
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from experiments import mnist

BATCH, RATE, HIDDEN, SEED = 512, 0.05, 50, 0
TESTED_EVERY = 1875  # of the tutorial's 117.1875 steps an epoch, the multiples that are whole


def book(folder: Path, steps: int) -> dict[str, float]:
    """This book's experiment `two_layer_net`, its parts but for the tests."""
    from experiments import data, two_layer_net
    from experiments.predictions import accuracy
    from nn.network import Network

    start = _now()
    digits = data.from_folder(folder)
    settings = two_layer_net.TwoLayerSettings(
        steps=steps, batch_size=BATCH, learning_rate=RATE, hidden=HIDDEN
    )
    rng = np.random.default_rng(SEED)
    network = Network((digits.inputs, HIDDEN, 10))
    parameters = two_layer_net.initialize(network, rng)

    def test() -> list[float]:
        return [
            accuracy(two_layer_net.scores(network, parameters, examples), examples)
            for examples in (digits.train, digits.test)
        ]

    training = two_layer_net.train(network, parameters, digits.train, settings, rng)
    loss = np.nan
    for step, loss in enumerate(training):  # noqa: B007
        if step % TESTED_EVERY == 0:
            test()
    return _outcome(start, loss, *test())


def regression(folder: Path, epochs: int) -> dict[str, float]:
    """This book's experiment `softmax_regression`, its parts, run as the tutorial's program is."""
    from experiments import data, softmax_regression, training
    from experiments.predictions import accuracy

    start = _now()
    digits = data.from_folder(folder)
    settings = training.Settings(epochs=epochs, batch_size=100, keep_order=True)
    rng = np.random.default_rng(SEED)
    parameters = softmax_regression.initialize(digits.inputs, rng)
    step = softmax_regression.loss_and_gradients
    *_, loss = training.train(parameters, step, digits.train, settings, rng)
    right = accuracy(softmax_regression.scores(parameters, digits.test), digits.test)
    return _outcome(start, loss, np.nan, right)


def torch(folder: Path, steps: int, as_bytes: bool = False) -> dict[str, float]:
    """PyTorch: a module, autograd, `torch.optim.SGD`, the images as numbers or as bytes."""
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    start = _now()
    train, tests = (_tensors(torch, *pair, as_bytes) for pair in mnist.read(folder))
    net = torch.nn.Sequential(
        torch.nn.Linear(train[0].shape[1], HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 10)
    )
    for layer in (net[0], net[2]):
        torch.nn.init.normal_(layer.weight, std=0.01)
        torch.nn.init.zeros_(layer.bias)
    criterion = torch.nn.CrossEntropyLoss()
    rule = torch.optim.SGD(net.parameters(), lr=RATE)

    def numbers(X: Any) -> Any:
        return X.float().mul_(1 / 255) if as_bytes else X

    def test() -> list[float]:
        with torch.no_grad():
            return [
                sum((net(numbers(x)).argmax(1) == y).sum().item() for x, y in zip(
                    X.split(1000), t.split(1000), strict=True)) / len(t)
                for X, t in (train, tests)
            ]  # fmt: skip

    X, t = train
    for step in range(steps):
        rows = torch.randint(0, len(X), (BATCH,))
        rule.zero_grad()
        loss = criterion(net(numbers(X[rows])), t[rows])
        loss.backward()
        rule.step()
        if step % TESTED_EVERY == 0:
            test()
    return _outcome(start, loss.item(), *test())


def torch_bytes(folder: Path, steps: int) -> dict[str, float]:
    """PyTorch, with the images as bytes."""
    return torch(folder, steps, as_bytes=True)


def jax(folder: Path, steps: int) -> dict[str, float]:
    """JAX: choosing the batch and the step compiled together by `jax.jit`."""
    import jax
    import jax.numpy as jnp

    jnp.zeros(1).block_until_ready()  # starts the backend, as an import would
    start = _now()
    (X, t), tests = (
        (jnp.asarray(images.reshape(len(images), -1) * np.float32(1 / 255)), jnp.asarray(labels))
        for images, labels in mnist.read(folder)
    )
    rng = np.random.default_rng(SEED)
    parameters = {
        "W1": jnp.asarray(0.01 * rng.standard_normal((X.shape[1], HIDDEN), np.float32)),
        "b1": jnp.zeros(HIDDEN),
        "W2": jnp.asarray(0.01 * rng.standard_normal((HIDDEN, 10), np.float32)),
        "b2": jnp.zeros(10),
    }

    def scores(p: dict, X: Any) -> Any:
        return jax.nn.relu(X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]

    def loss_of(p: dict, X: Any, t: Any) -> Any:
        log_P = jax.nn.log_softmax(scores(p, X))
        return -jnp.take_along_axis(log_P, t[:, None].astype(int), axis=1).mean()

    def step_with(p: dict, X: Any, t: Any, rows: Any) -> tuple[Any, dict]:
        loss, gradients = jax.value_and_grad(loss_of)(p, X[rows], t[rows])
        return loss, jax.tree.map(lambda p, g: p - RATE * g, p, gradients)

    step_with = jax.jit(step_with, donate_argnums=0)
    right = jax.jit(lambda p, X, t: (scores(p, X).argmax(axis=1) == t).mean())

    def test() -> list[float]:
        return [float(right(parameters, *pair)) for pair in ((X, t), tests)]

    for step in range(steps):
        loss, parameters = step_with(parameters, X, t, rng.integers(0, len(X), BATCH))
        if step % TESTED_EVERY == 0:
            test()
    return _outcome(start, float(loss), *test())


def source(folder: Path, steps: int, program: Path) -> dict[str, float]:
    """A tutorial's own program, run as it stands; that of softmax regression has its own steps."""
    printed = io.StringIO()
    sys.argv = [str(program), str(folder), str(steps)]
    start = _now()
    with contextlib.redirect_stdout(printed):
        runpy.run_path(str(program), run_name="__main__")
    last = printed.getvalue().splitlines()[-1]
    found = {
        name: re.search(rf"\b{name}(?: accuracy)? (\S+)", last)
        for name in ("loss", "train", "test")
    }
    return _outcome(start, *(float(each[1]) if each else np.nan for each in found.values()))


def _tensors(torch: Any, images: np.ndarray, labels: np.ndarray, as_bytes: bool) -> tuple:
    X = torch.from_numpy(images.reshape(len(images), -1).copy())
    return X if as_bytes else X.float().mul_(1 / 255), torch.from_numpy(labels.astype(np.int64))


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _outcome(
    start: tuple[float, float], loss: float, train: float, test: float
) -> dict[str, float]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds, busy = (now - then for now, then in zip(_now(), start, strict=True))
    known = {"loss": loss, "train_accuracy": train, "test_accuracy": test}
    return {
        "seconds": seconds,
        "cores": busy / seconds,
        "megabytes": peak / (1024**2 if sys.platform == "darwin" else 1024),
        **{name: float(value) for name, value in known.items() if np.isfinite(value)},
    }


RUNS = {
    "nn": book,
    "torch": torch,
    "torch_bytes": torch_bytes,
    "jax": jax,
    "source": source,
    "regression": regression,
}


if __name__ == "__main__":
    name, folder, steps, *more = sys.argv[1:]
    print(json.dumps(RUNS[name](Path(folder), int(steps), *map(Path, more))))

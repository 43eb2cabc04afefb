"""The gradient of all parameters of 784-50-10 from values of the loss, in float64, batch of 100.

What each computes:

* `loop`: central differences, two forward passes for each parameter (`numerical_gradient`)
* `structured`: the same differences, computing only what a moved parameter changes
* `approx_fprime` of SciPy: forward differences, one pass each; the error is of first order in h
* `gradcheck` of PyTorch: central differences as the loop, and backpropagation's gradient to compare
  them with; it returns whether they agree, and not the gradient
"""

import argparse
from collections.abc import Callable

import numpy as np

from benchmarks import missing
from benchmarks.competitors import initial
from benchmarks.missing import Skipped
from benchmarks.step import images
from benchmarks.timing import in_turns, ratio, summary
from experiments.data import from_folder
from experiments.errors import InputError
from experiments.progress import Progress
from nn.network import Network
from nn.numerical_differentiation import relative_error
from nn.numerical_training import CentralDifferences

BATCH, HIDDEN, QUICK = 100, 50, 2
ROUNDS = 3
FORWARD = 1.5e-8  # SciPy's own step: the root of the rounding unit
AGREE = 1e-9  # between entries of the two ways to the same differences
ROUGH = 0.02  # between differences and backpropagation: a moved parameter may cross a kink of ReLU


def measure(asked: argparse.Namespace) -> dict:
    """Time each way to the gradient, and say how far each is from backpropagation's."""
    hidden = QUICK if asked.quick else HIDDEN
    X, t = batch(asked)
    parameters = {k: v.astype(np.float64) for k, v in initial(X.shape[1], hidden).items()}
    network = Network((X.shape[1], hidden, 10))
    exact = flat(network.gradients(parameters, X, t))
    ways, skipped = {}, {}
    for name, make in MAKERS.items():
        try:
            ways[name] = make(parameters, X, t)
        except Skipped as why:
            skipped[name] = str(why)
    found: dict[str, np.ndarray] = {}

    rounds = 1 if asked.quick else ROUNDS

    def noted(name: str, progress: Progress) -> Callable[[], None]:
        def call() -> None:
            found[name] = ways[name]()
            progress.step()

        return call

    with Progress(rounds * len(ways), "gradient") as progress:
        once = {name: noted(name, progress) for name in ways}
        timings = in_turns(once, rounds, warm_up=0)
    require_same(found, exact)
    return {
        "examples": len(X),
        "hidden": hidden,
        "parameters": len(exact),
        "skipped": skipped,
        "seconds": {name: summary(timing) for name, timing in timings.items()},
        "ratios": {
            name: ratio(timing, timings["structured"])
            for name, timing in timings.items()
            if name != "structured"
        },
        "errors": {
            name: float(f"{relative_error(value, exact):.1e}") for name, value in found.items()
        },
    }


def batch(asked: argparse.Namespace) -> tuple[np.ndarray, np.ndarray]:
    """The first training images in float64, or random ones where MNIST is not at hand."""
    try:
        X, t = from_folder(missing.data(asked)).train.batch(np.arange(BATCH))
    except Skipped:
        X, t = images(BATCH)
        X = np.round(X * 255) / 255
    return X.astype(np.float64), t


def loop(parameters: dict, X: np.ndarray, t: np.ndarray) -> Callable[[], np.ndarray]:
    """Two forward passes for every parameter."""
    differences = CentralDifferences()
    return lambda: flat(differences.generic_gradients(parameters, X, t))


def structured(parameters: dict, X: np.ndarray, t: np.ndarray) -> Callable[[], np.ndarray]:
    """Only what changes."""
    differences = CentralDifferences()
    return lambda: flat(differences.gradients(parameters, X, t))


def approx_fprime(parameters: dict, X: np.ndarray, t: np.ndarray) -> Callable[[], np.ndarray]:
    """SciPy's forward differences of the same loss."""
    missing.require_package("scipy")
    from scipy.optimize import approx_fprime

    differences = CentralDifferences()
    ordered = dict(sorted(parameters.items()))
    ends = np.cumsum([value.size for value in ordered.values()])

    def loss(w: np.ndarray) -> float:
        parts = np.split(w, ends[:-1])
        named = zip(ordered.items(), parts, strict=True)
        return differences.loss({k: part.reshape(v.shape) for (k, v), part in named}, X, t)

    start = flat(parameters)
    return lambda: approx_fprime(start, loss, FORWARD)


def gradcheck(parameters: dict, X: np.ndarray, t: np.ndarray) -> Callable[[], np.ndarray]:
    """PyTorch's comparison of both gradients."""
    missing.require_package("torch")
    import torch

    x, y = torch.from_numpy(X), torch.from_numpy(t)
    held = [torch.from_numpy(v.copy()).requires_grad_() for v in parameters.values()]

    def loss(W1, b1, W2, b2):
        return torch.nn.functional.cross_entropy(torch.relu(x @ W1 + b1) @ W2 + b2, y)

    return lambda: np.array([torch.autograd.gradcheck(loss, held, eps=1e-6, atol=1e-6)])


MAKERS = {
    "structured": structured,
    "loop": loop,
    "approx_fprime": approx_fprime,
    "gradcheck": gradcheck,
}


def flat(arrays: dict[str, np.ndarray]) -> np.ndarray:
    """All entries in one row, in the order of the names."""
    return np.concatenate([array.ravel() for _, array in sorted(arrays.items())])


def require_same(found: dict[str, np.ndarray], exact: np.ndarray) -> None:
    """Raise `InputError` where a way came to something else."""
    agreed = found.pop("gradcheck", np.array([True])).all()
    errors = {name: relative_error(value, exact) for name, value in found.items()}
    apart = np.abs(found["structured"] - found["loop"]).max()
    if not agreed or max(errors.values()) > ROUGH or apart > AGREE:
        raise InputError(
            f"expected all to come to backpropagation's gradient; got relative errors {errors}, "
            f"{apart:.1e} between loop and structured, and gradcheck {agreed}; not compared"
        )


def lines(results: dict) -> list[str]:
    """Times, ratios and errors as a table to print."""
    rows = [f"  {'':16}{'seconds':>10}{'of structured':>15}{'error':>10}"]
    for name, seconds in results["seconds"].items():
        share = f"{results['ratios'][name]['median']:.1f}" if name in results["ratios"] else ""
        error = f"{results['errors'][name]:.0e}" if name in results["errors"] else ""
        rows.append(f"  {name:16}{seconds['median']:>10.3f}{share:>15}{error:>10}")
    return rows + [f"  without {name}: {why}" for name, why in results["skipped"].items()]

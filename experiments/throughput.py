"""How many images a second a network reads, by the size of its batches, and where the time goes.

All times are the processor's, of one thread: what other programs do in the meantime counts little.
"""

import platform
import re
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from experiments.training import Parameters
from nn.activation import sigmoid
from nn.linear import linear
from nn.network import Network

SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
QUARTILES = (25, 50, 75)
SIDE = 512  # of the square matrices whose product tells how fast the processor can multiply
CALLS = 500  # of what takes microseconds, to be timed together


def throughput(
    network: Network, parameters: Parameters, X: np.ndarray, rounds: int, step: Callable[[], None]
) -> dict:
    """Time the forward pass with batches of all sizes, by turns, and what it is made of."""
    from threadpoolctl import threadpool_info, threadpool_limits

    sizes = [size for size in SIZES if size <= len(X)]
    with threadpool_limits(1):
        taken: dict[int, list[float]] = {size: [] for size in sizes}
        for _ in range(rounds):
            for size in sizes:
                starts = range(0, len(X) - size + 1, size)
                forward_all(network, parameters, X[: 2 * size], range(0, size, size))  # warm up
                start = time.process_time()
                forward_all(network, parameters, X[: starts[-1] + size], starts)
                taken[size].append((time.process_time() - start) / len(starts))
            step()
        calls = [
            {
                "batch_size": size,
                "seconds": _quartiles(taken[size]),
                **parts(network, parameters, X[:size], rounds),
            }
            for size in sizes
        ]
        return {
            "processor": processor(),
            "sizes": list(network.sizes),
            "threads": max(pool["num_threads"] for pool in threadpool_info()),
            "calls": calls,
            **rates(network, parameters, X, rounds),
        }


def forward_all(
    network: Network, parameters: Parameters, X: np.ndarray, starts: range
) -> list[np.ndarray]:
    """The scores of all images, a batch after the other."""
    return [network.forward(parameters, X[start : start + starts.step]) for start in starts]


def parts(network: Network, parameters: Parameters, X: np.ndarray, rounds: int) -> dict:
    """Seconds of a call whose images are in the cache, and of its linear layers and sigmoids."""
    repeats = max(1, CALLS // len(X))
    last = len(network.sizes) - 1
    linears = sigmoids = 0.0
    A = X
    for layer in range(1, last + 1):
        W, b = parameters[f"W{layer}"], parameters[f"b{layer}"]
        linears += _median(lambda A=A, W=W, b=b: linear(A, W, b), repeats, rounds)
        Z = linear(A, W, b)
        if layer < last:
            sigmoids += _median(lambda Z=Z: sigmoid(Z), repeats, rounds)
            A = sigmoid(Z)
    again = _median(lambda: network.forward(parameters, X), repeats, rounds)
    return {"again": again, "linear": float(f"{linears:.4g}"), "sigmoid": float(f"{sigmoids:.4g}")}


def rates(network: Network, parameters: Parameters, X: np.ndarray, rounds: int) -> dict:
    """The three constants of the model, each measured where it is nearly alone."""
    tiny = Network((1,) * len(network.sizes), network.activation)
    few = tiny.initialise(np.random.default_rng(0), np.float32)
    one = np.ones((1, 1), np.float32)
    square = np.ones((SIDE, SIDE), np.float32)
    W, row = parameters["W1"], X[:1]
    return {
        "alpha": _median(lambda: tiny.forward(few, one), CALLS, rounds),
        "beta": W.nbytes / _median(lambda: row @ W, CALLS, rounds),
        "gamma": 2 * SIDE**3 / _median(lambda: square @ square, 1, rounds),
    }


def processor() -> str:
    """The name of the processor, as far as the system tells it."""
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    except OSError:
        found = None
    return found[1].strip() if found else platform.processor() or platform.machine()


def _median(call: Callable[[], object], repeats: int, rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(repeats):
            call()
        taken.append((time.process_time() - start) / repeats)
    return _quartiles(taken)[1]


def _quartiles(seconds: list[float]) -> list[float]:
    return [float(f"{q:.4g}") for q in np.percentile(seconds, QUARTILES)]

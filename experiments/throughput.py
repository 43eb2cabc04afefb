"""How many images a second a network reads, by the size of its batches, and where the time goes.

All times are the processor's, of one thread: what other programs do in the meantime counts little.
"""

import platform
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from experiments.training import Parameters
from nn.activation import sigmoid
from nn.linear import linear
from nn.network import Network

SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000)
Key = str | tuple[int, str]
Timed = tuple[Callable[[], object], int]  # and how often it is called in a round
QUARTILES = (25, 50, 75)
SIDE = 512  # of the square matrices whose product tells how fast the processor can multiply
CALLS = 500  # of what takes microseconds, to be timed together


def throughput(
    network: Network, parameters: Parameters, X: np.ndarray, rounds: int, step: Callable[[], None]
) -> dict:
    """Time the forward pass with batches of all sizes, and what the time may go into.

    Everything takes its turn in every round, so that a slower moment of the machine meets all.
    """
    from threadpoolctl import threadpool_info, threadpool_limits

    sizes = [size for size in SIZES if size <= len(X)]
    timed = constants(network, parameters, X)
    for size in sizes:
        timed |= {(size, name): each for name, each in batches(network, parameters, X, size)}
    seconds: dict[Key, list[float]] = {key: [] for key in timed}
    with threadpool_limits(1):
        for _ in range(rounds):
            for key, (call, times) in timed.items():
                start = time.process_time()
                for _ in range(times):
                    call()
                seconds[key].append((time.process_time() - start) / times)
            step()
        threads = max(pool["num_threads"] for pool in threadpool_info())
    found = {key: _quartiles(taken) for key, taken in seconds.items()}
    return {
        "processor": processor(),
        "threads": threads,
        "sizes": list(network.sizes),
        "calls": [
            {
                "batch_size": size,
                "seconds": [float(f"{q / (len(X) // size):.4g}") for q in found[size, "all"]],
                "again": found[size, "again"][1],
                "sigmoid": found[size, "sigmoid"][1],
            }
            for size in sizes
        ],
        "alpha": found["overhead"][1],
        "beta": parameters["W1"].nbytes / found["bytes"][1],
        "gamma": 2 * SIDE**3 / found["operations"][1],
    }


def batches(
    network: Network, parameters: Parameters, X: np.ndarray, size: int
) -> Iterator[tuple[str, Timed]]:
    """All images in batches of one size, the same batch again and again, and its sigmoids."""
    starts, same = range(0, len(X) - size + 1, size), X[:size]
    scores, A = [], same
    for layer in range(1, len(network.sizes) - 1):
        scores.append(linear(A, parameters[f"W{layer}"], parameters[f"b{layer}"]))
        A = sigmoid(scores[-1])
    times = max(2, CALLS // size)
    yield "all", (lambda: forward_all(network, parameters, X, starts), 1)
    yield "again", (lambda: network.forward(parameters, same), times)
    yield "sigmoid", (lambda: [sigmoid(Z) for Z in scores], times)


def forward_all(
    network: Network, parameters: Parameters, X: np.ndarray, starts: range
) -> list[np.ndarray]:
    """The scores of all images, a batch after the other."""
    return [network.forward(parameters, X[start : start + starts.step]) for start in starts]


def constants(network: Network, parameters: Parameters, X: np.ndarray) -> dict[Key, Timed]:
    """Calls in which overhead, bytes and operations are nearly alone."""
    tiny = Network((1,) * len(network.sizes), network.activation)
    few = tiny.initialize(np.random.default_rng(0), np.float32)
    one, square = np.ones((1, 1), np.float32), np.ones((SIDE, SIDE), np.float32)
    return {
        "overhead": (lambda: tiny.forward(few, one), CALLS),
        "bytes": (lambda: X[:1] @ parameters["W1"], CALLS),
        "operations": (lambda: square @ square, 2),
    }


def processor() -> str:
    """The name of the processor, as far as the system tells it."""
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text("utf-8"))
    except OSError:
        found = None
    return found[1].strip() if found else platform.processor() or platform.machine()


def _quartiles(seconds: list[float]) -> list[float]:
    return [float(f"{q:.4g}") for q in np.percentile(seconds, QUARTILES)]

"""Where this book's step spends its time: the same calls as in a step, each in its turn."""

import argparse

import numpy as np

from benchmarks.competitors import Book, initial
from benchmarks.floors import Products
from benchmarks.timing import in_turns, ratio, summary
from nn.activation import relu, relu_prime
from nn.linear import linear, linear_grad_b
from nn.loss import softmax_cross_entropy_and_grad_Z
from nn.optimizer import GradientDescent

Array = np.ndarray
RATE = 1e-6  # so small that many steps change nothing that takes time


def profile(X: Array, t: Array, hidden: int, rounds: int) -> dict[str, dict]:
    """Seconds of a whole step, of its products, and of what else it calls."""
    start = initial(X.shape[1], hidden)
    asked = argparse.Namespace(threads=1)
    book, products = (
        kind(asked, {k: v.copy() for k, v in start.items()}, RATE) for kind in (Book, Products)
    )
    Z1 = linear(X, start["W1"], start["b1"])
    Z2 = linear(relu(Z1), start["W2"], start["b2"])
    _, G = softmax_cross_entropy_and_grad_Z(Z2, t)
    rule = GradientDescent(RATE)
    moved = {name: value.copy() for name, value in start.items()}
    state = rule.start(moved)

    def biases() -> None:
        _ = Z1 + start["b1"], Z2 + start["b2"], linear_grad_b(Z1), linear_grad_b(G)

    calls = {
        "nn": lambda: book.step(X, t),
        "products": lambda: products.step(X, t),
        "loss": lambda: softmax_cross_entropy_and_grad_Z(Z2, t),
        "move": lambda: rule.step(moved, start, state),
        "biases": biases,
        "relu": lambda: (relu(Z1), Z1 * relu_prime(Z1)),
    }
    return {name: summary(timing) for name, timing in in_turns(calls, rounds, 0.005).items()}


def single(inputs: int, hidden: int, rounds: int) -> dict:
    """Seconds of a column times a row: as a matrix product, and entry by entry."""
    rng = np.random.default_rng(2)
    X, G = (rng.random((1, size), np.float32) for size in (inputs, hidden))
    calls = {"matmul": lambda: X.T @ G, "entries": lambda: np.einsum("d,k->dk", X[0], G[0])}
    timings = in_turns(calls, rounds, 0.005)
    return {
        "seconds": {name: summary(timing) for name, timing in timings.items()},
        "matmul_of_entries": ratio(timings["matmul"], timings["entries"]),
    }

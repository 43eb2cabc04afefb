"""Karpathy's micrograd: the example of its README, and the neuron of its lecture."""

import numpy as np

from figures.oracles.published import Oracle, Source, numbers
from nn.activation import relu, tanh, tanh_prime
from nn.numerical_differentiation import numerical_gradient

SOURCE = Source(
    "micrograd",
    "https://github.com/karpathy/micrograd",
    "c911406e5ace8742e5841a7e0df113ecb5d54685",
)
AT = np.array([-4.0, 2.0])
X, W, BIAS = np.array([2.0, 0.0]), np.array([-3.0, 1.0]), 6.8813735870195432


def expression(at: np.ndarray) -> float:
    """The slightly contrived example of the README, line by line."""
    a, b = at
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + relu(b + a)
    d += 3 * d + relu(b - a)
    f = (c - d) ** 2
    return f / 2.0 + 10.0 / f


def neuron() -> np.ndarray:
    """What the neuron of the lecture says; its slopes with respect to its inputs and weights."""
    score = np.array([X @ W + BIAS])
    return np.concatenate([tanh(score), tanh_prime(score) * W, tanh_prime(score) * X])


ORACLES = (
    Oracle("value", (relu,), "24.7041", lambda: expression(AT)),
    Oracle(
        "slopes with respect to a and b",
        (relu, numerical_gradient),
        numbers("138.8338 645.5773"),
        lambda: numerical_gradient(expression, AT, 1e-5),
    ),
    Oracle(
        "neuron with tanh and its slopes",
        (tanh, tanh_prime),
        numbers("0.7071 -1.5000 0.5000 1.0000 0.0000"),
        neuron,
    ),
)

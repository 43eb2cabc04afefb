"""Activation functions and their derivatives, entry by entry. Chapter: docs/activation.md."""

import numpy as np
from jaxtyping import Float

Array = np.ndarray


def step(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Return 1 where x is positive and 0 elsewhere, so 0 at 0."""
    return np.ceil(x.clip(0, 1))  # x > 0 would turn NaN into 0


def sigmoid(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Squash x into the interval from 0 to 1.

    The exponential is of a number that is never positive, so it cannot overflow, and the
    small values of the left tail keep all their digits.
    """
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


def sigmoid_prime(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Differentiate the sigmoid; 1 - sigmoid(x) is taken as sigmoid(-x), exact in both tails."""
    return sigmoid(x) * sigmoid(-x)


def tanh(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Squash x into the interval from -1 to 1."""
    return np.tanh(x)


def tanh_prime(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Differentiate tanh through the sigmoid: 1 - tanh(x)**2 would lose the tails to rounding."""
    return 4 * sigmoid_prime(2 * x)


def relu(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Keep what is positive and replace the rest by 0."""
    return np.maximum(x, 0)


def relu_prime(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Differentiate ReLU; at the kink, where every value in [0, 1] is a subgradient, return 0."""
    return step(x)


def identity(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Return x as it is: the activation of a regression's output layer."""
    return x


def identity_prime(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Differentiate the identity: 1 for every entry."""
    return np.ones_like(x)

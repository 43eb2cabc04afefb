"""Activation functions and their derivatives, entry by entry. Chapter: docs/activation.md."""

import numpy as np
from jaxtyping import Float

from nn.shapes import shapes_checked

Array = np.ndarray


@shapes_checked
def step(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Return 1 where x is positive and 0 elsewhere, so 0 at 0.

    Example:
        >>> step([-2.0, 0.0, 2.0])
        array([0., 0., 1.])
    """
    return np.ceil(np.clip(x, 0, 1))  # x > 0 would turn NaN into 0


@shapes_checked
def sigmoid(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Squash x into the interval from 0 to 1.

    The exponential is of a number that is never positive, so it cannot overflow. The values of
    the left tail keep all their digits, and at the right their distance from 1 is subtracted:
    what is rounded is small.

    Example:
        >>> sigmoid([-2.0, 0.0, 2.0]).round(3)
        array([0.119, 0.5  , 0.881])
    """
    e = np.exp(-np.abs(x))
    q = e / (1 + e)  # at -|x|
    return np.where(x < 0, e - e * q, 1 - q)


@shapes_checked
def sigmoid_prime(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Differentiate the sigmoid; 1 - sigmoid(x) is taken as sigmoid(-x), exact in both tails.

    Example:
        >>> sigmoid_prime([-2.0, 0.0, 2.0]).round(3)
        array([0.105, 0.25 , 0.105])
    """
    return sigmoid(x) * sigmoid(-x)


@shapes_checked
def tanh(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Squash x into the interval from -1 to 1.

    Example:
        >>> tanh([-2.0, 0.0, 2.0]).round(3)
        array([-0.964,  0.   ,  0.964])
    """
    return np.tanh(x)


@shapes_checked
def tanh_prime(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Differentiate tanh through the sigmoid: 1 - tanh(x)**2 would lose the tails to rounding.

    Example:
        >>> tanh_prime([-2.0, 0.0, 2.0]).round(3)
        array([0.071, 1.   , 0.071])
    """
    return 4 * sigmoid_prime(2 * x)


@shapes_checked
def relu(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Keep what is positive and replace the rest by 0.

    Example:
        >>> relu([-2.0, 0.0, 2.0])
        array([0., 0., 2.])
    """
    return np.maximum(x, 0)


@shapes_checked
def relu_prime(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Differentiate ReLU; at the kink, where every value in [0, 1] is a subgradient, return 0.

    Example:
        >>> relu_prime([-2.0, 0.0, 2.0])
        array([0., 0., 1.])
    """
    return step(x)


@shapes_checked
def identity(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Return x as it is: the activation of a regression's output layer.

    Example:
        >>> identity([-2.0, 0.0, 2.0])
        array([-2.,  0.,  2.])
    """
    return x


@shapes_checked
def identity_prime(x: Float[Array, "*n"]) -> Float[Array, "*n"]:
    """Differentiate the identity: 1 for every entry.

    Example:
        >>> identity_prime([-2.0, 0.0, 2.0])
        array([1., 1., 1.])
    """
    return np.ones_like(x)

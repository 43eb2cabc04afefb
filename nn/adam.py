"""A rate for each parameter: AdaGrad, RMSProp, Adam, AdamW. Chapter: docs/adam.md."""

import math
from dataclasses import dataclass

import numpy as np

from nn.optimizer import Array, GradientDescent, Gradients, Path, Point
from nn.shapes import shapes_checked


@shapes_checked
def adagrad(w: Point, g: Gradients, eta: float, epsilon: float) -> Path:
    """Divide each parameter's gradient by the root of the sum of its squares.

    Raises:
        ValueError: eta or epsilon is not above 0.

    Example:
        >>> adagrad([1.0], [[3.0], [4.0]], eta=0.5, epsilon=1e-12)
        array([[1. ],
               [0.5],
               [0.1]])
    """
    return AdaGrad(eta, epsilon).path(w, g)


@shapes_checked
def rmsprop(w: Point, g: Gradients, eta: float, rho: float, epsilon: float) -> Path:
    """Divide each parameter's gradient by the root of its recent mean square.

    Raises:
        ValueError: eta or epsilon is not above 0, or rho not from 0 up to 1.

    Example:
        >>> rmsprop([1.0], [[3.0]], eta=0.25, rho=0.75, epsilon=1e-12)
        array([[1. ],
               [0.5]])
    """
    return RMSProp(eta, rho, epsilon).path(w, g)


@shapes_checked
def adam(w: Point, g: Gradients, eta: float, beta_1: float, beta_2: float, epsilon: float) -> Path:
    """Divide the recent mean of the gradients by the root of their recent mean square.

    Raises:
        ValueError: eta or epsilon is not above 0, or beta_1 or beta_2 not from 0 up to 1.

    Example:
        >>> adam([1.0], [[3.0], [3.0]], eta=0.25, beta_1=0.9, beta_2=0.999, epsilon=1e-12)
        array([[1.  ],
               [0.75],
               [0.5 ]])
    """
    return Adam(eta, beta_1, beta_2, epsilon).path(w, g)


@shapes_checked
def adamw(
    w: Point, g: Gradients, eta: float, beta_1: float, beta_2: float, epsilon: float, gamma: float
) -> Path:
    """Go with Adam, and take a share of each parameter away that no gradient has a part in.

    Raises:
        ValueError: eta or epsilon is not above 0, or another setting not from 0 up to 1.

    Example:
        >>> adamw([1.0], [[3.0]], eta=0.25, beta_1=0.9, beta_2=0.999, epsilon=1e-12, gamma=0.5)
        array([[1.   ],
               [0.625]])
    """
    return AdamW(eta, beta_1, beta_2, epsilon, gamma).path(w, g)


@shapes_checked
def warm_cosine(k: float, eta: float, A: float, B: float) -> float:
    """The rate of step k of B: up in a straight line for A steps, then down half a cosine.

    Example:
        >>> [warm_cosine(k, eta=1.0, A=2.0, B=6.0) for k in (1.0, 2.0, 4.0)]
        [0.5, 1.0, 0.5]
    """
    if k <= A:
        return eta * k / A
    return eta / 2 * (1 + math.cos(math.pi * (k - A) / (B - A)))


@dataclass(frozen=True)
class AdaGrad(GradientDescent):
    """AdaGrad; epsilon stands outside the root.

    Example:
        >>> AdaGrad(eta=0.5)
        AdaGrad(eta=0.5, epsilon=1e-08)
    """

    epsilon: float = 1e-8
    remembers = 1

    def move(self, theta: Array, g: Array, t: int, *memory: Array) -> None:
        """Add up the squares, and move by the gradient over their root.

        Example:
            >>> w, s = np.array([[1.0], [3.0]]); AdaGrad(0.5).move(w, np.ones(1), 1, s); w, s
            (array([0.75]), array([4.]))
        """
        (s,) = memory
        s += g * g
        theta -= self.eta * g / (np.sqrt(s) + self.epsilon)


@dataclass(frozen=True)
class RMSProp(GradientDescent):
    """RMSProp; epsilon stands outside the root.

    Example:
        >>> RMSProp(eta=0.5)
        RMSProp(eta=0.5, rho=0.9, epsilon=1e-08)
    """

    eta: float = 0.001
    rho: float = 0.9
    epsilon: float = 1e-8
    remembers = 1

    def move(self, theta: Array, g: Array, t: int, *memory: Array) -> None:
        """Bring the mean square up to date, and move by the gradient over its root.

        Example:
            >>> w, q = np.ones((2, 1)); RMSProp(0.5).move(w, np.ones(1), 1, q); w, q
            (array([0.5]), array([1.]))
        """
        (q,) = memory
        q *= self.rho
        q += (1 - self.rho) * (g * g)
        theta -= self.eta * g / (np.sqrt(q) + self.epsilon)


@dataclass(frozen=True)
class Adam(GradientDescent):
    """Adam as Kingma and Ba wrote it first: epsilon stands outside the root.

    Example:
        >>> Adam(eta=0.5)
        Adam(eta=0.5, beta_1=0.9, beta_2=0.999, epsilon=1e-08)
    """

    eta: float = 0.001
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8
    remembers = 2

    def move(self, theta: Array, g: Array, t: int, *memory: Array) -> None:
        """Bring mean and mean square up to date, correct both, and move by their quotient.

        Example:
            >>> w, m, v = np.eye(3)[:, :1]; Adam(0.5).move(w, np.ones(1), 1, m, v); w
            array([0.5])
        """
        m, v = memory
        m *= self.beta_1
        m += (1 - self.beta_1) * g
        v *= self.beta_2
        v += (1 - self.beta_2) * (g * g)
        root = np.sqrt(v / (1 - self.beta_2**t))
        theta -= self.eta / (1 - self.beta_1**t) * m / (root + self.epsilon)


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam whose weights decay on their own, beside the step along the gradient.

    Example:
        >>> AdamW(eta=0.5)
        AdamW(eta=0.5, beta_1=0.9, beta_2=0.999, epsilon=1e-08, gamma=0.01)
    """

    gamma: float = 0.01

    def move(self, theta: Array, g: Array, t: int, *memory: Array) -> None:
        """Shrink the parameters, and move them as Adam does.

        Example:
            >>> w, m, v = np.eye(3)[:, :1]; AdamW(0.5).move(w, np.ones(1), 1, m, v); w
            array([0.495])
        """
        theta -= self.eta * self.gamma * theta
        super().move(theta, g, t, *memory)

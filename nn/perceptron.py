"""The perceptron: a neuron that says yes or no. Chapter: docs/perceptron.md."""

import numpy as np
from jaxtyping import Float

from nn.activation import step
from nn.kinds import FLOATS, INTEGERS, converted
from nn.shapes import shapes_checked

Array = np.ndarray


@shapes_checked
def perceptron(
    X: Float[Array, "n d"], w: Float[Array, " d"], b: float | Float[Array, "1"]
) -> Float[Array, " n"]:
    """Answer 1 for every row of X whose score is positive, and 0 for the others.

    Example:
        >>> perceptron([[0, 0], [0, 1], [1, 0], [1, 1]], [1.0, 1.0], -1.5)
        array([0., 0., 0., 1.])
    """
    return step(X @ w + b)


@shapes_checked
def corrected_w(
    x: Float[Array, " d"], w: Float[Array, " d"], b: float, t: float
) -> Float[Array, " d"]:
    """Correct the weights after the answer to x, where t is the right one.

    Example:
        >>> corrected_w(x=[2.0, 3.0], w=[1.0, -1.0], b=0.0, t=1.0)
        array([3., 2.])
    """
    a = perceptron(x[np.newaxis], w, b)[0]
    return w + (t - a) * x


@shapes_checked
def corrected_b(x: Float[Array, " d"], w: Float[Array, " d"], b: float, t: float) -> np.floating:
    """Correct the bias after the answer to x, where t is the right one.

    Example:
        >>> corrected_b(x=[2.0, 3.0], w=[1.0, -1.0], b=0.0, t=1.0)
        np.float64(1.0)
    """
    a = perceptron(x[np.newaxis], w, b)[0]
    return b + (t - a)


class Perceptron:
    """A neuron that starts with these parameters, `w` and `b`, and learns by Rosenblatt's rule.

    Example:
        >>> Perceptron(w=np.zeros(2), b=0.0).b
        0.0
    """

    def __init__(self, w: Array, b: float):
        self.w, self.b = w, b

    def learn(self, X: Array, t: Array) -> int:
        """Go once through the examples, correct every mistake, and count the mistakes.

        Raises:
            ValueError: t has not an answer for each example, or another than 0 and 1.

        Example:
            >>> Perceptron(w=np.zeros(2), b=0.0).learn(np.eye(2), np.array([1, 1]))
            1
        """
        X, t = (converted("learn", n, a, INTEGERS | FLOATS) for n, a in (("X", X), ("t", t)))
        _require_answers(X, t)
        mistakes = 0
        for x, right in zip(X, map(float, t), strict=True):
            w, b = self.w, self.b
            self.w = corrected_w(x, w, b, right)
            self.b = float(corrected_b(x, w, b, right))
            mistakes += self.b != b
        return mistakes


def _require_answers(X: Array, t: Array) -> None:
    """Refuse other answers than 0 and 1, such as -1, after which there is no end of mistakes."""
    if np.ndim(X) != 2 or np.shape(t) != (len(X),):
        raise ValueError(
            "learn needs an answer for each example, X (N, D) and t (N,); got "
            f"X {np.shape(X)}, t {np.shape(t)}"
        )
    if not np.isin(t, (0, 1)).all():
        raise ValueError(
            "learn needs the answers 0 and 1 in t; "
            f"got {t[~np.isin(t, (0, 1))][0]} in t; (t + 1) / 2 turns -1 into 0"
        )

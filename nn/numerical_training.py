"""A net with one hidden layer, differentiated by values of its loss alone.

Chapter: docs/numerical_training.md. The parameters of a layer are one array Theta here: its
weights, and its biases as the last row. `first_layer_quotients` and `second_layer_quotients` are
the central differences of the mean cross-entropy with respect to each entry; `CentralDifferences`
offers them for the parameters W1, b1, W2, b2 of a `nn.network.Network`, beside the loop over all
parameters.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
from jaxtyping import Float, Integer

from nn.linear import linear
from nn.loss import softmax_cross_entropy
from nn.network import ACTIVATIONS
from nn.numerical_differentiation import numerical_gradient
from nn.shapes import shapes_checked

Array = np.ndarray
Inputs: TypeAlias = Float[Array, "n d"]
Classes: TypeAlias = Integer[Array, " n"]
Layer1: TypeAlias = Float[Array, "d+1 h"]
Layer2: TypeAlias = Float[Array, "h+1 k"]
Activation = Callable[[Float[Array, "*n"]], Float[Array, "*n"]]

BLOCK = 2**16  # moved scores at a time: few enough to stay in a processor's cache


@shapes_checked
def first_layer_quotients(
    X: Inputs, Theta1: Layer1, Theta2: Layer2, t: Classes, h: float, phi: Activation
) -> Layer1:
    """Take central differences with respect to each parameter of the first layer.

    An example's loss is computed once for each hidden unit and each value that its inputs have,
    however many inputs have it.

    Raises:
        ValueError: t holds what is no class, h is too small to move a parameter, or a score that
            is moved is not finite.

    Example:
        >>> first_layer_quotients([[2]], [[0], [0]], [[1, -1], [0, 0]], [0], 0.01, np.tanh).round(3)
        array([[-2.],
               [-1.]])
    """
    _require(Theta1, Theta2, t, h)
    X = _with_one(X)
    Z1 = X @ Theta1
    A1 = phi(Z1)
    Z2 = _with_one(A1) @ Theta2
    W2 = np.ascontiguousarray(Theta2[:-1].T)[:, np.newaxis, np.newaxis]  # class, 1, 1, unit
    Q = np.zeros_like(Theta1)
    for n in range(len(X)):
        (seen,) = np.nonzero(X[n])  # an input of zero passes no change on
        values, place = np.unique(X[n, seen], return_inverse=True)
        differences = [
            _difference(Z2[n], (phi(Z1[n] + moves) - A1[n]) * W2, t[n])
            for moves in _moves(values, h, Theta2.size)
        ]
        Q[seen] += np.concatenate(differences)[place]
    return _finite(Q) / (2 * h * len(X))


@shapes_checked
def second_layer_quotients(
    X: Inputs, Theta1: Layer1, Theta2: Layer2, t: Classes, h: float, phi: Activation
) -> Layer2:
    """Take central differences with respect to each parameter of the second layer.

    A parameter moves one score, so one term of the sum of exponentials is replaced.

    Raises:
        ValueError: t holds what is no class, h is too small to move a parameter, or a score that
            is moved is not finite.

    Example:
        >>> second_layer_quotients([[2]], [[0], [1]], [[0, 0], [0, 0]], [0], 0.01, np.sign).round(3)
        array([[-0.5,  0.5],
               [-0.5,  0.5]])
    """
    _require(Theta1, Theta2, t, h)
    A1 = _with_one(phi(_with_one(X) @ Theta1))
    Z2 = A1 @ Theta2
    Z2 -= Z2.max(axis=1, keepdims=True)  # changes no loss, and keeps exp from overflowing
    E = np.exp(Z2)
    others = E.sum(axis=1, keepdims=True) - E
    Q = np.zeros_like(Theta2)
    for n in range(len(X)):
        moves = h * A1[n, :, np.newaxis]
        right = moves * (np.arange(len(E[n])) == t[n])
        above = np.log(others[n] + np.exp(Z2[n] + moves)) - right
        below = np.log(others[n] + np.exp(Z2[n] - moves)) + right
        Q += above - below
    return _finite(Q) / (2 * h * len(X))


@dataclass(frozen=True)
class CentralDifferences:
    """Gradients from values of the loss alone, for the parameters of a net with a hidden layer.

    The parameters are those of a `nn.network.Network` of three sizes, under the same names. The
    step h is meant for float64.

    Example:
        >>> CentralDifferences()
        CentralDifferences(activation='relu', h=0.0001)
    """

    activation: str = "relu"
    h: float = 1e-4

    def __post_init__(self) -> None:
        if self.activation not in [*ACTIVATIONS]:
            raise ValueError(
                f"expected an activation among {', '.join(ACTIVATIONS)}; got {self.activation!r}"
            )

    def loss(self, parameters: Mapping[str, Array], X: Inputs, t: Classes) -> np.floating:
        """Compute the mean cross-entropy of the right classes t.

        Raises:
            ValueError: there are other parameters, as in a net with another number of layers.

        Example:
            >>> CentralDifferences().loss(
            ...     {"W1": np.eye(1), "b1": np.zeros(1), "W2": np.zeros((1, 2)), "b2": np.zeros(2)},
            ...     np.array([[2.0]]), np.array([0])).round(3)
            np.float64(0.693)
        """
        _require_two_layers(parameters)
        A1 = self._phi(linear(X, parameters["W1"], parameters["b1"]))
        return softmax_cross_entropy(linear(A1, parameters["W2"], parameters["b2"]), t)

    def gradients(self, parameters: Mapping[str, Array], X: Inputs, t: Classes) -> dict[str, Array]:
        """Approximate the gradient of the loss, computing only what a moved parameter changes.

        Raises:
            ValueError: as for `loss`, or h is too small to move a parameter.

        Example:
            >>> CentralDifferences().gradients(
            ...     {"W1": np.eye(1), "b1": np.zeros(1), "W2": np.zeros((1, 2)), "b2": np.zeros(2)},
            ...     np.array([[2.0]]), np.array([0]))["W2"].round(3)
            array([[-1.,  1.]])
        """
        _require_two_layers(parameters)
        Theta1, Theta2 = (np.vstack([parameters[f"W{n}"], parameters[f"b{n}"]]) for n in (1, 2))
        Q1 = first_layer_quotients(X, Theta1, Theta2, t, self.h, self._phi)
        Q2 = second_layer_quotients(X, Theta1, Theta2, t, self.h, self._phi)
        return {"W1": Q1[:-1], "b1": Q1[-1], "W2": Q2[:-1], "b2": Q2[-1]}

    def generic_gradients(
        self, parameters: Mapping[str, Array], X: Inputs, t: Classes
    ) -> dict[str, Array]:
        """Approximate the same gradient by a loop: two forward passes for every parameter.

        Raises:
            ValueError: as for `gradients`.

        Example:
            >>> CentralDifferences().generic_gradients(
            ...     {"W1": np.eye(1), "b1": np.zeros(1), "W2": np.zeros((1, 2)), "b2": np.zeros(2)},
            ...     np.array([[2.0]]), np.array([0]))["W2"].round(3)
            array([[-1.,  1.]])
        """
        return {
            name: numerical_gradient(partial(self._loss_at, parameters, X, t, name), value, self.h)
            for name, value in parameters.items()
        }

    def _loss_at(
        self, parameters: Mapping[str, Array], X: Inputs, t: Classes, name: str, value: Array
    ) -> np.floating:
        """The loss with another value of one parameter."""
        return self.loss({**parameters, name: value}, X, t)

    @property
    def _phi(self) -> Activation:
        return ACTIVATIONS[self.activation][0]


def _require_two_layers(parameters: Mapping[str, Array]) -> None:
    """Refuse a net whose other layers would be left out without a word."""
    names = [*parameters] if isinstance(parameters, Mapping) else [type(parameters).__name__]
    if set(names) != {"W1", "b1", "W2", "b2"}:
        raise ValueError(
            "CentralDifferences expects a net with one hidden layer, the parameters W1, b1, W2 and "
            f"b2; got {', '.join(names)}; numerical_gradient differentiates any loss"
        )
    shapes = {name: np.shape(value) for name, value in parameters.items()}
    if any(len(shapes[f"W{n}"]) != 2 or shapes[f"b{n}"] != shapes[f"W{n}"][1:] for n in (1, 2)):
        raise ValueError(
            "CentralDifferences expects weights W (D, K) with biases b (K,) in each layer; got "
            + ", ".join(f"{name} {shape}" for name, shape in shapes.items())
        )


def _with_one(A: Array) -> Array:
    """Add an input that is always 1: a bias is its weight."""
    return np.column_stack([A, np.ones(len(A), A.dtype)])


def _moves(values: Array, h: float, size: int) -> Iterator[Array]:
    """How far the scores of the hidden units move: forward and back, by blocks of the values."""
    rows = max(1, BLOCK // (2 * size))
    for start in range(0, len(values), rows):
        moved = h * values[start : start + rows, np.newaxis]
        yield np.stack([moved, -moved])


def _difference(scores: Array, changes: Array, label: np.integer) -> Array:
    """The loss of an example forward less that back; the first axis of changes is the class."""
    S = changes + scores.reshape(-1, 1, 1, 1)
    m = S.max(axis=0)
    losses = np.log(np.exp(S - m).sum(axis=0)) + m - S[label]
    return losses[0] - losses[1]


def _finite(Q: Array) -> Array:
    if not np.isfinite(Q).all():
        raise ValueError(
            "a quotient needs scores that stay finite when a parameter moves; got NaN or an "
            "overflow; take a smaller h, or scale the inputs"
        )
    return Q


def _require(Theta1: Array, Theta2: Array, t: Array, h: float) -> None:
    """Refuse what would be computed without a word: the class -1, a step lost in rounding."""
    if t.dtype.kind not in "iu" or t.min(initial=0) < 0 or t.max(initial=0) >= Theta2.shape[1]:
        raise ValueError(
            f"expected integers 0 ... {Theta2.shape[1] - 1} in t; got {t.dtype} from "
            f"{t.min(initial=0)} to {t.max(initial=0)}; count classes from 0"
        )
    if not h > 0 or any((Theta + h == Theta).any() for Theta in (Theta1, Theta2)):
        raise ValueError(
            f"expected a positive step that changes every parameter; got h = {h} for "
            f"{Theta1.dtype}, which is lost in rounding; take a larger h"
        )

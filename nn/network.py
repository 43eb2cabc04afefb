"""Layers in a row: the forward pass, and a network to train. Chapter: docs/network.md."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
from jaxtyping import Float, Integer

from nn.activation import (
    identity,
    identity_prime,
    relu,
    relu_prime,
    sigmoid,
    sigmoid_prime,
    tanh,
    tanh_prime,
)
from nn.checks import check_sizes
from nn.initialization import he_std, lecun_std
from nn.kinds import COUNT, FLOATS, INTEGERS, came, converted
from nn.linear import linear, linear_grad_b, linear_grad_W, linear_grad_X
from nn.loss import softmax_cross_entropy, softmax_cross_entropy_and_grad_Z
from nn.shapes import shapes_checked

Array = np.ndarray
Parameters = dict[str, Array]  # "W1", "b1", "W2", "b2", ...

DTYPES = (np.dtype(np.float32), np.dtype(np.float64))
ACTIVATIONS = {
    "identity": (identity, identity_prime),
    "relu": (relu, relu_prime),
    "sigmoid": (sigmoid, sigmoid_prime),
    "tanh": (tanh, tanh_prime),
}


@shapes_checked
def three_layer_network(
    X: Float[Array, "n d"],
    W1: Float[Array, "d h"],
    b1: Float[Array, " h"],
    W2: Float[Array, "h j"],
    b2: Float[Array, " j"],
    W3: Float[Array, "j k"],
    b3: Float[Array, " k"],
) -> Float[Array, "n k"]:
    """Send a batch through two layers with the sigmoid and one without; `Network` takes any.

    Example:
        >>> three_layer_network([[2.0]], [[0.0]], [0.0], [[1.0]], [-0.5], [[4.0]], [1.0])
        array([[3.]])
    """
    A1 = sigmoid(linear(X, W1, b1))
    A2 = sigmoid(linear(A1, W2, b2))
    return linear(A2, W3, b3)


@shapes_checked
def parameter_count(s: Sequence[int] | Float[Array, " m"]) -> int | np.floating:
    """Count the weights and biases of layers with s[0] inputs, s[1], s[2] ... neurons.

    Raises:
        ValueError: a size is below 0.

    Example:
        >>> parameter_count([2, 3, 1])
        13
    """
    check_sizes("parameter_count", "s", s)
    return sum((d + 1) * k for d, k in pairwise(s))


@shapes_checked
def operation_count(s: Sequence[int] | Float[Array, " m"], N: int) -> int | np.floating:
    """Count the multiplications and additions that N examples take in the layers.

    The activation functions are left out: they touch each neuron once, not each weight.

    Raises:
        ValueError: a size is below 0.

    Example:
        >>> operation_count([2, 3, 1], N=10)
        180
    """
    check_sizes("operation_count", "s", s)
    return 2 * N * sum(d * k for d, k in pairwise(s))


@dataclass(frozen=True)
class Network:
    """A classifier: linear layers with an activation between them, and softmax with cross-entropy.

    It is only a description. The parameters are a dict of arrays that every method is given, so
    nothing is hidden, and two calls with the same arguments give the same result. All arrays are
    float32 or all are float64. Every method refuses, with a `ValueError` that says what was
    expected and what came, shapes that don't fit, batches without examples, NaN and infinity.

    Example:
        >>> Network((784, 50, 10))
        Network(sizes=(784, 50, 10), activation='relu')
    """

    sizes: tuple[int, ...]
    activation: str = "relu"

    def __post_init__(self) -> None:
        fits = isinstance(self.sizes, tuple | list) and len(self.sizes) >= 2
        if not fits or not all(came(k)[0] == COUNT and k > 0 for k in self.sizes):
            raise ValueError(
                "expected sizes of two or more layers, from the inputs to the outputs, each at "
                f"least 1, as in (784, 50, 10); got {self.sizes}"
            )
        if self.activation not in [*ACTIVATIONS]:
            raise ValueError(
                f"expected an activation among {', '.join(ACTIVATIONS)}; got {self.activation!r}"
            )

    @cached_property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of every parameter.

        Example:
            >>> Network((2, 3)).shapes
            {'W1': (2, 3), 'b1': (3,)}
        """
        found: dict[str, tuple[int, ...]] = {}
        for layer, (d, k) in enumerate(pairwise(self.sizes), start=1):
            found |= {f"W{layer}": (d, k), f"b{layer}": (k,)}
        return found

    @property
    def phi(self) -> Callable[[Array], Array]:
        """The activation function.

        Example:
            >>> Network((2, 3, 2)).phi([[-2.0, 3.0]])
            array([[0., 3.]])
        """
        return ACTIVATIONS[self.activation][0]

    @property
    def phi_prime(self) -> Callable[[Array], Array]:
        """The slope of the activation function, at a score.

        Example:
            >>> Network((2, 3, 2)).phi_prime([[-2.0, 3.0]])
            array([[0., 1.]])
        """
        return ACTIVATIONS[self.activation][1]

    def initialize(self, rng: np.random.Generator, dtype: type = np.float64) -> Parameters:
        """Draw random weights whose sums keep the size of their inputs; the biases are zero.

        Example:
            >>> Network((4, 2)).initialize(np.random.default_rng(0))["W1"].shape
            (4, 2)
        """
        if not isinstance(rng, np.random.Generator):
            raise ValueError(
                f"expected a generator of random numbers; got {rng!r}; np.random.default_rng(0) "
                "makes one"
            )
        if dtype not in (*DTYPES, "float32", "float64"):
            raise ValueError(f"expected the dtype float32 or float64; got {_name(dtype)}")
        std = he_std if self.activation == "relu" else lecun_std
        parameters = {}
        for name, shape in self.shapes.items():
            if name.startswith("W"):
                parameters[name] = std(shape[0]) * rng.standard_normal(shape, dtype)
            else:
                parameters[name] = np.zeros(shape, dtype)
        return parameters

    def forward(
        self, parameters: Mapping[str, Array], X: Float[Array, "n d"]
    ) -> Float[Array, "n k"]:
        """Compute the scores of every class for every row of X.

        Example:
            >>> Network((2, 2)).forward({"W1": np.eye(2), "b1": np.ones(2)}, np.array([[3.0, 4.0]]))
            array([[4., 5.]])
        """
        return self.forward_pass(parameters, X)[1][len(self.sizes) - 1]

    @np.errstate(over="ignore", invalid="ignore")  # what comes of it is refused at the end
    def forward_pass(
        self, parameters: Mapping[str, Array], X: Float[Array, "n d"]
    ) -> tuple[dict[int, Array], dict[int, Array]]:
        """Send X through the layers, and keep what the way back needs.

        Z[1], Z[2] ... are the scores of the layers; A[0] is X, and A[1] ... are the activations
        that the next layer is given. The last scores have none.

        Example:
            >>> Network((1, 1)).forward_pass({"W1": np.eye(1), "b1": np.ones(1)}, np.eye(1))
            ({0: array([[1.]])}, {1: array([[2.]])})
        """
        A: dict[int, Array] = {0: np.asarray(converted("Network", "X", X, INTEGERS | FLOATS))}
        Z: dict[int, Array] = {}
        self._require(parameters, A[0])
        for layer in range(1, len(self.sizes)):
            if layer > 1:
                A[layer - 1] = self.phi(Z[layer - 1])
            Z[layer] = linear(A[layer - 1], parameters[f"W{layer}"], parameters[f"b{layer}"])
        _require_finite_scores(parameters, X, Z)
        return A, Z

    def loss(
        self,
        parameters: Mapping[str, Array],
        X: Float[Array, "n d"],
        t: Integer[Array, " n"],
    ) -> np.floating:
        """Compute the mean cross-entropy of the right classes t.

        Example:
            >>> O = np.zeros((2, 2)); Network((2, 2)).loss({"W1": O, "b1": O[0]}, O, np.arange(2))
            np.float64(0.6931471805599453)
        """
        return softmax_cross_entropy(self.forward(parameters, X), t)

    def gradients(
        self,
        parameters: Mapping[str, Array],
        X: Float[Array, "n d"],
        t: Integer[Array, " n"],
    ) -> Parameters:
        """Differentiate the loss with respect to every parameter, under the parameter's name.

        Example:
            >>> I = np.eye(2); Network((2, 2)).gradients({"W1": 0*I, "b1": 0*I[0]}, I, np.arange(2))
            {'W1': array([[-0.25,  0.25],
                   [ 0.25, -0.25]]), 'b1': array([0., 0.])}
        """
        return self.loss_and_gradients(parameters, X, t)[1]

    def loss_and_gradients(
        self,
        parameters: Mapping[str, Array],
        X: Float[Array, "n d"],
        t: Integer[Array, " n"],
    ) -> tuple[np.floating, Parameters]:
        """Compute `loss` and `gradients` with one forward pass for both.

        Example:
            >>> Network((1, 2)).loss_and_gradients(
            ...     {"W1": np.zeros((1, 2)), "b1": np.zeros(2)}, np.array([[2.0]]), np.array([0]))
            (np.float64(0.6931471805599453), {'W1': array([[-1.,  1.]]), 'b1': array([-0.5,  0.5])})
        """
        A, Z = self.forward_pass(parameters, X)
        loss, Delta = softmax_cross_entropy_and_grad_Z(Z[len(Z)], t)
        return loss, self.backward_pass(parameters, A, Z, Delta)

    def backward_pass(
        self,
        parameters: Mapping[str, Array],
        A: Mapping[int, Array],
        Z: Mapping[int, Array],
        Delta: Float[Array, "n k"],
    ) -> Parameters:
        """Differentiate with respect to every parameter, from A and Z of `forward_pass`.

        Delta is the last delta: the gradient of any loss with respect to the last scores.

        Example:
            >>> Network((1, 1)).backward_pass({}, {0: np.eye(1)}, {1: np.eye(1)}, 2 * np.eye(1))
            {'W1': array([[2.]]), 'b1': array([2.])}
        """
        self._require_passed(A, Z, Delta)
        gradients = {}
        for layer in range(len(Z), 0, -1):
            gradients[f"W{layer}"] = linear_grad_W(A[layer - 1], Delta)
            gradients[f"b{layer}"] = linear_grad_b(Delta)
            if layer > 1:  # nobody trains the inputs
                upstream = linear_grad_X(parameters[f"W{layer}"], Delta)
                Delta = upstream * self.phi_prime(Z[layer - 1])
        return gradients

    def predict(
        self, parameters: Mapping[str, Array], X: Float[Array, "n d"]
    ) -> Integer[Array, " n"]:
        """Name the class with the largest score for every row of X.

        Example:
            >>> Network((2, 2)).predict({"W1": np.eye(2), "b1": np.ones(2)}, np.array([[3.0, 4.0]]))
            array([1])
        """
        return self.forward(parameters, X).argmax(axis=1)

    def _require(self, parameters: Mapping[str, Array], X: Array) -> None:
        if not isinstance(parameters, Mapping):
            raise ValueError(
                f"expected parameters by their names, {', '.join(self.shapes)}; got a "
                f"{_kind(parameters)}; initialize() draws some"
            )
        if not all(isinstance(value, np.ndarray) for value in parameters.values()):
            raise ValueError(
                f"expected parameters in arrays; got {', '.join(map(_kind, parameters.values()))}; "
                "np.array(...) makes one"
            )
        shapes = {name: value.shape for name, value in parameters.items()}
        if shapes != self.shapes:
            raise ValueError(
                f"expected parameters of the shapes {self.shapes}; got {shapes}; "
                "initialize() draws parameters that fit"
            )
        if X.ndim != 2 or X.shape[1] != self.sizes[0] or len(X) == 0:
            raise ValueError(
                f"expected X (N, {self.sizes[0]}) with at least one example; got {X.shape}; "
                "examples are rows, x[np.newaxis, :] for a single one"
            )
        dtypes = {X.dtype, *(value.dtype for value in parameters.values())}
        if len(dtypes) > 1 or X.dtype not in DTYPES:
            raise ValueError(
                "expected all arrays in float32 or all in float64; "
                f"got {', '.join(sorted(map(str, dtypes)))}; convert with np.asarray(X, "
                "np.float64), or np.float32"
            )

    def _require_passed(
        self, A: Mapping[int, Array], Z: Mapping[int, Array], Delta: Float[Array, "n k"]
    ) -> None:
        first, last = [(len(Delta), k) for k in self.sizes[:-1]], (len(Delta), self.sizes[-1])
        passed = [*A.values(), *Z.values(), Delta]
        if [getattr(array, "shape", None) for array in passed] == [*first, *first[1:], last, last]:
            return  # soon, as in every step; they may also stand in another order
        expected = (dict(enumerate(first)), dict(enumerate([*first[1:], last], start=1)))
        found = tuple({n: np.shape(array) for n, array in arrays.items()} for arrays in (A, Z))
        if found != expected or np.shape(Delta) != last:
            raise ValueError(
                "expected A and Z of forward_pass, of the shapes "
                f"{expected[0]} and {expected[1]}, and a Delta of {last}; got {found[0]}, "
                f"{found[1]} and {np.shape(Delta)}"
            )


def _name(dtype: Any) -> str:
    return getattr(dtype, "__name__", str(dtype))


def _kind(value: object) -> str:
    return type(value).__name__


def _require_finite_scores(
    parameters: Mapping[str, Array], X: Array, Z: Mapping[int, Array]
) -> None:
    for layer, scores in Z.items():
        if not np.isfinite(scores).all():
            raise ValueError(_not_finite(parameters, X, layer))


def _not_finite(parameters: Mapping[str, Array], X: Array, layer: int) -> str:
    """Why the scores of a layer are not finite numbers: looked up only when they are not."""
    arrays = {"X": X, **parameters}
    bad = [name for name, array in arrays.items() if not np.isfinite(array).all()]
    came = f"NaN or infinity in {', '.join(bad)}" if bad else f"an overflow in layer {layer}"
    return f"expected finite numbers; got {came}; if training led here, lower the learning rate"

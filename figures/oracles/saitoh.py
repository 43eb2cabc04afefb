"""Saitoh's Deep Learning from Scratch: what the book and its notebooks print."""

import numpy as np

from figures.oracles.published import Oracle, Source, numbers
from nn.activation import relu, sigmoid, step
from nn.errata import shifted_loss
from nn.linear import linear
from nn.loss import softmax_cross_entropy, softmax_cross_entropy_grad_Z, squared_error
from nn.network import three_layer_network
from nn.numerical_differentiation import central_difference, numerical_gradient
from nn.optimizer import GradientDescent
from nn.perceptron import perceptron
from nn.softmax import softmax

SOURCE = Source(
    "Saitoh (2016)",
    "https://github.com/oreilly-japan/deep-learning-from-scratch",
    "07b11618cdb5d5f78ad45464de0730efc07b0a4a",
)
LAYERS = {
    "W1": [[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]], "b1": [0.1, 0.2, 0.3],
    "W2": [[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]], "b2": [0.1, 0.2],
    "W3": [[0.1, 0.3], [0.2, 0.4]], "b3": [0.1, 0.2],
}  # fmt: skip
P = np.array([[0.1, 0.05, 0.6, 0, 0.05, 0.1, 0, 0.1, 0, 0]])  # sure that the digit is a 2
Q = np.array([[0.1, 0.05, 0.1, 0, 0.05, 0.1, 0, 0.6, 0, 0]])  # sure that it is a 7
TWO = np.eye(10)[[2]]
EPSILON = 1e-7
X, W = np.array([[0.6, 0.9]]), np.array(
    [[0.47355232, 0.9977393, 0.84668094], [0.85557411, 0.03563661, 0.69422093]]
)  # fmt: skip
PRINTED = 8  # digits of these weights
QUOTIENT = 10  # digits of a difference quotient with a step of 1e-4
DIFFERENCES = (numerical_gradient, GradientDescent)


def three_layers() -> np.ndarray:
    """The net of chapter 3 at 1.0, 0.5."""
    return three_layer_network(
        np.array([[1.0, 0.5]]), **{name: np.array(a) for name, a in LAYERS.items()}
    )


def hidden() -> np.ndarray:
    """What leaves the first layer of that net."""
    return sigmoid(linear(np.array([[1.0, 0.5]]), np.array(LAYERS["W1"]), np.array(LAYERS["b1"])))


def shifted(probabilities: np.ndarray) -> float:
    """The book's cross-entropy, which adds 1e-7 to each probability."""
    with np.errstate(divide="ignore"):
        scores = np.log(probabilities)
    return shifted_loss(scores, np.array([2]), EPSILON)


def curve(x: float) -> float:
    """0.01 x² + 0.1 x."""
    return 0.01 * x**2 + 0.1 * x


def descent(rate: float, steps: int) -> np.ndarray:
    """Where x₀² + x₁² leads from −3, 4 with a numerical gradient."""
    w, rule = {"x": np.array([-3.0, 4.0])}, GradientDescent(rate)
    for _ in range(steps):
        g = numerical_gradient(lambda x: np.sum(x**2), w["x"], 1e-4)
        rule.step(w, {"x": g}, rule.start(w))
    return w["x"]


def gates() -> np.ndarray:
    """AND, OR and NAND of the four pairs of inputs."""
    pairs = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    neurons = ((0.5, 0.5, -0.7), (0.5, 0.5, -0.2), (-0.5, -0.5, 0.7))
    return np.array([perceptron(pairs, np.array(w), b) for *w, b in neurons])


def simple_slopes() -> np.ndarray:
    """The gradient of the net with one layer by its weights."""
    G = softmax_cross_entropy_grad_Z(X @ W, np.array([2]))
    return X.T @ G


ORACLES = (
    Oracle("gates AND, OR, NAND", (perceptron,), numbers("0 0 0 1  0 1 1 1  1 1 1 0"), gates),
    Oracle(
        "step of −1, 1, 2", (step,), numbers("0 1 1"), lambda: step(np.array([-1.0, 1.0, 2.0]))
    ),
    Oracle(
        "sigmoid of −1, 1, 2",
        (sigmoid,),
        numbers("0.26894142 0.73105858 0.88079708"),
        lambda: sigmoid(np.array([-1.0, 1.0, 2.0])),
    ),
    Oracle(
        "ReLU of −1, 0, 2", (relu,), numbers("0 0 2"), lambda: relu(np.array([-1.0, 0.0, 2.0]))
    ),
    Oracle(
        "three layers, the first",
        (linear, sigmoid),
        numbers("0.57444252 0.66818777 0.75026011"),
        hidden,
    ),
    Oracle(
        "three layers", (three_layer_network,), numbers("0.31682708 0.69627909"), three_layers
    ),
    Oracle(
        "softmax of 0.3, 2.9, 4",
        (softmax,),
        numbers("0.01821127 0.24519181 0.73659691"),
        lambda: softmax(np.array([0.3, 2.9, 4.0])),
    ),
    Oracle(
        "softmax of 1010, 1000, 990",
        (softmax,),
        numbers("9.99954600e-01 4.53978686e-05 2.06106005e-09"),
        lambda: softmax(np.array([1010.0, 1000.0, 990.0])),
    ),
    Oracle(
        "sums of squares",
        (squared_error,),
        numbers("0.0975 0.5975"),
        lambda: [squared_error(P, TWO), squared_error(Q, TWO)],
    ),
    Oracle(
        "cross-entropies with 1e-7 added",
        (shifted_loss,),
        numbers("0.510825457099338 2.302584092994546"),
        lambda: [shifted(P), shifted(Q)],
    ),
    Oracle(
        "slope of 0.01 x² + 0.1 x at 5 and 10",
        (central_difference,),
        numbers("0.1999999999990898 0.2999999999986347"),
        lambda: [central_difference(curve, x, 1e-4) for x in (5.0, 10.0)],
        carried=QUOTIENT,
    ),
    Oracle(
        "gradient of x₀² + x₁² at 3, 4",
        (numerical_gradient,),
        numbers("6 8"),
        lambda: numerical_gradient(lambda x: np.sum(x**2), np.array([3.0, 4.0]), 1e-4),
    ),
    Oracle(
        "descent, rate 0.1",
        DIFFERENCES,
        numbers("-6.11110793e-10 8.14814391e-10"),
        lambda: descent(0.1, 100),
        carried=PRINTED,
    ),
    Oracle(
        "descent, rate 1e-10", DIFFERENCES, numbers("-2.99999994 3.99999992"),
        lambda: descent(1e-10, 100),
    ),
    Oracle(
        "simple net, scores", (linear,), numbers("1.05414809 0.63071653 1.1328074"),
        lambda: linear(X, W, np.zeros(3)),
    ),
    Oracle(
        "simple net, loss",
        (softmax_cross_entropy,),
        "0.92806853663411326",
        lambda: softmax_cross_entropy(X @ W, np.array([2])),
        carried=PRINTED,
    ),
    Oracle(
        "simple net, slopes",
        (softmax_cross_entropy_grad_Z,),
        numbers("0.21924763 0.14356247 -0.36281009 0.32887144 0.2153437 -0.54421514"),
        simple_slopes,
        carried=PRINTED - 2,
    ),
)  # fmt: skip

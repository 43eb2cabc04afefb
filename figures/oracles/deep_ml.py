"""Deep-ML: what the tests of its problems expect where they are about this book's functions."""

import numpy as np

from figures.oracles.published import Oracle, Source, numbers
from nn.activation import relu, sigmoid
from nn.adam import AdaGrad, Adam
from nn.chain_rule import sigmoid_neuron, sigmoid_neuron_grad_w
from nn.evaluation import accuracy, confusion_matrix, f1, precision, recall
from nn.inference import covariance, normalize, standardize
from nn.loss import (
    binary_cross_entropy,
    binary_cross_entropy_grad_s,
    cross_entropy,
    log_softmax,
    mean_squared_error,
)
from nn.network import Network
from nn.optimizer import GradientDescent, Momentum, State
from nn.softmax import softmax

SOURCE = Source(
    "Deep-ML",
    "https://github.com/Open-Deep-ML/DML-OpenProblem",
    "04708b485a051316c25b91e4cb9a2ada0ccf7fbf",
)


def neuron(X: np.ndarray, t: np.ndarray, w: np.ndarray, epochs: int) -> list[float]:
    """A neuron's weights and bias after some epochs, and its squared errors before each."""
    errors = []
    for _ in range(epochs):
        off = np.array([sigmoid_neuron(x, w) for x in X]) - t
        slopes = np.array([sigmoid_neuron_grad_w(x, w) for x in X])
        errors.append(np.mean(off**2))
        w = w - 0.1 * 2 / len(X) * off @ slopes
    return [*w, *errors]


def regression() -> np.ndarray:
    """Biases and weights of a softmax regression, a class a row, and its losses: all are sums."""
    X, t = np.array([[0.5, -1.2], [-0.3, 1.1], [0.8, -0.6]]), np.array([0, 1, 2])
    net, rule, losses = Network((2, 3)), GradientDescent(0.01), []
    held = {"W1": np.zeros((2, 3)), "b1": np.zeros(3)}
    for _ in range(10):
        loss, gradients = net.loss_and_gradients(held, X, t)
        losses.append(len(X) * loss)
        rule.step(held, {name: len(X) * g for name, g in gradients.items()}, rule.start(held))
    return np.concatenate([np.column_stack([held["b1"], held["W1"].T]).ravel(), losses])


def logistic() -> np.ndarray:
    """Bias and weights of a logistic regression, and its losses: all are sums."""
    w, losses = np.zeros(1 + LOGISTIC.shape[1]), []
    X = np.column_stack([np.ones(len(LOGISTIC)), LOGISTIC])
    for _ in range(10):
        losses.append(binary_cross_entropy(X @ w, YES, "sum"))
        w = w - 0.001 * len(X) * binary_cross_entropy_grad_s(X @ w, YES) @ X
    return np.concatenate([w, losses])


def squares() -> np.ndarray:
    """What a neuron says of three examples, and its mean squared error."""
    X, w = np.array([[0.5, 1.0], [-1.5, -2.0], [2.0, 1.5]]), np.array([0.7, -0.4, -0.1])
    said = np.array([sigmoid_neuron(x, w) for x in X])
    off = mean_squared_error(said[:, np.newaxis], np.array([[0.0], [1.0], [0.0]]))
    return np.append(said, off)


def adam(start: tuple[float, float]) -> np.ndarray:
    """Ten steps down x₀² + x₁²."""
    x, rule = {"x": np.array(start)}, Adam()
    state = rule.start(x)
    for _ in range(10):
        rule.step(x, {"x": 2 * x["x"]}, state)
    return x["x"]


def moved(rule: GradientDescent, x: list[float], g: list[float], *memory: list[float]) -> list:
    """The parameters after one step, and what the rule remembers."""
    at, state = {"x": np.array(x)}, State(0, {"x": tuple(map(np.array, memory))})
    rule.step(at, {"x": np.array(g)}, state)
    return [*at["x"], *np.ravel(state.memory["x"])]


def pushed() -> list[float]:
    """The same with momentum, whose velocity there is `eta` times that of this book."""
    x, u = np.split(np.array(moved(Momentum(0.01, 0.9), [1, 2.0], [0.1, 0.2], [50, 100.0])), 2)
    return [*x, *(0.01 * u)]


def _confusion(t: str, guesses: str) -> np.ndarray:
    return confusion_matrix(*(np.array([*map(int, text)]) for text in (t, guesses)), 2)


LOGISTIC = np.array(
    [
        [0.7674, -0.2341, -0.2341, 1.5792],
        [-1.4123, 0.3142, -1.0128, -0.9080],
        [-0.4657, 0.5425, -0.4694, -0.4634],
        [-0.5622, -1.9132, 0.2419, -1.7249],
        [-1.4247, -0.2257, 1.4656, 0.0675],
        [1.8522, -0.2916, -0.6006, -0.6017],
        [0.3756, 0.1109, -0.5443, -1.1509],
        [0.1968, -1.9596, 0.2088, -1.3281],
        [1.5230, -0.1382, 0.4967, 0.6476],
        [-1.2208, -1.0577, -0.0134, 0.8225],
    ]
)
YES = np.array([1.0, 0, 0, 0, 1, 1, 0, 0, 1, 0])
PAIRS = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
ORACLES = (
    Oracle(
        "10, covariance",
        (covariance,),
        numbers("7 2.5 2.5 2.5 1 1 2.5 1 1"),
        # which divides by one less than the examples
        lambda: 3 / 2 * covariance(V, V.mean(axis=0)),
    ),
    Oracle(
        "16, standardized",
        (standardize,),
        numbers("-1.2247 -1.2247 0 0 1.2247 1.2247"),
        lambda: standardize(PAIRS, PAIRS.mean(axis=0), PAIRS.std(axis=0)),
    ),
    Oracle(
        "16, normalized",
        (normalize,),
        numbers("0 0 0.5 0.5 1 1"),
        lambda: normalize(PAIRS, PAIRS.min(axis=0), PAIRS.max(axis=0)),
    ),
    Oracle(
        "22, sigmoid",
        (sigmoid,),
        numbers("0.5 0.7311 0.2689"),
        lambda: sigmoid(np.array([0.0, 1.0, -1.0])),
    ),
    Oracle(
        "23, softmax",
        (softmax,),
        numbers("0.09 0.2447 0.6652 0.3333 0.3333 0.3333 0.0025 0.0067 0.9909"),
        lambda: softmax(np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0], [-1.0, 0.0, 5.0]])),
    ),
    Oracle(
        "24, neuron",
        (sigmoid_neuron, mean_squared_error),
        numbers("0.4626 0.4134 0.6682 0.3349"),
        squares,
    ),
    Oracle(
        "25, neuron, 2 epochs",
        (sigmoid_neuron, sigmoid_neuron_grad_w),
        numbers("0.1036 -0.1425 -0.0167 0.3033 0.2942"),
        lambda: neuron(
            np.array([[1.0, 2.0], [2.0, 1.0], [-1.0, -2.0]]),
            np.array([1, 0, 0]), np.array([0.1, -0.2, 0.0]), 2,
        ),
    ),
    Oracle(
        "25, neuron, 3 epochs",
        (sigmoid_neuron, sigmoid_neuron_grad_w),
        numbers("0.4892 -0.2301 0.0029 0.21 0.2087 0.2076"),
        lambda: neuron(
            np.array([[1.0, 2.0], [2.0, 3.0], [3.0, 1.0]]),
            np.array([1, 0, 1]), np.array([0.5, -0.2, 0.0]), 3,
        ),
    ),
    Oracle(
        "36, accuracy",
        (accuracy, confusion_matrix),
        "0.8333333333333334",
        lambda: accuracy(_confusion("101101", "100101")),
    ),
    Oracle(
        "39, log-softmax",
        (log_softmax,),
        numbers("-2.4076 -1.4076 -0.4076 -1.0986 -1.0986 -1.0986"),
        lambda: log_softmax(np.array([[1.0, 2.0, 3.0], [1.0, 1.0, 1.0]])),
    ),
    Oracle("42, ReLU", (relu,), numbers("0 1 0"), lambda: relu(np.array([0.0, 1.0, -1.0]))),
    Oracle(
        "46, precision", (precision,), "0.5", lambda: precision(_confusion("101100", "100001"))[1]
    ),
    Oracle("49, Adam", (Adam,), numbers("0.99000325 0.99000325"), lambda: adam((1.0, 1.0))),
    Oracle(
        "49, Adam, elsewhere",
        (Adam,),
        numbers("0.19001678 12.29000026"),
        lambda: adam((0.2, 12.3)),
    ),
    Oracle("52, recall", (recall,), "0.75", lambda: recall(_confusion("101101", "101001"))[1]),
    Oracle("61, F1", (f1,), "0.857", lambda: f1(_confusion("101101", "101001"))[1]),
    Oracle(
        "105, softmax regression",
        (Network.loss_and_gradients, GradientDescent),
        numbers("""
            -0.0011 0.0145 -0.0921 0.002 -0.0598 0.1263 -0.0009 0.0453 -0.0342
            3.2958 3.2611 3.2272 3.1941 3.1618 3.1302 3.0993 3.0692 3.0398 3.011"""),
        regression,
    ),
    Oracle(
        "106, logistic regression",
        (binary_cross_entropy, binary_cross_entropy_grad_s),
        numbers("""
            -0.0097 0.0286 0.015 0.0135 0.0316
            6.9315 6.9075 6.8837 6.8601 6.8367 6.8134 6.7904 6.7675 6.7448 6.7223"""),
        logistic,
    ),
    Oracle(
        "134, cross-entropy",
        (cross_entropy,),
        numbers("2.3026 0.4338"),
        lambda: [
            cross_entropy(np.array([[0.1, 0.8, 0.1], [0.8, 0.1, 0.1]]), np.eye(3)[[2, 1]]),
            cross_entropy(np.array([[0.7, 0.2, 0.1], [0.3, 0.6, 0.1]]), np.eye(3)[[0, 1]]),
        ],
    ),
    Oracle(
        "145, AdaGrad",
        (AdaGrad,),
        numbers("0.999 1.99804 1.01 1.04"),
        lambda: moved(AdaGrad(0.01, 1e-8), [1, 2.0], [0.1, 0.2], [1, 1.0]),
    ),
    Oracle("146, momentum", (Momentum,), numbers("0.549 1.098 0.451 0.902"), pushed),
)  # fmt: skip
V = np.array([[1.0, 2.0, 7.0], [5.0, 3.0, 8.0], [6.0, 4.0, 9.0]])

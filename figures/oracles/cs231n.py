"""CS231n: the toy net of the first assignment, and the numbers of the notes."""

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np

from figures.oracles.published import Oracle, Source, numbers
from nn.chain_rule import sigmoid_neuron, sigmoid_neuron_grad_w, sigmoid_neuron_grad_x
from nn.loss import softmax_cross_entropy
from nn.network import Network
from nn.numerical_differentiation import numerical_gradient
from nn.optimizer import GradientDescent
from nn.softmax import softmax
from verify.book.cited import number

SOURCE = Source(
    "CS231n",
    "https://github.com/cs231n/cs231n.github.io",
    "3d84654b14608fbccdff2393485631aaacfc9dab",
)
Parameters = dict[str, np.ndarray]
TOY, SPIRAL = Network((4, 10, 3)), Network((2, 100, 3))
LINEAR = Network((2, 3))
REG, STEP = 0.05, 1e-5  # of the loss that is checked, and of the differences
RATE, DECAY, STEPS = 0.1, 0.95, 100
SMALL = 1e-8  # what the assignment wants the errors to be below
NOISE = 4  # digits of such an error that do not hang on how the rounding falls
LOSSES = {  # of the spiral's net with one hidden layer, by iteration
    0: "1.098744", 1000: "0.294946", 2000: "0.259301", 3000: "0.248310", 4000: "0.246170",
    5000: "0.245649", 6000: "0.245491", 7000: "0.245400", 8000: "0.245335", 9000: "0.245292",
}  # fmt: skip
POINTS_SEED = 0  # of the spiral
ACCURACY = "0.98"  # of that net


def toy() -> tuple[Parameters, np.ndarray, np.ndarray, np.random.RandomState]:
    """The net and its five examples as the assignment draws them, and what draws its batches."""
    draws, data = np.random.RandomState(0), np.random.RandomState(1)
    W1, W2 = (0.1 * draws.randn(*shape) for shape in ((4, 10), (10, 3)))
    parameters = {"W1": W1, "b1": np.zeros(10), "W2": W2, "b2": np.zeros(3)}
    return parameters, 10 * data.randn(5, 4), np.array([0, 1, 2, 2, 1]), draws


def penalty(parameters: Mapping[str, np.ndarray], reg: float) -> float:
    """What the assignment adds to the loss: `nn` has no such term."""
    return reg * sum(np.sum(W * W) for name, W in parameters.items() if name.startswith("W"))


def with_penalty(
    net: Network, parameters: Parameters, X: np.ndarray, t: np.ndarray, reg: float
) -> tuple[float, Parameters]:
    """Loss and gradients with the penalty."""
    loss, gradients = net.loss_and_gradients(parameters, X, t)
    for name in gradients:
        if name.startswith("W"):
            gradients[name] = gradients[name] + 2 * reg * parameters[name]
    return float(loss + penalty(parameters, reg)), gradients


def toy_loss() -> float:
    """The loss that the assignment demands to 1e-12."""
    parameters, X, t, _ = toy()
    return TOY.loss(parameters, X, t) + penalty(parameters, REG)


def gradient_error(name: str) -> float:
    """The largest relative error of a gradient, as the assignment measures it."""
    parameters, X, t, _ = toy()

    def loss(w: np.ndarray) -> float:
        moved = parameters | {name: w}
        return TOY.loss(moved, X, t) + penalty(moved, REG)

    one = numerical_gradient(loss, parameters[name], STEP)
    other = with_penalty(TOY, parameters, X, t, REG)[1][name]
    return np.max(np.abs(one - other) / np.maximum(1e-8, np.abs(one) + np.abs(other)))


def final_loss() -> float:
    """The loss at the last of a hundred iterations.

    There are fewer examples than a batch has, so each iteration is an epoch, and the rate decays.
    """
    parameters, X, t, draws = toy()
    loss = np.nan
    for step in range(STEPS):
        rows = draws.choice(5, 200)
        loss, gradients = with_penalty(TOY, parameters, X[rows], t[rows], 5e-6)
        _descend(parameters, gradients, RATE * DECAY**step)
    return loss


def drawn() -> tuple[np.ndarray, np.ndarray, np.random.RandomState]:
    """Three arms of a hundred points, their classes, and what goes on to draw the weights."""
    draws = np.random.RandomState(POINTS_SEED)
    radius, arms = np.linspace(0.0, 1, 100), []
    for j in range(3):
        angle = np.linspace(j * 4, (j + 1) * 4, 100) + draws.randn(100) * 0.2
        arms.append(np.c_[radius * np.sin(angle), radius * np.cos(angle)])
    return np.concatenate(arms), np.repeat(np.arange(3), 100), draws


@lru_cache
def spiral() -> tuple[np.ndarray, np.ndarray]:
    """The points and their classes."""
    return drawn()[:2]


def train(
    net: Network, parameters: Parameters, steps: int, seen: Callable[[int, float], None]
) -> Parameters:
    """Train on the spiral as the notes do, and tell the loss before each step."""
    X, t = spiral()
    for step in range(steps):
        loss, gradients = with_penalty(net, parameters, X, t, 1e-3 / 2)
        seen(step, loss)
        _descend(parameters, gradients, 1.0)
    return parameters


@lru_cache
def line() -> tuple[float, float]:
    """The loss of the linear classifier at iteration 190, and its accuracy after 200."""
    losses: dict[int, float] = {}
    X, t, draws = drawn()
    parameters = {"W1": 0.01 * draws.randn(2, 3), "b1": np.zeros(3)}
    train(LINEAR, parameters, 200, losses.__setitem__)
    return losses[190], float(np.mean(LINEAR.predict(parameters, X) == t))


def spiral_start(seed: int) -> Parameters:
    """Weights for the spiral's net; the notes give no seed for theirs."""
    draws = np.random.RandomState(seed)
    W1, W2 = (0.01 * draws.randn(*shape) for shape in ((2, 100), (100, 3)))
    return {"W1": W1, "b1": np.zeros(100), "W2": W2, "b2": np.zeros(3)}


def _descend(parameters: Parameters, gradients: Parameters, rate: float) -> None:
    rule = GradientDescent(rate)
    rule.step(parameters, gradients, rule.start(parameters))


def _neuron() -> tuple[np.ndarray, np.ndarray]:
    return np.array([-1.0, -2.0]), np.array([2.0, -3.0, -3.0])


def _softmax(*scores: float) -> np.ndarray:
    return softmax(np.array(scores))


NET = (Network.loss_and_gradients,)
ORACLES = (
    Oracle("neuron", (sigmoid_neuron,), "0.73", lambda: sigmoid_neuron(*_neuron())),
    Oracle(
        "its slopes with respect to the weights",
        (sigmoid_neuron_grad_w,),
        numbers("-0.20 -0.39 0.20"),
        lambda: sigmoid_neuron_grad_w(*_neuron()),
    ),
    Oracle(
        "its slopes with respect to the inputs",
        (sigmoid_neuron_grad_x,),
        numbers("0.39 -0.59"),
        lambda: sigmoid_neuron_grad_x(*_neuron()),
    ),
    Oracle("softmax of 1, −2, 0", (softmax,), numbers("0.7 0.04 0.26"), lambda: _softmax(1, -2, 0)),
    Oracle(
        "softmax of 0.5, −1, 0",
        (softmax,),
        numbers("0.55 0.12 0.33"),
        lambda: _softmax(0.5, -1, 0),
    ),
    Oracle(
        "softmax of 12.5, 0.6, −23",
        (softmax,),
        numbers("0.9 0.09 0.01"),
        lambda: _softmax(12.5, 0.6, -23),
        differs="an illustration: scores and probabilities of different examples",
    ),
    Oracle(
        "cross-entropy",
        (softmax_cross_entropy,),
        "1.04",
        lambda: softmax_cross_entropy(np.array([[-2.85, 0.86, 0.28]]), np.array([2])),
    ),
    Oracle(
        "toy net, scores",
        (Network.forward,),
        numbers("""
            -0.81233741 -1.27654624 -0.70335995 -0.17129677 -1.18803311 -0.47310444
            -0.51590475 -1.01354314 -0.8504215  -0.15419291 -0.48629638 -0.52901952
            -0.00618733 -0.12435261 -0.15226949"""),
        lambda: TOY.forward(*toy()[:2]),
    ),
    Oracle("toy net, loss", (Network.loss,), "1.30378789133", toy_loss),
    Oracle(
        "toy net, slopes with an error below 1e-8",
        (*NET, numerical_gradient),
        "4",
        lambda: sum(gradient_error(name) < SMALL for name in TOY.shapes),
    ),
    Oracle(
        "toy net, error of the slopes with respect to W2",
        (*NET, numerical_gradient),
        "3.440708e-09",
        lambda: gradient_error("W2"),
        carried=NOISE,
    ),
    Oracle(
        "toy net, loss after 100 steps",
        (*NET, GradientDescent),
        number("cs231n.final_loss"),
        final_loss,
    ),
    Oracle(
        "spiral, softmax, loss",
        (*NET, GradientDescent),
        "0.786302",
        lambda: line()[0],
    ),
    Oracle("spiral, softmax, accuracy", (Network.predict,), "0.49", lambda: line()[1]),
)

"""Figures of docs/descent.md."""

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

from figures.live_descent import live_neuron
from figures.live_landscape import live_landscape
from figures.styles import ACTIVATIONS, LINES
from nn.activation import sigmoid, sigmoid_prime
from nn.descent import neuron_loss, neuron_loss_grad_w
from nn.loss import binary_cross_entropy_grad_s, squared_error_grad_Y
from verify.live.model import Live

B = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])  # the four pairs of bits
AND = np.array([0.0, 0.0, 0.0, 1.0])
HELD = -3.0  # the bias of the landscape, whose minimum is then at the weights 2 and 2
RATES = (0.5, 6.0, 30.0)
FIRST = -1.0  # both weights, where the three rates begin
CERTAIN = -5.0  # the score of a neuron that is sure of a no
Slope = Callable[[float], float]  # of a loss at a score, if the answer is yes


def loss(w_1: float, w_2: float) -> float:
    """The loss of the neuron with these weights and the bias that is held."""
    return float(neuron_loss(B, AND, np.array([w_1, w_2]), HELD))


def path(start: tuple[float, float], rate: float, steps: int) -> list[np.ndarray]:
    """The weights before and after each step of gradient descent, while the bias is held."""
    found = [np.array(start)]
    for _ in range(steps):
        found.append(found[-1] - rate * neuron_loss_grad_w(B, AND, found[-1], HELD))
    return found


def answers(slope: Slope, steps: int) -> list[float]:
    """The probability of a yes before and after each step along the score, with the rate 1."""
    scores = [CERTAIN]
    for _ in range(steps):
        scores.append(scores[-1] - slope(scores[-1]))
    return sigmoid(np.array(scores)).tolist()


SLOPES: dict[str, Slope] = {
    "cross-entropy": lambda z: float(
        binary_cross_entropy_grad_s(np.array([z]), np.array([1.0]))[0]
    ),
    "squared error": lambda z: float(
        squared_error_grad_Y(sigmoid(np.array([[z]])), np.array([[1.0]]))[0, 0]
        * sigmoid_prime(np.array([z]))[0]
    ),
}


def smooth() -> Figure:
    """The step, and the sigmoid, which rises around the score 0 and levels off on both sides."""
    figure = Figure(figsize=(4.6, 2.5), layout="constrained")
    axes = figure.subplots()
    x = np.linspace(-6, 6, 241)
    axes.plot([-6, 0, 0, 6], [0, 0, 1, 1], label="step", **ACTIVATIONS["step"])
    axes.plot(x, sigmoid(x), label="sigmoid", **ACTIVATIONS["sigmoid"])
    axes.set(xlabel="score", ylabel="answer", yticks=[0, 0.5, 1])
    axes.legend()
    return figure


def landscape() -> Live:
    """Lines of equal loss, like those of a map, each with its loss; the cross is the minimum.

    The dots are twelve steps of gradient descent. The first sets out at a right angle to the line
    of equal loss on which it begins.
    """
    return live_landscape()


def rates() -> Figure:
    """The same loss where both weights are equal, and eight steps from −1, with three rates.

    The smallest rate is still on its way, the middle one has arrived, and the largest leaps from
    one side to the other and does not come down.
    """
    figure = Figure(figsize=(7, 2.6), layout="constrained")
    weights = np.linspace(-2, 7, 121)
    heights = [loss(w, w) for w in weights]
    for axes, rate in zip(figure.subplots(1, 3), RATES, strict=True):
        axes.plot(weights, heights, color="C0")
        places = np.array(path((FIRST, FIRST), rate, 8))[:, 0]
        axes.plot(places, [loss(w, w) for w in places], "o-", color="C1", markersize=4, linewidth=1)
        axes.set(xlabel="both weights", xticks=[-1, 2, 5])
        axes.set_title(f"rate {rate:g}", size="medium")
        axes.set(ylabel="loss", ylim=(0, 2.1), yticks=[0, 1, 2])
    return figure


def one_neuron() -> Live:
    """Points with their probabilities, and the line of the neuron; a filled one is a yes.

    The neuron says yes where the plane is tinted. Below, the loss after one step with any rate:
    the straight line is what the slope promises, and the dot what the step gives.
    The lines after 10 and 100 steps look ahead; where they would depend on the last digits, they
    are left out.
    """
    return live_neuron()


def waiting() -> Figure:
    """A neuron that is certain of a wrong no learns from one example, with the rate 1.

    It starts at the score −5. With the squared error it hardly moves for a long time.
    """
    figure = Figure(figsize=(4.6, 2.6), layout="constrained")
    axes = figure.subplots()
    for (label, slope), look in zip(SLOPES.items(), LINES, strict=False):
        axes.plot(range(201), answers(slope, 200), label=label, **look)
    axes.set(xlabel="steps", ylabel="probability of a yes", ylim=(-0.03, 1.03))
    axes.legend(loc="center", bbox_to_anchor=(0.5, 0.5))
    return figure

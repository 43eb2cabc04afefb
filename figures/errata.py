"""The figure of docs/errata.md, and numbers of its text."""

import numpy as np
from matplotlib.figure import Figure

from figures import worked_2_3_2
from figures.packing import unpack
from figures.pictures import WIDTH
from figures.styles import LOSSES as LOOKS
from nn.errata import floored_loss, shifted_loss
from nn.loss import softmax_cross_entropy, softmax_cross_entropy_grad_Z
from nn.network import Network
from nn.numerical_differentiation import numerical_gradient, relative_error
from verify.book import runs

RIGHT = np.array([0])  # of two classes, the first is the right one
LOSSES = {
    "floor of $10^{-10}$": lambda Z: floored_loss(Z, RIGHT, 1e-10),
    "constant $10^{-7}$ added": lambda Z: shifted_loss(Z, RIGHT, 1e-7),
    "log-sum-exp": lambda Z: softmax_cross_entropy(Z, RIGHT),
}
STEP = 1e-4  # of the tutorials' difference quotients


def gradient_checks() -> Figure:
    """How far difference quotients of a loss are from probabilities minus targets.

    To the left the net is right or undecided, and all three checks pass; to the right it is sure
    of a wrong class, and the two losses with a constant fail. The grey line marks a relative error
    of one in a hundred.
    """
    figure = Figure(figsize=(WIDTH, 3.2), layout="constrained")
    axes = figure.subplots()
    lead = np.linspace(-5, 35, 81)  # how far the wrong class is ahead
    for label, loss in LOSSES.items():
        errors = [_error(loss, np.array([[0.0, ahead]])) for ahead in lead]
        axes.semilogy(lead, errors, label=label, **LOOKS[label])
    axes.axhline(1e-2, color="C7", linewidth=1)
    axes.set(xlabel="lead of the wrong class, $z_2 - z_1$", ylabel="relative error")
    axes.set_ylim(1e-20, 10)  # room for the legend
    axes.set_yticks([1e-12, 1e-9, 1e-6, 1e-3, 1])
    axes.legend(loc="lower center")
    return figure


def _error(loss, Z: np.ndarray) -> float:
    return relative_error(numerical_gradient(loss, Z, STEP), softmax_cross_entropy_grad_Z(Z, RIGHT))


def printed_loss(update: int) -> float:
    """What the worked example's program prints before an update, counted from 0."""
    return 2 * worked_2_3_2.run()[update].error


def images() -> np.ndarray:
    """Some of MNIST's images, an image a row: those that the chapters show."""
    return _shown()[0]


def squared_gradient() -> float:
    """The squared length of the first gradient of the net that is said to reach 67%."""
    rng, net = np.random.default_rng(seed=0), Network((784, 50, 10))
    w = {name: np.zeros(shape) for name, shape in net.shapes.items()}
    for name in ("W1", "W2"):
        w[name] = 0.01 * rng.normal(size=net.shapes[name])
    return float(sum((g**2).sum() for g in net.gradients(w, *_shown()).values()))


def _shown() -> tuple[np.ndarray, np.ndarray]:
    results = runs.load("softmax_regression").record["results"]
    kept = [results[name] for name in ("samples", "shown", "mistakes")]
    X = [unpack(k["images"]).reshape(-1, 784) / k["white"] for k in kept]
    return np.concatenate(X), np.concatenate([k["true"] for k in kept])

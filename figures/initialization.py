"""Figures and tables of docs/initialization.md, from runs of networks with ten layers."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from matplotlib.figure import Figure

from figures.styles import SIZES_OF_WEIGHTS, TEXT
from nn.activation import relu, sigmoid, tanh
from nn.initialization import he_std, lecun_std, xavier_std
from nn.linear import linear
from nn.network import Network

LAYERS, WIDTH, EXAMPLES = 10, 100, 1000
SCHEMES = {
    "0.01": lambda D, H: 0.01,
    "1": lambda D, H: 1.0,
    "Xavier": xavier_std,
    "He": lambda D, H: he_std(D),
}
ACTIVATIONS = {"tanh": tanh, "ReLU": relu}
XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
HIDDEN = 8


def send(activate: Callable, std: Callable, layers: int = LAYERS) -> list[np.ndarray]:
    """The activations of every layer, inputs first, with weights of this standard deviation."""
    rng = np.random.default_rng(seed=0)
    A = [rng.standard_normal((EXAMPLES, WIDTH))]
    for _ in range(layers):
        W = std(WIDTH, WIDTH) * rng.standard_normal((WIDTH, WIDTH))
        A.append(activate(linear(A[-1], W, np.zeros(WIDTH))))
    return A


def spread(A: np.ndarray) -> float:
    """The size of a typical activation: the root of the mean square."""
    return float(np.sqrt((A**2).mean()))


@lru_cache
def measured(activation: str, scheme: str) -> tuple[float, ...]:
    """The spread of the inputs and of the activations of every layer."""
    return tuple(spread(A) for A in send(ACTIVATIONS[activation], SCHEMES[scheme]))


def spreads() -> list[list[str]]:
    """The spread after the first and the last layer."""
    shown = (1, LAYERS)
    rows = [["weights", *(f"{name}, layer {n}" for name in ACTIVATIONS for n in shown)]]
    for scheme in SCHEMES:
        cells = [f"{measured(name, scheme)[n]:.2g}" for name in ACTIVATIONS for n in shown]
        rows.append([scheme if scheme.isalpha() else f"$s = {scheme}$", *cells])
    return rows


def saturated() -> float:
    """The share of the last activations beyond 0.99, behind tanh and with weights of size 1."""
    return float((np.abs(send(tanh, SCHEMES["1"])[-1]) > 0.99).mean())


def left_of_differences(activation: str) -> float:
    """How much ten layers with LeCun's weights leave of the spread over the examples."""
    activate = {"sigmoid": sigmoid, "tanh": tanh}[activation]
    A = send(activate, lambda D, H: lecun_std(D))
    return float(A[-1].std(axis=0).mean() / A[0].std(axis=0).mean())


def train(std: float, alike: float = 0.0, steps: int = 2000) -> tuple[float, int]:
    """The loss on XOR after training from normal weights, all moved by the same number.

    And how many of the hidden neurons are different from all before them.
    """
    network, rng, (X, t) = Network((2, HIDDEN, 2), "tanh"), np.random.default_rng(seed=0), XOR
    parameters = {
        name: std * rng.standard_normal(shape) + alike for name, shape in network.shapes.items()
    }
    for _ in range(steps):
        gradients = network.gradients(parameters, X, t)
        parameters = {name: p - 0.5 * gradients[name] for name, p in parameters.items()}
    different = np.unique(parameters["W1"].round(12), axis=1).shape[1]
    return float(network.loss(parameters, X, t)), different


def starts() -> list[list[str]]:
    """What training makes of a start at zero, of equal weights, and of random ones."""
    rows = [["start", "loss after training", "different neurons"]]
    for name, std, alike in (
        ("all 0", 0.0, 0.0),
        ("all 0.5", 0.0, 0.5),
        (r"random, $s = \sqrt{1 / D}$", lecun_std(2), 0.0),
    ):
        loss, different = train(std, alike)
        rows.append([name, f"{loss:.2g}", f"{different} of {HIDDEN}"])
    return rows


def depth() -> Figure:
    """The spread of the activations through ten layers, for four sizes of the weights.

    Above tanh, below ReLU, with a logarithmic scale: a straight line is a constant factor for each
    layer. Dashed lines: what the formulas of this chapter predict for ReLU.
    """
    figure = Figure(figsize=(4.6, 5.4), layout="constrained")
    panels = figure.subplots(2, 1, sharex=True)
    layers = np.arange(LAYERS + 1)
    for axes, activation in zip(panels, ACTIVATIONS, strict=True):
        for name, std in SCHEMES.items():
            label = name if name.isalpha() else f"$s = {name}$"
            line = {"markersize": 4, "linewidth": 1.2} | SIZES_OF_WEIGHTS[name]
            axes.semilogy(layers, measured(activation, name), label=label, **line)
            if activation == "ReLU":
                factor = np.sqrt(WIDTH * std(WIDTH, WIDTH) ** 2 / 2)
                axes.plot(layers, factor**layers, color=TEXT, linewidth=0.8, dashes=(4, 4))
        axes.set(ylabel="spread of the activations", title=activation, xticks=range(LAYERS + 1))
    panels[1].set_xlabel("layer")
    panels[0].legend(loc="lower left")
    return figure


def distribution() -> Figure:
    """How the activations of layers 1, 5 and 10 are distributed after tanh.

    Weights too small: all activations at 0. Too large: nearly all at the ends, where tanh is
    flat. With Xavier's size they stay in between.
    """
    figure = Figure(figsize=(4.6, 3.6), layout="constrained")
    names = ("0.01", "1", "Xavier")
    panels = figure.subplots(len(names), 3, sharex=True)
    edges = np.linspace(-1, 1, 41)
    for row, name in zip(panels, names, strict=True):
        A = send(tanh, SCHEMES[name])
        for axes, layer in zip(row, (1, 5, LAYERS), strict=True):
            heights = np.histogram(A[layer], edges)[0] / A[layer].size
            axes.stairs(heights, edges, fill=True, color="C0")
            axes.set(yticks=[], xticks=[-1, 0, 1])
            axes.grid(visible=False)
        label = name if name.isalpha() else f"$s = {name}$"
        row[0].set_ylabel(label)
    for axes, layer in zip(panels[0], (1, 5, LAYERS), strict=True):
        axes.set_title(f"layer {layer}", fontsize="medium")
    return figure

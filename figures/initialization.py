"""Figures and tables of docs/initialization.md, from runs of networks with ten layers."""

from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
from matplotlib.figure import Figure

from figures.live_spread import live_spread
from figures.powers import typeset
from figures.styles import SIZES_OF_WEIGHTS
from nn.activation import relu, relu_prime, sigmoid, sigmoid_prime, tanh, tanh_prime
from nn.initialization import he_std, lecun_std, xavier_std
from nn.linear import linear, linear_grad_X
from nn.network import Network
from verify.live.model import Live

LAYERS, WIDTH, EXAMPLES = 10, 100, 1000
SCHEMES = {
    "0.01": lambda D, H: 0.01,
    "1": lambda D, H: 1.0,
    "Xavier": xavier_std,
    "He": lambda D, H: he_std(D),
}
ACTIVATIONS = {"tanh": tanh, "ReLU": relu}
SLOPES = {"tanh": tanh_prime, "ReLU": relu_prime}
XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
HIDDEN = 8


def draw(std: Callable) -> tuple[np.ndarray, list[np.ndarray]]:
    """Random inputs, and for every layer weights of this standard deviation."""
    rng = np.random.default_rng(seed=0)
    X = rng.standard_normal((EXAMPLES, WIDTH))
    return X, [std(WIDTH, WIDTH) * rng.standard_normal((WIDTH, WIDTH)) for _ in range(LAYERS)]


def send(activate: Callable, std: Callable) -> list[np.ndarray]:
    """The activations of every layer, inputs first, with weights of this standard deviation."""
    X, weights = draw(std)
    A = [X]
    for W in weights:
        A.append(activate(linear(A[-1], W, np.zeros(WIDTH))))
    return A


@lru_cache
def drawn_once() -> tuple[np.ndarray, list[np.ndarray]]:
    """The random inputs, and weights of the size 1."""
    return draw(lambda D, H: 1.0)


@lru_cache
def both_ways(activation: str, s: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The spreads of the activations of every layer, inputs first, and of a gradient sent back."""
    A, units = drawn_once()
    forward, scores = [spread(A)], []
    for unit in units:
        scores.append(linear(A, s * unit, np.zeros(WIDTH)))
        A = ACTIVATIONS[activation](scores[-1])
        forward.append(spread(A))
    G = np.random.default_rng(seed=1).standard_normal((EXAMPLES, WIDTH))
    back = [spread(G)]
    for Z, unit in zip(scores[::-1], units[::-1], strict=True):
        G = linear_grad_X(s * unit, G * SLOPES[activation](Z))
        back.append(spread(G))
    return tuple(forward), tuple(back[::-1])


def sent_back(activation: str, scheme: str) -> tuple[float, ...]:
    """The spread of a random gradient of size 1 at each layer, from the inputs to the last."""
    return both_ways(activation, SCHEMES[scheme](WIDTH, WIDTH))[1]


def sent_back_through_tanh(times: float) -> float:
    """What ten layers with so many times LeCun's weights make of the size of a gradient."""
    return both_ways("tanh", times * lecun_std(WIDTH))[1][0]


def spread(A: np.ndarray) -> float:
    """The size of a typical activation: the root of the mean square."""
    return float(np.sqrt((A**2).mean()))


def measured(activation: str, scheme: str) -> tuple[float, ...]:
    """The spread of the inputs and of the activations of every layer."""
    return both_ways(activation, SCHEMES[scheme](WIDTH, WIDTH))[0]


def spreads() -> list[list[str]]:
    """The spread after the first and the last layer."""
    shown = (1, LAYERS)
    rows = [["weights", *(f"{name}, layer {n}" for name in ACTIVATIONS for n in shown)]]
    for scheme in SCHEMES:
        cells = [typeset(measured(name, scheme)[n]) for name in ACTIVATIONS for n in shown]
        rows.append([_label(scheme), *cells])
    return rows


def saturated() -> float:
    """The share of the last activations beyond 0.99, after tanh and with weights of size 1."""
    return float((np.abs(send(tanh, SCHEMES["1"])[-1]) > 0.99).mean())


def left_of_differences(activation: str) -> float:
    """How much ten layers with LeCun's weights leave of the spread over the examples."""
    activate = {"sigmoid": sigmoid, "tanh": tanh}[activation]
    A = send(activate, lambda D, H: lecun_std(D))
    return float(A[-1].std(axis=0).mean() / A[0].std(axis=0).mean())


def sigmoids() -> list[list[str]]:
    """What ten layers leave of differences between examples, and of a gradient on its way back."""
    rows = [["activation", "weights", "left of differences", "left of the gradient"]]
    for name, activate, slope, times in (
        ("tanh", tanh, tanh_prime, 1),
        ("sigmoid", sigmoid, sigmoid_prime, 1),
        ("sigmoid", sigmoid, sigmoid_prime, 4),
    ):
        X, weights = draw(lambda D, H, times=times: times * lecun_std(D))
        A = [X]
        for W in weights:
            A.append(activate(A[-1] @ W))
        G = np.random.default_rng(seed=1).standard_normal((EXAMPLES, WIDTH))
        for before, W in zip(A[-2::-1], weights[::-1], strict=True):
            G = (G * slope(before @ W)) @ W.T
        differences = A[-1].std(axis=0).mean() / X.std(axis=0).mean()
        size = r"\sqrt{1 / D}" if times == 1 else rf"{times} \sqrt{{1 / D}}"
        rows.append([name, f"$s = {size}$", typeset(differences, 1), typeset(spread(G), 1)])
    return rows


def train(alike: float | None = None, steps: int = 2000) -> tuple[float, int]:
    """The loss on XOR after training from parameters that are all alike, or from random weights.

    And how many of the hidden neurons are different from all before them.
    """
    network, (X, t) = Network((2, HIDDEN, 2), "tanh"), XOR
    if alike is None:
        parameters = network.initialize(np.random.default_rng(seed=0))
    else:
        parameters = {name: np.full(shape, alike) for name, shape in network.shapes.items()}
    for _ in range(steps):
        gradients = network.gradients(parameters, X, t)
        parameters = {name: p - 0.5 * gradients[name] for name, p in parameters.items()}
    different = np.unique(parameters["W1"].round(12), axis=1).shape[1]
    return float(network.loss(parameters, X, t)), different


def starts() -> list[list[str]]:
    """What training makes of a start at zero, of equal weights, and of random ones."""
    rows = [["start", "loss after training", "different neurons"]]
    for name, alike in (
        ("all 0", 0.0),
        ("all 0.5", 0.5),
        (r"random, $s = \sqrt{1 / D}$", None),
    ):
        loss, different = train(alike)
        rows.append([name, f"{loss:.2g}", f"{different} of {HIDDEN}"])
    return rows


TEST = """\
import numpy as np
from nn.activation import relu, relu_prime, tanh, tanh_prime
from nn.linear import linear, linear_grad_X

RNG = np.random.default_rng(seed=0)
X = RNG.standard_normal((1000, 100))
WEIGHTS = [{s} * RNG.standard_normal((100, 100)) for _ in range(10)]
G = np.random.default_rng(seed=1).standard_normal((1000, 100))


def spreads(activate, slope):
    scores, A, back = [], X, G
    for W in WEIGHTS:
        scores.append(linear(A, W, np.zeros(100)))
        A = activate(scores[-1])
    for W, Z in zip(WEIGHTS[::-1], scores[::-1]):
        back = linear_grad_X(W, back * slope(Z))
    return [np.sqrt((array**2).mean()) for array in (A, back)]


def test_the_spreads():
    of_tanh, of_relu = [{tanh_activations}, {tanh_gradient}], [{ReLU_activations}, {ReLU_gradient}]
    np.testing.assert_allclose(spreads(tanh, tanh_prime), of_tanh, rtol=1e-4)
    np.testing.assert_allclose(spreads(relu, relu_prime), of_relu, rtol=1e-9)
"""
TORCH = """\
import numpy as np
import torch

rng = np.random.default_rng(seed=0)
X = torch.tensor(rng.standard_normal((1000, 100)))
weights = [torch.tensor({s} * rng.standard_normal((100, 100))) for _ in range(10)]
G = torch.tensor(np.random.default_rng(seed=1).standard_normal((1000, 100)))
for activate, expected in (
    (torch.tanh, [{tanh_activations}, {tanh_gradient}]),
    (torch.relu, [{ReLU_activations}, {ReLU_gradient}]),
):
    A = start = X.clone().requires_grad_()
    for W in weights:
        A = activate(A @ W)
    A.backward(G)
    spreads = [array.square().mean().sqrt().item() for array in (A.detach(), start.grad)]
    np.testing.assert_allclose(spreads, expected, rtol=1e-4)
    print(activate.__name__, spreads)
"""


def spread_by_layer() -> Live:
    """The spread of the activations through ten layers, and of a gradient on its way back.

    Above tanh, below ReLU, with a logarithmic scale: a straight line is a constant factor for each
    layer. Grey: the activations for four sizes of the weights.
    """
    references = {name: std(WIDTH, WIDTH) for name, std in SCHEMES.items()}
    return live_spread(
        {name: partial(both_ways, name) for name in ACTIVATIONS}, references, WIDTH, TEST, TORCH
    )


def backward() -> Figure:
    """The spread of a gradient that has the size 1 at layer 10, on its way back to the inputs.

    Above tanh, below ReLU. Weights too small: it is lost. Too large: it grows in both. With
    Xavier's size it shrinks less after tanh than after ReLU, where He's size keeps it.
    """
    return _by_layer("gradient", sent_back)


def _by_layer(what: str, spreads: Callable) -> Figure:
    """The spreads at every layer, a panel for each activation and a line for each scheme."""
    figure = Figure(figsize=(4.2, 5.4), layout="constrained")  # a phone is narrow
    panels = figure.subplots(2, 1, sharex=True)
    for axes, activation in zip(panels, ACTIVATIONS, strict=True):
        for name in SCHEMES:
            line = {"markersize": 4, "linewidth": 1.2} | SIZES_OF_WEIGHTS[name]
            heights = spreads(activation, name)
            axes.semilogy(range(LAYERS + 1), heights, label=_label(name), **line)
        axes.set(ylabel=f"spread of the {what}", title=activation, xticks=range(LAYERS + 1))
    panels[1].set_xlabel("layer")
    panels[0].legend(loc="lower left" if what == "activations" else "lower right")
    return figure


def _label(scheme: str) -> str:
    return scheme if scheme.isalpha() else f"$s = {scheme}$"


def distribution() -> Figure:
    """How the activations of layers 1, 5 and 10 are distributed after tanh.

    Weights too small: the activations shrink to 0. Too large: nearly all are at the ends, where
    tanh is flat. With Xavier's size they stay in between. Last row: the activations above 0 after
    ReLU, with He's size.
    """
    figure = Figure(figsize=(4.2, 4.8), layout="constrained")
    rows = [(tanh, name, (-1, 1)) for name in ("0.01", "1", "Xavier")] + [(relu, "He", (0, 4))]
    panels = figure.subplots(len(rows), 3, sharex="row")
    for row, (activate, name, ends) in zip(panels, rows, strict=True):
        A = send(activate, SCHEMES[name])
        edges = np.linspace(*ends, 41)
        for axes, layer in zip(row, (1, 5, LAYERS), strict=True):
            shown = A[layer][A[layer] > 0] if activate is relu else A[layer]
            axes.stairs(np.histogram(shown, edges)[0] / shown.size, edges, fill=True, color="C0")
            axes.set(yticks=[], xticks=[-1, 0, 1] if ends[0] else [0, 2, 4])
            axes.tick_params(labelbottom=name in ("Xavier", "He"))
            axes.grid(visible=False)
        row[0].set_ylabel(_label(name))
    for axes, layer in zip(panels[0], (1, 5, LAYERS), strict=True):
        axes.set_title(f"layer {layer}", fontsize="medium")
    return figure

"""Figures and tables of docs/two_layer_net.md, drawn from recorded runs."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from figures import dying_unit, longer_training
from figures import two_layer_studies as studies
from figures.dying_unit import death
from figures.packing import unpack
from figures.pictures import WIDTH, grid, signed
from figures.softmax_regression import mistakes as surest_mistakes
from figures.styles import AUXILIARY, DASHED, DATA, REFERENCE
from figures.two_layer_studies import (
    NAMES,
    at,
    batches,
    choices,
    chosen,
    rates,
    tolerated,
    top,
)
from nn.adam import Adam
from nn.network import Network, Parameters
from verify.book import runs

__all__ = [  # what the page uses of other modules
    "NAMES",
    "at",
    "batches",
    "choices",
    "chosen",
    "death",
    "rates",
    "tolerated",
    "top",
]

SOURCE_TESTS = 1875  # steps between two tests of the tutorial's program
SHOWN = 8  # of so many recorded losses one is drawn: more make the page heavier, not clearer


def strokes() -> tuple[np.ndarray, np.ndarray]:
    """Images of two strokes, as their ink, and whether there is one of the strokes alone."""
    corners = np.repeat([[0, 0], [1, 1], [0, 1], [1, 0]], 12, axis=0)
    noise = np.random.default_rng(seed=0).normal(0, 0.11, size=corners.shape)
    return corners + noise, (corners.sum(axis=1) == 1).astype(int)


def trained_on_strokes() -> tuple[Network, Parameters]:
    """A net with two hidden units; from most other starts, two of them leave a corner wrong."""
    X, t = strokes()
    net, rule = Network((2, 2, 2)), Adam(0.05)
    parameters = net.initialize(np.random.default_rng(seed=9))
    state = rule.start(parameters)
    for _ in range(300):
        rule.step(parameters, net.gradients(parameters, X, t), state)
    return net, parameters


def not_both() -> Figure:
    """Images of two strokes, by the ink of each: circles have one of them, crosses none or both.

    Dashed: the border of each hidden unit, which fires on the side of its arrow. Thick: where the
    trained net changes its answer.
    """
    X, t = strokes()
    net, parameters = trained_on_strokes()
    figure = Figure(figsize=(3.8, 3.5), layout="constrained")
    axes = figure.subplots()
    for k, marker in enumerate("xo"):
        axes.plot(*X[t == k].T, marker, color=f"C{k}", markersize=5, fillstyle="none")
    ends = np.array([-0.5, 1.5])
    for unit, (w, b) in enumerate(zip(parameters["W1"].T, parameters["b1"], strict=True), start=1):
        line = np.column_stack([ends, -(b + w[0] * ends) / w[1]])
        axes.plot(*line.T, linestyle=DASHED, color=AUXILIARY, linewidth=1.2)
        middle, towards = line.mean(axis=0), w / np.hypot(*w)
        axes.annotate("", middle + 0.2 * towards, middle, arrowprops={"arrowstyle": "->"})
        axes.text(*middle - 0.12 * towards, f"unit {unit}", size="small", ha="center", va="center")
    across, up = np.meshgrid(np.linspace(-0.5, 1.5, 201), np.linspace(-0.5, 1.5, 201))
    scores = net.forward(parameters, np.column_stack([across.ravel(), up.ravel()]))
    ahead = (scores[:, 1] - scores[:, 0]).reshape(across.shape)
    axes.contour(across, up, ahead, levels=[0], colors="C2", linewidths=2)
    axes.set(xlabel="ink of one stroke", ylabel="ink of the other", xlim=ends, ylim=ends)
    axes.set(xticks=[0, 1], yticks=[0, 1], aspect="equal")
    return figure


def learning(record: dict | None = None) -> Figure:
    """Loss of single batches and mean loss of each epoch; below it, accuracy after each epoch.

    The dotted lines are where the program of [2] tests.
    """
    results = _results("two_layer_net", record)
    steps = np.array(results["tested_after"])
    figure = Figure(figsize=(WIDTH, 4.6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    batches = np.arange(len(results["losses"])) * results["losses_every"] + 1
    single = slice(None, None, SHOWN)
    upper.plot(
        batches[single],
        results["losses"][single],
        color=AUXILIARY,
        linewidth=0.8,
        label="batch",
    )
    upper.plot(steps, results["loss"], label="epoch", **DATA["training"])
    upper.set(ylabel="loss", ylim=(0, None))
    upper.legend()
    lower.plot(steps, results["train_accuracies"], label="training", **DATA["training"])
    lower.plot(steps, results["test_accuracies"], label="test", **DATA["test"])
    lower.set(ylabel="accuracy", xlabel="step", ylim=(0.85, 1))
    for step in range(1, results["steps"] + 1, SOURCE_TESTS):
        lower.axvline(step, **REFERENCE)
    lower.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)  # clear of those lines
    return figure


def units(record: dict | None = None) -> Figure:
    """The weights into some hidden units: ink on teal speaks for a unit, on orange against it."""
    kept = _results("two_layer_net", record)["weights"]
    levels = (unpack(kept["images"]).astype(float) - kept["centre"]) / (kept["centre"] - 1)
    return grid(signed(levels), [""] * len(levels), columns=5)


def mistakes(record: dict | None = None) -> Figure:
    """The mistakes that the net is most sure of, with the probability that it gives them."""
    return surest_mistakes(record or runs.load("two_layer_net").record)


def batch_sizes() -> Figure:
    """Loss by step and size of batch: every second mean of twenty steps, of five trainings.

    A line is the middle training, a band goes from the lowest to the highest.
    """
    return studies.batch_sizes()


def learning_rates() -> Figure:
    """Validation accuracy by learning rate, and how many of the hidden units are dead at the end.

    A line is the middle of five trainings, a band goes from the least to the largest.
    """
    return studies.learning_rates()


def dying() -> Figure:
    """The scores of one hidden unit for all small digits, before and after the step that kills it.

    Right of the dotted line, at zero, the unit fires.
    """
    return dying_unit.dying()


def widths() -> Figure:
    """Validation accuracy by the number of hidden units: the middle of five trainings, and all."""
    return studies.widths()


def activations() -> Figure:
    """Validation accuracy of three activations by learning rate: the middle of five, and all."""
    return studies.activations()


def optimizers() -> Figure:
    """Validation accuracy of four optimizers by learning rate: the middle of five, and all."""
    return studies.optimizers()


def longer_net() -> Figure:
    """The net with one hidden layer, trained for longer: its loss, and below it its accuracy.

    The middle of five trainings, and all of them, at the rate 0.5.
    """
    return longer_training.longer_net()


def longer(what: str, epoch: int = -1) -> float:
    """What the longer trainings of the net have reached after an epoch."""
    return longer_training.middle("two_layer_net", what, 0.5, epoch)


def lowest() -> list[int]:
    """After which epoch each of the longer trainings had its least loss on the validation set."""
    found: list[int] = longer_training.results("two_layer_net", 0.5)["least_loss_after"]
    return found


FIGURES = (learning, units, mistakes)


def _results(name: str, record: dict | None) -> dict[str, Any]:
    """The results of a run: of the one that the book quotes, if no other is given."""
    return (record or runs.load(name).record)["results"]

"""Figures and tables of docs/two_layer_net.md, drawn from recorded runs."""

from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.packing import unpack
from figures.pictures import WIDTH, grid, signed
from figures.softmax_regression import mistakes as surest_mistakes
from figures.styles import (
    ACTIVATIONS,
    AUXILIARY,
    DASHED,
    DATA,
    DOTS,
    MARKERS,
    OPTIMISERS,
    REFERENCE,
    Look,
)
from nn.network import Network, Parameters
from nn.optimizer import Adam
from verify.book import runs

NAMES = {"relu": "ReLU", "sgd": "gradient descent", "adagrad": "AdaGrad", "adam": "Adam"}
SOURCE_TESTS = 1875  # steps between two tests of the tutorial's program
SHOWN = 4  # of so many recorded losses one is drawn: more make the page heavier, not clearer


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

    The grey lines are where the program of [2] tests.
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
    """What leads to some of the hidden units: ink on teal speaks for it, on orange against it."""
    kept = _results("two_layer_net", record)["weights"]
    levels = (unpack(kept["images"]).astype(float) - kept["centre"]) / (kept["centre"] - 1)
    return grid(signed(levels), [""] * len(levels), columns=5)


def mistakes(record: dict | None = None) -> Figure:
    """The mistakes that the net is most sure of, with the probability that it gives them."""
    return surest_mistakes(record or runs.load("two_layer_net").record)


def batch_sizes(record: dict | None = None) -> Figure:
    """Loss of the batch along the way, for batches of different sizes."""
    figure, axes = _losses()
    for variant, dots in zip(
        _results("two_layer_studies", record)["batch_size"], DOTS, strict=True
    ):
        look = {"markevery": (3 * len(axes.lines), 20), "markersize": 4} | dots
        _loss(axes, variant, f"batch of {variant['batch_size']}", look)
    axes.legend(ncols=2, fontsize="small")
    return figure


def learning_rates(record: dict | None = None) -> Figure:
    """Test accuracy by learning rate, and how many of the hidden units are dead at the end."""
    variants = _results("two_layer_studies", record)["learning_rate"]
    figure = Figure(figsize=(WIDTH, 4.2), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    _points(upper, variants, "learning_rate", **DATA["test"])
    ended = [v for v in variants if v["silent_units"] is not None]
    rates, silent = ([v[key] for v in ended] for key in ("learning_rate", "silent_units"))
    lower.plot(rates, silent, color="C2", marker="o", markersize=4)
    upper.set(xscale="log", ylabel="test accuracy", ylim=(-0.05, 1.05))
    lower.set(xlabel="learning rate $\\eta$", ylabel="dead hidden units")
    return figure


def widths(record: dict | None = None) -> Figure:
    """Test accuracy by the number of hidden units."""
    figure, axes = _accuracy("hidden units")
    _points(axes, _results("two_layer_studies", record)["hidden"], "hidden", **DATA["test"])
    return figure


def activations(record: dict | None = None) -> Figure:
    """Loss of the batch along the way, with three activations and two learning rates.

    A thick line is the larger rate.
    """
    variants = _results("two_layer_studies", record)["activation"]
    largest = max(variant["learning_rate"] for variant in variants)
    figure, axes = _losses()
    for variant in variants:
        name = NAMES.get(variant["activation"], variant["activation"])
        rate = variant["learning_rate"]
        width = 2.4 if rate == largest else 1.2
        _loss(axes, variant, f"{name}, {rate}", ACTIVATIONS[name] | {"linewidth": width})
    axes.legend(ncols=2, fontsize="small")
    return figure


def optimizers(record: dict | None = None) -> Figure:
    """Test accuracy of four optimizers by learning rate."""
    figure, axes = _accuracy("learning rate $\\eta$")
    variants = _results("two_layer_studies", record)["optimizer"]
    for name, group in groupby(variants, lambda variant: variant["optimizer"]):
        named = NAMES.get(name, name)
        marker = MARKERS[len(axes.lines) // 2]
        _points(axes, list(group), "learning_rate", named, marker=marker, **OPTIMISERS[named])
    axes.legend()
    axes.set_ylim(0.8, 1)
    return figure


def batches(record: dict | None = None) -> list[list[str]]:
    """How much the loss of a batch varies from step to step, by the size of the batches."""
    variants = _results("two_layer_studies", record)["batch_size"]
    head = ["batch", "mean loss", "spread", "spread times $\\sqrt{B}$", "test accuracy"]
    return [head] + [
        [
            str(v["batch_size"]),
            f"{v['last_loss']:.3f}",
            f"{v['last_spread']:.3f}",
            f"{v['last_spread'] * v['batch_size'] ** 0.5:.2f}",
            f"{v['test_accuracy']:.4f}",
        ]
        for v in variants
    ]


FIGURES = (learning, units, mistakes)
STUDIES = (batch_sizes, learning_rates, widths, activations, optimizers)


def _results(name: str, record: dict | None) -> dict[str, Any]:
    """The results of a run: of the one that the book quotes, if no other is given."""
    return (record or runs.load(name).record)["results"]


def _losses() -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH, 3), layout="constrained")
    axes = figure.subplots()
    axes.set(xlabel="step", ylabel="loss", ylim=(0, 3.2))
    return figure, axes


def _loss(axes: Axes, variant: dict, label: str, look: Look) -> None:
    steps = np.arange(len(variant["losses"])) * variant["losses_every"] + 1
    axes.plot(steps[::2], variant["losses"][::2], label=label, **{"linewidth": 1.2} | look)


def _accuracy(what: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH, 3), layout="constrained")
    axes = figure.subplots()
    axes.set(xscale="log", xlabel=what, ylabel="test accuracy", ylim=(-0.05, 1.05))
    return figure, axes


def _points(axes: Axes, variants: list[dict], key: str, label: str = "", **look: Any) -> None:
    """A point for every run that ended, and a cross for every one that did not."""
    ended = [v for v in variants if v["test_accuracy"] is not None]
    lost = [v[key] for v in variants if v["test_accuracy"] is None]
    heights = [v["test_accuracy"] for v in ended]
    look = {"marker": "o", "markersize": 4} | look
    axes.plot([v[key] for v in ended], heights, label=label or None, **look)
    axes.plot(lost, [0] * len(lost), "x", color=look["color"], markersize=8)

"""Figures and a table of the studies of docs/two_layer_net.md, drawn from recorded runs.

A line is the middle one of the trainings that differ in nothing but their seed, a band goes from
the least of them to the largest.
"""

from itertools import groupby
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.pictures import WIDTH
from figures.styles import ACTIVATIONS, DATA, DOTS, MARKERS, OPTIMIZERS, Look
from verify.book import runs

NAMES = {
    "relu": "ReLU",
    "sgd": "gradient descent",
    "momentum": "momentum",
    "nesterov": "Nesterov",
    "adagrad": "AdaGrad",
    "rmsprop": "RMSProp",
    "adam": "Adam",
}
SHOWN = 2  # every second mean: more would weigh more than they show
VALIDATION = DATA["test"]  # what a net has not learnt from


def batch_sizes(record: dict | None = None) -> Figure:
    """Loss along the way, for batches of different sizes."""
    figure = Figure(figsize=(WIDTH, 3), layout="constrained")
    axes = figure.subplots()
    axes.set(xlabel="step", ylabel="loss", ylim=(0, 2.5))
    for variant, dots in zip(results(record)["batch_size"], DOTS, strict=True):
        low, middle, high = (losses[::SHOWN] for losses in variant["losses"])
        steps = (SHOWN * np.arange(len(middle)) + 0.5) * variant["losses_every"]
        look = {"markevery": (len(axes.lines), 5), "markersize": 4, "linewidth": 1.2} | dots
        axes.plot(steps, middle, label=f"batch of {variant['batch_size']}", **look)
        _band(axes, steps, low, high, look)
    axes.legend(ncols=2, fontsize="small")
    return figure


def learning_rates(record: dict | None = None) -> Figure:
    """Validation accuracy and dead units by learning rate."""
    variants = results(record)["learning_rate"]
    figure = Figure(figsize=(WIDTH, 4.2), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    _accuracies(upper, variants, "learning_rate", **VALIDATION)
    ended = [v for v in variants if None not in v["silent_units"]]
    rates = [v["learning_rate"] for v in ended]
    low, middle, high = np.percentile([v["silent_units"] for v in ended], [0, 50, 100], axis=1)
    lower.plot(rates, middle, color="C2", marker="o", markersize=4)
    _band(lower, rates, low, high, {"color": "C2"})
    upper.set(xscale="log", ylabel="validation accuracy", ylim=(-0.05, 1.05))
    lower.set(xlabel="learning rate η", ylabel="dead hidden units")
    return figure


def widths(record: dict | None = None) -> Figure:
    """Validation accuracy by the number of hidden units."""
    figure, axes = _over("hidden units")
    _accuracies(axes, results(record)["hidden"], "hidden", **VALIDATION)
    return figure


def activations(record: dict | None = None) -> Figure:
    """Validation accuracy of three activations by learning rate."""
    figure, axes = _over("learning rate η")
    _groups(axes, results(record)["activation"], "activation", ACTIVATIONS)
    axes.legend(loc="lower left")
    return figure


def optimizers(record: dict | None = None) -> Figure:
    """Validation accuracy of four optimizers by learning rate."""
    figure, axes = _over("learning rate η")
    _groups(axes, results(record)["optimizer"], "optimizer", OPTIMIZERS)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2)  # clear of the bands
    return figure


def batches(record: dict | None = None) -> list[list[str]]:
    """How much the loss of a batch varies from step to step, by the size of the batches."""
    head = ["batch", "mean loss", "spread", "spread times $\\sqrt{B}$", "validation accuracy"]
    rows = [head]
    for v in results(record)["batch_size"]:
        spread = float(np.median(v["last_spreads"]))
        rows.append(
            [
                str(v["batch_size"]),
                f"{np.median(v['last_losses']):.3f}",
                f"{spread:.3f}",
                f"{spread * v['batch_size'] ** 0.5:.2f}",
                f"{v['validation_accuracy']:.3f}",
            ]
        )
    return rows


def choices(record: dict | None = None) -> list[list[str]]:
    """The best rate of each optimizer, what five nets read at it, and how far it is right."""
    head = ["optimizer", "best rate", "middle of five", "least and largest", "rates within 2%"]
    rows = [head]
    for name, row in best(record).items():
        shares = row["validation_accuracies"]
        rows.append(
            [
                NAMES.get(name, name),
                f"{row['learning_rate']:g}",
                f"{row['validation_accuracy']:.4f}",
                f"{min(shares):.4f} to {max(shares):.4f}",
                ", ".join(f"{rate:g}" for rate in tolerated(name, record=record)),
            ]
        )
    return rows


FIGURES = (batch_sizes, learning_rates, widths, activations, optimizers)


def results(record: dict | None = None) -> dict[str, Any]:
    """The results of the studies: of those that the book quotes, if no others are given."""
    return (record or runs.load("two_layer_studies").record)["results"]


def best(record: dict | None = None) -> dict[str, dict]:
    """Of each optimizer, what its best rate came to."""
    found: dict[str, dict] = {}
    for name, group in groupby(results(record)["optimizer"], lambda row: row["optimizer"]):
        found[name] = max(group, key=lambda row: row["validation_accuracy"])
    return found


def tolerated(name: str, within: float = 0.02, record: dict | None = None) -> list[float]:
    """The rates at which an optimizer reads nearly as much as at its best one."""
    enough = best(record)[name]["validation_accuracy"] - within
    return [
        row["learning_rate"]
        for row in results(record)["optimizer"]
        if row["optimizer"] == name and row["validation_accuracy"] >= enough
    ]


def top(study: str, name: str) -> dict:
    """Of the trainings of a study with one activation or optimizer, those with its best rate."""
    rows = [row for row in results()[study] if row[study] == name]
    return max(rows, key=lambda row: row["validation_accuracy"])


def rates() -> list[float]:
    """The learning rates that every optimizer has been given."""
    return sorted({row["learning_rate"] for row in results()["optimizer"]})


def chosen() -> dict[str, Any]:
    """The setting that reads the validation set best, and what came of it."""
    found: dict[str, Any] = results()["chosen"]
    return found


def at(study: str, **change: Any) -> dict:
    """What the recorded trainings with these settings came to."""
    return next(row for row in results()[study] if row.items() >= change.items())


def _over(what: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH, 3), layout="constrained")
    axes = figure.subplots()
    axes.set(xscale="log", xlabel=what, ylabel="validation accuracy", ylim=(-0.05, 1.05))
    return figure, axes


def _groups(axes: Axes, variants: list[dict], key: str, looks: dict[str, Look]) -> None:
    for number, (name, group) in enumerate(groupby(variants, lambda variant: variant[key])):
        named = NAMES.get(name, name)
        look = {"marker": MARKERS[number]} | looks[named]
        _accuracies(axes, list(group), "learning_rate", named, **look)


def _accuracies(axes: Axes, variants: list[dict], key: str, label: str = "", **look: Any) -> None:
    """The middle of the trainings with each value, a band of all; a cross where some diverged."""
    ended = [v for v in variants if None not in v["validation_accuracies"]]
    lost = [v[key] for v in variants if None in v["validation_accuracies"]]
    shares = np.array([v["validation_accuracies"] for v in ended])
    look = {"marker": "o", "markersize": 4} | look
    values = [v[key] for v in ended]
    axes.plot(values, [v["validation_accuracy"] for v in ended], label=label or None, **look)
    _band(axes, values, shares.min(axis=1), shares.max(axis=1), look)
    axes.plot(lost, [0] * len(lost), "x", color=look["color"], markersize=8)


def _band(axes: Axes, x: Any, low: Any, high: Any, look: Look) -> None:
    axes.fill_between(x, low, high, color=look["color"], alpha=0.2, linewidth=0)

"""What longer training brings: figures of docs/softmax_regression.md and docs/two_layer_net.md.

A line is the middle one of five trainings, a band goes from the least to the largest.
"""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.pictures import WIDTH
from figures.styles import DATA
from verify.book import runs

LOOKS = {"": ("training", DATA["training"]), "validation_": ("validation", DATA["test"])}


def longer_classifier(record: dict | None = None) -> Figure:
    """Accuracy of softmax regression, epoch by epoch."""
    figure = Figure(figsize=(WIDTH, 3), layout="constrained")
    axes = figure.subplots()
    _measured(axes, results("softmax_regression", 0.5, record), "accuracy")
    axes.set(xlabel="epoch", ylabel="accuracy", ylim=(0.9, 0.95))
    axes.legend(loc="lower right")
    return figure


def longer_net(record: dict | None = None) -> Figure:
    """Loss and accuracy of the two-layer net, epoch by epoch."""
    figure = Figure(figsize=(WIDTH, 4.6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    found = results("two_layer_net", 0.5, record)
    for axes, what in ((upper, "loss"), (lower, "accuracy")):
        _measured(axes, found, what)
        axes.set(ylabel=what)
    upper.set(ylim=(0, None))
    lower.set(xlabel="epoch")
    upper.legend()
    return figure


FIGURES = (longer_classifier, longer_net)


def results(name: str, rate: float, record: dict | None = None) -> dict[str, Any]:
    """What the longer trainings of a classifier with a rate came to."""
    found = (record or runs.load("longer_training").record)["results"][name]
    return next(row for row in found if row["learning_rate"] == rate)


def middle(name: str, what: str, rate: float, epoch: int) -> float:
    """What the middle one of the trainings has reached after an epoch; -1 is the last one."""
    curve: list[float] = results(name, rate)[what][1]
    return curve[epoch - 1 if epoch > 0 else epoch]


def _measured(axes: Axes, found: dict[str, Any], what: str) -> None:
    for of, (label, look) in LOOKS.items():
        low, middle, high = found[f"{of}{what}"]
        epochs = np.arange(len(middle)) + 1
        axes.plot(epochs, middle, label=label, **look)
        axes.fill_between(epochs, low, high, color=look["color"], alpha=0.2, linewidth=0)

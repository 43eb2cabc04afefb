"""Figures and tables of docs/softmax_regression.md, drawn from a recorded run."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures import longer_training
from figures.packing import unpack
from figures.pictures import WIDTH, grey, grid, signed
from figures.styles import DATA
from nn.softmax_regression import softmax_regression_loss_grad_W
from verify.book import runs

CENTRE = 128  # the byte that stands for a weight of 0


def digits(record: dict | None = None) -> Figure:
    """The first training image of each class, as the classifier gets it."""
    shown = _results(record)["samples"]
    return grid(_images(shown), [str(label) for label in shown["true"]], columns=5)


def first_step(record: dict | None = None) -> Figure:
    """What the first step does to the column of each class: teal is added, orange taken away.

    Before it all weights are zero and every probability is a tenth, so each column gets the image
    of its class and loses the mean of all ten.
    """
    shown = _results(record)["samples"]
    images = unpack(shown["images"]) / shown["white"]
    X, t = images.reshape(len(images), -1), np.array(shown["true"])
    down = -softmax_regression_loss_grad_W(X, np.zeros((X.shape[1], 10)), np.zeros(10), t)
    levels = (down / np.abs(down).max()).T.reshape(10, *images.shape[1:])
    return grid(signed(levels), [str(k) for k in range(10)], columns=5)


def learning_curves(record: dict | None = None) -> Figure:
    """The loss in training and on the test images, and the share of test images read right."""
    results = _results(record)
    figure = Figure(figsize=(WIDTH, 4.4), layout="none")
    figure.subplots_adjust(left=0.14, right=0.98, bottom=0.11, top=0.98, hspace=0.1)
    upper, lower = figure.subplots(2, 1, sharex=True)
    _curve(upper, results["loss"], "training")
    _curve(upper, results["test_loss"], "test")
    _curve(lower, results["test_accuracies"], "test")
    upper.set_ylabel("loss")
    lower.set(ylabel="accuracy", xlabel="epoch")
    return figure


def epochs(record: dict | None = None) -> list[list[str]]:
    """The learning curves as a table."""
    results = _results(record)
    columns = (results[key] for key in ("loss", "test_loss", "test_accuracies"))
    rows = [[f"{value:.4f}" for value in row] for row in zip(*columns, strict=True)]
    head = ["epoch", "training loss", "test loss", "test accuracy"]
    return [head, *([str(epoch), *row] for epoch, row in enumerate(rows, start=1))]


def predictions(record: dict | None = None) -> Figure:
    """Test images drawn at random, the true label and the predicted one; mistakes in orange."""
    shown = _results(record)["shown"]
    pairs = list(zip(shown["true"], shown["predicted"], strict=True))
    captions = [f"true {true}\npredicted {predicted}" for true, predicted in pairs]
    return grid(_images(shown), captions, 5, [true != predicted for true, predicted in pairs])


def mistakes(record: dict | None = None) -> Figure:
    """The mistakes that the classifier is most sure of, with the probability that it gives them."""
    shown = _results(record)["mistakes"]
    columns = (shown[key] for key in ("true", "predicted", "probability"))
    captions = [f"true {i}\n{j} at {p:.1%}" for i, j, p in zip(*columns, strict=True)]
    return grid(_images(shown), captions, 4, [True] * len(captions))


def confusion(record: dict | None = None) -> Figure:
    """How many test images of each class are taken for which class; mistakes in orange."""
    counts = np.array(_results(record)["confusion"])
    wrong = counts * (1 - np.eye(len(counts), dtype=int))
    figure = Figure(figsize=(WIDTH, 4.2), layout="constrained")
    axes = figure.subplots()
    axes.imshow(signed(-wrong / max(wrong.max(), 1)), interpolation="none")
    for (true, predicted), count in np.ndenumerate(counts):
        if count:
            axes.text(predicted, true, count, ha="center", va="center", size="small")
    axes.set(xlabel="predicted", ylabel="true", xticks=range(10), yticks=range(10))
    axes.grid(False)
    return figure


def templates(record: dict | None = None) -> Figure:
    """The weights of each class as an image: ink on teal speaks for it, on orange against it."""
    packed = _results(record)["templates"]["images"]
    levels = (unpack(packed).astype(float) - CENTRE) / (CENTRE - 1)
    return grid(signed(levels), [str(k) for k in range(len(levels))], columns=5)


def longer_classifier() -> Figure:
    """Softmax regression, trained for longer: accuracy on the training and the validation set.

    The middle of five trainings, and all of them, at the rate 0.5.
    """
    return longer_training.longer_classifier()


def longer(what: str, rate: float = 0.5, epoch: int = -1) -> float:
    """What the longer trainings of the classifier have reached after an epoch."""
    return longer_training.middle("softmax_regression", what, rate, epoch)


FIGURES = (learning_curves, predictions, mistakes, templates)  # what every run leaves


def _results(record: dict | None) -> dict[str, Any]:
    """The results of a run: of the one that the book quotes, if no other is given."""
    return (record or runs.load("softmax_regression").record)["results"]


def _images(shown: dict) -> np.ndarray:
    return grey(unpack(shown["images"]), shown["white"])


def _curve(axes: Axes, values: list[float], label: str) -> None:
    epochs = range(1, len(values) + 1)
    axes.plot(epochs, values, marker="o", markersize=4, label=label, **DATA[label])
    axes.legend(frameon=False)

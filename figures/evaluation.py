"""Figures and tables of docs/evaluation.md, most from the recorded run of the two-layer net."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.packing import unpack
from figures.pictures import grey, grid
from figures.softmax_regression import confusion as counts
from nn.evaluation import (
    f1,
    false_negatives,
    false_positives,
    precision,
    recall,
    true_positives,
)
from verify.book import runs

COLUMNS = 6  # images of a pair of digits, side by side
CLASSES = ("1", "2", "k", "…", "K")  # of the matrix whose cells are named
KINDS = {  # what each counts, and its colour
    "TP": (true_positives, "C0"),
    "FP": (false_positives, "C1"),
    "FN": (false_negatives, "C2"),
}


def kind(true: int, predicted: int, k: int) -> str:
    """What an example in this cell of the matrix is for class k: whose count it raises."""
    one = np.zeros((len(CLASSES), len(CLASSES)), int)
    one[true, predicted] = 1
    return next((name for name, (count, _) in KINDS.items() if count(one)[k]), "TN")


def cells() -> Figure:
    """What each cell of the matrix is for class k.

    Its true positives (TP) stand where its row crosses its column, its false positives (FP) in the
    rest of the column, its false negatives (FN) in the rest of the row. All the others are its
    true negatives (TN): they belong elsewhere and were put elsewhere.
    """
    figure = Figure(figsize=(3.4, 3.1), layout="constrained")
    axes = figure.subplots()
    places = range(len(CLASSES))
    for true, predicted in np.ndindex(len(CLASSES), len(CLASSES)):
        name = kind(true, predicted, CLASSES.index("k"))
        if name in KINDS:
            corner = predicted - 0.46, true - 0.46
            color = KINDS[name][1]
            axes.add_patch(Rectangle(corner, 0.92, 0.92, facecolor=(color, 0.3), edgecolor=color))
        axes.text(predicted, true, name, ha="center", va="center")
    axes.set(xticks=places, yticks=places, xticklabels=CLASSES, yticklabels=CLASSES)
    axes.set(xlabel="predicted", ylabel="true", xlim=(-0.5, 4.5), ylim=(4.5, -0.5), aspect="equal")
    axes.grid(False)
    return figure


def confusion(record: dict | None = None) -> Figure:
    """How many test images of each class the net takes for which class; mistakes in orange."""
    return counts(record or runs.load("two_layer_net").record)


def pairs(record: dict | None = None) -> Figure:
    """The three commonest confusions, a row each: the images of which the net is surest."""
    images, captions = [], []
    for pair in _results(record)["pairs"]:
        shown = grey(unpack(pair["images"]), pair["white"])
        blanks = COLUMNS - len(shown)
        images += [*shown, *[np.zeros_like(shown[0])] * blanks]
        columns = zip(pair["true"], pair["predicted"], strict=True)
        captions += [f"{i} as {j}" for i, j in columns] + [""] * blanks
    return grid(np.array(images), captions, COLUMNS, [True] * len(captions))


def classes(record: dict | None = None) -> list[list[str]]:
    """Precision, recall and F1 of every digit."""
    C = np.array(_results(record)["confusion"])
    rows = zip(C.sum(axis=1), precision(C), recall(C), f1(C), strict=True)
    return [["digit", "images", "precision", "recall", "F1"]] + [
        [str(k), str(count), *(f"{share:.3f}" for share in shares)]
        for k, (count, *shares) in enumerate(rows)
    ]


def C() -> np.ndarray:
    """The counts, for the numbers of the text."""
    return np.array(_results(None)["confusion"])


def _results(record: dict | None) -> dict[str, Any]:
    """The results of a run: of the one that the book quotes, if no other is given."""
    return (record or runs.load("two_layer_net").record)["results"]

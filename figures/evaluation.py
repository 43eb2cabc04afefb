"""Figures and tables of docs/evaluation.md, drawn from the recorded run of the two-layer net."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from figures.packing import unpack
from figures.pictures import grey, grid
from figures.softmax_regression import confusion as counts
from nn.evaluation import f1, precision, recall
from verify.book import runs

COLUMNS = 6  # images of a pair of digits, side by side


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

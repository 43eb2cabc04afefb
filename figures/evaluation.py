"""Figures and tables of docs/evaluation.md, most from the recorded run of the two-layer net."""

from functools import cache
from statistics import NormalDist
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.packing import unpack
from figures.pictures import WIDTH, grey, grid
from figures.softmax_regression import confusion as counts
from figures.styles import DOTS, LINES, REFERENCE
from nn.evaluation import (
    accuracy,
    confusion_matrix,
    f1,
    false_negatives,
    false_positives,
    precision,
    recall,
    true_positives,
)
from nn.network import Network
from nn.softmax import softmax
from verify.book import runs

COLUMNS = 6  # images of a pair of digits, side by side
CLASSES = ("1", "2", "k", "…", "K")  # of the matrix whose cells are named
KINDS = {  # what each counts, and its colour
    "TP": (true_positives, "C0"),
    "FP": (false_positives, "C1"),
    "FN": (false_negatives, "C2"),
}

SCORES = np.array([0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1])  # of the ten patients
SICK = np.array([1, 1, 0, 1, 0, 1, 0, 0, 0, 0])
SHOWN = (0.85, 0.65, 0.45)  # thresholds of the text

LEARNED = {1000: 400, 40: 1000}  # the steps of the nets that learned from so many points
TESTED, BINS = 10_000, 10


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


def thresholds() -> Figure:
    """The ten patients at every threshold.

    First precision and recall against the threshold; then the ROC curve, with a dot for each of
    the three thresholds above. The dotted line is that of a score that knows nothing.
    """
    figure = Figure(figsize=(6.6, 2.7), layout="constrained")
    left, right = figure.subplots(1, 2)
    cuts = np.append(SCORES, 0)[::-1]
    tables = [_at(cut) for cut in SCORES[::-1]]
    for name, function, look in zip(
        ("precision", "recall"), (precision, recall), LINES, strict=False
    ):
        left.stairs([function(C)[1] for C in tables], cuts, baseline=None, label=name, **look)
    left.set(xlabel="threshold", xlim=(0, 1), ylim=(0, 1.05))
    left.legend(loc="lower left")
    curve = [[0, 0], *(_rates(_at(cut)) for cut in SCORES)]
    right.plot(*np.transpose(curve), **LINES[0])
    right.plot([0, 1], [0, 1], **REFERENCE)
    right.plot(*np.transpose([_rates(_at(cut)) for cut in SHOWN]), "o", color="C1")
    right.set(xlabel="share of the healthy alarmed", ylabel="share of the ill found")
    return figure


def _at(threshold: float) -> np.ndarray:
    """The counts with this threshold."""
    return confusion_matrix(SICK, (threshold <= SCORES).astype(int), 2)


def _rates(C: np.ndarray) -> list[float]:
    """The share of the healthy that are alarmed, and of the ill that are found."""
    return [1 - recall(C)[0], recall(C)[1]]


def reliability() -> Figure:
    """How often a point is far out, against the probability that a net gives it.

    Each net has a dot for each tenth of the probabilities. On the dotted line all promises are
    kept.
    """
    figure = Figure(figsize=(WIDTH, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], **REFERENCE)
    for points, look in zip(LEARNED, DOTS, strict=False):
        axes.plot(*promised(points), **look, linewidth=1, label=f"from {points:,} points")
    axes.set(xlabel="probability", ylabel="share that came true", aspect="equal")
    axes.legend()
    return figure


def promised(points: int) -> tuple[np.ndarray, np.ndarray]:
    """In each bin, the mean probability that the net gives, and the share that came true."""
    p, t = _answers(points)
    bins = np.minimum((BINS * p).astype(int), BINS - 1)
    count, means, shares = (np.bincount(bins, of, BINS) for of in (None, p, t))
    return means / count, shares / count


def judged(points: int) -> tuple[float, float]:
    """The accuracy of the net, and its mean cross-entropy."""
    p, t = _answers(points)
    return np.mean((p > 0.5) == t), -np.mean(np.log(np.where(t == 1, p, 1 - p)))


@cache
def _answers(points: int) -> tuple[np.ndarray, np.ndarray]:
    """The probability that each new point is far out, as a net says, and whether it is."""
    rng = np.random.default_rng(seed=0)
    X, t = _drawn(rng, 2000)  # those of the page
    net = Network((2, 20, 2), "relu")
    parameters = net.initialize(rng)
    new, answers = _drawn(rng, TESTED)
    for _ in range(LEARNED[points]):
        for name, slopes in net.gradients(parameters, X[:points], t[:points]).items():
            parameters[name] -= 0.5 * slopes
    return softmax(net.forward(parameters, new))[:, 1], answers


def _drawn(rng: np.random.Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Random points, and whether each is far out, seen through some noise."""
    X = rng.normal(size=(count, 2))
    return X, (np.hypot(*X.T) + 0.2 * rng.normal(size=count) > 1.2).astype(int)


def inside(deviations: float) -> float:
    """How much of a normal distribution lies within so many standard deviations of its mean."""
    return 2 * NormalDist().cdf(deviations) - 1


def interval() -> tuple[float, float]:
    """Two standard errors to either side of the accuracy of the recorded net."""
    a = float(accuracy(C()))
    error = (a * (1 - a) / float(C().sum())) ** 0.5
    return a - 2 * error, a + 2 * error


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

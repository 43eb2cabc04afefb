"""What a classifier takes for what: counts, and images to look at."""

import numpy as np

from experiments.examples import CLASSES, Examples
from figures.packing import pack
from nn.evaluation import confusion_matrix

SHOWN = 10  # test images, drawn at random
MISTAKES = 8  # test images that the classifier was most sure of, and wrong
CONFUSED = 5  # pairs of digits that it takes for one another most often


def accuracy(Z: np.ndarray, examples: Examples) -> float:
    """The share of examples whose highest score is that of their label."""
    return float((Z.argmax(axis=1) == examples.labels).mean())


def predictions(P: np.ndarray, examples: Examples, rng: np.random.Generator) -> dict:
    """What was taken for what: counts, the commonest confusions, and images to look at."""
    predicted, true = P.argmax(axis=1), examples.labels
    confusion = confusion_matrix(true, predicted, CLASSES)
    wrong = confusion * (1 - np.eye(CLASSES, dtype=int))
    commonest = np.argsort(-wrong, axis=None, kind="stable")[:CONFUSED]
    pairs = np.transpose(np.unravel_index(commonest, wrong.shape)).tolist()
    sure = np.argsort(-P.max(axis=1) * (predicted != true), kind="stable")
    mistakes = sure[: min(MISTAKES, wrong.sum())]
    shown = np.sort(rng.choice(len(true), min(SHOWN, len(true)), replace=False))
    return {
        "confusion": confusion.tolist(),
        "confused": [{"true": i, "predicted": j, "count": int(wrong[i, j])} for i, j in pairs],
        "shown": pictures(P, examples, shown),
        "mistakes": pictures(P, examples, mistakes),
    }


def pictures(P: np.ndarray, examples: Examples, rows: np.ndarray) -> dict:
    """Some images, what they show, and what they are taken for with which probability."""
    return {
        "index": rows.tolist(),
        "true": examples.labels[rows].tolist(),
        "predicted": P[rows].argmax(axis=1).tolist(),
        "probability": np.round(P[rows].max(axis=1).astype(float), 4).tolist(),
        "images": pack(examples.images[rows]),
        "white": examples.white,
    }

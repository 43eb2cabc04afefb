"""What holds in any record, by the names of its entries."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from experiments.examples import SIXTH
from experiments.predictions import CONFUSED, MISTAKES, SHOWN
from figures.packing import unpack

OF_EACH_DIGIT = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]  # MNIST's test images
DIGITS = 5e-4  # of a number that is kept to four digits: half a unit of the last, relative
APART = 0.05  # at most, the accuracies on images of training and of testing: none learns by heart
SHARES = {
    "test_accuracy", "train_accuracy", "test_accuracies", "train_accuracies", "probability",
    "shares", "slope", "validation_accuracy", "validation_accuracies",
}  # fmt: skip


class Contradiction(AssertionError):
    """Two entries of a record, or of two records, can't both be right."""


def require(holds: Any, what: str) -> None:
    """Raise `Contradiction` unless it holds."""
    if not holds:
        raise Contradiction(what)


def check(record: dict[str, Any]) -> None:
    """Raise `Contradiction` if an entry is impossible, or not what others make of it."""
    for path, value in walk(record):
        key = path.rpartition(".")[2]
        if isinstance(value, float):
            require(math.isfinite(value), f"{path} is {value}")
        if isinstance(value, dict):
            for rule in (_quartiles, _timing, _ratios, _last, _pictures, _confusion):
                rule(path, value)
            if "cores" in value and "calls" in value:
                most = 0.1 + record["settings"].get("threads", 1)
                require(0 < value["cores"] < most, f"{path}: more cores than threads")
        if key in SHARES:
            shares = [share for share in np.ravel([value]) if share is not None]
            shares = np.array(shares, float)
            require(np.all((shares >= 0) & (shares <= 1)), f"{path} is no share: {value}")
        if key in IMAGES and value and "data" in record:
            shares = [share for share in np.ravel([value]) if share is not None]
            images = np.array(shares, float) * _counted(record["data"], IMAGES[key])
            # An accuracy is kept to six digits at least, which is 0.03 of 60,000 images.
            require(np.abs(images - images.round()).max() < 0.031, f"{path}: parts of an image")


IMAGES = {
    f"{kind}_accura{end}": kind
    for kind in ("test", "train", "validation")
    for end in ("cy", "cies")
}


def _counted(data: dict, kind: str) -> int:
    return data["train"] // SIXTH if kind == "validation" else data[kind]


def walk(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Everything in a record, with the keys that lead to it."""
    yield path, value
    if isinstance(value, dict):
        for key, each in value.items():
            yield from walk(each, f"{path}.{key}")
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from walk(each, f"{path}[{place}]")


def _quartiles(path: str, entry: dict) -> None:
    if {"median", "low", "high"} <= entry.keys():
        in_order = 0 < entry["low"] <= entry["median"] <= entry["high"]
        require(in_order, f"{path}: quartiles out of order")


def _timing(path: str, entry: dict) -> None:
    if {"rounds", "calls", "cores"} <= entry.keys():
        require(entry["rounds"] >= 1 <= entry["calls"], f"{path}: never called")


def _ratios(path: str, entry: dict) -> None:
    """Each ratio was measured round by round, so its median is bounded by quartiles."""
    if "ratios" not in entry:
        return
    seconds = entry.get("seconds") or {name: run["seconds"] for name, run in entry["runs"].items()}
    base = "structured" if "structured" in seconds else "nn"
    require(entry["ratios"].keys() == seconds.keys() - {base}, f"{path}: ratios of others")
    for name, ratio in entry["ratios"].items():
        above, below = seconds[base], seconds[name]
        if base == "structured":
            above, below = below, above
        require(ratio_fits(ratio["median"], above, below), f"{path}: {name} is not its ratio")


def ratio_fits(median: float, above: dict, below: dict) -> bool:
    """Whether the ratios of two times can have this median, with these quartiles of the times.

    Half of the ratios are at or above their median. Three quarters of the times above are no
    longer than their upper quartile, and three quarters of those below no shorter than their lower.
    So some round is among all of them, and bounds the median; the other bound is the mirror image.
    """
    least, most = above["low"] / below["high"], above["high"] / below["low"]
    return least * (1 - 4 * DIGITS) <= median <= most * (1 + 4 * DIGITS)


def _last(path: str, entry: dict) -> None:
    for kind in ("test", "train"):
        single, curve = entry.get(f"{kind}_accuracy"), entry.get(f"{kind}_accuracies")
        if single is not None and curve:
            require(round(single, 6) == round(curve[-1], 6), f"{path}: {kind}_accuracy is not last")
    if "train_accuracies" in entry:
        apart = np.subtract(entry["train_accuracies"], entry["test_accuracies"])
        require(np.abs(apart).max() < APART, f"{path}: another net was tested than trained")
    if entry.get("test_accuracy") is not None and "train_accuracy" in entry:
        apart = abs(entry["train_accuracy"] - entry["test_accuracy"])
        require(apart < APART, f"{path}: another net was tested than trained")


def _pictures(path: str, entry: dict) -> None:
    if not isinstance(entry.get("images"), dict):
        return
    counts = {len(value) for value in entry.values() if isinstance(value, list)}
    for packed in (v for v in entry.values() if isinstance(v, dict) and "zlib" in v):
        try:
            counts.add(len(unpack(packed)))
        except ValueError as error:
            raise Contradiction(f"{path}: {error}") from error
    require(len(counts) == 1, f"{path}: {counts} pictures")
    require(entry.get("white", 255) == 255, f"{path}: other pixels")
    index = entry.get("index", [])
    require(len({*index}) == len(index), f"{path}: an image twice")
    for label in entry.get("true", []) + entry.get("predicted", []):
        require(label in range(10), f"{path}: no digit")
    for sure in entry.get("probability", []):
        require(sure >= 0.1, f"{path}: the likeliest of ten classes has less than a tenth")


def _confusion(path: str, entry: dict) -> None:
    if "confusion" not in entry:
        return
    counts = np.array(entry["confusion"])
    require(counts.sum(axis=1).tolist() == OF_EACH_DIGIT, f"{path}: digits lost in the confusion")
    right = counts.trace() / counts.sum()
    require(math.isclose(right, entry["test_accuracy"]), f"{path}: accuracy without its confusion")
    wrong = counts - np.diag(np.diag(counts))
    commonest = np.argsort(-wrong, axis=None, kind="stable")[:CONFUSED]
    pairs = [
        {"true": int(at) // 10, "predicted": int(at) % 10, "count": int(wrong.flat[at])}
        for at in commonest
    ]
    require(entry["confused"] == pairs, f"{path}: not the commonest confusions")
    shown, mistakes = entry["shown"], entry["mistakes"]
    require(len(shown["true"]) == SHOWN, f"{path}: so many are not shown")
    require(shown["index"] == sorted(shown["index"]), f"{path}: shown in another order")
    require(len(mistakes["true"]) == MISTAKES, f"{path}: so many mistakes are not shown")
    surest_first(f"{path}.mistakes", mistakes)
    for pictures, possible in ((shown, counts), (mistakes, wrong)):
        for pair in zip(pictures["true"], pictures["predicted"], strict=True):
            require(possible[pair] > 0, f"{path}: one taken for what none is taken for")


def surest_first(path: str, pictures: dict) -> None:
    """Pictures are in the order of the probabilities."""
    sure = pictures["probability"]
    require(sure == sorted(sure, reverse=True), f"{path}: not the surest first")

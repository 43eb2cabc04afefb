"""One pass over the training images: shuffled batches are chosen, and each makes a step.

Every library holds the images as it likes them best: this book as bytes, the others as numbers.
"""

import argparse
from collections.abc import Callable

import numpy as np

from benchmarks import missing
from benchmarks.agreement import require_agreement
from benchmarks.competitors import Contestant, contestants, initial
from benchmarks.peers import ScikitLearn
from benchmarks.timing import in_turns, ratio, summary
from experiments.data import from_folder
from experiments.examples import Examples
from experiments.progress import followed

SETTINGS = ((1, 50), (32, 50), (100, 50), (512, 50), (4096, 50), (512, 512), (512, 2048))
NAMES = ("nn", "torch", "jax", "sklearn", "source", "products")
ROUNDS = 3
RATE = 0.05
QUICK = 6000  # images


def measure(asked: argparse.Namespace) -> dict:
    """Time an epoch of every contestant for some batches and widths."""
    examples = from_folder(missing.data(asked)).train
    cells, skipped = {}, {}
    for size, hidden in followed(SETTINGS[1:4] if asked.quick else SETTINGS, "cell"):
        count = QUICK if asked.quick else len(examples)
        cells[f"{size}x{hidden}"], skipped = cell(asked, examples, count, size, hidden)
    return {"images": len(examples), "skipped": skipped, "cells": cells}


def cell(
    asked: argparse.Namespace, examples: Examples, count: int, size: int, hidden: int
) -> tuple[dict, dict[str, str]]:
    """Time an epoch of every contestant for one batch and width, and say who is left out."""
    order = np.random.default_rng(2).permutation(len(examples))[:count]
    batches = [order[start : start + size] for start in range(0, count, size)]
    X, t = examples.batch(np.arange(len(examples)))
    found, skipped = contestants(asked, initial(X.shape[1], hidden), RATE, NAMES)
    require_agreement(found, X[batches[0]], t[batches[0]])
    calls = {
        name: as_bytes(contestant, examples, batches)
        if name == "nn"
        else as_numbers(contestant, X, t, batches)
        for name, contestant in found.items()
    }
    timings = in_turns(calls, ROUNDS, warm_up=0)
    return {
        "seconds": {name: summary(timing) for name, timing in timings.items()},
        "ratios": {
            name: ratio(timings["nn"], timing) for name, timing in timings.items() if name != "nn"
        },
        "steps": len(batches),
    }, skipped


def as_bytes(
    contestant: Contestant, examples: Examples, batches: list[np.ndarray]
) -> Callable[[], None]:
    """An epoch that turns the bytes of each batch into numbers when it is chosen."""

    def epoch() -> None:
        for rows in batches:
            contestant.step(*examples.batch(rows))

    return epoch


def as_numbers(
    contestant: Contestant, X: np.ndarray, t: np.ndarray, batches: list[np.ndarray]
) -> Callable[[], None]:
    """An epoch that chooses from numbers in the library's own arrays."""
    order = np.concatenate(batches)
    if isinstance(contestant, ScikitLearn):
        X, t = X[np.sort(order)], t[np.sort(order)]
        return lambda: contestant.epoch(X, t)
    held = contestant.take(X, t)

    def epoch() -> None:
        for rows in batches:
            contestant.step(*contestant.pick(*held, rows))

    return epoch


def lines(results: dict) -> list[str]:
    """The ratios as a table to print."""
    names = list(next(iter(results["cells"].values()))["ratios"])
    rows = [f"  {'batch x hidden':16}{'nn':>12}" + "".join(f"{f'of {n}':>14}" for n in names)]
    for at, cell in results["cells"].items():
        took = f"{cell['seconds']['nn']['median']:.2f} s"
        shares = (f"{cell['ratios'][name]['median']:.2f}" for name in names)
        rows.append(f"  {at:16}{took:>12}" + "".join(f"{share:>14}" for share in shares))
    return rows + [f"  without {name}: {why}" for name, why in results["skipped"].items()]

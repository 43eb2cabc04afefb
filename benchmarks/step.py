"""One training step, for batches and widths of many sizes."""

import argparse

import numpy as np

from benchmarks.agreement import require_agreement
from benchmarks.competitors import contestants, initial
from benchmarks.timing import in_turns, ratio, summary

INPUTS = 784
BATCHES = (1, 32, 100, 512, 4096)
WIDTHS = (50, 512, 2048)
RATE = 0.01


def measure(asked: argparse.Namespace) -> dict:
    """Time a step of every contestant for every batch and width."""
    cells, skipped = {}, {}
    for hidden in WIDTHS[:1] if asked.quick else WIDTHS:
        for size in BATCHES:
            cells[f"{size}x{hidden}"], skipped = cell(asked, size, hidden)
    return {"batches": BATCHES, "widths": WIDTHS, "skipped": skipped, "cells": cells}


def cell(asked: argparse.Namespace, size: int, hidden: int) -> tuple[dict, dict[str, str]]:
    """Time a step of every contestant for one batch and width, and say who is left out."""
    X, t = images(size)
    found, skipped = contestants(asked, initial(INPUTS, hidden), RATE)
    distances = require_agreement(found, X, t)
    calls = {}
    for name, contestant in found.items():
        held = contestant.take(X, t)
        calls[name] = lambda contestant=contestant, held=held: contestant.step(*held)
    large = size * hidden > 1_000_000
    rounds = (5 if large else 15) if asked.quick else (11 if large else 41)
    timings = in_turns(calls, rounds, at_least=0.002 if asked.quick else 0.01)
    return {
        "seconds": {name: summary(timing) for name, timing in timings.items()},
        "ratios": {
            name: ratio(timings["nn"], timing) for name, timing in timings.items() if name != "nn"
        },
        "distances": {name: float(f"{value:.1e}") for name, value in distances.items()},
    }, skipped


def images(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Random pixels, one in five of them not black, as in pictures of digits; and classes."""
    rng = np.random.default_rng(1)
    X = rng.random((size, INPUTS), np.float32) * (rng.random((size, INPUTS)) < 0.2)
    return X.astype(np.float32), rng.integers(0, 10, size)


def lines(results: dict) -> list[str]:
    """The ratios as a table to print."""
    names = list(next(iter(results["cells"].values()))["ratios"])
    head = f"  {'batch x hidden':16}{'nn':>12}" + "".join(f"{f'of {n}':>14}" for n in names)
    rows = [head]
    for at, cell in results["cells"].items():
        took = f"{cell['seconds']['nn']['median'] * 1e6:.0f} µs"
        shares = (f"{cell['ratios'][name]['median']:.2f}" for name in names)
        rows.append(f"  {at:16}{took:>12}" + "".join(f"{share:>14}" for share in shares))
    return rows + [f"  without {name}: {why}" for name, why in results["skipped"].items()]

"""One training step, for batches and widths of many sizes, and a profile of this book's."""

import argparse
from collections.abc import Iterable

import numpy as np

from benchmarks import missing
from benchmarks.agreement import require_agreement
from benchmarks.competitors import SOURCE, contestants, initial
from benchmarks.floors import LIBRARIES
from benchmarks.profile import profile, single
from benchmarks.timing import in_turns, ratio, summary
from experiments.progress import followed

INPUTS = 784
BATCHES = (1, 32, 100, 512, 4096)
WIDTHS = (50, 512, 2048)
PROFILED = (1, 100, 512)  # batches, with the narrowest layer
RATE = 0.01
ROUNDS = {0: 41, 1_000_000: 11, 5_000_000: 5}  # from so many hidden values in a batch


def measure(asked: argparse.Namespace) -> dict:
    """Time a step of every contestant for every batch and width."""
    cells, skipped = {}, {}
    widths = WIDTHS[:1] if asked.quick else WIDTHS
    for hidden, size in followed([(h, b) for h in widths for b in BATCHES], "cell"):
        cells[f"{size}x{hidden}"], skipped = cell(asked, size, hidden)
    return {
        "batches": BATCHES,
        "widths": WIDTHS,
        "skipped": skipped,
        "program": missing.sha256(missing.program(asked, SOURCE)),
        "cells": cells,
        "profile": {
            f"{size}x{WIDTHS[0]}": profile(*images(size), WIDTHS[0], rounds(asked, 0))
            for size in PROFILED
        },
        "single": single(INPUTS, WIDTHS[-1], rounds(asked, 0)),
    }


def cell(
    asked: argparse.Namespace, size: int, hidden: int, names: Iterable[str] = ()
) -> tuple[dict, dict[str, str]]:
    """Time a step of every contestant for one batch and width, and say who is left out."""
    X, t = images(size)
    found, skipped = contestants(asked, initial(INPUTS, hidden), RATE, names)
    distances = require_agreement(found, X, t)
    calls = {}
    for name, contestant in found.items():
        held = contestant.take(X, t)
        calls[name] = lambda contestant=contestant, held=held: contestant.step(*held)
    at_least = 0.002 if asked.quick else 0.01
    timings = in_turns(calls, rounds(asked, size * hidden), at_least)
    return {
        "seconds": {name: summary(timing) for name, timing in timings.items()},
        "ratios": {
            name: ratio(timings["nn"], timing) for name, timing in timings.items() if name != "nn"
        },
        "floors": {
            name: ratio(timings[name], timings[floor])
            for name, floor in LIBRARIES.items()
            if name in timings and floor in timings
        },
        "distances": {name: float(f"{value:.1e}") for name, value in distances.items()},
    }, skipped


def rounds(asked: argparse.Namespace, values: int) -> int:
    """How often each contestant has its turn: less often where a step takes long."""
    usual = ROUNDS[max(least for least in ROUNDS if least <= values)]
    return -(-usual // 3) if asked.quick else usual


def images(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Random pixels, one in five of them not black, as in pictures of digits; and classes."""
    rng = np.random.default_rng(1)
    X = rng.random((size, INPUTS), np.float32) * (rng.random((size, INPUTS)) < 0.2)
    return X.astype(np.float32), rng.integers(0, 10, size)


def lines(results: dict) -> list[str]:
    """The ratios as a table to print."""
    names = list(next(iter(results["cells"].values()))["ratios"])
    head = f"  {'batch x hidden':16}{'nn':>12}" + "".join(f"{f'of {n}':>19}" for n in names)
    rows = [head]
    for at, cell in results["cells"].items():
        took = f"{cell['seconds']['nn']['median'] * 1e6:.0f} µs"
        shares = (f"{cell['ratios'][name]['median']:.2f}" for name in names)
        rows.append(f"  {at:16}{took:>12}" + "".join(f"{share:>19}" for share in shares))
    return rows + [f"  without {name}: {why}" for name, why in results["skipped"].items()]

"""A whole run of the two-layer net, reading the files and choosing batches included."""

import argparse

import numpy as np

from benchmarks import missing
from benchmarks.missing import Skipped
from benchmarks.processes import in_turns, medians, ratios, table
from experiments.errors import InputError

PROGRAM = "two_layer.py"
STEPS, QUICK = 10_000, 200
ROUNDS = 3
ACCURACY = 0.01  # two runs that draw other batches may differ by so much
PACKAGES = {"torch": "torch", "torch_bytes": "torch", "jax": "jax"}


def measure(asked: argparse.Namespace) -> dict:
    """Run every contestant in its turn, each time in a new process."""
    folder, steps = missing.data(asked), QUICK if asked.quick else STEPS
    commands, skipped = {}, {}
    for name in ("nn", "torch", "torch_bytes", "jax", "source"):
        try:
            if name in PACKAGES:
                missing.require_package(PACKAGES[name])
            more = [missing.program(asked, PROGRAM)] if name == "source" else []
        except Skipped as why:
            skipped[name] = str(why)
            continue
        commands[name] = [*map(str, (name, folder.resolve(), steps, *(p.resolve() for p in more)))]
    outcomes = in_turns(commands, 1 if asked.quick else ROUNDS)
    if not asked.quick:
        require_equal_accuracy(outcomes)
    return {
        "steps": steps,
        "skipped": skipped,
        "program": missing.sha256(missing.program(asked, PROGRAM)),
        "runs": {name: medians(found) for name, found in outcomes.items()},
        "ratios": ratios(outcomes),
    }


def require_equal_accuracy(outcomes: dict[str, list[dict]]) -> None:
    """Raise `InputError` where a run learnt less, or more, than the others."""
    right = {name: np.mean([o["test_accuracy"] for o in found]) for name, found in outcomes.items()}
    if max(right.values()) - min(right.values()) > ACCURACY:
        raise InputError(f"expected runs of one accuracy; got {right}; they are not compared")


def lines(results: dict) -> list[str]:
    """Times, ratios, accuracy and memory as a table to print."""
    return table(results) + [f"  without {name}: {why}" for name, why in results["skipped"].items()]

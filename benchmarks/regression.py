"""Softmax regression beside the tutorial's program: reading, ten epochs, one test."""

import argparse

from benchmarks import missing
from benchmarks.processes import in_turns, medians, ratios

PROGRAM = "seed0_softmax_regression.py"
EPOCHS = 10
ROUNDS = 7


def measure(asked: argparse.Namespace) -> dict:
    """Run both in turns, each time in a new process."""
    folder, program = missing.data(asked).resolve(), missing.program(asked, PROGRAM).resolve()
    commands = {
        "nn": ["regression", str(folder), str(EPOCHS)],
        "source": ["source", str(folder), str(EPOCHS), str(program)],
    }
    outcomes = in_turns(commands, 1 if asked.quick else ROUNDS)
    return {
        "epochs": EPOCHS,
        "runs": {name: medians(found) for name, found in outcomes.items()},
        "ratios": ratios(outcomes),
    }


def lines(results: dict) -> list[str]:
    """Times, ratio, accuracy and memory as a table to print."""
    rows = [f"  {'':12}{'seconds':>10}{'nn of it':>10}{'test':>9}{'MB':>7}"]
    for name, run in results["runs"].items():
        share = f"{results['ratios'][name]['median']:.2f}" if name in results["ratios"] else ""
        rows.append(
            f"  {name:12}{run['seconds']['median']:>10.2f}{share:>10}"
            f"{run['test_accuracy']:>9.4f}{run['megabytes']:>7.0f}"
        )
    return rows

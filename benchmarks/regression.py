"""Softmax regression beside the tutorial's program: reading, ten epochs, one test."""

import argparse

from benchmarks import missing
from benchmarks.processes import in_turns, medians, ratios, table

PROGRAM = "softmax_regression.py"
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
        "program": missing.sha256(missing.program(asked, PROGRAM)),
        "runs": {name: medians(found) for name, found in outcomes.items()},
        "ratios": ratios(outcomes),
    }


def lines(results: dict) -> list[str]:
    """Times, ratio, accuracy and memory as a table to print."""
    return table(results)

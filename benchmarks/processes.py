"""Whole runs, each in a process of its own, in turns."""

import json
import subprocess
import sys
from collections.abc import Mapping

import numpy as np

from benchmarks import runs
from benchmarks.timing import quartiles
from experiments.errors import InputError
from experiments.progress import followed
from verify.book import ROOT

Outcomes = dict[str, list[dict[str, float]]]


def in_turns(
    commands: Mapping[str, list[str]], rounds: int, module: str = runs.__name__
) -> Outcomes:
    """Run every command in its turn, round after round; each says the outcome of every round."""
    outcomes: Outcomes = {name: [] for name in commands}
    for name, command in followed([*commands.items()] * rounds, "run"):
        outcomes[name].append(run(command, module))
    return outcomes


def run(command: list[str], module: str = runs.__name__) -> dict[str, float]:
    """A module in a new process; raises `InputError` with what it said if it fails."""
    done = subprocess.run(
        [sys.executable, "-m", module, *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        why = (done.stderr.strip() or "no message").splitlines()[-1]
        raise InputError(f"expected the run of {command[0]} to end well; got: {why}")
    return json.loads(done.stdout.splitlines()[-1])


def medians(found: list[dict[str, float]]) -> dict:
    """The median of everything, and quartiles of the seconds."""
    return {
        key: quartiles([each[key] for each in found])
        if key == "seconds"
        else round(float(np.median([each[key] for each in found])), 4)
        for key in found[0]
    }


def ratios(outcomes: Outcomes) -> dict[str, dict[str, float]]:
    """The time of `nn` in times of each other's, round by round."""
    return {
        name: quartiles(
            [
                nn["seconds"] / other["seconds"]
                for nn, other in zip(outcomes["nn"], found, strict=True)
            ]
        )
        for name, found in outcomes.items()
        if name != "nn"
    }


def table(results: dict) -> list[str]:
    """Times, ratios, accuracy and memory of all runs, as a table to print."""
    rows = [f"  {'':12}{'seconds':>10}{'nn of it':>10}{'test':>9}{'MB':>7}"]
    for name, run in results["runs"].items():
        share = f"{results['ratios'][name]['median']:.2f}" if name in results["ratios"] else ""
        rows.append(
            f"  {name:12}{run['seconds']['median']:>10.2f}{share:>10}"
            f"{run['test_accuracy']:>9.4f}{run['megabytes']:>7.0f}"
        )
    return rows

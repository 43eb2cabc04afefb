"""What a program costs before its training runs: importing its library, and its first step.

Each run is a new process, in which `torch.compile` finds nothing that it has compiled before.
"""

import argparse

from benchmarks import processes, starting
from benchmarks.missing import Skipped, require_compiler, require_package
from benchmarks.timing import quartiles

ROUNDS = 3
PARTS = ("import", "first", "later")


def measure(asked: argparse.Namespace) -> dict:
    """Start every program in its turn, each time in a new process."""
    commands, skipped = {}, {}
    for name, modules in starting.MODULES.items():
        try:
            require_package(modules[0].partition(".")[0])
            if name == "torch_compiled":
                require_compiler()
        except Skipped as why:
            skipped[name] = str(why)
            continue
        commands[name] = [name]
    outcomes = processes.in_turns(commands, 1 if asked.quick else ROUNDS, starting.__name__)
    return {
        "skipped": skipped,
        "runs": {
            name: {part: quartiles([each[part] for each in found]) for part in PARTS}
            for name, found in outcomes.items()
        },
    }


def lines(results: dict) -> list[str]:
    """The seconds of each program as a table to print."""
    rows = [f"  {'':16}" + "".join(f"{part:>12}" for part in PARTS)]
    for name, found in results["runs"].items():
        rows.append(f"  {name:16}" + "".join(f"{found[part]['median']:>12.4g}" for part in PARTS))
    return rows + [f"  without {name}: {why}" for name, why in results["skipped"].items()]

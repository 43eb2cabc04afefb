"""Proving all formulas of the book: each chapter in a new process that remembers nothing."""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.timing import quartiles
from experiments.errors import InputError
from experiments.progress import followed
from verify.book import ROOT, memory
from verify.book.displays import chapters, displays
from verify.check import check

ROUNDS = 3
QUICK = 3  # chapters


def measure(asked: argparse.Namespace) -> dict:
    """Check every chapter in its turn, cold and then once more with all of it remembered."""
    topics = chapters()[:QUICK] if asked.quick else chapters()
    found: dict[str, list[dict]] = {topic: [] for topic in topics}
    for topic in followed(topics * (1 if asked.quick else ROUNDS), "chapter"):
        found[topic].append(run(topic))
    count = {topic: len(displays(topic)) for topic in topics}
    cold, warm = (
        {topic: [each[key] for each in found[topic]] for topic in topics}
        for key in ("cold", "warm")
    )
    whole = [sum(rounds) for rounds in zip(*cold.values(), strict=True)]
    again = [sum(rounds) for rounds in zip(*warm.values(), strict=True)]
    medians = [float(np.median(cold[topic])) for topic in topics]
    return {
        "chapters": topics,
        "displays": list(count.values()),
        "seconds": [round(value, 3) for value in medians],
        "whole": quartiles(whole),
        "again": quartiles(again),
        "count": sum(count.values()),
        "slowest": max(zip(medians, topics, strict=True))[1],
        # 1 where a chapter with twice the displays takes twice as long, 0 where it doesn't matter
        "correlation": round(float(np.corrcoef(list(count.values()), medians)[0, 1]), 2),
    }


def run(topic: str) -> dict[str, float]:
    """Check a chapter in a process of its own; raises `InputError` if a formula fails."""
    command = [sys.executable, "-m", "benchmarks.checking", topic]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        why = (done.stderr.strip() or "no message").splitlines()[-1]
        raise InputError(f"expected the chapter {topic} to be right; got: {why}")
    return json.loads(done.stdout)


def seconds(topic: str) -> float:
    """How long it takes to check the displays of a chapter."""
    start = time.perf_counter()
    wrong = [display.place() for display in displays(topic) if not check(display).ok]
    if wrong:
        raise SystemExit(f"{', '.join(wrong)} failed")
    return time.perf_counter() - start


def lines(results: dict) -> list[str]:
    """The chapters as a table to print."""
    rows = [f"  {'':28}{'displays':>10}{'seconds':>10}"]
    of_chapters = zip(results["chapters"], results["displays"], results["seconds"], strict=True)
    rows += [f"  {topic:28}{count:>10}{took:>10.2f}" for topic, count, took in of_chapters]
    rows.append(f"  {'the whole':28}{results['count']:>10}{results['whole']['median']:>10.2f}")
    rows.append(f"  {'the whole, remembered':38}{results['again']['median']:>10.2f}")
    return rows


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as empty:
        memory.FOLDER = Path(empty)
        (chapter,) = sys.argv[1:]
        print(json.dumps({"cold": seconds(chapter), "warm": seconds(chapter)}))

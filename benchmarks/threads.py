"""One training step with two threads for each program, in some of the cells of `step`."""

import argparse
import os

from benchmarks import step
from benchmarks.missing import Skipped
from benchmarks.options import THREADS
from experiments.progress import followed

CELLS = ((100, 50), (512, 50), (4096, 50), (512, 512))
NAMES = ("nn", "torch", "torch_compiled", "jax", "sklearn", "source", "products")


def measure(asked: argparse.Namespace) -> dict:
    """Time a step of every contestant with as many threads.

    Raises:
        Skipped: there are not as many cores.
    """
    if (os.cpu_count() or 1) < THREADS:
        raise Skipped(f"needs {THREADS} cores; there is one")
    asked = argparse.Namespace(**vars(asked) | {"threads": THREADS})
    cells, skipped = {}, {}
    for size, hidden in followed(CELLS[:2] if asked.quick else CELLS, "cell"):
        cells[f"{size}x{hidden}"], skipped = step.cell(asked, size, hidden, NAMES)
    return {"threads": THREADS, "skipped": skipped, "cells": cells}


lines = step.lines

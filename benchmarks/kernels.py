"""One training step where the library behind NumPy is told to use the widest registers there are.

OpenBLAS looks at the processor and chooses one of its sets of kernels, and it chooses one for
registers of 256 bits on processors that have 512 when it doesn't know them well. The environment
variable `OPENBLAS_CORETYPE` makes another choice; it is read when NumPy is imported.
"""

import argparse

from benchmarks import record, step
from benchmarks.missing import Skipped
from benchmarks.options import WIDEST
from experiments.progress import followed

CELLS = ((1, 50), (32, 50), (100, 50), (512, 50), (4096, 50), (512, 512))
NAMES = ("nn", "torch", "jax", "source", "products")


def measure(asked: argparse.Namespace) -> dict:
    """Time a step of those whose products may change, and of PyTorch and JAX beside them.

    Raises:
        Skipped: the processor has no such registers, or NumPy has another library.
    """
    if not wide():
        raise Skipped("the processor has no AVX-512")
    chosen = record.libraries().get("openblas", "no OpenBLAS")
    if WIDEST["OPENBLAS_CORETYPE"] not in chosen:
        raise Skipped(f"NumPy's products come from {chosen}")
    cells, skipped = {}, {}
    for size, hidden in followed(CELLS[:3] if asked.quick else CELLS, "cell"):
        cells[f"{size}x{hidden}"], skipped = step.cell(asked, size, hidden, NAMES)
    return {"chosen": chosen, "skipped": skipped, "cells": cells}


def wide() -> bool:
    """Whether the system says that the processor has registers of 512 bits."""
    return "avx512f" in record.cpuinfo("flags").split()


lines = step.lines

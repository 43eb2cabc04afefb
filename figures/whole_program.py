"""Figures and numbers of docs/whole_program.md, from runs of examples/digits.py itself."""

import io
import re
import sys
from contextlib import redirect_stdout
from functools import cache
from typing import Any
from unittest.mock import patch

import numpy as np
from matplotlib.figure import Figure

from figures.pictures import WIDTH, grey, grid
from figures.styles import LINES
from verify.book import ROOT

PROGRAM = ROOT / "examples" / "digits.py"
SETTINGS = re.compile(r"^([A-Z, ]+) = (\d.*)$", re.M)  # the line that a reader changes
RATES = (0.05, 0.5, 5.0)


@cache
def ran(*arguments: str, **changes: float) -> tuple[dict[str, Any], list[str]]:
    """Run the program, with other settings than it has: its variables, and what it prints."""
    text = PROGRAM.read_text(encoding="utf-8")
    names, values = (part.split(", ") for part in SETTINGS.search(text).groups())
    settings = dict(zip(names, values, strict=True))
    if unknown := changes.keys() - settings.keys():
        raise LookupError(f"the program has no setting {unknown.pop()}")
    settings |= {name: repr(value) for name, value in changes.items()}
    line = f"{', '.join(settings)} = {', '.join(settings.values())}"
    return _printed(SETTINGS.sub(line, text, count=1), *arguments)


def losses(**changes: float) -> np.ndarray:
    """The loss on the validation set after each epoch."""
    return np.array([float(line.split()[4]) for line in ran(**changes)[1][:-1]])


def validation(**changes: float) -> float:
    """The share of the validation set that is read right at the end."""
    return float(ran(**changes)[1][-2].split()[-1])


def validations(*seeds: int, **changes: float) -> list[float]:
    """The share of the validation set that is read right at the end, for each of these seeds."""
    return [validation(SEED=seed, **changes) for seed in seeds]


def share_of_test() -> float:
    """The share of the test set that is read right at the end."""
    return float(ran()[1][-1].split()[-1])


def small_digits() -> Figure:
    """The first ten of the small digits, with their labels: eight by eight pixels."""
    variables, _ = ran()
    images = (16 * variables["X"][:10]).round().reshape(-1, 8, 8)
    large = np.pad(images.repeat(3, axis=1).repeat(3, axis=2), ((0, 0), (2, 2), (2, 2)))
    return grid(grey(large, 16), [str(label) for label in variables["t"][:10]], columns=5)


def three_rates() -> Figure:
    """The loss on the validation set after each epoch, for three values of RATE."""
    figure = Figure(figsize=(WIDTH, 3), layout="constrained")
    axes = figure.subplots()
    for rate, look in zip(RATES, LINES, strict=False):
        found = losses(RATE=rate)
        axes.plot(np.arange(len(found)) + 1, found, label=f"RATE = {rate:g}", **look)
    axes.set(xlabel="epoch", ylabel="validation loss", ylim=(0, 3), xticks=range(0, 21, 5))
    axes.legend()
    return figure


def shuffled() -> float:
    """The share of the validation set that is read right, with the pixels in another order."""
    cut = "(X, X_val, X_test)"
    moved = "X = X[:, np.random.default_rng(1).permutation(X.shape[1])]\n"
    text = PROGRAM.read_text(encoding="utf-8").replace(cut, moved + cut, 1)
    return float(_printed(text)[1][-2].split()[-1])


def printed() -> list[list[str]]:
    """What the program prints after an epoch: after the first two, and after the last one."""
    lines = ran()[1]
    shown = [*lines[:2], "…", lines[-2]]
    head = ["epoch", "validation loss", "validation accuracy"]
    rows = [[line.split()[n] for n in (1, 4, 7)] if line != "…" else ["…"] * 3 for line in shown]
    return [head, *rows]


def header() -> list[list[str]]:
    """What the first bytes of MNIST's training images say."""
    return [
        ["places", "bytes", "what they say", "here"],
        ["0, 1", "`00 00`", "nothing: they are zero in every such file", "0"],
        ["2", "`08`", "the kind of the entries: 8 is a byte without a sign", "8"],
        ["3", "`03`", "the number of axes", "3"],
        ["4 to 7", "`00 00 ea 60`", "the length of the first: images", f"{0xEA60:,}"],
        ["8 to 11", "`00 00 00 1c`", "the length of the second: rows", f"{0x1C}"],
        ["12 to 15", "`00 00 00 1c`", "the length of the third: columns", f"{0x1C}"],
    ]


def _printed(text: str, *arguments: str) -> tuple[dict[str, Any], list[str]]:
    """Run the text of a program: its variables, and the lines that it prints."""
    variables: dict[str, Any] = {"__file__": str(PROGRAM)}
    out = io.StringIO()
    with redirect_stdout(out), patch.object(sys, "argv", [PROGRAM.name, *arguments]):
        exec(compile(text, PROGRAM.name, "exec"), variables)
    return variables, out.getvalue().splitlines()

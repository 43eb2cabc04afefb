"""Read digits from a CSV file in Kaggle's layout: label,pixel0,...,pixel783."""

import csv
import reprlib
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from experiments.errors import InputError, reason

SIDE = 28
COLUMNS = ["label", *(f"pixel{i}" for i in range(SIDE * SIDE))]
LAYOUT = f"label,pixel0,...,{COLUMNS[-1]}"


def read(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Read images (n, 28, 28) and labels (n,), as bytes.

    Raises:
        InputError: the first column or line that is not as the layout says.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            _require_columns(path, next(csv.reader(file), []))
            rows = _numbers(file)
            if rows is None:
                file.seek(0)
                raise InputError(f"{path}: {_fault(csv.reader(file))}")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(
            f"cannot read {path}: {reason(error)}; expected a text file {LAYOUT}"
        ) from error
    return rows[:, 1:].reshape(-1, SIDE, SIDE), rows[:, 0]


def _require_columns(path: Path, header: list[str]) -> None:
    if header == COLUMNS:
        return
    missing = [name for name in COLUMNS if name not in header]
    got = f"no column {missing[0]!r}" if missing else f"{len(header)} columns in another order"
    if not header:
        got = "an empty file"
    raise InputError(
        f"{path}: expected the columns {LAYOUT}; got {got}; write them as the first line"
    )


def _numbers(file: Iterator[str]) -> np.ndarray | None:
    """The rest of the file as bytes, or nothing if it isn't a table of them: then look closer."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # 1.5 for a byte, or no line at all, is only a warning
        try:
            rows = np.loadtxt(
                file, dtype=np.uint8, delimiter=",", comments=None, quotechar='"', ndmin=2
            )
        except (ValueError, Warning):
            return None
    return rows if rows.shape[1] == len(COLUMNS) else None


def _fault(lines: Iterator[list[str]]) -> str:
    """Find the first line that is not a row of numbers from 0 to 255."""
    next(lines)
    empty = True
    for number, line in enumerate(lines, start=2):
        if not line:
            continue
        empty = False
        if len(line) != len(COLUMNS):
            return f"line {number}: expected {len(COLUMNS)} values; got {len(line)}; mend the line"
        for name, value in zip(COLUMNS, line, strict=True):
            if not _is_byte(value):
                return (
                    f"line {number}, {name}: expected a whole number from 0 to 255; "
                    f"got {reprlib.repr(value)}; mend the line"
                )
    return "expected lines of numbers after the first; got " + (
        "none; is the file cut short?" if empty else "something else; write one digit a line"
    )


def _is_byte(value: str) -> bool:
    """Whether digits stand for a byte; Python refuses to read thousands of them."""
    if not (value.isascii() and value.strip().isdecimal()):
        return False
    digits = value.strip().lstrip("0")
    return len(digits) <= 3 and int(digits or 0) <= 255

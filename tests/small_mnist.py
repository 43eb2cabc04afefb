"""A small data set with MNIST's names and layout, and tables of digits; what their tests share."""

import struct
from pathlib import Path

import numpy as np

TRAIN, TEST = 20, 10  # images of it
HEADER = ",".join(["label", *(f"pixel{i}" for i in range(784))])
ROW = ",".join(["3", *["0"] * 783, "255"])


def idx_bytes(array: np.ndarray) -> bytes:
    return struct.pack(f">I{array.ndim}I", 0x800 | array.ndim, *array.shape) + array.tobytes()


def write_table(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return path


def assert_refused(outcome: tuple[int, str, list[str]], *words: str) -> None:
    """One message of one line, exit status 1, and nothing written."""
    status, said, written = outcome

    assert (status, written) == (1, [])
    assert said.startswith("error: ") and said.count("\n") == 1
    assert [word for word in words if word not in said] == []

"""A matrix that is its own transpose."""

import numpy as np

from derivations.calculus import scalar


def symmetric(name: str, rows: int, columns: int) -> np.ndarray:
    """Symbols ``name_11 ... name_nn`` of which those at mirrored places are one.

    Raises:
        ValueError: the matrix is not square.
    """
    if rows != columns:
        raise ValueError(f"{name} has {rows} rows and {columns} columns, and is not symmetric")
    return np.array(
        [
            [scalar(f"{name}_{min(i, j) + 1}{max(i, j) + 1}") for j in range(columns)]
            for i in range(rows)
        ]
    )

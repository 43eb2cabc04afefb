"""A matrix that is its own transpose."""

from collections.abc import Iterable

import numpy as np

from derivations.calculus import scalar
from verify.notes.declared import labelled
from verify.reading.nodes import Chain, Transpose
from verify.reading.unicode import text


def mirrored(chains: Iterable[Chain]) -> set[str]:
    """The names that notes say to be symmetric: S of ``S = S^T``."""
    found = set()
    for chain in chains:
        match [side.value for side in chain.sides]:
            case [whole, Transpose(of=other)] | [Transpose(of=other), whole] if text(whole) == text(
                other
            ):
                name = labelled(whole)
                found |= {name} if name else set()
    return found


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

"""A matrix that is its own transpose."""

from collections.abc import Collection, Iterable
from dataclasses import replace

import numpy as np

from derivations.calculus import scalar
from verify.notes.declared import Declaration, labelled
from verify.reading.alphabet import ONE
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


def as_said(one: Declaration, mirrored: Collection[str]) -> Declaration:
    """A guess with what is known of it: that it is the vector of ones, or its own transpose."""
    if one.name == ONE[0] and len(one.shape) == 1:
        return replace(one, word="ones")
    if one.name in mirrored and len(one.shape) == 2:
        return replace(one, shape=(one.shape[0],) * 2, word="symmetric")
    return one


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

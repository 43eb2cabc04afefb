"""Sums of notes that end before the entries do: the sizes were guessed, or given by examples."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from verify.reading.nodes import Chain, Entry, Fold, Name, walk
from verify.reading.unicode import symbol


def ends_early(
    equations: Iterable[Chain], symbols: Mapping[str, Any], sizes: Mapping[str, int]
) -> str:
    """What to say of a sum that runs to a size, and not over all entries below which it counts."""
    sides = [side.value for chain in equations for side in chain.sides]
    for fold in (x for side in sides for x in walk(side) if isinstance(x, Fold)):
        if not isinstance(fold.last, Name) or fold.last.name not in sizes:
            continue
        end = sizes[fold.last.name]
        for entry in (x for x in walk(fold.body) if isinstance(x, Entry)):
            name = entry.array.name if isinstance(entry.array, Name) else ""
            value = symbols.get(name)
            if not isinstance(value, np.ndarray) or value.ndim != len(entry.indices):
                continue
            for length, index in zip(value.shape, entry.indices, strict=True):
                if isinstance(index, Name) and index.name == fold.index and length > end:
                    last = symbol(fold.last.name)
                    return (
                        f"the sum runs to {last} = {end}, and {symbol(name)} has {length} entries "
                        f"there: declare {last} and {symbol(name)}"
                    )
    return ""

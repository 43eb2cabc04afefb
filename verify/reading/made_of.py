"""Of which symbols a value is made."""

from collections.abc import Mapping
from typing import Any

import numpy as np


def free(value: Any, itself: bool = False) -> set[Any]:
    """The symbols of which a value is made; a symbol is made of nothing, unless it counts too."""
    if value is None or callable(value) or isinstance(value, list | dict | str):
        return set()
    entries = np.ravel(np.array(value, dtype=object))
    if not itself and all(getattr(x, "is_Symbol", True) for x in entries):
        return set()
    return set().union(*(getattr(x, "free_symbols", ()) for x in entries))


def is_entry(symbols: Mapping[str, Any], name: str, array: str, label: str) -> bool:
    """Whether a symbol with a number below it is that entry of an array, or there is no array."""
    value = symbols.get(array, 0)
    if np.ndim(value) == 1 and 0 < int(label) <= len(value):
        return bool(np.array_equal(value[int(label) - 1], symbols[name]))
    return not np.ndim(value)

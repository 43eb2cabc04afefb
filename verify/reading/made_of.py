"""Of which symbols a value is made, and which names of a formula are numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from verify.reading import nodes as n


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


def of_numbers(chain: n.Chain) -> n.Chain:
    r"""The chain where ``n \neq 0`` is about a number that stands in it, and about no index."""
    several = [name for side in chain.sides for name in _alone(side.value)]

    def read(one: n.Condition) -> n.Condition:
        is_number = isinstance(one.right, n.Number) and isinstance(one.left, n.Name)
        if not one.of_index or not is_number or one.relation == "=":
            return one
        assert isinstance(one.left, n.Name)
        return replace(one, of_index=one.left.name not in several)

    return replace(chain, conditions=tuple(map(read, chain.conditions)))


def _alone(node: n.Node) -> Iterator[str]:
    """The names that stand outside of subscripts."""
    match node:
        case n.Name(name=name):
            yield name
        case n.Entry(array=array) | n.Raised(array=array):
            yield from _alone(array)
        case n.Delta():
            return
        case _:
            for part in n.children(node):
                yield from _alone(part)

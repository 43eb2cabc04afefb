"""The names of formulas of notes, and what their sides look like before they have a value."""

import keyword
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from verify.notes.definitions import names_of
from verify.proving.indices import free_indices
from verify.reading.nodes import (
    Chain,
    Entry,
    Name,
    Node,
    Transpose,
    walk,
)  # fmt: skip

LARGEST_SIZE = 5  # that is computed with as it is stated


def size_of(written: str) -> str:
    """A size that notes state: a large number is that of an example, and gets a name."""
    return f"n{written}" if written.isdecimal() and int(written) > LARGEST_SIZE else written


def subscripts(chains: Iterable[Chain]) -> dict[str, set[int]]:
    """The names that stand with subscripts, with how many: no function does."""
    found: dict[str, set[int]] = {}
    for node in (y for chain in chains for side in chain.sides for y in walk(side.value)):
        if isinstance(node, Entry) and isinstance(node.array, Name):
            found.setdefault(node.array.name, set()).add(len(node.indices))
    return found


def unknown_names(equations: Iterable[Chain], symbols: Mapping[str, Any]) -> list[str]:
    """The names of equations that are no symbols, no indices and no constants."""
    return sorted(set(_unknown_names(equations, symbols)))


def _unknown_names(equations: Iterable[Chain], symbols: Mapping[str, Any]) -> Iterator[str]:
    for chain in equations:
        parts = [*(side.value for side in chain.sides), *chain.conditions]
        counted = set().union(*(free_indices(part, symbols) for part in parts))
        for part in parts:
            yield from names_of(part) - set(symbols) - counted


def can_be_named(name: str) -> bool:
    """Whether Python can have a variable of this name."""
    return name.isidentifier() and not keyword.iskeyword(name)


def is_small(name: str) -> bool:
    """Whether a name begins with a small letter; dZ is one of Z."""
    return name[0].islower() and not (name[0] == "d" and name[1:2].isupper())


def is_of_layer(name: str) -> bool:
    """Whether a name is that of the weights of a layer, ``w2``."""
    return name[0] == "w" and name[1:].isdecimal()


def is_one_layer(name: str) -> bool:
    """Whether a name is that of one of several layers, ``W2`` or ``b1``, whose entries follow."""
    return name.isalnum() and name[-1].isdecimal()


def is_weight(node: Node) -> bool:
    node = node.of if isinstance(node, Transpose) else node
    return isinstance(node, Name) and node.name.startswith("W")

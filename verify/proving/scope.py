"""What the names of a formula stand for: symbols, entries of arrays, steps, indices."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import sympy as sp

from verify.proving.at_point import AtPoint
from verify.proving.domain import Need
from verify.proving.namespace import Symbols
from verify.proving.numeric import Evaluator
from verify.reading import nodes as n
from verify.reading.alphabet import CONSTANTS
from verify.reading.tokens import LatexError, Undecidable

MOST = 100_000  # terms of sums inside of sums: more is a slip, and would take forever


@dataclass(frozen=True)
class Scope:
    """What the names of a formula stand for."""

    symbols: Mapping[str, Any]  # the chapter's names
    indices: Mapping[str, int]  # the current value of each index, counted from 1
    whole: Symbols  # the derivation, to differentiate by its intermediate values
    needs: list[Need] = field(default_factory=list)  # where what was evaluated has a value
    terms: int = 1  # of the sums around
    points: tuple[Evaluator, ...] = ()  # at which sides are compared, where no proof is sought
    asks_where: bool = True  # whether both sides must have a value at the same places
    at_point: AtPoint | None = None  # where values are numbers, and not expressions
    printed: list[Any] | None = None  # where each printed number is noted with what it stands for

    def over(self, count: int, at: int) -> "Scope":
        """The scope inside of a sum of so many terms; raises `LatexError` for too many."""
        if self.terms * count > MOST:
            raise LatexError(f"more than {MOST:,} terms", at)
        return replace(self, terms=self.terms * count)

    def at(self, **indices: int) -> "Scope":
        return replace(self, indices={**self.indices, **indices})

    def symbolic(self) -> "Scope":
        """The scope in which values are expressions."""
        return replace(self, at_point=None) if self.at_point else self


def symbol(node: n.Name, scope: Scope) -> Any:
    """The value of a name."""
    if node.name in scope.indices:
        return sp.Integer(scope.indices[node.name])
    if node.name in scope.symbols:
        value = scope.symbols[node.name]
        if callable(value):
            raise LatexError(f"the function {node.name!r} needs its arguments", node.at)
        if isinstance(value, list):
            raise Undecidable(
                f"{node.name!r} has a value at every step: write its subscript", node.at
            )
        if isinstance(value, np.ndarray | sp.Basic | int):
            return sp.sympify(value) if np.ndim(value) == 0 else value
    if node.name in CONSTANTS:
        return CONSTANTS[node.name]
    raise LatexError(f"the derivation defines no {node.name!r}", node.at, node.name)


def step(node: n.Entry, scope: Scope) -> tuple[Any, tuple[n.Node, ...]] | None:
    """What a sequence holds at its first subscript, and the rest; nothing for no sequence."""
    steps = scope.symbols.get(node.array.name) if isinstance(node.array, n.Name) else None
    if not isinstance(steps, list):
        return None
    first, *rest = node.indices
    at = index(first, scope)
    if not 0 <= at < len(steps) or steps[at] is None:
        raise LatexError(f"there is no step {at}", first.at)
    return steps[at], tuple(rest)


def entry(array: Any, indices: tuple[n.Node, ...], scope: Scope, at: int) -> Any:
    """The entry of an array at its subscripts."""
    match indices:
        case (n.Number(at=where, digits=digits),) if len(digits) == np.ndim(array):
            indices = tuple(n.Number(where, digit) for digit in digits)  # W_{12}
    if np.ndim(array) != len(indices):
        raise LatexError(f"{len(indices)} subscripts on something with {np.ndim(array)} axes", at)
    place: list[int] = []
    for node, size in zip(indices, np.shape(array), strict=True):
        value = index(node, scope)
        if not 1 <= value <= size:
            raise LatexError(f"the subscript {value} is not between 1 and {size}", node.at)
        place.append(value - 1)
    return array[tuple(place)]


def index(node: n.Node, scope: Scope) -> int:
    """The value of a subscript, counted from 1; labels (integer arrays) are counted from 0."""
    match node:
        case n.Number(digits=digits):
            return int(digits)
        case n.Sum(terms=terms):
            return sum(index(x, scope) if sign == "+" else -index(x, scope) for sign, x in terms)
        case n.Name(name=name):
            value = scope.indices.get(name, scope.symbols.get(name))
            if isinstance(value, int):
                return value
        case n.Entry(array=n.Name(name=name), indices=indices):
            labels = scope.symbols.get(name)
            if isinstance(labels, np.ndarray) and labels.dtype.kind == "i":
                return int(entry(labels, indices, scope, node.at)) + 1
    raise LatexError("this subscript is no index here", node.at)

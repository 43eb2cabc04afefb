"""Does the derivation assign to a symbol just what a line prints? Asked with free variables.

Every name that is printed becomes a free variable, and the statements that lead to the symbol are
run again: if they give what is printed, the line is their transcription, and nothing else was
shown. What they find by differentiation is a variable too: it is named, and not computed.
"""

import ast
import random
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import sympy as sp

from verify.book import slices
from verify.book.limits import OutOfBounds
from verify.proving import worked
from verify.proving.equality import WORKING_DIGITS
from verify.proving.indices import free_indices, index_ranges
from verify.proving.lines import difference
from verify.proving.namespace import Symbols
from verify.proving.points import Point
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n

PLACES = 4  # of the free indices at which a line is compared with what is assigned


def assigns(name: str, left: n.Node, right: n.Node, symbols: Symbols) -> bool:
    """Whether a line ``left = right`` repeats what the derivation assigns to a name."""
    if name in _names(right) and not isinstance(symbols[name], list):
        return False
    if _is_input(name, symbols):
        given = symbols.get("given", {})
        return worked.is_numeric(right) and all(x in given for x in np.ravel(symbols[name]))
    try:
        return _Run(symbols, name, left, right).agrees()
    except OutOfBounds:
        raise
    except Exception:  # whatever a derivation raises that needs more than free variables
        return False


class _Run:
    """The statements that lead to a symbol, with the names of a line as free variables."""

    def __init__(self, symbols: Symbols, name: str, left: n.Node, right: n.Node):
        self.symbols, self.name, self.left, self.right = symbols, name, left, right
        self.slopes: dict[Any, Any] = {}
        self.arguments = _arguments(left) & set(symbols)
        named = (_names(left) | _names(right)) & set(symbols) - self.arguments
        own = {other for other in symbols if symbols.original(other) == symbols.original(name)}
        held = {x for x in named - own if _is_variable(symbols[x])}
        self.free = {x: _free(x, symbols[x]) for x in held}
        self.known = {x: v for x, v in self.free.items() if not isinstance(v, list)}
        if isinstance(symbols[name], list):  # each step is made from the ones before
            self.free[name] = _free(name, symbols[name])
        others = [
            statement
            for statement in symbols.statements
            if not (slices.is_plain(statement) and slices.writes(statement) & self.known.keys())
        ]
        called = {x for x in named if callable(symbols[x])}
        self.kept = slices.leading_to(others, {name, *called})
        self.unread = held - set().union(*map(slices.reads, self.kept))

    def agrees(self) -> bool:
        """Whether the statements give what is printed, at some places of the free indices."""
        if self.unread or any(map(_differentiates, self.kept)):  # what is unread plays no part
            return False
        values = self._values()
        assigned = values[self.name]
        own = {self.name: assigned.assigned if isinstance(assigned, _Steps) else assigned}
        # A function is defined for any arguments; what it is at those of the derivation, follows.
        anywhere = {x: _free(x, self.symbols[x]) for x in self.arguments}
        names = {**self.symbols, **values, **self.free, **anywhere}
        right = self._with_slopes(self.right, names)
        places = list(self._places())
        for indices in random.Random(0).sample(places, min(PLACES, len(places))):
            meant = evaluate(self.left, Scope(names | own, indices, self.symbols))
            printed = evaluate(right, Scope(names, indices, self.symbols))
            if self.arguments and not _is_variable(meant):
                return False
            if difference(printed, meant, points=(Point(0, WORKING_DIGITS),))[0]:
                return False
        return bool(places)

    def _values(self) -> dict[str, Any]:
        values: dict[str, Any] = {"__name__": self.symbols.name, **self.known}
        for statement in self.kept:
            slices.execute(statement, self.symbols.topic, values)
            values |= self.known
            if "derivative" in values:
                values["derivative"] = self._slope
            for name in slices.writes(statement) & self.free.keys():
                if isinstance(values[name], list) and not isinstance(values[name], _Steps):
                    values[name] = _Steps(values[name], self.free[name])
        return values

    def _slope(self, y: Any, x: Any) -> Any:
        key = tuple(np.ravel(y)), tuple(np.ravel(x)), np.shape(y)
        shape = np.shape(y) + np.shape(x)
        return self.slopes.setdefault(key, _free("slope", np.zeros(shape)))

    def _with_slopes(self, node: n.Node, names: dict[str, Any]) -> n.Node:
        """The node with a name, put into names, for the derivative of one symbol by another."""
        match node:
            case n.Derivative(of=of, by=by, order=1):
                parts = [
                    (x.array, x.indices) if isinstance(x, n.Entry) else (x, ()) for x in (of, by)
                ]
                (y, at), (x, then) = parts
                if isinstance(y, n.Name) and isinstance(x, n.Name):
                    name = f"{y.name} by {x.name}"
                    names[name] = self._slope(names[y.name], names[x.name])
                    found = n.Name(node.at, name)
                    return n.Entry(node.at, found, at + then) if at + then else found
        return n.mapped(node, lambda child: self._with_slopes(child, names))

    def _places(self) -> Iterator[dict[str, int]]:
        free = list(free_indices(self.left, self.symbols))
        ranges: dict[str, set[int]] = {}
        for side in (self.left, self.right):
            for index, known in index_ranges(side, self.symbols).items():
                ranges[index] = ranges.get(index, known) & known
        for values in product(*(sorted(ranges[index]) for index in free)):
            yield dict(zip(free, values, strict=True))


class _Steps(list[Any]):
    """A sequence whose steps are free variables; what is assigned to them is noted."""

    def __init__(self, first: list[Any], free: list[Any]):
        super().__init__(free[: len(first)])
        self.assigned, self.free = list(first), free

    def append(self, value: Any) -> None:
        super().append(self.free[len(self)])
        self.assigned.append(value)


def _is_input(name: str, symbols: Symbols) -> bool:
    """Whether a name is a variable that the derivation declares, and makes from no other."""
    if not _is_variable(symbols[name]):
        return False
    kept = slices.leading_to(symbols.statements, {name})
    used = set().union(*map(slices.reads, kept)) & set(symbols) - {name}
    return not any(_is_variable(symbols[x]) for x in used)


@lru_cache(maxsize=4096)
def _differentiates(statement: ast.stmt) -> bool:
    return any(isinstance(x, ast.Attribute) and x.attr == "diff" for x in ast.walk(statement))


def _is_variable(value: Any) -> bool:
    """Whether a value depends on a variable; labels, ones and sizes are data."""
    if isinstance(value, list):
        return any(map(_is_variable, value))
    if isinstance(value, np.ndarray) and value.dtype == object:
        return any(map(_is_variable, value.flat))
    return isinstance(value, sp.Expr) and bool(value.free_symbols)


def _free(name: str, value: Any) -> Any:
    """A free variable in the place of a value, or an array or a sequence of them."""
    if isinstance(value, list):
        return [None if x is None else _free(name, x) for x in value]
    entries = [sp.Dummy(name, real=True) for _ in np.ravel(value)]
    return np.array(entries, dtype=object).reshape(np.shape(value))[()]


def _arguments(node: n.Node) -> set[str]:
    return set().union(*map(_names, node.arguments)) if isinstance(node, n.Call) else set()


def _names(node: n.Node) -> set[str]:
    return {x.name for x in n.walk(node) if isinstance(x, n.Name)}

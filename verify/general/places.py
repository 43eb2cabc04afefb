"""The indices of a formula: which are free, along which axis each runs, what a subscript names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from verify.general.arrays import Array, Labels
from verify.general.axes import MOST, Axis, following, last, leading, spelled
from verify.general.derivation import Derivation, Missing
from verify.general.parts import Index, Outside, Place
from verify.general.terms import Form, delta
from verify.reading import nodes as n


def free_indices(node: n.Node, sizes: Mapping[str, Any]) -> list[str]:
    """The indices that no sum binds, in reading order; the name of a size is none."""
    found: dict[str, None] = {}

    def visit(node: n.Node, bound: frozenset[str], subscript: bool) -> None:
        match node:
            case n.Name(name=name):
                if subscript and name not in bound and name not in sizes:
                    found.setdefault(name)
            case n.Fold():
                if node.index in found:
                    raise Outside(f"a sum over {node.index}, which has a meaning outside of it")
                for limit in filter(None, (node.first, node.last)):
                    visit(limit, bound, False)
                visit(node.body, bound | {node.index}, False)
            case n.Entry():
                visit(node.array, bound, False)
                for index in node.indices:
                    visit(index, bound, True)
            case n.Delta():
                visit(node.left, bound, True)
                visit(node.right, bound, True)
            case _:
                for child in n.children(node):
                    visit(child, bound, subscript and isinstance(node, n.Sum))

    visit(node, frozenset(), False)
    return list(found)


def axes(node: n.Node, symbols: Mapping[str, Any]) -> dict[str, Axis]:
    """The length of the axis along which each index of a formula runs."""
    found: dict[str, Axis] = {}
    for entry in n.walk(node):
        if not isinstance(entry, n.Entry) or not isinstance(entry.array, n.Name):
            continue
        array = symbols.get(entry.array.name)
        if not isinstance(array, Array | Labels):
            continue
        for index, length in zip(entry.indices, array.shape, strict=False):
            if isinstance(index, n.Name):
                add(found, index.name, length)
    return found


def add(found: dict[str, Axis], index: str, length: Axis) -> None:
    """Note how far an index runs; raises `Outside` where it runs to two ends."""
    if found.setdefault(index, length) != length:
        raise Outside(f"{index} runs along two axes of different lengths")


@dataclass(frozen=True)
class Scope:
    """What the names of a formula stand for."""

    symbols: Mapping[str, Any]
    whole: Derivation  # to differentiate by its intermediate values
    indices: Mapping[str, Place]

    def at(self, index: str, place: Place) -> "Scope":
        return replace(self, indices={**self.indices, index: place})

    def value(self, name: str) -> Any:
        found = self.symbols.get(name)
        if isinstance(found, Missing):
            raise Outside(f"{name}: {found.reason}")
        if isinstance(found, list):
            raise Outside(f"{name} is a list of steps")
        return found


def place_of(node: n.Node, scope: Scope, length: Axis) -> Place:
    """The place that a subscript names on an axis."""
    match node:
        case n.Number(digits=digits):
            found: Place = int(digits)
        case n.Name(name=name) if name in scope.indices:
            found = scope.indices[name]
        case n.Name(name=name) if isinstance(length, Form) and scope.value(name) == length:
            found = last(length)  # p_K
        case n.Sum(terms=(("+", n.Name(name=name)), ("+", n.Number(digits="1")))) if isinstance(
            length, Form
        ):
            return _behind(scope.indices.get(name, scope.symbols.get(name)), length)
        case n.Entry(array=n.Name(name=name), indices=(inner,)) if isinstance(
            labels := scope.value(name), Labels
        ):
            found = labels.at(place_of(inner, scope, labels.shape[0]), length)
        case _:
            raise Outside("a subscript that is computed")
    if isinstance(found, int) and not isinstance(length, int):
        raise Outside(f"the subscript {found} presumes a length of {spelled(length)}")
    if isinstance(found, int) and isinstance(length, int) and not 1 <= found <= length:
        raise Outside(f"there is no entry {found}")
    if isinstance(found, Index) and isinstance(length, Form) and found.size + 1 == length:
        return leading(found, length)
    if isinstance(found, Index) and found.size != length:
        raise Outside(f"{found.name} runs to {spelled(found.size)}, not to {spelled(length)}")
    return found


def _behind(value: Any, length: Form) -> Place:
    """``s_{l+1}`` on an axis that is longer by one than that of l, and ``w_{D+1}``, its end."""
    if isinstance(value, Index) and value.size + 1 == length:
        return following(value, length)
    if isinstance(value, Form) and value + 1 == length:
        return last(length)
    raise Outside("a subscript that is computed")


def delta_of(left: n.Node, right: n.Node, scope: Scope) -> Form:
    """The axis is that of an index; a label has the axis of what it is compared with."""
    for one, other in ((left, right), (right, left)):
        match one:
            case n.Name(name=name) if isinstance(place := scope.indices.get(name), Index):
                return delta(place, place_of(other, scope, place.size))
    return delta(*(place_of(node, scope, MOST) for node in (left, right)))

"""The indices of a formula: which are free, along which axis each runs, what a subscript names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from verify.general.arrays import Array
from verify.general.axes import MOST, Axis, Labels, last, shifted
from verify.general.derivation import Derivation, Missing
from verify.general.parts import Index, Outside, Place
from verify.general.signs import lowest
from verify.general.terms import Form, delta
from verify.reading import nodes as n


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
    by = 0
    match node:
        case n.Sum(terms=(("+", inner), (sign, n.Number(digits=digits)))):
            node, by = inner, int(sign + digits)
    match node:
        case n.Number(digits=digits):
            return shifted(int(digits), by, length)
        case n.Name(name=name) if name in scope.indices:
            return shifted(scope.indices[name], by, length)
        case n.Name(name=name) if isinstance(end := scope.value(name), Form) and lowest(end):
            return shifted(last(end), by, length)  # p_K
        case n.Entry() if (label := labelled(node, scope)) is not None:
            return shifted(label.on(length), by, length)
    raise Outside("a subscript that is computed")


def labelled(node: n.Entry, scope: Scope) -> Labels | None:
    """The label that an entry is, if it is one."""
    labels = scope.value(node.array.name) if isinstance(node.array, n.Name) else None
    if not isinstance(labels, Labels):
        return None
    (index,) = node.indices
    return labels.at(place_of(index, scope, labels.shape[0]))


def delta_of(left: n.Node, right: n.Node, scope: Scope) -> Form:
    """The axis is that of an index; a label has the axis of what it is compared with."""
    for one, other in ((left, right), (right, left)):
        match one:
            case n.Name(name=name) if isinstance(place := scope.indices.get(name), Index):
                return delta(place, place_of(other, scope, place.size))
    return delta(*(place_of(node, scope, MOST) for node in (left, right)))

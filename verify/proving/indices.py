"""The indices of a formula: which are free, and how far each of them runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from verify.reading import nodes as n
from verify.reading.tokens import LatexError


def free_indices(node: n.Node, symbols: Mapping[str, Any]) -> dict[str, int]:
    """The indices of a formula that no sum binds, in reading order, each with its place."""
    found: dict[str, int] = {}

    def visit(node: n.Node, bound: frozenset[str], subscript: bool) -> None:
        if isinstance(node, n.Name):
            if subscript and node.name not in bound and not isinstance(symbols.get(node.name), int):
                found.setdefault(node.name, node.at)
            return
        if isinstance(node, n.Fold):
            for limit in (node.first, node.last):
                if limit is not None:
                    visit(limit, bound, False)
            visit(node.body, bound | {node.index}, False)
        elif isinstance(node, n.Condition) and node.of_index:
            for child in n.children(node):
                visit(child, bound, True)
        elif isinstance(node, n.Raised):
            visit(node.index, bound, True)
        elif isinstance(node, n.Entry):
            if not subscript:
                visit(node.array, bound, False)
            for index in node.indices:
                visit(index, bound, True)
        elif isinstance(node, n.Delta):
            visit(node.left, bound, True)
            visit(node.right, bound, True)
        else:
            for child in n.children(node):
                visit(child, bound, subscript and isinstance(node, n.Sum))

    visit(node, frozenset(), False)
    return found


def refuse_bound(node: n.Node, free: Mapping[str, int]) -> None:
    """Raise `LatexError` where a sum binds an index that is free on the left side."""
    for inner in n.walk(node):
        if isinstance(inner, n.Fold) and inner.index in free:
            raise LatexError(
                f"{inner.index!r} is an index of the left side, and the sum runs over it: "
                "take another letter",
                inner.at,
            )


@dataclass(frozen=True)
class _Use:
    """An index at an axis of an array: ``x_{d+1}``."""

    index: str
    shift: int
    known: tuple[int, ...]  # the subscripts that exist on the axis
    is_step: bool  # the axis of a sequence, which counts from 0
    at: int

    @property
    def allowed(self) -> set[int]:
        return {position - self.shift for position in self.known}


def index_ranges(node: n.Node, symbols: Mapping[str, Any]) -> dict[str, set[int]]:
    """The values that each index of a formula can take: those for which every subscript exists.

    Entries count from 1. A list is a sequence of steps, and counts from 0; where nothing is
    known at a step (the gradient before the first one), the list holds None.
    """
    found: dict[str, set[int]] = {}
    whole: dict[str, int] = {}
    for use in _uses(node, symbols):
        if not use.shift and not use.is_step:
            size = len(use.known)
            if whole.setdefault(use.index, size) != size:
                raise LatexError(
                    f"the index {use.index!r} runs to {whole[use.index]} there, here to {size}: "
                    "the two axes differ, so take two letters",
                    use.at,
                )
        found[use.index] = found.get(use.index, use.allowed) & use.allowed
    return found


def whole_axis(index: str, node: n.Node, symbols: Mapping[str, Any]) -> int | None:
    """How far an index runs that has no limits: along all of an axis, and of one length only."""
    uses = [use for use in _uses(node, symbols) if use.index == index]
    if not uses or any(use.shift or (use.is_step and use.known[0] != 1) for use in uses):
        return None
    return max(index_ranges(node, symbols)[index])


def refuse_narrow(node: n.Node, ranges: Mapping[str, set[int]], symbols: Mapping[str, Any]) -> None:
    """Raise `LatexError` where a line holds for some entries of an array, and not for all.

    Steps have a first and a last one, and a line about neighbours can hold between them only.
    """
    for use in _uses(node, symbols):
        if use.index in ranges and not use.is_step and ranges[use.index] != set(use.known):
            first, last = min(ranges[use.index]), max(ranges[use.index])
            raise LatexError(
                f"{use.index!r} runs from 1 to {len(use.known)}, but here all subscripts exist "
                f"from {first} to {last} only",
                use.at,
            )


def _uses(node: n.Node, symbols: Mapping[str, Any]) -> Iterator[_Use]:
    for entry in n.walk(node):
        match entry:
            case n.Raised(array=array, index=index):
                indices: tuple[tuple[int, n.Node], ...] = ((0, index),)
            case n.Entry(array=n.Name() as array, indices=subscripts):
                indices = tuple(enumerate(subscripts))
            case n.Entry(array=n.Raised(array=array), indices=subscripts):
                indices = tuple(enumerate(subscripts, 1))
            case n.Entry(array=n.Call(primes=0) as array, indices=subscripts):
                indices = tuple(enumerate(subscripts))
            case _:
                continue
        value = _given(array, symbols) if isinstance(array, n.Call) else symbols.get(array.name)
        for axis, index in indices:
            name, shift = shifted(index)
            known = _positions(value, axis)
            if name is not None and known is not None:
                is_step = isinstance(value, list) and axis == 0
                yield _Use(name, shift, tuple(known), is_step, index.at)


def shifted(index: n.Node) -> tuple[str | None, int]:
    """``t - 1`` as the name of the index and what is added to it."""
    match index:
        case n.Name(name=name):
            return name, 0
        case n.Sum(terms=(("+", n.Name(name=name)), (sign, n.Number(digits=digits)))):
            return name, int(sign + digits)
    return None, 0


def _given(call: n.Call, symbols: Mapping[str, Any]) -> Any:
    r"""What a function gives for a symbol, as in ``\operatorname{softmax}(z)_j``."""
    function = symbols.get(call.function.name)
    names = [x.name for x in call.arguments if isinstance(x, n.Name) and x.name in symbols]
    if not callable(function) or len(names) < len(call.arguments):
        return None
    try:
        return function(*(symbols[name] for name in names))
    except (LatexError, TypeError, ValueError):
        return None


def _positions(value: Any, axis: int) -> list[int] | None:
    """The subscripts that exist on an axis."""
    if isinstance(value, list):
        if axis == 0:
            return [step for step, entry in enumerate(value) if entry is not None]
        shapes = {np.shape(entry) for entry in value if entry is not None}
        if len(shapes) > 1:
            return None  # layers, of which each has its own axes
        (shape,), axis = shapes, axis - 1
    else:
        shape = np.shape(value)
    return list(range(1, shape[axis] + 1)) if axis < len(shape) else None

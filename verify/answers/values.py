"""The value of a formula at a point, as one array: once, or entry by entry along its indices."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import mpmath
import numpy as np

from verify.proving.at_point import AtPoint
from verify.proving.indices import index_ranges, refuse_bound
from verify.proving.namespace import Symbols
from verify.proving.numeric import Evaluator
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.environments import Environments
from verify.reading.tokens import LatexError


def read(latex: str, names: Mapping[str, Any]) -> n.Node:
    """The tree of an expression that stands alone; raises `LatexError`."""
    reader = Environments(latex, names)
    try:
        node = reader.sum()
    except RecursionError:
        raise LatexError("nested too deeply to read", 0) from None
    if reader.next.text == "=":
        raise reader.error("write what stands to the right of = alone")
    if reader.next.text:
        raise reader.error(f"cannot read {reader.next} here")
    return node


def value(
    node: n.Node,
    names: Mapping[str, Any],
    whole: Symbols,
    point: Evaluator,
    free: Sequence[str] = (),
    shape: Sequence[int] = (),
) -> np.ndarray:
    """The values of a formula, with an axis for each free index where it has one of them.

    An index runs along the axes at which it stands, or else along the axis of ``shape``.

    Raises:
        LatexError: it has none, or they are no real numbers.
    """
    used = {inner.name for inner in n.walk(node) if isinstance(inner, n.Name)}
    refuse_bound(node, dict.fromkeys(free, 0))
    at_point = AtPoint(point, {})
    with mpmath.workdps(point.digits):
        ranges = index_ranges(node, names)
        if not used & {*free}:
            return numbers(evaluate(node, Scope(names, {}, whole, at_point=at_point)), node.at)
        lengths = [_length(ranges.get(index)) or shape[axis] for axis, index in enumerate(free)]
        entries = []
        for place in product(*(range(1, length + 1) for length in lengths)):
            indices = dict(zip(free, place, strict=True))
            entry = evaluate(node, Scope(names, indices, whole, at_point=at_point))
            if np.ndim(entry):
                problem = f"an entry must be a number, but this has the shape {np.shape(entry)}"
                raise LatexError(problem, node.at)
            entries.append(entry)
    return numbers(np.array(entries, dtype=object).reshape(lengths), node.at)


def numbers(values: Any, at: int = 0) -> np.ndarray:
    """Floats; raises `LatexError` for what is complex or no number."""
    try:
        found = [float(mpmath.mpf(x)) for x in np.ravel(np.array(values, dtype=object))]
    except (TypeError, ValueError):
        raise LatexError("this has no value: it is no real number", at) from None
    return np.array(found).reshape(np.shape(values))


def _length(known: set[int] | None) -> int:
    """How far an index runs that stands alone at an axis; 0 where it does not."""
    return len(known) if known and known == {*range(1, len(known) + 1)} else 0

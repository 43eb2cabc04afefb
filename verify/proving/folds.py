"""How far a sum runs, and what its terms make: the same of products and extremes."""

from typing import Any

import numpy as np

from verify.proving import algebra
from verify.proving.indices import whole_axis
from verify.proving.scope import Scope
from verify.reading import nodes as n
from verify.reading.alphabet import COLUMN, FOLDS
from verify.reading.tokens import LatexError

LARGEST = 10_000  # limit: what is larger is a slip


def length(node: n.Fold, scope: Scope) -> int:
    """How far the index of a fold without limits runs; raises `LatexError` if nothing says it."""
    found = whole_axis(node.index, node.body, scope.symbols)
    if found is None:
        problem = f"it is not clear how far {node.index!r} runs: write the limits"
        raise LatexError(problem, node.at)
    return found


def limit(value: Any, at: int) -> int:
    """A limit as a whole number; raises `LatexError` for others."""
    if not value.is_Integer or abs(value) > LARGEST:
        raise LatexError(f"a limit is a whole number up to {LARGEST}, and not {value}", at)
    return int(value)


def of(values: list[Any], node: n.Fold, scope: Scope) -> Any:
    """The sum, the product, the largest or the smallest of these values."""
    if node.kind == "sum":
        return sum(values[1:], values[0])
    if node.kind == COLUMN:
        return _below_one_another(values, node.body.at)
    if any(map(np.ndim, values)):
        raise LatexError(f"the {node.kind} of arrays", node.body.at)
    if scope.at_point:
        return scope.at_point.apply(node.kind, values)
    return algebra.bounded(FOLDS[node.kind].symbolic(*values), node.at)


def _below_one_another(values: list[Any], at: int) -> Any:
    """A vector of numbers, or a matrix of rows; raises `LatexError` for other values."""
    rows = [value[0] if np.ndim(value) == 2 and len(value) == 1 else value for value in values]
    if any(np.ndim(value) == 1 and row is value for value, row in zip(values, rows, strict=True)):
        raise LatexError(r"an entry is a number, or a row such as x_1^\top", at)
    if len({np.shape(row) for row in rows}) > 1 or np.ndim(rows[0]) > 1:
        raise LatexError("what stands in a column has one shape", at)
    return np.array(rows, dtype=object)

"""Whether a condition of a case holds: of numbers, of indices, of classes."""

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp

from verify.proving.scope import Scope, index
from verify.reading import nodes as n
from verify.reading.alphabet import SYMBOLIC_RELATIONS


def when(
    condition: n.Condition, before: list[Any], scope: Scope, number: Callable[[n.Node], Any]
) -> Any:
    """A condition as SymPy knows it; ``number`` gives the value of a side.

    *Otherwise* is that none of the conditions before holds.
    """
    if condition.left is None or condition.right is None:
        return sp.Not(sp.Or(*before))
    sides = (condition.left, condition.right)
    if condition.of_index or any(_is_class(side, scope) for side in sides):
        left, right = (sp.Integer(index(side, scope)) for side in sides)
    else:
        left, right = map(number, sides)
    return SYMBOLIC_RELATIONS[condition.relation](left, right)


def _is_class(node: n.Node, scope: Scope) -> bool:
    """Whether this is a class: as a subscript is, it is counted from 1 in a formula."""
    if not isinstance(node, n.Entry) or not isinstance(node.array, n.Name):
        return False
    classes = scope.symbols.get(node.array.name)
    return isinstance(classes, np.ndarray) and classes.dtype.kind == "i"

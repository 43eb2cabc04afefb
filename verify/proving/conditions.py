"""Whether a condition of a case holds: of numbers, of indices, of classes."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import sympy as sp

from verify.proving.scope import Scope, index
from verify.reading import nodes as n
from verify.reading.alphabet import SYMBOLIC_RELATIONS
from verify.reading.tokens import LatexError


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
    found = SYMBOLIC_RELATIONS[condition.relation](left, right)
    if condition.also is None:
        return found
    return sp.And(found, when(condition.also, before, scope, number))


def allows(condition: n.Condition, scope: Scope) -> bool:
    """Whether a line is claimed at these indices: false where its condition on them fails."""
    if not condition.of_index or condition.left is None or condition.right is None:
        return True
    left, right = (sp.Integer(index(side, scope)) for side in (condition.left, condition.right))
    return bool(SYMBOLIC_RELATIONS[condition.relation](left, right))


def claimed_places(
    places: Iterable[dict[str, int]], conditions: Sequence[n.Condition], symbols: Any
) -> Iterator[dict[str, int]]:
    """The values of its indices for which a line is claimed.

    Raises:
        LatexError: there are none, since no entry has the number that a condition names.
    """
    is_empty = True
    for indices in places:
        scope = Scope(symbols, indices, symbols)
        if all(allows(condition, scope) for condition in conditions):
            is_empty = False
            yield indices
    for condition in conditions:
        if is_empty and condition.of_index and isinstance(condition.right, n.Number):
            raise LatexError("no entry has this number: they are counted from 1", condition.at)


def of_entries(node: n.Cases, value: Callable[[n.Node], Any]) -> Any:
    r"""``\mathbf{1}[Z > 0]`` of an array: one or zero in each entry; nothing for other cases."""
    (one, condition), *rest = node.rows
    plain = isinstance(one, n.Number) and len(rest) == 1 and isinstance(rest[0][0], n.Number)
    if not plain or condition.of_index or condition.left is None or condition.right is None:
        return None
    if condition.also is not None:
        return None
    if not isinstance(condition.left, n.Name) or not isinstance(condition.right, n.Number):
        return None
    array = value(condition.left)
    if np.ndim(array) == 0 or rest[0][1].left is not None:
        return None
    bound = value(condition.right)
    yes, no = value(one), value(rest[0][0])
    holds = SYMBOLIC_RELATIONS[condition.relation]
    each = np.frompyfunc(lambda x: sp.Piecewise((yes, holds(x, bound)), (no, True)), 1, 1)
    return each(array)


def _is_class(node: n.Node, scope: Scope) -> bool:
    """Whether this is a class: as a subscript is, it is counted from 1 in a formula."""
    if not isinstance(node, n.Entry) or not isinstance(node.array, n.Name):
        return False
    classes = scope.symbols.get(node.array.name)
    return isinstance(classes, np.ndarray) and classes.dtype.kind == "i"

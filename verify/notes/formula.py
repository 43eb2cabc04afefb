"""The right side of a definition, as a statement of a derivation evaluates it.

The source that `verify.notes.source` writes calls `formula` and `mapping` with the place of a side
and the values of the names in it; so it can be run at other sizes, and with a name held fixed.
"""

from collections.abc import Callable
from functools import lru_cache
from itertools import product
from typing import Any

import numpy as np
import sympy as sp

from verify.notes.steps import LAST, folds_to
from verify.proving.indices import free_indices, index_ranges
from verify.proving.namespace import Symbols
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.tokens import LatexError, Undecidable

SIDES: dict[str, n.Node] = {}  # the right sides of the definitions, by their places
ROWS: set[str] = set()  # the places of sides in notes whose vectors are rows
BEFORE: dict[str, str] = {}  # the derivation as it is where such a side stands


def note(place: str, side: n.Node, text: str, in_rows: bool) -> None:
    """Keep a side with its place, and the text of the derivation as it is there."""
    SIDES[place], BEFORE[place] = side, text
    if in_rows:
        ROWS.add(place)


def is_taken(place: str, side: n.Node, text: str) -> bool:
    """Whether a side at a place has meant something else, in this derivation or in another."""
    is_other = SIDES.get(place, side) != side
    return is_other or f'"{place}"' in text or BEFORE.get(place, text) != text


def formula(place: str, indices: str = "", **names: Any) -> Any:
    """The value of a side for all values of its free indices, in the order of these letters.

    Raises:
        LatexError: it has none.
    """
    node = SIDES[place]
    whole = _whole(node, place, names)
    scope = Scope(whole if names.keys() <= whole.keys() else names, {}, whole, asks_where=False)
    free = free_indices(node, names)
    for index in free:
        if index not in indices:
            raise LatexError(f"the index {index!r} is not on the left side", free[index])
    if not indices:
        return evaluate(node, scope)
    if len(indices) == 1 and folds_to(node, indices):
        return _steps(node, indices, set(range(1, LAST + 1)), scope)
    ranges = index_ranges(node, names)
    if len(indices) == 1 and _counts_steps(node, indices, names):
        return _steps(node, indices, ranges[indices], scope)
    sizes = []
    for index in indices:
        if index not in ranges or ranges[index] != set(range(1, len(ranges[index]) + 1)):
            raise Undecidable(f"it is not clear how far {index!r} runs", node.at)
        sizes.append(len(ranges[index]))
    if len(indices) == 1 and _is_example(node):
        entries = [evaluate(node, scope.at(**{indices: k + 1})) for k in range(*sizes)]
        return np.array(entries, dtype=object)
    found = np.empty(sizes, dtype=object)
    for at in product(*map(range, sizes)):
        entry = evaluate(
            node, scope.at(**{index: k + 1 for index, k in zip(indices, at, strict=True)})
        )
        if np.ndim(entry):
            raise LatexError("an entry is a number, and this is an array", node.at)
        found[at] = sp.sympify(entry)
    return found


def _is_example(node: n.Node) -> bool:
    """Whether a formula is about one example, whose value may be an array."""
    return any(isinstance(part, n.Raised) for part in n.walk(node))


def _steps(node: n.Node, index: str, known: set[int], scope: Scope) -> list[Any]:
    """The values at the steps; None at the first ones where there is none, as at t = 0 of 1/t."""
    found: list[Any] = [None] * (max(known) + 1)
    for step in sorted(known):
        try:
            found[step] = evaluate(node, scope.at(**{index: step}))
        except LatexError:
            if step == max(known) or any(value is not None for value in found):
                raise
    return found


def _counts_steps(node: n.Node, index: str, names: dict[str, Any]) -> bool:
    """Whether an index is the first of a list's: what is defined is one, too."""
    return any(
        isinstance(part, n.Entry)
        and isinstance(part.array, n.Name)
        and isinstance(names.get(part.array.name), list)
        and any(isinstance(x, n.Name) and x.name == index for x in n.walk(part.indices[0]))
        for part in n.walk(node)
    )


class Function:
    """A function that a side defines; one of a single number is taken entry by entry.

    Without parentheses it stands for its value at the symbols that its parameters are named after.
    """

    def __init__(
        self,
        of: Callable[..., Any],
        parameters: list[str],
        at: Callable[..., "Function"],
        used: frozenset[str],
        of_whole: bool,
    ):
        self.of, self.parameters, self.at = of, parameters, at
        self.used = used  # the names in the side
        self.of_whole = of_whole  # whether it takes an array, and not each entry of one

    def __call__(self, *values: Any) -> Any:
        if len(values) != len(self.parameters):
            raise TypeError(f"{len(self.parameters)} arguments are expected, not {len(values)}")
        return self.of(*values)


def mapping(place: str, arguments: str, indices: str = "", **names: Any) -> Function:
    """The function that a side defines."""
    parameters = arguments.split()

    def of(*values: Any) -> Any:
        given = dict(zip(parameters, values, strict=True))
        return formula(place, indices, **{**_at(names, given), **given})

    def at(given: dict[str, Any]) -> Function:
        free = {k: v for k, v in given.items() if k in names and k not in parameters}
        return mapping(place, arguments, indices, **{**_at(names, given), **free})

    used = frozenset(x.name for x in n.walk(SIDES[place]) if isinstance(x, n.Name))
    changes = used & {*parameters} or any(isinstance(x, Function) for x in names.values())
    is_whole = bool(indices) or _is_of_array(SIDES[place], parameters, names)
    is_entrywise = len(parameters) == 1 and changes and not is_whole and _is_number(of)
    one = np.frompyfunc(of, 1, 1) if is_entrywise else of
    return Function(one, parameters, at, used, is_whole)


def _at(names: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    r"""Names where some have other values, in functions too: w of ``f(x) = w x`` in ``J(w)``."""
    return {k: v.at(given) if isinstance(v, Function) else v for k, v in names.items()}


def _is_of_array(node: n.Node, parameters: list[str], names: dict[str, Any]) -> bool:
    """Whether a side transposes a parameter, or takes its norm: it is about the whole of it.

    So it is where a function of the whole is applied to it.
    """
    calls = [x for x in n.walk(node) if isinstance(x, n.Call)]
    wholes = [x for x in n.walk(node) if isinstance(x, n.Transpose) or _is_norm(x)]
    wholes += [x for x in calls if getattr(names.get(x.function.name), "of_whole", False)]
    return any(isinstance(y, n.Name) and y.name in parameters for x in wholes for y in n.walk(x))


def _is_norm(node: n.Node) -> bool:
    return isinstance(node, n.Call) and node.function.name.startswith("norm")


def _is_number(function: Callable[..., Any]) -> bool:
    """Whether a function gives a number for a number."""
    try:
        return np.ndim(function(sp.Symbol("x", real=True))) == 0
    except LatexError:
        return False


def _whole(node: n.Node, place: str, names: dict[str, Any]) -> Symbols:
    """The derivation to differentiate in, at the sizes that these names have.

    Raises:
        LatexError: one of the names is held fixed, which a derivative would not see.
    """
    if not any(isinstance(inner, n.Derivative | n.Gradient) for inner in n.walk(node)):
        return IN_ROWS if place in ROWS else NOTHING
    values = [sp.sympify(x) for v in names.values() if not callable(v) for x in np.ravel(v)]
    if any(x.atoms(sp.Dummy) for x in values if isinstance(x, sp.Basic)):
        raise LatexError("a derivative inside of what is differentiated: write it out", node.at)
    sizes = tuple((k, v) for k, v in names.items() if type(v) is int)
    return _symbols(BEFORE[place], sizes, place in ROWS)


@lru_cache(maxsize=64)
def _symbols(text: str, sizes: tuple[tuple[str, int], ...], in_rows: bool) -> Symbols:
    return Symbols("notes", text, dict(sizes)).read_like(IN_ROWS if in_rows else NOTHING)


NOTHING = Symbols("notes", "")
NOTHING.broadcasts = True
IN_ROWS = Symbols("notes", "").read_like(NOTHING)
IN_ROWS.rows = True

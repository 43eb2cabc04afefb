"""What a derivation imports, for arrays of any length: the alphabet, NumPy, a little of SymPy."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from verify.general.arrays import (
    Array,
    Rows,
    derivative,
    elementwise,
    entries,
    one_hot,
    replaced,
    shape_of,
    total,
    total_of,
)  # fmt: skip
from verify.general.axes import Labels, axis, checked, last, places, shifted
from verify.general.chance import expectation
from verify.general.functions import FUNCTIONS
from verify.general.functions import by_case as in_cases
from verify.general.parts import Condition, Index, Outside, Place, fresh
from verify.general.signs import holds, larger, largest, lowest
from verify.general.terms import ONE, ZERO, Form, delta, unknown


class Module:
    """A module of which only these names are known."""

    def __init__(self, name: str, known: Mapping[str, Any]):
        self._name, self._known = name, known

    def __getattr__(self, name: str) -> Any:
        def missing(*_: Any, **__: Any) -> Any:
            raise Outside(f"{self._name}.{name} is not known for arrays of any length")

        return self._known.get(name, missing)


def distributions(name: str, rows: Any, columns: Any) -> Any:
    if isinstance(columns := axis(columns), int):
        free = entries(name, rows, columns - 1, positive=True)
        left = 1 - free.sum(axis=1)
        return Array((rows, columns), lambda n, k: left.at(n) if k == columns else free.at(n, k))
    return entries(name, rows, nonempty(columns), law="distribution")


def parts(total: Any, count: Any) -> Any:
    """A whole in so many parts: shares of it that sum to one."""
    name = f"share of {checked(total).key}"
    return total * entries(name, nonempty(count), positive=True, law="distribution")


def nonempty(length: Any) -> Any:
    if not lowest(checked(length)):
        raise Outside("an axis that may be empty, and numbers that sum to one")
    return length


def sums_of_parts(x: Array, parts: Array) -> Array:
    """Whatever part each entry belongs to."""
    part_of = Labels(f"part of {parts.at(last(checked(parts.size))).key}", x.shape[0])

    def entry(part: Place) -> Form:
        return total(lambda n: delta(part_of.at(n).on(parts.shape[0]), part) * x.at(n), x.shape[0])

    return Array(parts.shape, entry)


def rotation(name: str, size: Any) -> Any:
    if isinstance(axis(size), int):
        raise Outside("a rotation of a known number of axes")
    return entries(name, size, size, law="rotation")


def diag(array: Array) -> Array:
    if array.ndim == 2:
        return array.diagonal()
    return Array(array.shape * 2, lambda i, j: delta(i, j) * array.at(i))


def numbers(*_: Any) -> dict[str, Any]:
    """A formula for every size has no example."""
    return {}


def function(name: str, *arguments: Any) -> Form:
    if len(arguments) == 1 and not isinstance(arguments[0], Array):
        return in_cases(lambda x: unknown(name, (), [(None, x)]))(checked(arguments[0]))
    return unknown(name, (), list(map(_argument, arguments)))


def functions(name: str, size: Any, *arguments: Any) -> Array:
    inside = list(map(_argument, arguments))
    return Array((size,), lambda i: unknown(name, (i,), inside))


def _argument(value: Any) -> tuple[Index | None, Form]:
    if not isinstance(value, Array):
        return None, checked(value)
    (length,) = value.shape
    if isinstance(length, int):
        raise Outside("an unknown function of a known number of entries")
    generic = fresh(length)
    return generic, value.at(generic)


def by_case(*cases: tuple[Any, Any]) -> Form:
    """The value of the first pair ``(value, condition)`` whose condition holds."""
    found, left = ZERO, ONE
    for value, condition in cases:
        if isinstance(condition, Condition):
            sides = checked(condition.left), checked(condition.right)
            case = holds(sides[0], condition.relation, sides[1])
        else:
            case = ONE if condition is True else ZERO
        found, left = found + left * case * checked(value), left * (1 - case)
    return found


def at_each_place(value: Callable[[Array], Any], rows: Any, columns: Any) -> Array:
    def moved(i: Place, j: Place) -> Any:
        return value(Array((rows, columns), lambda r, c: delta(r, i) * delta(c, j)))

    at = places(axis(rows))[0], places(axis(columns))[0]

    def entry(*at: Place) -> Form:
        found = moved(*at[-2:])
        return found.at(*at[:-2]) if isinstance(found, Array) else checked(found)

    return Array((*shape_of(moved(*at)), rows, columns), entry)


CALCULUS: dict[str, Any] = {
    name: elementwise(FUNCTIONS[name]) for name in ("exp", "log", "sqrt", "tanh")
} | {
    "scalar": entries, "vector": entries, "matrix": entries, "distributions": distributions,
    "one_hot": one_hot, "classes": lambda name, size, classes: Labels(f"label {name}", size),
    "ones": lambda size: Array((size,), lambda i: ONE), "diag": diag, "numbers": numbers,
    "derivative": derivative, "by_case": by_case, "rotation": rotation, "parts": parts,
    "function": function, "functions": functions,
    "maximum": lambda array: largest([_argument(array)]),
    "minimum": lambda array: -largest([_argument(-array)]),
    "rows": Rows, "at_each_place": at_each_place, "multiplied_out": lambda x: x,
    "replaced": replaced, "expectation": expectation, "sums_of_parts": sums_of_parts,
    "unknown": lambda name: elementwise(lambda x: function(name, x)),
}  # fmt: skip


def _outer(a: Array, b: Array) -> Array:
    return Array((*a.shape, *b.shape), lambda i, j: a.at(i) * b.at(j))


def _tensordot(a: Array, b: Array) -> Array:
    left = a.ndim - b.ndim
    if a.shape[left:] != b.shape:
        raise Outside("a product over axes of different lengths")
    return Array(
        a.shape[:left],
        lambda *at: total_of(Array(b.shape, lambda *k: a.at(*at, *k) * b.at(*k))),
    )


def _vstack(arrays: Sequence[Array]) -> Array:
    """A matrix, and a row below it."""
    above, row = arrays
    length = above.shape[0]
    if isinstance(length, int) or above.shape[1:] != row.shape:
        raise Outside("arrays on top of each other that are no matrix and a row")

    def entry(i: Place, j: Place) -> Form:
        return row.at(j) if i == last(length + 1) else above.at(shifted(i, 0, length), j)

    return Array((length + 1, *row.shape), entry)


def _array(values: Any, **_: Any) -> Array:
    values = list(values)
    if all(isinstance(value, list | Array) for value in values):
        rows = [list(value) for value in values]
        return Array((len(rows), len(rows[0])), lambda i, j: rows[i - 1][j - 1])
    return Array((len(values),), lambda i: values[i - 1])


NUMPY: dict[str, Any] = {
        "array": _array, "outer": _outer, "tensordot": _tensordot, "newaxis": None,
        "diag": diag, "ndarray": Array, "vstack": _vstack,
        "column_stack": lambda arrays: _vstack([array.T for array in arrays]).T,
        "eye": lambda size, **_: Array((size, size), delta),
        "empty": lambda shape: Array(shape, lambda *at: None),
        "frompyfunc": lambda function, *_: elementwise(function),
}  # fmt: skip
SYMPY: dict[str, Any] = {
        "Max": lambda one, other: larger(checked(one), checked(other)),
        "Integer": checked, "sqrt": CALCULUS["sqrt"],
        "Rational": lambda above, below=1: checked(above) / checked(below),
        "Function": lambda name, **_: lambda *arguments: function(name, *arguments),
}  # fmt: skip


def imported(name: str, *_: Any) -> Module:
    """What stands in for ``__import__``."""
    known = {"numpy": NUMPY, "sympy": SYMPY, "derivations.calculus": CALCULUS}
    return Module(name, known.get(name, {}))

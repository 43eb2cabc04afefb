"""Arrays whose axes have any length: a shape, and the form of an entry for its indices.

They add, multiply, sum and transpose as NumPy's do, so a derivation runs with them as it stands.
"""

from collections.abc import Callable, Iterator
from itertools import product
from math import prod
from typing import Any

from verify.general.axes import (
    Axis,
    Labels,
    axis,
    base,
    checked,
    chosen,
    places,
    sliced,
    spelled,
)
from verify.general.functions import differentiate
from verify.general.parts import Entry, Outside, Place
from verify.general.terms import ZERO, Form, atom, delta, form, rebuilt, sum_over


class Array:
    """An array; ``entry`` gives the form at places, which are indices on an axis of any length."""

    __array_ufunc__ = None  # an array of NumPy leaves the arithmetic to this one

    def __init__(self, shape: Any, entry: Callable[..., Any]):
        self.shape: tuple[Axis, ...] = tuple(map(axis, shape))
        self._entry = entry

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def size(self) -> Form:
        return checked(prod(self.shape))

    def at(self, *places: Place) -> Form:
        """The entry at these places."""
        return checked(self._entry(*places))

    def part(self, *places: Place) -> Any:
        """What is left of the array at its first places."""
        behind = self.shape[len(places) :]
        return array_or_form(behind, lambda *rest: self.at(*places, *rest))

    def map(self, function: Callable[[Form], Form]) -> "Array":
        return Array(self.shape, lambda *at: function(self.at(*at)))

    def _with(self, other: Any, operation: Callable[[Form, Form], Form]) -> "Array":
        if not isinstance(other, Array):
            number = form(other)
            return NotImplemented if number is None else self.map(lambda x: operation(x, number))
        rank = max(self.ndim, other.ndim)
        a, b = ((1,) * (rank - array.ndim) + array.shape for array in (self, other))
        if any(p != q and 1 not in (p, q) for p, q in zip(a, b, strict=True)):
            raise Outside(f"arrays of the shapes {shown(self)} and {shown(other)}")

        def entry(array: Array, at: tuple[Place, ...]) -> Form:
            kept = zip(array.shape, at[rank - array.ndim :], strict=True)
            return array.at(*(1 if length == 1 else place for length, place in kept))

        shape = [q if p == 1 else p for p, q in zip(a, b, strict=True)]
        return Array(shape, lambda *at: operation(entry(self, at), entry(other, at)))

    def __add__(self, other: Any) -> "Array":
        return self._with(other, lambda x, y: x + y)

    def __sub__(self, other: Any) -> "Array":
        return self._with(other, lambda x, y: x - y)

    def __mul__(self, other: Any) -> "Array":
        return self._with(other, lambda x, y: x * y)

    def __truediv__(self, other: Any) -> "Array":
        return self._with(other, lambda x, y: x / y)

    def __rsub__(self, other: Any) -> "Array":
        return self._with(other, lambda x, y: y - x)

    def __rtruediv__(self, other: Any) -> "Array":
        return self._with(other, lambda x, y: y / x)

    def __pow__(self, exponent: Any) -> "Array":
        return self.map(lambda x: x**exponent)

    def __neg__(self) -> "Array":
        return self.map(lambda x: -x)

    __radd__ = __add__
    __rmul__ = __mul__

    def __matmul__(self, other: "Array") -> Any:
        if not (1 <= self.ndim <= 2 and 1 <= other.ndim <= 2 and self.shape[-1] == other.shape[0]):
            raise Outside(f"a product of the shapes {shown(self)} and {shown(other)}")
        rows = self.ndim - 1

        def entry(*at: Place) -> Form:
            return total(lambda k: self.at(*at[:rows], k) * other.at(k, *at[rows:]), self.shape[-1])

        return array_or_form(self.shape[:-1] + other.shape[1:], entry)

    @property
    def T(self) -> "Array":
        return Array(self.shape[::-1], lambda *at: self.at(*at[::-1]))

    def sum(self, axis: int | None = None, keepdims: bool = False) -> Any:
        if axis is None:
            return total_of(self)
        axis %= self.ndim
        kept = (1,) * keepdims
        length, behind = self.shape[axis], self.shape[axis + 1 :]

        def entry(*at: Place) -> Form:
            return total(lambda k: self.at(*at[:axis], k, *at[axis + keepdims :]), length)

        return array_or_form(self.shape[:axis] + kept + behind, entry)

    def diagonal(self) -> "Array":
        rows, columns = self.shape
        if rows != columns:
            raise Outside("the diagonal of what is not square")
        return Array((rows,), lambda i: self.at(i, i))

    def trace(self) -> Any:
        return self.diagonal().sum()

    def __len__(self) -> int:
        length = self.shape[0]
        if not isinstance(length, int):
            raise Outside("a part of an axis of any length, or a loop over one")
        return length

    def __iter__(self) -> Iterator[Any]:
        return (self[k] for k in range(len(self)))

    def __getitem__(self, key: Any) -> Any:
        """Numbers on axes of known length, ``:``, ``None``, ``[:-1]``, ``[1:]``, the last entry."""
        shape: list[Axis] = []
        plan: list[tuple[int, Any]] = []  # an axis, and what becomes of its place; or a place
        left = list(self.shape)
        for wanted in key if isinstance(key, tuple) else (key,):
            if wanted is None:
                shape.append(1)
            elif isinstance(wanted, slice):
                length, moved = sliced(wanted, left.pop(0))
                plan.append((len(shape), moved))
                shape.append(length)
            else:
                plan.append((-1, chosen(wanted, left.pop(0))))
        plan += [(len(shape) + n, lambda place: place) for n in range(len(left))]

        def entry(*at: Place) -> Form:
            return self.at(*(moved if n < 0 else moved(at[n]) for n, moved in plan))

        return array_or_form((*shape, *left), entry)


def entries(name: str, *shape: Any, positive: bool = False, law: str = "", **_: bool) -> Any:
    """A variable for each place."""
    return array_or_form(shape, lambda *at: atom(Entry(name, at, positive, law)))


def shape_of(value: Any) -> tuple[Axis, ...]:
    return value.shape if isinstance(value, Array) else ()


def shown(array: Array) -> str:
    """``N, K``."""
    return ", ".join(map(spelled, array.shape)) or "of a number"


def array_or_form(shape: tuple[Any, ...], entry: Callable[..., Any]) -> Any:
    return Array(shape, entry) if shape else checked(entry())


def total(entry: Callable[[Place], Form], length: Axis) -> Form:
    """The sum over an axis."""
    found = []
    for place in places(length):
        index = base(place)
        found.append(entry(place) if index is None else sum_over(entry(place), index))
    return ZERO.plus(*found)


def total_of(value: Any) -> Form:
    """The sum over all entries."""
    if not isinstance(value, Array):
        return checked(value)
    return total(lambda k: total_of(value.part(k)), value.shape[0])


def elementwise(function: Callable[[Form], Form]) -> Callable[[Any], Any]:
    return lambda x: x.map(function) if isinstance(x, Array) else function(checked(x))


def variable(value: Form) -> Entry:
    """The variable that a form is."""
    if len(value.terms) == 1:
        ((term, c),) = value.terms.items()
        match term.factors:
            case ((Entry() as found, n),) if n == c == 1 and not (term.exponent or term.bound):
                return found
    raise Outside("a derivative by what is no variable")


def derivative(y: Any, x: Any) -> Any:
    """Every entry of y by every entry of x; the shape is ``y.shape + x.shape``."""
    rank = len(shape_of(y))

    def entry(*at: Place) -> Form:
        by = x.at(*at[rank:]) if isinstance(x, Array) else checked(x)
        of = y.at(*at[:rank]) if isinstance(y, Array) else checked(y)
        return differentiate(of, variable(by))

    return array_or_form(shape_of(y) + shape_of(x), entry)


def replaced(x: Any, *pairs: tuple[Any, Any]) -> Any:
    """With other arrays in the place of some."""
    new = {variables(old): array for old, array in pairs}
    names = {name for name, _ in new}

    def change(part: Any) -> Form | None:
        if not isinstance(part, Entry) or part.kind not in new:
            return None
        array = new[part.kind]
        return array.at(*part.places) if isinstance(array, Array) else checked(array)

    return elementwise(
        lambda one: rebuilt(one, change, lambda part: not names.isdisjoint(part.variables))
    )(x)


def variables(array: Any) -> tuple[str, int]:
    """The kind of variables that the entries of an array are, each at its own place."""
    at = [tuple(found) for found in product(*map(places, shape_of(array)))]
    found = [variable(array.at(*places) if places else array) for places in at]
    if len({entry.kind for entry in found}) != 1 or [entry.places for entry in found] != at:
        raise Outside("entries of several arrays of variables")
    return found[0].kind


class Rows(Array):
    """A matrix of which a subscript takes a row."""

    def __init__(self, matrix: Array):
        super().__init__(matrix.shape, matrix.at)


def one_hot(labels: Labels, columns: Any) -> Array:
    length = axis(columns)
    return Array((*labels.shape, length), lambda n, k: delta(labels.at(n).on(length), k))

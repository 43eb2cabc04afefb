"""What terms are made of: indices, entries of arrays, sizes, deltas, functions.

A part is what its text says: parts with the same text are equal, and the text orders them. It knows
which indices and which variables stand in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import count
from typing import Any, Self

_numbers = count()


class Outside(ValueError):
    """What cannot be proved for every size; the text says why."""


class Part:
    """A piece of a form."""

    @property
    def binds(self) -> tuple["Index", ...]:
        """The indices that have a meaning only inside of this part."""
        return ()

    @cached_property
    def key(self) -> str:
        return self.written({})

    def written(self, names: Mapping["Index", str]) -> str:
        """The text, with these names for some of its indices."""
        inside = (_written(value, names) for value in vars_of(self))
        return f"{type(self).__name__}({','.join(inside)})"

    @cached_property
    def parts(self) -> tuple["Part", ...]:
        """What stands directly inside."""
        return tuple(_flat(vars_of(self)))

    @cached_property
    def indices(self) -> frozenset["Index"]:
        """The free indices."""
        return frozenset().union(*(part.indices for part in self.parts)).difference(self.binds)

    @cached_property
    def variables(self) -> frozenset[str]:
        """The names of the arrays whose entries stand in it."""
        return frozenset().union(*(part.variables for part in self.parts))

    @cached_property
    def switches(self) -> frozenset["Part"]:
        """The parts that are one or zero."""
        own = [self] if isinstance(self, Step | Delta) else []
        return frozenset(own).union(*(part.switches for part in self.parts))

    @cached_property
    def height(self) -> int:
        """How often sums stand inside of sums; names of bound indices that tell it never clash."""
        return max((part.height for part in self.parts), default=0) + bool(self.binds)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Part) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)


class Combination(Part):
    """A sum of terms, each with a coefficient that is not zero."""

    def __init__(self, terms: "Mapping[Term, Fraction]"):
        self.terms = {term: c for term, c in terms.items() if c}

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return tuple(self.terms)

    def written(self, names: Mapping["Index", str]) -> str:
        return "+".join(sorted(f"{c} {_written(t, names)}" for t, c in self.terms.items()))

    def __bool__(self) -> bool:
        return bool(self.terms)

    def scaled(self, by: Fraction) -> Self:
        return self if by == 1 else type(self)({term: c * by for term, c in self.terms.items()})

    def plus(self, *others: Self) -> Self:
        found = dict(self.terms)
        for other in others:
            for term, c in other.terms.items():
                found[term] = found[term] + c if term in found else c
        return type(self)(found)

    def __gt__(self, other: Any) -> "Condition":
        return Condition(self, ">", other)

    def __lt__(self, other: Any) -> "Condition":
        return Condition(self, "<", other)

    def __ge__(self, other: Any) -> "Condition":
        return Condition(self, "≥", other)

    def __le__(self, other: Any) -> "Condition":
        return Condition(self, "≤", other)

    def rational(self) -> Fraction | None:
        """The number that it is; nothing if it is none."""
        if not self.terms:
            return Fraction(0)
        ((term, c), *others) = self.terms.items()
        return None if others or term.exponent or term.factors or term.bound else c


@dataclass(frozen=True)
class Condition:
    """A comparison of forms, to be used in ``by_case``."""

    left: Any
    relation: str
    right: Any

    def __bool__(self) -> bool:
        raise Outside("a question that depends on values")


def vars_of(part: Any) -> list[Any]:
    return [getattr(part, name) for name in part.__match_args__]


def _written(value: Any, names: Mapping["Index", str]) -> str:
    if isinstance(value, tuple):
        return f"[{','.join(_written(inner, names) for inner in value)}]"
    if isinstance(value, Part):
        names = {index: name for index, name in names.items() if index in value.indices}
        return value.written(names) if names else value.key
    return str(value) if isinstance(value, Fraction) else repr(value)


def _flat(values: Any) -> Iterator[Part]:
    for value in values:
        if isinstance(value, Part):
            yield value
        elif isinstance(value, tuple):
            yield from _flat(value)


@dataclass(frozen=True, eq=False)
class Index(Part):
    """A place on an axis of some size; with ``of``, the place that a label of that index names.

    ``+2`` is the place two behind that of the index, on an axis that is longer by two or more, and
    ``last`` the end of an axis.
    """

    name: str
    size: Any  # a form
    of: "Index | int | None" = None

    def written(self, names: Mapping["Index", str]) -> str:
        return names[self] if names and self in names else super().written(names)

    def moved(self, new: Mapping["Index", Any]) -> Any:
        """The place that it becomes where others stand for some indices."""
        if self in new or not isinstance(self.of, Index):
            return new.get(self, self)
        of = self.of.moved(new)
        if self.name.startswith("+") and isinstance(of, Index):
            of, more = of.start
            return Index(f"+{int(self.name) + more}", self.size, of)
        return replace(self, of=of)

    @property
    def start(self) -> tuple["Index", int]:
        """The place from which it is counted on, and how far it is from there."""
        if self.name.startswith("+"):
            assert isinstance(self.of, Index)
            return self.of, int(self.name)
        return self, 0

    @cached_property
    def indices(self) -> frozenset["Index"]:
        return frozenset({self}) | (self.of.indices if isinstance(self.of, Index) else frozenset())


def fresh(size: Any) -> Index:
    """An index that occurs nowhere else."""
    return Index(f"~{next(_numbers)}", size)


Place = Index | int  # counted from 1; a number on an axis whose size is one


@dataclass(frozen=True, eq=False)
class Entry(Part):
    """An entry of an array of variables, or with no place a variable."""

    name: str
    places: tuple[Place, ...]
    positive: bool = False
    law: str = ""  # "distribution": the last axis sums to one; "rotation": a matrix that turns

    @property
    def kind(self) -> tuple[str, int]:
        """Its name, and how many axes the array has."""
        return self.name, len(self.places)

    @cached_property
    def variables(self) -> frozenset[str]:
        return frozenset({self.name})


@dataclass(frozen=True, eq=False)
class Size(Part):
    """The length of an axis: any whole number from 1 on."""

    name: str


@dataclass(frozen=True, eq=False)
class Delta(Part):
    """One where the places agree, else zero."""

    left: Place
    right: Place

    def written(self, names: Mapping[Index, str]) -> str:
        return f"Delta({','.join(sorted(_written(p, names) for p in (self.left, self.right)))})"


@dataclass(frozen=True, eq=False)
class Step(Part):
    """One where a form is positive, else zero."""

    inside: Any  # a form


@dataclass(frozen=True, eq=False)
class Group(Part):
    """A sum in parentheses, to be divided by or to be put under a root."""

    inside: Any  # a form


@dataclass(frozen=True, eq=False)
class Log(Part):
    """The logarithm of what is no product of positive factors."""

    argument: Any  # a form


@dataclass(frozen=True, eq=False)
class Unknown(Part):
    """A function of which nothing is known, of numbers and of all entries of vectors.

    ``places`` are those of an array of such functions. ``slopes`` are the arguments by which it has
    been differentiated, each with the place in its vector.
    """

    name: str
    places: tuple[Place, ...]
    arguments: tuple[tuple[Index | None, Any], ...]  # forms, of a vector the one for its index
    slopes: tuple[tuple[int, Place | None], ...] = ()

    def written(self, names: Mapping[Index, str]) -> str:
        slopes = sorted(_written(slope, names) for slope in self.slopes)
        rest = (_written(part, names) for part in (self.places, self.arguments))
        return f"Unknown({self.name!r},{','.join(rest)},{slopes})"

    @property
    def binds(self) -> tuple[Index, ...]:
        return tuple(generic for generic, _ in self.arguments if generic)


@dataclass(frozen=True, eq=False)
class Term(Part):
    """``sum over bound of exp(exponent) * product of factors``, with a power for each factor."""

    exponent: Any  # a form
    factors: tuple[tuple[Any, Fraction], ...]
    bound: tuple[Index, ...] = ()

    @property
    def binds(self) -> tuple[Index, ...]:
        return self.bound

    def written(self, names: Mapping[Index, str]) -> str:
        factors = sorted(f"{_written(a, names)}^{n}" for a, n in self.factors)
        sums = "".join(f"sum {_written(b, names)}:" for b in self.bound)
        return f"({sums}exp[{_written(self.exponent, names)}]{'*'.join(factors)})"

"""Whether a function computes what a claim says: its shape, its values, the slope that it is."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from verify.book.displays import Display
from verify.book.modules import fresh
from verify.check import DIFFERENCES_TOLERANCE
from verify.console.kinds import Result, kind
from verify.console.numbers import furthest, relative, told_apart, written
from verify.console.theirs import Fault, Theirs
from verify.proving import differences
from verify.proving.code import FEWER, SEEDS, functions
from verify.proving.lines import as_array
from verify.proving.namespace import Symbols, symbols
from verify.proving.points import Point, arguments
from verify.proving.sizes import assignments, shown

TOLERANCE = 1e-10  # of the largest entry: another order of operations rounds otherwise
Values = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A claim of the book, and a reader's function that shall compute it."""

    claim: Display
    theirs: Theirs

    @property
    def label(self) -> str:
        return self.claim.label or ""

    @property
    def book(self) -> Callable[..., Any]:
        """The book's own function."""
        return functions(self.claim.topic)[self.label]

    @property
    def names(self) -> Symbols:
        return symbols(self.claim.topic)

    @cached_property
    def assigned(self) -> tuple[list[str], list[Symbols]]:
        """The sizes on which the claim depends, and the derivation at several assignments."""
        wanted = {self.label, *(name for name in self.theirs.parameters if name in self.names)}
        return assignments(self.names, wanted)

    @property
    def points(self) -> Iterator[tuple[Symbols, Point]]:
        first, *others = self.assigned[1]
        yield from ((first, Point(seed)) for seed in SEEDS)
        yield from ((names, Point(seed)) for names in others for seed in FEWER)

    def kind(self, results: list[Result]) -> str:
        """The kind of mistake, where it has a name."""
        return kind(self.claim, self.assigned[0], results)

    def at(self, names: Symbols) -> str:
        """Words for the sizes of an assignment, `` at K = 3``."""
        used = {name: names.sizes[name] for name in self.assigned[0]}
        return f" at {shown(used)}" if used else ""


def takes(case: Case) -> str:
    return ", ".join(case.theirs.parameters)


def shapes(case: Case) -> str:
    sized = case.assigned[1]
    results, problem = [], ""
    for names in sized:
        point = Point(0)
        given = arguments([case.theirs], names, point)
        expected = np.asarray(point.number(as_array(names[case.label])))
        found, wanted = numbers(case.theirs(**given)), expected.shape
        results.append(_result(names, point, given, found, expected))
        if found.shape != wanted and found.size * expected.size != 1:
            should = f"should be {wanted}{_axes(case, wanted)}{case.at(names)}"
            problem = problem or f"the shape is {found.shape}, and {should}"
    if problem:
        words = case.kind(results)
        raise Fault(f"{problem}; {words}" if words else problem)
    first = np.shape(as_array(sized[0][case.label]))
    what = f"{first}{_axes(case, first)}" if first else "a number"
    return f"{what}{case.at(sized[0])}{_further(len(sized) - 1)}"


def _further(count: int) -> str:
    return f", and at {count} further {'size' if count == 1 else 'sizes'}" if count else ""


def _axes(case: Case, shape: tuple[int, ...]) -> str:
    """The names of the axes where each has one: `` = (K, K)``."""
    used, sized = case.assigned
    every = [(names.sizes, np.shape(as_array(names[case.label]))) for names in sized]
    found = [
        [name for name in used if all(sizes[name] == one[axis] for sizes, one in every)]
        for axis in range(len(shape))
    ]
    if not shape or not all(len(names) == 1 for names in found):
        return ""
    letters = [names[0] for names in found]
    return f" = ({', '.join(letters)}{',' if len(letters) == 1 else ''})"


def values(case: Case) -> str:
    results, worst = [], 0.0
    for names, point in case.points:
        given = arguments([case.theirs], names, point)
        expected = np.asarray(point.number(as_array(names[case.label])))
        found = numbers(case.theirs(**given)).reshape(expected.shape)
        results.append(_result(names, point, given, found, expected))
        worst = max(worst, relative(found, expected))
    for one in results:
        if not relative(one.found, one.expected) <= TOLERANCE:
            words = case.kind(results)
            where = f"{_apart(one)}{case.at(one.names)}{_left_out(case)}"
            raise Fault(f"{words}: {where}" if words else where)
    count = len(case.assigned[1])
    sized = f" at {count} sizes" if count > 1 else ""
    how = f"within {worst:.0e}" if worst else "no difference"
    return f"{len(results)} random points{sized}, {how}"


def _result(
    names: Symbols, point: Point, given: Values, found: np.ndarray, expected: np.ndarray
) -> Result:
    scalars = {name: value for name, value in given.items() if isinstance(value, float)}
    return Result(found, expected, names, point, scalars)


def _apart(one: Result) -> str:
    place, found, expected = furthest(one.found, one.expected)
    entry = f"[{', '.join(map(str, place))}] is" if place else "it is"
    a, b = told_apart(found, expected)
    ratio = f"; the ratio is {written(found / expected)}" if expected and np.isfinite(found) else ""
    return f"{entry} {a}, and should be {b}{ratio}"


def _left_out(case: Case) -> str:
    """Which argument of the book's function a reader's does not take, if that is all."""
    asked = [
        p.name for p in inspect.signature(case.book).parameters.values() if p.default is p.empty
    ]
    missing = [name for name in asked if name not in case.theirs.parameters]
    if missing and set(case.theirs.parameters) <= set(asked):
        return f"; the book's function takes {', '.join(missing)} as well"
    return ""


def slope(case: Case) -> str | None:
    module = fresh(case.book.__module__)
    related = differences.forward_of(case.label, module)
    if related is None or not {*case.theirs.parameters} <= {
        *inspect.signature(case.book).parameters
    }:
        return None
    forward, by = getattr(module, related[0]), related[1]
    worst = 0.0
    for names, point in case.points:
        given = arguments([forward, case.theirs], names, point)
        error = differences.error(case.theirs, forward, by, given)
        if not error <= DIFFERENCES_TOLERANCE:
            raise Fault(
                f"it is no gradient of {related[0]} by {by}: off by {error:.0e}{case.at(names)}"
            )
        worst = max(worst, error)
    return f"the slope of {related[0]} in {by}, within {worst:.0e}"


def numbers(found: Any) -> np.ndarray:
    """A result as an array; raises `Fault` for what is none."""
    if found is None:
        raise Fault("it returns nothing; is a return missing?")
    try:
        array = np.asarray(found)
    except ValueError:
        raise Fault("it returns lists of different lengths") from None
    if array.dtype.kind not in "biufc":
        raise Fault(f"it returns what is no number or array: {type(found).__name__}")
    return array

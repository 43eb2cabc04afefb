"""What is asked of a function beside its values: types, batches, where floating point is worst."""

import inspect
from typing import Any, get_args
from zlib import crc32

import numpy as np
from jaxtyping import AbstractArray

from verify.console.numbers import furthest, relative, told_apart, written
from verify.console.theirs import Fault
from verify.console.trials import TOLERANCE, Case, Values, numbers
from verify.extremes import table, ulp
from verify.extremes.exact import Formula
from verify.extremes.measure import Measurement
from verify.proving.points import Point, arguments

ROWS = (1, 5)  # of batches
LOOSER = 16  # times the bound of the book's function
LEAST = 4  # units of the last place, which a bound is at least
ENTRIES = 8  # of an array that are printed


def precision(case: Case) -> str | None:
    """Whether float32 stays float32."""
    given = arguments([case.theirs], case.names, Point(0))
    arrays = {k: v for k, v in given.items() if isinstance(v, np.ndarray) and v.dtype.kind == "f"}
    if not arrays:
        return None
    given |= {name: value.astype(np.float32) for name, value in arrays.items()}
    given |= {name: _as_precise(value) for name, value in given.items() if callable(value)}
    result = case.theirs(**given)
    found = [r.dtype for r in (result if isinstance(result, tuple) else (result,)) if _typed(r)]
    if any(dtype != np.float32 for dtype in found):
        raise Fault(f"float32 becomes {found[0]}: make new arrays with the dtype of what came")
    return "float32 stays float32"


def _as_precise(function: Any) -> Any:
    """A function that is passed to the reader's, and gives what it gets."""
    return lambda x: np.asarray(function(x)).astype(np.asarray(x).dtype)[()]


def _typed(result: Any) -> bool:
    return hasattr(result, "dtype") and not isinstance(result, float)


def whole_numbers(case: Case) -> str | None:
    """Whether whole numbers are computed like other numbers, and not truncated."""
    given = arguments([case.theirs], case.names, Point(0))
    floats = {k: v for k, v in given.items() if isinstance(v, np.ndarray) and v.dtype.kind == "f"}
    if not floats:
        return None
    whole = {k: np.arange(1, v.size + 1).reshape(v.shape) % 3 + 1 for k, v in floats.items()}
    try:
        with np.errstate(all="ignore"):
            usual = numbers(case.theirs(**{**given, **{k: v * 1.0 for k, v in whole.items()}}))
    except Fault:
        return None  # what is asked of the arguments is more than that they are numbers
    if not np.all(np.isfinite(usual)):
        return None
    found = numbers(case.theirs(**{**given, **whole}))
    if found.shape != usual.shape or not relative(found, usual) <= TOLERANCE:
        raise Fault(
            f"of whole numbers {_differ(found, usual)}: convert what comes, np.asarray(x, float)"
        )
    return "whole numbers are not truncated"


def batches(case: Case) -> str | None:
    """Whether any number of examples can come at once, one a row."""
    given = arguments([case.theirs], case.names, Point(0))
    axes = {
        name: axis
        for name, value in given.items()
        if isinstance(value, np.ndarray) and (axis := _examples(case, name)) is not None
    }
    if not axes:
        return None
    asked = inspect.signature(case.book).parameters
    for count in ROWS:
        draws = [arguments([case.theirs, case.book], case.names, Point(k)) for k in range(count)]
        rows = {name: _stacked([draw[name] for draw in draws], axes[name], count) for name in axes}
        try:
            with np.errstate(all="ignore"):
                usual = {k: v for k, v in draws[0].items() if k in asked}
                expected = numbers(
                    case.book(**{**usual, **{k: rows[k] for k in rows if k in asked}})
                )
        except ValueError:
            return None  # the book's function takes no such batch
        found = numbers(case.theirs(**{**given, **rows}))
        batch = "one row" if count == 1 else f"{count} rows"
        if found.shape != expected.shape and found.size * expected.size != 1:
            raise Fault(
                f"for {batch} the shape is {found.shape}, and should be {expected.shape}; "
                "does each row have its own sum (axis=-1, keepdims=True)?"
            )
        if not relative(found.reshape(expected.shape), expected) <= TOLERANCE:
            raise Fault(f"for {batch} {_differ(found.reshape(expected.shape), expected)}")
    return f"{' and '.join(map(str, ROWS))} rows"


def _examples(case: Case, name: str) -> tuple[int, bool] | None:
    """The axis of a parameter's examples, and whether it is one more than the derivation has."""
    parameter = inspect.signature(case.book).parameters.get(name)
    annotation = parameter.annotation if parameter else None
    for kind in get_args(annotation) or (annotation,):
        if isinstance(kind, type) and issubclass(kind, AbstractArray):
            letters = kind.dim_str.split()
            if letters == ["*n"]:
                return 0, False  # a number is an array of one entry
            if "*n" in letters:
                return letters.index("*n"), True
            if "n" in letters:
                return letters.index("n"), False
    return None


def _stacked(values: list[Any], axis: tuple[int, bool], count: int) -> Any:
    """So many examples: each a draw, or the first of it."""
    at, new = axis
    if new:
        return np.stack(values, at)
    return np.concatenate([np.take(value, [0], at) for value in values], at)


def extremes(case: Case) -> str | None:
    """Whether it holds where floating point is at its worst, nearly as well as the book's own."""
    claim = table.claims(case.claim.topic).get(case.label)
    if claim is None:
        return None
    formula = Formula(case.names, case.label, case.book, claim.made_of)
    if {*formula.parameters} - {*case.theirs.parameters}:
        return None  # what is claimed is of other arguments
    remark = ""
    for dtype, bound in claim.bounds.items():
        most = LOOSER * max(bound, LEAST)
        watched = Watched(formula, case.theirs, claim, np.dtype(dtype))
        for family in claim.families:
            seed = crc32(f"{case.claim.topic}.{case.label}.{family}".encode())
            for error in watched.at_points(family, np.random.default_rng(seed)):
                if error <= most:
                    continue
                if not watched.beside_one <= most:
                    raise Fault(f"{watched.said} in {dtype} ({family})")
                remark = remark or f"{watched.said} in {dtype} ({family})"
    if remark:
        raise Remark(f"digits of small numbers are lost: {remark}; the book's function keeps them")
    return f"{len(claim.families)} kinds of points in {' and '.join(claim.bounds)}: {claim.holds}"


class Remark(Exception):
    """What is no fault of a function, and worth knowing."""


class Watched(Measurement):
    """A measurement that knows what it saw last."""

    said = ""
    beside_one = 0.0  # the error in units of the largest entry, or of 1 where that is larger

    def against(self, values: Values, exact: ulp.Exact, units: ulp.Exact) -> float:
        if self.formula.made_of:
            parts = self.formula.parts(values)
            values = {name: self.floats(name, entries) for name, entries in parts.items()}
        passed = {name: self.passed(name, values[name]) for name in self.annotations}
        with np.errstate(all="ignore"):
            found = numbers(self.function(**passed))
        wanted = np.array([float(x) for x in exact]).reshape(found.shape)
        self.said = f"{_differ(found, wanted)} at {_arguments(passed)}"
        largest, one = ulp.of_largest(exact, self.dtype), ulp.of_one(exact, self.dtype)
        self.beside_one = ulp.errors(found, exact, [*map(max, largest, one)], self.dtype)
        return ulp.errors(found, exact, units, self.dtype)


def _arguments(values: Values) -> str:
    return ", ".join(f"{name} = {_array(value)}" for name, value in values.items())


def _array(value: Any) -> str:
    if callable(value):
        return "a function"
    shown = np.ravel(value)[:ENTRIES]
    rest = ", …" if np.size(value) > ENTRIES else ""
    text = ", ".join(map(written, shown))
    return f"[{text}{rest}]" if np.ndim(value) else text


def _differ(found: np.ndarray, expected: np.ndarray) -> str:
    if found.shape != expected.shape:
        return f"the shape is {found.shape}, and should be {expected.shape}"
    place, one, other = furthest(found, expected)
    a, b = told_apart(one, other)
    entry = f"[{', '.join(map(str, place))}]" if place else "it"
    return f"{entry} is {a}, and should be {b}"

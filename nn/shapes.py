"""Shapes: a call is held to the axes that the annotations of a function name."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar, get_args, get_origin

import numpy as np
from jaxtyping import AbstractArray

from nn.kinds import (
    FRACTION,
    FUNCTION,
    NOTHING,
    NUMBER,
    NUMBERS,
    Came,
    Shape,
    came,
    converted,
    welcome,
)

P = ParamSpec("P")
R = TypeVar("R")
Axes = tuple[str, ...]
Sizes = dict[str, Any]  # an integer for "n", a shape for "*n"
Expected = Mapping[str, tuple[Axes, ...]]  # of every array, the axes that it may have

NO_VALUE = re.compile(r"math domain error|expected a \w+ input, got")  # of the module math
AXIS = re.compile(r"_|\*?[a-zA-Z]\w*|[a-zA-Z]\w*\+\d+|\d+")


def shapes_checked(function: Callable[P, R]) -> Callable[P, R]:
    """Refuse arrays without the axes of their annotations, before NumPy broadcasts them.

    A letter stands for one size in all arrays of a call. Annotations are read as jaxtyping reads
    them, and a number may come where one is allowed. Lists and integers become floats where the
    annotation says so; what holds no numbers is refused (see `nn.kinds`). So are numbers for which
    the function divides by zero, or takes a root that is not real.

    Raises:
        TypeError: an annotation has an axis of a kind that is not known here.
    """
    parameters = signature(function).parameters
    annotated = {name: _alternatives(p.annotation) for name, p in parameters.items()}
    expected = {name: alternatives for name, alternatives in annotated.items() if alternatives}
    kinds = {name: welcome(p.annotation) for name, p in parameters.items()}
    foreign = {FUNCTION} in kinds.values()  # its errors are not the book's, and its numbers its own
    if foreign:
        kinds = {name: k | {FRACTION} if NUMBER in k else k for name, k in kinds.items()}

    def names(keywords: tuple[str, ...], given: int) -> list[str]:
        return [*list(parameters)[: given - len(keywords)], *keywords]

    @lru_cache(maxsize=256)  # training asks the same question at every step
    def fits(keywords: tuple[str, ...], *arguments: Came) -> bool:
        known = dict(zip(names(keywords, len(arguments)), arguments, strict=False))
        strange = [n for n, (kind, _) in known.items() if kinds.get(n) and kind not in kinds[n]]
        return not strange and _fit(expected, _shapes(expected, known))

    def adapted(arguments: tuple[Any, ...], keywords: tuple[str, ...]) -> dict[str, Any]:
        """The arguments by their names, in the numbers that the function takes."""
        given = dict(zip(names(keywords, len(arguments)), arguments, strict=False))
        for name, value in given.items():
            if kinds.get(name):
                given[name] = converted(function.__name__, name, value, kinds[name])
        shapes = _shapes(expected, {name: came(value) for name, value in given.items()})
        if len(given) == len(arguments) and not _fit(expected, shapes):
            raise ValueError(f"{function.__name__} {_misfit(expected, shapes)}")
        return given

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        arguments: Any = (*args, *kwargs.values())
        keywords = tuple(kwargs)
        try:
            if fits(keywords, *map(came, arguments)):
                return function(*args, **kwargs)
            given = adapted(arguments, keywords)
            if len(given) < len(arguments):
                return function(*args, **kwargs)  # which says that there are too many
            return function(**given)  # type: ignore[call-arg]
        except (ZeroDivisionError, OverflowError, ValueError) as error:
            if foreign or (isinstance(error, ValueError) and not NO_VALUE.match(str(error))):
                raise
            given = dict(zip(names(keywords, len(arguments)), arguments, strict=False))
            raise ValueError(f"{function.__name__} {_without_value(given, error)}") from error

    return checked


def _shapes(expected: Expected, known: Mapping[str, Came]) -> dict[str, Shape]:
    """The shapes of the arguments that are held to something."""
    return {n: shape for n, (kind, shape) in known.items() if n in expected and kind != NOTHING}


def _alternatives(annotation: Any) -> tuple[Axes, ...]:
    """The axes that an array may have, none for a number; nothing if it may be something else."""
    allowed = get_args(annotation) or (annotation,)
    one_axis = [k for k in allowed if get_origin(k) is Sequence]  # as the array beside has
    kinds = [k for k in allowed if k not in one_axis and k is not type(None)]
    if not all(isinstance(k, type) and issubclass(k, NUMBERS | AbstractArray) for k in kinds):
        return ()
    found = [tuple(k.dim_str.split()) for k in kinds if issubclass(k, AbstractArray)]
    for axis in (axis for axes in found for axis in axes):
        if not AXIS.fullmatch(axis):
            raise TypeError(f"expected axes such as n, _, *n, d+1 and 2; got {axis!r}")
    return ((), *found) if len(found) < len(kinds) else tuple(found)


def _fit(expected: Expected, came: Mapping[str, Shape]) -> bool:
    sizes: Sizes = {}
    return all(
        any(_bind(axes, shape, sizes) for axes in expected[name]) for name, shape in came.items()
    )


def _bind(axes: Axes, shape: Shape, sizes: Sizes) -> bool:
    """Whether a shape has these axes, in the sizes known so far; those of new letters are added."""
    entries: list[Any] = list(shape)
    for at, axis in enumerate(axes):
        if axis.startswith("*"):  # all that the others leave
            end = at + len(shape) - len(axes) + 1
            entries[at:end] = [shape[at:end]]
    return len(entries) == len(axes) and all(
        entry == _size(axis, entry, sizes) for axis, entry in zip(axes, entries, strict=True)
    )


def _size(axis: str, entry: Any, sizes: Sizes) -> Any:
    """What an axis has to be; a letter is what it was first."""
    letter, _, more = axis.partition("+")
    if axis == "_":
        return entry
    if axis.isdecimal():
        return int(axis)
    if more:
        return sizes.setdefault(letter, entry - int(more)) + int(more)
    return sizes.setdefault(axis, entry)


def _without_value(given: Mapping[str, Any], error: Exception) -> str:
    numbers = ", ".join(f"{n} = {_digits(x)}" for n, x in given.items() if not np.ndim(x))
    return f"expects numbers for which it has a value; got {numbers}; {error}"


def _digits(number: Any) -> str:
    if isinstance(number, int) and number.bit_length() > 64:
        return f"an integer of {number.bit_length()} bits"
    return str(number)


def _misfit(expected: Expected, came: Mapping[str, Shape]) -> str:
    came = {name: shape for name, shape in came.items() if shape or expected[name] != ((),)}
    wanted = ", ".join(f"{name} {' or '.join(map(_written, expected[name]))}" for name in came)
    got = ", ".join(f"{name} {shape}" for name, shape in came.items())
    return f"expects {wanted}; got {got}; {_advice(expected, came)}"


def _written(axes: Axes) -> str:
    """The axes as the chapters write a shape, ``(N, D)``."""
    if not axes:
        return "a number"
    names = ["..." if axis.startswith("*") else axis.upper() for axis in axes]
    return f"({', '.join(names)}{',' if len(names) == 1 else ''})"


def _advice(expected: Expected, came: Mapping[str, Shape]) -> str:
    """What to do about the first array that has an axis too few, or too many."""
    of_batches = any("n" in axes for alternatives in expected.values() for axes in alternatives)
    for name, shape in came.items():
        axes = expected[name][-1]
        if shape and not axes:
            return "call it once for each number"
        if len(shape) == len(axes) - 1 and axes[0] == "n":
            return f"examples are rows, {name}[np.newaxis, :] for a single one"
        if len(shape) == len(axes) - 1 and axes[-1] == "n":
            return f"examples are columns, {name}[:, np.newaxis] for a single one"
        if len(shape) > 1 and axes == ("n",):
            return f"one-hot rows become classes by {name}.argmax(axis=1)"
        if len(shape) > 1 and len(axes) == 1 and np.prod(shape) == max(shape):
            return f"{name}.ravel() has one axis"
        if len(shape) > len(axes) and not of_batches:
            return "call it once for each example"
    return "there is an axis for each letter, and every letter has one size"

"""The functions of `nn`: found by their names, and compared with what the derivation says."""

import re
from collections.abc import Callable, Iterable
from inspect import getmembers, isfunction
from itertools import product
from traceback import extract_tb
from typing import Any

import numpy as np

from verify.book.limits import OutOfBounds, limited
from verify.book.modules import fresh
from verify.book.sources import find
from verify.proving import differences
from verify.proving.lines import as_array
from verify.proving.namespace import Symbols
from verify.proving.points import Point, arguments

CODE_TOLERANCE = 1e-12
SEEDS = range(4)
FEWER = SEEDS[:1]  # at further sizes
PAIR = re.compile(r"(\w+)_and_(grad_\w+)")


class BrokenModule(Exception):
    """A derivation or a module of `nn` cannot be run; the message says where and why."""


def message(path: str, error: Exception) -> str:
    """An error with the line of the file that it comes from."""
    lines = [f.lineno for f in extract_tb(error.__traceback__) if f.filename.endswith(path)]
    line = error.lineno if isinstance(error, SyntaxError) else (lines or [None])[-1]
    what = error.msg if isinstance(error, SyntaxError) else error
    return f"{path}{f':{line}' if line else ''}: {type(error).__name__}: {what}"


def functions(topic: str) -> dict[str, Callable[..., Any]]:
    """The public functions of a topic's module of `nn`.

    Raises:
        LookupError: there is no such module.
        BrokenModule: it cannot be imported.
    """
    try:
        with limited():
            module = fresh(f"nn.{topic}")
    except OutOfBounds:
        raise
    except Exception as error:  # whatever else a module raises while it is imported
        if find(f"nn.{topic}") is None:
            raise
        raise BrokenModule(message(f"nn/{topic}.py", error)) from error
    return {
        name: function
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


def named_pair(name: str) -> set[str | None]:
    """``f_and_grad_W`` computes at once what ``f`` and ``f_grad_W`` compute, and has no label."""
    match = PAIR.fullmatch(name)
    return {match[1], f"{match[1]}_{match[2]}"} if match else {None, name}


def of_pair(topic: str, name: str, sized: Iterable[Symbols]) -> str:
    """What is wrong with a function that computes at once what two others compute, or nothing."""
    known = functions(topic)
    match = PAIR.fullmatch(name)
    assert match
    parts = [known[match[1]], known[f"{match[1]}_{match[2]}"]]
    for names, seed in product(sized, SEEDS):
        values = arguments([known[name]], names, Point(seed))
        both = known[name](**values)
        for part, found in zip(parts, both, strict=True):
            expected = part(**values)
            if np.shape(found) != np.shape(expected) or not _relative(found, expected) <= (
                CODE_TOLERANCE
            ):
                return f"is not what {part.__name__} is"
    return ""


def against_derivation(
    label: str, function: Callable[..., Any], names: Symbols, point: Point
) -> float:
    values = arguments([function], names, point)
    expected, found = point.number(as_array(names[label])), function(**values)
    if np.shape(expected) != np.shape(found) and np.size(expected) * np.size(found) != 1:
        raise ValueError(f"shape {np.shape(found)}; the derivation has {np.shape(expected)}")
    return _relative(np.reshape(found, np.shape(expected)), expected)


def against_differences(
    label: str, function: Callable[..., Any], names: Symbols, point: Point
) -> float | None:
    module = fresh(function.__module__)
    related = differences.forward_of(label, module)
    if related is None:
        return None
    forward, by = getattr(module, related[0]), related[1]
    return differences.error(function, forward, by, arguments([forward, function], names, point))


def _relative(found: Any, expected: Any) -> float:
    """The largest difference, relative to the largest entry (a vanishing one counts as 1)."""
    difference = np.max(np.abs(np.asarray(found) - expected))
    return float(difference / (np.max(np.abs(expected)) or 1.0))

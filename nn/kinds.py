"""Kinds of numbers: a call gets what the annotations of a function name, or is refused.

Lists, integers and Booleans become float64 where an annotation says `Float`: in eight bits 250 + 10
is 4, and pixels come in eight bits. What is already in floating point stays as it is.
"""

from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

import numpy as np
from jaxtyping import AbstractArray

Shape = tuple[int, ...]
Came = tuple[str, Shape]  # the kind of an argument, and its shape

PYTHON = (float, int, complex)
NUMBERS = int | float | np.number
FLOATS = frozenset("efdgFDG")  # the characters of NumPy's types
WIDE = frozenset("lq")  # integers in which sums and differences of counts have room
INTEGERS = frozenset("bhilqBHILQ?")
NUMBER, LIST, NOTHING, OTHER = "number", "list", "nothing", "other"


def came(value: Any) -> Came:
    """The kind and the shape of an argument, as far as they can be told at once."""
    if isinstance(value, np.ndarray):
        return value.dtype.char, value.shape
    if type(value) in PYTHON:
        return NUMBER, ()
    if isinstance(value, np.generic):
        return (NUMBER if value.dtype.char in FLOATS | WIDE else value.dtype.char), ()
    if value is None:
        return NOTHING, ()
    if hasattr(value, "__float__") and not isinstance(value, bool):  # a fraction
        return NUMBER, ()
    try:
        return (LIST if isinstance(value, Sequence) else OTHER), np.shape(value)
    except ValueError:  # rows of different lengths
        return OTHER, ()


def welcome(annotation: Any) -> frozenset[str]:
    """The kinds that a function takes as they are; none where it may be something else."""
    kinds = get_args(annotation) or (annotation,)
    arrays = [k for k in kinds if isinstance(k, type) and issubclass(k, AbstractArray)]
    found = frozenset[str]().union(*map(_of_array, arrays))
    for kind in kinds:
        if get_origin(kind) is Sequence:
            found |= {LIST}
        elif kind is type(None):
            found |= {NOTHING}
        elif isinstance(kind, type) and issubclass(kind, NUMBERS | complex):
            found |= {NUMBER} if arrays else FLOATS | WIDE | {NUMBER}
        elif kind not in arrays:
            return frozenset()
    return found


def _of_array(kind: type[AbstractArray]) -> frozenset[str]:
    if "float64" not in kind.dtypes:
        # Labels: what is no integer, the function refuses in its own words.
        return INTEGERS | FLOATS
    return FLOATS | {NUMBER} | (WIDE if "int64" in kind.dtypes else frozenset())


def converted(function: str, name: str, value: Any, kinds: frozenset[str]) -> Any:
    """The argument in numbers that the function takes.

    Raises:
        ValueError: it holds something else than numbers.
    """
    if came(value)[0] in kinds:
        return value
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in "biufc":
        raise ValueError(
            f"{function} expects numbers in {name}, as an array or a list; got {_named(value)}; "
            f"{_advice(value)}"
        )
    if array.dtype.char not in kinds:
        array = array.astype(np.int64 if kinds >= WIDE else np.float64)
    return array if array.ndim or isinstance(value, np.ndarray) else array.item()


def _named(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype}"
    if isinstance(value, str) or value is None:
        return repr(value)
    return f"a {type(value).__name__}"


def _advice(value: Any) -> str:
    if isinstance(value, str):
        return "float(...) makes a number of a text"
    if isinstance(value, Mapping):
        return "name one of its entries"
    if isinstance(value, Sequence | np.ndarray):
        return "every entry has to be a number, and every row as long as the others"
    return "np.array([1.0, 2.0]) is an array of numbers"

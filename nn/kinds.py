"""Kinds of numbers: a call gets what the annotations of a function name, or is refused.

Lists, integers and Booleans become float64 where an annotation says `Float`: in eight bits 250 + 10
is 4, and pixels come in eight bits. What is already in floating point stays as it is. Matrices and
masked arrays become arrays, which multiply in another way. An `int` counts something.
"""

import collections.abc
from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

import numpy as np
from jaxtyping import AbstractArray

Shape = tuple[int, ...]
Came = tuple[str, Shape]  # the kind of an argument, and its shape

NUMBERS = int | float | np.number
FLOATS = frozenset("efdg")  # the characters of NumPy's types
WIDE = frozenset("lq")  # integers in which sums and differences of counts have room
INTEGERS = frozenset("bhilqBHILQ?")
COUNT, NUMBER, FRACTION, LIST, FUNCTION, NOTHING, OTHER = (
    "count",  # a whole number, 0 or more
    "number",
    "fraction",
    "list of counts",
    "function",
    "nothing",
    "other",
)


def came(value: Any) -> Came:
    """The kind and the shape of an argument, as far as they can be told at once."""
    if type(value) is np.ndarray or (isinstance(value, np.ndarray) and not _strange(value)):
        return value.dtype.char, value.shape
    if type(value) is float:
        return NUMBER, ()
    if type(value) is int:
        return (COUNT if value >= 0 else NUMBER), ()
    if isinstance(value, np.generic):
        char = value.dtype.char
        if isinstance(value, np.signedinteger) and char in WIDE:
            return (COUNT if value >= 0 else NUMBER), ()
        return (NUMBER if char in FLOATS else char), ()
    if value is None:
        return NOTHING, ()
    if callable(value):
        return FUNCTION, ()
    if hasattr(value, "numerator") and not isinstance(value, bool):
        return FRACTION, ()
    if isinstance(value, str):
        return OTHER, ()
    try:
        shape = np.shape(value)
    except ValueError:  # rows of different lengths
        return OTHER, ()
    if len(shape) == 1 and isinstance(value, Sequence):
        return (LIST if all(came(entry)[0] == COUNT for entry in value) else OTHER), shape
    return OTHER, shape


def _strange(value: np.ndarray) -> bool:
    """Whether an array multiplies in another way, or leaves entries out."""
    return isinstance(value, np.matrix | np.ma.MaskedArray)


def welcome(annotation: Any) -> frozenset[str]:
    """The kinds that a function takes as they are; none where it may be something else."""
    if get_origin(annotation) is collections.abc.Callable:
        return frozenset({FUNCTION})
    kinds = get_args(annotation) or (annotation,)
    arrays = [k for k in kinds if isinstance(k, type) and issubclass(k, AbstractArray)]
    found = frozenset[str]().union(*map(_of_array, arrays))
    for kind in kinds:
        if get_origin(kind) is Sequence:
            found |= {LIST}
        elif kind is type(None):
            found |= {NOTHING}
        elif isinstance(kind, type) and issubclass(kind, NUMBERS):
            found |= {COUNT} if kind is int else {COUNT, NUMBER} | (FLOATS if not arrays else set())
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
        ValueError: it holds something else than numbers, or is no count where one is needed.
    """
    kind = came(value)[0]
    if kind in kinds:
        return value
    if kinds == {FUNCTION}:
        raise ValueError(
            f"{function} expects a function in {name}; got {_named(value)}; np.sin, without a "
            "call, is one"
        )
    array = _numbers(value)
    if array is None:
        raise ValueError(
            f"{function} expects numbers in {name}, as an array or a list; got {_named(value)}; "
            f"{_advice(value)}"
        )
    if kinds == {COUNT} and array.ndim == 0:
        if not (0 <= array < np.inf and array == np.floor(array)):
            raise ValueError(
                f"{function} expects a whole number, 0 or more, in {name}; got {value}; "
                "it counts something"
            )
        return int(array)
    if array.dtype.char not in kinds:
        array = array.astype(np.int64 if kinds >= WIDE else np.float64)
    return array if array.ndim or isinstance(value, np.ndarray) else array.item()


def _numbers(value: Any) -> np.ndarray | None:
    """An array of what is real numbers; of a fraction, too."""
    try:
        array = np.asarray(value)
        if array.dtype == object and not array.ndim and hasattr(value, "__float__"):
            array = np.asarray(float(value))
    except (
        TypeError,
        ValueError,
        OverflowError,
    ):  # rows of different lengths; a number that is too large
        return None
    return array if array.dtype.kind in "biuf" and not np.ma.is_masked(value) else None


def _named(value: Any) -> str:
    if np.ma.is_masked(value):
        return "a masked array"
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype}"
    if isinstance(value, str) or value is None:
        return repr(value)
    return f"a {type(value).__name__}"


def _advice(value: Any) -> str:
    if np.ma.is_masked(value):
        return "leave the examples out of which a number is missing, or fill it in"
    if isinstance(value, str):
        return "float(...) makes a number of a text"
    if isinstance(value, Mapping):
        return "name one of its entries"
    if isinstance(value, complex) or getattr(value, "dtype", None) in (np.complex64, np.complex128):
        return "the real parts are its .real"
    if isinstance(value, np.ndarray):
        return "its .astype(float) is one of numbers, if there are some in it"
    if isinstance(value, Sequence):
        return "every entry has to be a number, and every row as long as the others"
    return "np.array([1.0, 2.0]) is an array of numbers"

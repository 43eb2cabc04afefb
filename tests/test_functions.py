"""What every public function of `nn` has in common; the functions are found, not listed."""

import dis
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import get_args

import jaxtyping
import numpy as np
import pytest
from beartype.door import is_bearable

from tests.states import states
from verify.book.displays import chapters
from verify.proving.code import functions
from verify.proving.namespace import symbols
from verify.proving.points import Point, arguments

FUNCTIONS = {
    f"{topic}.{name}": function
    for topic in chapters()
    for name, function in functions(topic).items()
}
OTHERS = (-1e3, 0.0, 1e3)  # numbers to put in the place of one, to see whether it counts at all

every_function = pytest.mark.parametrize("name", FUNCTIONS)


def given(name: str) -> dict:
    """What the function can be called with, as its derivation knows it; arrays may be changed."""
    return {
        key: value.copy() if isinstance(value, np.ndarray) else value
        for key, value in known(name).items()
    }


@cache
def known(name: str) -> dict:
    found = arguments([FUNCTIONS[name]], symbols(name.split(".")[0]), Point(0))
    return {key: honest(value) for key, value in found.items()}


def honest(value):
    """A function that is passed to a function of `nn`: it keeps NaN, and the precision."""
    if not callable(value):
        return value

    def kept(x):
        y = np.asarray(value(np.where(np.isnan(x), 0, x)))
        return (y + 0 * (x if np.shape(x) == y.shape else x.sum())).astype(x.dtype)[()]

    return kept


def is_float(value) -> bool:
    return isinstance(value, float) or (isinstance(value, np.ndarray) and value.dtype.kind == "f")


def outcome(function: Callable, values: dict) -> np.ndarray | None:
    """All numbers of the result; nothing if the function refuses its arguments."""
    try:
        with np.errstate(all="ignore"):
            result = function(**values)
    except ValueError:
        return None
    return np.concatenate(
        [np.ravel(r) for r in (result if isinstance(result, tuple) else [result])]
    )


@states("so for float32 arguments `nn` returns float32.", page="linear")
@every_function
def test_float32_in_gives_float32_out(name):
    values = {
        k: v.astype(np.float32) if np.ndim(v) and is_float(v) else v for k, v in given(name).items()
    }
    if not any(np.ndim(value) and is_float(value) for value in values.values()):
        pytest.skip("takes no array of floats")

    result = FUNCTIONS[name](**values)

    results = result if isinstance(result, tuple) else (result,)
    assert {r.dtype for r in results if not isinstance(r, float)} <= {np.dtype(np.float32)}


@states(
    "that float32 stays float32, and that NaN never becomes a number",
    page="CONTRIBUTING",
)
@every_function
def test_nan_is_refused_or_shows(name):
    """Not where any number does as well: the probability of a class that is not the right one."""
    silent = [
        f"{key}{list(place)}"
        for key, value in given(name).items()
        if is_float(value)
        for place in np.ndindex(np.shape(value))
        if not shows(put(name, key, place, np.nan)) and counts(name, key, place)
    ]

    assert silent == []


def put(name: str, key: str, place: tuple[int, ...], number: float) -> np.ndarray | None:
    """The outcome with another number in one place."""
    values = given(name)
    if np.ndim(values[key]):
        values[key][place] = number
    else:
        values[key] = number
    return outcome(FUNCTIONS[name], values)


def shows(found: np.ndarray | None) -> bool:
    return found is None or bool(np.isnan(found).any())


def counts(name: str, key: str, place: tuple[int, ...]) -> bool:
    """Whether the outcome depends on the number in a place."""
    usual = outcome(FUNCTIONS[name], given(name))
    return any(not np.array_equal(put(name, key, place, n), usual) for n in OTHERS)


@every_function
def test_every_array_has_its_axes_named(name):
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    arrays = [key for key, value in given(name).items() if isinstance(value, np.ndarray)]

    assert [key for key in arrays if "jaxtyping." not in str(parameters[key].annotation)] == []


@every_function
def test_an_array_that_its_annotation_does_not_fit_is_refused(name, request):
    wrong = [values for values in misshapen(name) if not fits(name, values)]
    assert wrong or not re.search(r", '[^*']", str(inspect.signature(FUNCTIONS[name])))
    request.getfixturevalue("shapes_unchecked")
    message = rf"^{FUNCTIONS[name].__name__} expects .*; got "

    for values in wrong:
        with pytest.raises(ValueError, match=message):
            FUNCTIONS[name](**values)


def misshapen(name: str) -> Iterator[dict]:
    """The arguments with one array that has an axis more, an axis less, or an entry more."""
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    for key, value in given(name).items():
        if isinstance(value, np.ndarray):
            others = [np.append(value, value.take([-1], axis), axis) for axis in range(value.ndim)]
            others.append(value[np.newaxis])
            if value.ndim > 1 or not get_args(parameters[key].annotation):  # else a number will do
                others.append(np.asarray(value[:1].sum(axis=0)))
            yield from ({**given(name), key: other} for other in others)


def fits(name: str, values: dict) -> bool:
    """Whether the arguments fit the annotations, as jaxtyping and beartype read them."""
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    with jaxtyping.jaxtyped("context"):  # in which a letter stands for one size
        return all(is_bearable(value, parameters[key].annotation) for key, value in values.items())


@every_function
def test_docstring_says_what_a_function_refuses_beside_shapes(name):
    function = inspect.unwrap(FUNCTIONS[name])

    assert refuses(function) == ("Raises:" in (inspect.getdoc(function) or ""))


@cache
def refuses(function: Callable) -> bool:
    """Whether a function of `nn`, or one that it calls, raises an error of its own."""
    function = inspect.unwrap(function)
    names = [i.argval for i in dis.get_instructions(function) if i.opname == "LOAD_GLOBAL"]
    called = [function.__globals__.get(name) for name in names]
    called = [getattr(c, "__post_init__", None) if inspect.isclass(c) else c for c in called]
    return "  raise " in inspect.getsource(function) or any(
        inspect.isfunction(c) and c.__module__.startswith("nn.") and refuses(c) for c in called
    )

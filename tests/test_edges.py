"""At the edges every public function of `nn` does the right thing, or says what it expected."""

import re

import numpy as np
import pytest

from nn.adam import Adam
from nn.network import Network
from nn.numerical_training import CentralDifferences
from nn.optimizer import GradientDescent, Momentum
from tests.test_functions import FUNCTIONS, given, is_float
from verify.proving.code import functions

HOUSE = re.compile(r"(expects|expected|needs) .*; got |expected .* got |needs .*got ", re.DOTALL)
NO_NUMBERS = {
    "text": "1.5",
    "nothing": None,
    "a dictionary": {"a": 1.0},
    "texts": np.array(["a", "b"]),
    "rows of different lengths": [[1.0, 2.0], [3.0]],
    "objects": np.array([None, 1.0]),
}


def arrays_of(name):
    """The names of the arguments that are arrays of floats."""
    return [key for key, value in given(name).items() if is_float(value) and np.ndim(value)]


def numbers_of(name):
    """The names of the arguments that are single numbers."""
    return [key for key, value in given(name).items() if type(value) in (int, float)]


every_function = pytest.mark.parametrize("name", [n for n in FUNCTIONS if arrays_of(n)])


@pytest.fixture(autouse=True)
def unchecked(shapes_unchecked):
    """As a reader calls them: no types are enforced but by the functions themselves."""


def called(name, **changed):
    """The numbers of a result; or the words of a refusal, if it is one of the book's."""
    topic, function = name.split(".")
    try:
        with np.errstate(all="ignore"):
            result = functions(topic)[function](**given(name) | changed)
    except ValueError as error:
        assert HOUSE.search(str(error)), f"{type(error).__name__}: {error}"
        return str(error)
    return [np.asarray(part) for part in (result if isinstance(result, tuple) else (result,))]


def same(one, other):
    return type(one) is type(other) and (
        isinstance(one, str)
        or all(np.array_equal(a, b, equal_nan=True) for a, b in zip(one, other, strict=True))
    )


@every_function
def test_a_list_is_as_good_as_an_array(name):
    lists = {key: given(name)[key].tolist() for key in arrays_of(name)}

    assert [key for key in lists if not same(called(name, **{key: lists[key]}), called(name))] == []


@every_function
@pytest.mark.parametrize("kind", ["uint8", "int8", "int64", "bool"])
def test_integers_count_as_the_numbers_that_they_are(name, kind):
    """Pixels come in eight bits, in which 250 + 10 is 4."""
    whole = {key: np.abs(100 * given(name)[key]).astype(kind) for key in arrays_of(name)}

    assert [
        key
        for key, value in whole.items()
        if not same(called(name, **{key: value}), called(name, **{key: value.astype(float)}))
    ] == []


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_holds_no_numbers_is_refused(name):
    accepted = [
        (key, what)
        for key in (*arrays_of(name), *numbers_of(name))
        for what, value in NO_NUMBERS.items()
        if "; got" not in called(name, **{key: value})
    ]

    assert accepted == []


@every_function
def test_an_empty_array_has_a_result_or_is_refused(name):
    for key in arrays_of(name):
        for axis in range(np.ndim(given(name)[key])):
            called(name, **{key: np.take(given(name)[key], [], axis=axis)})


@pytest.mark.parametrize(
    "name", [n for n in FUNCTIONS if arrays_of(n) and not any(map(callable, given(n).values()))]
)
def test_a_number_in_place_of_an_array_has_a_result_or_is_refused(name):
    for key in arrays_of(name):
        for number in (0.5, 2, True, np.float32(0.5), np.uint8(200), np.array(0.5)):
            called(name, **{key: number})


@every_function
def test_the_layout_of_an_array_changes_nothing(name):
    expected = called(name)

    for key in arrays_of(name):
        strided = np.repeat(given(name)[key], 2, axis=-1)[..., ::2]
        locked = np.asfortranarray(given(name)[key])
        locked.flags.writeable = False
        for other in (strided, locked):
            found = called(name, **{key: other})
            pairs = zip(found, expected, strict=True)
            assert all(np.allclose(a, b, rtol=1e-13, atol=0) for a, b in pairs)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_argument_is_changed(name):
    values, before = given(name), given(name)
    called(name, **values)

    for key, value in before.items():
        if isinstance(value, np.ndarray):
            assert np.array_equal(values[key], value)


# -- networks and optimizers, which are given more than arrays

NET = Network((3, 4, 2))
X, T = np.ones((2, 3)), np.array([0, 1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Network(4), r"expected sizes of two or more layers.*; got 4"),
        (lambda: Network("432"), r"expected sizes of two or more layers.*; got 432"),
        (lambda: Network((3, 2), "swish"), "expected an activation among .*; got 'swish'"),
        (lambda: Network((3, 2), ["relu"]), r"expected an activation among .*; got \['relu'\]"),
        (lambda: NET.initialize(0), r"expected a generator of random numbers; got 0; np.random"),
        (
            lambda: NET.initialize(np.random.RandomState(0)),
            "expected a generator of random numbers",
        ),
        (
            lambda: NET.initialize(RNG, np.int64),
            "expected the dtype float32 or float64; got int64",
        ),
        (lambda: NET.initialize(RNG, "nothing"), "expected the dtype float32 or float64; got"),
        (
            lambda: NET.loss([1.0, 2.0], X, T),
            "expected parameters by their names, W1, .*got a list",
        ),
        (lambda: NET.loss(lists(), X, T), "expected parameters in arrays; got list, "),
        (lambda: NET.loss(drawn(), None, T), r"expected X \(N, 3\) with at least one example; got"),
        (lambda: NET.loss(drawn(), X.astype(int), T), "float32 or all in float64; got float64, in"),
        (
            lambda: NET.loss(drawn(), X, None),
            "softmax_cross_entropy expects numbers in t.*got an array of object",
        ),
        (lambda: GradientDescent(np.inf), "expected eta above 0 and finite; got inf"),
        (lambda: GradientDescent("0.1"), "expected eta above 0 and finite; got '0.1'"),
        (lambda: GradientDescent(None), "expected eta above 0 and finite; got None"),
        (lambda: Momentum(0.1, [0.9]), r"expected mu from 0 up to, not including, 1; got \[0.9\]"),
        (lambda: Adam(epsilon=np.nan), "expected epsilon above 0 and finite; got nan"),
        (lambda: step(lists()), "expected parameters in arrays, which are moved in place; got W1"),
        (lambda: step(drawn(), lists()), None),
        (lambda: step(drawn(), {}), "expected a gradient for every parameter"),
        (lambda: CentralDifferences().loss(deeper(), X, T), "expects a net with one hidden layer"),
        (lambda: CentralDifferences().gradients(deeper(), X, T), "got W1, b1, W2, b2, W3, b3; num"),
        (lambda: CentralDifferences().generic_gradients(deeper(), X, T), "with one hidden layer"),
        (lambda: CentralDifferences().loss({}, X, T), "expects a net with one hidden layer"),
    ],
)
def test_a_network_or_an_optimizer_says_what_it_expected(call, message):
    if message is None:
        call()
    else:
        with pytest.raises(ValueError, match=message):
            call()


RNG = np.random.default_rng(0)


def drawn():
    return NET.initialize(np.random.default_rng(0))


def lists():
    return {name: value.tolist() for name, value in drawn().items()}


def deeper():
    return Network((3, 4, 4, 2)).initialize(np.random.default_rng(0))


def step(parameters, gradients=None):
    rule = Momentum(0.1)
    gradients = drawn() if gradients is None else gradients
    rule.step(parameters, gradients, rule.start(parameters))

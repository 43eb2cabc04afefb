"""At the edges every public function of `nn` does the right thing, or says what it expected."""

import inspect
import re
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from nn.adam import Adam, AdamW
from nn.descent import neuron_loss_grad_b, neuron_loss_grad_w
from nn.inference import bytes_moved
from nn.loss import log_softmax, squared_error
from nn.network import Network, operation_count, parameter_count
from nn.numerical_differentiation import (
    central_difference,
    complex_step,
    directional_difference,
    numerical_gradient,
)
from nn.numerical_training import CentralDifferences, second_layer_quotients
from nn.optimizer import GradientDescent, Momentum, best_rate, momentum_largest_rate, noise_floor
from nn.perceptron import Perceptron
from nn.performance import speedup
from nn.two_layer_net import unseen_share
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
    "complex numbers": np.array([1.0 + 1.0j, 2.0]),
    "a complex number": 1j,
    "dates": np.zeros(2, "datetime64[s]"),
    "a number that is left out": np.ma.masked_array([1.0, 2.0], mask=[True, False]),
    "nothing but what is left out": np.ma.masked,
    "numbers one after another": (x for x in (1.0, 2.0)),
}


def arrays_of(name):
    """The names of the arguments that are arrays of floats."""
    return [key for key, value in given(name).items() if is_float(value) and np.ndim(value)]


def numbers_of(name):
    """The names of the arguments that are single numbers."""
    return [key for key, value in given(name).items() if type(value) in (int, float)]


def counts_of(name):
    """The names of the arguments that are counted."""
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    return [key for key in numbers_of(name) if parameters[key].annotation is int]


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


@pytest.mark.filterwarnings("ignore:the matrix subclass")
@every_function
def test_a_kind_of_array_of_its_own_counts_as_the_numbers_in_it(name):
    """A product of matrices is another than one of arrays, and so is one of masked arrays."""
    expected = called(name)

    for key in arrays_of(name):
        value = given(name)[key]
        others = [np.ma.masked_array(value), value.astype(value.dtype.newbyteorder(">"))]
        others += [np.matrix(value)] if value.ndim == 2 else []
        for other in others:
            for found, right in zip(called(name, **{key: other}), expected, strict=True):
                assert found.shape == right.shape
                np.testing.assert_allclose(found, right, rtol=1e-13)


@pytest.mark.parametrize("name", [n for n in FUNCTIONS if numbers_of(n)])
def test_a_number_is_one_and_counts_whatever_it_is_written_in(name):
    for key in numbers_of(name):
        value = given(name)[key]
        assert "; got" in called(name, **{key: [value, value]})
        assert "; got" in called(name, **{key: np.array([[value]])})
        own = any(map(callable, given(name).values()))  # takes what its function takes
        for kind in (
            Decimal,
            np.float64,
            np.longdouble,
            np.array,
            float,
            *([Fraction] * (not own)),
        ):
            found = called(name, **{key: kind(value)})
            assert all(np.allclose(a, b) for a, b in zip(found, called(name), strict=True))


@pytest.mark.parametrize("name", [n for n in FUNCTIONS if counts_of(n)])
@pytest.mark.parametrize("number", [-1, 2.5, np.nan, np.inf, Fraction(1, 2)])
def test_what_is_counted_is_a_whole_number(name, number):
    words = [called(name, **{key: number}) for key in counts_of(name)]

    assert [w for w in words if "expects a whole number, 0 or more, in" not in w] == []


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: unseen_share(M=0, B=2), "unseen_share .*; got M = 0, B = 2; division by zero"),
        (lambda: momentum_largest_rate(0.5, 0.0), "; got mu = 0.5, lambda_ = 0.0; float division"),
        (lambda: best_rate(-1.0, 2.0), "best_rate .*; got lambda_1 = -1.0, lambda_2 = 2.0; "),
        (lambda: speedup(p=1, s=0), "speedup .*; got p = 1, s = 0; division by zero"),
        (
            lambda: noise_floor(10**400, 1.0, 1.0),
            "got eta = an integer of 1329 bits, lambda_ = 1.0, ",
        ),
    ],
)
def test_where_a_formula_has_no_value_the_numbers_are_named(call, message):
    with pytest.raises(ValueError, match="expects numbers for which it has a value; got") as error:
        call()

    assert re.search(message, str(error.value))


@pytest.mark.parametrize("f", [None, 3, "sin"])
@pytest.mark.parametrize("quotient", [central_difference, complex_step, numerical_gradient])
def test_what_is_no_function_is_refused(quotient, f):
    with pytest.raises(ValueError, match=r"expects a function in [fL]; got .*; "):
        quotient(f, np.array([1.0]), 0.1)


@pytest.mark.parametrize("value", [None, "1.5", 1j, [1.0, 2.0], np.array([None])])
def test_a_loss_that_is_no_real_number_is_refused(value):
    for call in (
        lambda: numerical_gradient(lambda w: value, [1.0], 0.1),
        lambda: directional_difference(lambda w: value, [1.0], [1.0], 0.1),
    ):
        with pytest.raises(ValueError, match=r"needs a loss that is one number; got .*; "):
            call()


def test_an_error_of_the_loss_stays_what_it_is():
    with pytest.raises(ZeroDivisionError):
        numerical_gradient(lambda w: 1 / 0, [1.0], 0.1)


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


NET = Network((3, 4, 2))
X, T = np.ones((2, 3)), np.array([0, 1])

# -- what single functions ask


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: log_softmax([np.nan, 0.0]), "log_softmax needs finite scores; got NaN or an inf"),
        (lambda: log_softmax([[0.0, 1.0], [-np.inf, -np.inf]]), "log_softmax needs finite scores"),
        (lambda: log_softmax([np.inf, 0.0]), "log_softmax needs finite scores; got NaN or an inf"),
        (lambda: squared_error(X, X, np.array(["mean", "sum"])), "reduction 'mean', 'sum' or 'non"),
        (lambda: squared_error(X, X, None), "expected the reduction 'mean', 'sum' .*; got None"),
        (lambda: parameter_count([3, -4, 2]), r"needs sizes of 0 or more; got -4 in s"),
        (lambda: operation_count(np.array([3, np.nan]), 1), "needs sizes of 0 or more; got nan in"),
        (lambda: bytes_moved((-3, 2), 1, 4), "needs sizes of 0 or more; got -3 in s"),
        (
            lambda: neuron_loss_grad_w(X, [-1.0, 1.0], np.ones(3), 0.0),
            "targets from 0 to 1; got -1",
        ),
        (
            lambda: neuron_loss_grad_b(X, [2.0, 1.0], np.ones(3), 0.0),
            "targets from 0 to 1; got 2.0",
        ),
        (lambda: Perceptron(np.zeros(3), 0.0).learn(X, [-1, 1]), "answers 0 and 1 .*; got -1 in"),
        (
            lambda: Perceptron(np.zeros(3), 0.0).learn(X, [1]),
            r"needs an answer for each .*; got X \(2, 3\), t \(1,\)",
        ),
        (
            lambda: quotients(1e9),
            "needs scores that stay finite when .*; got NaN or an overflow; take a",
        ),
        (
            lambda: quotients(np.nan),
            "needs scores that stay finite when .*; got NaN or an overflow; take",
        ),
    ],
)
def test_what_a_single_function_asks_is_said(call, message):
    with np.errstate(all="ignore"), pytest.raises(ValueError, match=message):
        call()


def quotients(score):
    """Of a net whose hidden unit has this activation."""
    return second_layer_quotients(
        [[0.0]], [[0.0], [score]], [[1.0, 2.0], [0.0, 0.0]], [0], 1e-4, np.abs
    )


def test_a_class_without_a_chance_has_the_logarithm_of_zero():
    assert log_softmax([0.0, -np.inf]).tolist() == [0.0, -np.inf]


# -- networks and optimizers, which are given more than arrays


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Network(4), r"expected sizes of two or more layers.*; got 4"),
        (lambda: Network("432"), r"expected sizes of two or more layers.*; got 432"),
        (lambda: Network((True, 2)), r"expected sizes of two or more layers.*; got \(True, 2\)"),
        (
            lambda: NET.loss(drawn(), [[1.0, 2.0], [3.0]], T),
            "Network expects numbers in X.*; got a",
        ),
        (lambda: NET.loss(drawn(), "text", T), "Network expects numbers in X, .*; got 'text'"),
        (lambda: NET.loss(drawn(), 1j * X, T), "Network expects numbers in X.*; got an array of c"),
        (
            lambda: NET.predict(drawn(), np.ma.masked_array(X, X > 0)),
            "Network expects numbers in X, .*; got a masked array; leave the examples out",
        ),
        (
            lambda: NET.predict(drawn(), [[1, 2, 3]]),
            r"got float64, int64; convert with np.asarray\(X, np.float64\)",
        ),
        (
            lambda: NET.backward_pass(drawn(), {0: X}, {1: np.ones((2, 4)), 2: T}, np.ones((2, 2))),
            r"expected A and Z of forward_pass, of the shapes .*; got ",
        ),
        (
            lambda: NET.backward_pass(
                drawn(), {0: X, 1: np.ones((2, 4))}, {1: np.ones(4), 2: X[:, :2]}, X[:, :2]
            ),
            r"expected A and Z of forward_pass, of the shapes .*; got ",
        ),
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
        (lambda: NET.loss(drawn(), None, T), "Network expects numbers in X, .*; got None; "),
        (lambda: NET.loss(drawn(), 3.0, T), r"expected X \(N, 3\) with at least one example; got"),
        (lambda: NET.loss(drawn(), X.astype(int), T), "float32 or all in float64; got float64, in"),
        (
            lambda: NET.loss(drawn(), X, None),
            "softmax_cross_entropy expects numbers in t.*got None",
        ),
        (
            lambda: NET.gradients(drawn(), X, np.ma.masked_array(T, T > 0)),
            "expects numbers in t, .*; got a masked array",
        ),
        (lambda: moved(np.ma.masked_array([1.0, 2.0], [0, 1])), "numbers in w, .*; got a masked"),
        (lambda: moved(["1", "2"]), "step expects numbers in w, .*; got a list; "),
        (
            lambda: moved(np.array(["1", "2"])),
            r"got an array of <U1; its .astype\(float\) is one of",
        ),
        (lambda: moved([[1.0], [1.0, 2.0]]), "step expects numbers in w, .*; got a list; "),
        (
            lambda: moved(1j * np.ones(2)),
            "step expects numbers in w, .*; got an array of complex128",
        ),
        (lambda: Adam().start([1.0]), "expected parameters by their names; got a list"),
        (lambda: Adam().start(np.ones(2)), "expected parameters by their names; got a ndarray"),
        (lambda: step(drawn(), [1.0]), "expected gradients by the names of .*; got a list"),
        (
            lambda: Adam().step(drawn(), drawn(), None),
            "expected a state, .*; got a NoneType; start",
        ),
        (
            lambda: moved([1.0, 2.0], locked=True),
            "expected parameters .* in place; got w, read-only",
        ),
        (lambda: Perceptron([0, 0], 0).learn(X, None), "learn expects numbers in t, .*; got None"),
        (
            lambda: Perceptron([0, 0], 0).learn(None, [1]),
            "learn expects numbers in X, .*; got None",
        ),
        (lambda: CentralDifferences().loss(None, X, T), "one hidden layer, .*; got NoneType"),
        (
            lambda: CentralDifferences().gradients(drawn() | {"b1": np.ones(3)}, X, T),
            r"expects weights W \(D, K\) with biases b \(K,\) .*; got W1 \(3, 4\), b1 \(3,\)",
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


def moved(gradient, rule=GradientDescent(0.1), locked=False):  # noqa: B008 (rules are frozen)
    parameters = {"w": np.ones(2)}
    parameters["w"].flags.writeable = not locked
    rule.step(parameters, {"w": gradient}, rule.start(parameters))
    return parameters["w"]


@pytest.mark.parametrize("rule", [GradientDescent(0.1), Momentum(0.1), Adam(0.1), AdamW(0.1)])
@pytest.mark.parametrize("kind", ["uint8", "int8", "bool", "int64"])
def test_a_gradient_of_integers_moves_as_the_numbers_that_they_are(rule, kind):
    gradient = np.array([100, 1]).astype(kind)

    assert moved(gradient, rule).tolist() == moved(gradient.astype(float), rule).tolist()


def step(parameters, gradients=None):
    rule = Momentum(0.1)
    gradients = drawn() if gradients is None else gradients
    rule.step(parameters, gradients, rule.start(parameters))

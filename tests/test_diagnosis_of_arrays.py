"""What is wrong with the values that a function returns."""

import numpy as np
import pytest

from verify.diagnosis.arrays import Difference, diagnose_arrays
from verify.diagnosis.outcome import Outcome

SIZES = [{"N": 2, "K": 3}, {"N": 4, "K": 2}, {"N": 3, "K": 5}]


@pytest.fixture
def expected(rng):
    return [rng.normal(size=(at["N"], at["K"])) for at in SIZES]


def test_what_is_expected_is_right_and_differs_nowhere(expected):
    diagnosis, difference = diagnose_arrays(expected, expected)

    assert (diagnosis.outcome, difference) == (Outcome.RIGHT, None)


def test_a_factor_is_named_by_its_size(expected):
    values = [e / at["N"] for e, at in zip(expected, SIZES, strict=True)]

    diagnosis, _ = diagnose_arrays(values, expected, SIZES)

    assert diagnosis.words == "it is 1/N times what it should be"


def test_a_factor_is_named_by_a_number_that_has_a_name(expected, rng):
    scalars = [{"η": eta} for eta in rng.uniform(0.1, 0.9, size=3)]
    values = [e * at["η"] for e, at in zip(expected, scalars, strict=True)]

    diagnosis, _ = diagnose_arrays(values, expected, SIZES, scalars)

    assert diagnosis.words == "it is η times what it should be"


def test_a_term_is_named_as_it_reads(expected):
    terms = [(("the square", e**2), ("the rest", e - e**2)) for e in expected]
    values = [e - e**2 for e in expected]

    diagnosis, _ = diagnose_arrays(values, expected, SIZES, parts=terms)

    assert diagnosis.words == "the term the square is missing"


def test_the_largest_difference_is_told_with_its_place(expected):
    values = [e.copy() for e in expected]
    values[1][3, 1] += 5
    values[1][0, 0] += 1

    _, difference = diagnose_arrays(values, expected)

    assert difference.index == (3, 1)
    assert difference.value == values[1][3, 1]
    assert difference.expected == expected[1][3, 1]


def test_a_value_that_is_not_finite_is_the_largest_difference():
    _, difference = diagnose_arrays([[1.0, np.nan, 9.0]], [[1.0, 2.0, 3.0]])

    assert difference.index == (1,)


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (Difference((1, 2), 0.5, 0.25), "at [1, 2] it is 0.5 and should be 0.25, 2 times that"),
        (Difference((), 0.5, 0.0), "it is 0.5 and should be 0"),
    ],
)
def test_a_difference_is_told_in_words(difference, words):
    assert difference.words == words


@pytest.mark.parametrize("value", ["text", None, [[1.0], [1.0, 2.0]], {}])
def test_what_is_no_array_of_numbers_has_no_value(value):
    diagnosis, difference = diagnose_arrays([value], [np.ones(2)])

    assert (diagnosis.outcome, difference) == (Outcome.UNDEFINED, None)


def test_another_shape_is_told_without_a_difference():
    diagnosis, difference = diagnose_arrays([np.ones(3)], [np.ones(2)])

    assert (diagnosis.outcome, difference) == (Outcome.SHAPE, None)

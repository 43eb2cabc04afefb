"""The perceptron: what its formula does not show. Chapter: docs/perceptron.md."""

from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from nn.perceptron import perceptron

B = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
FUNCTIONS = set(product([0, 1], repeat=4))  # the answers of every function of two bits
XOR, XNOR = (0, 1, 1, 0), (1, 0, 0, 1)


def computed_by(weights, biases):
    """The functions of two bits among neurons with such parameters."""
    return {
        tuple(map(int, perceptron(B, np.array([v, w]), b)))
        for v, w, b in product(weights, weights, biases)
    }


def test_a_neuron_computes_every_function_of_two_bits_but_xor_and_xnor():
    found = computed_by([-1.0, 0.0, 1.0], [-1.5, -0.5, 0.5, 1.5])

    assert found == FUNCTIONS - {XOR, XNOR}


def test_random_neurons_compute_neither_xor_nor_xnor(rng):
    found = {
        tuple(map(int, perceptron(B, w, b)))
        for w, b in zip(rng.normal(size=(1000, 2)), rng.normal(size=1000), strict=True)
    }

    assert found == FUNCTIONS - {XOR, XNOR}


@pytest.mark.parametrize("wanted", [XOR, XNOR])
def test_a_second_layer_computes_what_one_neuron_cannot(wanted):
    hidden = [(np.array([-1.0, -1.0]), 1.5), (np.array([1.0, 1.0]), -0.5)]
    A = np.column_stack([perceptron(B, w, b) for w, b in hidden])
    sign = 1.0 if wanted == XOR else -1.0

    assert_array_equal(perceptron(A, np.array([sign, sign]), -1.5 * sign), wanted)


def test_a_score_of_zero_does_not_fire():
    X = np.array([[1.0, 1.0], [1.0, 0.5], [0.5, 1.0]])

    assert_array_equal(perceptron(X, np.array([1.0, -1.0]), 0.0), [0, 1, 0])


def test_the_bias_is_the_threshold_with_the_opposite_sign(rng):
    X, w = rng.normal(size=(50, 3)), rng.normal(size=3)

    assert_array_equal(perceptron(X, w, -0.25), X @ w > 0.25)


def test_a_positive_factor_changes_no_answer_and_a_negative_one_changes_all(rng):
    X, w, b = rng.normal(size=(50, 3)), rng.normal(size=3), 0.25

    assert_array_equal(perceptron(X, 8 * w, 8 * b), perceptron(X, w, b))
    assert_array_equal(perceptron(X, -w, -b), 1 - perceptron(X, w, b))


def test_each_example_is_answered_as_if_alone(rng):
    X, w = rng.normal(size=(20, 3)), rng.normal(size=3)

    assert_array_equal(perceptron(X, w, 0.5), [perceptron(x[np.newaxis], w, 0.5)[0] for x in X])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(dtype):
    assert perceptron(B.astype(dtype), np.ones(2, dtype), -1.5).dtype == dtype


@pytest.mark.parametrize("b", [(4,), (1, 1), (4, 1)])
def test_more_than_one_bias_is_refused(shapes_unchecked, b):
    with pytest.raises(ValueError, match=r"b a number or \(1,\); got"):
        perceptron(B, np.ones(2), np.ones(b))

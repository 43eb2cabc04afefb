"""What accumulated_gradient must do."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nn.softmax_regression import softmax_regression_loss_grad_W


def mean_of_rows(X, t):
    """The gradient of a loss whose examples have the gradients X."""
    return X.mean(axis=0)


def test_of_two_equal_parts_it_is_the_mean(yours):
    X = np.array([[2.0], [4.0]])

    assert_allclose(yours(mean_of_rows, X, np.zeros(2, int), 1), [3])


def test_a_smaller_last_part_counts_less(yours):
    """Parts of two and of one: (2 x 1.5 + 6) / 3."""
    X = np.array([[1.0], [2.0], [6.0]])

    assert_allclose(yours(mean_of_rows, X, np.zeros(3, int), 2), [3])


@pytest.mark.parametrize("size", [1, 2, 3, 7, 10])
def test_it_is_the_gradient_of_the_whole_batch(yours, rng, size):
    X, t = rng.normal(size=(7, 4)), rng.integers(0, 3, 7)
    W, b = rng.normal(size=(4, 3)), rng.normal(size=3)

    def gradient(X, t):
        return softmax_regression_loss_grad_W(X, W, b, t)

    assert_allclose(yours(gradient, X, t, size), gradient(X, t), rtol=1e-12)


def test_no_part_has_more_rows_than_there_is_room_for(yours, rng):
    rows = []

    def gradient(X, t):
        rows.append((len(X), len(t)))
        return X.mean(axis=0)

    yours(gradient, rng.normal(size=(8, 2)), np.zeros(8, int), 3)

    assert sorted(rows) == [(2, 2), (3, 3), (3, 3)]

"""What cross_entropy_either must do."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from nn.loss import softmax_cross_entropy


def test_of_equal_scores_it_is_the_logarithm_of_their_number(yours):
    assert_allclose(
        yours(np.array([[0.0, 0.0], [3.0, 3.0]]), np.array([0, 1])), np.log(2), rtol=1e-14
    )


def test_for_a_batch_with_labels_it_is_the_mean_over_the_examples(yours, rng):
    Z, t = rng.normal(size=(5, 3)), rng.integers(0, 3, 5)

    assert_allclose(yours(Z, t), softmax_cross_entropy(Z, t), rtol=1e-12)


def test_one_hot_rows_say_the_same_as_labels(yours, rng):
    Z, t = rng.normal(size=(3, 3)), np.array([2, 0, 1])

    assert_allclose(yours(Z, np.eye(3, dtype=int)[t]), yours(Z, t), rtol=1e-14)


def test_an_example_alone_is_a_batch_of_one(yours, rng):
    z = rng.normal(size=4)

    assert_allclose(
        [yours(z, 2), yours(z, np.eye(4)[2])], yours(z[np.newaxis], np.array([2])), rtol=1e-14
    )


def test_as_many_labels_as_scores_are_no_one_hot_row(yours):
    """One score an example: the sizes are equal, and there is nothing to choose."""
    assert_array_equal(yours(np.array([[5.0], [7.0]]), np.array([0, 0])), 0)


@pytest.mark.parametrize("lead", [30.0, 1000.0])
def test_where_the_net_is_sure_and_wrong_the_loss_is_the_lead(yours, lead):
    assert_allclose(yours(np.array([[0.0, lead]]), np.array([0])), lead, rtol=1e-12)


def test_the_scores_are_not_changed(yours, rng):
    Z = rng.normal(size=(2, 3))
    before = Z.copy()

    yours(Z, np.array([0, 1]))

    assert_array_equal(Z, before)

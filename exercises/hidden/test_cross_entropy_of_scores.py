"""What cross_entropy_of_scores must do."""

import numpy as np
from numpy.testing import assert_allclose

from nn.loss import softmax_cross_entropy


def test_the_example_of_the_chapter_costs_log_four(yours):
    assert_allclose(yours(np.log([[1.0, 3.0]]), np.array([0])), np.log(4))


def test_a_network_that_knows_nothing_costs_log_k(yours):
    assert_allclose(yours(np.zeros((4, 10)), np.array([3, 1, 4, 1])), np.log(10))


def test_it_is_the_mean_over_the_examples(yours):
    Z, t = np.log([[1.0, 2.0, 5.0], [1.0, 1.0, 1.0]]), np.array([1, 0])

    assert_allclose(yours(Z, t), np.log(12) / 2)


def test_scores_of_thousands_neither_overflow_nor_lose_the_loss(yours):
    assert_allclose(yours(np.array([[0.0, 5000.0]]), np.array([0])), 5000)
    assert_allclose(yours(np.array([[5000.0, 0.0]]), np.array([0])), 0, atol=1e-12)


def test_it_is_the_loss_of_the_book(yours, rng):
    Z, t = 5 * rng.normal(size=(6, 4)), np.array([0, 3, 2, 1, 0, 2])

    assert_allclose(yours(Z, t), softmax_cross_entropy(Z, t), rtol=1e-12)

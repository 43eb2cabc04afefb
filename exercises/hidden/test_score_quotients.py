"""What score_quotients must do."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nn.loss import softmax_cross_entropy, softmax_cross_entropy_grad_Z
from nn.numerical_differentiation import numerical_gradient


def test_of_two_equal_scores_it_is_a_half_down_and_a_half_up(yours):
    found = yours(np.array([[0.0, 0.0]]), np.array([0]), 1e-4)

    assert_allclose(found, [[-0.5, 0.5]], rtol=1e-6)


@pytest.mark.parametrize("h", [0.5, 1e-3])
def test_it_is_the_quotient_and_not_the_derivative(yours, rng, h):
    """With a long step the two differ, and the quotient is wanted."""
    Z, t = rng.normal(size=(3, 4)), np.array([2, 0, 3])

    found = yours(Z, t, h)

    assert_allclose(
        found, numerical_gradient(lambda Z: softmax_cross_entropy(Z, t), Z, h), atol=1e-9
    )


def test_a_short_step_comes_near_the_gradient(yours, rng):
    Z, t = rng.normal(size=(5, 3)), rng.integers(0, 3, 5)

    assert_allclose(yours(Z, t, 1e-4), softmax_cross_entropy_grad_Z(Z, t), atol=1e-8)


def test_large_scores_do_not_overflow(yours):
    found = yours(np.array([[1000.0, 1000.0]]), np.array([1]), 1e-4)

    assert_allclose(found, [[0.5, -0.5]], rtol=1e-6)


def test_the_scores_are_not_changed(yours, rng):
    Z = rng.normal(size=(2, 3))
    before = Z.copy()

    yours(Z, np.array([0, 1]), 1e-3)

    assert_allclose(Z, before, rtol=0)

"""What slope_of_loss must do."""

import numpy as np
from numpy.testing import assert_allclose

from nn.numerical_differentiation import numerical_gradient


def test_the_slope_of_a_sum_of_squares_is_twice_the_entry(yours):
    assert_allclose(yours(lambda w: (w**2).sum(), np.array([1.0, -2.0])), [2, -4], rtol=1e-8)


def test_integers_can_be_moved_too(yours):
    assert_allclose(yours(lambda w: (w**2).sum(), np.array([3])), [6], rtol=1e-8)


def test_it_agrees_with_nn_on_a_matrix(yours, rng):
    W = rng.normal(size=(2, 3))

    assert_allclose(
        yours(lambda W: np.sin(W).prod(), W, 1e-5),
        numerical_gradient(lambda W: np.sin(W).prod(), W, 1e-5),
    )


def test_the_parameters_are_left_as_they_were(yours):
    w = np.array([1.0, 2.0])
    yours(lambda w: w.sum(), w)

    assert w.tolist() == [1, 2], "w came back changed"

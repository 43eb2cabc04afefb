"""What softmax_vjp must do."""

import numpy as np
from numpy.testing import assert_allclose

from nn.softmax import softmax_vjp


def test_with_equal_scores_each_gradient_loses_the_average_and_is_halved(yours):
    assert_allclose(yours(np.zeros(2), np.array([3.0, 1.0])), [0.5, -0.5])


def test_the_example_of_the_chapter_has_sixteenths(yours):
    z, g = np.log([1.0, 2.0, 5.0]), np.array([8.0, 0.0, 4.0])

    assert_allclose(16 * yours(z, g), [9, -14, 5], rtol=1e-12)


def test_each_row_of_a_batch_has_an_average_of_its_own(yours, rng):
    z, g = rng.normal(size=(2, 3, 4))

    assert_allclose(yours(z, g), [yours(*row) for row in zip(z, g, strict=True)], rtol=1e-12)


def test_large_scores_do_not_overflow(yours):
    assert_allclose(yours(np.array([1000.0, 1000.0]), np.array([3.0, 1.0])), [0.5, -0.5])


def test_it_is_the_vjp_of_the_book(yours, rng):
    z, g = rng.normal(size=(2, 4))

    assert_allclose(yours(z, g), softmax_vjp(z, g), rtol=1e-12)

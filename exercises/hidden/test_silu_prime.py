"""What silu_prime must do."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nn.activation import sigmoid


def test_at_zero_the_slope_is_a_half(yours):
    assert_allclose(yours(np.array([0.0])), [0.5])


def test_at_log_three_it_is_that_of_a_product(yours):
    x = np.log([3.0])

    assert_allclose(yours(x), 3 / 4 + x * 3 / 16)


def test_it_is_the_slope_of_the_function(yours, rng):
    x, h = rng.normal(size=(3, 4), scale=3), 1e-6
    slope = ((x + h) * sigmoid(x + h) - (x - h) * sigmoid(x - h)) / (2 * h)

    assert_allclose(yours(x), slope, rtol=1e-6, atol=1e-9)


@pytest.mark.filterwarnings("error")
def test_scores_of_thousands_neither_overflow_nor_warn(yours):
    assert_allclose(yours(np.array([-5000.0, 5000.0])), [0, 1], atol=1e-12)

"""What pull_back must do."""

import numpy as np
from numpy.testing import assert_allclose

from nn.chain_rule import composition, composition_vjp


def test_at_zero_where_tanh_has_the_slope_one_it_multiplies_by_both_weights(yours):
    assert_allclose(yours(np.zeros(1), np.array([[2.0]]), np.array([[3.0]]), np.ones(1)), [6])


def test_it_has_an_entry_for_each_input(yours, rng):
    A, B, g = rng.normal(size=(4, 3)), rng.normal(size=(2, 4)), rng.normal(size=2)

    assert np.shape(yours(rng.normal(size=3), A, B, g)) == (3,)


def test_it_is_the_slope_of_the_weighted_outputs(yours, rng):
    x, A, B, g = (rng.normal(size=size) for size in (3, (4, 3), (2, 4), 2))
    steps = 1e-6 * np.eye(3)
    slopes = [g @ (composition(x + h, A, B) - composition(x - h, A, B)) / 2e-6 for h in steps]

    assert_allclose(yours(x, A, B, g), slopes, rtol=1e-6)


def test_it_is_the_vjp_of_the_book(yours, rng):
    x, A, B, g = (rng.normal(size=size) for size in (5, (7, 5), (6, 7), 6))

    assert_allclose(yours(x, A, B, g), composition_vjp(x, A, B, g), rtol=1e-12)

"""What heavy_ball must do."""

import numpy as np
from numpy.testing import assert_allclose

from nn.optimizer import momentum


def test_two_steps_by_hand(yours):
    """On the parabola w²/2 from 1, with a rate and a memory of 1/4: 3/4, then 1/2."""
    assert_allclose(yours(np.array([1.0]), lambda w: w, 0.25, 0.25, 2), [0.5])


def test_without_memory_it_is_gradient_descent(yours):
    assert_allclose(yours(np.array([8.0]), lambda w: w, 0.5, 0.0, 3), [1.0])


def test_no_step_stays_at_the_start(yours):
    assert_allclose(yours(np.array([1.0, 2.0]), lambda w: w, 0.5, 0.9, 0), [1.0, 2.0])


def test_it_goes_the_way_of_nn(yours, rng):
    g, w = rng.normal(size=(6, 3)), rng.normal(size=3)
    given = iter(g)

    assert_allclose(yours(w, lambda _: next(given), 0.1, 0.8, 6), momentum(w, g, 0.1, 0.8)[-1])


def test_the_start_is_not_changed(yours):
    w = np.array([1.0])
    yours(w, lambda w: w, 0.5, 0.5, 3)

    assert w[0] == 1, "w was changed in place; make a copy, or write w = w - ..."

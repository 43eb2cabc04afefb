"""What adam_step must do."""

import numpy as np
from numpy.testing import assert_allclose

from nn.adam import adam


def test_the_first_step_has_the_length_of_the_rate(yours):
    theta, _, _ = yours(np.zeros(2), np.array([5.0, -0.1]), np.zeros(2), np.zeros(2), 1, eta=0.25)

    assert_allclose(theta, [-0.25, 0.25], rtol=1e-6)


def test_both_means_take_their_share_of_the_first_gradient(yours):
    _, m, v = yours(np.zeros(1), np.array([2.0]), np.zeros(1), np.zeros(1), 1)

    assert_allclose([*m, *v], [0.2, 0.004])


def test_several_steps_go_the_way_of_nn(yours, rng):
    w, g = rng.normal(size=4), rng.normal(size=(6, 4))
    theta, m, v = w, np.zeros(4), np.zeros(4)
    for t, gradient in enumerate(g, start=1):
        theta, m, v = yours(theta, gradient, m, v, t, 0.1, 0.8, 0.95, 1e-3)

    assert_allclose(theta, adam(w, g, 0.1, 0.8, 0.95, 1e-3)[-1])


def test_no_argument_is_changed(yours):
    given = [np.ones(1) for _ in range(4)]
    yours(*given, 1)

    assert all(array[0] == 1 for array in given), "an argument was changed in place"

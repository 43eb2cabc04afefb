"""What two_layer_step must do."""

import numpy as np
from numpy.testing import assert_allclose

from nn.network import Network

NAMES = ("W1", "b1", "W2", "b2")


def test_with_one_unit_and_two_classes_the_step_can_be_checked_by_hand(yours):
    """The score is 1, both probabilities are a half, so the deltas are 1/2 and -1/2."""
    start = np.ones((1, 1)), np.zeros(1), np.zeros((1, 2)), np.zeros(2)

    W1, b1, W2, b2 = yours(*start, np.ones((1, 1)), np.array([1]), 1.0)

    assert_allclose(W2, [[-0.5, 0.5]])
    assert_allclose(b2, [-0.5, 0.5])
    assert_allclose(W1, [[1]], err_msg="the way back leads through W2, which is zero")
    assert_allclose(b1, [0])


def test_a_step_is_that_of_the_book(yours, rng):
    net = Network((4, 5, 3))
    p, X, t = net.initialize(rng), rng.normal(size=(6, 4)), np.arange(6) % 3
    gradients = net.gradients(p, X, t)

    found = yours(*(p[name] for name in NAMES), X, t, 0.3)

    for name, new in zip(NAMES, found, strict=True):
        assert_allclose(new, p[name] - 0.3 * gradients[name], rtol=1e-9, atol=1e-12, err_msg=name)


def test_a_dead_unit_stays_as_it_is(yours, rng):
    net = Network((4, 5, 3))
    p, X, t = net.initialize(rng), rng.random((6, 4)), np.arange(6) % 3
    p["b1"][0] = -100

    W1, b1, W2, _ = yours(*(p[name] for name in NAMES), X, t, 0.3)

    assert (W1[:, 0] == p["W1"][:, 0]).all() and b1[0] == -100
    assert (W2[0] == p["W2"][0]).all()


def test_the_given_arrays_stay_as_they_were(yours, rng):
    net = Network((4, 5, 3))
    p, X, t = net.initialize(rng), rng.random((6, 4)), np.arange(6) % 3
    before = {name: p[name].copy() for name in NAMES}

    yours(*(p[name] for name in NAMES), X, t, 0.3)

    assert all((p[name] == before[name]).all() for name in NAMES), "return new arrays"


def test_scores_in_the_thousands_do_not_overflow(yours):
    start = np.ones((1, 1)), np.zeros(1), np.array([[1000.0, 0.0]]), np.zeros(2)

    assert all(np.isfinite(new).all() for new in yours(*start, np.ones((1, 1)), np.array([1]), 1.0))

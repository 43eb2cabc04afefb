"""What train_softmax_regression must do."""

import numpy as np
from numpy.testing import assert_allclose

from nn.softmax_regression import softmax_regression_loss_grad_b, softmax_regression_loss_grad_W

X, t = np.array([[1.0, 0.0], [1.0, 2.0]]), np.array([0, 1])


def test_no_step_leaves_the_parameters_at_zero(yours):
    W, b = yours(X, t, 2, 1.0, 0)

    assert W.shape == (2, 2) and b.shape == (2,) and not W.any() and not b.any()


def test_one_step_is_that_of_the_chapter(yours):
    W, b = yours(X, t, 2, 1.0, 1)

    assert_allclose(W, [[0, 0], [-0.5, 0.5]], atol=1e-12, err_msg="against the gradient")
    assert_allclose(b, [0, 0], atol=1e-12)


def test_many_steps_are_those_of_the_book(yours, rng):
    X, t = rng.normal(size=(7, 4)), np.arange(7) % 3
    W, b = np.zeros((4, 3)), np.zeros(3)
    for _ in range(20):
        steps = (
            softmax_regression_loss_grad_W(X, W, b, t),
            softmax_regression_loss_grad_b(X, W, b, t),
        )
        W, b = W - 0.3 * steps[0], b - 0.3 * steps[1]

    found = yours(X, t, 3, 0.3, 20)

    assert_allclose(found[0], W, rtol=1e-9, atol=1e-12)
    assert_allclose(found[1], b, rtol=1e-9, atol=1e-12)


def test_large_pixels_do_not_overflow(yours):
    W, _ = yours(1000 * X, t, 2, 1.0, 3)

    assert np.isfinite(W).all(), "subtract the largest score of each row before the exponential"

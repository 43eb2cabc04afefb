"""What linear_gradients must do."""

import numpy as np
from numpy.testing import assert_allclose

from nn.linear import linear_grad_b, linear_grad_W, linear_grad_X

X = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]])
W = np.array([[1.0, 0.0], [2.0, 1.0], [0.0, -1.0]])
G = np.array([[1.0, -1.0], [2.0, 0.0]])


def test_each_gradient_has_the_shape_of_what_it_belongs_to(yours):
    assert [np.shape(gradient) for gradient in yours(X, W, G)] == [X.shape, W.shape, (2,)]


def test_the_gradients_of_the_chapter_come_out(yours):
    dX, dW, db = yours(X, W, G)

    assert_allclose(dX, [[1, 1, 1], [2, 4, 0]])
    assert_allclose(dW, [[1, -1], [4, -2], [6, 0]])
    assert_allclose(db, [3, -1])


def test_for_square_weights_the_transpose_still_goes_where_it_belongs(yours, rng):
    X, W, G = rng.normal(size=(2, 3)), rng.normal(size=(3, 3)), rng.normal(size=(2, 3))

    for found, expected in zip(
        yours(X, W, G),
        (linear_grad_X(W, G), linear_grad_W(X, G), linear_grad_b(G)),
        strict=True,
    ):
        assert_allclose(found, expected, rtol=1e-12)

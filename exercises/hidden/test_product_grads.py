"""What product_grads must do."""

import numpy as np
from numpy.testing import assert_allclose

from nn.matmul import matmul_grad_W, matmul_grad_X


def test_with_numbers_for_matrices_each_gradient_is_the_product_of_the_others(yours):
    U, W, X, G = (np.array([[number]]) for number in (2.0, 3.0, 5.0, 1.0))

    message = "for 2 × 3 × 5 the gradients are 3 × 5, 2 × 5 and 2 × 3"
    assert_allclose(np.ravel(yours(U, W, X, G)), [15, 10, 6], err_msg=message)


def test_each_gradient_has_the_shape_of_its_matrix(yours, rng):
    factors = [rng.normal(size=shape) for shape in ((2, 3), (3, 4), (4, 5))]

    shapes = [gradient.shape for gradient in yours(*factors, rng.normal(size=(2, 5)))]
    assert shapes == [(2, 3), (3, 4), (4, 5)], "dU, dW, dX, in this order"


def test_the_outer_factors_get_what_the_rule_for_two_matrices_gives(yours, rng):
    U, W, X, G = (rng.normal(size=shape) for shape in ((2, 3), (3, 4), (4, 5), (2, 5)))

    dU, _, dX = yours(U, W, X, G)
    assert_allclose(dU, matmul_grad_W(W @ X, G), err_msg="dU: U is the left factor of U (W X)")
    assert_allclose(dX, matmul_grad_X(U @ W, G), err_msg="dX: X is the right factor of (U W) X")


def test_the_middle_factor_moves_the_loss_as_its_gradient_says(yours, rng):
    U, W, X, G = (rng.normal(size=shape) for shape in ((2, 3), (3, 4), (4, 5), (2, 5)))
    change = rng.normal(size=W.shape)

    moved = (G * (U @ change @ X)).sum()  # the loss is linear in W, so this is exact
    assert_allclose((yours(U, W, X, G)[1] * change).sum(), moved, err_msg="dW is not the gradient")

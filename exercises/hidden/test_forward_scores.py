"""What forward_scores must do."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nn.network import Network


def test_a_single_layer_is_linear(yours):
    found = yours([np.array([[2.0], [3.0]])], [np.array([1.0])], np.array([[10.0, 100.0]]))

    assert_allclose(found, [[321.0]], err_msg="the only layer is the last: it has no sigmoid")


def test_a_hidden_layer_of_zeros_puts_out_one_half(yours):
    found = yours(
        [np.zeros((2, 3)), np.ones((3, 1))], [np.zeros(3), np.array([1.0])], np.ones((4, 2))
    )

    assert_allclose(found, [[2.5]] * 4, err_msg="three neurons of one half, and the bias")


@pytest.mark.parametrize("sizes", [(4, 3), (4, 5, 3), (4, 5, 6, 2, 3)])
def test_it_is_the_forward_pass_of_the_book_at_any_depth(yours, rng, sizes):
    net = Network(sizes, "sigmoid")
    parameters = {name: rng.normal(size=shape) for name, shape in net.shapes.items()}
    X = rng.normal(size=(6, 4))
    weights, biases = (
        [parameters[f"{letter}{layer}"] for layer in range(1, len(sizes))] for letter in "Wb"
    )

    assert_allclose(yours(weights, biases, X), net.forward(parameters, X), rtol=1e-10)

"""What value_and_gradients must do."""

import numpy as np
from numpy.testing import assert_allclose

from nn.descent import neuron_loss, neuron_loss_grad_b, neuron_loss_grad_w

BITS = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)]
AND = [0.0, 0.0, 0.0, 1.0]


def test_a_sum_passes_on_and_a_product_takes_the_other_factor(yours):
    value, gradients = yours(lambda a, b, c: (a + b) * c, -2.0, 5.0, -4.0)

    assert_allclose([value, *gradients], [-12, -4, -4, 3])


def test_what_comes_back_to_a_number_that_is_used_twice_is_added(yours):
    value, gradients = yours(lambda a, b: (a + b) * a, 3.0, -1.0)

    assert_allclose([value, *gradients], [6, 5, 3], err_msg="is it += where two arrows leave?")


def test_a_maximum_is_a_switch(yours):
    value, gradients = yours(lambda a, b, c: a.maximum(b) * c, 3.0, 5.0, 2.0)

    assert_allclose([value, *gradients], [10, 0, 2, 5])


def test_plain_numbers_may_stand_on_either_side(yours):
    value, gradients = yours(lambda a: 2 * a + a * 3 + 4 - a - (1 - a) + 5, 1.5)

    assert_allclose([value, *gradients], [15.5, 5])


def test_exponential_and_logarithm_have_their_slopes(yours):
    value, gradients = yours(lambda a, b: a.exp() + b.log(), 0.5, 4.0)

    assert_allclose([value, *gradients], [np.exp(0.5) + np.log(4), np.exp(0.5), 0.25])


def test_an_input_that_is_not_used_has_the_derivative_zero(yours):
    assert_allclose(yours(lambda a, b: a * a, 3.0, 7.0)[1], [6, 0])


def test_two_hundred_squarings_take_a_moment(yours):
    """They have 2**200 paths: go back node by node, each when it is complete."""

    def squared(t):
        for _ in range(200):
            t = t * t
        return t

    assert_allclose(yours(squared, 1.0)[1], [2.0**200])


def test_it_has_the_gradient_of_the_neuron_that_learns_and(yours):
    def loss(w_1, w_2, b):
        total = 0
        for (x_1, x_2), y in zip(BITS, AND, strict=True):
            z = w_1 * x_1 + w_2 * x_2 + b
            total = total + (1 + z.exp()).log() - y * z
        return total * 0.25

    value, gradients = yours(loss, 0.5, -0.25, 0.75)

    X, y, w = np.array(BITS), np.array(AND), np.array([0.5, -0.25])
    expected = [*neuron_loss_grad_w(X, y, w, 0.75), neuron_loss_grad_b(X, y, w, 0.75)]
    assert_allclose([value, *gradients], [neuron_loss(X, y, w, 0.75), *expected], rtol=1e-9)

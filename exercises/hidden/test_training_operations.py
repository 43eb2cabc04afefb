"""What training_operations must do."""

import pytest

from nn.performance import step_operations


def test_one_layer_has_a_product_forward_and_one_for_its_weights(yours):
    """2 x 1 x 3 x 2 forward, and as many for the gradient; nothing goes back to the inputs."""
    assert yours([3, 2], 1) == 24


def test_by_hand_a_batch_of_two_with_three_inputs_four_units_and_five_outputs(yours):
    assert yours([3, 4, 5], 2) == 336


@pytest.mark.parametrize("N", [1, 512])
def test_with_one_hidden_layer_it_is_the_formula_of_the_chapter(yours, N):
    assert yours([784, 50, 10], N) == step_operations(N, 784, 50, 10)


def test_each_further_layer_has_three_products(yours):
    assert yours([4, 3, 7, 2], 5) - yours([4, 3, 7], 5) == 3 * 2 * 5 * 7 * 2


def test_twice_as_many_examples_take_twice_as_many(yours):
    assert yours([6, 5, 4, 3], 20) == 2 * yours([6, 5, 4, 3], 10)

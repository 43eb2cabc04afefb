"""What train_neuron must do."""

import numpy as np
from numpy.testing import assert_allclose

from nn.descent import Neuron


def test_without_a_step_all_parameters_are_zero(yours):
    w, b = yours(np.array([[1.0, 2.0]]), np.array([1.0]), eta=1.0, steps=0)

    assert_allclose([*w, b], [0, 0, 0])


def test_one_step_is_the_one_by_hand(yours):
    w, b = yours(np.array([[1.0, 2.0]]), np.array([1.0]), eta=1.0, steps=1)

    assert_allclose([*w, b], [0.5, 1, 0.5], err_msg="see Numbers by hand")


def test_two_examples_have_the_mean_of_their_gradients(yours):
    w, b = yours(np.array([[1.0], [3.0]]), np.array([1.0, 0.0]), eta=1.0, steps=1)

    assert_allclose([*w, b], [-0.5, 0], err_msg="is the sum divided by the number of examples?")


def test_a_hundred_steps_lead_where_the_neuron_of_the_book_goes(yours, rng):
    X, y = rng.normal(size=(20, 3)), rng.integers(0, 2, 20).astype(float)
    book = Neuron(np.zeros(3), 0.0)
    book.train(X, y, eta=0.5, steps=100)

    w, b = yours(X, y, eta=0.5, steps=100)

    assert_allclose([*w, b], [*book.w, book.b], rtol=1e-9)

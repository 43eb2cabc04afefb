"""What learn_perceptron must do."""

import numpy as np
from numpy.testing import assert_allclose

from nn.perceptron import Perceptron, perceptron

B = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def test_one_pass_for_and_is_the_one_by_hand(yours):
    w, b, passes = yours(B, np.array([0.0, 0.0, 0.0, 1.0]), passes=1)

    assert_allclose([*w, b, passes], [1, 1, 1, 1], err_msg="see Numbers by hand")


def test_and_is_learnt_in_six_passes_of_which_the_last_has_no_mistake(yours):
    w, b, passes = yours(B, np.array([0.0, 0.0, 0.0, 1.0]), passes=100)

    assert_allclose([*w, b, passes], [2, 1, -2, 6])


def test_xor_ends_with_the_last_pass_that_is_allowed(yours):
    w, b, passes = yours(B, np.array([0.0, 1.0, 1.0, 0.0]), passes=7)

    assert_allclose([*w, b, passes], [-1, 0, 1, 7])


def test_it_finds_the_neuron_of_the_book_for_points_that_a_line_separates(yours, rng):
    X = rng.normal(size=(40, 3))
    t = perceptron(X, np.array([1.0, -2.0, 0.5]), 0.3)
    book = Perceptron(np.zeros(3), 0.0)
    while book.learn(X, t):
        pass

    w, b, _ = yours(X, t, passes=10_000)

    assert_allclose([*w, b], [*book.w, book.b])

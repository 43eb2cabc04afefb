"""What sigmoid_step must do."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nn.worked_2_2_2 import sigmoid_net_error, sigmoid_net_step


@pytest.fixture
def case(rng):
    """A net with two inputs, three hidden neurons and two outputs."""
    sizes = {"W": (3, 2), "V": (2, 3), "b": 3, "c": 2, "i": 2}
    return {name: rng.normal(size=size) for name, size in sizes.items()} | {"t": rng.random(2)}


def test_it_is_the_step_of_the_worked_example(yours):
    W, V = yours(
        np.array([[0.15, 0.20], [0.25, 0.30]]), np.array([[0.40, 0.45], [0.50, 0.55]]),
        np.full(2, 0.35), np.full(2, 0.60), np.array([0.05, 0.10]), np.array([0.01, 0.99]), 0.5,
    )  # fmt: skip

    expected = [[0.358916480, 0.408666186], [0.511301270, 0.561370121]]
    assert_allclose(V, expected, atol=1e-9, err_msg="the output weights, w5 to w8")
    expected = [[0.149780716, 0.199561432], [0.249751144, 0.299502287]]
    assert_allclose(W, expected, atol=1e-9, err_msg="are the output weights moved too early?")


def test_a_step_fits_layers_of_unequal_sizes(yours, case):
    W, V = yours(**case, eta=0.5)
    w = np.concatenate([case["W"].ravel(), case["V"].ravel()])
    rest = {name: case[name] for name in "bcit"}

    expected = sigmoid_net_step(w, **rest, eta=0.5)
    assert_allclose(np.concatenate([W.ravel(), V.ravel()]), expected, rtol=1e-9)


def test_a_small_step_lowers_the_error(yours, case):
    W, V = yours(**case, eta=0.01)

    assert sigmoid_net_error(**case | {"W": W, "V": V}) < sigmoid_net_error(**case)


def test_what_it_is_given_stays(yours, case):
    before = {name: array.copy() for name, array in case.items()}

    yours(**case, eta=0.5)

    for name, array in case.items():
        assert_allclose(array, before[name], rtol=0, err_msg=f"{name} was changed in place")

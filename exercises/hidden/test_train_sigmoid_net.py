"""What train_sigmoid_net must do."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nn.worked_2_2_2 import sigmoid_net_error, sigmoid_net_step


@pytest.fixture
def case(rng):
    """A net with two inputs, three hidden neurons and two outputs."""
    sizes = {"W": (3, 2), "V": (2, 3), "b": 3, "c": 2, "i": 2}
    return {name: rng.normal(size=size) for name, size in sizes.items()} | {"t": rng.random(2)}


def test_without_an_update_nothing_changes(yours, case):
    W, V, errors = yours(**case, eta=0.5, updates=0)

    assert_allclose(W, case["W"])
    assert_allclose(V, case["V"])
    assert len(errors) == 0, "an error for each update, and there was none"


def test_ten_updates_are_ten_steps(yours, case):
    w = np.concatenate([case["W"].ravel(), case["V"].ravel()])
    rest = {name: case[name] for name in "bcit"}
    for _ in range(10):
        w = sigmoid_net_step(w, **rest, eta=0.5)

    W, V, _ = yours(**case, eta=0.5, updates=10)

    assert_allclose(np.concatenate([W.ravel(), V.ravel()]), w, rtol=1e-9)


def test_the_errors_are_those_before_each_update(yours, case):
    *_, errors = yours(**case, eta=0.5, updates=20)

    assert len(errors) == 20
    assert errors[0] == pytest.approx(sigmoid_net_error(**case)), "half the squared distance?"
    assert errors[-1] < errors[0], "the error must fall"


def test_what_it_is_given_stays(yours, case):
    before = {name: array.copy() for name, array in case.items()}

    yours(**case, eta=0.5, updates=3)

    for name, array in case.items():
        assert_allclose(array, before[name], rtol=0, err_msg=f"{name} was changed in place")

"""What two_layer_gradients must do."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nn.network import Network


@pytest.fixture
def case(rng):
    """A batch of six examples, the parameters of a net 3-4-5, and the classes."""
    parameters = {
        "W1": rng.normal(size=(3, 4)),
        "b1": rng.normal(size=4),
        "W2": rng.normal(size=(4, 5)),
        "b2": rng.normal(size=5),
    }
    return rng.normal(size=(6, 3)), parameters, rng.integers(0, 5, size=6)


def test_a_net_of_zeros_has_the_gradients_that_one_finds_by_hand(yours):
    """All activations are one half, and both classes have the probability one half."""
    X, t, o = np.array([[1.0, 2.0]]), np.array([1]), np.zeros((2, 2))

    found = yours(X, o, o[0], o, o[0], t)

    assert_allclose(found["b2"], [0.5, -0.5], err_msg="probabilities less the one-hot target")
    assert_allclose(found["W2"], [[0.25, -0.25]] * 2, err_msg="activations times the last delta")
    assert_allclose(found["W1"], o, err_msg="nothing comes back through weights of zero")


@pytest.mark.parametrize("name", ["W2", "b2", "W1", "b1"])
def test_each_is_the_gradient_of_the_loss(yours, case, name):
    X, parameters, t = case
    expected = Network((3, 4, 5), "sigmoid").gradients(parameters, X, t)[name]

    found = yours(X=X, t=t, **parameters)[name]

    assert found.shape == parameters[name].shape, f"{name} has another shape than its gradient"
    assert_allclose(found, expected, rtol=1e-9, err_msg=f"the gradient of {name}")


def test_large_scores_do_not_overflow(yours, case):
    X, parameters, t = case
    parameters["b2"] = parameters["b2"] + np.array([0, 800.0, 0, 0, 0])

    with np.errstate(all="raise", under="ignore"):
        assert np.isfinite(yours(X=X, t=t, **parameters)["W2"]).all()


def test_nothing_that_it_is_given_is_changed(yours, case):
    X, parameters, t = case
    before = {name: array.copy() for name, array in parameters.items()}

    yours(X=X, t=t, **parameters)

    for name, array in parameters.items():
        assert_allclose(array, before[name], rtol=0, err_msg=f"{name} was changed")

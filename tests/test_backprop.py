"""Backpropagation: what its formulas do not show. Chapter: docs/backprop.md."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nn import backprop
from nn.network import Network

PARAMETERS = ("W1", "b1", "W2", "b2")


@pytest.fixture
def example(rng):
    net = Network(sizes=(3, 4, 5), activation="sigmoid")
    return net, net.initialise(rng), rng.normal(size=(6, 3)), rng.integers(0, 5, size=6)


@pytest.mark.parametrize("name", PARAMETERS)
def test_each_gradient_is_the_one_that_trains(example, name):
    net, parameters, X, t = example
    gradient = getattr(backprop, f"two_layer_loss_grad_{name}")

    assert_allclose(
        gradient(X=X, t=t, **parameters), net.gradients(parameters, X, t)[name], rtol=1e-12
    )


def test_the_loss_is_the_one_that_trains(example):
    net, parameters, X, t = example

    assert_allclose(
        backprop.two_layer_loss(X=X, t=t, **parameters), net.loss(parameters, X, t), rtol=1e-14
    )


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_gradient_of_a_batch_is_the_mean_of_its_examples(example, name):
    _, parameters, X, t = example
    gradient = getattr(backprop, f"two_layer_loss_grad_{name}")

    alone = [gradient(X=X[n : n + 1], t=t[n : n + 1], **parameters) for n in range(len(X))]

    assert_allclose(gradient(X=X, t=t, **parameters), np.mean(alone, axis=0), rtol=1e-12)


def test_a_small_step_against_the_gradient_lowers_the_loss(example):
    net, parameters, X, t = example
    gradients = net.gradients(parameters, X, t)

    moved = {name: array - 1e-3 * gradients[name] for name, array in parameters.items()}

    assert net.loss(moved, X, t) < net.loss(parameters, X, t)


def test_float32_stays_float32(example):
    _, parameters, X, t = example
    single = {name: array.astype(np.float32) for name, array in parameters.items()}

    found = backprop.two_layer_loss_grad_W1(X=X.astype(np.float32), t=t, **single)

    assert found.dtype == np.float32

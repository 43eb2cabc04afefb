"""The training loop: which examples a step takes, and which way it goes. Package: experiments."""

import numpy as np
import pytest

from experiments.examples import Examples
from experiments.settings import Settings
from experiments.training import train


@pytest.fixture
def counted(rng):
    """Seven examples whose labels are their places, and a model that only notes its batches."""
    examples = Examples(np.zeros((7, 1, 1), np.uint8), np.arange(7), 1)
    batches: list[list[int]] = []

    def loss_and_gradients(parameters, X, t):
        batches.append(t.tolist())
        return float(t.sum()) / len(t), {"W": np.ones(1)}

    def train_with(**settings):
        parameters = {"W": np.zeros(1)}
        losses = train(parameters, loss_and_gradients, examples, Settings(**settings), rng)
        return list(losses), batches, parameters["W"].item()

    return train_with


def test_every_example_counts_once_in_an_epoch_though_the_last_batch_is_short(counted):
    losses, batches, _ = counted(epochs=2, batch_size=3)

    assert [len(batch) for batch in batches] == [3, 3, 1] * 2
    for epoch in (batches[:3], batches[3:]):
        assert sorted(label for batch in epoch for label in batch) == list(range(7))
    assert losses == pytest.approx([3, 3], rel=1e-12)


def test_epochs_have_different_orders(counted):
    _, batches, _ = counted(epochs=2, batch_size=7)

    assert batches[0] != batches[1]


def test_keep_order_takes_the_examples_as_they_lie(counted):
    _, batches, _ = counted(epochs=2, batch_size=7, keep_order=True)

    assert batches == [list(range(7))] * 2


def test_a_step_goes_against_the_gradient(counted):
    assert counted(epochs=1, batch_size=7, learning_rate=0.25)[2] == -0.25


def test_a_mistake_in_the_first_step_is_not_called_divergence(counted, rng):
    def broken(parameters, X, t):
        raise ValueError("shapes don't fit")

    examples = Examples(np.zeros((7, 1, 1), np.uint8), np.arange(7), 1)

    with pytest.raises(ValueError, match="shapes don't fit"):
        next(train({}, broken, examples, Settings(), rng))

"""What first_weights must do."""

import numpy as np
import pytest


def test_there_is_a_weight_for_each_input_and_each_output(yours, rng):
    assert yours(rng, 3, 5, 1).shape == (3, 5)


@pytest.mark.parametrize(("gain", "spread"), [(1, 0.05), (0.5, 0.05 * 2**0.5)])
def test_four_hundred_inputs_get_small_weights(yours, rng, gain, spread):
    """1/20 is the root of 1/400; half as much gain asks for twice the variance."""
    W = yours(rng, 400, 300, gain)

    assert W.std() == pytest.approx(spread, rel=0.02) and abs(W.mean()) < 0.002


def test_the_signal_keeps_its_size_through_ten_layers_of_relu(yours, rng):
    A = np.abs(rng.normal(size=(200, 300)))
    before = (A**2).mean()
    for _ in range(10):
        A = np.maximum(0, A @ yours(rng, 300, 300, 0.5))

    assert before / 2 < (A**2).mean() < 2 * before, "the signal fades or explodes"


def test_the_draw_comes_from_the_generator_that_is_given(yours):
    first, again = (yours(np.random.default_rng(seed=1), 2, 2, 1) for _ in range(2))

    assert first.tolist() == again.tolist(), "two generators with one seed gave two draws"

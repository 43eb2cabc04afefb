"""The 2-3-2 example: what its formulas do not show. Chapter: docs/worked_2_3_2.md."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures import worked_2_3_2 as chapter

pytestmark = pytest.mark.usefixtures("shapes_unchecked")  # many thousand updates

ERRORS = {  # of the tutorial's program, run by itself
    1: 0.36415638102558656,
    10: 0.15838144606440702,
    100: 0.002868143088145827,
    1000: 0.000157899715481521,
}


@pytest.mark.parametrize("updates", ERRORS)
def test_the_error_is_that_of_the_tutorials_program(updates):
    assert_allclose(chapter.run()[updates].error, ERRORS[updates], rtol=1e-12)


def test_the_outputs_after_a_thousand_updates_are_those_of_the_tutorials_program():
    assert_allclose(chapter.run()[1000].outputs, [0.022956535334, 0.977837449975], rtol=1e-10)


def test_hidden_weights_travel_along_the_inputs():
    """The second weight of a neuron moves as the first, times i2 / i1."""
    first, last = chapter.run()[0], chapter.run()[1000]

    moved = last.W - first.W

    assert_allclose(moved[:, 1], 2 * moved[:, 0], rtol=1e-9)


def test_hidden_weights_move_less_than_output_weights():
    first, last = chapter.run()[0], chapter.run()[1000]

    assert np.abs(last.W - first.W).max() < np.abs(last.V - first.V).min()


def test_all_runs_end_with_the_same_outputs_and_with_other_weights():
    nets = list(chapter.runs().values())

    outputs = np.array([net.outputs for net in nets])
    weights = np.array([net.w for net in nets])

    assert np.ptp(outputs, axis=0).max() < 0.005
    assert np.ptp(weights, axis=0).min() > 10 * np.ptp(outputs, axis=0).max()

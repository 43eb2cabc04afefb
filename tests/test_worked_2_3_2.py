"""The 2-3-2 example: what its formulas do not show. Chapter: docs/worked_2_3_2.md."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures import worked_2_3_2 as chapter
from nn.activation import sigmoid, sigmoid_prime
from tests.states import states

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


@states(
    "The sixth weight moves exactly twice as far as the fifth, and so does the second as the first."
)
def test_hidden_weights_travel_along_the_inputs():
    """The second weight of a neuron moves as the first, times i2 / i1."""
    first, last = chapter.run()[0], chapter.run()[1000]

    moved = last.W - first.W

    assert_allclose(moved[:, 1], 2 * moved[:, 0], rtol=1e-9)


@states("Nearly all the learning happens in the output layer")
def test_hidden_weights_move_less_than_output_weights():
    first, last = chapter.run()[0], chapter.run()[1000]

    assert np.abs(last.W - first.W).max() < np.abs(last.V - first.V).min()


@states("**The outputs agree to two digits, the weights do not.**")
def test_all_runs_end_with_the_same_outputs_and_with_other_weights():
    nets = list(chapter.runs().values())

    outputs = np.array([net.outputs for net in nets])
    weights = np.array([net.w for net in nets])

    assert np.ptp(outputs, axis=0).max() < 0.005
    assert np.ptp(weights, axis=0).min() > 10 * np.ptp(outputs, axis=0).max()


def slopes_of_outputs(net) -> np.ndarray:
    """How the two outputs change with the twelve weights: a row for each output."""
    outputs, hidden = net.outputs, net.hidden
    to_net = outputs * (1 - outputs)
    rows = []
    for k in range(2):
        V = np.zeros((2, 3))
        V[k] = to_net[k] * hidden
        W = to_net[k] * np.outer(net.V[k] * hidden * (1 - hidden), net.i)
        rows.append(np.concatenate([W.ravel(), V.ravel()]))
    return np.array(rows)


@states(
    "and so ten directions are left in which the weights can move on without changing the outputs"
)
@pytest.mark.parametrize("name", chapter.runs())
def test_ten_directions_are_left_at_every_ending(name):
    """Two rows of slopes that are no multiples of each other."""
    sizes = np.linalg.svd(slopes_of_outputs(chapter.runs()[name]), compute_uv=False)

    assert sizes[1] > 0.1 * sizes[0]


def test_the_slopes_of_the_outputs_are_those_of_difference_quotients(rng):
    net = chapter.run()[0]
    v, h = rng.normal(size=12), 1e-6

    moved = [replace(net, w=net.w + s * v).outputs for s in (h, -h)]

    assert_allclose((moved[0] - moved[1]) / (2 * h), slopes_of_outputs(net) @ v, rtol=1e-6)


@states("Gradient descent never quite arrives, since its steps shrink with the error.")
def test_gradient_descent_never_quite_arrives():
    errors = [net.error for net in chapter.run()]

    assert min(errors) > 0 and np.diff(errors).max() < 0


@states("In float64 they can: an exponential smaller than the last place of 1 is lost.")
def test_a_sigmoid_of_float64_reaches_one():
    assert sigmoid(np.array([36.0, 37.0])).tolist() == [1 - 2**-52, 1.0]


@states("The third neuron passes on less than half a hundredth of what reaches it.")
def test_the_third_neuron_passes_on_less_than_half_a_hundredth():
    hidden = chapter.run()[0].hidden

    assert hidden[2] * (1 - hidden[2]) < 0.005


@states("The slope is largest where the output is one half.")
def test_the_slope_of_a_sigmoid_is_largest_where_its_output_is_one_half():
    x = np.linspace(-5, 5, 101)

    assert sigmoid(x)[sigmoid_prime(x).argmax()] == 0.5

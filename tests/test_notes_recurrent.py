"""Recurrent networks in notes, and derivatives of one step by another."""

import pytest

from tests.states import states
from tests.test_notes_written import DEFINES, FINE, HOLDS, WRONG, check
from verify.notes.found import Status

NETWORK = (
    (r"z_h^{(t)} = W_{xh} x^{(t)} + W_{hh} h^{(t-1)} + b_h", DEFINES),
    (r"h^{(t)} = \tanh(z_h^{(t)})", FINE),
)


@states(
    "Of recurrent networks the letters below $W_{xh}$, $W_{hh}$ and $b_h$ are part of the name, "
    "and $h^{(t)}$ beside $h^{(t-1)}$ is $h_t$.",
    page="check_mine",
)
def test_a_recurrent_network_is_read():
    check(
        *NETWORK,
        (r"h^{(t)} = \tanh(W_{xh} x^{(t)} + W_{hh} h^{(t - 1)} + b_h)", FINE),
        (r"h^{(t)} = \tanh(W_{hh} x^{(t)} + W_{hh} h^{(t - 1)} + b_h)", {WRONG, Status.DIFFERS}),
    )


@states(
    "$\\frac{\\partial h_t}{\\partial h_{t-1}}$ is computed where a step is made of the one before "
    "it, and of nothing else that came earlier.",
    page="check_mine",
)
def test_a_step_is_differentiated_by_the_step_before():
    check(
        *NETWORK,
        (r"\frac{\partial h^{(t)}}{\partial h^{(t-1)}} = (1 - (h^{(t)})^2) W_{hh}", HOLDS),
        (r"\frac{\partial h^{(t)}}{\partial h^{(t-1)}} = (1 - (h^{(t)})^2) W_{xh}", WRONG),
        (r"\frac{\partial h^{(t)}}{\partial h^{(t-1)}} = (1 + (h^{(t)})^2) W_{hh}", WRONG),
        (r"\frac{\partial z_h^{(t)}}{\partial h^{(t-1)}} = W_{hh}", HOLDS),
    )


def test_steps_below_letters_are_differentiated_as_well():
    check(
        (r"z_t = W x_t + U h_{t-1} + b", DEFINES),
        (r"h_t = f(z_t) = f(W x_t + U h_{t-1} + b)", HOLDS),
        (r"\frac{\partial h_t}{\partial h_{t-1}} = f'(z_t) U", HOLDS),
        (
            r"\frac{\partial h_t}{\partial h_{t-2}} = \frac{\partial h_t}{\partial h_{t-1}}"
            r" \frac{\partial h_{t-1}}{\partial h_{t-2}}",
            HOLDS,
        ),
    )


def test_both_ways_to_the_step_before_are_seen():
    check(
        (r"h_t = h_{t-1} + \tanh(U h_{t-1})", DEFINES),
        (
            r"\frac{\partial h_t}{\partial h_{t-1}} = 1 + U (1 - \tanh(U h_{t-1})^2)",
            HOLDS,
        ),
        (r"\frac{\partial h_t}{\partial h_{t-1}} = U (1 - \tanh(U h_{t-1})^2)", WRONG),
    )


@pytest.mark.parametrize(
    "line",
    [r"\frac{\partial h_t}{\partial h_{t-1}} = U", r"\frac{\partial h_t}{\partial h_{t-1}} = 2 U"],
)
def test_a_step_that_reaches_further_back_is_open(line):
    check(
        (r"h_t = U h_{t-1} + V h_{t-2} + x_{t-1}", {DEFINES, Status.UNKNOWN}),
        (line, Status.UNKNOWN),
    )


def test_nobody_knows_what_a_recursion_begins_with():
    check(
        (r"v_t = \beta v_{t-1} + g_t", DEFINES),
        (r"\frac{\partial v_t}{\partial v_{t-1}} = \beta", HOLDS),
        (r"\frac{\partial v_t}{\partial v_{t-1}} = 2 \beta", WRONG),
        (r"\frac{\partial v_t}{\partial g_{t-1}} = \beta", Status.UNKNOWN),
    )


def test_what_enters_in_another_way_as_well_is_open():
    check(
        (r"h_t = U h_{t-1} + x_t + V x_{t-1}", DEFINES),
        (r"\frac{\partial h_t}{\partial h_{t-1}} = U", Status.UNKNOWN),
    )

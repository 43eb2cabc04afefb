"""Layers that are counted below letters, as a well-known derivation in matrices has them."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_written import DEFINES, HOLDS, WRONG, check, displays
from verify.notes.layers_below import NO_LAYERS, Below, counted_below, with_layers_beside
from verify.notes.macros import written_out
from verify.notes.verdicts import Status

NETWORK = (
    (r"x_0 = x", DEFINES),
    (r"x_1 = f_1(W_1x_0)", DEFINES),
    (r"x_2 = f_2(W_2x_1)", DEFINES),
    (r"E = \frac{1}{2}\|x_2-t\|^2_2", DEFINES),
    (r"\delta_2 = (x_2-t)\circ f'_2(W_2x_1)", DEFINES),
    (r"\delta_i = W_{i+1}^T\delta_{i+1}\circ f'_i(W_ix_{i-1})", DEFINES),
)


@states(
    "Where $W_i x_{i-1}$ stands and no sum runs over $i$, the numbers below these letters count "
    "layers.",
    page="check_mine",
)
def test_numbers_below_letters_count_layers():
    check(
        *NETWORK,
        (r"\frac{\partial E}{\partial W_2} = \delta_2x_1^T", HOLDS),
        (r"\frac{\partial E}{\partial W_1} = \delta_1x_0^T", HOLDS),
        (r"\delta_L = (x_L - t)\circ f'_L(W_Lx_{L-1})", HOLDS),
    )


@pytest.mark.parametrize(
    "slip",
    [
        r"\frac{\partial E}{\partial W_2} = -\delta_2x_1^T",
        r"\frac{\partial E}{\partial W_2} = x_1\delta_2^T",
        r"\frac{\partial E}{\partial W_1} = \delta_2x_0^T",
        r"\delta_2 = (t - x_2)\circ f'_2(W_2x_1)",
    ],
)
def test_a_slip_in_such_layers_is_found(slip):
    *_, last = found(displays(*(line for line, _ in NETWORK), slip))

    shapes = last.status is Status.UNKNOWN and "shapes" in last.hint
    assert shapes or last.status in {WRONG, Status.DOUBTFUL, Status.DIFFERS}


def test_what_a_sum_counts_is_no_layer():
    assert counted_below([r"y = W_i x_{i-1}"]) == Below("i", frozenset({"W", "x"}))
    assert counted_below([r"y = W_i x_{i-1}", r"s = \sum_i x_i"]) == NO_LAYERS
    assert counted_below([r"y_i = W_i x_i"]) == NO_LAYERS


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"W_ix_{i-1}", r"W^{(l)}x^{(l-1)}"),
        (r"W_{i+1}^T x_3", r"(W^{(l+1)})^\top x^{(3)}"),
        (r"x'_L + x_2'", r"x^{(L)\prime} + x^{(2)\prime}"),
        (r"\text{x_1} + y_1 + \alpha_1", r"\text{x_1} + y_1 + \alpha_1"),
        (r"\mathrm{x_1} + \mathcal{L}_1", r"\mathrm{x_1} + \mathcal{L}_1"),
    ],
)
def test_layers_are_written_above(written, read):
    below = Below("i", frozenset({"W", "x"}))

    assert with_layers_beside(written_out(written, {}), below).text == read

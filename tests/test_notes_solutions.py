"""Symbols that notes solve for, and by which they differentiate."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_written import DEFINES, FINE, HOLDS, WRONG, check, displays
from verify.notes.found import Status

LOSS = r"J(\theta) = \frac{1}{2} (X \theta - y)^T (X \theta - y)"
SOLUTION = r"\theta = (X^T X)^{-1} X^T y"
SLOPE = r"\nabla_\theta J(\theta) = X^T (X \theta - y)"


@states(
    "A symbol that the notes solve for, as $\\theta = (X^\\top X)^{-1} X^\\top y$, is free in "
    "$\\nabla_\\theta J$, which would be zero for it.",
    page="check_mine",
)
@pytest.mark.parametrize("order", [(LOSS, SLOPE, SOLUTION), (SOLUTION, LOSS, SLOPE)])
def test_a_gradient_is_taken_where_the_symbol_is_free(order):
    assert found(displays(*order))[order.index(SLOPE)].status is HOLDS


@pytest.mark.parametrize("slip", ["3 X^T (X", "-X^T (X"])
def test_a_slip_in_it_is_found(slip):
    wrong = SLOPE.replace("X^T (X", slip)
    for order in ((LOSS, wrong, SOLUTION), (SOLUTION, LOSS, wrong)):
        assert found(displays(*order))[order.index(wrong)].status is WRONG


def test_a_symbol_of_which_another_is_made_stays_what_it_is():
    check(
        (r"z = w x + b", DEFINES),
        (r"L = (z - y)^2", DEFINES),
        (r"\frac{\partial L}{\partial z} = 2 (z - y)", HOLDS),
        (r"\frac{\partial L}{\partial w} = 2 (w x + b - y) x", HOLDS),
    )
    check((r"d = a - a", FINE), (r"\frac{\partial d}{\partial a} = 0", HOLDS))


def test_a_value_at_one_place_is_no_function():
    told = found(displays(r"V(\text{goal}) = 0", r"V(s) = 1 + V(u)"))
    assert told[-1].status is not Status.FALSE
    assert found(displays(r"V(\text{goal}) = 0", r"V(s) = 3 V(u)"))[-1].status is not HOLDS


def test_a_value_of_a_symbol_is_not_the_symbol():
    lines = [r"x = \theta - \theta^*", r"f(x) = x^2", r"\frac{df(x)}{dx} = 2 x"]
    text = displays(*lines) + "\n\nAt $\\theta = \\theta^*$ it is smallest."
    assert [one.status for one in found(text)][:3] == [DEFINES, DEFINES, HOLDS]
    wrong = text.replace("= 2 x", "= 3 x")
    assert found(wrong)[2].status is WRONG


def test_a_matrix_of_which_the_shape_is_said_may_be_symmetric():
    text = "$H \\in \\mathbb{R}^{d \\times d}$ with $H = H^T$.\n\n"
    lines = [r"f(x) = \frac{1}{2} x^T H x", r"\nabla f(x) = H x"]
    assert found(text + displays(*lines))[-1].status is HOLDS
    assert found(text + displays(*lines).replace("= H x", "= 2 H x"))[-1].status is WRONG

"""Hessians, styles, orders of limits and examples above letters, as notes write them."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_signs import read
from tests.test_notes_written import DEFINES, FINE, HOLDS, WRONG, check, displays
from verify.notes.found import Status

QUADRATIC = (
    (r"A = A^T", {HOLDS, Status.NO_CLAIM}),
    (r"f(x) = \frac{1}{2} x^T A x + b^T x", DEFINES),
)


@states("$\\nabla^2 f(x)$ is the Hessian, the slope of $\\nabla f(x)$.", page="check_mine")
def test_a_hessian_is_the_slope_of_a_gradient():
    check(*QUADRATIC, (r"\nabla^2 f(x) = A", HOLDS), (r"\nabla_x^2 f(x) = A", HOLDS))
    check(*QUADRATIC, (r"\nabla^2 f(x) = 2 A", WRONG), (r"\nabla^2_x f(x) = -A", WRONG))


def test_a_hessian_of_what_is_not_said_stays():
    assert read(r"H = \nabla^2 L") == r"H = \nabla^2 L"


@states("Colours, and braces around a sign, are passed over.", page="check_mine")
@pytest.mark.parametrize(
    ("written", "latex"),
    [
        (r"a = \color{#4CAF50}{b} \color{white} {+} c", "a = b + c"),
        (r"\mathbfit{c} = \mathbfit{W} x", r"\mathbf{c} = \mathbf{W} x"),
        (r"y = f(\mathbf{Q, K})", r"y = f(\mathbf{Q}, \mathbf{K})"),
        (r"S = \mathbf{QK^\top}", r"S = \mathbf{Q}\mathbf{K}^\top"),
        (r"x^{+} = a", r"x^{+} = a"),
    ],
)
def test_styles_print_the_same_letters(written, latex):
    assert read(written) == latex


def test_cases_may_stand_in_a_matrix_with_braces():
    step = r"A(z) = \begin{Bmatrix} z & z > 0 \\ 0 & z \leq 0 \end{Bmatrix}"
    check(
        (step, DEFINES),
        (r"A(z) = \max(0, z)", HOLDS),
        (r"A(z) = \max(1, z)", {WRONG, Status.DIFFERS}),
    )
    assert r"\begin{bmatrix}" in read(r"M = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}")


@states(
    "The limits of a sum may stand in either order, $\\sum^N_{n=1}$, and the upper one alone: "
    "$\\sum^S x_s$.",
    page="check_mine",
)
def test_limits_stand_in_any_order():
    check(
        (r"L = \sum^N_{n=1} (w x_n - t_n)^2", DEFINES),
        (r"\frac{\partial L}{\partial w} = 2 \sum^{N}_{n=1} (w x_n - t_n) x_n", HOLDS),
        (r"\frac{\partial L}{\partial w} = \sum^{N}_{n=1} (w x_n - t_n) x_n", WRONG),
    )
    check(
        (r"\mu = \frac{1}{S} \sum^{S} x_s", DEFINES),
        (r"\frac{\partial \mu}{\partial x_s} = \frac{1}{S}", HOLDS),
        (r"\frac{\partial \mu}{\partial x_s} = S", WRONG),
    )


@states("`1/2 (y - t)^2` is half of the square.", page="check_mine")
def test_a_quotient_of_numbers_multiplies_what_follows():
    check(
        (r"C = 1/2 (y - t)^2", DEFINES),
        (r"\frac{\partial C}{\partial y} = y - t", HOLDS),
        (r"\frac{\partial C}{\partial y} = 2 (y - t)", WRONG),
    )
    assert read("C = a/2 (y)") == "C = a/2 (y)"


@states(
    "Where $\\sum_n$ stands, and $t_k^n$ beside it, the $n$ above such letters counts examples.",
    page="check_mine",
)
def test_examples_may_be_counted_above_a_letter():
    check(
        (r"y_k^n = \sum_j w_{kj} x_j^n", DEFINES),
        (r"E = \frac{1}{2} \sum_n \sum_k (y_k^n - t_k^n)^2", DEFINES),
        (r"\frac{\partial E}{\partial w_{kj}} = \sum_n (y_k^n - t_k^n) x_j^n", HOLDS),
        (r"\frac{\partial E}{\partial w_{kj}} = \sum_n (y_k^n + t_k^n) x_j^n", WRONG),
    )
    check((r"p = q^n", DEFINES), (r"\frac{\partial p}{\partial q} = n q^{n-1}", HOLDS))


@states(
    "Where $a_k$ and $a_j$ may be two layers, $\\frac{\\partial a_k}{\\partial a_j}$ of a free $a$ "
    "is left open.",
    page="check_mine",
)
def test_layers_that_only_indices_tell_apart_are_left_open():
    line = r"\frac{\partial a_k}{\partial a_j} = w_{kj} (1 - \tanh^2(a_j))"
    (told,) = found(displays(line))
    assert told.status is Status.UNKNOWN
    assert told.hint.endswith("give each layer a letter of its own")


@states(
    "A bound at the end of a chain of equations, as in $x^\\top A^\\top A x = \\|A x\\|^2 \\ge 0$, "
    "is not checked, which is said.",
    page="check_mine",
)
def test_a_bound_behind_equations_is_not_checked():
    (told,) = check((r"x^T A^T A x = \|A x\|^2 \geq 0", HOLDS))
    assert told.hint == "its equations; the bound at its end is not checked"
    check((r"x^T A^T A x = 2 \|A x\|^2 \geq 0", WRONG))
    assert found(displays(r"x \geq 0"))[-1].status is not HOLDS


@states("A remark before a row, as *(by 7)*, is passed over.", page="check_mine")
def test_a_remark_before_a_row_is_passed_over():
    rows = r"\begin{align} g &= 2 x + x \\ (\text{By }7) &= 3 x \end{align}"
    check((rows, FINE))
    slip = rows.replace("3 x", "4 x")
    assert found(displays(slip))[-1].status is WRONG


def test_the_shape_below_a_matrix_is_no_subscript():
    assert read(r"W_{K \times J} = A") == "W = A"


def test_another_update_in_a_sentence_is_another_one():
    text = displays(r"\theta := \theta + \alpha x") + "\n\nElse $\\theta := \\theta - \\alpha x$."
    assert found(text)[-1].status is not WRONG


def test_the_column_of_cases_is_no_remark():
    clipped = r"f(x) = \begin{cases} 0 & x < 0 \\ x & 0 \leq x \leq 1 \\ 1 & x > 1 \end{cases}"
    check((clipped, DEFINES), (r"f(x) = \max(0, \min(1, x))", HOLDS))
    check((clipped, DEFINES), (r"f(x) = \max(0, \min(2, x))", {WRONG, Status.DIFFERS}))

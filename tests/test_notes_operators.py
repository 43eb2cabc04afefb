"""Traces, determinants and the identity, and operators without parentheses, in notes."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_written import ASSUMING, DEFINES, HOLDS, WRONG, check, displays
from verify.notes.verdicts import Status


@states(
    "The trace of a product needs no parentheses, $|A|$ is a determinant in notes that invert "
    "$A$, and $I$ beside matrices the identity.",
    page="check_mine",
)
def test_a_trace_is_that_of_the_whole_product():
    check((r"\mathrm{tr} A = \sum_{i=1}^n A_{ii}", HOLDS))
    check((r"\mathrm{tr} A B C = \operatorname{tr} C A B = \mathrm{tr} B C A", HOLDS))
    check((r"\nabla_A \mathrm{tr} A B = B^T", HOLDS))
    check((r"\nabla_A \mathrm{tr} A B A^T C = C A B + C^T A B^T", HOLDS))
    check((r"\nabla_A \mathrm{tr} A B A^T C = C A B + C A B^T", {WRONG, Status.UNKNOWN}))
    check((r"\mathrm{tr} A + c = c + \sum_i A_{ii}", HOLDS))


@pytest.mark.parametrize("slip", [r"B", r"-B^T", r"2 B^T", r"A^T"])
def test_a_wrong_slope_of_a_trace_is_found(slip):
    *_, last = found(displays(r"M = B B^T", rf"\nabla_A \mathrm{{tr}} A B = {slip}"))

    assert last.status in {WRONG, Status.UNKNOWN}


def test_bars_around_a_matrix_are_its_determinant():
    check(
        (r"\nabla_A |A| = |A| (A^{-1})^T", HOLDS),
        (r"\nabla_A \log |A| = A^{-T}", HOLDS),
        (r"\nabla_A \log |A| = -A^{-T}", WRONG),
        (r"\nabla_A \log |A| = A^{-1}", WRONG),
    )


def test_the_determinant_of_a_power_is_that_of_a_matrix():
    check((r"d = \det(B^2)", DEFINES), (r"\sqrt{d^2} = \det(B^2)", HOLDS))


def test_i_beside_matrices_is_the_identity():
    check(
        (r"\hat\theta = (X^T X + \lambda I)^{-1} X^T y", DEFINES),
        (r"(X^T X + \lambda I) \hat\theta = X^T y", HOLDS),
        (r"X^T X \hat\theta + \lambda \hat\theta = X^T y", HOLDS),
        (r"(X^T X - \lambda I) \hat\theta = X^T y", WRONG),
        (r"\frac{\partial}{\partial \mathbf{w}} (2 \mathbf{w} + \mathbf{u}) = 2 I", HOLDS),
        (r"\frac{\partial}{\partial \mathbf{w}} (2 \mathbf{w} + \mathbf{u}) = I", WRONG),
    )


def test_a_current_is_no_identity():
    check(
        (r"P = R I^2", DEFINES),
        (r"\frac{d P}{d I} = 2 R I", HOLDS),
        (r"P = 2 R I", {WRONG, Status.DIFFERS}),
    )


def test_functions_are_told_apart_by_numbers():
    check(
        (r"x_1 = f_1(W_1 x_0)", DEFINES),
        (r"\delta_1 = t \circ f'_1(W_1 x_0)", DEFINES),
        (r"\delta_1 = f_1'(W_1 x_0) \circ t", HOLDS),
    )


def test_a_number_may_be_negative_behind_a_sign():
    check(
        (r"y = 3 * -1 + x", DEFINES),
        (r"y = x - 3", HOLDS),
        (r"y = x + 3", WRONG),
        (r"z_i = 2 \cdot -c_i^2", DEFINES),
        (r"z_i = -2 c_i^2", HOLDS),
        (r"u = x \cdot -0.5", DEFINES),
    )


def test_what_is_new_may_have_a_number_below():
    check(
        (r"w_5^{+} = w_5 - \eta g", DEFINES),
        (r"w_5^+ + \eta g = w_5", HOLDS),
        (r"w_5^+ - \eta g = w_5", WRONG),
    )


def test_a_matrix_with_a_brace_holds_cases():
    brace = r"\left\{\begin{matrix} %s \end{matrix}\right."

    check(
        (r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}", DEFINES),
        (
            rf"\frac{{\partial p_i}}{{\partial z_j}} = {brace}"
            % r"p_i (1 - p_j) & i = j \\ -p_i p_j & i \neq j",
            HOLDS,
        ),
        (
            rf"\frac{{\partial p_i}}{{\partial z_j}} = {brace}"
            % r"p_i (1 - p_j) & i = j \\ p_i p_j & i \neq j",
            WRONG,
        ),
    )


def test_what_is_said_for_all_is_how_far_an_index_runs():
    check(
        (r"p_j = \frac{e^{z_j}}{\sum_{k=1}^N e^{z_k}} \qquad \forall j \in 1..N", DEFINES),
        (r"\sum_j p_j = 1", HOLDS),
    )


@states(
    "Numbers that follow one another are compared where the symbols before them have none.",
    page="check_mine",
)
def test_numbers_are_compared_with_one_another():
    check(
        (r"E = \frac{1}{2} (t - o)^2 = \frac{1}{2} (0.01 - 0.75)^2 \cdot 1 = 0.2738", ASSUMING),
        (r"o = \frac{1}{1 + e^{-n}} = \frac{1}{1 + e^{-0.3775}} = 0.593269992", ASSUMING),
        (r"n = w x + b = 0.15 * 0.05 + 0.2 * 0.1 + 0.35 = 0.3775", ASSUMING),
    )


def test_a_sum_of_numbers_that_is_wrong_is_found():
    *_, last = found(displays(r"n = w x + b = 0.15 * 0.05 + 0.2 * 0.1 + 0.35 = 0.3875"))

    assert last.status is WRONG
    assert "0.3775" in last.words


def test_the_error_of_a_neuron_is_a_symbol_of_its_own():
    check(
        (r"\delta_{o1} = -(t_{o1} - y_{o1}) y_{o1} (1 - y_{o1})", DEFINES),
        (r"g = \delta_{o1} x", DEFINES),
        (r"g = (y_{o1} - t_{o1}) y_{o1} (1 - y_{o1}) x", HOLDS),
        (r"g = (t_{o1} - y_{o1}) y_{o1} (1 - y_{o1}) x", WRONG),
    )


def test_what_a_delta_is_holds_wherever_its_subscripts_run():
    check(
        (r"\delta_{ij} = \begin{cases} 1 & i = j \\ 0 & i \ne j \end{cases}", HOLDS),
        (r"\delta_{kl} = \begin{cases} 0 & k = l \\ 1 & k \ne l \end{cases}", WRONG),
    )

"""Matrices of notes whose dots stand for rows, with what only draws them; cases in matrices."""

import pytest

from tests.states import states
from tests.test_notes_written import ANOTHER, DEFINES, HOLDS, NOTHING, WRONG, check
from verify.notes.macros import written_out
from verify.notes.matrices import with_matrices
from verify.notes.verdicts import Status

ROWS = r"\begin{bmatrix} (x^{(1)})^T \\ (x^{(2)})^T \\ \vdots \\ (x^{(m)})^T \end{bmatrix}"
PRODUCTS = (
    r"\begin{bmatrix} (x^{(1)})^T\theta \\ (x^{(2)})^T\theta \\ \vdots \\ (x^{(m)})^T\theta"
    r" \end{bmatrix}"
)


@states(
    "A matrix whose dots stand for rows, as in "
    "$\\begin{bmatrix} (x^{(1)})^\\top \\\\ \\vdots \\\\ (x^{(m)})^\\top \\end{bmatrix}$, "
    "has a row for each number from the first to the last.",
    page="check_mine",
)
def test_dots_stand_for_the_rows_of_examples():
    check(
        (rf"X = {ROWS}", DEFINES),
        (rf"X\theta = {PRODUCTS}", HOLDS),
        (rf"X\theta = {PRODUCTS.replace('theta', 'theta + 1')}", WRONG),
        (rf"X\theta = 2 {PRODUCTS}", WRONG),
    )


def test_dots_stand_for_entries_whose_slopes_follow():
    check(
        (
            r"p = \begin{bmatrix} e^{z_1} / \sum_k e^{z_k} \\ \vdots \\ e^{z_K} / \sum_k e^{z_k}"
            r" \end{bmatrix}",
            DEFINES,
        ),
        (r"\frac{\partial}{\partial z_j} \log p_i = \delta_{ij} - p_j", HOLDS),
        (r"\frac{\partial}{\partial z_j} \log p_i = \delta_{ij} - p_i", WRONG),
    )


def test_a_row_of_slopes_is_that_of_each_entry():
    slopes = (
        r"\begin{bmatrix} \frac{\partial L}{\partial w_1} & \frac{\partial L}{\partial w_2} &"
        r" \cdots & \frac{\partial L}{\partial w_n} \end{bmatrix}^T"
    )
    check(
        (r"L = \frac{1}{2} \sum_i w_i^2", DEFINES),
        (rf"\nabla_w L = {slopes}", HOLDS),
        (rf"2 \nabla_w L = {slopes}", WRONG),
    )


JACOBIAN = (
    r"\begin{bmatrix} \frac{\partial y_1}{\partial x_1} & \cdots &"
    r" \frac{\partial y_1}{\partial x_n} \\ \vdots & \ddots & \vdots \\"
    r" \frac{\partial y_m}{\partial x_1} & \cdots &"
    r" \frac{\partial y_m}{\partial x_n} \end{bmatrix}"
)
TURNED = (
    r"\begin{bmatrix} \frac{\partial y_1}{\partial x_1} & ... & \frac{\partial y_m}{\partial x_1}"
    r" \\ \vdots & \ddots & \vdots \\ \frac{\partial y_1}{\partial x_n} & .... &"
    r" \frac{\partial y_m}{\partial x_n} \end{bmatrix}"
)
SLOPES = (
    r"\begin{bmatrix} \frac{\partial l}{\partial y_1} \\ ... \\ \frac{\partial l}{\partial y_m}"
    r" \end{bmatrix}"
)


def test_dots_stand_for_the_rows_and_columns_of_a_jacobian():
    check(
        (r"y = A x", DEFINES),
        (rf"{JACOBIAN} = A", HOLDS),
        (rf"{JACOBIAN} = 2 A", WRONG),
        (rf"{TURNED} = A^T", HOLDS),
        (rf"{JACOBIAN} = A^T", WRONG),
        (r"l = \frac{1}{2} \sum_i y_i^2", DEFINES),
        (rf"\frac{{\partial l}}{{\partial x}} = {TURNED} {SLOPES} = A^T y", HOLDS),
        (rf"\frac{{\partial l}}{{\partial x}} = {JACOBIAN} {SLOPES}", Status.UNKNOWN),
    )


DIAGONAL = r"\begin{pmatrix} f'(z_1) & & 0 \\ & \ddots & \\ 0 & & f'(z_n) \end{pmatrix}"


def test_dots_on_the_diagonal_stand_for_its_entries():
    check(
        (r"f(x) = x^3", DEFINES),
        (r"a_i = f(z_i)", DEFINES),
        (rf"\frac{{\partial a}}{{\partial z}} = {DIAGONAL}", HOLDS),
        (rf"\frac{{\partial a}}{{\partial z}} = 2 {DIAGONAL}", WRONG),
    )


@pytest.mark.parametrize(
    "rows",
    [
        r"a & & 1 \\ & \ddots & \\ 0 & & b",
        r"z_1 & & w \\ & \ddots & \\ 0 & & z_n",
        r"z_1 & & 0 \\ & \ddots & \\ 0 & & w_n",
        r"z_1 & \cdots & z_n \\ \vdots & \ddots & \vdots \\ z_1 & z_2 & z_n",
    ],
)
def test_other_matrices_with_dots_are_not_guessed(rows):
    check((rf"Y = \begin{{bmatrix}} {rows} \end{{bmatrix}}", Status.UNKNOWN))


@pytest.mark.parametrize(
    "rows",
    [
        r"1 \\ 0 \\ \vdots \\ 0",
        r"z_1 \\ z_3 \\ \vdots \\ z_n",
        r"b \\ z_1 \\ z_2 \\ \vdots \\ z_n",
        r"1 \\ z_1 \\ \vdots \\ z_n",
        r"z_1 \\ \vdots \\ w_n",
        r"\vdots \\ z_n",
        r"z_1 \\ \vdots",
    ],
)
def test_what_dots_leave_out_is_not_guessed(rows):
    check((rf"y = \begin{{bmatrix}} {rows} \end{{bmatrix}}", Status.UNKNOWN))


@states("Dashes at both ends of a row only draw it.", page="check_mine")
@pytest.mark.parametrize(
    "line", ["-", r"\text{---}", r"\longleftarrow", r"\rule[.5ex]{2.5em}{0.4pt}", "—"]
)
def test_dashes_only_draw_a_row(line):
    drawn = (
        rf"X = \begin{{bmatrix}} {line} & (x^{{(1)}})^T & {line} \\ & \vdots & \\"
        rf" {line} & (x^{{(m)}})^T & {line} \end{{bmatrix}}"
    )
    check((drawn, DEFINES), (rf"X\theta = {PRODUCTS}", HOLDS))


def test_a_minus_in_a_matrix_is_none_of_these_dashes():
    sums = r"A \begin{bmatrix} 1 \\ 1 \end{bmatrix}"
    check(
        (r"A = \begin{bmatrix} -a & b \\ - b & a \end{bmatrix}", DEFINES),
        (rf"{sums} = \begin{{bmatrix}} b - a \\ a - b \end{{bmatrix}}", HOLDS),
        (rf"{sums} = \begin{{bmatrix}} b + a \\ a - b \end{{bmatrix}}", WRONG),
    )


CASES = [
    r"\left\{ \begin{aligned} 0, \quad if z \leqslant 0 \\ z, \quad if z > 0 \end{aligned} \right.",
    r"\left\{ \begin{array}{ll} 0 & \text{for } z \le 0 \\ z & otherwise \end{array} \right.",
    r"\left\{ \begin{array}{} 0 , z \leq 0, \\ z , z > 0. \end{array} \right.",
    r"\left\{ \begin{matrix} 0 & z \leq 0 \\ z & z > 0 \end{matrix} \right.",
]


@states(
    "Cases may stand in `array` or `aligned` behind a brace, and a comma or `if` may stand for the "
    "column of their conditions.",
    page="check_mine",
)
@pytest.mark.parametrize("cases", CASES)
def test_cases_stand_behind_a_brace(cases):
    check(
        (f"f(z) = {cases}", DEFINES),
        (r"f(z) = \max(0, z)", HOLDS),
        (r"f(z) = \min(0, z)", ANOTHER),
    )


def test_equations_behind_a_brace_are_no_cases():
    check(
        (r"\left\{ \begin{aligned} a &= x + 1 \\ b &= 2 x \end{aligned} \right.", DEFINES),
        (r"2 a - b = 2", HOLDS),
        (r"2 a - b = 3", WRONG),
    )


def test_a_word_below_a_matrix_is_its_name():
    formula = written_out(r"v = \begin{bmatrix} a \\ b \end{bmatrix}_{gradient}", {})

    assert with_matrices(formula).text == r"v = \begin{bmatrix} a \\ b \end{bmatrix}"


def test_an_index_below_a_matrix_stays():
    text = r"v_i = \begin{bmatrix} a \\ b \end{bmatrix}_{i}"

    assert with_matrices(written_out(text, {})).text == text


@states(
    "Behind a line of several, as in `\\text{if } i = j`, it is about this line alone.",
    page="check_mine",
)
def test_a_condition_is_about_its_own_line():
    lines = (
        r"\begin{align} & \frac{\partial p_i}{\partial z_j} = p_i (1 - p_j) & \text{for } j = i \\"
        r" & \frac{\partial p_i}{\partial z_j} = - p_i p_j & \qquad \text{for } j \ne i \end{align}"
    )
    exchanged = lines.replace("j = i", "j # i").replace(r"j \ne i", "j = i").replace("#", r"\ne")
    check(
        (r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}", DEFINES),
        (lines, HOLDS),
        (exchanged, WRONG),
        (r"\frac{\partial p_i}{\partial z_j} = p_i \qquad \text{for } j = 0", Status.UNKNOWN),
    )


def test_a_line_without_a_condition_is_about_all_places():
    check(
        (r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}", DEFINES),
        (
            r"\begin{align} & \frac{\partial p_i}{\partial z_j} = p_i (1 - p_j) & \text{for } j = i"
            r" \\ & \frac{\partial p_i}{\partial z_j} = p_i (1 - p_j) \end{align}",
            WRONG,
        ),
    )


def test_a_row_of_dots_says_nothing():
    check((r"a = 2 b \\ ... \\ c = 3 b", DEFINES), (r"a + c = 5 b", HOLDS))


def test_words_at_a_bar_name_no_place():
    check(
        (r"l = f(z)", DEFINES),
        (r"z = w x", DEFINES),
        (
            r"\frac{\partial l}{\partial w} = \frac{\partial z}{\partial w}|_{forward pass}"
            r" \cdot \frac{\partial l}{\partial z}|_{backward pass}",
            HOLDS,
        ),
    )


@states(
    "`w5` is $w_5$, `dW1` is `dW_1`, `f^{'}` is $f'$, and `decay \\_ rate` one symbol.",
    page="check_mine",
)
def test_names_are_read_as_they_are_meant():
    check(
        (r"learning \_ rate = a * decay \_ rate^{2}", DEFINES),
        (r"\sqrt{\frac{learning \_ rate}{a}} = |decay \_ rate|", {HOLDS, Status.ASSUMING}),
        (r"E = (w_5 - 1)^2", DEFINES),
        (r"\frac{\partial E}{\partial w5} = 2 (w_5 - 1)", HOLDS),
        (r"\frac{\partial E}{\partial w5} = w_5 - 1", WRONG),
        (r"g(z) = z^3", DEFINES),
        (r"g^{'}(z) = 3 z^2", HOLDS),
        (r"g^{'}(z) = 2 z^2", WRONG),
    )


def test_entries_of_a_layer_are_counted_below_it():
    check(
        (r"a_1^{(2)} = f(W_{11}^{(1)} x_1 + W_{12}^{(1)} x_2 + b_1^{( 1)})", DEFINES),
        (r"a_2^{(2)} = f(W_{21}^{(1)} x_1 + W_{22}^{(1)} x_2 + b_2^{(1)})", DEFINES),
        (
            r"h_{W,b}(x) = a_1^{(3)} = f(W_{11}^{(2)} a_1^{(2)} + W_{12}^{(2)} a_2^ {(2)}"
            r" + b_1^{(2)})",
            DEFINES,
        ),
    )


def test_a_line_without_an_equation_states_none():
    check((r"\begin{bmatrix} a \\ b \end{bmatrix}", NOTHING))


def test_a_network_may_be_written_as_its_code_is():
    told = check(
        (r"Z1 = W1 X + b1", DEFINES),
        (r"A1 = \tanh(Z1)", DEFINES),
        (r"Z2 = W2 A1 + b2", DEFINES),
        (r"J = \frac{1}{2} \|Z2 - Y\|^2", DEFINES),
        (r"dZ2 = Z2 - Y", DEFINES),
        (r"dW2 = dZ2 A1^T", DEFINES),
        (r"dZ1 = W2^T dZ2 * (1 - A1^2)", DEFINES),
        (r"dW1 = dZ1 X^T", DEFINES),
    )
    assert [one.hint for one in told[4:]] == [
        f"which is ∂J/∂{name}" for name in ("Z_2", "W_2", "Z_1", "W_1")
    ]


def test_a_slip_in_a_network_that_is_written_as_code_is_told():
    told = check(
        (r"Z1 = W1 X + b1", DEFINES),
        (r"A1 = \tanh(Z1)", DEFINES),
        (r"J = \frac{1}{2} \|A1 - Y\|^2", DEFINES),
        (r"dZ1 = (A1 - Y) * (1 + A1^2)", DEFINES),
    )
    assert told[-1].hint == "which is not ∂J/∂Z_1"


def test_columns_below_one_another_are_no_matrix():
    check(
        (r"u = A^T x^{(1)}", {DEFINES, Status.UNKNOWN}),
        (
            r"X = \begin{bmatrix} A x^{(1)} \\ A x^{(2)} \\ \vdots \\ A x^{(m)} \end{bmatrix}",
            {Status.UNKNOWN},
        ),
    )

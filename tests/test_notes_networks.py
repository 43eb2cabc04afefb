"""Whole networks as notes write them: weights that are told apart by numbers, vectors as rows."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_written import ASSUMING, DEFINES, HOLDS, NOTHING, WRONG, check, displays
from verify.notes.verdicts import Status

OPEN = Status.UNKNOWN
FINE = {DEFINES, HOLDS}


@states(
    "$W_1$ and $W_2$ are matrices of their own in notes that have a transpose, "
    "$\\odot$ or a softmax, with $b_1$ that is added and $h_1$ that is defined; in "
    "others they are numbers.",
    page="check_mine",
)
def test_numbers_below_capitals_tell_matrices_apart():
    check(
        (r"z_1 = W_1 x + b_1", DEFINES),
        (r"h = \sigma(z_1)", DEFINES),
        (r"z_2 = W_2 h + b_2", DEFINES),
        (r"y = \mathrm{softmax}(z_2)", DEFINES),
        (r"L = -\sum_k t_k \log y_k", DEFINES),
        (r"\frac{\partial L}{\partial z_2} = y - t", ASSUMING),
        (r"\frac{\partial L}{\partial W_2} = (y - t) h^T", ASSUMING),
        (r"\frac{\partial L}{\partial W_2} = (t - y) h^T", WRONG),
        (r"\frac{\partial L}{\partial W_2} = h (y - t)^T", OPEN),
    )


def test_a_batch_stands_before_its_weights():
    check(
        (r"Z_1 = X W_1 + b_1", DEFINES),
        (r"A_1 = \max(0, Z_1)", DEFINES),
        (r"Z_2 = A_1 W_2 + b_2", DEFINES),
        (r"\hat{Y} = \mathrm{softmax}(Z_2)", DEFINES),
        (r"L = -\frac{1}{N} \sum_n \sum_k Y_{nk} \log \hat{Y}_{nk}", DEFINES),
        (r"\frac{\partial L}{\partial Z_2} = \frac{1}{N} (\hat{Y} - Y)", ASSUMING),
        (r"\frac{\partial L}{\partial W_2} = A_1^T \frac{\partial L}{\partial Z_2}", HOLDS),
        (r"\frac{\partial L}{\partial Z_2} = \hat{Y} - Y", WRONG),
    )


def test_numbers_stay_numbers_where_nothing_is_an_array():
    check(
        (r"h = \tanh(W_1 x + b_1)", DEFINES),
        (r"y = W_2 h + b_2", DEFINES),
        (r"\frac{\partial y}{\partial x} = W_1 W_2 (1 - h^2)", HOLDS),
        (r"\frac{\partial y}{\partial x} = W_1 W_2 (1 - h)", WRONG),
    )


def test_features_with_numbers_are_no_weights():
    check(
        (r"y = \beta_0 + \beta_1 X_1 + \beta_2 X_2", DEFINES),
        (r"\frac{\partial y}{\partial X_1} = \beta_1", HOLDS),
        (r"a = v^T v", DEFINES),
    )


@states(
    "A vector that stands before its weights, as in $x W + b$, is a row, and $x^\\top$ "
    "then is a column.",
    page="check_mine",
)
def test_a_vector_before_its_weights_is_a_row():
    check(
        (r"z = xW + b", DEFINES),
        (r"p = \mathrm{softmax}(z)", DEFINES),
        (r"L = -\sum_k t_k \log p_k", DEFINES),
        (r"\frac{\partial L}{\partial x} = (p - t) W^T", ASSUMING),
        (r"\frac{\partial L}{\partial W} = x^T (p - t)", ASSUMING),
        (r"\frac{\partial L}{\partial W} = x^T (t - p)", WRONG),
    )
    check(
        (r"z = x W", DEFINES),
        (r"L = \frac12 \|z\|^2", DEFINES),
        (r"\frac{\partial L}{\partial W} = x^T z", HOLDS),
        (r"\frac{\partial L}{\partial W} = z^T x", WRONG),
    )


def test_a_vector_is_a_column_where_weights_stand_before_it():
    check(
        (r"z = W x", DEFINES),
        (r"L = \frac12 \|z\|^2", DEFINES),
        (r"\frac{\partial L}{\partial W} = z x^T", HOLDS),
        (r"\frac{\partial L}{\partial W} = x^T z", {OPEN, WRONG}),
    )


@states(
    "$\\frac{\\partial L}{\\partial z} = p - y = \\delta$ says what $\\delta$ is.",
    page="check_mine",
)
def test_a_slope_gets_its_name_at_the_end_of_a_line():
    check(
        (r"z = w x + b", DEFINES),
        (r"L = (z - t)^2", DEFINES),
        (r"\frac{\partial L}{\partial z} = 2 (z - t) = \delta", HOLDS),
        (r"\frac{\partial L}{\partial w} = \delta x", HOLDS),
        (r"\frac{\partial L}{\partial w} = -\delta x", WRONG),
    )


@states(
    "$S = S^\\top$ says that $S$ is symmetric, and $H^2$ of a matrix is $H H$.",
    page="check_mine",
)
def test_what_notes_say_of_a_matrix_is_declared():
    check(
        (r"S = S^T", HOLDS),
        (r"x^T S y = y^T S x", HOLDS),
        (r"x^T S y = y^T x", WRONG),
    )
    check((r"C = B B^T B", DEFINES), (r"C = C^T", WRONG))


def test_a_square_matrix_has_powers():
    check(
        (r"H = X (X^T X)^{-1} X^T", DEFINES),
        (r"H^2 = H", HOLDS),
        (r"H^2 = 2 H", WRONG),
    )


@states(
    "A line that sets something to 0 is a condition, and what may follow from it alone "
    "is left open.",
    page="check_mine",
)
def test_a_condition_may_bring_about_what_follows():
    check(
        (r"L(w, \lambda) = -w^T S w + \lambda (w^T M w - 1)", DEFINES),
        (r"S = S^T", HOLDS),
        (r"M = M^T", HOLDS),
        (r"\frac{\partial L}{\partial w} = -2 S w + 2 \lambda M w", HOLDS),
        (r"-2 S w + 2 \lambda M w = 0", NOTHING),
        (r"S w = \lambda M w", OPEN),
    )


def test_a_share_of_itself_is_an_update():
    *_, last = check((r"g = \frac{g}{m}", DEFINES))

    assert "update of g" in last.hint


def test_a_sum_that_ends_early_is_no_slip():
    *_, last = check(
        (r"y = (0, 0, 1, 0)", DEFINES),
        (r"s = \sum_{j=1}^{n} x_j + z_1 + z_2", DEFINES),
        (r"\sum_{j=1}^{n} z_j = z_1 + z_2 + z_3", OPEN),
    )

    assert last.hint == "the sum runs to n = 2, and z has 3 entries there: declare n and z"


@states(
    "Where several letters have a 0 or a 1 above them, as $a^0$ and $w^1$, the numbers "
    "above letters count layers; $k$ counts them where $W^{(k)}$ and $h^{(k-1)}$ "
    "stand, and $n_l$ is the last.",
    page="check_mine",
)
def test_several_letters_with_0_or_1_above_are_layers():
    check(
        (r"z^0 = w^0 a^0 + b^0", DEFINES),
        (r"a^1 = \tanh(z^0)", DEFINES),
        (r"z^1 = w^1 a^1 + b^1", DEFINES),
        (r"\frac{\partial z^1}{\partial a^1} = w^1", HOLDS),
        (r"\frac{\partial z^1}{\partial z^0} = w^1 (1 - (a^1)^2)", HOLDS),
        (r"\frac{\partial z^1}{\partial z^0} = w^0 (1 - (a^1)^2)", WRONG),
    )
    check((r"f(x) = x^1 + x^2", DEFINES), (r"f(2) = 6", HOLDS), (r"f(2) = 5", WRONG))


def test_an_orthogonal_matrix_is_a_condition():
    check(
        (r"A = W S W^T", DEFINES),
        (r"W^T = W^{-1}", NOTHING),
        (r"W^T A W = S", OPEN),
    )


def test_spellings_of_programs_and_pages():
    check(
        (r"g(x) = \frac{1}{1 + e^{-x}}", DEFINES),
        (r"g\prime(x) = g(x) (1 - g(x))", HOLDS),
        (r"g\prime(x) = g(x) (1 + g(x))", WRONG),
        (r"\because g(0) = \frac12", HOLDS),
        (r"\because g(0) = \frac13", WRONG),
    )
    check(
        (r"C = A \cdot * B", DEFINES),
        (r"\frac{\partial C_{ij}}{\partial A_{ij}} = B_{ij}", HOLDS),
        (r"s = np.sum(A, axis=1, keepdims=True)", DEFINES),
        (r"s_i = \sum_j A_{ij}", HOLDS),
        (r"s_i = \sum_j A_{ji}", {WRONG, OPEN}),
    )
    check(
        (
            r"\begin{aligned} Z &= W X + b \\ (4 \times m) &= (4 \times 2)(2 \times m)"
            r" \end{aligned}",
            DEFINES,
        ),
        (
            r"X = \begin{bmatrix} \vert & & \vert \\ x^{(1)} & \dots & x^{(m)} \\ \vert & & \vert"
            r" \end{bmatrix}",
            OPEN,
        ),
        (
            r"h = \begin{cases} 0 & \text{with probability } p \\ x & \text{otherwise} \end{cases}",
            OPEN,
        ),
    )


NETWORK = (
    (r"Z^{[1]} = W^{[1]} X + b^{[1]}", ""),
    (r"A^{[1]} = \tanh(Z^{[1]})", ""),
    (r"Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}", ""),
    (r"A^{[2]} = \sigma(Z^{[2]})", ""),
    (r"\sigma(z) = \frac{1}{1 + e^{-z}}", ""),
    (
        r"J = -\frac{1}{m} \sum_{i=1}^m \sum_k"
        r" (Y_{ki} \log A^{[2]}_{ki} + (1 - Y_{ki}) \log(1 - A^{[2]}_{ki}))",
        "",
    ),
    (r"dZ^{[2]} = A^{[2]} - Y", "which is m times ∂J/∂Z2"),
    (r"dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}", "which is ∂J/∂W2"),
    (r"db^{[2]} = \frac{1}{m} np.sum(dZ^{[2]}, axis=1, keepdims=True)", "which is ∂J/∂b2"),
    (r"dZ^{[1]} = W^{[2]T} dZ^{[2]} * (1 - (A^{[1]})^2)", "which is m times ∂J/∂Z1"),
    (r"dW^{[1]} = \frac{1}{m} dZ^{[1]} X^T", "which is ∂J/∂W1"),
)


@states(
    "Where $dW$ is defined and the notes have a loss $L$ or $J$, the line says whether "
    "it is $\\frac{\\partial L}{\\partial W}$, how many times it is that, or that it "
    "is not.",
    page="check_mine",
)
@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        ("", "", 0, ""),
        (r"= \frac{1}{m} dZ^{[2]} A", r"= dZ^{[2]} A", 7, "which is m times ∂J/∂W2"),
        (r"= A^{[2]} - Y", r"= Y - A^{[2]}", 6, "which is −m times ∂J/∂Z2"),
        (r"1 - (A^{[1]})^2", r"1 + (A^{[1]})^2", 9, "which is not ∂J/∂Z1"),
    ],
)
def test_a_symbol_dw_says_whether_it_is_the_slope_of_the_loss(old, new, at, told):
    lines = [line.replace(old, new) if old else line for line, _ in NETWORK]
    hints = [one.hint for one in found(displays(*lines))]

    if not old:
        assert hints == [hint for _, hint in NETWORK]
    assert hints[at] == told


def test_a_square_beside_a_number_is_that_of_each_entry():
    check(
        (r"h = \tanh(W_1 x + b_1)", DEFINES),
        (r"y = W_2 h + b_2", DEFINES),
        (r"L = \frac12 \|y - t\|^2", DEFINES),
        (r"\frac{\partial L}{\partial b_1} = W_2^T (y - t) \odot (1 - h^2)", HOLDS),
        (r"\frac{\partial L}{\partial b_1} = W_2^T (y - t) \odot (1 - h)", WRONG),
        (r"\frac{\partial L}{\partial b_1} = W_2^T (y - t) \odot (1 + h^2)", WRONG),
    )


def test_updates_of_layers_as_a_course_writes_them():
    check(
        (
            r"\begin{cases} v_{dW^{[l]}} = \beta v_{dW^{[l]}} + (1 - \beta) dW^{[l]} \\"
            r" W^{[l]} = W^{[l]} - \alpha v_{dW^{[l]}} \end{cases}",
            DEFINES,
        ),
    )
    check((r"x /= \sigma", DEFINES))
    check((r"p = \tanh(z)", DEFINES), (r"p = p (1 - p)", OPEN))
    check(
        (r"s = \frac{1}{m} \sum_{i=1}^m x^{(i)2}", DEFINES),
        (r"m s = \sum_{i=1}^m (x^{(i)})^2", HOLDS),
        (r"m s = \sum_{i=1}^m x^{(i)}", WRONG),
    )


@states(
    "A sum to $s_l$ or $n^{[l]}$ runs over all entries of a layer.",
    page="check_mine",
)
def test_the_last_layer_may_be_n_l_and_sums_may_end_at_the_size_of_one():
    check(
        (r"z^{(2)} = W^{(1)} x + b^{(1)}", DEFINES),
        (r"a^{(2)} = \tanh(z^{(2)})", DEFINES),
        (r"z^{(3)} = W^{(2)} a^{(2)} + b^{(2)}", DEFINES),
        (r"J = \frac{1}{2} \| z^{(3)} - y \|^2", DEFINES),
        (r"\delta^{(n_l)}_i = \frac{\partial J}{\partial z^{(n_l)}_i} = z^{(n_l)}_i - y_i", HOLDS),
        (
            r"\delta^{(2)}_i = (\sum_{j=1}^{s_{3}} W^{(2)}_{ji} \delta^{(3)}_j)"
            r" (1 - (a^{(2)}_i)^2)",
            FINE,
        ),
        (r"\frac{\partial J}{\partial b^{(1)}_i} = \delta^{(2)}_i", HOLDS),
        (r"\frac{\partial J}{\partial b^{(1)}_i} = -\delta^{(2)}_i", WRONG),
        (r"R = \sum_{l=1}^{2} \sum_{i=1}^{s_l} \sum_{j=1}^{s_{l+1}} (W^{(l)}_{ji})^2", DEFINES),
        (r"\frac{\partial R}{\partial W^{(1)}_{ij}} = 2 W^{(1)}_{ij}", HOLDS),
        (r"\frac{\partial R}{\partial W^{(1)}_{ij}} = W^{(1)}_{ij}", WRONG),
    )


def test_the_letter_k_counts_layers_where_weights_have_it():
    check(
        (r"\mathbf{h}^{(0)} = \mathbf{x}", DEFINES),
        (r"\mathbf{a}^{(k)} = \mathbf{b}^{(k)} + \mathbf{W}^{(k)} \mathbf{h}^{(k-1)}", DEFINES),
        (r"\mathbf{h}^{(k)} = \tanh(\mathbf{a}^{(k)})", DEFINES),
        (r"J = \frac12 \|\mathbf{h}^{(l)} - \mathbf{y}\|^2", DEFINES),
        (r"\nabla_{\mathbf{b}^{(k)}} J = \nabla_{\mathbf{a}^{(k)}} J", HOLDS),
        (r"\nabla_{\mathbf{b}^{(k)}} J = -\nabla_{\mathbf{a}^{(k)}} J", WRONG),
        (
            r"\mathbf{g} \leftarrow \nabla_{\mathbf{h}^{(k-1)}} J"
            r" = \mathbf{W}^{(k)\top} \mathbf{g}",
            DEFINES,
        ),
    )


def test_a_size_that_stands_elsewhere_too_is_no_whole_layer():
    *_, last = check(
        (r"s = \sum_i x_i", DEFINES),
        (r"m = \frac{1}{n_1} \sum_{i=1}^{n_1} x_i", OPEN),
    )

    assert "n_1" in last.hint


def test_the_letter_k_counts_steps_where_weights_change():
    check(
        (r"W^{(k+1)} = W^{(k)} - \eta G", DEFINES),
        (r"W^{(k+1)} - W^{(k)} = -\eta G", HOLDS),
        (r"W^{(k+1)} - W^{(k)} = \eta G", WRONG),
    )


LAYERS = (
    (r"a^l_j = \sigma\left(\sum_k w^l_{jk} a^{l-1}_k + b^l_j\right)", FINE),
    (r"a^l = \sigma(w^l a^{l-1} + b^l)", FINE),
    (r"z^l \equiv w^l a^{l-1} + b^l", DEFINES),
    (r"C = \frac12 \|y - a^L\|^2", DEFINES),
    (r"\delta^l_j \equiv \frac{\partial C}{\partial z^l_j}", DEFINES),
)


@states(
    "Where $q = x + y$ and $f = (x + y) z$, $\\frac{\\partial f}{\\partial q}$ is that of $q z$.",
    page="check_mine",
)
def test_an_activation_is_one_of_what_its_argument_is_called():
    check(
        *LAYERS,
        (r"\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j)", HOLDS),
        (r"\delta^L = \nabla_a C \odot \sigma'(z^L)", HOLDS),
        (r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)", HOLDS),
        (r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j", HOLDS),
        (r"\frac{\partial z^{l+1}_k}{\partial z^l_j} = w^{l+1}_{kj} \sigma'(z^l_j)", HOLDS),
    )


@pytest.mark.parametrize(
    "slip",
    [
        r"\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(a^L_j)",
        r"\delta^L = -\nabla_a C \odot \sigma'(z^L)",
        r"\frac{\partial C}{\partial w^l_{jk}} = a^l_k \delta^l_j",
        r"\frac{\partial z^{l+1}_k}{\partial z^l_j} = w^{l+1}_{jk} \sigma'(z^l_j)",
    ],
)
def test_a_slip_in_a_well_known_chapter_is_found(slip):
    *_, last = found(displays(*(line for line, _ in LAYERS), slip))

    assert last.status in {WRONG, OPEN, Status.DOUBTFUL, Status.DIFFERS}
    assert last.status is not OPEN or "shapes" in last.hint or "runs" in last.hint

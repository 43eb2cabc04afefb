r"""What authors write otherwise than the book, each read, and each with a slip that is found."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_written import ASSUMING, DEFINES, HOLDS, WRONG, check, displays
from verify.notes.verdicts import Status

UNKNOWN = Status.UNKNOWN


@states(
    "A word that stands alone on a left side is a symbol, as in `net = w x + b`, "
    "unless its letters are symbols as well.",
    page="check_mine",
)
def test_a_word_on_the_left_is_a_symbol():
    check(
        ("net = w x + b", DEFINES),
        (r"out = \frac{1}{1 + e^{-net}}", DEFINES),
        (r"\frac{\partial out}{\partial net} = out (1 - out)", HOLDS),
        (r"\frac{\partial out}{\partial net} = out (1 + out)", WRONG),
        (r"MSE = \frac{1}{N} \sum_{i=1}^N (y_i - t_i)^2", DEFINES),
        (r"MSE = \frac{1}{N} \lVert y - t \rVert^2", HOLDS),
        (r"MSE = \frac{1}{N} \lVert y + t \rVert^2", WRONG),
    )


def test_a_product_of_symbols_is_no_word():
    check(("ABC = (AB) C", HOLDS), ("ABC = (AB) A", WRONG))


def test_counts_of_what_is_classified_are_words():
    check(
        (r"P = \frac{TP}{TP + FP}", DEFINES),
        (r"R = \frac{TP}{TP + FN}", DEFINES),
        (r"\frac{2 P R}{P + R} = \frac{2 TP}{2 TP + FP + FN}", HOLDS),
        (r"\frac{2 P R}{P + R} = \frac{TP}{TP + FP + FN}", WRONG),
    )


@states(
    "The range of an index behind a line is passed over, $\\quad i = 1, \\dots, n$.",
    page="check_mine",
)
@pytest.mark.parametrize(
    "behind",
    [
        r", \quad i = 1, \dots, n",
        r", \qquad i = 1, 2, \ldots, n.",
        r" \quad \forall i \in \{1, \dots, n\}",
        r" \quad \text{for } i = 1, \dots, n",
        r",\ i=1,...,n",
    ],
)
def test_the_range_of_an_index_may_stand_behind_a_line(behind):
    check(
        (rf"z_i = \sum_j w_{{ij}} x_j{behind}", DEFINES),
        (rf"\frac{{\partial z_i}}{{\partial x_k}} = w_{{ik}}{behind}", HOLDS),
        (rf"\frac{{\partial z_i}}{{\partial x_k}} = w_{{ki}}{behind}", WRONG),
    )


@pytest.mark.parametrize(
    "behind", [r", \quad \ell = 1, \dots, L", r" \quad \text{for } \ell = 1, 2, \dots, L"]
)
def test_the_range_of_layers_may_stand_behind_a_line(behind):
    line = r"h^{(\ell)} = f^{(\ell)}\!\big(W^{(\ell)} h^{(\ell-1)}\big)"
    (one,) = found(displays(line + behind))

    assert one.status is DEFINES


@states(
    "A display that begins with an equals sign goes on with the display before it.",
    page="check_mine",
)
def test_a_chain_may_go_on_in_the_next_display():
    check(
        (r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}", DEFINES),
        (
            r"\frac{\partial p_i}{\partial z_j} = \delta_{ij} \frac{e^{z_i}}{\sum_k e^{z_k}} - p_i p_j",  # noqa: E501
            HOLDS,
        ),
        (r"= p_i \delta_{ij} - p_i p_j", HOLDS),
        (r"= p_i (\delta_{ij} - p_j)", HOLDS),
        (r"= p_i (\delta_{ij} + p_j)", WRONG),
    )


def test_a_display_that_goes_on_is_placed_where_it_stands():
    *_, last = found(displays("y = x^2 + x", "= x (x - 1)"))

    assert last.status is WRONG and last.words.startswith("notes.md:3:6:")


@states("$v_{t+1,i}$ is the entry $i$ at the next step.", page="check_mine")
def test_steps_may_be_those_of_one_entry():
    check(
        (r"v_{t+1,i} = \mu v_{t,i} - \eta g_{t,i}", DEFINES),
        (r"w_{t+1,i} = w_{t,i} + v_{t+1,i}", DEFINES),
        (r"w_{t+1,i} = w_{t,i} + \mu v_{t,i} - \eta g_{t,i}", HOLDS),
        (r"w_{t+1,i} = w_{t,i} + \mu v_{t,i} + \eta g_{t,i}", WRONG),
    )


@states("$w^{new}$ is what an update makes of $w$, which $w^{old}$ is.", page="check_mine")
def test_new_and_old_may_stand_above():
    check(
        (r"E = (w x - t)^2", DEFINES),
        (r"w^{new} = w^{old} - \eta \frac{\partial E}{\partial w}", DEFINES),
        (r"w^{\text{new}} = w - 2 \eta x (w x - t)", HOLDS),
        (r"w^{\text{new}} = w + 2 \eta x (w x - t)", WRONG),
    )


@states(
    "A sum from 0 is one over all entries, as in $\\sum_{j=0}^d w_j x_j = w^\\top x$.",
    page="check_mine",
)
def test_a_sum_from_0_is_over_all_entries():
    check(
        (r"h = \sum_{j=0}^d w_j x_j", DEFINES),
        (r"h = w^\top x", HOLDS),
        (r"\frac{\partial h}{\partial w_j} = x_j", HOLDS),
        (r"\frac{\partial h}{\partial w_j} = w_j", WRONG),
    )


def test_powers_from_0_are_no_entries():
    check(
        (r"f = \sum_{j=0}^2 x^j", DEFINES),
        ("f = 1 + x + x^2", HOLDS),
        ("f = x + x^2", Status.DIFFERS),
    )


@states(
    "A slope is that of the whole product where it starts with a number or a transposed vector, "
    "as in $\\frac{d}{dx} x^\\top A x$.",
    page="check_mine",
)
def test_a_slope_may_be_that_of_a_product():
    check(
        (r"\frac{\partial}{\partial x} x^T A x = (A + A^T) x", HOLDS),
        (r"\frac{\partial}{\partial x} x^T A x = (A - A^T) x", WRONG),
        (
            r"\nabla_w \frac{1}{2m} \lVert X w - y \rVert^2 = \frac{1}{m} X^T (X w - y)",
            HOLDS,
        ),
        (
            r"\nabla_w \frac{1}{2m} \lVert X w - y \rVert^2 = \frac{1}{m} X^T (X w + y)",
            WRONG,
        ),
        (r"\frac{d}{dz} \frac{1}{2} z^2 + z = 2 z", HOLDS),  # which ends before a sign
    )


def test_a_function_without_its_arguments_is_its_value_with_a_label_too():
    check(
        (r"E_{in}(w) = \frac{1}{N} \sum_{n=1}^{N} (w^\top x_n - y_n)^2", DEFINES),
        (r"E_{in} = \frac{1}{N} \lVert X w - y \rVert^2", ASSUMING),
        (
            r"\frac{\partial E_{in}}{\partial w} = \frac{2}{N} \sum_{n=1}^{N} (w^\top x_n - y_n) x_n",  # noqa: E501
            HOLDS,
        ),
        (
            r"\frac{\partial E_{in}}{\partial w} = \frac{1}{N} \sum_{n=1}^{N} (w^\top x_n - y_n) x_n",  # noqa: E501
            WRONG,
        ),
    )


def test_a_bold_vector_has_plain_entries():
    told = check(
        (r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}", DEFINES),
        (r"L = -\sum_k y_k \log p_k", DEFINES),
        (r"\frac{\partial L}{\partial z_k} = p_k - y_k", ASSUMING),
        (r"\frac{\partial L}{\partial z_k} = p_k + y_k", WRONG),
        before="Let $\\mathbf{y}$ be one-hot.\n\n",
    )

    assert told[2].hint.startswith("if y sums to one")


@states(
    "A symbol may be defined anew; what holds with the old meaning alone says so.",
    page="check_mine",
)
def test_what_holds_with_an_earlier_meaning_says_with_which():
    told = check(
        ("L = (w x - y)^2", DEFINES),
        (r"L = (w x - y)^2 + \lambda w^2", Status.DIFFERS),
        (r"\frac{\partial L}{\partial w} = 2 x (w x - y) + 2 \lambda w", HOLDS),
        (r"\frac{\partial L}{\partial w} = 2 x (w x - y)", HOLDS),
        (r"\frac{\partial L}{\partial w} = 2 x (w x + y)", WRONG),
    )

    assert told[3].hint == "with L as line 1 says"


def test_a_side_may_be_repeated():
    check(
        (r"L = \frac{1}{2} (y - t)^2", DEFINES),
        (r"\frac{\partial L}{\partial y} = (y - t) \cdot 1 = y - t", HOLDS),
        (r"\frac{\partial L}{\partial y} = (y - t) \cdot 1 = t - y", WRONG),
    )


def test_the_likelihood_of_a_label_has_a_logarithm():
    check(
        (r"p(y | x) = \hat{y}^y (1 - \hat{y})^{1 - y}", DEFINES),
        (r"\log p(y | x) = y \log \hat{y} + (1 - y) \log (1 - \hat{y})", {HOLDS, ASSUMING}),
        (r"\log p(y | x) = y \log \hat{y} - (1 - y) \log (1 - \hat{y})", WRONG),
    )


def test_cases_may_be_written_without_text():
    check(
        (r"f(x) = \begin{cases} x \quad,\ &if\ x > 0;\\ \\ 0, &otherwise. \end{cases}", DEFINES),
        ("f(2) = 2", HOLDS),
        ("f(-2) = 0", HOLDS),
        ("f(-2) = -2", WRONG),
    )


@states("$X^\\dagger$ is a symbol of its own.", page="check_mine")
def test_a_pseudo_inverse_is_a_symbol_of_its_own():
    check(
        (r"X^\dagger = V D U^\top", DEFINES),
        ("w = X^† y", DEFINES),
        (r"w = V D U^\top y", HOLDS),
        (r"w = V D^\top U^\top y", {UNKNOWN, WRONG, Status.DIFFERS}),
    )


def test_what_a_shape_alone_is_known_of_states_no_identity():
    told = check(
        (r"X \in \mathbb{R}^{N \times d}, \; y \in \mathbb{R}^N", Status.NO_CLAIM),
        (r"X^\top X w = X^\top y", UNKNOWN),
    )

    assert told[1].hint == "y stands on one side only: write what it is, y = …"


def test_a_comment_at_the_end_is_passed_over():
    check(
        (r"w = V y \quad\quad \text{is a solution}", DEFINES),
        (r"w + w = 2 V y \qquad \text{by definition}", HOLDS),
        (r"w + w = 3 V y \qquad \text{by definition}", WRONG),
    )


def test_coupled_steps_of_an_unknown_loss_are_definitions():
    (one,) = found(
        r"$$\begin{aligned} \mathbf{G}_t &= \mathbf{G}_{t-1} + (\nabla_\theta \mathcal{L}(\theta_t))^2"  # noqa: E501
        r"\\ \theta_{t+1} &= \theta_t - \frac{\eta}{\sqrt{\mathbf{G}_t + \epsilon}}"
        r" \nabla_\theta L(\theta_t) \end{aligned}$$"
    )

    assert one.status is DEFINES and one.hint == "of which no value is computed"


def test_a_probability_may_be_what_a_function_gives():
    check(
        (r"h(x) = \frac{1}{1 + e^{-x}}", DEFINES),
        (r"h(x) = p(y=1|x)", DEFINES),
        (r"h(x) = \frac{e^x}{1 + e^x}", HOLDS),
        (r"h(x) = \frac{e^x}{1 - e^x}", {WRONG, Status.DIFFERS}),
    )


@states("`Z[1]` is $Z^{[1]}$, a layer.", page="check_mine")
def test_a_layer_may_stand_in_brackets_beside_its_letter():
    check(
        ("Z[1] = W[1] X + b[1]", DEFINES),
        (r"A[1] = \text{ReLU}(Z[1])", DEFINES),
        ("Z[2] = W[2] A[1] + b[2]", DEFINES),
        ("Z[2]^T = (W[2] A[1])^T + b[2]^T", HOLDS),
        ("Z[2]^T = (W[2] A[1])^T - b[2]^T", WRONG),
    )


def test_layers_of_an_example_are_computed():
    check(
        (r"X = \begin{bmatrix} 1 \\ 4 \end{bmatrix}", DEFINES),
        (r"W[1] = \begin{bmatrix} 0.2 & -0.1 \\ 0.5 & 0.3 \end{bmatrix}", DEFINES),
        ("Z[1] = W[1] X", DEFINES),
        (r"Z[1] = \begin{bmatrix} -0.2 \\ 1.7 \end{bmatrix}", {HOLDS, ASSUMING}),
        (r"Z[1] = \begin{bmatrix} -0.2 \\ 1.6 \end{bmatrix}", WRONG),
        (
            r"A[1] = g_{\text{ReLU}}(Z[1]) = \begin{bmatrix} 0 \\ 1.7 \end{bmatrix}",
            {HOLDS, ASSUMING},
        ),
        (r"A[1] = \begin{bmatrix} 0.2 \\ 1.7 \end{bmatrix}", WRONG),
        (r"e^{Z[1]} \approx \begin{bmatrix} 0.8187 \\ 5.4739 \end{bmatrix}", {HOLDS, ASSUMING}),
        (r"e^{Z[1]} \approx \begin{bmatrix} 0.8187 \\ 5.4793 \end{bmatrix}", WRONG),
    )


@states("$e^z$ of a vector is taken entry by entry.", page="check_mine")
def test_the_exponential_of_a_vector_is_that_of_its_entries():
    check(
        (r"p = \frac{e^z}{\sum_j e^{z_j}}", DEFINES),
        (r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", HOLDS),
        (r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)", HOLDS),
        (r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} + p_j)", WRONG),
        before="The scores are $\\mathbf{z} \\in \\mathbb{R}^K$.\n\n",
    )


def test_a_vector_that_is_written_out_has_these_entries():
    check(
        (r"\mathbf{x} = [x_1, x_2, x_3]^T", DEFINES),
        (r"y = \mathbf{x}^T \mathbf{x}", DEFINES),
        (r"y = x_1^2 + x_2^2 + x_3^2", HOLDS),
        (r"\frac{\partial y}{\partial x_2} = 2 x_2", HOLDS),
        (r"\frac{\partial y}{\partial x_2} = 2 x_3", WRONG),
        (r"\frac{\partial y}{\partial \mathbf{x}} = 2 \mathbf{x}", {HOLDS, UNKNOWN}),
    )


def test_a_sum_from_0_may_be_over_examples():
    check(
        (r"J(\theta) = \frac{1}{2n} \sum_{i=0}^n (\theta^T x^{(i)} - y^{(i)})^2", DEFINES),
        (
            r"\frac{\partial J}{\partial \theta} = \frac{1}{n} \sum_{i=0}^n"
            r" (\theta^T x^{(i)} - y^{(i)}) x^{(i)}",
            HOLDS,
        ),
        (
            r"\frac{\partial J}{\partial \theta} = \frac{1}{n} \sum_{i=0}^n"
            r" (\theta^T x^{(i)} + y^{(i)}) x^{(i)}",
            WRONG,
        ),
    )


@pytest.mark.parametrize(
    "loss",
    [r"-ylog\hat{y} - (1-y)log(1-\hat{y})", r"-y \text{ln} \hat{y} - (1-y) \text{log}(1-\hat{y})"],
)
def test_a_logarithm_may_touch_a_letter(loss):
    check(
        (f"L = {loss}", DEFINES),
        (r"\frac{\partial L}{\partial \hat{y}} = \frac{\hat{y} - y}{\hat{y} (1 - \hat{y})}", HOLDS),
        (r"\frac{\partial L}{\partial \hat{y}} = \frac{y - \hat{y}}{\hat{y} (1 - \hat{y})}", WRONG),
    )


def test_a_maximum_in_a_sum_may_have_its_index():
    check(
        (r"p_j = \frac{e^{z_j}}{\sum_{k=1}^K e^{z_k}}", DEFINES),
        (r"p_j = \frac{e^{z_j - \max_k z_k}}{\sum_{k=1}^K e^{z_k - \max_k z_k}}", HOLDS),
        (r"p_j = \frac{e^{z_j - \max_k z_k}}{\sum_{k=1}^K e^{z_k + \max_k z_k}}", WRONG),
    )


def test_the_sign_is_known_and_may_be_written_with_a_plus():
    check(
        (r"h = sign(2)", DEFINES),
        ("h = 1", HOLDS),
        (r"f(x) = \begin{cases} +1, &x \geq 0 \\ -1, &x < 0 \end{cases}", DEFINES),
        ("f(3) = +1", HOLDS),
        ("f(-3) = +1", WRONG),
    )


def test_bars_may_be_turned():
    check(
        (r"d = \frac 1{\rVert w \lVert _2} w^T x", DEFINES),
        (r"d = \frac{w^T x}{\lVert w \rVert}", HOLDS),
        (r"d = \frac{w^T x}{\lVert x \rVert}", {WRONG, Status.DIFFERS}),
    )


def test_an_update_with_a_chosen_example_is_a_definition():
    *_, last = found(
        displays(
            r"h_\theta(x) = \theta^T x",
            r"\theta := \theta - \alpha (h_\theta(x^{(i)}) - y^{(i)}) x^{(i)}",
        )
    )

    assert last.status is DEFINES


def test_a_shape_alone_is_no_definition():
    (one,) = found(displays(r"W[l] \in \mathbb{R}^{n_l \times n_{l-1}}"))

    assert one.status is Status.NO_CLAIM


@pytest.mark.parametrize("function", [r"\text{ReLU}", "f"])
def test_a_number_says_what_no_function_is(function):
    check(
        (r"f(x) = \max(0, x)", DEFINES),
        (r"z = \begin{bmatrix} -0.2 \\ 1.7 \end{bmatrix}", DEFINES),
        (rf"a = {function}(z) = \begin{{bmatrix}} 0 \\ 1.7 \end{{bmatrix}}", {HOLDS, ASSUMING}),
        (rf"b = {function}(z) = \begin{{bmatrix}} 0.2 \\ 1.7 \end{{bmatrix}}", WRONG),
    )


def test_a_factor_of_a_decomposition_may_be_orthogonal():
    told = check((r"X = U \Sigma V^T", DEFINES), (r"X V = U \Sigma", UNKNOWN))

    assert told[1].hint == "U may have to be orthogonal, which is not known here"


@pytest.mark.parametrize("bars", [r"\|", r"\Vert", r"\parallel"])
def test_bars_may_stand_between_two_distributions(bars):
    check(
        (rf"D_{{KL}}(P {bars} Q) = \sum_i P_i \log \frac{{P_i}}{{Q_i}}", DEFINES),
        (rf"D_{{KL}}(P {bars} Q) = \sum_i P_i \log P_i - \sum_i P_i \log Q_i", HOLDS),
        (rf"D_{{KL}}(P {bars} Q) = \sum_i P_i \log Q_i", Status.DIFFERS),
    )


def test_a_transform_has_its_parameter_above():
    check(
        (r"x^{(\lambda)} = \frac{x^\lambda - 1}{\lambda}", DEFINES),
        (r"x^{(\lambda)} = \frac{x^\lambda}{\lambda} - \frac{1}{\lambda}", HOLDS),
    )


def test_weights_may_have_the_letter_of_their_layer_above():
    check(
        (r"z = W^h_1 h_1 + W^h_2 h_2", DEFINES),
        (r"\frac{\partial z}{\partial h_1} = W^h_1", HOLDS),
        (r"\frac{\partial z}{\partial h_1} = W^h_2", WRONG),
    )


def test_a_sum_to_a_number_says_how_many_entries_there_are():
    check(
        (r"L = \frac{1}{4} \sum_{i=1}^{4} (y_i - w x_i)^2", DEFINES),
        (r"\frac{\partial L}{\partial w} = -\frac{2}{4} \sum_{i=1}^{4} x_i (y_i - w x_i)", HOLDS),
        (r"\frac{\partial L}{\partial w} = \frac{2}{4} \sum_{i=1}^{4} x_i (y_i - w x_i)", WRONG),
        (r"\sum_{i=1}^{4} y_i = y_1 + y_2 + y_3 + y_4", HOLDS),
        (r"\sum_{i=1}^{4} y_i = y_1 + y_2 + y_3", WRONG),
    )


def test_a_function_may_be_one_of_entries_that_are_counted_from_0():
    check(
        (r"f(w,x) = \frac{1}{1+e^{-(w_0x_0 + w_1x_1 + w_2)}}", DEFINES),
        (r"\frac{\partial f}{\partial w_0} = f (1 - f) x_0", HOLDS),
        (r"\frac{\partial f}{\partial w_2} = f (1 - f)", HOLDS),
        (r"\frac{\partial f}{\partial w_2} = f (1 + f)", WRONG),
    )


def test_a_sum_to_a_number_is_about_an_example_of_that_size():
    told = check(
        (r"L = \frac{1}{n} \sum_{i=1}^{n} (y_i - w x_i)^2", DEFINES),
        (
            r"\frac{\partial L}{\partial w} = -\frac{2}{4} \sum_{i=1}^{4} x_i (y_i - w x_i)",
            ASSUMING,
        ),
        (r"\frac{\partial L}{\partial w} = -\frac{2}{3} \sum_{i=1}^{4} x_i (y_i - w x_i)", WRONG),
        (r"\frac{\partial L}{\partial w} = -\frac{2}{n} \sum_{i=1}^{n} x_i (y_i - w x_i)", HOLDS),
    )

    assert told[1].hint == "at n = 4, as its subscripts say"

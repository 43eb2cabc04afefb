"""Somebody's notes: what they define, what they claim, and what is said of it."""

import pytest

from tests.notes import found, statuses
from verify.notes.pieces import formulas
from verify.notes.verdicts import Status

SOFTMAX = r"""
$$ p_i = \frac{e^{z_i}}{\sum_{k=1}^K e^{z_k}} $$
$$ \frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j) $$
"""
NETWORK = r"""
$$ \sigma(t) = \frac{1}{1 + e^{-t}} $$
$$ z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)} $$
$$ a^{(l)} = \sigma(z^{(l)}) $$
$$ C = \frac{1}{2} \sum_j (a^{(2)}_j - y_j)^2 $$
$$ \delta^{(2)} = (a^{(2)} - y) \odot \sigma'(z^{(2)}) $$
$$ \delta^{(l)} = (W^{(l+1)})^\top \delta^{(l+1)} \odot \sigma'(z^{(l)}) $$
"""


@pytest.mark.parametrize(
    ("source", "file"),
    [
        ("$$ a = b $$", "notes.md"),
        (r"\[ a = b \]", "notes.md"),
        (r"\\[ a = b \\]", "notes.md"),
        ("```math\na = b\n```\n", "notes.md"),
        (r"\begin{equation} a = b \end{equation}", "notes.tex"),
        (r"\begin{align*} a &= b \end{align*}", "notes.tex"),
    ],
)
def test_a_display_is_found_however_it_is_set_apart(source, file):
    (one,) = formulas(source, file)

    assert "a" in one.latex and "b" in one.latex and not one.inline


@pytest.mark.parametrize(
    "source", ["so $a = b$.", r"so \(a = b\).", r"so \\(a = b\\).", "so $$a = b$$."]
)
def test_a_formula_in_a_sentence_is_told_from_a_display(source):
    (one,) = formulas(source, "notes.md")

    assert one.latex.strip() == "a = b" and one.inline


@pytest.mark.parametrize(
    ("source", "file"),
    [
        ("```python\nx = '$$ a = b $$'\n```\n", "notes.md"),
        ("`$a = b$`", "notes.md"),
        ("<!-- $a = b$ -->", "notes.md"),
        ("---\ntitle: $a = b$\n---\n", "notes.md"),
        ("% $a = b$\n", "notes.tex"),
        (r"\begin{verbatim}$a = b$\end{verbatim}", "notes.tex"),
        ("it costs $5, or $6", "notes.md"),
    ],
)
def test_what_is_no_formula_is_none(source, file):
    assert formulas(source, file) == []


def test_a_formula_knows_its_line_and_column():
    (one,) = formulas("# Title\n\nso $a = b$\n", "notes.md")

    assert one.place(4) == "notes.md:3:9"


def test_what_notes_define_is_the_ground_of_what_they_claim():
    assert statuses(SOFTMAX) == ["defines", "holds"]


def test_a_wrong_sign_is_wrong():
    wrong = SOFTMAX.replace(r"(\delta_{ij} - p_j)", r"(\delta_{ij} + p_j)")

    assert statuses(wrong) == ["defines", "wrong"]


def test_a_definition_may_stand_after_what_needs_it():
    text = r"$$ y = x^2 + c $$ $$ c = 3 x $$ $$ \frac{d y}{d x} = 2 x + 3 $$"

    assert statuses(text) == ["defines", "defines", "holds"]


def test_a_network_with_layers_is_read_as_it_stands():
    claims = r"""
    $$ \frac{\partial C}{\partial b^{(l)}} = \delta^{(l)} $$
    $$ \frac{\partial C}{\partial W^{(l)}} = \delta^{(l)} (a^{(l-1)})^\top $$
    """

    assert statuses(NETWORK + claims) == ["defines"] * 6 + ["holds"] * 2


@pytest.mark.parametrize(
    "slip",
    [
        r"$$ \frac{\partial C}{\partial b^{(l)}} = -\delta^{(l)} $$",
        r"$$ \frac{\partial C}{\partial W^{(l)}} = a^{(l-1)} (\delta^{(l)})^\top $$",
        r"$$ \frac{\partial C}{\partial W^{(l)}} = \delta^{(l)} (a^{(l)})^\top $$",
        r"$$ \frac{\partial C}{\partial a^{(l)}} = \delta^{(l)} $$",
    ],
)
def test_a_slip_in_a_network_is_wrong(slip):
    assert statuses(NETWORK + slip)[-1] == "wrong"


def test_a_derivative_of_a_layer_is_by_what_the_layer_computes():
    claim = r"$$ \frac{\partial C}{\partial z^{(l)}} = \delta^{(l)} $$"

    assert statuses(NETWORK + claim)[-1] == "holds"


def test_a_function_without_its_arguments_is_its_value():
    text = r"$$ f(x, y) = x y^2 $$ $$ \frac{\partial f}{\partial y} = 2 x y $$"

    assert statuses(text) == ["defines", "holds"]


def test_a_function_before_a_parenthesis_that_holds_it_is_a_factor():
    text = r"$$ s(t) = \frac{1}{1 + e^{-t}} $$ $$ s' = s (1 - s) $$"

    assert statuses(text) == ["defines", "holds"]


def test_a_power_of_such_a_product_is_refused():
    text = r"$$ s(t) = \frac{1}{1 + e^{-t}} $$ $$ s' = s (1 - s)^2 $$"

    assert "write the arguments" in found(text)[1].words


def test_a_mean_and_its_terms_may_have_one_letter():
    text = r"$$ L_i = (y_i - x_i)^2 $$ $$ L = \frac{1}{n} \sum_{i=1}^n L_i $$"
    claim = r"$$ \frac{\partial L}{\partial x_j} = \frac{2}{n} (x_j - y_j) $$"

    assert statuses(text + claim) == ["defines", "defines", "holds"]


def test_an_example_gives_numbers_that_are_checked():
    text = "$$ a = 0.5 $$ $$ c = 2 a + 1 = 2 $$ $$ r = 3 a = 1.6 $$"

    assert statuses(text) == ["defines", "holds", "wrong"]


def test_a_number_without_an_example_is_not_called_wrong():
    text = r"$$ f(x, y) = x y $$ $$ \frac{\partial f}{\partial x} = -3 $$"

    assert found(text)[1].status is Status.UNKNOWN
    assert "y = 2" in found(text)[1].hint


def test_a_derivative_by_an_intermediate_uses_the_formula_that_holds_it():
    text = r"""
    $$ q = x + y $$
    $$ f = (x + y) z $$
    $$ f = q z $$
    $$ \frac{\partial f}{\partial x} = 1 \cdot \frac{\partial f}{\partial q} $$
    $$ \frac{\partial f}{\partial q} = 0 $$
    """

    assert statuses(text) == ["defines", "defines", "holds", "holds", "wrong"]


def test_a_derivative_by_what_a_formula_does_not_hold_is_not_judged():
    text = r"$$ q = x + y $$ $$ f = x z + y z $$ $$ \frac{\partial f}{\partial q} = z $$"

    assert found(text)[2].status is Status.UNKNOWN


def test_a_derivative_is_by_what_a_formula_writes_out():
    before = r"$$ q = x + y $$ $$ f = (x + y) z $$ "

    assert statuses(before + r"$$ \frac{\partial f}{\partial q} = z $$")[2] == "holds"
    assert statuses(before + r"$$ \frac{\partial f}{\partial q} = q $$")[2] == "wrong"


def test_what_is_defined_by_such_a_derivative_is_not_0():
    text = r"""
    $$ q = x + y $$
    $$ f = x z + y z $$
    $$ g = \frac{\partial f}{\partial q} $$
    $$ g + z = z $$
    """

    assert statuses(text)[2:] == ["not decided"] * 2


def test_another_definition_is_said_to_be_one_and_counts_from_there():
    text = "$$ y = 2 x $$\n$$ y = 3 x $$\n$$ y + x = 4 x $$"

    assert statuses(text) == ["defines", "differs from another definition", "holds"]
    assert "line 1" in found(text)[1].hint


def test_a_part_takes_over_what_parts_before_it_define():
    text = f"# One\n{SOFTMAX}\n# Two\n" + r"$$ \sum_{i=1}^K p_i = 1 $$"

    assert statuses(text)[-1] == "holds"


def test_a_letter_may_mean_something_else_under_another_heading():
    text = "# One\n$$ y = 2 x_i $$\n$$ y = x $$\n# Two\n$$ y = 3 x $$\n$$ y + x = 4 x $$"

    assert statuses(text)[-2:] == ["defines", "holds"]


def test_a_symbol_that_nothing_declares_is_named():
    (one,) = found(r"$$ L = \log q $$", guess=False)

    assert one.status is Status.UNKNOWN and one.names == ("L", "q")


def test_what_is_no_equation_is_no_error():
    assert statuses(r"$$ \frac{1}{2} \lambda w^2 $$") == ["states no equation"]


def test_what_holds_if_a_vector_sums_to_one_says_so():
    text = (
        SOFTMAX
        + r"""
    $$ L = -\sum_{k=1}^K y_k \log p_k $$
    $$ \frac{\partial L}{\partial z_i} = p_i - y_i $$
    """
    )

    assert found(text)[-1].status is Status.ASSUMING
    assert "y sums to one" in found(text)[-1].hint


def test_what_is_declared_is_not_assumed_to_be_more():
    text = (
        "```symbols\ny, z: K\n```\n"
        + SOFTMAX
        + r"""
    $$ L = -\sum_{k=1}^K y_k \log p_k $$
    $$ \frac{\partial L}{\partial z_i} = p_i - y_i $$
    """
    )

    assert found(text)[-1].status is Status.FALSE
    assert "it would hold if y sums to one" in found(text)[-1].hint


def test_an_unknown_function_is_not_called_wrong():
    text = r"$$ y = \phi(x) $$ $$ \phi'(x) = y (1 - y) $$"

    assert found(text)[1].status is Status.DOUBTFUL


def test_a_product_before_a_hadamard_product_is_read_where_the_shapes_allow_one_reading():
    block = "```symbols\nA: M x N\nb: N\nc: M\nB: N x N\nd: N\n```\n"
    one = r"$$ \sum_{i=1}^M (A b \odot c)_i = c^\top A b $$"
    two = r"$$ \sum_{i=1}^N (B b \odot d)_i = d^\top B b $$"

    assert statuses(block + one) == ["holds"]
    assert "two ways" in found(block + two)[0].words


MOMENTUM = r"""
$$ v_t = \beta v_{t-1} + (1 - \beta) g_t $$
$$ v_0 = 0 $$
"""


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        (r"$$ v_2 = \beta (1 - \beta) g_1 + (1 - \beta) g_2 $$", "holds"),
        (r"$$ v_2 = \beta (1 - \beta) g_2 + (1 - \beta) g_1 $$", "wrong"),
        (r"$$ v_{t+1} = \beta v_t + (1 - \beta) g_{t+1} $$", "holds"),
        (r"$$ v_{t+1} = \beta v_t + (1 - \beta) g_t $$", "differs from another definition"),
    ],
)
def test_what_is_defined_step_by_step_is_checked_at_its_steps(claim, status):
    assert statuses(MOMENTUM + claim) == ["defines", "defines", status]


def test_steps_that_have_no_value_at_the_start_are_left_out():
    text = MOMENTUM + r"$$ \hat v_t = \frac{v_t}{1 - \beta^t} $$ $$ \hat v_1 = g_1 $$"

    assert statuses(text)[-2:] == ["defines", "holds"]


def test_where_something_has_a_value_is_said_and_is_no_mistake():
    (one,) = found(r"$$ \frac{x^2}{x} = x $$")

    assert one.status is Status.TRUE and "x ≠ 0" in one.hint


def test_steps_may_be_vectors():
    text = r"""
    $$ \mathbf{h}_t = \mathbf{W} \mathbf{h}_{t-1} + \mathbf{x}_t $$
    $$ \mathbf{h}_2 = \mathbf{W} (\mathbf{W} \mathbf{h}_0 + \mathbf{x}_1) + \mathbf{x}_2 $$
    """

    assert statuses(text) == ["defines", "holds"]


def test_a_shape_that_is_stated_is_no_guess():
    text = r"""
    Let $W \in \mathbb{R}^{K \times D}$ and $x \in \mathbb{R}^D$, and $c \in \mathbb{R}^K$.
    $$ y = W x $$
    $$ \frac{\partial y_i}{\partial W_{jk}} = \delta_{ij} x_k $$
    $$ y = W c $$
    """
    formulas = [one for one in found(text) if not one.formula.inline]

    assert [one.status.value for one in formulas[:2]] == ["defines", "holds"]
    assert formulas[2].status is not Status.TRUE


def test_a_loss_and_an_activation_may_be_any_functions():
    text = (
        NETWORK.partition("$$ C")[0].replace(r"\frac{1}{1 + e^{-t}}", "f(t)")
        + r"""
    $$ \delta^{(L)} = \frac{\partial C}{\partial a^{(L)}} \odot \sigma'(z^{(L)}) $$
    $$ \delta^{(l)} = (W^{(l+1)})^T \delta^{(l+1)} \odot \sigma'(z^{(l)}) $$
    $$ \frac{\partial C}{\partial W^{(l)}} = \delta^{(l)} (a^{(l-1)})^T $$
    """
    )

    assert statuses(text)[-3:] == ["defines", "defines", "holds"]


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        (r"\frac{df}{dx} = \frac{df}{dg} \frac{dg}{dh} \frac{dh}{dx}", "holds"),
        (r"\frac{df}{dx} = \frac{df}{dg} \frac{dh}{dx}", "does not hold as read"),
    ],
)
def test_the_chain_rule_is_read_of_functions_that_nothing_defines(claim, status):
    assert statuses(f"$$ {claim} $$") == [status]


def test_what_is_not_made_of_a_symbol_is_not_differentiated_with_respect_to_it():
    text = r"$$ f = 2 y $$ $$ \frac{df}{dx} = 0 $$"

    assert statuses(text)[1] == "not decided"


def test_examples_are_counted_beside_a_name():
    text = r"""
    $$ J = \frac{1}{m} \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)})^2 $$
    $$ \frac{\partial J}{\partial \hat{y}^{(i)}} = \frac{2}{m} (\hat{y}^{(i)} - y^{(i)}) $$
    """

    assert statuses(text)[0] == "defines"


def test_another_function_of_the_same_name_counts_from_there():
    text = r"""
    $$ s(z) = \frac{1}{1 + e^{-z}}, \quad s'(z) = s(z)(1 - s(z)) $$
    $$ s(z) = \tanh(z), \quad s'(z) = 1 - s(z)^2 $$
    $$ s(z) = \tanh(z), \quad s'(z) = 1 - s(z) $$
    """

    assert statuses(text) == ["holds", "differs from another definition", "wrong"]


def test_an_update_defines_what_is_there_after_it():
    text = r"$$ L = \theta^2 $$ $$ \theta \leftarrow \theta - \eta \frac{dL}{d\theta} $$"
    claim = r"$$ \theta_{new} = (1 - 2 \eta) \theta $$"

    assert statuses(text + claim) == ["defines", "defines", "holds"]


def test_a_subscript_may_count_whole_vectors():
    text = r"""
    $$ J = \frac{1}{2} \sum_{i=1}^N (\mathbf{w}^\top \mathbf{x}_i - y_i)^2 $$
    $$ \nabla_{\mathbf{w}} J = \sum_{i=1}^N (\mathbf{w}^\top \mathbf{x}_i - y_i) \mathbf{x}_i $$
    $$ \nabla_{\mathbf{w}} J = \sum_{i=1}^N (y_i - \mathbf{w}^\top \mathbf{x}_i) \mathbf{x}_i $$
    """

    assert statuses(text) == ["defines", "holds", "wrong"]


def test_a_class_may_be_the_subscript():
    text = r"""
    $$ p_k = \frac{e^{f_k}}{\sum_j e^{f_j}}, \qquad L_i = -\log p_{y_i} $$
    $$ \frac{\partial L_i}{\partial f_k} = p_k - \mathbb{1}(y_i = k) $$
    """

    assert statuses(text) == ["defines", "holds"]


def test_a_mean_is_told_from_what_a_part_before_defines():
    text = "# One\n$$ L_i = (x_i - y_i)^2 $$\n# Two\n" + r"$$ L = \frac{1}{N} \sum_i L_i $$"

    assert statuses(text) == ["defines", "defines"]


def test_an_expectation_is_not_taken_for_a_product():
    assert statuses(r"$$ E[x_i] = E[w_i] = 0 $$") == ["not decided"]


def test_the_range_of_an_index_defines_nothing():
    text = "for $i = 1, \\dots, N$ and $i = 1$:\n\n$$ y_i = 2 x_i $$\n$$ \\frac{y_i}{2} = x_i $$"
    displays = [one for one in found(text) if not one.formula.inline]

    assert [one.status.value for one in displays] == ["defines", "holds"]


def test_equations_beside_each_other_are_told_apart():
    text = r"$$ f(x, y) = x y \hspace{1em} \rightarrow \frac{\partial f}{\partial x} = y $$"

    assert statuses(text) == ["holds"]
    assert statuses(text.replace("= y $$", "= x $$")) == ["wrong"]


def test_a_mistake_is_named_under_an_assumption_as_well():
    text = (
        SOFTMAX
        + r"""
    $$ L = -\sum_{k=1}^K y_k \log p_k $$
    $$ \frac{\partial L}{\partial z_i} = y_i - p_i $$
    """
    )

    assert found(text)[-1].kind == "if y sums to one, it is the negative of what it should be"


def test_a_wrong_sign_is_wrong_whatever_the_functions_are():
    text = (
        NETWORK.partition("$$ C")[0].partition("$$ z")[2]
        + r"""
    $$ \delta^{(L)} = \frac{\partial C}{\partial a^{(L)}} \odot \sigma'(z^{(L)}) $$
    $$ \frac{\partial C}{\partial b^{(L)}} = -\delta^{(L)} $$
    """
    )

    assert statuses("$$ z" + text)[-1] == "wrong"


LABELS = "```symbols\ns: K\ny: N, labels of K\n```\n"


@pytest.mark.parametrize(
    "claim",
    [
        r"\sum_{j \neq y_i} s_j = \sum_j s_j - s_{y_i}",
        r"s_{y_i} = \sum_k s_k \mathbb{1}[y_i = k]",
        r"s_{y_i} = \sum_k s_k \begin{cases} 1 & k = y_i \\ 0 & k \ne y_i \end{cases}",
        r"s_{y_i} = \sum_k s_k \delta_{k y_i}",
    ],
)
def test_a_class_is_counted_as_a_subscript_is(claim):
    assert statuses(f"{LABELS}$$ {claim} $$") == ["holds"]


def test_a_letter_that_counts_is_no_symbol_where_it_stands_alone():
    text = "at step $t$:\n\n$$ y_{t+1} = y_t - \\eta g_t $$\n$$ y_2 = y_0 - \\eta (g_0 + g_1) $$"
    displays = [one for one in found(text) if not one.formula.inline]

    assert [one.status.value for one in displays] == ["defines", "holds"]


def test_shapes_that_do_not_fit_as_they_were_guessed_are_no_mistake():
    text = r"$$ y = W + \Delta W $$ $$ \Delta W = B A^\top $$ $$ \Delta W = A^\top B $$"

    assert "wrong" not in statuses(text)


def test_a_transpose_that_is_missing_is_one_whatever_was_guessed():
    text = r"$$ \mathbf{h} = \mathbf{W} \mathbf{x} $$ $$ c = \mathbf{a}^\top \mathbf{h} $$"
    claim = r"$$ \frac{\partial c}{\partial \mathbf{W}} = \mathbf{x} \mathbf{a}^\top $$"

    assert found(text + claim)[-1].kind == "it is the transpose of what it should be"


def test_bold_letters_with_numbers_are_matrices_of_their_own():
    text = r"""
    $$ \mathbf{a} = \mathbf{W}_1 \mathbf{x} + \mathbf{b}_1, \qquad \mathbf{h} = \phi(\mathbf{a}) $$
    $$ \hat{\mathbf{y}} = \mathbf{W}_2 \mathbf{h} + \mathbf{b}_2 $$
    $$ \frac{\partial L}{\partial \mathbf{W}_2}
        = \frac{\partial L}{\partial \hat{\mathbf{y}}} \mathbf{h}^\top $$
    """

    assert statuses(text) == ["defines", "defines", "holds"]


def test_what_holds_if_a_matrix_is_symmetric_says_so():
    text = r"$$ L = x^\top A x $$ $$ \frac{\partial L}{\partial x} = 2 A x $$"

    assert found(text)[1].hint.startswith("if A is symmetric;")


def test_a_number_that_only_one_side_knows_is_to_be_defined():
    text = r"$$ a^\top b = \sum_{i=1}^d a_i b_i = \|a\| \|b\| \cos \theta $$"

    assert found(text)[0].names == ("theta",)

"""The notation of notes: layers, labels, printed signs, what each of them is read as."""

import time
from pathlib import Path

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_written import (
    ANOTHER,
    ASSUMING,
    DEFINES,
    FINE,
    HOLDS,
    NOTHING,
    UNREAD,
    WRONG,
    check,
    displays,
)
from verify.notes import report
from verify.notes.command import check_file
from verify.notes.macros import written_out
from verify.notes.verdicts import Status
from verify.notes.wordings import reworded
from verify.reading.equations import chains

NETWORK = [  # the four equations of backpropagation, as Nielsen writes them
    (r"z^l = w^l a^{l-1} + b^l", DEFINES),
    (r"a^l = \sigma(z^l)", DEFINES),
    (r"C = \frac{1}{2} \sum_j (y_j - a^L_j)^2", DEFINES),
]


@states(
    "$a^l$ beside $a^{l-1}$ is a layer, $a^L$ the last one, and $\\nabla_a C$ the gradient with "
    "respect to the last.",
    page="check_mine",
)
def test_the_four_equations_of_backpropagation():
    check(
        *NETWORK,
        (r"\delta^L = \nabla_a C \odot \sigma'(z^L)", FINE),
        (r"\delta^l \equiv \frac{\partial C}{\partial z^l}", FINE),
        (r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)", HOLDS),
        (r"\frac{\partial C}{\partial b^l_j} = \delta^l_j", HOLDS),
        (r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j", HOLDS),
        (r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_j \delta^l_k", {WRONG, Status.DOUBTFUL}),
        (r"\delta^L = - \nabla_a C \odot \sigma'(z^L)", {WRONG, Status.DOUBTFUL, ANOTHER}),
    )


def test_a_gradient_names_the_last_layer_of_activations_and_none_of_weights():
    symbols = {"a0": 0, "a1": 0, "a2": 0, "w1": 0, "w2": 0, "C": 0}
    by = [
        chains(rf"\nabla_{letter} C = C", symbols)[0].sides[0].value.by.name
        for letter in ("a", "w")
    ]

    assert by == ["a2", "w"]


def test_a_letter_beside_its_layers_is_another_symbol():
    check(
        (r"a = \frac{1}{2} u", DEFINES),
        (r"z^l = w^l a^{l-1} + b^l", DEFINES),
        (r"a^l = z^l", DEFINES),
        (r"\frac{\partial a^l_i}{\partial z^l_i} = 1", HOLDS),
        (r"\frac{\partial a^l_i}{\partial z^l_i} = 2", WRONG),
        (r"a^2 = \frac{1}{4} u^2", HOLDS),
    )


@states(
    "A sum without limits runs over the only letter that counts in it, as in $\\sum w_i x_i$.",
    page="check_mine",
)
def test_a_sum_over_its_only_letter():
    check(
        (r"a = \sum{w_i x_i} + b", DEFINES),
        (r"a = w^\top x + b", HOLDS),
        (r"a = w^\top x - b", {WRONG, ANOTHER}),
        (r"h_i = \sum w_{ij} x_j", Status.UNKNOWN),
    )


@states(
    "What is in a set is numbered: $\\frac{1}{|B|} \\sum_{i \\in B} x_i$ is a mean.",
    page="check_mine",
)
def test_a_sum_over_a_set_is_numbered():
    check(
        (r"L(w)=\sum_{\boldsymbol{x}_i \in M}(\hat{y}_i-y_i) w^\top \boldsymbol{x}_i", DEFINES),
        (r"\nabla_{w} L(w) = \sum_{\boldsymbol{x}_i\in M}(\hat{y}_i-y_i)\boldsymbol{x}_i", HOLDS),
        (r"\nabla_{w} L(w) = \sum_{\boldsymbol{x}_i\in M}(y_i-\hat{y}_i)\boldsymbol{x}_i", WRONG),
    )
    check(
        (r"g = \frac{1}{|\mathcal{B}|} \sum_{i \in \mathcal{B}} x_i", DEFINES),
        (r"|\mathcal{B}| g = \sum_{j \in \mathcal{B}} x_j", {HOLDS, Status.UNKNOWN}),
        (r"g = \sum_{i \in \mathcal{B}} x_i", {WRONG, ANOTHER}),
    )


@states("Signs in Unicode, such as ∑ and ∂, are read as their commands.", page="check_mine")
def test_printed_signs():
    lines = [
        "C = ½ ∑_j (y_j − a_j)²",
        r"\frac{∂C}{∂a_j} = a_j − y_j",
        r"\frac{∂C}{∂a_j} = y_j − a_j",
    ]

    assert [one.status for one in found(displays(*lines))] == [DEFINES, HOLDS, WRONG]


def test_a_message_points_into_the_file_as_it_is():
    (one,) = found("$$x = ∑_k β_k + \\lfloor y$$")

    assert one.status is UNREAD
    assert one.formula.place(one.at).endswith(":1:17")


def test_a_line_ends_with_newline():
    check((r"x = 2 y \newline u = x + y \newline u = 3 y", FINE))
    check((r"x = 2 y \newline u = x + y \newline u = 4 y", {WRONG, ANOTHER}))


@states(
    "The shape below a matrix, $\\underset{m \\times n}{W}$, and a remark on it at the end of a "
    "line are passed over, and so is the law of a noise.",
    page="check_mine",
)
def test_remarks_on_shapes_and_laws_are_passed_over():
    told = found(
        displays(
            r"\underset{m \times 1}{z} = \underset{m \times n}{W} \, \underset{n \times 1}{x}",
            r"z_i = \sum_j W_{ij} x_j, \text{ shape: } (m, 1)",
            r"u = z + \epsilon \text{ where } \epsilon \sim \mathcal{N}(0, \sigma^2)",
            r"u_i = z_i - \epsilon_i \text{ with } \epsilon \sim \mathcal{N}(0, 1)",
        )
    )
    assert [one.status for one in told[:3]] == [DEFINES, HOLDS, DEFINES]
    assert told[3].status in {WRONG, ANOTHER}


@states("`\\mathbf{W}_h` is a matrix of its own where $h$ counts nothing", page="check_mine")
def test_letters_below_bold_names_are_labels():
    check(
        (r"\mathbf{A}_h = \mathbf{X} \mathbf{W}_h + \mathbf{b}_h", DEFINES),
        (r"\mathbf{O} = \mathbf{A}_h \mathbf{W}_o", DEFINES),
        (r"\mathbf{A}_h = \mathbf{X} \mathbf{W}_h - \mathbf{b}_h", {WRONG, ANOTHER}),
    )
    check(
        (r"\mathbf{h}_t = \mathbf{W} \mathbf{h}_{t-1}", DEFINES),
        (r"z_j = \mathbf{w}_j^\top \mathbf{x}", DEFINES),
    )


def test_two_matrices_may_have_to_be_symmetric():
    told = check(
        (
            r"L(\mathbf{w}, \lambda) = - \mathbf{w}^\top \mathbf{S}_b \mathbf{w}"
            r" + \lambda (\mathbf{w}^\top \mathbf{S}_w \mathbf{w} - 1)",
            DEFINES,
        ),
        (
            r"\frac{\partial L}{\partial \mathbf{w}}"
            r" = -2 \mathbf{S}_b \mathbf{w} + 2 \lambda \mathbf{S}_w \mathbf{w}",
            ASSUMING,
        ),
    )

    assert told[1].hint.startswith("if S_b is symmetric and S_w is symmetric")


def test_the_normal_equations():
    told = check(
        (r"w^* = (X^\top X)^{-1} X^\top y", DEFINES),
        (r"X^\top X w^* = X^\top y", HOLDS),
        (r"X w^* = y", WRONG),
    )

    assert told[1].hint == "where all inverses and quotients in it exist"


def test_a_bias_is_a_row_of_the_shape_that_notes_state():
    before = (
        r"Let $\mathbf{X} \in \mathbb{R}^{n \times d}$,"
        r" $\mathbf{W}^{(1)} \in \mathbb{R}^{d \times h}$,"
        r" $\mathbf{b}^{(1)} \in \mathbb{R}^{1 \times h}$ and"
        r" $\mathbf{W}^{(2)} \in \mathbb{R}^{h \times q}$."
        "\n\n"
    )
    check(
        (r"\mathbf{H} = \mathbf{X} \mathbf{W}^{(1)} + \mathbf{b}^{(1)}", DEFINES),
        (r"\mathbf{O} = \mathbf{H} \mathbf{W}^{(2)}", DEFINES),
        (
            r"\mathbf{O} = \mathbf{X} \mathbf{W}^{(1)} \mathbf{W}^{(2)}"
            r" + \mathbf{b}^{(1)} \mathbf{W}^{(2)}",
            HOLDS,
        ),
        (
            r"\mathbf{O} = \mathbf{X} \mathbf{W}^{(1)} \mathbf{W}^{(2)} + \mathbf{b}^{(1)}",
            {WRONG, UNREAD, ANOTHER, Status.UNKNOWN},
        ),
        before=before,
    )


def test_a_vector_may_have_the_letter_of_a_size():
    before = r"Let $\mathbf{W} \in \mathbb{R}^{h \times d}$." + "\n\n"
    check(
        (r"\mathbf{h} = \mathbf{W} \mathbf{x}", DEFINES),
        (r"\frac{\partial \mathbf{h}}{\partial \mathbf{x}} = \mathbf{W}", HOLDS),
        (r"\frac{\partial \mathbf{h}}{\partial \mathbf{x}} = \mathbf{W}^\top", {WRONG, UNREAD}),
        before=before,
    )


@states(
    "The arguments of a conditional probability are those of a function, $p(y \\mid x)$.",
    page="check_mine",
)
def test_a_conditional_probability_is_a_function():
    check(
        (
            r"P(y \mid x) = \frac{1}{\sqrt{2 \pi}}"
            r" \exp\left(-\frac{1}{2} (y - w x)^2\right)",
            DEFINES,
        ),
        (r"-\log P(y \mid x) = \frac{1}{2} \log(2 \pi) + \frac{1}{2} (y - w x)^2", HOLDS),
        (r"-\log P(y \mid x) = \frac{1}{2} \log(2 \pi) - \frac{1}{2} (y - w x)^2", WRONG),
    )


def test_the_loss_of_an_example_keeps_its_example():
    told = found(
        displays(
            r"l^{(i)}(\mathbf{w}, b) = \frac{1}{2} (\hat{y}^{(i)} - y^{(i)})^2",
            r"L(\mathbf{w}, b) = \frac{1}{n} \sum_{i=1}^n l^{(i)}(\mathbf{w}, b)",
        )
    )
    assert [one.status for one in told] == [DEFINES, DEFINES]


def test_a_second_derivative_with_respect_to_a_row():
    check(
        (r"f(x) = x^\top A x", DEFINES),
        (r"\frac{\partial^2 f(x)}{\partial x \partial x^\top} = A + A^\top", HOLDS),
        (r"\frac{\partial^2 f(x)}{\partial x \partial x^{\mathrm{T}}} = 2 A", {WRONG, ASSUMING}),
    )


def test_functions_without_a_backslash():
    check(
        (r"\tanh'(x) = 1 - tanh^2(x)", HOLDS),
        (r"L = - \sum_k y_k log \hat{y}_k", DEFINES),
        (r"\frac{\partial L}{\partial \hat{y}_k} = - \frac{y_k}{\hat{y}_k}", HOLDS),
        (r"\frac{\partial L}{\partial \hat{y}_k} = \frac{y_k}{\hat{y}_k}", WRONG),
    )


@states(
    "A line that says which value is best, or what a set holds, states no equation, nor does one "
    "that ends with its equals sign.",
    page="check_mine",
)
def test_a_choice_and_a_set_state_no_equation():
    check(
        (r"w^* = \arg\min_w L(w)", NOTHING),
        (r"\hat{y} = \operatorname*{argmax}_j o_j", NOTHING),
        (r"w^* = \underset{w}{\arg\min} \; (w - 1)^2", NOTHING),
        (r"T=\{(x_1,y_1),(x_2,y_2)\}", NOTHING),
    )


def test_a_product_that_is_set_anew_is_an_update():
    told = check((r"V \delta W = \beta V \delta W + (1 - \beta) \delta W", Status.UNKNOWN))

    assert "an update of V·δ·W" in told[0].hint


@states(
    "A symbol whose definition gives no value is free elsewhere: what holds for every value holds.",
    page="check_mine",
)
def test_what_is_defined_in_vain_is_free_elsewhere():
    told = check(
        (r"y = \frac{1}{1 + e^{-u_i}}", Status.UNKNOWN),
        (r"L = \sum_i y_i x_i", DEFINES),
        (r"\sum_i x_i y_i = y^\top x", HOLDS),
        (r"\sum_i x_i y_i = 2 y^\top x", Status.UNKNOWN),
        (r"\frac{\partial L}{\partial x_i} = y_i", Status.UNKNOWN),
    )

    assert told[3].hint.startswith("y has no value here: the index 'i'")


def test_an_unknown_function_without_a_named_slip_is_open():
    (one,) = found(displays(r"\frac{df}{dx} = \frac{df}{dg} \frac{dh}{dx}"))

    assert one.status is Status.DOUBTFUL
    assert report.exit_status([one]) == (1 if one.kind else 2)
    assert next(iter(report.lines(one))).split()[1] == ("✗" if one.kind else "?")


def test_a_reader_who_stops_reading_is_no_fault(tmp_path: Path, monkeypatch):
    notes = tmp_path / "notes.md"
    notes.write_text("$$x = 2 y$$\n")

    def closed(*_, **__):
        raise BrokenPipeError

    monkeypatch.setattr("builtins.print", closed)
    try:
        check_file(notes)
    except BrokenPipeError:
        return
    raise AssertionError("the pipe is closed")


@pytest.mark.parametrize(
    "line",
    [
        r"A B = A B^\top",  # which looks like an update only in its letters
        r"A x = A x + c",
        r"A x = 2 A x",
    ],
)
def test_a_wrong_line_with_the_same_product_is_no_update(line):
    text = "```symbols\nA: N x N\nB: N x N\nx: N\nc: N\n```\n\n" + displays(line)

    assert found(text)[0].status is WRONG


def test_what_only_looks_like_a_remark_is_read():
    check(
        (r"n = 2 h_{\mathrm{size}}", DEFINES),
        (r"n = 3 h_{\mathrm{size}}", {WRONG, ANOTHER}),
    )


@pytest.mark.parametrize(
    "line",
    [
        r"l^{(i)}(" + r"\alpha" * 40,
        r"\underset" + "{" * 2000,
        r"x = \text{ where }" * 200 + r"\sim",
        r"x, \text{shape}" * 300,
        r"\sum_{" + "x_" * 2000,
        "∑" * 3000,
    ],
)
def test_what_goes_on_and_on_is_reworded_at_once(line):
    start = time.process_time()
    reworded(written_out(line, {}))

    assert time.process_time() - start < 1

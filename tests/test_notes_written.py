"""Notes as other people write them: what each line of them comes to, and what a slip in it does."""

import pytest

from tests.notes import found
from tests.states import states
from verify.notes import verdicts
from verify.notes.verdicts import Status

DEFINES, HOLDS, WRONG, ANOTHER = Status.DEFINES, Status.TRUE, Status.FALSE, Status.DIFFERS
FINE = {DEFINES, HOLDS}  # whichever of several formulas is taken for the definition
ASSUMING, NOTHING, UNREAD = Status.ASSUMING, Status.NO_CLAIM, Status.UNREADABLE


def displays(*lines):
    return "\n\n".join(f"$$ {line} $$" for line in lines)


def check(*pairs, before=""):
    """That each line comes to what stands beside it."""
    text = before + displays(*(line for line, _ in pairs))
    told = [one for one in found(text) if not one.formula.inline]

    assert [one.formula.as_written.strip() for one in told] == [line for line, _ in pairs]
    wrong = [
        (line, one.status)
        for (line, status), one in zip(pairs, told, strict=True)
        if one.status not in (status if isinstance(status, set) else {status})
    ]
    assert wrong == []
    return told


# Macros of a preamble

PREAMBLE = r"""\(
\renewcommand{\vec}[1]{\boldsymbol{\mathbf{#1}}}
\def\matr#1{\mathbf{#1}}
\newcommand{\pd}[2][L]{\frac{\partial #1}{\partial #2}}
\DeclareMathOperator{\act}{\sigma}
\)

"""


@states(
    "Macros of the preamble are written out: `\\newcommand`, `\\def`, `\\DeclareMathOperator`.",
    page="check_mine",
)
def test_macros_are_written_out():
    lines = [r"\vec z = \matr W \vec x", r"\pd[z_i]{x_j} = W_{ij}", r"y_i = \act(z_i)"]
    more = [r"L = \sum_i z_i^2", r"\pd{x_j} = 2 \sum_i z_i W_{ij}"]
    told = found(PREAMBLE + displays(*lines, *more))

    assert [one.status for one in told] == [DEFINES, HOLDS, DEFINES, DEFINES, HOLDS]


def test_a_slip_below_a_macro_is_found_at_its_place():
    text = PREAMBLE + displays(r"\vec z = \matr W \vec x", r"\pd[z_i]{x_j} = - W_{ij}")
    told = found(text)[-1]

    assert told.status is WRONG
    assert told.words.startswith(f"notes.md:{text[: text.index('- W')].count(chr(10)) + 1}:20:")


def test_a_macro_that_holds_itself_is_left_as_it_stands():
    told = found(r"\(\newcommand{\x}{\x + \x}\)" + displays(r"\x = 1"))

    assert told[-1].status is UNREAD


# Numbers and sizes of an example


@states(
    "A number, as in $\\beta = 0.9$, is an example,",
    "a line that holds with these numbers alone says so.",
    page="check_mine",
)
def test_what_holds_with_the_numbers_of_an_example_says_with_which():
    told = check(
        ("m_0 = 0", DEFINES),
        (r"m_t = \beta_1 m_{t-1} + (1 - \beta_1) g_t", DEFINES),
        (r"\beta_1 = 0.9", DEFINES),
        ("m_1 = 0.1 g_1", ASSUMING),
        ("m_1 = 0.2 g_1", WRONG),
        (r"m_1 = (1 - \beta_1) g_1", HOLDS),
    )

    assert told[3].hint == "with β_1 = 0.9"


@states("and so is a size, as in $C = 10$:", page="check_mine")
def test_the_size_of_an_example_is_not_the_size():
    check(
        (r"p_i = \frac{e^{z_i}}{\sum_{k=1}^C e^{z_k}}", DEFINES),
        (r"\sum_{i=1}^C p_i = 1", HOLDS),
        (r"\sum_{i=1}^C p_i = 0", WRONG),
        ("C = 10", NOTHING),
        before="With $C = 10$ classes:\n\n",
    )


def test_a_large_size_that_is_stated_takes_no_longer():
    check(
        (r"X \in \mathbb{R}^{B \times 784}, \; W \in \mathbb{R}^{784 \times K}", NOTHING),
        ("Z = X W", DEFINES),
        (r"Z_{ij} = \sum_k X_{ik} W_{kj}", HOLDS),
        (r"Z_{ij} = \sum_k X_{ik} W_{jk}", UNREAD),
    )


# Steps


@states(
    "Recursions may need one another, as $g_t = \\nabla_\\theta L(\\theta_t)$ and "
    "$\\theta_{t+1} = \\theta_t - \\eta g_t$ do.",
    page="check_mine",
)
def test_recursions_that_need_one_another():
    check(
        (r"g_t = \nabla_\theta L(\theta_t)", DEFINES),
        (r"v_t = \beta v_{t-1} + g_t", DEFINES),
        (r"\theta_{t+1} = \theta_t - \eta v_t", DEFINES),
        (r"\theta_{t+1} = \theta_t - \eta \beta v_{t-1} - \eta \nabla_\theta L(\theta_t)", HOLDS),
        (r"\theta_{t+1} = \theta_t + \eta \beta v_{t-1} - \eta \nabla_\theta L(\theta_t)", WRONG),
    )


def test_the_gradient_is_taken_where_its_argument_says():
    check(
        (r"\tilde\theta_t = \theta_t - \eta \beta v_{t-1}", DEFINES),
        (r"g_t = \nabla_\theta L(\tilde\theta_t)", DEFINES),
        (r"v_t = \beta v_{t-1} + g_t", DEFINES),
        (r"\theta_{t+1} = \theta_t - \eta v_t", DEFINES),
        (r"v_t = \beta v_{t-1} + \nabla_\theta L(\theta_t - \eta \beta v_{t-1})", HOLDS),
        (r"v_t = \beta v_{t-1} + \nabla_\theta L(\theta_t + \eta \beta v_{t-1})", WRONG),
    )


def test_what_is_made_of_what_it_defines_is_a_claim():
    check((r"a_t = b_t + 1", DEFINES), (r"b_t = a_t - 1", HOLDS), (r"b_t = a_t + 1", WRONG))


def test_an_update_of_steps_is_an_equation():
    check(
        (r"\theta_t \leftarrow (1 - \eta\lambda) \theta_{t-1} - \eta g_t", DEFINES),
        (r"\theta_t = \theta_{t-1} - \eta (g_t + \lambda \theta_{t-1})", HOLDS),
        (r"\theta_t = \theta_{t-1} - \eta (g_t - \lambda \theta_{t-1})", WRONG),
    )


def test_a_sum_runs_to_a_step_and_a_letter_may_have_steps_and_none():
    check(
        (r"\eta_t = \frac{\eta}{\sqrt{s_t} + \epsilon}", DEFINES),
        (r"s_t = \sum_{i=1}^{t} g_i^2", DEFINES),
        (r"s_t = s_{t-1} + g_t^2", HOLDS),
        (r"\theta_{t+1} = \theta_t - \eta_t g_t", FINE),
        (r"\theta_{t+1} = \theta_t - \frac{\eta}{\sqrt{s_t} + \epsilon} g_t", FINE),
        (r"\theta_{t+1} = \theta_t - \frac{\eta}{\sqrt{s_t + \epsilon}} g_t", {WRONG, ANOTHER}),
    )


@states(
    "A recursion, $v_t = \\beta v_{t-1} + g_t$, gives a letter a value at each step, and what no "
    "step says, such as $v_0$, is a symbol.",
    page="check_mine",
)
def test_what_has_no_value_at_the_first_step_starts_at_the_second():
    check(
        (r"m_t = \beta m_{t-1} + (1 - \beta) g_t", DEFINES),
        (r"\hat m_t = \frac{m_t}{1 - \beta^t}", DEFINES),
        (r"\theta_{t+1} = \theta_t - \eta \hat m_t", DEFINES),
        (r"\theta_{t+1} = \theta_t - \eta \frac{m_t}{1 - \beta^t}", HOLDS),
        (r"\theta_{t+1} = \theta_t - \eta \frac{m_t}{1 + \beta^t}", WRONG),
    )


@states("so is $\\Delta\\theta_t$, and $E[g^2]_t$.", page="check_mine")
def test_changes_and_means_of_steps_are_symbols():
    check(
        (r"E[g^2]_t = \rho E[g^2]_{t-1} + (1 - \rho) g_t^2", DEFINES),
        (r"\Delta\theta_t = -\frac{\eta}{\sqrt{E[g^2]_t + \epsilon}} g_t", DEFINES),
        (r"\theta_{t+1} = \theta_t + \Delta\theta_t", DEFINES),
        (r"\theta_{t+1} = \theta_t - \frac{\eta}{\sqrt{E[g^2]_t + \epsilon}} g_t", HOLDS),
        (r"\theta_{t+1} = \theta_t + \frac{\eta}{\sqrt{E[g^2]_t + \epsilon}} g_t", WRONG),
    )


def test_a_word_beside_a_symbol_is_no_power():
    check(
        (r"g_t^{\text{reg}} = g_t + \lambda \theta_{t-1}", DEFINES),
        (r"\theta_t = \theta_{t-1} - \eta g_t^{\text{reg}}", FINE),
        (r"\theta_t = (1 - \eta \lambda) \theta_{t-1} - \eta g_t", FINE),
        (r"\theta_t = (1 + \eta \lambda) \theta_{t-1} - \eta g_t", WRONG),
    )


# Programs' names


@states("$W = W - \\alpha \\, dW$ is an update, and `dW` one symbol;", page="check_mine")
def test_an_equation_with_its_left_side_first_is_an_update():
    check(
        ("L = (w x + b - y)^2", DEFINES),
        (r"dw = \frac{dL}{dw} = 2 x (w x + b - y)", HOLDS),
        (r"db = \frac{dL}{db} = 2 (w x + b - y)", HOLDS),
        (r"b = b - \alpha * db", DEFINES),
        (r"b = b - 2 \alpha (w x + b - y)", HOLDS),
        (r"b = b + 2 \alpha (w x + b - y)", WRONG),
    )


def test_a_word_is_one_name():
    check(
        (r"a = sigmoid(z) = \frac{1}{1 + e^{-z}}", HOLDS),
        (r"\frac{da}{dz} = a (1 - a)", HOLDS),
        ("loss = (a - y)^2", DEFINES),
        (r"\frac{\partial loss}{\partial z} = 2 (a - y) a (1 - a)", HOLDS),
        (r"\frac{\partial loss}{\partial z} = 2 (a - y) a (1 + a)", WRONG),
    )


# Functions


def test_a_number_may_name_what_it_is_made_of():
    check(
        ("L = (w x - y)^2", DEFINES),
        (r"\frac{\partial L(w)}{\partial w} = 2 x (w x - y)", HOLDS),
        (r"\nabla_w L(w) = 2 x (w x + y)", WRONG),
    )


def test_a_fraction_before_what_is_differentiated_belongs_to_it():
    check(
        (r"\frac{\partial}{\partial w} \frac{1}{2} (w x - y)^2 = x (w x - y)", HOLDS),
        (r"\nabla_\theta \frac{\lambda}{2} \|\theta\|_2^2 = \lambda \theta", HOLDS),
        (r"\nabla_\theta \frac{\lambda}{2} \|\theta\|_2^2 = 2 \lambda \theta", WRONG),
    )


@states("Softmax of a vector, `ReLU` and `sigmoid` need no definition.", page="check_mine")
def test_softmax_and_the_rectifier_need_no_definition():
    check(
        (r"\hat y = softmax(z)", DEFINES),
        (r"\hat y_j = \frac{e^{z_j}}{\sum_k e^{z_k}}", HOLDS),
        (
            r"\frac{\partial \hat y_j}{\partial z_i} = \hat y_j (\mathbb{1}(i = j) - \hat y_i)",
            HOLDS,
        ),
        (
            r"\frac{\partial \hat y_j}{\partial z_i} = \hat y_j (\mathbb{1}(i = j) + \hat y_i)",
            WRONG,
        ),
        (r"A = \operatorname{ReLU}(H)", DEFINES),
        (r"\frac{\partial A_{ij}}{\partial H_{ij}} = \mathbb{1}[H_{ij} > 0]", HOLDS),
    )


def test_softmax_of_a_matrix_of_which_nothing_is_known_is_refused():
    told = check(
        (r"Z = A^\top B", DEFINES),
        (r"P = \operatorname{softmax}(Z)", Status.UNKNOWN),
    )

    assert "its rows or its columns?" in told[1].hint


def test_an_unknown_sigma_may_be_the_sigmoid():
    told = check(
        (r"\sigma'(z) = \sigma(z) (1 - \sigma(z))", ASSUMING),
        (r"\sigma'(z) = \sigma(z) (1 + \sigma(z))", Status.DOUBTFUL),
    )

    assert told[0].hint.startswith("if σ is the sigmoid")


def test_the_chain_rule_of_unknown_functions():
    check(
        (r"z = f(x, y), \quad x = g(t), \quad y = h(t)", DEFINES),
        (
            r"\frac{dz}{dt} = \frac{\partial z}{\partial x}\frac{dx}{dt}"
            r" + \frac{\partial z}{\partial y}\frac{dy}{dt}",
            HOLDS,
        ),
    )


def test_what_is_defined_otherwise_takes_along_what_is_made_of_it():
    check(
        (r"x = e^t, \qquad y = t", DEFINES),
        (r"z = x + y, \qquad x = t^2, \qquad y = 2 t", ANOTHER),
        (r"z = t^2 + 2 t", HOLDS),
        ("u = x y", DEFINES),
        ("u = 2 t^3", HOLDS),
        ("u = 2 t^2", ANOTHER),
    )


def test_each_layer_may_have_its_own_function():
    check(
        (r"z^{[l]} = w^{[l]} a^{[l-1]} + b^{[l]}", DEFINES),
        (r"a^{[l]} = g^{[l]}(z^{[l]})", DEFINES),
        (r"\frac{\partial a^{[l]}}{\partial z^{[l]}} = g^{[l]\prime}(z^{[l]})", HOLDS),
        (r"\frac{\partial a^{[2]}}{\partial z^{[2]}} = g^{[1]\prime}(z^{[2]})", Status.DOUBTFUL),
    )


# Lists, rows, and what states nothing


def test_a_list_of_all_entries_is_the_array():
    check(
        (r"z = [z_1, z_2, \dots, z_C]^\top", NOTHING),
        (r"p_j = \frac{\exp(z_j)}{\sum_{k=1}^{C} \exp(z_k)}", DEFINES),
        (r"L = -\sum_j t_j \log p_j", DEFINES),
        (r"g = \frac{\partial L}{\partial p} = [g_1, \dots, g_C]", FINE),
        (r"g_j = -t_j / p_j", FINE),
        (r"X = \begin{bmatrix} x_{11} & \cdots & x_{1n} \\ \vdots & \ddots & \vdots \\"
         r" x_{m1} & \cdots & x_{mn} \end{bmatrix}", DEFINES),
        (r"u_i = \sum_j x_{ij} w_j", DEFINES),
        ("u = X w", HOLDS),
    )  # fmt: skip


@pytest.mark.parametrize(
    "line", [r"[z_1, z_3, \dots, z_C]", r"[z_1, x_2, \dots, z_C]", r"[z_1^2, \dots, z_C^3]"]
)
def test_another_list_with_dots_is_refused(line):
    (told,) = found(displays(f"y = {line}"))

    assert told.status is Status.UNKNOWN and "give the list a name" in told.hint


@states(
    "A row is added to each row of a matrix, and a number to each entry, if the sizes leave no "
    "other way.",
    page="check_mine",
)
def test_a_row_is_added_to_every_row_where_sizes_leave_one_way_alone():
    check(
        (r"Z = X W + b", DEFINES),
        (r"Z_{ij} = \sum_k X_{ik} W_{kj} + b_j", HOLDS),
        (r"Z_{ij} = \sum_k X_{ik} W_{kj} - b_j", WRONG),
        (r"v = p \odot (g - \sum_j g_j p_j)", DEFINES),
        (r"v_i = p_i (g_i - \sum_j g_j p_j)", HOLDS),
        before="```symbols\nX: N x D\nW: D x K\nb: K\np, g: M\n```\n",
    )


@pytest.mark.parametrize(
    "line",
    [
        r"X \rightarrow H \rightarrow L",
        r"W \sim \mathcal{N}(0, \sigma^2)",
        r"\nabla L \approx \nabla \ell_i",
        r"\{A^{(l)}\}_{l=1}^{L}",
        r"\begin{align} X &\in \mathbb{R}^{B \times D} \\ b &\in \mathbb{R}^{K} \end{align}",
    ],
)
def test_what_states_no_equation_is_told_apart_from_what_is_not_read(line):
    assert [one.status for one in found(displays(line))] == [NOTHING]


@states(
    "$0 < p_i < 1$ is tried where its symbols are known, and counts as a condition where it fails.",
    page="check_mine",
)
def test_an_inequality_holds_or_is_a_condition():
    check(
        (r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}", DEFINES),
        ("p_i > 0", HOLDS),
        ("0 < p_i < 1", HOLDS),
        (r"p_i > \frac{1}{2}", NOTHING),
    )


def test_a_function_may_be_declared_of_what_is_defined_later():
    check(
        (r"A = \operatorname{ReLU}(Z)", DEFINES),
        (
            r"\frac{\partial L}{\partial Z}"
            r" = \frac{\partial L}{\partial A} \odot \mathbb{1}(Z > 0)",
            HOLDS,
        ),
        before="```symbols\nZ: N x K\nL: function of A\n```\n",
    )


def test_a_fault_of_the_checker_ends_no_other_verdict(monkeypatch):
    real = verdicts._example

    def broken(study, formula, equations):
        if "q" in formula.latex:
            raise RuntimeError("no such thing")
        return real(study, formula, equations)

    monkeypatch.setattr(verdicts, "_example", broken)
    told = check(("q = 1", UNREAD), ("x = 2 y", DEFINES), ("x + x = 4 y", HOLDS))

    assert told[0].words.endswith("please report it: RuntimeError: no such thing")


@pytest.mark.parametrize("line", [r"\mathbf{2} = x", r"x = \boldsymbol{+} y", r"\text{} = x"])
def test_what_is_no_name_defines_nothing(line):
    (told,) = found(displays(line))

    assert told.status in {Status.UNKNOWN, UNREAD, NOTHING}


def test_what_is_set_to_zero_is_a_condition_unless_something_is_defined():
    check((r"w^\top x - b = 0", NOTHING))
    check(("y = w x - b", DEFINES), ("y - w x + b = 0", HOLDS), ("y - w x - b = 0", WRONG))

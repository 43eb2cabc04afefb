r"""Notes on probabilities, limits and steps: what is decided, and what is read and left open."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_written import (
    ASSUMING,
    DEFINES,
    HOLDS,
    NOTHING,
    UNREAD,
    WRONG,
    check,
    displays,
)
from verify.notes.command import checked
from verify.notes.verdicts import Status

UNKNOWN = Status.UNKNOWN


@states(
    "The probability of a value, as in $P(y = 1 \\mid x)$, is an entry of those of all values.",
    page="check_mine",
)
@pytest.mark.parametrize(
    "event",
    [r"P(t=1|z)", r"p(t = 1 \mid z; w, b)", r"\Pr\left(t=1\mid z\right)", r"\mathbb{P}[t=1]"],
)
def test_the_probability_of_a_value_is_a_symbol(event):
    other = event.replace("1", "0")
    check(
        (rf"{event} = \sigma(z) = \frac{{1}}{{1+e^{{-z}}}}", {DEFINES, HOLDS}),
        (rf"{other} = 1 - {event}", DEFINES),
        (rf"{other} = \frac{{e^{{-z}}}}{{1+e^{{-z}}}}", HOLDS),
        (rf"\log \frac{{{event}}}{{{other}}} = z", HOLDS),
        (rf"\log \frac{{{event}}}{{{other}}} = -z", WRONG),
    )


def test_the_probability_of_each_class_is_counted_by_the_class():
    check(
        (r"P(y = k \mid x) = \frac{e^{z_k}}{\sum_j e^{z_j}}", DEFINES),
        (r"\frac{\partial}{\partial z_i} \log P(y = k | x) = \delta_{ik} - P(y = i | x)", HOLDS),
        (r"\frac{\partial}{\partial z_i} \log P(y = k | x) = \delta_{ik} + P(y = i | x)", WRONG),
    )


@states("$w(k+1) = w(k) - \\eta g(k)$ counts its steps in parentheses.", page="check_mine")
def test_steps_may_stand_in_parentheses():
    check(
        (r"v(k+1) = \mu v(k) - \eta g(k)", DEFINES),
        (r"w(k+1) = w(k) + v(k+1)", DEFINES),
        (r"w(k+1) = w(k) + \mu v(k) - \eta g(k)", HOLDS),
        (r"w(k+1) = w(k) + \mu v(k) + \eta g(k)", WRONG),
    )


def test_a_letter_in_parentheses_that_counts_no_steps_is_an_argument():
    check((r"f(k) = k^2", DEFINES), (r"f(k + 1) - f(k) = 2 k + 1", HOLDS))


@states("A box around a formula, `\\boxed`, is passed over.", page="check_mine")
def test_a_box_is_passed_over():
    check((r"\boxed{y = x^2}", DEFINES), (r"\boxed{\frac{dy}{dx} = x}", WRONG))


@states("`\\operatorname{Tr}` is the trace, as `\\operatorname{tr}` is.", page="check_mine")
def test_the_trace_has_two_names():
    check(
        (
            r"\operatorname{Tr}(\mathbf{A}\mathbf{B}) = \operatorname{tr}(\mathbf{B}\mathbf{A})",
            HOLDS,
        ),
        (r"\operatorname{Tr}(\mathbf{A}\mathbf{B}) = \operatorname{Tr}(\mathbf{A}) + 1", WRONG),
    )


@states("$W^Q$ of attention is a matrix of its own.", page="check_mine")
def test_the_matrices_of_attention_have_names_of_their_own():
    told = check(
        (r"Q = XW^Q, \quad K = XW^{K}, \quad V = X W_V", DEFINES),
        (r"S = Q K^\top", DEFINES),
        (r"S = (X W^Q) (X W^K)^\top", HOLDS),
        (r"S = (X W^K) (X W^Q)^\top", WRONG),
    )

    assert told[0].names == ("Q", "K", "V")


@states(
    "Where $i$ stands on the right side alone, as in $\\theta_{t+1} = \\theta_t - \\eta "
    "\\nabla_\\theta J(\\theta_t; x_i, y_i)$, $x_i$ is an example that was chosen.",
    page="check_mine",
)
@pytest.mark.parametrize(
    "line",
    [
        r"\theta_{t+1} = \theta_t - \eta \nabla_\theta J(\theta_t; x_i, y_i)",
        r"\tilde{x} = \lambda x_i + (1 - \lambda) x_j",
        r"v_t = \beta v_{t-1} + \nabla_\theta J(\theta_t - \eta \beta v_{t-1})",
    ],
)
def test_what_is_chosen_needs_no_index_on_the_left(line):
    check((line, DEFINES))


OPEN = [
    (r"\frac{df(x)}{dx} = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}", "a limit is not computed"),
    (r"F = \mathbb{E}_{x \sim p}[\log q(x)]", "the mean over a law that nothing defines"),
    (r"x^2 - 1 = 0 \Longrightarrow x^2 = 1", "what an arrow says to follow is not checked"),
    (r"x = a + \nabla f(w \cdot x, y)", "by what?"),
    (r"\operatorname{Var}[X] = \mathbb{E}[\operatorname{Var}[X\mid Y]]", "the mean over a law"),
]


@states(
    "| ? | It is read and not decided: a symbol or a function in it is unknown, or nothing "
    "computes it, such as a limit. |",
    page="check_mine",
)
@pytest.mark.parametrize(("line", "hint"), OPEN)
def test_what_is_read_and_not_computed_is_open(line, hint):
    (told,) = found(displays(line))

    assert told.status is UNKNOWN
    assert hint in told.hint


def test_a_formula_that_is_broken_is_not_read():
    check((r"y = \lim_{h \to 0} \frac{f(h)", UNREAD))


def test_a_letter_that_means_two_things_leaves_a_formula_open():
    (told,) = found("```symbols\nj: number\n```\n\n" + displays(r"y = \sum_j p_j"))

    assert (told.status, told.hint) == (UNKNOWN, "'j' is a symbol: take another letter")


def test_a_mean_is_no_factor():
    (told,) = found(displays(r"\mathbb{E}[(y - f)^2] = b^2 + (\mathbb{E} f - f)^2"))

    assert (told.status, told.names) == (UNKNOWN, ("E",))


@pytest.mark.parametrize(
    "line",
    [
        r"\mathcal{D} = \{(x_i, y_i)\}_{i=1}^n",
        r"\hat{f} = \arg \min_{f \in \mathcal{F}} \frac{1}{n} \sum_{i=1}^n (y_i - f(x_i))^2",
    ],
)
def test_a_set_and_a_choice_state_no_equation(line):
    check((line, NOTHING))


def test_a_law_after_a_comma_is_passed_over():
    check(
        (
            r"y_i = f(x_i) + \varepsilon_i, \quad \varepsilon_i \sim \mathcal{N}(0, \sigma^2)",
            DEFINES,
        )
    )


FORMULA = r"\begin{align*}y=x\end{align*}"


@pytest.mark.parametrize(
    "image",
    [
        f'<img src="https://example.org/?{FORMULA}" title="{FORMULA}">',
        f"![y](https://example.org/?{FORMULA})",
    ],
)
def test_an_image_of_a_formula_is_none(image):
    assert found(image) == []


def test_a_symbol_below_a_derivative_may_stand_in_braces():
    check((r"y = x_1^2", DEFINES), (r"\frac{\partial}{\partial{x_1}} y = 2 x_1", HOLDS))


def test_a_display_may_be_a_definition_by_itself(tmp_path):
    notes = tmp_path / "notes.md"
    notes.write_text(
        displays(r"f = 3", r"L_i = \sum_{j \neq y_i} \max(0, f_j - f_{y_i} + 1)"), encoding="utf-8"
    )

    assert [one.status for one, _ in checked(notes, None)] == [DEFINES, DEFINES]


SOFTMAX = (r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}", DEFINES)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (r"\frac{\partial p_i}{\partial z_j} = -p_i p_j \quad \text{if } i \neq j", HOLDS),
        (r"\frac{\partial p_i}{\partial z_j} = p_i p_j \quad \text{if } i \neq j", WRONG),
        (r"\frac{\partial p_i}{\partial z_j} = -p_i p_j \quad (i \neq j)", HOLDS),
        (r"\frac{\partial p_i}{\partial z_j} = p_i (1 - p_j), \quad i = j", HOLDS),
        (r"\frac{\partial p_i}{\partial z_j} = -p_i p_j \quad i \neq j", HOLDS),
        (r"\frac{\partial p_i}{\partial z_j} = p_i p_j, \; j \ne i", WRONG),
        (r"\frac{\partial p_i}{\partial z_j} = p_i (1 - p_j) \text{ for } i = j", HOLDS),
        (r"\frac{\partial p_i}{\partial z_j} = p_i (1 + p_j) \text{ for } i = j", WRONG),
        (r"\frac{\partial p_i}{\partial z_j} = -p_i p_j", WRONG),
    ],
)
def test_a_condition_on_indices_says_where_a_line_is_claimed(line, status):
    check(SOFTMAX, (line, status))


def test_a_condition_may_compare_an_index_with_a_class():
    margin = "f_{ij} - f_{i y_i} + 1"
    slope = r"\frac{\partial L_i}{\partial f_{ij}}"
    check(
        (rf"L_i = \sum_{{j \neq y_i}} \max(0, {margin})", DEFINES),
        (rf"{slope} = \mathbb{{1}}[{margin} > 0] \quad (j \neq y_i)", HOLDS),
    )


@states(
    "A condition on indices may stand behind a line, as in $\\quad (i \\neq j)$, or in the "
    "sentence before it: *for $i \\neq j$ the derivative is*.",
    page="check_mine",
)
@pytest.mark.parametrize(
    ("before", "line", "status"),
    [
        (r"For $i \neq j$ the derivative is", "-p_i p_j", ASSUMING),
        (r"For $i \neq j$ the derivative is", "p_i p_j", WRONG),
        (r"For \(i=j\) we have", "p_i (1 - p_i)", ASSUMING),
        (r"For $i \neq j$ all is done. Then", "-p_i p_j", WRONG),
        ("Then", "-p_i p_j", WRONG),
    ],
)
def test_the_sentence_before_a_display_may_say_where_it_is_claimed(before, line, status):
    slope = rf"\frac{{\partial p_i}}{{\partial z_j}} = {line}"
    told = found(f"{displays(SOFTMAX[0])}\n\n{before}\n\n{displays(slope)}")

    assert told[-1].status is status

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
from verify.notes.in_time import with_steps_below
from verify.notes.macros import written_out
from verify.notes.study import Study
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


@states(
    "$w(k+1) = w(k) - \\eta g(k)$ counts its steps in parentheses, and so does "
    "$c(t) = a c(t-1) + b$.",
    page="check_mine",
)
def test_steps_may_stand_in_parentheses():
    check(
        (r"v(k+1) = \mu v(k) - \eta g(k)", DEFINES),
        (r"w(k+1) = w(k) + v(k+1)", DEFINES),
        (r"w(k+1) = w(k) + \mu v(k) - \eta g(k)", HOLDS),
        (r"w(k+1) = w(k) + \mu v(k) + \eta g(k)", WRONG),
    )


def test_a_step_in_parentheses_is_made_of_the_one_before():
    check(
        (r"c(t) = a c(t-1) + b", DEFINES),
        (r"h(t) = \tanh(c(t))", DEFINES),
        (r"h(t) = \tanh(a c(t-1) + b)", HOLDS),
        (r"h(t) = \tanh(a c(t-1) - b)", WRONG),
        (r"c(2) = a (a c(0) + b) + b", HOLDS),
        (r"c(2) = a (a c(0) + b) + c(0)", WRONG),
    )


def test_a_function_of_the_step_is_none():
    found = with_steps_below(
        written_out(r"\exp(t) + w(t) + \hat{w}(t-1) + e^{t} (2)", {}), "t", frozenset()
    )

    assert found.text == r"\exp(t) + w_{t} + \hat{w}_{t-1} + e^{t} (2)"


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
    (r"a = \lim_{n \to \infty} (1 + 1/n)^n", "a limit is computed to a number alone"),
    (r"L = \int_0^1 f(x) dx", "an integral is not computed"),
    (r"\sum_{k=1}^\infty \eta_k = 1", "nothing infinite is computed"),
    (r"w = \sup_{f} (f_1 - f_2)", "a bound of all values is not computed"),
    (r"F = \mathbb{E}_{x \sim p}[\log q(x)]", "the mean over a law that nothing defines"),
    (r"x^2 - 1 = 0 \Longrightarrow x^2 = 1", "what an arrow says to follow is not checked"),
    (r"x = a + \nabla f(w \cdot x, y)", "by what?"),
    (r"\operatorname{Var}[X] = \mathbb{E}[\operatorname{Var}[X\mid Y]]", "the mean over a law"),
]


@states(
    "| ? | It is read and not decided: a symbol or a function in it is unknown, or nothing "
    "computes it, such as an integral. |",
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
        r"G^{(1)}=\{0,1\},\ G^{(2)}=\{2,3\}",
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
        (r"It is \(p\) that counts. For \(i=j\) we have", "p_i (1 - p_i)", ASSUMING),
        (r"For $i \neq j$ all is done. Then", "-p_i p_j", WRONG),
        ("Then", "-p_i p_j", WRONG),
    ],
)
def test_the_sentence_before_a_display_may_say_where_it_is_claimed(before, line, status):
    slope = rf"\frac{{\partial p_i}}{{\partial z_j}} = {line}"
    told = found(f"{displays(SOFTMAX[0])}\n\n{before}\n\n{displays(slope)}")

    assert told[-1].status is status


QUOTED = """> $$
> y = x^2
> $$

> > $$
> > \\frac{dy}{dx} = 2 x
> > $$
"""


@states("A display may stand in a quotation, each of its lines behind `>`.", page="check_mine")
def test_a_display_of_a_quotation_is_read():
    assert [one.status for one in found(QUOTED)] == [DEFINES, HOLDS]
    assert [one.status for one in found(QUOTED.replace("2 x", "3 x"))] == [DEFINES, WRONG]


def test_a_line_that_is_greater_is_no_quotation():
    check(("x = a^2 + 1\n\\quad \\text{if } x\n> 0", {DEFINES, HOLDS, UNREAD, UNKNOWN}))
    (told,) = found("$$ a\n> b $$")

    assert told.status is NOTHING


ASIDES = [
    r"a = f(z) \quad \leftarrow \text{an activation}",
    r"a = f(z) \quad \text{활성화 함수}",
    r"a = f(z) \quad \text{(미분: 0.25, } z = 0 \text{일 때)}",
    r"a = f(z) \quad (\beta = 1 \text{일 때 SiLU})",
]


@states(
    "Words at the end of a line are passed over where they stand in parentheses, behind an arrow, "
    "or in letters that are not Latin.",
    page="check_mine",
)
@pytest.mark.parametrize("line", ASIDES)
def test_words_at_the_end_of_a_line_are_passed_over(line):
    check((line, DEFINES))


def test_a_condition_at_the_end_of_a_line_is_none_of_them():
    check((r"a = |z| \quad \text{if } z > 0", DEFINES), (r"a = z \quad \text{if } z > 0", HOLDS))


def test_a_name_may_have_a_dash_below_as_in_code():
    check((r"w := w - \alpha \, dj\_dw", DEFINES))


@states("$n_{in}$ and $x_{\\min}$ are symbols, with a word below.", page="check_mine")
def test_a_word_below_a_letter_is_part_of_its_name():
    check(
        (r"s^2 = \frac{2}{n_{in} + n_{out}}", DEFINES),
        (r"y = \frac{x - x_{\min}}{x_{\max} - x_{\min}}", DEFINES),
        (r"\frac{dy}{dx} = \frac{1}{x_{\max} - x_{\min}}", HOLDS),
        (r"\frac{dy}{dx} = \frac{1}{x_{\max} + x_{\min}}", WRONG),
    )


def test_a_prime_may_stand_behind_braces():
    check(
        (r"a^{[l]} = g^{[l]}(z^{[l]})", DEFINES),
        (r"s^{[l]} = {g^{[l]}}'(z^{[l]})", DEFINES),
        (r"s^{[l]} = g^{[l]\prime}(z^{[l]})", HOLDS),
    )


def test_a_sum_over_nothing_that_counts_is_open():
    (told,) = found(displays(r"L = \frac{1}{n} \sum^n y_{ab} (y - \hat{y})^2"))

    assert told.status is UNKNOWN and "write the limits of the sum" in told.hint


def test_a_line_that_goes_on_is_open():
    (told,) = found(displays(r"= x^2 + 3"))

    assert told.status is UNKNOWN and "into the same display" in told.hint


@states("Three subscripts or more that are written out say how large a size is.", page="check_mine")
def test_an_example_of_one_size_holds_there():
    terms = "+".join(f"e^{{z_{k}}}" for k in (1, 2, 3, 4))
    told = check(
        (r"a_j = \frac{e^{z_j}}{\sum_{k=1}^n e^{z_k}}", DEFINES),
        (rf"a_1 = \frac{{e^{{z_1}}}}{{{terms}}}", ASSUMING),
        (rf"a_1 = \frac{{e^{{z_2}}}}{{{terms}}}", WRONG),
        (r"a_1 = \frac{e^{z_1}}{e^{z_1} + e^{z_2}}", WRONG),
    )

    assert told[1].hint == "at n = 4, as its subscripts say"


def test_an_angle_is_what_its_cosine_says():
    (told,) = found(displays(r"\cos(t) = \frac{a \cdot b}{c d} = \frac{a b}{c} \cdot \frac{1}{d}"))

    assert told.status in {DEFINES, UNKNOWN}


def test_a_word_of_python_is_no_name():
    told = check((r"y = 2 \mathrm{for}", UNKNOWN), (r"z = x^2", DEFINES))

    assert told[0].names == ("for", "y")


def test_a_fault_in_one_part_leaves_the_others(tmp_path, monkeypatch):
    def broken(self, formulas, *others):
        if "fault" in formulas[0].latex:
            raise SyntaxError("by a test")
        real(self, formulas, *others)

    real = Study.__init__
    monkeypatch.setattr(Study, "__init__", broken)
    notes = tmp_path / "notes.md"
    notes.write_text(
        f"{displays('fault = 1')}\n\n# Next\n\n{displays('x = 2 a')}", encoding="utf-8"
    )
    told = [one for one, _ in checked(notes, None)]

    assert [one.status for one in told] == [UNREAD, DEFINES]
    assert told[0].words.endswith("SyntaxError: by a test")


def test_a_function_may_be_defined_between_its_name_and_its_value():
    check(
        (r"\text{sigmoid}(z) = g(z) = \frac{1}{1 + e^{-z}}", DEFINES),
        (r"g'(z) = g(z) (1 - g(z))", HOLDS),
        (r"g'(z) = g(z) (1 + g(z))", WRONG),
    )


def test_a_value_of_an_unknown_function_defines_it():
    told = check((r"L(\hat y^{(i)}, y^{(i)}) = -y^{(i)} \log \hat y^{(i)}", DEFINES))

    assert told[0].names == ("L",)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (r"a: = a - \eta \cdot g", "a_new = a − η·g"),
        (r"a := & a - \eta \cdot g", "a_new = a − η·g"),
        ("a += 2 g", "a_new = a + 2·g"),
    ],
)
def test_an_update_may_be_written_as_in_code(line, shown):
    (told,) = check((line, DEFINES))

    assert told.reading.steps[0].text + " = " + told.reading.steps[1].text == shown


def test_two_bars_may_be_a_norm():
    check(
        (r"r = \frac{1}{2} \mid\mid v \mid\mid^2", DEFINES),
        (r"\frac{\partial r}{\partial v_i} = v_i", HOLDS),
        (r"\frac{\partial r}{\partial v_i} = 2 v_i", WRONG),
    )


@pytest.mark.parametrize(
    "line",
    [
        r"[\text{upstream slope}] \times [\text{own slope}] = [\text{slope below}]",
        r"y = \begin{bmatrix} 1 \\ 0 \\ \vdots \\ x^2 \end{bmatrix}",
    ],
)
def test_words_and_a_matrix_with_dots_are_read_and_open(line):
    check((line, UNKNOWN))


def test_an_unknown_function_takes_no_function_for_its_argument():
    (told, *_) = check(
        (r"f(x) = x^2", DEFINES), (r"\frac{\partial L}{\partial f} = 2 f", {UNKNOWN, UNREAD})
    )

    assert told.names == ("f",)


@states(
    "$y = X \\beta + \\epsilon$ says how $y$ came about, and elsewhere $y$ is what is observed.",
    page="check_mine",
)
def test_what_is_observed_does_not_depend_on_what_is_fitted():
    cost = r"J(\beta) = \frac{1}{2} (\mathbf{y} - X \beta)^T (\mathbf{y} - X \beta)"
    slope = r"\frac{\partial J(\beta)}{\partial \beta} = -X^T \mathbf{y} + X^T X \beta"
    told = check(
        (r"\mathbf{y} = X \beta + \epsilon", DEFINES),
        (cost, DEFINES),
        (slope, HOLDS),
        (f"{slope} = 0", HOLDS),
        (f"{slope.replace('-', '')} = 0", WRONG),
        (r"X^T X \beta = X^T \mathbf{y}", {NOTHING, UNKNOWN}),
    )

    assert told[3].hint == "= 0 is taken for a condition"


def test_a_derivative_needs_a_function_that_holds_its_symbol():
    told = check(
        (r"J(w, b) = \frac{1}{N} \sum_{i=1}^N (\hat{y}^{(i)} - y^{(i)})^2", DEFINES),
        (
            r"\frac{\partial J}{\partial b} = \frac{2}{N} \sum_{i=1}^N (\hat{y}^{(i)} - y^{(i)})",
            UNKNOWN,
        ),
    )

    assert "J is not written with b here" in told[1].hint

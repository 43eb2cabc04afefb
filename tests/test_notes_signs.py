"""Numbers, signs and brackets as people write them."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_written import ASSUMING, DEFINES, FINE, HOLDS, WRONG, check, displays
from verify.notes.found import Status
from verify.notes.pieces import formulas

LARGE, SMALL = r"\lambda_{\max}", r"\lambda_{\min}"


def read(line):
    """A display as the reader of formulas gets it."""
    (formula,) = formulas(displays(line), "notes.md")
    return " ".join(formula.latex.split())


@states(
    "A number may be bold, have its thousands apart or its unit behind it: `\\mathbf{0.58}`, "
    "`20,000`, `8 \\text{ miles per hour}`.",
    page="check_mine",
)
@pytest.mark.parametrize(
    ("line", "status"),
    [
        (r"\frac{20,000}{5,000} = 4", HOLDS),
        (r"\frac{20,000}{5,000} = 5", WRONG),
        (r"0.25 + 0.33 = \mathbf{0.58}", HOLDS),
        (r"0.25 + 0.33 = \mathbf{0.59}", WRONG),
        (r"\frac{40}{5} = 8 \text{ miles per hour}", HOLDS),
        (r"\frac{40}{5} = 9 \text{ miles per hour}", WRONG),
        (r"\cos(60^\circ) = \frac{1}{2}", HOLDS),
        (r"2 \sqrt{8} \cos(45) = 4", ASSUMING),
        (r"2 \sqrt{8} \cos(45) = 5", WRONG),
    ],
)
def test_numbers_are_read_as_they_are_written(line, status):
    assert found(displays(line))[-1].status is status


@pytest.mark.parametrize(
    "line", [r"x = (1,000)", r"s = \mathbf{1}^\top x", r"x = 2 \text{ times the loss}"]
)
def test_what_is_no_such_number_stays(line):
    assert read(line) == line


@states(
    "$p_+$ and $p_-$ are two symbols, and $(x)^+$ is $\\max(0, x)$.",
    page="check_mine",
)
def test_signs_are_labels():
    check(
        (r"p_- = 1 - p_+", DEFINES),
        (r"\frac{\partial p_-}{\partial p_+} = -1", HOLDS),
        (r"\frac{\partial p_-}{\partial p_+} = 1", WRONG),
    )
    check(
        (r"r(x) = (x)^+", DEFINES),
        (r"r(x) = \max(0, x)", HOLDS),
        (r"r(x) = \max(1, x)", {WRONG, Status.DIFFERS}),
    )


@states(
    "`x[i]` and `w[i, j]` are entries, and `x[y[j]]` one that a label names.", page="check_mine"
)
def test_subscripts_may_stand_in_brackets():
    check(
        (r"s[i] = \sum_j w[i, j] x[j]", DEFINES),
        (r"\frac{\partial s_i}{\partial x_j} = w_{ij}", HOLDS),
        (r"\frac{\partial s_i}{\partial x_j} = w_{ji}", {WRONG, Status.UNKNOWN}),
    )
    assert read("a = x[y[j]]") == "a = x_{y_{j}}"
    assert read("E[x] = f[j]") == "E[x] = f[j]"


@states(
    "A capital sigma adds where its index stands in what follows: $\\Sigma_j x_j$.",
    page="check_mine",
)
def test_a_capital_sigma_adds():
    check(
        (r"p_i = \frac{e^{z_i}}{\Sigma_j e^{z_j}}", DEFINES),
        (r"\log p_i = z_i - \log(\Sigma_j e^{z_j})", HOLDS),
        (r"\log p_i = z_i + \log(\Sigma_j e^{z_j})", WRONG),
    )
    assert read(r"\Sigma_k = A_k") == r"\Sigma_k = A_k"


@states(
    "A range behind a line, as $0 \\le \\beta < 1$ in a column of its own or $\\in (0, 1)$, is "
    "passed over, and so is a row of dots between equations.",
    page="check_mine",
)
def test_ranges_behind_a_line_claim_nothing():
    check(
        (r"\begin{aligned} v &= \beta u + g & 0 \leq \beta < 1 \end{aligned}", DEFINES),
        (r"s = \frac{1}{1 + e^{-u}} \in (0, 1)", DEFINES),
        (r"\frac{\partial s}{\partial u} = s (1 - s) \in (0, 1)", HOLDS),
        (r"\frac{\partial s}{\partial u} = s (1 + s) \in (0, 1)", WRONG),
    )
    assert r"\vdots" not in read(r"a = b \\ \vdots \\ c = d")


@states("`\\mathbf{Ax}` is $A x$ where both letters are bold by themselves.", page="check_mine")
def test_letters_in_one_brace_are_a_product():
    check(
        (r"\mathbf{y} = \mathbf{A} \mathbf{x}", DEFINES),
        (r"L = \mathbf{y}^T \mathbf{y}", DEFINES),
        (r"L = (\mathbf{Ax})^T \mathbf{Ax}", HOLDS),
        (r"L = (\mathbf{Ax})^T \mathbf{x}", {WRONG, Status.DIFFERS, Status.UNKNOWN}),
    )
    check((r"\mathbf{net} = a", FINE), (r"b = \mathbf{net} + a", FINE))


@states(
    "$\\theta_0$ in $\\theta \\cdot x + \\theta_0$ is an offset, and no entry of $\\theta$.",
    page="check_mine",
)
def test_an_offset_is_no_entry():
    check(
        (r"z = \theta \cdot x + \theta_0", DEFINES),
        (r"\frac{\partial z}{\partial \theta_0} = 1", HOLDS),
        (r"\frac{\partial z}{\partial \theta_0} = 0", WRONG),
    )


@states("The product $w \\cdot x$ of two bold letters is one number.", page="check_mine")
def test_bold_letters_with_a_dot_have_one_length():
    check(
        (r"z = \mathbf{w} \cdot \mathbf{x} + b", DEFINES),
        (r"\frac{\partial z}{\partial \mathbf{w}} = \mathbf{x}", HOLDS),
        (r"\frac{\partial z}{\partial \mathbf{w}} = \mathbf{w}", WRONG),
    )


@states(
    "What is called the largest is no less than the smallest, "
    "$\\lambda_{\\max} \\ge \\lambda_{\\min} \\ge 0$, where a line needs it, and the line says so.",
    page="check_mine",
)
def test_the_largest_is_no_less_than_the_smallest():
    rate = rf"r = \left| \frac{{{SMALL} - {LARGE}}}{{{SMALL} + {LARGE}}} \right|"
    told = check(
        (
            rf"{rate} = \frac{{{LARGE} - {SMALL}}}{{{LARGE} + {SMALL}}}",
            ASSUMING,
        ),
        (r"\kappa = \frac{\lambda_{\max}}{\lambda_{\min}}", DEFINES),
        (r"r = \frac{\kappa - 1}{\kappa + 1}", ASSUMING),
        (r"r = \frac{1 - \kappa}{\kappa + 1}", {WRONG, Status.DIFFERS}),
    )
    assert told[0].hint == "where λ_max ≥ λ_min ≥ 0"


@states(
    "Letters below slopes alone, as in $\\frac{\\partial c}{\\partial z_f} = "
    "\\frac{\\partial c}{\\partial z_g} \\frac{\\partial z_g}{\\partial z_f}$, are labels.",
    page="check_mine",
)
def test_letters_of_a_chain_rule_are_labels():
    product = r"\frac{\partial c}{\partial z_g} \frac{\partial z_g}{\partial z_f}"
    line = rf"\frac{{\partial c}}{{\partial z_f}} = {product}"
    assert found(displays(line))[-1].status is not WRONG


def test_what_is_old_is_another_where_nothing_is_new():
    check(
        (r"J(\theta) = J^{\text{old}}(\theta) + \lambda \theta^2", DEFINES),
    )
    (told,) = check((r"w^{new} = w^{old} - \eta g", DEFINES))
    assert told.names


def test_an_argument_is_parted_from_the_command_before_it():
    text = r"$$\newcommand\norm[1]{\left\lVert#1\right\rVert}$$" + "\n\n"
    lines = displays(r"\norm{u}_2^2 = u^T u", r"\norm{u}_2 = u^T u")
    told = found(text + lines)
    assert told[-2].status is HOLDS and told[-1].status is WRONG


def test_a_trace_says_of_no_matrix_what_it_is():
    text = displays(r"\operatorname{tr}(P) = \operatorname{tr}(Q)", r"P = A B", r"Q = B A")
    assert [one.status for one in found(text)][1:] == [DEFINES, DEFINES]


def test_differentials_are_left_open():
    text = r"Let $H \in \mathbb{R}^{d \times d}$ and $A = H$." + "\n\n"
    (told,) = check((r"d(u \cdot v) = (d u) \cdot v + u \cdot (d v)", Status.UNKNOWN), before=text)
    assert told.hint.startswith("d is read as a number")


def test_printed_results_may_each_be_rounded():
    text = r"0.33333333 \times 3 + 0.66666667 \times 3 = 3.00000000"
    assert found(displays(text))[-1].status in {HOLDS, ASSUMING}
    assert found(displays(text.replace("3.00000000", "3.10000000")))[-1].status is WRONG


def test_a_number_of_an_entry_needs_to_say_of_which():
    text = "$$ z_a = W_a x $$\n\n$$ x = 2 $$\n\n$$ z_a = -0.1 + 0.3 $$"
    assert found(text)[-1].status is not WRONG

"""A display against its derivation: what means the same is accepted, what does not is rejected."""

import pytest

from tests.example import reading, verdict

JACOBIAN = r"\frac{\partial p_i}{\partial z_j} = "
VJP = r"\frac{\partial L}{\partial z_j} = "
LINEAR = r"Y_{nk} = "

ACCEPTED = [
    ("softmax_jacobian", JACOBIAN + r"p_i (\delta_{ij} - p_j)"),
    ("softmax_jacobian", r"\frac{\partial p_q}{\partial z_n} = p_q (\delta_{qn} - p_n)"),
    ("softmax_jacobian", r"\frac{\partial p_j}{\partial z_i} = p_j (\delta_{ji} - p_i)"),
    ("softmax_jacobian", JACOBIAN + r"p_i (\delta_{ji} - p_j)"),
    ("softmax_jacobian", JACOBIAN + r"p_i \delta_{ij} - p_j p_i"),
    ("softmax_jacobian", JACOBIAN + r"-p_i (p_j - \delta_{ij})"),
    ("softmax_jacobian", JACOBIAN + r"((p_i)) \left( (\delta_{ij}) - p_j \right)"),
    ("softmax_jacobian", JACOBIAN + r"p_j (\delta_{ij} - p_i)"),  # it is symmetric
    ("softmax_jacobian", JACOBIAN + r"\frac{\partial p_j}{\partial z_i}"),
    ("softmax_jacobian", JACOBIAN + r"\frac{e^{z_i}}{S} (\delta_{ij} - e^{z_j} / S)"),
    ("softmax_jacobian", JACOBIAN + r"p_i \sum_{k=1}^{K} \delta_{ik} (\delta_{kj} - p_j)"),
    (
        "softmax_jacobian",
        JACOBIAN + r"\begin{cases} p_i - p_i^2 & \text{if } i = j \\"
        r" -p_i p_j & \text{otherwise} \end{cases}",
    ),
    ("softmax_jacobian", r"J_{ij} = p_i (\delta_{ij} - p_j)"),
    ("softmax_jacobian", r"J = \mathrm{diag}(p) - p p^\top = \mathrm{diag}(p) - (p p^\top)^\top"),
    ("softmax_vjp", VJP + r"p_j \left( g_j - \sum_{i=1}^{K} g_i p_i \right)"),
    ("softmax_vjp", VJP + r"p_j \left( g_j - \sum_{q=1}^{K} p_q g_q \right)"),
    ("softmax_vjp", VJP + r"p_j g_j - \sum_{i=1}^{K} p_i g_i p_j"),
    ("softmax_vjp", VJP + r"\sum_{i=1}^{K} g_i \frac{\partial p_i}{\partial z_j}"),
    (
        "softmax_vjp",
        VJP + r"\sum_{i=1}^{2} g_i p_i (\delta_{ij} - p_j) + g_3 p_3 (\delta_{3j} - p_j)",
    ),
    ("softmax_vjp", r"\frac{\partial L}{\partial z} = p \odot g - p p^\top g = J^\top g"),
    ("linear", LINEAR + r"\sum_{d=1}^{D} X_{nd} W_{dk} + b_k"),
    ("linear", LINEAR + r"b_k + \sum_{j=1}^{D} W_{jk} X_{nj}"),
    ("linear", r"Y = X W + \mathbf{1} b^\top = (W^\top X^\top)^\top + \mathbf{1} b^\top"),
    (None, r"\sum_{i=1}^{K} \sum_{j=1}^{K} z_i g_j = \sum_{j=1}^{K} g_j \sum_{i=1}^{K} z_i"),
    (None, r"(x + y)^2 = x^2 + 2 x y + y^2 = x (x + y) + y (y + x)"),
    (None, r"\frac{x}{a} = x a^{-1} = \frac{1}{a} x = \frac{x y^2 + x}{a (y^2 + 1)}"),
    (None, r"u(x) = \begin{cases} 0 & \text{if } x \leq 0 \\ 1 & \text{if } 0 < x \end{cases}"),
    (None, r"\max(x, y) = -\min(-x, -y) = x + \max(0, y - x)"),
    (None, r"\frac{\partial L}{\partial p_i} = g_i"),  # L depends on p, whatever p was made from
]

REJECTED = {
    "sign": ("softmax_jacobian", JACOBIAN + r"p_i (\delta_{ij} + p_j)"),
    "sign of the whole": ("softmax_jacobian", JACOBIAN + r"-p_i (\delta_{ij} - p_j)"),
    "dropped term": ("softmax_jacobian", JACOBIAN + r"p_i \delta_{ij}"),
    "index": ("softmax_jacobian", JACOBIAN + r"p_i (\delta_{ij} - p_i)"),
    "dropped index of a delta": ("softmax_jacobian", JACOBIAN + r"p_i (\delta_{ii} - p_j)"),
    "dropped factor": ("softmax_jacobian", JACOBIAN + r"\delta_{ij} - p_j"),
    "digit": ("softmax_jacobian", JACOBIAN + r"2 p_i (\delta_{ij} - p_j)"),
    "exponent": ("softmax_jacobian", JACOBIAN + r"p_i^2 (\delta_{ij} - p_j)"),
    "swapped symbols of one shape": ("softmax_jacobian", JACOBIAN + r"z_i (\delta_{ij} - p_j)"),
    "relation": (
        "softmax_jacobian",
        JACOBIAN + r"\begin{cases} p_i - p_i^2 & i \neq j \\ -p_i p_j & i = j \end{cases}",
    ),
    "one entry of a matrix": (
        None,
        r"p p^\top = \begin{pmatrix} p_1 p_1 & p_1 p_2 & p_1 p_3 \\ p_2 p_1 & p_2 p_2 & p_2 p_3 \\"
        r" p_3 p_1 & p_3 p_3 & p_3 p_3 \end{pmatrix}",
    ),
    "upper limit": ("softmax_vjp", VJP + r"p_j (g_j - \sum_{i=1}^{2} g_i p_i)"),
    "lower limit": ("softmax_vjp", VJP + r"p_j (g_j - \sum_{i=2}^{K} g_i p_i)"),
    "size": ("linear", LINEAR + r"\sum_{d=1}^{K} X_{nd} W_{dk} + b_k"),
    "bound index": ("softmax_vjp", VJP + r"p_j (g_j - \sum_{i=1}^{K} g_i p_j)"),
    "operator": ("softmax_vjp", VJP + r"p_j + (g_j - \sum_{i=1}^{K} g_i p_i)"),
    "fraction upside down": (None, r"p_i = \frac{S}{e^{z_i}}"),
    "function": ("softmax", r"p_i = \frac{\log(z_i)}{S}"),
    "base": ("softmax", r"p_i = \frac{2^{z_i}}{S}"),
    "transpose of a square matrix": (None, r"A z = A^\top z"),
    "order of factors": (None, r"A A^\top = A^\top A"),
    "dropped transpose": (None, r"M = X X"),
    "broadcasting": ("linear", r"Y = X W + b"),
    "entry of a product": ("linear", LINEAR + r"\sum_{d=1}^{D} X_{nd} W_{dk} + b_n"),
    "prime": (None, r"\sigma(x) = \sigma(x) (1 - \sigma(x))"),
    "one prime more": (None, r"\sigma''(x) = \sigma(x) (1 - \sigma(x))"),
    "kink": (None, r"u(x) = \begin{cases} 1 & x \geq 0 \\ 0 & x < 0 \end{cases}"),
    "left and right": (None, r"u(x) = \begin{cases} 1 & x < 0 \\ 0 & x \geq 0 \end{cases}"),
    "largest and smallest": (None, r"\max(x, y) = -\max(-x, -y)"),
    "norm": (None, r"\lVert z \rVert = z^\top z"),
    "absolute value": (None, r"\lvert x \rvert = x"),
    "forgotten class": (None, r"c_n = P_{nn}"),
    "shape": (None, r"z^\top = z"),
    "another label": ("softmax_vjp", r"p_i = \frac{e^{z_i}}{S}"),
    "a later side": ("softmax", r"p_i = \frac{e^{z_i}}{S} = \frac{e^{z_i}}{S^2}"),
    "the second equation": (None, r"x - x = 0, \qquad \sigma(-x) = \sigma(x)"),
    "a tiny number": (None, r"x = x + 10^{-40}"),
}


@pytest.mark.parametrize(("label", "latex"), ACCEPTED, ids=[latex for _, latex in ACCEPTED])
def test_what_means_the_same_is_accepted(label, latex):
    assert verdict(latex, label) == ""


@pytest.mark.parametrize(("label", "latex"), REJECTED.values(), ids=REJECTED)
def test_what_does_not_is_rejected(label, latex):
    assert verdict(latex, label) != ""


def test_message_says_where_which_side_and_which_index_and_shows_both_expressions():
    found = verdict(r"p_i x = p_i y")

    assert found.startswith(
        "docs/example.md:3:9: p_i·y is not p_i·x at i = 1: y*exp(z_1)/(exp(z_1)"
    )
    assert " against x*exp(z_1)/(exp(z_1) + exp(z_2) + exp(z_3)); they differ by " in found
    assert " at x = 1.73, y = " in found


def test_message_names_the_derivation_where_the_first_side_differs_from_it():
    assert "z_i is not the derivation's softmax at i = 1" in verdict(r"z_i = z_i + 0 x", "softmax")


def test_message_names_the_entry_of_an_array():
    ones = r"\begin{pmatrix} 1 & 0 & 1 \\ 1 & 1 & 1 \\ 1 & 1 & 1 \end{pmatrix}"

    assert "entry 1, 2: 0 against" in verdict(rf"J = J \odot {ones}")


def test_message_says_that_the_shapes_differ():
    assert "the shapes are (1, 3) and (3,)" in verdict(r"z = z^\top")


def test_only_the_wrong_line_of_a_derivation_and_the_one_after_it_fail():
    steps = reading(
        r"""\begin{aligned}
        \sigma'(x) &= \frac{e^{-x}}{(1 + e^{-x})^2} && \text{chain rule} \\
          &= \sigma(x) (1 + \sigma(x)) && \text{a slip} \\
          &= \sigma(x) (1 - \sigma(x)) && \text{definition} \\
          &= \sigma(x) - \sigma(x)^2
        \end{aligned}"""
    ).steps

    assert [step.ok for step in steps] == [True, True, False, False, True]
    assert [step.rule for step in steps] == [None, "chain rule", "a slip", "definition", None]


def test_a_label_that_names_two_equations_is_refused():
    assert "a label names one equation" in verdict(r"p_i = 1 p_i, \qquad S = S + 0", "softmax")

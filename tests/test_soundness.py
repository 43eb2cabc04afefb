"""Lies that look like formulas of the book: none may pass, and its true relatives must."""

import time

import pytest

from verify.book.displays import BookError, Display, displays
from verify.check import Evidence, check
from verify.mutants.formulas import with_latex
from verify.proving.formula import read
from verify.proving.namespace import symbols
from verify.reading.tokens import LatexError


def verdict(topic: str, latex: str) -> str:
    """What is wrong with a formula that stands in a chapter, or nothing."""
    source = f"$$\n{latex}\n$$"
    try:
        steps = read(Display(topic, source, 2, len(source) - 2), symbols(topic)).steps
    except LatexError as error:
        return str(error)
    return next((step.problem for step in steps if not step.ok), "")


def labelled(label: str, latex: str) -> Evidence:
    """The evidence for another formula in the place of a labelled one."""
    topic = next(t for t in ("softmax", "loss", "linear") if label.startswith(t))
    new = with_latex(next(d for d in displays(topic) if d.label == label), latex)
    return check(next(d for d in displays(topic, new.source) if d.label == label))


UNCOMPARED = [  # nothing was compared in a region: an unknown function beside a kink
    ("numerical_training", r"\max(0, r) \phi(r) = 3 \max(0, r) \phi(r)"),
    ("numerical_training", r"\lvert r \rvert \phi(r) = -\lvert r \rvert \phi(\theta)"),
    ("initialization", r"\phi(\max(0, y)) = \phi(y) + 5"),
    ("initialization", r"\max(0, y) \phi(y) = \max(0, y) \phi'(y)"),
    ("numerical_differentiation", r"\lvert x \rvert f(x) = 2 \lvert x \rvert f(x)"),
    ("numerical_differentiation", r"f(\max(0, x)) = 7 f(x)"),
    ("activation", r"\lvert x \rvert e^{e^{20}} = 2 \lvert x \rvert e^{e^{20}}"),
    # ... or a region that no random point reaches
    ("softmax", r"-\log p_i = -\log(\max(p_i, 10^{-10}))"),
    ("activation", r"\sigma(x) = \max(\sigma(x), 0.0000000000000000000000000000001)"),
    (
        "activation",
        r"\sigma(x) = \begin{cases} 0 & \text{if } \sigma(x) < 0.00000000001 \\"
        r" \sigma(x) & \text{otherwise} \end{cases}",
    ),
    (
        "activation",
        r"1 x = \begin{cases} 5 & \text{if } x^2 < 0.000001 \\ x & \text{otherwise} \end{cases}",
    ),
    (
        "activation",
        r"1 x = \begin{cases} 5 & \text{if } x^3 > 1000000000000000000000000000 \\"
        r" x & \text{otherwise} \end{cases}",
    ),
    ("loss", r"\log(a^2 + 1) = \log(\max(a^2 + 1, 1.0000000001))"),
    # ... or more borders than are taken apart
    (
        "activation",
        r"\sum_{k=1}^{6} \lvert x - k \rvert"
        r" = \sum_{k=1}^{6} \lvert x - k \rvert + \max(0, 1 - \lvert x - 5000 \rvert)",
    ),
]
NARROW = [  # checked for fewer indices than the line seems to speak of
    ("initialization", r"E[x_{d+1}^2] = q"),
    ("initialization", r"E[x_{d-1}^2] = q"),
    ("initialization", r"\mathrm{Var}[x_d] = E[x_{d+1}^2] - E[x_d]^2"),
    ("initialization", r"E[x_d^2] = \mathrm{Var}[x_{d-1}] + E[x_d]^2"),
    ("linear", r"X_{nd} W_{dk} = \sum_{d=1}^{1} X_{nd} W_{dk}"),
    ("linear", r"X_{nd} b_k = \sum_{n=1}^{1} X_{nd} b_k"),
]
COARSE = [  # no digit that says anything
    ("worked_2_2_2", r"E \approx 0 \times 10^{5}"),
    ("worked_2_2_2", r"net_{h1} \approx 0 \times 10^{1}"),
    ("worked_2_2_2", r"E \approx 0"),
]
DOMAIN = [  # true only for some values, which nobody names
    ("activation", r"\frac{x}{x} = 1"),
    ("activation", r"\frac{x^2 - 1}{x - 1} = x + 1"),
    ("activation", r"e^{\log x} = x"),
    ("loss", r"e^{\log c} = c"),  # whose derivation imports log
    ("matmul", r"\sqrt{W_{11}} \sqrt{W_{11}} = W_{11}"),
    ("activation", r"\log x - \log x = 0"),
    ("activation", r"x^{-1} x = 1"),
    ("activation", r"\sqrt{x} \sqrt{x} = x"),
    ("activation", r"x = \frac{x^3}{x^2}"),
    ("activation", r"e^{\log \frac{1}{x}} = \frac{1}{x}"),
    ("activation", r"e^{\log(x^2)} = x^2"),
    ("activation", r"\frac{x}{x} = 1 \qquad (x \geq 0)"),
    ("activation", r"e^{\log x} = x \qquad (x \neq 0)"),
    ("activation", r"\frac{x^2 - 1}{x - 1} = x + 1 \qquad (x \neq -1)"),
]


UNKNOWN = [  # an order that SymPy cannot tell
    (
        "numerical_differentiation",
        r"f(x + i h) = f(x) + i h f'(x) + \frac{(i h)^2}{2} f''(x)"
        r" + \frac{(i h)^i}{6} f'''(x) + O(h^4)",
    ),
]
NOWHERE = [  # a division by zero in the example
    ("adam", r"\frac{1}{\sqrt{0.999 - \beta_2}} = \frac{1}{\sqrt{1 - 0.999}} \approx 3.162"),
    ("adam", r"\frac{1}{0.999 - \beta_2} \approx 3.162"),
    ("adam", r"\frac{1}{0.999 - \beta_2} = 3"),
]


@pytest.mark.parametrize(
    ("topic", "latex"), UNCOMPARED + NARROW + COARSE + DOMAIN + UNKNOWN + NOWHERE
)
def test_a_lie_is_refused(topic, latex):
    assert verdict(topic, latex)


TRUE = [
    ("numerical_training", r"\max(0, r) \phi(r) + \max(0, r) \phi(r) = 2 \max(0, r) \phi(r)"),
    ("activation", r"\max(0, x) = x - \min(0, x)"),
    ("activation", r"\max(\sigma(x), 0) = \sigma(x)"),
    ("activation", r"\sum_{k=1}^{6} \lvert x - k \rvert = \sum_{k=1}^{6} \lvert k - x \rvert"),
    ("activation", r"\frac{x}{x^2 + 1} \frac{x^2 + 1}{x} = 1 \qquad (x \neq 0)"),
    ("activation", r"\frac{1}{x^2} \frac{1}{x} = \frac{1}{x^3}"),
    ("activation", r"\frac{x^2 - 1}{x - 1} = x + 1 \qquad (x \neq 1)"),
    ("activation", r"e^{\log x} = x \qquad (x > 0)"),
    ("activation", r"e^{\log(e^x)} = e^x"),
    ("activation", r"e^{\log(x^2)} = x^2 \qquad (x \neq 0)"),
    ("activation", r"\log \frac{1}{x} = -\log x"),
    ("activation", r"e^{\log \frac{1}{x}} = \frac{1}{x} \qquad (x > 0)"),
    ("activation", r"\log(x^2 - 1) = \log(x - 1) + \log(x + 1) \qquad (x > 1)"),
    ("loss", r"e^{2 \log a} = a^2"),
    ("loss", r"\frac{a}{a} = 1"),
    ("adam", r"\frac{1 - \beta_1^2}{1 - \beta_1^2} = 1 \qquad (\beta_1 < 1)"),
    ("worked_2_2_2", r"E \approx 0.3"),
    ("worked_2_2_2", r"E \approx 3 \times 10^{-1}"),
    ("loss", r"(0 - 0)^2 + (1 - 1)^2 = 0"),  # of which nothing is left without its zeros
    ("loss", r"1 \cdot 1 \cdot 1 = 2 - 1"),
]


@pytest.mark.parametrize(("topic", "latex"), TRUE)
def test_a_true_relative_of_a_lie_is_accepted(topic, latex):
    assert verdict(topic, latex) == ""


VACUOUS = [
    ("softmax", r"p_i = \mathrm{softmax}_i", "repeats"),
    ("softmax", r"p_i = \frac{p_i}{1}", "repeats"),
    ("softmax", r"p_i = p_i + 0", "repeats"),
    ("softmax", r"p_i = 1 p_i", "repeats"),
    ("softmax", r"p_i = p_i^1", "repeats"),
    ("softmax_jacobian", r"J = 1 J", "repeats"),
    ("softmax_jacobian", r"J_{ij} = \mathrm{softmax\_jacobian}_{ij}", "repeats"),
    ("softmax_jacobian", r"\frac{\partial p_i}{\partial z_j} = J_{ij}", "only names"),
    ("softmax_jacobian", r"J_{ij} = \frac{\partial p_i}{\partial z_j}", "only names"),
    ("softmax", r"p_i = 5 \unchecked{it is obvious}", "check it, or take the label off"),
]


@pytest.mark.parametrize(("label", "latex", "message"), VACUOUS)
def test_a_claim_that_says_nothing_is_refused(label, latex, message):
    try:
        said = labelled(label, latex).findings[0].detail
    except BookError as error:
        said = str(error)

    assert message in said


def test_a_condition_with_an_index_without_a_range_is_refused_at_its_place():
    said = verdict("optimizer", r"\frac{c}{c} = 1 \qquad (\beta_n < 1)")

    assert "it is not clear how far 'n' runs" in said


def test_evidence_without_a_finding_is_none():
    assert not Evidence(()).ok


def test_an_exact_sign_before_a_rounded_number_is_refused_at_once():
    start = time.process_time()

    assert verdict("worked_2_2_2", r"\tilde{E} = 0.291027924")
    assert time.process_time() - start < 10


def test_a_message_shows_long_expressions_around_the_place_where_they_differ():
    left = "+".join(f"x^{{{k}}}" for k in range(2, 30))

    said = verdict("activation", f"{left} = {left.replace('{20}', '{21}')}")

    assert "x**20" in said and "x**2 " not in said

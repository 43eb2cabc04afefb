"""A condition that a line states exempts it from something, or it is refused."""

import pytest

from verify.book.displays import Display
from verify.check import check

NEEDED = [
    ("activation", r"\frac{x}{x} = 1 \qquad (x \neq 0)"),
    ("activation", r"\frac{1}{x^2} \frac{1}{x} = \frac{1}{x^3} \qquad (x \neq 0)"),  # no side is
    ("activation", r"e^{\log x} = x \qquad (x > 0)"),
    ("activation", r"\sqrt{x^2} = x \qquad (x \geq 0)"),
    ("activation", r"\lvert x \rvert = -x \qquad (x < 0)"),
    ("activation", r"\frac{x^2 - 1}{x - 1} = x + 1 \qquad (x \neq 1)"),
    ("softmax_regression", r"\frac{u - v}{u - v} = 1 \qquad (u \neq v)"),
    ("softmax_regression", r"\frac{u v}{u v} = 1 \qquad (u \neq 0, v \neq 0)"),
    ("linear", r"\frac{X_{nd}}{X_{nd}} = 1 \qquad (X_{nd} \neq 0)"),
    ("softmax", r"S = e^{z_1} + e^{z_2} + e^{z_3} \qquad (K = 3)"),
    (  # each of two lines needs one
        "softmax_regression",
        r"\begin{aligned} \frac{u}{u} &= 1 \\ \frac{v}{v} &= 1 \end{aligned}"
        r" \qquad (u \neq 0, v \neq 0)",
    ),
]
NEEDLESS = [
    ("activation", r"2 x = x + x \qquad (x \neq 0)", "x ≠ 0"),
    ("activation", r"\sqrt{x^2} = \lvert x \rvert \qquad (x \geq 0)", "x ≥ 0"),
    ("activation", r"\frac{x}{x} = 1 \qquad (x > 0, x \neq 0)", "x > 0"),
    ("activation", r"\frac{x}{x^2 + 1} = \frac{2 x}{2 x^2 + 2} \qquad (x \neq 0)", "x ≠ 0"),
    ("softmax", r"\frac{\tau}{\tau} = 1 \qquad (\tau \neq 0)", "τ ≠ 0"),  # τ is declared positive
    ("softmax_regression", r"\frac{u}{u} = 1 \qquad (u \neq 0, v > 0)", "v > 0"),
    ("linear", r"\frac{X_{nd}}{X_{nd}} + b_k = 1 + b_k \qquad (X_{nd} \neq 0, b_k > 0)", "b_k > 0"),
    ("softmax", r"p_i p_j = \frac{e^{z_i} e^{z_j}}{S^2} \qquad (K = 3)", "K = 3"),
    ("linear", r"Y_{nk} = \sum_{d=1}^{3} X_{nd} W_{dk} + b_k \qquad (D = 3, N = 2)", "N = 2"),
]


def said(topic: str, latex: str) -> str:
    """What is wrong with a display that stands in a chapter, or nothing."""
    source = f"$$\n{latex}\n$$"
    return next(
        (f.detail for f in check(Display(topic, source, 2, len(source) - 2)).findings if not f.ok),
        "",
    )


@pytest.mark.parametrize(("topic", "latex"), NEEDED)
def test_a_condition_that_a_line_needs_is_accepted(topic, latex):
    assert said(topic, latex) == ""


@pytest.mark.parametrize(("topic", "latex", "condition"), NEEDLESS)
def test_a_condition_that_exempts_nothing_is_refused(topic, latex, condition):
    assert f"this holds without ({condition}): leave the condition out" in said(topic, latex)


def test_a_needless_condition_is_shown_at_its_place():
    assert said("activation", r"2 x = x + x \qquad (x \neq 0)").startswith("docs/activation.md:2:")


def test_a_wrong_line_is_told_before_a_needless_condition():
    assert "x + 1 is not 2·x" in said("activation", r"2 x = x + 1 \qquad (x \neq 0)")

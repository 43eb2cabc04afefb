"""The rule beside a step is what was done there, or it is only words and counted as such."""

import re
from functools import cache

import pytest

from tests.example import SYMBOLS, display, reading
from tests.exchanged_rules import survivors
from verify.book.displays import chapters, displays
from verify.check import check
from verify.mutants.formulas import with_latex
from verify.proving.namespace import symbols
from verify.reading.equations import chains
from verify.reading.nodes import Name
from verify.reading.tokens import LatexError
from verify.rules.check import with_rules
from verify.rules.sides import Sides
from verify.rules.table import TABLE, find

TRUE_AS_WELL = {  # the rule of the book, and another one that is true of the same step
    ("cancel", "common factor"),
    ("common factor", "cancel"),
    ("columns of U are orthonormal", "definition of U"),
    ("derivative of Y", "derivative of a linear function"),
    ("derivative of Ỹ", "derivative of a linear function"),
    ("derivative of a linear function", "derivative of net_o1"),
    ("derivative of a trace", "definition of tr"),
    ("derivative of p", "derivative of the sigmoid"),
    ("derivative of s", "derivative of a linear function"),
    ("derivative of the sigmoid", "derivative of out_o1"),
    ("derivatives of L and P", "take the derivatives"),
    ("derivatives of L and p", "take the derivatives"),
    ("equal terms", "definition of E"),
    ("gradient descent", "definition of theta_tilde"),
    ("gradient descent", "definition of θ̃"),
    ("same factor above and below", "exponential of a sum"),
}
JACOBIAN = r"\frac{\partial p_i}{\partial z_j} &= "
QUOTIENT = JACOBIAN + r"\frac{\delta_{ij} e^{z_i} S - e^{z_i} e^{z_j}}{S^2}"
STEPS = {  # a step, the rule that is true of it, and one that is false
    "quotient": (QUOTIENT, "quotient rule", "product rule"),
    "chain": (
        r"\frac{\partial L}{\partial z_j} &= \sum_{i=1}^{K} g_i \frac{\partial p_i}{\partial z_j}",
        "chain rule",
        "quotient rule",
    ),
    "product": (
        r"\frac{\partial (x^2 h)}{\partial x} &= 2 x h + x^2 \cdot 0",
        "product rule",
        "chain rule",
    ),
    "power": (
        r"\frac{\partial x^3}{\partial x} &= 3 x^2",
        "power rule",
        "derivative of a linear function",
    ),
    "definition": (r"p_i S &= \frac{e^{z_i}}{S} S", "definition of p", "definition of S"),
    "definition that stays": (r"p_i + p_i &= 2 p_i", "common factor", "definition of p"),
    "function": (
        r"\sigma(x) &= \frac{1}{1 + e^{-x}}",
        "definition of the sigmoid",
        "definition of u",
    ),
    "factor": (r"x y + x h &= x (y + h)", "common factor", "multiply out"),
    "out": (r"x (y + h) &= x y + x h", "multiply out", "common factor"),
    "cancelled": (r"\frac{x a}{a} &= x", "cancel", "rearrange"),
    "order": (r"x y + h &= h + y x", "rearrange", "cancel"),
    "term by term": (
        r"\frac{x + y}{a} &= \frac{x}{a} + \frac{y}{a}",
        "divide term by term",
        "common denominator",
    ),
    "denominator": (
        r"\frac{x}{a} + \frac{y}{a} &= \frac{x + y}{a}",
        "common denominator",
        "divide term by term",
    ),
    "exponential": (r"e^{x + y} &= e^{x} e^{y}", "exponential of a sum", "logarithm of a product"),
    "log of a product": (
        r"\log(a h) &= \log(a) + \log(h)",
        "logarithm of a product",
        "logarithm of a quotient",
    ),
    "log of a quotient": (
        r"\log\left(\frac{a}{h}\right) &= \log(a) - \log(h)",
        "logarithm of a quotient",
        "exponential of a sum",
    ),
    "delta": (r"\sum_{j=1}^{K} \delta_{ij} g_j &= g_i", "sum over the delta", "equal terms"),
    "equal": (r"\sum_{k=1}^{K} x &= K x", "equal terms", "sum over the delta"),
    "matrices": (
        r"\sum_{d=1}^{D} X_{nd} W_{dk} &= (X W)_{nk}",
        "matrix product",
        "transpose of a product",
    ),
    "transpose": (r"(X W)^\top &= W^\top X^\top", "transpose of a product", "matrix product"),
    "one": (r"g_i \sum_{j=1}^{K} p_j &= g_i", "p sums to one", "g sums to one"),
}


def problem(step: str, rule: str) -> str:
    """What is wrong with a rule behind a step, or nothing."""
    latex = rf"\begin{{aligned}} {step} && \text{{{rule}}} \end{{aligned}}"
    return with_rules(display(latex), SYMBOLS, reading(latex).steps)[-1].problem


@pytest.mark.parametrize(("step", "true", "false"), STEPS.values(), ids=STEPS)
def test_a_rule_that_is_true_of_its_step_is_accepted(step, true, false):
    assert problem(step, true) == ""


@pytest.mark.parametrize(("step", "true", "false"), STEPS.values(), ids=STEPS)
def test_a_rule_that_is_false_of_its_step_is_refused(step, true, false):
    assert f"this is no step by {false!r}" in problem(step, false)


def test_a_refusal_names_the_place_and_what_the_rule_claims():
    assert problem(QUOTIENT, "product rule").startswith(
        "docs/example.md:3:109: this is no step by 'product rule': the derivative of u v is"
    )


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("quotent rule", "no rule is called 'quotent rule'; did you mean 'quotient rule'?"),
        ("magic", "no rule is called 'magic'"),
        ("definition of Q", "the derivation defines no 'Q'"),
        (
            "definitions of p",
            "no rule is called 'definitions of p'; did you mean 'definition of p'",
        ),
        ("definition of p and S", "no rule is called 'definition of p and S'"),
    ],
)
def test_a_rule_that_is_not_in_the_vocabulary_is_an_error(rule, message):
    with pytest.raises(LatexError, match=re.escape(message)):
        problem(QUOTIENT, rule)


def test_an_unknown_rule_is_placed_where_it_stands():
    with pytest.raises(LatexError) as found:
        problem("x &= y + x - y", "magic")

    assert found.value.at == len("\n" r"\begin{aligned} x &= y + x - y && ")


def test_words_are_accepted_and_not_checked():
    latex = r"\begin{aligned} x &= 2 x - x && \text{forward} \end{aligned}"

    (_, step) = with_rules(display(latex), SYMBOLS, reading(latex).steps)

    assert (step.ok, step.checked) == (True, False)


def test_a_rule_behind_several_sides_may_lead_to_any_of_them():
    assert problem(r"x y + x h &= x (y + h) = (y + h) x", "common factor") == ""


def test_what_has_no_value_is_equal_to_nothing():
    x = SYMBOLS["x"]

    assert not Sides(Name(0, "x"), Name(0, "x"), SYMBOLS, ({},)).agree(x / 0, x)


@pytest.mark.parametrize("topic", chapters())
def test_another_rule_of_the_book_or_another_name_is_refused(topic):
    found = {(line.rule, rule) for line, rule in survivors(topic, most=6)}

    assert found - TRUE_AS_WELL == set()


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: rule.name)
def test_every_rule_of_the_table_stands_in_the_book(rule):
    assert rule in _used()


@cache
def _used():
    found = []
    for topic in chapters():
        known = symbols(topic)
        for shown in displays(topic):
            if shown.reason is None:
                sides = [side for chain in chains(shown.latex, known) for side in chain.sides]
                found += [find(side.rule, known)[0] for side in sides if side.rule]
    return found


def test_a_false_rule_of_a_line_that_is_proved_for_every_size_is_no_fault_of_the_checker():
    right = next(d for d in displays("softmax") if r"\text{quotient rule}" in d.latex)
    assert any(finding.every_size for finding in check(right).findings)

    wrong = with_latex(right, right.latex.replace("quotient rule", "product rule"))

    (finding,) = [finding for finding in check(wrong).findings if finding.link == "symbolic"]
    assert "this is no step by 'product rule'" in finding.detail
    assert "fault" not in finding.detail

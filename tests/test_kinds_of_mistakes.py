"""A formula that does not hold: its message ends with the kind of mistake, where it has one."""

from dataclasses import replace

import pytest

from tests.example import SYMBOLS, display
from verify.diagnosis.displays import mistake
from verify.diagnosis.outcome import Outcome
from verify.proving.formula import read_at_all_sizes
from verify.reading.tokens import LatexError

J = r"\frac{\partial p_i}{\partial z_j} = "
VJP = r"\frac{\partial L}{\partial z_j} = "


def kind(latex, label=None):
    """The outcome and the words of what is wrong with a formula."""
    shown = display(latex, label)
    steps = read_at_all_sizes(shown, SYMBOLS).steps
    assert not all(step.ok for step in steps)
    found = mistake(shown, SYMBOLS, steps)
    return (found.outcome, found.words) if found else None


KINDS = [
    (J + r"-p_i (\delta_{ij} - p_j)", Outcome.SIGN, "it is the negative of what it should be"),
    (J + r"2 p_i (\delta_{ij} - p_j)", Outcome.FACTOR, "it is 2 times what it should be"),
    (VJP + r"\frac{1}{K} p_j (g_j - \sum_{i=1}^{K} g_i p_i)", Outcome.FACTOR, "it is 1/K times"),
    (r"M = X^\top X", Outcome.SLIP, "it would hold with X·Xᵀ for Xᵀ·X"),
    (r"(X W)^\top X = X^\top X W", Outcome.TRANSPOSED, "it is the transpose"),
    (r"A_{ij} = A_{ji}", Outcome.EXCHANGED, "the indices i and j are exchanged"),
    (VJP + r"p_j (g_j + \sum_{i=1}^{K} g_i p_i)", Outcome.TERM_SIGN, "the sign of"),
    (r"(x + y)^2 = x^2 + y^2", Outcome.TERM_MISSING, "a term is missing"),
    (r"(x + y)^2 = x^2 + x y + y^2", Outcome.FACTOR, "the term x·y is 1/2 times"),
    (r"x (x + y) = x^2 + x y + y^2", Outcome.TERM_EXTRA, "the term y^2 is one too many"),
    (
        r"\sum_{k=1}^{K} z_k = \sum_{k=1}^{3} g_k + \sum_{k=1}^{K} (z_k - g_k)",
        Outcome.ONLY_AT,
        "K = 3",
    ),
    (J + r"p_i (1 - p_j)", Outcome.DIAGONAL, "it would hold with δ_ij − p_j for 1 − p_j"),
    (J + r"-p_i p_j", Outcome.OFF_DIAGONAL, "it is right off the diagonal only"),
    (r"\sqrt{x^2 + \epsilon} = \sqrt{x^2} + \epsilon", Outcome.SLIP, "√(x^2 + ε)"),
    (r"\sigma'(x) = \sigma(x) \sigma(x)", Outcome.TERM_SIGN, "it would hold with σ(−x) for σ(x)"),
]


@pytest.mark.parametrize(("latex", "outcome", "words"), KINDS, ids=[each[0] for each in KINDS])
def test_a_mistake_has_its_name(latex, outcome, words):
    found = kind(latex)

    assert found[0] is outcome
    assert words in found[1]


REFUSED = [
    (r"(X W)^\top = X^\top W^\top", "it would hold with Wᵀ·Xᵀ for Xᵀ·Wᵀ"),
    (r"M = X X", "it would hold with Xᵀ for X"),
    (r"(X W)_{nj} = X_{nd} W_{dj}", "it would hold with a sum over d"),
    (r"(X W)_{nj} = \sum_{d=1}^{D} X_{nd} W_{jd}", "it would hold with W_dj for W_jd"),
]


@pytest.mark.parametrize(("latex", "words"), REFUSED, ids=[each[0] for each in REFUSED])
def test_what_is_refused_for_its_shape_is_told_what_would_hold(latex, words):
    shown = display(latex)
    with pytest.raises(LatexError):
        read_at_all_sizes(shown, SYMBOLS)

    assert mistake(shown, SYMBOLS, ()).words == words


@pytest.mark.parametrize(
    ("latex", "outcome"),
    [(r"\frac{2}{3} - 1 = \frac{1}{3}", Outcome.SIGN), (r"2 + 3 = 6", None)],
)
def test_of_numbers_a_sign_alone_is_named(latex, outcome):
    found = kind(latex)

    assert (found and found[0]) is outcome


def test_what_is_wrong_in_its_rule_alone_has_no_kind():
    latex = r"\begin{aligned} x y + x &= x (y + 1) && \text{quotient rule} \end{aligned}"
    steps = read_at_all_sizes(display(latex), SYMBOLS).steps
    wrong = tuple(replace(step, verdict=None) for step in steps)

    assert mistake(display(latex), SYMBOLS, wrong) is None


@pytest.mark.parametrize(
    "latex",
    [
        r"\sigma(x) = \tanh(x) + x^3",
        r"u(x) = u(y)",
        r"\sum_{k=1}^{K} z_k = \sum_{k=1}^{K} e^{g_k}",
    ],
)
def test_what_has_nothing_to_do_with_it_has_no_name(latex):
    assert kind(latex) is None

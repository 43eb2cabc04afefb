"""A formula that does not hold: its message ends with the kind of mistake, where it has one."""

import pytest

from tests.example import SYMBOLS, display
from verify.diagnosis.displays import mistake
from verify.diagnosis.outcome import Outcome
from verify.proving.formula import read_at_all_sizes

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
    (r"(x + y)^2 = x^2 + x y + y^2", Outcome.FACTOR, "the term x·y is 1/2 times"),
    (r"x (x + y) = x^2 + x y + y^2", Outcome.TERM_EXTRA, "the term y^2 is too many"),
    (
        r"\sum_{k=1}^{K} z_k = \sum_{k=1}^{3} g_k + \sum_{k=1}^{K} (z_k - g_k)",
        Outcome.ONLY_AT,
        "K = 3",
    ),
    (J + r"p_i (1 - p_j)", Outcome.DIAGONAL, "it would hold with δ_ij for 1"),
    (J + r"-p_i p_j", Outcome.OFF_DIAGONAL, "it is right off the diagonal only"),
    (r"\sqrt{x^2 + \epsilon} = \sqrt{x^2} + \epsilon", Outcome.SLIP, "√(x^2 + ε)"),
    (r"\sigma'(x) = \sigma(x) \sigma(x)", Outcome.TERM_SIGN, "it would hold with −x for x"),
]


@pytest.mark.parametrize(("latex", "outcome", "words"), KINDS, ids=[each[0] for each in KINDS])
def test_a_mistake_has_its_name(latex, outcome, words):
    found = kind(latex)

    assert found[0] is outcome
    assert words in found[1]

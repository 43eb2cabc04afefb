"""Other ways to write a formula: what can be read in one way only is read so, at every size."""

import pytest

from tests.example import SOURCE, SYMBOLS, display, verdict
from verify.general.derivation import Derivation
from verify.general.prove import Verdict, prove
from verify.reading.equations import chains
from verify.reading.tokens import LatexError

GENERAL = Derivation("example", SOURCE)

EVERYWHERE = [  # a true line, and a false relative
    (r"\frac12 z_i = z_i / 2", r"\frac12 z_i = z_i / 12"),
    (r"\frac1K z_i = \frac{z_i}K", r"\frac1K z_i = \frac{z_i}N"),
    (r"\tfrac1{12} z_i = \dfrac{z_i}{12}", r"\tfrac1{12} z_i = 2 z_i"),
    (r"\cfrac{z_i}2 = \frac12 z_i", r"\cfrac{z_i}2 = \frac13 z_i"),
    (r"z_i h^{\frac12} = z_i \sqrt h", r"z_i h^{\frac12} = z_i h"),
    (r"\sum_k p_k = 1", r"\sum_k z_k = 1"),
    (r"\sum_i z_i g_i = z^\top g", r"\sum_i z_i g_i = g^\top g"),
    (r"\sum_{k} 3 z_k = 3 \sum^{K}_{k=1} z_k", r"\sum_{k} 3 z_k = 3 \sum^{K}_{k=2} z_k"),
    (r"\sum_{i,j} A_{ij} z_j = \sum_i \sum_j z_j A_{ij}", r"\sum_{i,j} A_{ij} z_j = \sum_j z_j"),
    (r"\sum_{nd} X_{nd} = \sum_{d=1}^{D} \sum_n X_{nd}", r"\sum_{nd} X_{nd} = D \sum_n X_{n1}"),
    (r"\frac{\mathrm{d} L}{\mathrm{d} p_i} = g_i", r"\frac{\mathrm{d} L}{\mathrm{d} p_i} = p_i"),
    (r"z_i \frac{\mathrm d}{\mathrm d x} x^3 = 3 z_i x^2", r"z_i \frac{d}{dx} x^2 = z_i"),
    (r"\partial L / \partial p_i = g_i", r"\partial L / \partial p_i = p_i"),
    (r"2 \, \mathrm{d} L \big/ \mathrm{d} p_i = 2 g_i", r"dL/dp_i = 2 g_i"),
    (r"z_i d^2 x^3 / dx^2 = 6 x z_i", r"z_i d^2 x^3 / dx^2 = 6 z_i"),
    (r"z_i \Big/ h = \frac{1}{h} \bigl( z_i \bigr)", r"z_i \Big/ h = h \Bigl[ z_i \Bigr]"),
    (r"z^T g = g^\top z", r"z^T g = g^\top g"),
    (r"g_i (A^\mathsf{T} z)_i = g_i (z^{T} A)^{\mathrm{T}}_i", r"g_i (A^T z)_i = g_i (A z)_i"),
    (r"X W^{(2) \top} = (W^{(2)} X^{\intercal})^T", r"X W^{(2) T} = X"),
    (r"W^{(2)\top}_{ij} = W^{(2)}_{ji}", r"W^{(2)\top}_{ij} = 2 W^{(2)}_{ji}"),
    (r"\lVert z \rVert_2^2 = z^\top z", r"\lVert z \rVert_2 = z^\top z"),
    (r"\lVert A \rVert^2_F = \sum_{i,j} A_{ij}^2", r"\lVert A \rVert_F^2 = \sum_i A_{ii}^2"),
    (r"\ln e^{z_i} = z_i", r"\ln e^{z_i} = 2 z_i"),
]  # fmt: skip

REFUSED = [  # what can be read in two ways, or in none, at ▶, and what to write instead
    (r"x = x^▶12", "braces"),
    (r"x = \frac▶1.5x", "expected '{'"),
    (r"x = \frac12▶^2", "braces"),
    (r"x = \frac1N▶_1", "braces"),
    (r"x = \frac▶\log2", "expected '{'"),
    (r"x = 2 ▶\frac12", r"write \times"),
    (r"x = \frac12▶3", "a number comes first"),
    (r"x = \sqrt▶[3]{x}", "x^{1/3}"),
    (r"x = \sqrt▶[4] x", "x^{1/3}"),
    (r"x = \sqrt x▶_1", "braces"),
    (r"x = \sqrt1▶2", "a number comes first"),
    (r"x = \sum_k z_k X_{1▶k}", "the two axes differ"),
    (r"x = \sum_k X_{k▶k}", "the two axes differ"),
    (r"x = ▶\sum_k z_{k+1}", "write the limits"),
    (r"x = ▶\sum_s m_s", "write the limits"),
    (r"x = ▶\sum_k k", "write the limits"),
    (r"x = ▶\sum_k \delta_{1k}", "write the limits"),
    (r"x = ▶\max_k z_{k+1}", "write the limits"),
    (r"x = \sum_{k=1} ▶z_k", "both limits"),
    (r"x = \sum_{k,▶k} z_k", "twice"),
    (r"x = \sum_▶x z_x", "a symbol: take another letter"),
    (r"x = \sum_k z_k \sum_▶k z_k", "the index of the sum around"),
    (r"x = \sum_k z_k \max_▶k z_k", "the index of the sum around"),
    (r"x = \max_k (\sum_▶k z_k)", "the index of the sum around"),
    (r"x = a / ▶\partial x^2 / \partial x", "a/b c"),
    (r"x = \partial x^2 / \partial x ▶y", "parentheses"),
    (r"x = ▶\partial x^2 / d x", r"write \frac{\partial"),
    (r"x = \partial x ▶y / \partial x", "expected '/'"),
    (r"x = ▶\partial^2 x^2 / \partial x", "the orders"),
    (r"x = \frac{\mathrm{d} x}{▶\partial x}", "expected 'd'"),
    (r"x = \partial x / \partial ▶W^{(2)\top}", "differentiate by a symbol"),
    (r"x = ▶d x", "defines no 'd'"),
    (r"x = \sum_{d=1}^{D} d x^2 / d ▶x", "a/b c"),
    (r"x = ▶x^T", r"\top on a number"),
    (r"x = A^T▶^T", "double superscript"),
    (r"X = W^{(2)\top}▶^2", "double superscript"),
    (r"x = ▶\lVert A \rVert_2", r"write \lVert A \rVert_F"),
    (r"x = \lVert z \rVert_▶\infty", "of norms"),
    (r"x = (▶\lVert z \rVert)_2", "1 subscripts"),
    (r"x = z_{1▶^2}", "it is a letter or a number"),
]


def proved(latex: str) -> bool:
    return prove(display(latex), SYMBOLS, GENERAL).verdict is Verdict.PROVED


@pytest.mark.parametrize("latex", [true for true, _ in EVERYWHERE])
def test_a_line_in_another_spelling_is_true_at_every_size(latex):
    assert (verdict(latex), proved(latex)) == ("", True)


@pytest.mark.parametrize("latex", [false for _, false in EVERYWHERE])
def test_its_false_relative_is_found_wrong(latex):
    assert ("is not" in verdict(latex), proved(latex)) == (True, False)


@pytest.mark.parametrize(("marked", "problem"), REFUSED)
def test_what_reads_in_two_ways_is_refused_with_what_to_write(marked, problem):
    at, latex = marked.find("▶"), marked.replace("▶", "")

    found = verdict(latex)

    assert found.startswith(f"docs/example.md:3:{at + 1}: ") and problem in found


def test_the_square_of_what_the_label_names_is_refused():
    assert r"write S = \sqrt{...}" in verdict(r"S^2 = S \sum_k e^{z_k}", "S")


def test_letters_that_are_symbols_are_neither_a_transpose_nor_a_derivative():
    of_symbols = {"T": 1, "d": 1, "x": 1}

    assert "Power" in str(chains("x = x^T", of_symbols)[0].sides[1].value)
    with pytest.raises(LatexError, match="a/b c"):
        chains("x = d x / d x", of_symbols)


def test_a_symbol_that_begins_with_d_is_no_derivative():
    assert "Fraction" in str(chains(r"x = \frac{dW}{x}", {"dW": 1, "x": 1})[0].sides[1].value)

"""Long nonsense in notes: no pattern that spells formulas out goes over it again and again."""

import time

import pytest

from verify.notes.document import Document
from verify.notes.macros import written_out
from verify.notes.wordings import reworded

LENGTH = 10_000
ENOUGH = 5  # seconds of the processor; what goes round takes minutes
PIECES = [
    "{", "{x}", "{{", "}{", ", ", "(", r"\frac{{a}}{{b}}", r"\sum_i a_i + b_i ", r"\mathrm{tr} A ",
    "W_ix_{i-1}", r"\parallel x ", r"\left\{\begin{matrix} a & b ", "p(t) = p(t-1) ", "3 * -1 ",
    r"\sum ", r"\sum a ", r"\sum_x p(x) ", r"W_1^{(1)} ", r"- x - \\ ", "w1 ", r"... \\ ",
    "where and ", r"\nabla\mathbf{w}_j J(", "[w_1, ", r"\boldsymbol{h_1} ", r"I_n^T ", "f'^{(l)} ",
    r"\text{ by } ",
    "W_f [a, b", "a^{<t", r"x^{\langle t ", "x[y[j", "1,000", r"8 \text{ bits ", "p_+ ", "(x)^+ (",
    r"\Sigma_j x_j ", r"& 0 < x < ", r"\in (0, ", r"\\ \vdots ", r"\mathbf{Ax} ", r"\theta_0 ",
    r"\nabla^2 f(", r"\color{a}{b} ", r"\mathbf{A, ", r"\sum^N_{n=1} ", r"\sum^S x ", "1/2 (",
    "t_k^n ", r"x \geq 0 \\ ", r"\\ (\text{By } 7) ", r"W_{K \times J} ", r"\begin{Bmatrix} a & ",
    r"A^2_{ij} ", r"\mathbf{0.58} ", "$ x $ ", r"\lim_{h \to ",
    r"}{\partial \sigma^2", r"\sqrt{d_k}", r"A^{-1} |A| ", r"\mathrm{d} x ", r"f'_1(", r"\qquad ",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("end", ["", r"\forall", "}" * (LENGTH // 2), "="])
def test_long_nonsense_is_spelled_out_in_no_time(piece, end):
    text = piece * ((LENGTH - len(end)) // len(piece)) + end
    start = time.process_time()

    document = Document.of([text])
    found = document.written(reworded(written_out(text, {})))

    assert len(found.places) >= len(found.text)
    assert time.process_time() - start < ENOUGH


@pytest.mark.parametrize("piece", [r"\a, ", "x, ", r"a & b \\ ", r"0, if x > 0 \\ ", "(", "& "])
def test_a_long_brace_is_spelled_out_in_no_time(piece):
    inside = piece * (LENGTH // len(piece))
    start = time.process_time()

    reworded(written_out(rf"\left\{{ \begin{{array}} {inside} \end{{array}} \right.", {}))

    assert time.process_time() - start < ENOUGH

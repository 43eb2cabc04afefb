"""What other people write and could mean otherwise: refused, or read as everybody reads it."""

import pytest

from tests.example import SYMBOLS, verdict
from tests.network import verdict as of_network
from verify.reading.equations import chains
from verify.reading.tokens import LatexError
from verify.reading.unicode import text

REFUSED = [  # each would hold if it were read in one of its ways
    (r"x + z_1 + z_3 + \dots + z_K = x + z_1 + z_3", "not certain"),
    (r"z_1 + z_2 \cdots z_K = z_1 + z_2 z_3", "not certain"),
    (r"1 + \dots + 9 = 45", "not certain"),
    (r"x / {a y} = x / (a y)", "braces do not show"),
    (r"\log {a h} = \log(a h)", "braces do not show"),
    (r"x - {y + a} = x - y - a", "braces do not show"),
    (r"{-x}^2 = x^2", "braces do not show"),
    (r"{x y}^2 = x^2 y^2", "braces do not show"),
    (r"\underbrace{x + y}_{s} a = x a + y a", "braces do not show"),
    (r"x \underbrace{x + y} = x^2 + x y", "braces do not show"),
    (r"\nabla_z L^2 = 2 L \nabla_z L", "gradient squared"),
    (r"\sum_{i < j} A_{ij} = A_{12} + A_{13} + A_{23}", "which of both"),
    (r"\frac{\partial^2 L}{\partial p_j \partial z_i} = 0", "differentiate by it alone"),
    (r"x f(x, y) |_{x = 1} = y^2", "into parentheses"),
    (r"|z| = \|z\|", "of a vector write"),
    (r"z * g = z \odot g", "multiplies numbers"),
    (r"\sum_n \mathbb{1}[t_n = 1] = 1", "a class equals an index"),
    (r"\begin{aligned} x + y & z_1 = z_1 \end{aligned}", ""),
    (r"x + x = 2 x \text{ for large } x", "cannot read"),
    (r"x + x = 2 x, \quad i = 2, \dots, K", "from 1 to a size"),
    (r"x = 0 \Rightarrow x y = x", "what an arrow says to follow is not checked"),
]
READ = {  # and what it is read as
    r"\begin{align} x &= y & a &= h \end{align}": ["x = y", "a = h"],
    r"\begin{align} x &= y \\ & - a \end{align}": ["x = y − a"],
    r"\begin{align} x &= y \\ - a &= h \end{align}": ["x = y", "−a = h"],
    r"\begin{align} x &= y + \\ & \quad a \end{align}": ["x = y + a"],
    r"\begin{align} x &= ( y \\ & + a ) \end{align}": ["x = y + a"],
    r"\begin{align} x = & y \\ = & a \end{align}": ["x = y = a"],
    r"x = y \\ a = h": ["x = y", "a = h"],
    r"x = y, \quad a = h; \; x = a": ["x = y", "a = h", "x = a"],
    r"x = \nabla_z L^T g": ["x = (∇_z L)ᵀ·g"],
    r"x = |a| h |y|": ["x = |a|·h·|y|"],
    r"x = \sum_{k \ne 2} z_k y + a": ["x = Σ_k {z_k·y if k ≠ 2; 0 otherwise} + a"],
    r"x = \sin^2 a h": None,
    r"x = 2{a}": ["x = 2·a"],
    r"x = \frac{d}{h}": ["x = d / h"],
    r"x = \text{tr}(A) x": ["x = tr(A)·x"],
}


@pytest.mark.parametrize(("latex", "problem"), REFUSED)
def test_what_could_mean_something_else_is_refused(latex, problem):
    found = verdict(latex)

    assert found
    assert problem in found


@pytest.mark.parametrize(("latex", "expected"), READ.items())
def test_it_is_read_as_everybody_reads_it(latex, expected):
    try:
        found = [" = ".join(text(s.value) for s in c.sides) for c in chains(latex, SYMBOLS)]
    except LatexError:
        found = None

    assert found == expected


OF_NETWORK = [  # false, each in a notation that could hide it
    r"a^{(l)} = \sigma(z^{(l-1)})",
    r"w \leftarrow w",
    r"w_i := w_i",
    r"W^{(2)} a^{(1)} + b^{(1)} = z^{(2)}",
    r"y^{(n)} = w^\top X^{(1)}",
    r"\sum_{l=1}^{2} \|b^{(l)}\|^2 = 2 \|b^{(1)}\|^2",
]


@pytest.mark.parametrize("latex", OF_NETWORK)
def test_a_slip_among_layers_does_not_hold(latex):
    assert of_network(latex)

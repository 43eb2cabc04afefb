"""What other people write: true lines hold, planted slips in the same notation are found."""

import pytest

from tests.example import SOURCE, SYMBOLS, display, verdict
from tests.network import verdict as of_network
from verify.general.derivation import Derivation
from verify.general.prove import Verdict, prove

GENERAL = Derivation("example", SOURCE)

PAIRS = [  # a true line, and a false relative
    (r"\sum_{j \ne i} z_j = \sum_j z_j - z_i", r"\sum_{j \ne i} z_j = \sum_j z_j - g_i"),
    (r"z_i + \sum_{j \ne i} z_j = z_1 + z_2 + z_3", r"z_i + \sum_{j \ne i} z_i = z_1 + z_2 + z_3"),
    (r"0 z_i + \sum_{j \neq i} z_j = \sum_{j < i} z_j + \sum_{j > i} z_j",
     r"0 z_i + \sum_{j \neq i} z_j = \sum_{j \leq i} z_j + \sum_{j > i} z_j"),
    (r"\sum_{j \le i} z_j = \sum_{j < i} z_j + z_i", r"\sum_{j \le i} z_j = \sum_{j < i} z_j"),
    (r"\sum_{k=1}^{i} z_k + 0 z_i = \sum_{k \le i} z_k", r"\sum_{k=1}^{i} z_k + 0 z_i = z_i"),
    (r"0 x + \sum_{i=1}^K z_i = \sum_i^K z_i", r"\sum_{i=2}^K z_i = \sum_i^K z_i"),
    (r"\prod_{j \ne i} e^{z_j} = e^{-z_i} \prod_j e^{z_j}", r"\prod_{j \ne i} e^{z_j} = \prod_j e^{z_j}"),
    (r"\sum_{i=1}^K \sum_{j < i} A_{ij} = A_{21} + A_{31} + A_{32}",
     r"\sum_{i=1}^K \sum_{j < i} A_{ij} = A_{12} + A_{13} + A_{23}"),
    (r"\sum_k z_k = z_1 + z_2 + \dots + z_K", r"\sum_k z_k = z_2 + z_3 + \dots + z_K"),
    (r"z^T g = z_1 g_1 + \ldots + z_K g_K", r"z^T g = z_1 g_1 + \ldots + g_K z_2"),
    (r"x + z_1 + \cdots + z_K = x + \sum_k z_k", r"x + z_1 + \cdots + z_K = \sum_k z_k"),
    (r"(A z)_1 = A_{11} z_1 + A_{12} z_2 + \dots + A_{1K} z_K",
     r"(A z)_1 = A_{11} z_1 + A_{21} z_2 + \dots + A_{K1} z_K"),
    (r"\prod_k e^{z_k} = e^{z_1} e^{z_2} \cdots e^{z_K}", r"\prod_k e^{z_k} = e^{z_2} \cdots e^{z_K}"),
    (r"\nabla_z (g^\top z) = g", r"\nabla_z (g^\top z) = z"),
    (r"\nabla_{A} (z^T A g) = z g^T", r"\nabla_{A} (z^T A g) = g z^T"),
    (r"\nabla_\mathbf{z} \|\mathbf{z}\|^2 = 2 \mathbf{z}", r"\nabla_\mathbf{z} \|\mathbf{z}\|^2 = \mathbf{z}"),
    (r"\nabla_{z_i} L = \frac{\partial L}{\partial z_i}", r"\nabla_{z_i} L = \frac{\partial L}{\partial p_i}"),
    (r"\partial_x f(x, y) = y^2", r"\partial_x f(x, y) = x^2"),
    (r"\frac{\partial^2 f(x, y)}{\partial x \partial y} = 2 y", r"\frac{\partial^2 f(x, y)}{\partial x \partial y} = y"),
    (r"\frac{\partial^3 f(x, y)}{\partial x \partial y^2} = 2", r"\frac{\partial^3 f(x, y)}{\partial x \partial y^2} = 2 x"),
    (r"\frac{\partial^2 (z^T A z)}{\partial z_i \partial z_j} = A_{ij} + A_{ji}",
     r"\frac{\partial^2 (z^T A z)}{\partial z_i \partial z_j} = 2 A_{ij}"),
    (r"\|z\|_2^2 = \langle z, z \rangle", r"\|z\|_2 = \langle z, z \rangle"),
    (r"\langle A, A \rangle = \|A\|_F^2", r"\langle A, A \rangle = \|A\|_F"),
    (r"\Vert z \Vert_1 = |z_1| + |z_2| + |z_3|", r"\Vert z \Vert_1 = z_1 + z_2 + z_3"),
    (r"|x| = \left| -x \right|", r"|x| = x"),
    (r"|x| |y| = |x y|", r"|x| |y| = x y"),
    (r"\mathbf{1}[x > 0] + \mathbf{1}[x \le 0] = 1", r"\mathbf{1}[x > 0] + \mathbf{1}[x < 0] = 1"),
    (r"\mathbb{1}(x > 0) x = \max(0, x)", r"\mathbb{1}(x > 0) x = x"),
    (r"1\{x > 0\} = 1 - \mathbb{I}(x \le 0)", r"1\{x > 0\} = \mathbb{I}(x < 0)"),
    (r"\mathbf{1}_{x > 0} |x| = \max(x, 0)", r"\mathbf{1}_{x > 0} |x| = x"),
    (r"\sum_k \mathbb{1}[k = i] z_k = z_i", r"\sum_k \mathbb{1}[k = i] z_k = z_1"),
    (r"\sum_k \mathbf{1}\{t_n = k\} P_{nk} = c_n", r"\sum_k \mathbf{1}\{t_n = k\} P_{nk} = P_{n1}"),
    (r"\sin^2 x + \cos^2 x = 1", r"\sin^2 x - \cos^2 x = 1"),
    (r"\tan(\arctan x) = x", r"\arctan(x) = x"),
    (r"\log_2 (a^2) = 2 \frac{\ln a}{\ln 2}", r"\log_2 a = \ln a"),
    (r"\log_{10}(a^2) = 2 \log_{10} a", r"\log_{10}(a^2) = \log_{10} a"),
    (r"\operatorname{tr}(A) = \sum_i A_{ii}", r"\operatorname{tr}(A) = A_{11}"),
    (r"\text{tr}(z g^T) = g^T z", r"\text{tr}(z g^T) = g^T g"),
    (r"\det \begin{pmatrix} x & y \\ a & h \end{pmatrix} = x h - y a",
     r"\det \begin{pmatrix} x & y \\ a & h \end{pmatrix} = x h + y a"),
    (r"\begin{vmatrix} x & y \\ a & h \end{vmatrix} = x h - y a",
     r"\begin{vmatrix} x & y \\ a & h \end{vmatrix} = x a - y h"),
    (r"z \circ g = \mathrm{diag}(z) g", r"z \circ g = \mathrm{diag}(z) z"),
    (r"z \otimes g = z g^T", r"z \otimes g = g z^T"),
    (r"x * y = x y", r"x * y = x"),
    (r"x \times y = x y", r"x \times y = x y y"),
    (r"\frac{d \sigma(x)}{d x} \Big|_{x = 0} = \frac14", r"\frac{d \sigma(x)}{d x} \Big|_{x = 0} = \frac12"),
    (r"\left. \frac{\partial f(x, y)}{\partial y} \right|_{y = 1} = 2 x",
     r"\left. \frac{\partial f(x, y)}{\partial y} \right|_{y = 2} = 2 x"),
    (r"{x}^2 = x x", r"{x}^2 = x"),
    (r"{A^T}^T z = A z", r"{A^T} z = A z"),
    (r"y {x \over y} = x \qquad (y \ne 0)", r"{x \over y} = \frac{y}{x}"),
    (r"\underbrace{x + y}_{\text{a sum}} = y + x", r"\underbrace{x + y}_{\text{a sum}} = x - y"),
    (r"\begin{align} x + y &= y \\ &\quad + x \end{align}", r"\begin{align} x + y &= y \\ &\quad - x \end{align}"),
    (r"\begin{equation} \begin{split} -y + x &= x \\ & - y \end{split} \end{equation}",
     r"\begin{equation} \begin{split} x - y &= x \\ & + y \end{split} \end{equation}"),
    (r"\begin{eqnarray} x + y & = & y + x \\ & = & 2 x + y - x \end{eqnarray}",
     r"\begin{eqnarray} x + y & = & y + x \\ & = & 2 x - y \end{eqnarray}"),
    (r"\begin{gather*} x + x = 2 x \\ y + y = 2 y \end{gather*}", r"\begin{gather*} x + x = 2 x \\ y + y = 2 x \end{gather*}"),
    (r"\begin{align*} x + x &= 2 x & y + y &= 2 y \end{align*}", r"\begin{align*} x + x &= 2 x & y + y &= 2 x \end{align*}"),
    (r"x + x = 2 x, \quad y + y = 2 y", r"x + x = 2 x, \quad y + y = 2 x"),
    (r"x + x = 2 x \text{ and } y + y = 2 y", r"x + x = 2 x \text{ and } y + y = 2 x"),
    (r"x + x = 2 x \quad \text{where} \quad 2 y = y + y", r"x + x = 2 x \quad \text{where} \quad 2 y = y"),
    (r"\frac{x}{x} = 1 \quad \text{if } x \ne 0", r"\frac{x}{y} = 1 \quad \text{if } x \ne 0"),
    (r"\frac{\partial L}{\partial z_i} = p_i (g_i - L), \quad i = 1, \dots, K", r"\frac{\partial L}{\partial z_i} = p_i g_i, \quad i = 1, 2, \dots, K"),
    (r"|x| = \left\{ \begin{array}{ll} x & x > 0 \\ -x & \text{otherwise} \end{array} \right.",
     r"|x| = \left\{ \begin{array}{ll} x & x > 0 \\ x & \text{otherwise} \end{array} \right."),
    (r"z = [z_1, z_2, z_3]^T", r"z = [z_1, z_3, z_2]^T"),
    (r"\nabla_z L = (p_1 (g_1 - L), p_2 (g_2 - L), p_3 (g_3 - L))", r"\nabla_z L = (p_1, p_2, p_3)"),
    (r"\sigma^\prime(x) = \sigma(x) (1 - \sigma(x))", r"\sigma^{\prime}(x) = \sigma(x)"),
    (r"x \stackrel{\text{def}}{=} 2 x - x", r"x \overset{(1)}{=} 2 x"),
    (r"exp(x) exp(y) = e^{x + y}", r"exp(x) exp(y) = e^{x y}"),
    (r"\mathbf{1}_N^T X = \mathbf{1}^T X", r"\mathbf{1}_N^T X = 2 \mathbf{1}^T X"),
    (r"X I_D = X", r"X I_D = 2 X"),
    (r"\color{red}{x} + \tag{1} y = \phantom{z} y + x ", r"\color{red}{x} + y = y - x \nonumber"),
    (r"\vec{z}^{\,T} \bm{g} = \boldsymbol{g}^\mathrm{T} z", r"\vec{z}^{\,T} \bm{g} = \boldsymbol{g}^\mathrm{T} g"),
    (r"\hat{\mathbf{y}} + {\bf x} = x + \mathbf{\hat y}", r"\hat{\mathbf{y}} + {\bf x} = x + y"),
    (r"\mid y \mid x^2 = x^2 |y|", r"\mid y \mid x^2 = x^2 y"),
]  # fmt: skip


@pytest.mark.parametrize("latex", [true for true, _ in PAIRS])
def test_a_true_line_holds(latex):
    assert verdict(latex) == ""


@pytest.mark.parametrize("latex", [false for _, false in PAIRS])
def test_a_slip_in_the_same_notation_is_found(latex):
    assert "is not" in verdict(latex)


@pytest.mark.parametrize("latex", [false for _, false in PAIRS])
def test_a_slip_is_not_proved_for_every_size(latex):
    assert prove(display(latex), SYMBOLS, GENERAL).verdict is not Verdict.PROVED


OF_NETWORK = [
    (r"w \leftarrow w - \eta w", r"w \leftarrow w + \eta w"),
    (r"w_i := w_i - \eta w_i", r"w_i := w_i - \eta w_1"),
    (r"\mathbf{w} \gets (1 - \eta) \mathbf{w}", r"\mathbf{w} \gets \mathbf{w}"),
]


@pytest.mark.parametrize(("true", "false"), OF_NETWORK)
def test_an_update_says_what_stands_after_it(true, false):
    assert of_network(true) == ""
    assert "is not" in of_network(false)

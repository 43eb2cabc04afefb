"""The special kinds of line: worked numbers, orders of errors, recurrences."""

import pytest

from tests import example
from verify.proving.namespace import Symbols

SYMBOLS = Symbols(
    "lines",
    """
from derivations.calculus import numbers, scalar, unknown, vector

x = scalar("x")
y = scalar("y")
a = scalar("a", positive=True)
h = scalar("h", positive=True)
z = vector("z", 2)
f = unknown("f")
g = unknown("g")
given = numbers((x, "0.15"), (y, "0.3775"), (a, "2"), (z, ["0.1", "0.25"]))

beta = scalar("beta")
n = [None, *(scalar(f"n_{t}") for t in range(1, 5))]
m = [0]
for t in range(1, 5):
    m.append(beta * m[t - 1] + (1 - beta) * n[t])
""",
)
CENTRAL = r"\frac{f(x + h) - f(x - h)}{2 h} = f'(x)"

HOLDS = [
    r"x = 0.15",
    r"x \approx 0.150",
    r"x \approx 0.2",  # 0.15 lies on the border of two roundings
    r"x \approx 0.1",
    r"y \approx 0.38 \approx 0.4",
    r"x + y = 0.15 + 0.3775 = 0.5275 \approx 0.53",
    r"x - y = 0.15 - 0.3775 = -0.2275",
    r"x y = 0.15 \times 0.3775 = 0.056625 \approx 5.66 \times 10^{-2}",
    r"\frac{x}{y} = \frac{0.15}{0.3775} \approx 0.397",
    r"x^2 = 0.15^2 = 0.0225",
    r"e^x = e^{0.15} \approx 1.161834242728283",
    r"\sqrt{a} \approx 1.41421356237309504880168872420969807856967187537694807317667973799",
    r"z = \begin{pmatrix} 0.1 \\ 0.25 \end{pmatrix}",
    r"z \approx \begin{pmatrix} 0.1 \\ 0.3 \end{pmatrix}",
    r"\frac{f(x + h) - f(x)}{h} = f'(x) + O(h)",
    CENTRAL + r" + O(h^2)",
    CENTRAL + r" + \frac{h^2}{6} f'''(x) + O(h^4)",
    r"\log(1 + h) = h - \frac{h^2}{2} + O(h^3)",
    r"\frac{\partial}{\partial x} f(g(x)) = f'(g(x)) g'(x)",
    r"m_t = \beta m_{t-1} + (1 - \beta) n_t",
    r"m_{t+1} = \beta m_t + (1 - \beta) n_{t+1}",
    r"m_t = (1 - \beta) \sum_{k=1}^{t} \beta^{t-k} n_k",
    r"m_0 = 0",
]
FAILS = [
    r"x = 0.1",
    r"x \approx 0.16",
    r"x \approx 1",
    r"x \approx 0",
    r"y \approx 0.376",
    r"x + y = 0.15 + 0.3775 = 0.52",
    r"x + y = 0.3775 + 0.15",  # right in the sum, wrong in every place
    r"x + y = 0.1501 + 0.3774",
    r"x + y = 0.5275 = 0.53",
    r"x - y = 0.15 + 0.3775",
    r"2 x = 3 \times 0.1 = 0.3",
    r"x y \approx 5.67 \times 10^{-2}",
    r"x y \approx 5.66 \times 10^{2}",
    r"x^2 = 0.15^3 \approx 0.0225",
    r"e^x \approx 1.161834242728284",
    r"\sqrt{a} = 1.414",
    r"\sqrt{a} \approx 1.415",
    r"x + y \approx x + 0.3775",
    r"z_i \approx 0.1",
    r"z \approx \begin{pmatrix} 0.1 \\ 0.24 \end{pmatrix}",
    r"z = \begin{pmatrix} 0.1 & 0.25 \end{pmatrix}",
    CENTRAL,
    CENTRAL + r" + O(h)",
    CENTRAL + r" + O(h^3)",
    CENTRAL + r" - O(h^2)",
    CENTRAL + r" + \frac{h^2}{3} f'''(x) + O(h^4)",
    CENTRAL + r" + \frac{h^2}{6} f'''(x) + O(h^3)",
    r"h + O(h) = h",
    r"f(x) = g(x)",
    r"f(x) = f(y)",
    r"f(x + h)^{10} = f(y)^{10} + O(h^2)",  # thousands of terms, if written out
    r"\frac{\partial}{\partial x} f(g(x)) = f'(x) g'(x)",
    r"m_t = \beta m_{t-1} + (1 + \beta) n_t",
    r"m_t = \beta m_{t-1} + (1 - \beta) n_{t-1}",
    r"m_t = (1 - \beta) \sum_{k=1}^{t} \beta^{t-k+1} n_k",
    r"m_t = (1 - \beta) \sum_{k=2}^{t} \beta^{t-k} n_k",
    r"m_5 = 0",
    r"m = 0",
    r"f'(x) \approx 0.3",
    r"f'(x) + x = 0.3 + 0.15 = 0.45",  # nobody knows what f' is there
]


@pytest.fixture(autouse=True)
def symbols(monkeypatch):
    monkeypatch.setattr(example, "SYMBOLS", SYMBOLS)


@pytest.mark.parametrize("latex", HOLDS)
def test_right_line_holds(latex):
    assert example.verdict(latex) == ""


@pytest.mark.parametrize("latex", FAILS)
def test_wrong_line_fails_at_its_place(latex):
    assert example.verdict(latex).startswith("docs/example.md:3:")


def test_a_rounded_number_is_named_with_the_one_that_is_meant():
    assert "0.16 is not x = 0.15" in example.verdict(r"x \approx 0.16")


def test_an_order_that_is_too_low_or_too_high_is_named_with_the_right_one():
    assert "of order h^2, not h^1" in example.verdict(CENTRAL + r" + O(h)")
    assert "of order h^2, not h^3" in example.verdict(CENTRAL + r" + O(h^3)")


def test_what_a_loop_counts_is_an_index_and_no_symbol():
    assert "t" not in SYMBOLS
    assert "at t = 1" in example.verdict(r"m_t = \beta m_{t-1}")

"""The reader of LaTeX: what it understands, and what it refuses with a place and a reason."""

from collections import Counter
from string import printable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.example import SYMBOLS, display, verdict
from tests.fuzz import faults
from verify.book import ROOT
from verify.book.displays import displays
from verify.proving.formula import read
from verify.reading import nodes
from verify.reading.equations import chains
from verify.reading.tokens import LatexError, tokens
from verify.reading.unicode import text

READ = [
    r"p_i = \frac{e^{z_i}}{\sum_{k=1}^{K} e^{z_k}}",
    r"p_i = \exp(z_i) / \left( \sum_{k=1}^{K} \exp(z_k) \right).",
    r"\begin{aligned} \frac{\partial p_i}{\partial z_j} &= p_i (\delta_{ij} - p_j) "
    r"&& \text{the \rule} \\ &= -p_i p_j + p_i \delta_{ij} \end{aligned}",
    r"\sigma'(x) = \sigma(x) (1 - \sigma(x)), \qquad 1 - \sigma(x) = \sigma(-x)",
    r"\lvert x \rvert = \begin{cases} x & \text{if } x > 0, \\ -x & \text{otherwise.} \end{cases}",
    r"J = \mathrm{diag}(p) - p p^\top",
    r"Y = X W + \mathbf{1} b^{\top}",
    r"2 \, net_{h1} = net_{h1} + net_{h1}",
    r"(\hat{y} - w^+)^2 = \hat{y}^2 - 2 \hat y w^{+} + (w^+)^2",
    r"\max_k z_k = \max(z_1, z_2, z_3)",
    r"(X W)_{nj} = \sum_{d=1}^{D} X_{nd} W_{dj}",
    r"\frac{d}{d x} x^2 = 2 x",
    r"\frac{\partial^2}{\partial x^2} x^3 = 6 x",
    r"\sigma''(x) = \frac{\partial \sigma(x)}{\partial x} (1 - 2 \sigma(x))",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \begin{bmatrix} 1 \\ 1 \end{bmatrix}"
    r" = \begin{pmatrix} 3 \\ 7 \end{pmatrix}",
    r"(\log a) x = x \log a",
    r"\lVert z \rVert^2 = z^\top z",
    r"\prod_{k=1}^{K} e^{z_k} = e^{z_1 + z_2 + z_3}",
    r"2 \times 3 \cdot 10^{-1} = 0.6",
    r"X \odot X = X \odot X \odot (\mathbf{1} \begin{pmatrix} 1 & 1 & 1 & 1 \end{pmatrix})",
    r"\sqrt{x^2} = \lvert x \rvert",
    r"W_{12} + W_{1,2} = 2 W_{12}",
    r"P_{n t_n} = c_n",
    r"(x^2)^3 = x^6",
    r"x \left[ x + 1 \right] = x^2 + x",
    r"2 \left\{ x + \bigl[ x + y \bigr] \right\}^2 = 2 (2 x + y)^2",
    r"[z]_1 + \max \{ x, y \} + \min [ x, y ] = x + y + z_1",
    r"(a^x)^2 = a^{2 x}",
    r"(e^x)^2 = e^{2 x}",
    r"(W_{12})^2 = W_{12} W_{12}",
    r"\frac{x}{x} = 1 \qquad (x \neq 0)",
    r"\begin{aligned} \frac{x}{x} &= 1 && \text{cancel} \end{aligned} \qquad (x > 0)",
    r"\frac{x}{x y} = \frac{1}{y}, \qquad \frac{y}{x y} = \frac{1}{x} \qquad (0 < x < 1, y \neq 0)",
    r"\sqrt{x^2} = x \qquad (x > 0)",
    r"\begin{aligned} \frac{x}{x} &= 1 && \text{cancel} \\ & (x > 0) \end{aligned}",
    r"\begin{aligned} \frac{x}{x} &= \frac{2}{2} \\ &= 1 \qquad (x > 0) \end{aligned}",
    r"\begin{aligned} x + x &= (2 x) && \text{sum} \\ &= (x + x) + 0 x \end{aligned}",
    r"\lvert x \rvert = -x \qquad (x < 0)",
]

REFUSED = [  # the formula with its trouble marked by ▶, and a part of the message
    (r"p_i = ▶q_i", "defines no 'q'"),
    (r"p_i = \frac{▶q}{S}", "defines no 'q'"),
    (r"x = ▶\foo", "defines no 'foo'"),
    (r"x = x▶!", "cannot read '!'"),
    (r"x = ▶\left\frac{x}{1}", r"defines no 'left'"),
    (r"x = (x ▶\right x)", r"defines no 'right'"),
    (r"x = ▶\big x", r"defines no 'big'"),
    (r"x = [x▶)", "expected ']'"),
    (r"x = x ([x▶=y])", "expected ']'"),
    (r"x + x = 2 x \qquad (x = ▶0)", "is an inequality"),
    (r"x + x = 2 x \qquad (x > 0▶", "is an inequality"),
    (r"x + x = 2 x \qquad (▶z > 0)", "about numbers"),
    (r"x + x = 2 x \qquad (▶x)", "needs an '='"),
    (r"x = \{ x▶, y \}", r"expected '\}'"),
    (r"x = y ▶{x + y}", "write ( and )"),
    (r"x = ▶\nabla L", r"by what? write \nabla_w L"),
    (r"x = ▶\partial L", r"\frac{\partial L}{\partial x}"),
    (r"x_1▶_2 = x", "double subscript"),
    (r"x^2▶^2 = x", "double superscript"),
    (r"X = X^\top▶^\top", "double superscript"),
    (r"X = X^\top▶^2", "double superscript"),
    (r"x = x^2▶^\top", "double superscript"),
    (r"x = w^+▶^2", "double superscript"),
    (r"x = X^2_{12}▶^2", "double superscript"),
    (r"x = X_{12}^2▶_1", "double subscript"),
    (r"x = a / a ▶x", "a/b c"),
    (r"x = \log a ▶x", "parentheses"),
    (r"x = \log a / ▶x", "parentheses"),
    (r"x = \max_k z_k ▶x", "parentheses"),
    (r"x = \frac{\partial}{\partial x} x ▶x", "parentheses"),
    (r"x = \sigma^{▶-1}(x)", "inverse"),
    (r"x = x ▶2", "a number comes first"),
    (r"x = 100 ▶0.01^2", "a number comes first"),
    (r"x = 2 ▶\frac{1}{3}", r"write \times"),
    (r"x = X \odot ▶X W", "two ways"),
    (r"x = \sigma ▶x", "parentheses"),
    (r"\sigma ▶= x", "parentheses"),
    (r"x = ▶x'", "no 'x_prime' and no function 'x'"),
    (r"x = \sum ▶z_k", "limits"),
    (r"x = \sum_{▶x=1}^{K} z_x", "a symbol: take another letter"),
    (r"z_▶x = x", "a symbol: take another letter"),
    (r"x = \sum_{k=1}^{▶x} z_k", "whole number"),
    (r"x = \sum_{k=1}^{▶1000000} x", "whole number"),
    (r"x = ▶x^{1000000}", "exponent"),
    (r"x = ▶\delta_{i}", "two indices"),
    (r"x = ▶00", "does not start with 0"),
    (r"x = z_{▶01}", "does not start with 0"),
    (r"x = \sum_{i=1}^{K} p_i \sum_{▶i=1}^{K} z_i", "the index of the sum around"),
    (r"z_▶4 = x", "not between 1 and 3"),
    (r"z_▶0 = x", "not between 1 and 3"),
    (r"▶z_{ij} = x", "how far"),
    (r"▶X_1 = x", "1 subscripts on something with 2 axes"),
    (r"p_i = p_▶j", "'j' is not on the left"),
    (r"▶x", "needs an '='"),
    (r"▶= x", "left side"),
    (r"x =▶", "the end"),
    (r"x = ▶x", "repeats"),
    (r"(x ▶= x", "expected ')'"),
    (r"x = (x▶", "expected ')'"),
    (r"x = y▶)", "cannot read ')'"),
    (r"x = \lvert x▶", r"expected '\rvert' but found the end"),
    (r"\begin{aligned} x &= y▶", r"end{aligned}"),
    (r"x▶, = y", "cannot read ','"),
    (r"x = y ▶\text{rule}", "cannot read"),
    (r"x = ▶\begin{pmatrix} 1 & 2 \\ 3 \end{pmatrix}", "differ in length"),
    (r"x = ▶\begin{cases} 1 & x > 0 \end{cases}", "leave something out"),
    (r"x = \begin{cases} 1 & x > 0 \\ 0 & ▶x \geq 0 \end{cases}", "exclude"),
    (r"x = \begin{cases} 1 & ▶\text{unless } x > 0 \end{cases}", "'if'"),
    (r"Y = X W + ▶b", r"\mathbf{1} b^\top"),
    (r"x = ▶z^2", "must be a number"),
    (r"x = ▶x^\top", r"\top on a number"),
    (r"x = X ▶X", "cannot multiply the shapes (2, 4) and (2, 4)"),
    (r"x = X \odot ▶W", "equal shapes"),
    (r"x = ▶\frac{z}{z}", "divide by something of the shape"),
    (r"x = ▶\frac{1}{1 - p_1 - p_2 - p_3}", "divides by zero"),
    (r"x = ▶\max(\sqrt{-1}, x)", "no value"),
    (r"x = ▶f(x)", "cannot be applied"),
    (r"x = \frac{\partial x}{\partial ▶K}", "no variable"),
    (r"x = \frac{\partial x}{\partial ▶q}", "defines no 'q'"),
    (r"x = \frac{\partial^2 L}{\partial ▶z^2}", "by an entry"),
    (r"x = ▶\frac{\partial^2 x}{\partial x}", "orders"),
    (r"x = ▶\mathrm{np}", "defines no 'np'"),
    ("x = " + "(" * 400 + "x" + ")" * 400, "nested too deeply"),
]


@pytest.mark.parametrize("latex", READ)
def test_what_a_chapter_writes_is_read_and_true(latex):
    assert verdict(latex) == ""


@pytest.mark.parametrize(("marked", "problem"), REFUSED, ids=[m[:40] for m, _ in REFUSED])
def test_what_is_not_understood_is_refused_at_its_place(marked, problem):
    at, latex = max(marked.find("▶"), 0), marked.replace("▶", "")

    found = verdict(latex)

    assert found.startswith(f"docs/example.md:3:{at + 1}: " if "▶" in marked else "docs/")
    assert problem in found


def test_message_names_chapter_line_column_and_symbol():
    latex = r"""\begin{aligned}
    p_i &= \frac{e^{z_i}}{S} \\
        &= q_i
    \end{aligned}"""

    assert verdict(latex) == "docs/example.md:5:12: the derivation defines no 'q'"


def test_letters_that_are_one_symbol_or_several_are_refused():
    symbols = {"d": 1, "W": 2, "dW": 3, "x": 4}

    with pytest.raises(LatexError, match="'dW' can be read as one symbol or as 2"):
        chains("x = dW", symbols)
    assert chains(r"x = \mathrm{dW}", symbols)
    assert chains("x = d W", symbols)


def test_a_name_and_an_entry_that_look_the_same_are_refused():
    with pytest.raises(LatexError, match="'z_1' and an entry of 'z' look the same"):
        chains("x = z_1", {**SYMBOLS, "z_1": SYMBOLS["x"]})


@pytest.mark.parametrize(
    "latex",
    [
        r"x\, +\; y \quad=\!a",
        "x + % a comment\n y = a.",
        r"\left(x + y\right) = \big(a\big),",
        r"x + \limits y = a",
        r"\begin{aligned} x + y &= a \end{aligned}",
    ],
)
def test_layout_and_final_punctuation_mean_nothing(latex):
    assert [text(side.value) for side in chains(latex, SYMBOLS)[0].sides] == ["x + y", "a"]


ALPHABET = sorted({token.text for latex in READ for token in tokens(latex) if token.words is None})


def _is_read_or_refused_at_a_place(latex):
    try:
        read(display(latex), SYMBOLS)
    except LatexError as error:
        assert 0 <= error.at <= len(display(latex).latex)


@pytest.mark.parametrize("latex", READ[::3])
def test_a_token_lost_doubled_or_out_of_place_gives_no_other_error(latex):
    pieces = [latex[token.at : token.end] for token in tokens(latex)]

    for at in range(len(pieces)):
        for changed in (
            pieces[:at] + pieces[at + 1 :],
            pieces[: at + 1] + pieces[at:],
            pieces[:at] + pieces[at : at + 2][::-1] + pieces[at + 2 :],
        ):
            _is_read_or_refused_at_a_place(" ".join(changed))


@given(st.lists(st.sampled_from(ALPHABET), max_size=12).map(" ".join))
def test_any_sequence_of_tokens_gives_no_other_error(latex):
    _is_read_or_refused_at_a_place(latex)
    _is_read_or_refused_at_a_place(f"x = {latex}")


@given(st.text(printable, max_size=30))
def test_any_text_gives_no_other_error(latex):
    _is_read_or_refused_at_a_place(latex.replace("$$", ""))


def kinds_of_node():
    return [
        kind
        for kind in vars(nodes).values()
        if isinstance(kind, type) and issubclass(kind, nodes.Node) and kind is not nodes.Node
    ]


@pytest.mark.parametrize("kind", kinds_of_node(), ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("module", ["verify/reading/unicode.py", "verify/proving/values.py"])
def test_every_kind_of_node_is_written_and_evaluated(kind, module):
    assert f"n.{kind.__name__}" in (ROOT / module).read_text(encoding="utf-8")


def test_random_formulas_are_refused_or_judged_and_soon():
    assert list(faults(displays("softmax") + displays("loss"), 300, seed=0, counts=Counter())) == []

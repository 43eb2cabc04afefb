"""What a display needs of its symbols: with less, it fails or a side has no value."""

import re
from xml.etree.ElementTree import tostring

import pytest

from verify.book.claims import Book
from verify.book.displays import Display, displays
from verify.check import Evidence, check
from verify.proving.namespace import Symbols
from verify.proving.uses import used
from verify.reading import unicode
from verify.showing.boxes import build
from verify.showing.needs import needs
from verify.showing.notation import declared
from verify.showing.transcript import _lines

SOURCE = """
from derivations.calculus import *

N, K = 3, 2
a = scalar("a", positive=True)
b = scalar("b", positive=True)
c = scalar("c", nonzero=True)
r = scalar("r", nonnegative=True)
m = scalar("m", negative=True)
x = scalar("x")
u = vector("u", K, positive=True)
T = distributions("T", N, K)
q = distributions("q", 1, K)[0]
U = rotation("U", K)
y = vector("y", K)
v = U @ y
t = classes("t", N, K)
H = one_hot(t, K)
p = matrix("p", N, K)
s = parts(N, K)
M = matrix("M", K, K)
"""
NEEDS = [
    (r"\frac{a x}{a} = x", ["a ≠ 0"]),
    (r"\sqrt{a^2} = a", ["a > 0"]),
    (r"e^{2 \log a} = a^2", ["a > 0"]),
    (r"\log(a b) = \log a + \log b", ["a > 0", "b > 0"]),
    (r"\lvert a + b \rvert = a + b", ["a > 0", "b > 0"]),
    (r"\frac{(a + b) x}{a + b} = x", ["a > 0", "b > 0"]),  # a sum that is nowhere zero
    (r"\frac{a b x}{a b} = x", ["a ≠ 0", "b ≠ 0"]),
    (r"\max(a, 0) + b = a + b", ["a > 0"]),
    (r"\frac{c}{c} = 1", ["c ≠ 0"]),
    (r"\frac{(a^2 + b^2) x}{a^2 + b^2} = x", ["b ≠ 0"]),  # one of them is enough
    (r"2 \sqrt{a - \frac{x^2}{100}} = \sqrt{4 a - \frac{x^2}{25}}", ["a > 0"]),  # both are real
    (r"\sqrt{r}^2 = r", ["r ≥ 0"]),
    (r"\lvert m \rvert = -m", ["m < 0"]),
    (r"\begin{cases} 1 & \text{if } x \le -a \\ 0 & \text{if } x \ge a \\ 2 & \text{otherwise}"
     r" \end{cases} = \begin{cases} 0 & \text{if } x \ge a \\ 1 & \text{if } x \le -a \\"
     r" 2 & \text{otherwise} \end{cases}", ["a > 0"]),
    (r"\sqrt{u_i^2} = u_i", ["every entry of u > 0"]),
    (r"\frac{u_i}{u_i} = 1", ["every entry of u ≠ 0"]),
    (r"\sum_{k=1}^{K} T_{nk} x = x", ["the rows of T sum to one"]),
    (r"\sum_{k=1}^{K} q_k x = x", ["the entries of q sum to one"]),
    (r"\sum_{k=1}^{K} v_k^2 = \sum_{k=1}^{K} y_k^2",
     ["the columns of U are perpendicular and of length one"]),
    (r"\sum_{k=1}^{K} H_{nk} x = x", ["every entry of t is a class"]),
    (r"p_{n t_n} x = x p_{n t_n}", ["every entry of t is a class"]),
    (r"\sum_{k=1}^{K} s_k x = N x", ["the entries of s add up to the whole"]),
]  # fmt: skip
NOTHING = [
    r"2 a = a + a",
    r"(a + b)^2 = a^2 + 2 a b + b^2",
    r"\frac{x}{a^2 + 1} = \frac{2 x}{2 a^2 + 2}",
    r"\lvert c \rvert^2 = c^2",
    r"2 T_{nk} = T_{nk} + T_{nk}",
    r"H_{nk} x = x H_{nk}",
    r"2 x = x + x",
]


def uses(latex: str, topic: str = "example") -> list[str]:
    source = f"$$\n{latex}\n$$"
    return [*used(Display(topic, source, 2, len(source) - 2), Symbols(topic, SOURCE))]


@pytest.mark.parametrize(("latex", "needed"), NEEDS)
def test_what_a_display_needs_is_named(latex, needed):
    assert sorted(uses(latex)) == sorted(needed)


@pytest.mark.parametrize("latex", NOTHING)
def test_what_a_display_does_not_need_is_not_named(latex):
    assert uses(latex) == []


def test_numbers_of_an_example_need_nothing():
    source = SOURCE + "given = numbers((a, 4))\nw = sqrt(a)\n"
    latex = r"$$w = \sqrt{4} \approx 2.0$$"

    assert used(Display("example", latex, 2, len(latex) - 2), Symbols("example", source)) == (
        "a > 0",
    )


def evidence(label: str, topic: str) -> Evidence:
    return check(next(d for d in displays(topic) if d.label == label))


def test_the_evidence_holds_what_a_display_needs():
    assert evidence("cross_entropy", "loss").uses == ("every entry of P > 0",)


def test_the_terminal_shows_what_a_display_needs():
    display = next(d for d in displays("loss") if d.label == "cross_entropy")

    assert "  needs: every entry of P > 0" in _lines(display, check(display))


def test_the_page_shows_below_a_formula_what_it_needs():
    book = Book.now()
    box = build(book.labels["cross_entropy"], book, "loss.md", lambda html: html)

    assert "".join(box.find("section/p").itertext()) == "Needs: every entry of P > 0."


@pytest.mark.parametrize(
    ("uses", "shown"),
    [
        (["M_3 > 0"], "Needs: <i>M</i><sub>3</sub> &gt; 0."),
        (["τ ≠ 0", "ŷ_max > 0"], "Needs: <i>τ</i> ≠ 0; <i>ŷ</i><sub>max</sub> &gt; 0."),
        (["every entry of t is a class"], "Needs: every entry of <i>t</i> is a class."),
        (
            ["the columns of U are of length one"],
            "Needs: the columns of <i>U</i> are of length one.",
        ),
        (["step > 0"], "Needs: step &gt; 0."),
    ],
)
def test_a_symbol_that_is_needed_looks_as_in_the_formula(uses, shown):
    assert tostring(needs(uses, "p"), "unicode") == f"<p>{shown}</p>"


def test_a_greek_letter_with_an_index_is_shown_as_one():
    assert "lambda" not in str(evidence("best_rate", "optimizer").uses)


TOPICS = ("inference", "initialization", "loss", "softmax")


@pytest.mark.parametrize("topic", TOPICS)
def test_what_is_needed_is_said_of_symbols_of_the_notation_table(topic):
    known = {unicode.symbol(name) for symbol in declared(topic) for name in symbol.python}
    texts = [text for display in displays(topic) for text in check(display).uses]
    named = {re.sub("(every|the) .*? of ", "", text).split()[0] for text in texts}

    assert named - known == set()

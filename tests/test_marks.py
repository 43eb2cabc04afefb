"""What a side of an equation earned: a definition is no theorem, and all draws are no proof."""

import re

import pytest

from tests.example import SYMBOLS, display
from tests.states import states
from tests.tiny import run, write
from verify.book.displays import displays
from verify.check import check
from verify.mutants.formulas import with_latex
from verify.proving.marks import marks, weaker
from verify.proving.namespace import Symbols, symbols
from verify.proving.verdict import Verdict
from verify.reading.tokens import tokens

DRAWN = Symbols(
    "drawn",
    """
from itertools import product

import numpy as np
import sympy as sp

from derivations.calculus import derivative, numbers, scalar, vector

N, B = 3, 2
h = vector("h", N)
m = np.array([sum(h[i] for i in batch) / B for batch in product(range(N), repeat=B)])
h_bar = h.sum() / N
x = scalar("x")
eta = scalar("eta", positive=True)
kappa = scalar("kappa", positive=True)
given = numbers((kappa, "20"))
y = x**2
g = derivative(y, x)
d = 2 * x
c = sp.diff(x**3, x)
k = np.array([1, 2])
q = kappa * x
r = q + 1
s = 2 * r
w = scalar("w")
theta = [w]
for _ in range(3):
    theta.append(theta[-1] - eta * x)


def E(values):
    return values.sum() / len(values)


def f(u):
    return u**2 + 1


def v(u):
    return sum(u * k for k in range(3))
""",
)
DEFINES = [
    r"y = x^2",
    r"x^2 = y",
    r"\bar{h} = \frac{1}{N} \sum_{n=1}^{N} h_n",
    r"\theta_t = \theta_{t-1} - \eta x",
    r"\theta_0 = w",
    r"g = \frac{\partial y}{\partial x}",
    r"f(x) = x^2 + 1",
    r"\kappa = 20",
    r"q = \kappa x",
    r"r = \kappa x + 1",  # q is not named, so what it is assigned may stand in its place
    r"r := q + 1",
    r"s = 2 (q + 1)",
]
FOLLOWS = [
    r"g = 2 x",  # found by differentiation
    r"\frac{\partial y}{\partial x} = 2 x",
    r"d = \frac{\partial y}{\partial x}",
    r"d = g",
    r"\theta_t = w - t \eta x",  # by another route than that of the derivation
    r"\theta_1 = w - \eta x",
    r"f(2) = 5",
    r"y = \frac{x q}{\kappa}",
    r"y = 2 y - x^2",
    r"c = 3 x^2",  # by SymPy's own way to differentiate
    r"\kappa = \frac{q}{x}",  # of which only the number is given
    r"\mathbb{E}[k] = \frac{3}{2}",  # a function at labels
    r"\theta_t = \theta_{t-4} - 4 \eta x",  # for no step at all
    r"2 \bar{h} = \frac{2}{N} \sum_{n=1}^{N} h_n",
]


def found(*formulas, symbols=DRAWN):
    """The marks of the last side of each formula, in a chapter that has these displays."""
    return [one.sides[-1] for one in marks(map(display, formulas), symbols)]


@pytest.mark.parametrize("latex", DEFINES)
def test_what_the_derivation_assigns_is_defined(latex):
    assert found(latex) == ["defined"]


@pytest.mark.parametrize("latex", FOLLOWS)
def test_what_it_arrives_at_follows(latex):
    assert found(latex) == [""]


@pytest.mark.parametrize("latex", [r"y = x^3", r"\theta_t = \theta_{t-1} + \eta x", r"f(x) = x^2"])
def test_another_line_than_the_one_that_is_assigned_is_no_definition(latex):
    assert found(latex) == [""]


def test_a_later_line_for_a_defined_symbol_follows():
    assert found(r"y = x^2", r"y = x \cdot x") == ["defined", ""]


def test_the_same_line_once_more_is_the_same_definition():
    assert found(r"y = x^2", r"y = x^2") == ["defined", "defined"]


def test_the_start_of_a_path_is_defined_beside_its_steps():
    lines = [r"\theta_t = \theta_{t-1} - \eta x", r"\theta_0 = w", r"\theta_1 = \theta_0 - \eta x"]

    assert found(*lines) == ["defined", "defined", ""]


def test_of_a_chain_the_definition_is_defined_and_the_rest_follows():
    (one,) = marks(
        [display(r"p_i = \frac{e^{z_i}}{S} = \frac{e^{z_i}}{\sum_{k=1}^{K} e^{z_k}}")], SYMBOLS
    )

    assert one.sides == ("", "defined", "")


@pytest.mark.parametrize(
    "latex",
    [r"\mathbb{E}[W_{dh}] = 0", r"\mathrm{Var}[x_d] = \mathbb{E}[x_d^2] - \mathbb{E}[x_d]^2"],
)
def test_a_function_at_arguments_of_the_derivation_is_not_what_it_is_anywhere(latex):
    assert found(latex, symbols=symbols("initialization")) == ["enumerated"]


def test_what_goes_through_all_draws_is_enumerated_and_its_algebra_is_not():
    lines = r"\mathbb{E}[m] = \frac{1}{N} \sum_{n=1}^{N} h_n = \bar{h}"

    (one,) = marks([display(lines)], DRAWN)

    assert one.sides == ("", "enumerated", "defined")


def test_a_function_that_loops_over_outcomes_is_enumerated():
    assert found(r"v(2) = 6") == ["enumerated"]


@states(
    "Chapters may write $:=$ for such a line, and where the derivation does not assign just that, "
    "or the symbol was defined before, $:=$ is refused.",
    page="what_a_tick_means",
)
@pytest.mark.parametrize(
    "latex", [line.replace("=", ":=", 1) for line in FOLLOWS if "= 2 y" not in line]
)
def test_a_theorem_stated_as_a_definition_is_refused(latex):
    (one,) = marks([display(latex)], DRAWN)

    assert re.search(
        "what the derivation assigns to|defines a symbol, and this is none", one.problem
    )


@pytest.mark.parametrize("topic", ["softmax", "optimizer", "worked_2_3_2"])
def test_of_all_equal_signs_of_a_chapter_those_of_definitions_may_define(topic):
    shown, names = displays(topic), symbols(topic)
    accepted = 0
    for one in shown:
        for token in tokens(one.latex):
            if token.text == "=":
                changed = f"{one.latex[: token.at]}:{one.latex[token.at :]}"
                (found,) = marks([with_latex(one, changed)], names)
                accepted += bool(found.sides) and not found.problem

    alone = [mark for one in shown for mark in marks([one], names)[0].sides]
    assert accepted == alone.count("defined")


def test_a_second_definition_is_refused():
    _, one = marks(map(display, (r"y := x^2", r"y := x \cdot x")), DRAWN)

    assert one.problem == "y is defined before, y = x^2: write ="


@pytest.mark.parametrize(
    ("mark", "verdict", "proved", "said"),
    [
        ("", Verdict.EXACT, True, Verdict.EXACT),
        ("defined", Verdict.EXACT, True, Verdict.DEFINED),
        ("defined", Verdict.DIGITS, False, Verdict.DEFINED),
        ("defined", Verdict.ROUNDED, False, Verdict.ROUNDED),
        ("enumerated", Verdict.EXACT, False, Verdict.ENUMERATED),
        ("enumerated", Verdict.EXACT, True, Verdict.EXACT),  # proved for every size
        ("enumerated", Verdict.DIGITS, False, Verdict.DIGITS),
    ],
)
def test_a_mark_never_says_more_than_was_found(mark, verdict, proved, said):
    assert weaker(verdict, mark, proved) is said


SQUARE = ("docs/square.md", "y = x^2", "y := x^2")


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "book")


def changed(folder, *changes):
    for path, old, new in changes:
        text = (folder / path).read_text(encoding="utf-8")
        assert old in text
        (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")
    return run(folder, "-m", "verify", "square")


def test_a_definition_has_a_mark_of_its_own_in_the_terminal(folder):
    done = changed(folder, SQUARE)

    assert (done.returncode, "  ≔ x^2\n" in done.stdout) == (0, True)


@pytest.mark.parametrize("new", ["y := x^3", "y := x", "y := -x^2"])
def test_a_definition_whose_transcription_is_changed_is_caught(folder, new):
    done = changed(folder, ("docs/square.md", "y = x^2", new))

    assert (done.returncode, " is not y: " in done.stdout) == (1, True)


def test_a_theorem_stated_as_a_definition_fails_the_chapter_at_its_place(folder):
    done = changed(folder, ("docs/square.md", "(x + 1)^2 =", "(x + 1)^2 :="))

    assert done.returncode == 1
    assert "✗ docs/square.md:18:14: := defines a symbol, and this is none" in done.stdout


def test_a_definition_that_is_no_longer_assigned_follows(folder):
    first = changed(folder).stdout
    again = changed(folder, ("derivations/square.py", "= x**2", "= derivative(x**3, x) / 3")).stdout

    assert "  ≔ = x^2\n" in first and "  ✓ = x^2\n" in again


@pytest.mark.parametrize(
    ("topic", "part"),
    [
        ("two_layer_net", r"\mathbb{E}[v]"),
        ("adam", r"\mathbb{E}[v_{t,i}]"),
        ("initialization", r"\mathbb{E}[\max(0, \zeta)^2]"),
    ],
)
def test_an_expectation_over_all_draws_is_enumerated(topic, part):
    shown = next(d for d in displays(topic) if d.latex.strip().startswith(part))

    assert check(shown).marks == [Verdict.ENUMERATED]


def test_an_expectation_over_all_draws_that_is_proved_for_every_size_follows():
    shown = next(d for d in displays("two_layer_net") if r"\mathbb{E}[m]" in d.latex)

    assert check(shown).marks == [Verdict.EXACT]


def test_the_definitions_of_softmax_are_its_probabilities_its_total_and_its_temperature():
    shown = [d for d in displays("softmax") if Verdict.DEFINED in check(d).marks]

    first = ["p_i", "S", r"\begin{aligned} \frac{e^{z_i + c}}{\sum_{k", "q_i"]
    assert [" ".join(d.latex.split("=")[0].split()) for d in shown] == first

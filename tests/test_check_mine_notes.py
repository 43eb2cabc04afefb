"""What the page on checking one's own says of notes is so. Page: docs/check_mine.md."""

import ast
import re

import pytest

from figures.check_mine import SECONDS_OF_A_DERIVATION
from tests.notes import found, statuses
from tests.states import states
from tests.test_check_mine import SYMBOLS
from verify.book import ROOT, limits
from verify.book.purity import used_unseen
from verify.notes.command import check_file
from verify.notes.declared import declared
from verify.notes.pieces import blocks
from verify.notes.report import SIGNS
from verify.notes.source import Source
from verify.notes.verdicts import Status
from verify.proving.verdict import Verdict


@states(
    "one that has one subscript is a vector, one with two is a matrix, and a sum to $K$ makes $K$ "
    "a size",
    page="check_mine",
)
def test_subscripts_say_what_a_letter_is(tmp_path, capsys):
    path = tmp_path / "subscripts.md"
    path.write_text(r"$$ y_i = \sum_{k=1}^K W_{ik} x_k $$", encoding="utf-8")
    check_file(path)
    guessed = capsys.readouterr().out.partition("Guessed")[2]

    assert "W: D x K\nx: K\n" in guessed


@states(
    r"So do bold letters, $A^\top$, and a sentence with $W \in \mathbb{R}^{m \times n}$.",
    page="check_mine",
)
@pytest.mark.parametrize(
    "text",
    [
        r"$$ \mathbf{y} = \mathbf{A} \mathbf{x} $$ "
        r"$$ \frac{\partial y_i}{\partial x_j} = A_{ij} $$",
        r"$$ c = x^\top A x $$ $$ c = \sum_{i=1}^n \sum_{j=1}^n x_i A_{ij} x_j $$",
        "with $A \\in \\mathbb{R}^{m \\times n}$ and $x \\in \\mathbb{R}^n$\n\n"
        r"$$ y = A x $$ $$ \frac{\partial y}{\partial x} = A $$",
    ],
)
def test_so_do_bold_letters_a_transpose_and_a_shape_that_is_stated(text):
    displays = [one.status.value for one in found(text) if not one.formula.inline]

    assert displays == ["defines", "holds"]


def test_every_line_of_the_block_declares_what_it_says():
    source = Source()
    given = declared(blocks(SYMBOLS))
    for name, number in given.sizes.items():
        source.size(name, number)
    for one in given.symbols:
        source.declare(one)
    known = source.known

    shapes = {name: getattr(known[name], "shape", None) for name in ("W", "b", "y", "Y", "t")}
    sizes = {name: source.sizes[name] for name in "DKN"}
    assert sizes["N"] == 4
    assert shapes == {
        "W": (sizes["D"], sizes["K"]),
        "b": (sizes["K"],),
        "y": (sizes["K"],),
        "Y": (4, sizes["K"]),
        "t": (4,),
    }
    assert sum(known["y"]) == 1 and [sum(row) for row in known["Y"]] == [1] * 4
    assert known["eta"].is_positive
    assert [len(known["x"]), known["x"][1].shape] == [5, (sizes["D"],)]
    assert known["g"][0].shape == (sizes["D"],)
    assert known["L"].diff(known["b"][0]) != 0
    assert known["f"](known["eta"]).diff(known["eta"]) != 0


@states("A size has no number of its own: each claim is checked at several.", page="check_mine")
def test_a_claim_that_holds_at_one_size_is_wrong():
    text = r"$$ s = \sum_{k=1}^K x_k $$ $$ s = x_1 + x_2 $$"
    one = found(text)[1]

    assert one.status is not Status.TRUE
    assert found(r"$$ \sum_{k=1}^K x_k = \sum_{i=1}^K x_i $$")[0].reading.count > 1


@states(
    "Notes that name no layer by its number have two, and $L$ beside a letter is the last.",
    page="check_mine",
)
@states(
    "$W^{(1)}$ and $W^{(2)}$ or $a^{(l)}$ for each of them; so does an example, $x^{(i)}$",
    page="check_mine",
)
def test_layers_are_two_and_the_last_is_called_l():
    text = r"""
    $$ z^{(l)} = W^{(l)} a^{(l-1)} $$
    $$ a^{(l)} = z^{(l)} $$
    $$ 2 a^{(L)} = 2 W^{(2)} W^{(1)} a^{(0)} $$
    $$ s = \sum_{i=1}^m x^{(i)} $$
    """

    assert statuses(text)[2:] == ["holds", "defines"]


def test_the_table_has_each_mark():
    text = (ROOT / "docs/check_mine.md").read_text(encoding="utf-8")
    table = text.partition("| Mark | Meaning |")[2].partition("\n\n")[0]

    assert set(re.findall(r"^\| (.) \|", table, re.M)) == {*SIGNS.values(), "≈"}


@states("| ✓ | It is proved, for all values of its symbols. |", page="check_mine")
@states("| ≈ | Both sides are equal to 30 digits at random points. |", page="check_mine")
def test_a_tick_is_a_proof_and_two_waves_are_digits():
    one = found(r"$$ (x + 1)^2 = x^2 + 2 x + 1 $$")[0]

    assert {step.verdict for step in one.reading.steps} == {Verdict.EXACT}
    assert Verdict.DIGITS.value == "30 digits"


@states(
    "| ≠ | It defines a symbol otherwise than a line before, and counts from there on. |",
    page="check_mine",
)
def test_another_definition_counts_from_there_on():
    assert statuses("$$ y = 2 x $$\n$$ y = 3 x + 1 $$\n$$ y - 1 = 3 x $$") == [
        "defines",
        "differs from another definition",
        "holds",
    ]


@states(
    "The first line with a new symbol on its left defines it, and the others must follow.",
    page="check_mine",
)
@states("Below a heading a letter may mean something else;", page="check_mine")
@states("what the part does not define is taken from the parts before it.", page="check_mine")
def test_parts_have_letters_of_their_own_and_take_over_the_others():
    text = "# A\n$$ y = 2 x $$\n$$ y = x + x $$\n$$ c = 5 x $$\n# B\n$$ y = c + x $$\n$$ y = 6 x $$"

    assert statuses(text) == ["defines", "holds", "defines", "defines", "holds"]


@states(
    "A derivative with respect to a symbol that you define, as $\\partial f / \\partial q$, "
    "needs a formula for $f$ that contains $q$.",
    page="check_mine",
)
def test_a_derivative_by_a_symbol_needs_a_formula_with_it():
    text = r"$$ q = x + y $$ $$ f = x z + y z $$ $$ \frac{\partial f}{\partial q} = z $$"

    assert statuses(text)[-1] == "not decided"
    assert statuses(text.replace("$$ f = x", "$$ f = q z $$ $$ f = x"))[-1] == "holds"


@states("It may compute with NumPy, SymPy and `derivations.calculus`,", page="check_mine")
@states(
    "a file that imports another module, or opens a file, is refused before it runs",
    page="check_mine",
)
@states("{{ value SECONDS_OF_A_DERIVATION }} seconds, and do nothing else", page="check_mine")
@pytest.mark.parametrize("line", ["import os", "import subprocess", "x = open('a')"])
def test_a_derivation_is_refused_that_does_more(line):
    allowed = "import numpy as np\nimport sympy as sp\nfrom derivations.calculus import vector"

    assert list(used_unseen(ast.parse(line)))
    assert not list(used_unseen(ast.parse(allowed)))
    assert SECONDS_OF_A_DERIVATION == limits.SECONDS


@states(
    "A formula in a sentence is read as well, and passed over in silence if it only names",
    page="check_mine",
)
def test_a_formula_in_a_sentence_is_read(tmp_path, capsys):
    path = tmp_path / "notes.md"
    path.write_text("Let $x$ be given, so $x + x = 3 x$.", encoding="utf-8")

    assert check_file(path) == 1
    assert len(re.findall(r"^ +1  ", capsys.readouterr().out, re.M)) == 1

"""What the page on notation says of the symbols of all chapters. Page: docs/notation.md."""

import re

import pytest
import sympy as sp

from derivations import calculus
from tests.states import states
from verify.book import ROOT
from verify.book.displays import chapters
from verify.proving.namespace import symbols
from verify.showing import notation


@pytest.fixture(scope="module")
def declared():
    """How each symbol of a derivation is declared, and its name."""
    sources = [path.read_text("utf-8") for path in (ROOT / "derivations").glob("*.py")]
    return re.findall(r'\b(matrix|vector|scalar)\("(\w+)"', "".join(sources))


@states("Most matrices are capitals")
def test_nearly_all_matrices_are_capitals(declared):
    capitals = [name[0].isupper() for kind, name in declared if kind == "matrix"]

    assert sum(capitals) > 0.9 * len(capitals) > 45


@states("most vectors and other numbers are lower-case letters")
def test_nearly_all_vectors_and_numbers_are_lower_case(declared):
    small = [name[0].islower() for kind, name in declared if kind != "matrix"]

    assert sum(small) > 0.9 * len(small) > 90


@states("The logarithm is the natural one, which undoes the exponential.")
def test_the_logarithm_undoes_the_exponential():
    x = calculus.scalar("x")

    assert sp.simplify(calculus.log(calculus.exp(x)) - x) == 0


SHAPES = [
    (path.stem, *found.groups())
    for path in sorted((ROOT / "docs").glob("*.md"))
    for found in re.finditer(
        r"\$([A-Z])\$ is \$([A-Z]) \\times ([A-Z])\$", path.read_text(encoding="utf-8")
    )
]


@pytest.mark.parametrize(("topic", "name", "rows", "columns"), SHAPES)
def test_a_shape_in_a_sentence_is_the_declared_one(topic, name, rows, columns):
    names = symbols(topic)

    assert names[name].shape == (names.sizes[rows], names.sizes[columns])


LAYERED = [
    (topic, symbol)
    for topic in chapters()
    for symbol in notation.declared(topic)
    if re.search(r"\blayer \d", symbol.meaning) and re.search(r"\d", symbol.python[-1])
]


@pytest.mark.parametrize(("topic", "symbol"), LAYERED, ids=lambda x: getattr(x, "latex", x))
def test_a_symbol_of_a_layer_has_the_number_of_that_layer(topic, symbol):
    named = re.search(r"\blayer (\d)", symbol.meaning)[1]

    assert set(re.findall(r"\d", symbol.python[-1])) == {named}

"""The tables of what can be read are the lists that are tested. Page: docs/what_can_be_read.md."""

import tomllib

import pytest

from figures.what_can_be_read import MISSING
from tests.states import states
from tests.tables import read
from verify.book import ROOT
from verify.showing.flow import inline
from verify.showing.mathml import mathml

LISTED = tomllib.loads((ROOT / "docs" / "language.toml").read_text(encoding="utf-8"))
READ = {
    "Names and styles": lambda: read("what_can_be_read", "names"),
    "Numbers, fractions and powers": lambda: read("what_can_be_read", "numbers"),
    "Functions": lambda: read("what_can_be_read", "functions"),
    "Bars and brackets": lambda: read("what_can_be_read", "bars"),
    "Sums over an index": lambda: read("what_can_be_read", "sums"),
    "Derivatives": lambda: read("what_can_be_read", "derivatives"),
    "Vectors and matrices": lambda: read("what_can_be_read", "arrays"),
    "Cases and indicators": lambda: read("what_can_be_read", "cases"),
    "Layers, examples and updates": lambda: read("what_can_be_read", "layers"),
    "Between equations": lambda: read("what_can_be_read", "between"),
    "Rows and environments": lambda: read("what_can_be_read", "rows"),
}
REFUSED = {
    "Statements without a value": lambda: read("what_can_be_read", "values"),
    "What stands for two things": lambda: read("what_can_be_read", "two_things"),
    "Shapes and places": lambda: read("what_can_be_read", "shapes"),
    "Unknown symbols": lambda: read("what_can_be_read", "unknown"),
    "Spelling": lambda: read("what_can_be_read", "spelling"),
}


@pytest.mark.parametrize("notation", READ)
def test_a_table_of_what_is_read_has_each_line_of_its_list(notation):
    lines = [line["latex"].strip() for line in LISTED["read"] if line["notation"] == notation]

    assert [name.strip("` ") for name in READ[notation]().rows] == lines


def typeset(latex):
    """Whether a line goes into a row of a table, in the font of the formulas."""
    try:
        inline(latex)
        return not MISSING & {*str(mathml(latex))}
    except ValueError:
        return False


@states("Where the second column is empty, this page cannot typeset the line in a row of a table.")
def test_a_cell_is_empty_where_its_line_cannot_be_typeset_and_only_there():
    empty = [name for table in READ.values() for name, row in table().rows.items() if not row["as"]]
    shown = [row["as"] for table in READ.values() for row in table().rows.values() if row["as"]]

    assert 0 < len(empty) < len(shown) / 5
    for cell in shown:
        inline(cell.strip("$"))
    assert [name for name in empty if typeset(name.strip("` "))] == []


@pytest.mark.parametrize("kind", REFUSED)
def test_a_table_of_what_is_refused_says_what_to_write_instead(kind):
    lines = {x["latex"]: x["instead"] for x in LISTED["refused"] if x["kind"] == kind}

    column = REFUSED[kind]().column("Write")
    assert {name.strip("` "): text for name, text in column.items()} == lines


def test_every_line_of_the_lists_stands_in_a_table():
    assert {line["notation"] for line in LISTED["read"]} == READ.keys()
    assert {line["kind"] for line in LISTED["refused"]} == REFUSED.keys()

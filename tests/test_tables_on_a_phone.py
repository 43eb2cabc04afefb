"""Tables on a page: a verdict in the colour of one, and on a phone wide rows in two lines."""

import re

import pytest
from markdown import Markdown

from verify.showing.tables import Narrow


@pytest.fixture
def table():
    """The HTML of a table with one row."""

    def table(*cells: str) -> str:
        md = Markdown(extensions=["tables"])
        md.treeprocessors.register(Narrow(md), "narrow", 24)
        lines = ["a"] * len(cells), ["---"] * len(cells), cells
        return md.convert("\n".join(f"| {' | '.join(line)} |" for line in lines))

    return table


def test_a_row_of_long_numbers_stands_in_two_lines_of_cells(table):
    assert '<table class="data" style="--columns: 3">' in table(*["0.3775758818"] * 5)


def test_a_row_that_fits_or_whose_words_can_wrap_stays_in_one_line(table):
    assert '<table class="data">' in table(
        "0.3775758818", "many words that can stand below each other", "1"
    )


def test_a_table_stands_in_the_boxes_that_the_theme_would_give_it_and_is_left_alone(table):
    html = table("1")

    outer, inner, *_ = re.findall(r"<[^>]*>", html)
    assert outer == '<div class="md-typeset__scrollwrap">'
    assert inner == '<div class="md-typeset__table">'
    assert "<table>" not in html  # which is what the theme's script looks for


def test_an_empty_cell_of_the_first_row_heads_no_column():
    md = Markdown(extensions=["tables"])
    md.treeprocessors.register(Narrow(md), "narrow", 24)

    assert "<th>a</th>\n<td></td>" in md.convert("| a | |\n| --- | --- |\n| 1 | 2 |")


def test_a_cell_that_says_wrong_has_the_colour_of_what_fails(table):
    assert '<td class="no">✗</td>' in table("0.291027924", "0.291027774", "✗")


@pytest.mark.parametrize("cell", ["(784, 50)", "(50)", "100 × 50"])
def test_a_shape_stays_in_one_line(cell, table):
    assert f'<td class="together">{cell}</td>' in table("1", cell)


@pytest.mark.parametrize("cell", ["50", "the shape (784, 50)", "number", "100 × 50 pixels"])
def test_what_is_more_than_a_shape_may_break(cell, table):
    assert "together" not in table("1", cell)


@pytest.mark.parametrize("cell", ["✓", "", "a ✗ in words"])
def test_no_other_cell_has_it(cell, table):
    assert 'class="no"' not in table("0.291027924", cell, "0.1")

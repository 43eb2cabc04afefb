"""Every table of the book is read by a test, which knows what each cell should be."""

import re

import pytest

from tests.tables import parsed, shows
from verify.book import ROOT
from verify.book.claims import Book
from verify.book.markup import DIRECTIVE, FENCE, blanked, without_code

MARKDOWN = (
    "| run | loss | test |\n| --- | --- | --- |\n| a | 0.25 | 1,000 |\n| b | 0.5 | **no** |\n"
)
TABLES = [
    (path.stem, found["arguments"])
    for path, text in Book.now().pages.items()
    for found in DIRECTIVE.finditer(without_code(text))
    if found["name"] == "table"
]


@pytest.mark.parametrize(("page", "name"), TABLES)
def test_a_test_of_the_page_reads_the_table(page, name):
    files = sorted((ROOT / "tests").glob("test_*.py"))
    texts = [path.read_text(encoding="utf-8") for path in files]

    assert any(f'read("{page}", "{name}"' in text for text in texts)


@pytest.mark.parametrize("page", Book.now().pages, ids=lambda path: path.stem)
def test_a_test_of_the_page_reads_each_table_with_numbers_that_is_written_on_it(page):
    text = blanked(Book.now().pages[page], FENCE)
    tables = re.findall(r"^\| (.*?) \|.*\n\|[ -|]*\n((?:\|.*\n)+)", text, re.MULTILINE)
    heads = [head for head, rows in tables if re.search(r"\{\{ (?:value|run)", rows)]

    tests = ROOT / f"tests/test_{page.stem}.py"
    known = tests.read_text(encoding="utf-8") if heads else ""
    assert [head for head in heads if f'typed("{page.stem}", "{head}"' not in known] == []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (("", ""), []),
        (("0.25", "0.26"), ["a, loss: 0.26 is not 0.2549"]),
        (("1,000", "1,001"), ["a, test: 1,001 is not 1000"]),
        (("**no**", "yes"), ["b, test: yes is not **no**"]),
        (("| b |", "| c |"), ["rows: ['a', 'c']"]),
        (("loss | test", "test | loss"), ["a: columns: ['test', 'loss']"]),
    ],
)
def test_a_changed_cell_row_or_heading_is_told(change, wrong):
    expected = {"a": {"loss": 0.2549, "test": 1000}, "b": {"loss": 0.5, "test": "**no**"}}

    told = parsed(MARKDOWN.replace(*change)).wrong(expected)
    assert told[: len(wrong) or None] == wrong


@pytest.mark.parametrize(
    ("cell", "value", "shown"),
    [
        (r"$7 \times 10^{-9}$", 7.4e-9, True),
        (r"$7 \times 10^{-9}$", 7.6e-9, False),
        ("1.6e-07", 1.64e-7, True),
        ("-0.25", -0.25, True),
        ("\u22122", -2, True),
        ("39 760", 39760, True),
        ("0.66 (0.66–0.67)", 0.6649, True),
        ("never", 1, False),
    ],
)
def test_a_number_is_shown_where_it_is_rounded_to_the_digits_of_the_cell(cell, value, shown):
    assert shows(cell, value) == shown

"""A page loads the style sheets that it has something for."""

import pytest

from verify.showing.sheets import of_the_page, without_comments

SHEETS = """<link rel="stylesheet" href="../assets/_mkdocstrings.css">
<link rel="stylesheet" href="../assets/book.css">"""


def test_a_chapter_does_without_the_sheet_of_the_reference():
    assert of_the_page(SHEETS) == '\n<link rel="stylesheet" href="../assets/book.css">'


@pytest.mark.parametrize("what", ["doc-object doc-function", "doc-children"])
def test_a_page_of_the_reference_keeps_it(what):
    page = f'{SHEETS}<div class="doc {what}"></div>'

    assert of_the_page(page) == page


def test_a_sheet_comes_without_its_comments():
    css = "/* Why */\na { color: red; } /* red\n   as such */\nb { top: 0; }\n"

    assert without_comments(css) == "\na { color: red; }\nb { top: 0; }\n"

"""A page loads the style sheets that it has something for."""

import re

import pytest

from verify.book import ROOT
from verify.showing.sheets import light, lighten, of_colours, of_the_page, without_icons

SHEETS = """<link rel="stylesheet" href="../assets/_mkdocstrings.css">
<link rel="stylesheet" href="../assets/book.css">"""


def test_a_chapter_does_without_the_sheet_of_the_reference():
    assert of_the_page(SHEETS) == '\n<link rel="stylesheet" href="../assets/book.css">'


@pytest.mark.parametrize("what", ["doc-object doc-function", "doc-children"])
def test_a_page_of_the_reference_keeps_it(what):
    page = f'{SHEETS}<div class="doc {what}"></div>'

    assert of_the_page(page) == page


def test_a_sheet_comes_without_its_comments_and_blanks():
    css = "/* Why */\na { color: red; } /* red\n as such */\n@media print {\n  b > i { top: 0 }\n}"

    assert light(css, ".css") == "a{color: red;}@media print{b > i{top: 0}}"


def test_a_script_comes_without_lines_of_comments_and_without_indentation():
    script = '// Why\nif (a) {\n  // here\n  b("//c") // d\n}\n\n'

    assert light(script, ".js") == 'if (a) {\nb("//c") // d\n}\n'


def test_sheets_and_scripts_that_are_there_become_lighter(tmp_path):
    sheet = tmp_path / "book.css"
    sheet.write_text("a {\n  top: 0;\n}\n")

    lighten([sheet, tmp_path / "missing.js"])

    assert sheet.read_text() == "a{top: 0;}"


def test_a_sheet_of_palettes_keeps_what_its_colours_and_all_colours_need():
    others = (
        "[data-md-color-accent=red]{--a:1}"
        "[data-md-color-primary=red],[data-md-color-scheme=slate][data-md-color-primary=teal]{--p:1}"
        "@media print{[data-md-color-primary=red] a{top:0}}"
    )
    ours = (
        "@media screen{[data-md-color-scheme=slate]{--hue:1}}"
        "[data-md-color-primary=red],[data-md-color-primary=custom]{--p:2}a,b{top:1}"
    )

    assert of_colours(ours + others, {"custom"}) == f"{ours}@media print{{}}"
    assert of_colours(ours + others, {"custom", "red", "teal"}) == ours + others


def test_pictures_of_what_no_page_has_are_left_out():
    ours = ':root{--md-admonition-icon--note:url("a;b");--md-nav-icon--next:url(c)}'
    others = ':root{--md-admonition-icon--bug:url("a;b");--md-tag-icon:url(c)}'

    assert without_icons(ours + others) == f"{ours}:root{{}}"


def test_the_pages_have_no_other_admonitions():
    pages = (ROOT / "docs").rglob("*.md")
    mark = re.compile(r"^ *(?:!!!|\?\?\?\+?) (\w+)", re.MULTILINE)
    kinds = {kind for page in pages for kind in mark.findall(page.read_text(encoding="utf-8"))}

    assert kinds <= {"abstract", "hint", "note", "question", "success"}

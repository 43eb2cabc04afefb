"""The index of the search, completed. What readers find with it: tests/browser/test_search.py."""

import json

import pytest

from verify.book.claims import Book
from verify.showing import search

SECTIONS = {
    "softmax.html": "Softmax",
    "softmax.html#the-jacobian": "The Jacobian",
    "softmax.html#sources": "Sources",
    "reference/nn.html#nn.softmax": "softmax",
}
PAGE = """<h1 id="softmax">Softmax</h1><a id="eq:softmax-2">2</a>
<h2 id="the-jacobian">The Jacobian</h2><a id="eq:softmax_jacobian">(4.2)</a>"""


@pytest.fixture
def complete(tmp_path, monkeypatch):
    """Complete the index of a small site, with a table of words, and give its entries."""

    def complete(words='[softmax]\n"The Jacobian" = "slope"'):
        docs = tmp_path / "docs"
        docs.mkdir()
        (docs / "search.toml").write_text(words, encoding="utf-8")
        entries = [{"location": at, "title": t, "text": ""} for at, t in SECTIONS.items()]
        path = tmp_path / search.INDEX
        path.parent.mkdir()
        path.write_text(json.dumps({"config": {}, "docs": entries}), encoding="utf-8")
        (tmp_path / "softmax.html").write_text(PAGE, encoding="utf-8")
        book = Book()
        assert book.claims  # read before its folder is another
        monkeypatch.setattr(book, "docs", docs)
        search.complete(tmp_path, book)
        index = json.loads(path.read_text(encoding="utf-8"))
        return {entry["location"]: entry for entry in index["docs"]}

    return complete


def test_a_page_is_found_by_its_words_while_something_on_it_fails(complete, monkeypatch, caplog):
    """Its title has the sign then."""
    monkeypatch.setitem(SECTIONS, "softmax.html", "<span>✗</span> Softmax")
    entries = complete('[softmax]\n"Softmax" = "normalized"')

    assert entries["softmax.html"]["also"] == "normalized" and caplog.messages == []


def test_a_section_is_found_by_the_words_that_the_table_has_for_it(complete):
    entries = complete()

    assert {at: e["also"] for at, e in entries.items() if e.get("also")} == {
        "softmax.html#the-jacobian": "slope"
    }


def test_a_section_is_found_by_number_name_and_tex_of_its_formulas(complete):
    formulas = complete()["softmax.html#the-jacobian"]["formulas"]

    place = 1 + Book().chapters.index("softmax")
    assert formulas.startswith(
        f"{place}.2 softmax_jacobian \\begin{{aligned}}\n\\frac{{\\partial p_i}}"
    )


def test_a_formula_before_the_first_section_belongs_to_the_page(complete):
    assert "= 1" in complete()["softmax.html"]["formulas"]


def test_a_chapter_comes_before_the_reference_and_its_sections_before_its_sources(complete):
    boosts = {at: entry["boost"] for at, entry in complete().items()}

    assert boosts["softmax.html#the-jacobian"] > boosts["reference/nn.html#nn.softmax"]
    assert boosts["softmax.html#the-jacobian"] > boosts["softmax.html#sources"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('[softmax]\n"A Jacobian" = "slope"', "no section of softmax.md is called 'A Jacobian'"),
        ("softmax = 1", 'expected tables, [page] and "Heading" = "words"; softmax is not'),
        ("[softmax", 'expected tables, [page] and "Heading" = "words"; Expected'),
    ],
)
def test_a_wrong_table_of_words_is_told_and_the_search_works_on(words, told, complete, caplog):
    assert complete(words)["softmax.html"]["also"] == ""
    assert [told in record.message for record in caplog.records] == [True]


def test_a_site_without_a_search_is_left_alone(tmp_path):
    search.complete(tmp_path, Book.now())

    assert list(tmp_path.iterdir()) == []

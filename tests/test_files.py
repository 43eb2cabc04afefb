"""Files of the book on its reference pages: each test has an address, each file a way back."""

import re
from html import unescape

import pytest
from markdown import Markdown

from verify.book import ROOT
from verify.book.claims import Book
from verify.showing import files

FILE = "tests/test_softmax.py"
TEST = "test_jacobian_is_symmetric_and_its_rows_sum_to_zero"


@pytest.fixture
def shown(monkeypatch):
    """The HTML of a page of the reference with this text."""

    def shown(text, page="reference/tests.md"):
        book = Book()
        book.pages[book.docs / page] = text
        monkeypatch.setattr(Book, "now", lambda: book)
        return Markdown(extensions=["verify.showing.extension", "attr_list"]).convert(text)

    return shown


def text_of(html):
    return unescape(re.sub(r"<[^>]*>", "", html))


def part(html, address):
    """The text of the element with this address."""
    return text_of(re.search(rf'<span id="{re.escape(address)}">(.*?)\n</span>', html, re.S)[1])


def test_every_test_of_a_file_has_the_address_that_pytest_gives_it(shown):
    html = shown("# Tests\n\n{{ tests softmax }}\n")

    names = re.findall(r"^def (test_\w+)", (ROOT / FILE).read_text(encoding="utf-8"), re.M)
    assert re.findall(r'id="([^"]*::[^"]*)"', html) == [f"{FILE}::{name}" for name in names]


def test_at_the_address_of_a_test_stands_the_test_with_what_it_quotes(shown):
    found = part(shown("# Tests\n\n{{ tests softmax }}\n"), f"{FILE}::{TEST}")

    assert found.startswith(("def", "@")) and f"def {TEST}(rng):" in found
    assert found.count("def test_") == 1


@pytest.mark.parametrize(
    ("directive", "file"),
    [("tests softmax", FILE), ("source derivations", "derivations/optimizer.py")],
)
def test_a_file_is_shown_as_it_is(directive, file, shown):
    html = shown(f"# Files\n\n{{{{ {directive} }}}}\n")

    code = re.search(rf'<h2 id="{file}">.*?<pre><code><span>(.*?)</span></code>', html, re.S)[1]
    assert text_of(code) == (ROOT / file).read_text(encoding="utf-8")


def test_a_derivation_has_an_address_for_each_formula_of_its_chapter(shown):
    html = shown("# Derivations\n\n{{ source derivations }}\n", "reference/derivations.md")

    every = {f"derivations/{c.display.topic}.py::{name}" for name, c in Book.now().labels.items()}
    assert every == set(re.findall(r'id="([^"]*::[^"]*)"', html))


def test_at_the_address_of_a_derivation_stands_its_last_line(shown):
    html = shown("# Derivations\n\n{{ source derivations }}\n", "reference/derivations.md")

    found = part(html, "derivations/softmax.py::softmax_jacobian")
    assert found.startswith("softmax_jacobian = J = derivative(p, z)")


@pytest.mark.parametrize("directive", ["tests", "source derivations"])
def test_a_file_leads_back_to_its_chapter_and_to_each_of_its_formulas(directive, shown):
    html = shown(f"# Files\n\n{{{{ {directive} }}}}\n")

    for topic in Book.now().chapters:
        assert f'href="../{topic}.md"' in html
    for claim in Book.now().labels.values():
        assert f'<a href="../{claim.link}">({claim.number})</a>' in html


def test_an_address_is_that_of_the_page_where_the_file_stands(monkeypatch):
    book = Book()
    book.pages[book.docs / "reference/evidence/softmax.md"] = "{{ tests loss }}"
    book.pages[book.docs / "reference/more.md"] = "{{ tests softmax linear }}"

    assert files.address(FILE, TEST, book) == f"reference/more.md#{FILE}::{TEST}"


def test_what_a_file_does_not_define_has_the_address_of_the_file():
    assert files.address(FILE, "test_of_nothing", Book()) == f"reference/evidence/softmax.md#{FILE}"


def test_a_file_that_the_book_does_not_show_has_no_address():
    assert files.address("tests/test_files.py", "", Book()) is None


@pytest.mark.parametrize(
    ("directive", "said"),
    [
        ("tests nonsense", "'nonsense' is no chapter of the book"),
        ("source ../secret", "'../secret' is no file or folder of the book"),
        ("source", "'' is no file or folder of the book"),
    ],
)
def test_what_is_no_file_of_the_book_is_said_on_the_page(directive, said, shown):
    assert said in text_of(shown(f"# Files\n\n{{{{ {directive} }}}}\n"))


def test_a_file_that_is_missing_is_said_on_the_page(shown, monkeypatch, tmp_path):
    monkeypatch.setattr(files, "ROOT", tmp_path)

    assert "tests/test_softmax.py is missing" in text_of(shown("# Tests\n\n{{ tests softmax }}\n"))

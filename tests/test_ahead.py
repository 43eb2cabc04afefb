"""While the first build proves, another process does from the end what the build comes to later."""

from functools import partial

import pytest
from markdown import Markdown

from verify.book import memory
from verify.book.claims import Book
from verify.check import check
from verify.extremes.measure import measured
from verify.showing import ahead, directives, figures, files, lives, notation

TEXT = """# What takes long

{{ figure passes }}

Of {{ value 2 ** 0.5:.3f }}, and $2 + 3 = 5$.

{{ live small_net }}

{{ table costs }}

{{ source figures/png.py }}
"""


@pytest.fixture
def book(monkeypatch, tmp_path):
    """The book with this text in the place of a page, and nothing of it remembered."""
    monkeypatch.setattr(memory, "FOLDER", tmp_path / "verify")
    files._coloured.cache_clear()
    lives._remembered.cache_clear()
    book = Book()
    book.pages[book.docs / "backprop.md"] = TEXT
    monkeypatch.setattr(Book, "now", lambda: book)
    return book


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (figures, "_render"),
        (lives, "_of_page"),
        (directives, "_rows"),
        (directives, "evaluated"),
        (files, "highlight"),
    ],
)
def test_what_takes_long_on_a_page_is_not_done_again_when_it_is_built(
    book, monkeypatch, module, name
):
    calls = []
    done = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *a, **k: calls.append(a) or done(*a, **k))
    for part in ahead.of_page("backprop", TEXT, book):
        part()
    before = len(calls)
    html = Markdown(extensions=["verify.showing.extension", "tables"]).convert(TEXT)

    assert before > 0 and len(calls) == before and "eq-failure" not in html


def test_all_is_done_from_the_end_first_what_chapters_prove_and_then_what_pages_show():
    book = Book.now()
    parts = [part for part in ahead.work(book) if isinstance(part, partial)]
    done = [part.func for part in parts]
    proved = [part.args[0] for part in parts if part.func is check]
    last_proof, first_drawn = len(done) - done[::-1].index(check), done.index(figures.draw)
    drawn = [part.args for part in parts if part.func is figures.draw]

    assert proved == [claim.display for t in book.chapters for claim in book.claims[t]][::-1]
    assert last_proof < first_drawn and drawn[0][0] > drawn[-1][0]


@pytest.mark.parametrize("of", [measured, notation.declared, notation.sizes_of])
def test_what_a_build_asks_of_every_chapter_is_done_ahead(of):
    book = Book.now()
    parts = [part for part in ahead.work(book) if isinstance(part, partial)]

    assert [p.args[0] for p in parts if p.func is of] == book.chapters[::-1]

"""What is written beside the pages of the book, and what their authors are told of it."""

from verify.book.claims import Book
from verify.book.markup import CODE_SPAN, DIRECTIVE
from verify.prose.pages import pages, text_of
from verify.showing.directives import RESULTS, result
from verify.showing.numbers import FOLDER


def test_what_is_written_beside_pages_belongs_to_one():
    there = {path.relative_to(FOLDER).with_suffix("") for path in FOLDER.rglob("*.toml")}

    assert {path.as_posix() for path in there} <= {*pages()}


def test_directives_that_are_quoted_as_examples_can_be_carried_out():
    code = " ".join(span[0] for span in CODE_SPAN.finditer(text_of("CONTRIBUTING")))
    found = [d for d in DIRECTIVE.finditer(code) if d["name"] in RESULTS]
    results = [result(d["name"], d["arguments"], "loss", Book.now()) for d in found]

    assert len(results) == 3 and all(results)

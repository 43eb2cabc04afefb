"""The page that lists every sentence of the book that a test states, with the test."""

import hashlib
import html
import logging
import re
from collections.abc import Callable
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from verify.book import ROOT
from verify.book.claims import Book
from verify.book.markup import DIRECTIVE
from verify.book.memory import remember
from verify.book.sources import digest
from verify.prose.pages import AT_ROOT
from verify.prose.statements import Quote, code_of, statements, unfounded
from verify.showing import directives
from verify.showing.boxes import HIDDEN, listed
from verify.showing.sentences import Sentence, every, spoken

log = logging.getLogger("mkdocs.derived")  # a warning here fails `mkdocs build --strict`

_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\([^)\s]*\)")


def listing(book: Book, place: Callable[[Element], str], store: Callable[[str], str]) -> str:
    """The list of all sentences, by page and folded; ``place`` gives what stands for an element."""
    problems = unfounded(book.root)
    for problem in problems:
        log.warning("%s", problem)
    by_page: dict[str, list[Sentence]] = {}
    for sentence in every(book):
        by_page.setdefault(sentence.page, []).append(sentence)
    blocks = [_page(book, page, found, store) for page, found in by_page.items()]
    lines = [f"- **✗ {html.escape(problem)}**{{: .no }}" for problem in problems]
    return "\n\n".join(["\n".join(lines), *map(place, blocks)])


def _page(book: Book, page: str, found: list[Sentence], store: Callable[[str], str]) -> Element:
    details = Element(
        "details", {"class": "ledger said-page", "id": f"said-{page.replace('/', '-')}"}
    )
    summary = SubElement(details, "summary")
    _text(summary, "b", _title(book, page))
    _text(summary, "span", "1 sentence" if len(found) == 1 else f"{len(found)} sentences")
    rows = SubElement(SubElement(details, "section", HIDDEN), "ul")
    anchors: set[str] = set()
    for sentence in found:
        if sentence.anchor in anchors:  # the page says it twice
            continue
        anchors.add(sentence.anchor)
        row = SubElement(rows, "li", {"id": sentence.anchor})
        SubElement(row, "p").text = _readable(sentence.text, page, book)
        for quote, words in sentence.quotes:
            row.append(_test(quote, _readable(words, page, book), book, store))
    return details


def _test(quote: Quote, words: str, book: Book, store: Callable[[str], str]) -> Element:
    """A test by its name, and folded behind it its source."""
    details = Element("details", {"class": "eq-derivation"})
    name = spoken(quote.test)
    SubElement(details, "summary").text = f"{name}: “{words}”" if words else name
    line, code = _listings(quote.file)[quote.test]
    title = SubElement(details, "div", {"class": "eq-title"})
    if quote.file in (f"tests/test_{topic}.py" for topic in book.chapters):
        _text(title, "a", quote.test, {"href": f"reference/tests.md#{quote.file}"})
    else:
        _text(title, "span", quote.test)
    _text(title, "span", f"{quote.file}:{line}")
    SubElement(details, "div").text = store(code)
    return details


def _listings(file: str) -> dict[str, tuple[int, str]]:
    """The lines and the coloured sources of a file's tests that quote."""
    key = hashlib.sha256((ROOT / file).read_bytes()).hexdigest()
    return _coloured(file, key)


@lru_cache(maxsize=256)
def _coloured(file: str, version: str) -> dict[str, tuple[int, str]]:
    def listings() -> dict[str, tuple[int, str]]:
        found = {test: code_of(file, test) for test in tests}
        return {test: (line, listed(code)) for test, (line, code) in found.items()}

    tests = sorted({one.test for one in statements() if one.file == file})
    key = digest("verify.showing.sentence_list", extra=f"{file} {version}")
    found: dict[str, tuple[int, str]] = remember(key, listings)
    return found


def _title(book: Book, page: str) -> str:
    folder, _, name = page.rpartition("/")
    if page in AT_ROOT:
        return f"{page}.md"
    return f"{book.title(name)}: figures" if folder == "figures" else book.title(page)


def _readable(text: str, page: str, book: Book) -> str:
    """A sentence away from its page: without links, and with its numbers in place."""
    text = DIRECTIVE.sub(lambda found: _carried_out(found, page, book), _LINK.sub(r"\1", text))
    return text.replace("**", "") if text.count("**") % 2 else text


def _carried_out(found: re.Match[str], page: str, book: Book) -> str:
    try:
        return directives.as_markdown(found["name"], found["arguments"] or "", page, book)
    except directives.DirectiveError as error:  # which the page itself reports
        return error.shown


def _text(
    parent: Element, tag: str, text: str, attributes: dict[str, str] | None = None
) -> Element:
    element = SubElement(parent, tag, attributes or {})
    element.text = AtomicString(text)
    return element

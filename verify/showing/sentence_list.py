"""The page that lists every sentence of the book that a test states, with the test."""

import re
from collections.abc import Callable
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from verify.book.claims import Book
from verify.book.markup import DIRECTIVE
from verify.book.statements import code_of
from verify.showing import directives
from verify.showing.boxes import HIDDEN, listed
from verify.showing.sentences import Sentence, every, spoken

_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\([^)\s]*\)")


def listing(book: Book, place: Callable[[Element], str], store: Callable[[str], str]) -> str:
    """The list of all sentences, by page and folded; ``place`` gives what stands for an element."""
    by_page: dict[str, list[Sentence]] = {}
    for sentence in every(book):
        by_page.setdefault(sentence.page, []).append(sentence)
    blocks = [_page(book, page, found, store) for page, found in by_page.items()]
    return "\n\n".join(map(place, blocks))


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
        SubElement(row, "p").text = _readable(sentence, book)
        for file, test in dict.fromkeys((quote.file, quote.test) for quote in sentence.tests):
            row.append(_test(file, test, store))
    return details


def _test(file: str, test: str, store: Callable[[str], str]) -> Element:
    """A test by its name, and folded behind it its source."""
    details = Element("details", {"class": "eq-derivation"})
    _text(details, "summary", spoken(test))
    line, code = code_of(file, test)
    title = SubElement(details, "div", {"class": "eq-title"})
    _text(title, "span", test)
    _text(title, "span", f"{file}:{line}")
    SubElement(details, "div").text = store(_listed(code))
    return details


@lru_cache(maxsize=2048)
def _listed(code: str) -> str:
    return listed(code)


def _title(book: Book, page: str) -> str:
    folder, _, name = page.rpartition("/")
    return f"{book.title(name)}: figures" if folder == "figures" else book.title(page)


def _readable(sentence: Sentence, book: Book) -> str:
    """A sentence away from its page: without links, and with its numbers in place."""
    text = DIRECTIVE.sub(
        lambda found: _carried_out(found, sentence.page, book), _LINK.sub(r"\1", sentence.text)
    )
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

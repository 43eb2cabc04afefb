r"""References to formulas: ``\eqref{eq:name}`` in a sentence of any page."""

import difflib
import logging
import re
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from verify.book.claims import Book, relative
from verify.book.markup import EQREF
from verify.showing.page import Page

log = logging.getLogger("mkdocs.derived")  # a warning here fails `mkdocs build --strict`


class Reference(InlineProcessor):
    r"""``\eqref{eq:name}``: a link that MkDocs can follow and check, from any page."""

    def __init__(self, page: Page):
        super().__init__(EQREF.pattern, page.md)
        self.page = page

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:
        book = Book.now()
        if m[1] in book.labels:
            claim = book.labels[m[1]]
            link = Element("a", {"class": "eq-ref", "href": relative(claim.link, self.page.name)})
            link.text = AtomicString(f"({claim.number})")
            return link, m.start(), m.end()
        where = self.page.at(self.page.text.find(m[0]))
        log.warning("%s: %s: %s", where, m[0], unknown_label(m[1], book))
        broken = Element("code", {"class": "eq-broken"})
        broken.text = AtomicString(m[0])
        return broken, m.start(), m.end()


def unknown_label(name: str, book: Book) -> str:
    """Say that there is no such label, and which ones are spelt like it."""
    near = ", ".join(difflib.get_close_matches(name, book.labels, n=3))
    return f"no formula has the label eq:{name}" + (near and f"; close to it: {near}")

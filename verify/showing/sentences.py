"""The sentences that a test states, and their mark on the page."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

from verify.book.claims import Book, relative
from verify.book.prose import pages, path_of, sentence_at, text_of
from verify.book.statements import Quote, quoted

PAGE = "sentences.md"
_NO_MARK = re.compile(r"[ \t]*(?:#|\?\?\?|!!!)")  # what a heading says becomes its address


@dataclass(frozen=True)
class Sentence:
    """A sentence of a page, or several, and the tests that quote it or a part of it."""

    page: str
    start: int
    end: int
    text: str
    tests: tuple[Quote, ...]

    @property
    def anchor(self) -> str:
        """Its place in the list: of its words alone, so that a link to it lasts as they do."""
        name = hashlib.sha256(self.text.encode()).hexdigest()[:8]
        return f"said:{self.page.replace('/', '-')}-{name}"

    @property
    def about(self) -> str:
        """``tested: no score of the three gates is zero``."""
        names = dict.fromkeys(spoken(quote.test) for quote in self.tests)
        return f"tested: {'; '.join(names)}"


def spoken(test: str) -> str:
    """The name of a test as words."""
    return test.removeprefix("test_").replace("_", " ")


def tested(page: str, source: str) -> list[Sentence]:
    """The sentences of a page that tests quote, in reading order."""
    found: dict[int, tuple[int, list[Quote]]] = {}
    for quote in quoted(page, source):
        start, _ = sentence_at(page, source, quote.start)
        _, end = sentence_at(page, source, quote.end - 1)
        first, quotes = found.get(end, (start, []))
        found[end] = min(first, start), [*quotes, quote]
    return [
        Sentence(page, start, end, " ".join(source[start:end].split()), tuple(quotes))
        for end, (start, quotes) in sorted(found.items())
    ]


def every(book: Book) -> list[Sentence]:
    """All sentences of the book that tests quote; a build asks for them thrice."""
    texts = []
    for page in pages(book.root):
        path = path_of(page, book.root)
        texts.append((page, book.pages.get(path) or text_of(page, book.root)))
    return [sentence for page, text in texts for sentence in tested(page, text)]


class Marks(InlineProcessor):
    """A link to the test at the end of a sentence that it states.

    The sign comes from the style sheet: nobody copies it or finds it by searching.
    """

    def __init__(self, md: Markdown):
        super().__init__("\ue002(\\d+)\ue003", md)
        self.sentences: list[Sentence] = []
        self.on = ""  # the page of the site

    def begin(self, name: str) -> None:
        """Begin the page of this name."""
        self.sentences, self.on = [], name

    def changes(self, page: str, text: str) -> Iterator[tuple[int, int, str]]:
        """What is to be put where into the text of a page, or of a caption on it."""
        for sentence in tested(page, text):
            line = text.rfind("\n", 0, sentence.end) + 1
            if not _NO_MARK.match(text, line):
                self.sentences.append(sentence)
                yield sentence.end, sentence.end, f"\ue002{len(self.sentences) - 1}\ue003"

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:
        sentence = self.sentences[int(m[1])]
        href = relative(f"{PAGE}#{sentence.anchor}", self.on)
        about = {"title": sentence.about, "aria-label": sentence.about}
        return Element("a", {"class": "said", "href": href} | about), m.start(), m.end()

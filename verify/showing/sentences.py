"""The sentences that a test states, and their mark on the page."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

from verify.book import ROOT
from verify.book.claims import Book, relative
from verify.book.memory import remember
from verify.book.sources import digest, find
from verify.prose.pages import pages, path_of, sentence_at, text_of
from verify.prose.plain import phrases
from verify.prose.statements import Quote, Statement, quoted, statements
from verify.prose.universal import Words, words

PAGE = "sentences.md"  # lists those that no chapter has
_NO_MARK = re.compile(r"[ \t]*(?:#|\?\?\?|!!!)")  # what a heading says becomes its address


@dataclass(frozen=True)
class Sentence:
    """A sentence of a page, or several, and the tests that quote it or a part of it."""

    page: str
    line: int  # where it begins
    end: int
    text: str
    quotes: tuple[tuple[Quote, str], ...]  # each with its words, where it has not all

    @property
    def anchor(self) -> str:
        """Its place in the list: of its words alone, so that a link to it lasts as they do."""
        name = hashlib.sha256(self.text.encode()).hexdigest()[:8]
        return f"said:{self.page.replace('/', '-')}-{name}"

    @property
    def about(self) -> str:
        """``tested: no score of the three gates is zero``."""
        names = dict.fromkeys(spoken(quote.test) for quote, _ in self.quotes)
        return f"tested: {'; '.join(names)}"


def list_of(page: str) -> str:
    """The page of the site that lists the sentences of a page or of its captions."""
    return evidence_of(page.removeprefix("figures/")) or PAGE


def evidence_of(topic: str) -> str | None:
    """The page of the site that has the evidence for a chapter, where there is one."""
    page = f"reference/evidence/{topic}.md"
    return page if (ROOT / "docs" / page).is_file() else None


def spoken(test: str) -> str:
    """The name of a test as words."""
    return test.removeprefix("test_").replace("_", " ")


def stated(page: str, source: str) -> list[Sentence]:
    """The sentences of a page that tests quote, in reading order."""
    found: dict[int, tuple[int, list[Quote]]] = {}
    for quote in quoted(page, source):
        start, _ = sentence_at(page, source, quote.start)
        end = max(sentence_at(page, source, quote.end - 1)[1], quote.end)
        first, quotes = found.get(end, (start, []))
        found[end] = min(first, start), [*quotes, quote]
    return [_sentence(page, source, *found[end], end) for end in sorted(found)]


def _sentence(page: str, source: str, start: int, quotes: list[Quote], end: int) -> Sentence:
    whole = source[start:end]
    parts = [source[quote.start : quote.end] for quote in quotes]
    named = ["" if _bare(part) == _bare(whole) else " ".join(part.split()) for part in parts]
    line = source.count("\n", 0, start) + 1
    pairs = tuple(zip(quotes, named, strict=True))
    return Sentence(page, line, end, " ".join(whole.split()), pairs)


def _bare(text: str) -> str:
    return " ".join(text.split()).strip(".:;*_ ")


def every(book: Book) -> list[Sentence]:
    """All sentences of the book that tests quote; a build asks for them often."""
    return _every(book, *statements(book.root))


@lru_cache(maxsize=1)
def _every(book: Book, *quotes: Statement) -> list[Sentence]:
    return [sentence for page, text in _texts(book) for sentence in stated(page, text)]


def universal(book: Book) -> dict[str, int]:
    """How many words of the book claim much, by what shows them; raises `LookupError`."""
    names = [f"derivations.{topic}" for topic in book.chapters]
    texts = [(page, text, phrases(page, "words")) for page, text in _texts(book)]
    extra = f"{texts} {statements(book.root)}"
    key = digest("verify.prose.universal", *filter(find, names), extra=extra)
    counts: dict[str, int] = remember(key, lambda: _universal(texts))
    return counts


def _universal(texts: list[tuple[str, str, list[str]]]) -> dict[str, int]:
    found = [words(page, text)._asdict() for page, text, _ in texts]
    return {kind: sum(len(page[kind]) for page in found) for kind in Words._fields}


def _texts(book: Book) -> list[tuple[str, str]]:
    pairs = ((page, book.pages.get(path_of(page, book.root))) for page in pages(book.root))
    return [(page, text_of(page, book.root) if text is None else text) for page, text in pairs]


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
        for sentence in stated(page, text):
            line = text.rfind("\n", 0, sentence.end) + 1
            if not _NO_MARK.match(text, line):
                self.sentences.append(sentence)
                yield sentence.end, sentence.end, f"\ue002{len(self.sentences) - 1}\ue003"

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:
        sentence = self.sentences[int(m[1])]
        href = relative(f"{list_of(sentence.page)}#{sentence.anchor}", self.on)
        about = {"title": sentence.about, "aria-label": sentence.about}
        return Element("a", {"class": "said", "href": href} | about), m.start(), m.end()

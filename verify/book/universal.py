r"""Words that claim much: *always*, *at most*, *the fastest*. Each has a witness.

A test quotes the words (`verify.book.statements`), or the sentence refers to what proves it, a
labelled formula by ``\eqref``, or the words claim nothing and are listed as plain
(`verify.book.plain`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from verify.book import ROOT
from verify.book.markup import EQREF, place_in
from verify.book.plain import Span, covered, occurrences, phrases, within
from verify.book.prose import AT_ROOT, path_of, sentence_at, sentences, text_of, without_symbols
from verify.book.statements import quoted

NO_SUPERLATIVES = (  # words that end as superlatives do
    "contest digest est forest guest harvest honest interest invest modest nest pytest quest "
    "request rest suggest test west"
).split()
UNIVERSAL = re.compile(
    r"\b(?:always|never|at (?:most|least)|exactly|no \w+ than|costs?(?! of)|the only"
    r"|can(?:not|'t|’t| not)|the (?:most|least)|best|worst"
    rf"|(?!(?:{'|'.join(NO_SUPERLATIVES)})\b)[a-z]+est)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Unwitnessed:
    """A word of a page that claims much, and nothing that shows it."""

    place: str
    word: str
    sentence: str
    phrase: str  # the word with its neighbour
    page: str

    def __str__(self) -> str:
        topic = self.page.rpartition("/")[2]
        page = "" if self.page == topic and topic not in AT_ROOT else f", page={self.page!r}"
        return (
            f"{self.place}: nothing shows {self.word!r} in: {self.sentence}\n"
            f"  a test that would fail if it were false, in tests/test_{topic}.py:"
            f" @states({self.sentence!r}{page})\n"
            r"  or a reference in the sentence to what proves it: \eqref{eq:NAME}"
            "\n  or, if it claims nothing, its words in"
            f' tests/prose/{self.page}.toml: [words] plain = ["{self.phrase}"]'
        )


def universal_words(source: str) -> Iterator[re.Match[str]]:
    """The words of a page that claim much."""
    return UNIVERSAL.finditer(without_symbols(source))


def claims(page: str, source: str) -> list[Span]:
    """Where a sentence itself refers to what proves it."""
    return [found.span() for found in EQREF.finditer(source)]


def unwitnessed(page: str, source: str | None = None, root: Path = ROOT) -> list[Unwitnessed]:
    """The words of a page that claim much and have no witness, in reading order.

    Raises:
        LookupError: a phrase that is listed as plain covers none of them.
    """
    if source is None:
        source = text_of(page, root)
    spans = [(quote.start, quote.end) for quote in quoted(page, source, root)]
    proofs = [start for start, _ in claims(page, source)]
    spans += [s for s in sentences(page, source) if any(s[0] <= at < s[1] for at in proofs)]
    words = [word.span() for word in universal_words(source)]
    left = [word for word in words if not within(word, spans)]
    for start, end in set(words) - set(left):  # of which no phrase is needed
        source = source[:start] + "\0" * (end - start) + source[end:]
    plain = covered(phrases(page, "words", root / "tests" / "prose"), source)
    for start, end in plain:
        if not any(within(word, [(start, end)]) for word in left):
            raise LookupError(f"{source[start:end]!r} has no word that needs it: take it out")
    return [_told(page, source, word, root) for word in left if not within(word, plain)]


def _told(page: str, source: str, word: Span, root: Path) -> Unwitnessed:
    start, end = sentence_at(page, source, word[0])
    file = path_of(page, root).relative_to(root).as_posix()
    return Unwitnessed(
        place_in(file, source, word[0]),
        source[slice(*word)],
        " ".join(source[start:end].split()),
        _phrase(source, word, (start, end)),
        page,
    )


def _phrase(source: str, word: Span, sentence: Span) -> str:
    """The word with as many of its neighbours as it takes to find it."""
    before, after = source[sentence[0] : word[0]], source[word[1] : sentence[1]]
    left, right = re.findall(r"\S+\s*", before), re.findall(r"\s*\S+", after)
    phrase = source[slice(*word)]
    while left or right:
        phrase = "".join([*left[-1:], phrase, *right[:1]])
        left, right = left[:-1], right[1:]
        if len(list(occurrences(" ".join(phrase.split()), source))) == 1:
            break
    return " ".join(phrase.split())

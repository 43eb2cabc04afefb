r"""Words that claim much: *always*, *at most*, *the fastest*. Each has a witness.

A test quotes the words (`verify.prose.statements`), or the sentence refers to what proves it, a
labelled formula by ``\eqref``, or the words claim nothing and are listed as plain
(`verify.prose.plain`).
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from verify.book import ROOT
from verify.book.markup import EQREF, place_in
from verify.prose.formulas import judge
from verify.prose.inline import Kind, inline
from verify.prose.pages import path_of, sentence_at, text_of, without_symbols
from verify.prose.plain import FEWEST, WORD, Span, covered, occurrences, phrases, within
from verify.prose.proposals import PIECE, beside, stating
from verify.prose.statements import quoted

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
        return (
            f"{self.place}: nothing shows {self.word!r} in: {self.sentence}\n"
            f"{stating(self.sentence, self.page)}\n"
            "  or a reference in the sentence to what proves it: \\eqref{eq:NAME}\n"
            f"{beside(self.page, 'words', self.phrase)}"
        )


class Words(NamedTuple):
    """The words of a page that claim much, by what shows them."""

    quoted: list[Span]  # by a test
    referring: list[Span]  # to a formula that is checked
    plain: list[Span]  # listed as claiming nothing
    open: list[Span]


def words(page: str, source: str, root: Path = ROOT) -> Words:
    """Find the words of a page that claim much, and what shows each.

    Raises:
        LookupError: a phrase that is listed as plain covers none of them.
    """
    quotes = [(quote.start, quote.end) for quote in quoted(page, source, root)]
    found = [word.span() for word in UNIVERSAL.finditer(without_symbols(source))]
    tested = [word for word in found if within(word, quotes)]
    left = [word for word in found if word not in tested]
    referring = _referring(page, source, left)
    for start, end in (*tested, *referring):  # of which no phrase is needed
        source = source[:start] + "\0" * (end - start) + source[end:]
    listed = f"tests/prose/{page}.toml, [words]"
    try:
        spans = covered(phrases(page, "words", root / "tests" / "prose"), source)
    except LookupError as error:
        raise LookupError(f"{listed}: {error}") from error
    left = [word for word in left if word not in referring]
    for span in spans:
        if not any(within(word, [span]) for word in left):
            problem = f"{source[slice(*span)]!r} has no word that needs it: take it out"
            raise LookupError(f"{listed}: {problem}")
    plain = [word for word in left if within(word, spans)]
    return Words(tested, referring, plain, [word for word in left if word not in plain])


def _referring(page: str, source: str, among: list[Span]) -> list[Span]:
    """The words whose sentence itself has what proves it: a reference, a formula that holds."""
    around = {word: sentence_at(page, source, word[0]) for word in among}
    proofs = [found.span() for found in EQREF.finditer(source)]
    proofs += [
        (formula.start, formula.end)
        for formula in inline(page, source)
        if formula.kind is Kind.RELATION and any(map(formula.within, around.values()))
        if judge(formula).ok
    ]
    return [word for word in among if any(within(proof, [around[word]]) for proof in proofs)]


def unwitnessed(page: str, source: str | None = None, root: Path = ROOT) -> list[Unwitnessed]:
    """The words of a page that claim much and have no witness, in reading order.

    Raises:
        LookupError: a phrase that is listed as plain covers none of them.
    """
    if source is None:
        source = text_of(page, root)
    return [_told(page, source, word, root) for word in words(page, source, root).open]


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


def _once(phrase: str, source: str) -> bool:
    """Whether a page has a phrase at one place only."""
    return len([*occurrences(phrase, source)]) == 1


def _phrase(source: str, word: Span, sentence: Span) -> str:
    """The word with as many of its neighbours as it takes to find it."""
    before, after = source[sentence[0] : word[0]], source[word[1] : sentence[1]]
    left, right = re.findall(rf"{PIECE}\s*", before), re.findall(rf"\s*{PIECE}", after)
    phrase = source[slice(*word)]
    while left or right:
        phrase = "".join([*left[-1:], phrase, *right[:1]])
        left, right = left[:-1], right[1:]
        if len(WORD.findall(phrase)) >= FEWEST and _once(phrase, source):
            break
    return " ".join(phrase.split())

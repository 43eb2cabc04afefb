r"""Find the formulas inside of sentences, and tell which of them state something.

``$p_i > 0$`` has a relation, ``$2 N D K$`` and ``$p_j - \delta_{ij}$`` are the outcome of a
calculation: both can be wrong. A symbol, an entry, a shape and a list of symbols state nothing,
and a number is one of the prose.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from verify.book import ROOT
from verify.book.displays import Display
from verify.book.markup import COMMENT, DIRECTIVE, DISPLAY, INLINE, blanked, place_in, without_code
from verify.prose.numerals import is_bare
from verify.prose.pages import path_of
from verify.reading.alphabet import EQUALS, FUNCTIONS, RELATIONS
from verify.reading.tokens import LatexError, Token, tokens

LETTER = re.compile(  # what is one letter, with its accent or in its style
    r"\\(?:text|mathrm|mathbf|mathbb|mathcal|boldsymbol|hat|tilde|bar)\s*(?:\{[^{}]*\}|\w)"
    r"|\\partial\s*\\?\w+\s*/\s*\\partial\s*\\?\w+"
)
MARKS = re.compile(  # what belongs to a letter: no calculation goes on inside of it
    r"_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\?\w+)"
    r"|\^\s*\{\s*\(\w+\)\s*\}|\^\s*\{?[+-]\}?(?!\w)"
)
CALCULATES = {"+", "-", "/", "^", r"\cdot", r"\odot", r"\lvert", r"\lVert"}
CALCULATES |= {f"\\{name}" for name in (*FUNCTIONS, "frac", "sum", "prod", "top", "max", "min")}
STANDS_APART = {r"\times", r"\ldots"}
DISPLAYED = re.compile(r"\\displaystyle(?![A-Za-z])")


class Kind(Enum):
    """What a formula in a sentence does."""

    NAME = "names something"  # a symbol, a shape, a list
    NUMBER = "is a number"  # which `verify.prose.numerals` finds
    VALUE = "is the outcome of a calculation"
    RELATION = "relates two sides"


@dataclass(frozen=True)
class Inline(Display):
    """One formula inside of a sentence: what stands between two single dollars."""

    page: str = ""  # as `verify.prose.pages` names it, where it is not the topic

    @property
    def kind(self) -> Kind:
        """Told by the signs alone, so a formula that cannot be read has one as well."""
        if is_bare(self.latex):
            return Kind.NUMBER
        try:
            found = tokens(LETTER.sub(" u ", MARKS.sub(" ", self.latex)))
        except LatexError:
            return Kind.RELATION  # whoever reads it is told what is wrong
        if any(one.text in RELATIONS or one.text in EQUALS for one in found):
            return Kind.RELATION
        return Kind.VALUE if any(_calculates(found)) else Kind.NAME

    def place(self, offset: int | None = None) -> str:
        file = path_of(self.page or self.topic).relative_to(ROOT).as_posix()
        return place_in(file, self.source, self.start + (offset or 0))

    def within(self, span: tuple[int, int]) -> bool:
        return span[0] <= self.start and self.end <= span[1]


def _calculates(found: Sequence[Token]) -> Iterator[bool]:
    yield from (one.text in CALCULATES or one.text[0].isdigit() for one in found)
    for one, following in pairwise(found):
        yield _is_letter(one.text) and _is_letter(following.text)  # a product
        yield one.text == following.text == ")"  # a function of a function


def _is_letter(text: str) -> bool:
    return text[-1].isalpha() and text not in STANDS_APART


def inline(page: str, source: str) -> list[Inline]:
    """The formulas in the sentences of a page, in reading order."""
    text = blanked(without_code(source), COMMENT, DISPLAY, DIRECTIVE)
    topic = page.rpartition("/")[2]
    return [Inline(topic, source, *found.span(1), page) for found in INLINE.finditer(text)]


def disguised(formulas: Iterable[Inline]) -> Iterator[Inline]:
    r"""Formulas that look like a display and are none: ``$\displaystyle ...$`` alone in a line."""
    for formula in formulas:
        line = formula.source[formula.start :].partition("\n")[0]
        before = formula.source[: formula.start].rpartition("\n")[2]
        rest = f"{before[:-1]}{line[formula.end - formula.start + 1 :]}"
        if DISPLAYED.search(formula.latex) or (
            formula.kind is Kind.RELATION and not rest.strip(" \t>*-.,;:")
        ):
            yield formula

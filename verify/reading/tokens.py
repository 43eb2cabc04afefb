"""Cut LaTeX into tokens that know their place."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from verify.reading.alphabet import ALIASES, SWITCHES

TOKEN = re.compile(
    # \left, \big and their like are layout where they stand before what they make larger
    r"(?P<layout>\s+|%[^\n]*|\\[,;:!> ]|\\(?=\n)|~|\\right\."
    r"|\\(?:left|right|middle|[bB]igg?[lrm]?)"
    r"(?=\s*(?:[()\[\]|<>/.]|\\[{}|]|\\[lr]?[vV]ert(?![A-Za-z])|\\[lr]angle(?![A-Za-z])))(?!\s*\.)"
    r"|\\(?:quad|(?:display|text|script)style|(?:no)?limits|no(?:number|tag)"
    r"|normalsize|small|large|boldmath|unboldmath|hfill|allowbreak|thinspace|enspace|qed"
    r"|math(?:ord|bin|rel|open|close|punct|inner)|thickspace|medspace|negthinspace|null|centering|noindent|smallskip|medskip|bigskip)(?![A-Za-z])"
    r"|\\(?:[hv]space|[hv]?phantom|tag|label|color|textcolor|eqref|textcircled)\*?\s*\{[^{}]*\})"
    r"|(?P<blank>\\(?:text|mbox)\s*\{\s*\})"
    r"|(?P<text>\\(?:text(?:rm|bf|it|tt|sf|normal)?|mbox|hbox)\s*\{(?P<words>[^{}]*)\})"
    r"|(?P<environment>\\(?:begin|end)\s*\{\w+\*?\})"
    r"(?:\[[a-z]\]|(?<=array\})\s*\{[lcr|@ ]*\}|(?<=at\})\{\d\})?"
    r"|(?P<row>\\\\\*?(?:\[-?[\d.]+\s*[a-z]+\])?)"
    r"|(?P<symbol>:=|\.\.\.|\\left(?=\s*\.)|\\operatorname\*|\\[A-Za-z]+|\\[{}|]|\d+(?:\.\d+)?|[A-Za-z]"
    r"|[-+/^_{}()\[\]|=<>,.'’&*;:!]|\\[_#%$&])"
)


POWER_OF_TEN = re.compile(r"\d[eE][-+]?\d")
WIDE = (r"\quad", r"\hspace", r"\hfill")
STACKED = {r"\stackrel", r"\overset"}
LONGEST = 10_000  # characters


class LatexError(ValueError):
    """The formula leaves the part of LaTeX that can be verified; ``at`` says where.

    ``unknown`` is the Python name of the symbol where nothing defines it; where it is None, the
    notation is not understood.
    """

    def __init__(self, message: str, at: int, unknown: str | None = None):
        super().__init__(message)
        self.at, self.unknown = at, unknown


class Undecidable(LatexError):
    """The notation is understood, but nothing computable says what it stands for."""


@dataclass(frozen=True)
class Token:
    """A piece of LaTeX: what it is, where it starts and ends."""

    text: str
    at: int
    end: int
    words: str | None = None  # what \text{...} says
    wide: bool = False  # whether a wide space stands before it

    def __str__(self) -> str:
        return f"'{self.text}'" if self.text else "the end"


@lru_cache(maxsize=4096)
def tokens(latex: str) -> tuple[Token, ...]:
    """The tokens of a formula without its layout; raises `LatexError` at an unknown character."""
    if len(latex) > LONGEST:
        raise LatexError(f"a display has at most {LONGEST:,} characters", LONGEST)
    found: list[Token] = []
    position, wide = 0, False
    while position < len(latex):
        match = TOKEN.match(latex, position)
        if match is None:
            raise LatexError(f"cannot read {latex[position]!r}", position)
        if re.match(r"0\d", match[0]):
            raise LatexError("a number does not start with 0", match.start())
        if POWER_OF_TEN.match(latex, position):
            raise LatexError("this can be read in two ways: write 10^{-5} for 1e-5", position)
        if match["blank"]:
            pass
        elif match["words"] is not None:
            found.append(Token(r"\text", match.start(), match.end(), match["words"]))
        elif match["environment"]:
            name = "".join(match["environment"].split())
            found.append(Token(name, match.start(), match.end()))
        elif match["row"]:
            found.append(Token("\\\\", match.start(), match.end()))
        elif match["symbol"]:
            found.append(Token(ALIASES.get(match[0], match[0]), match.start(), match.end()))
        if match["layout"] is not None:
            wide |= match[0].startswith(WIDE)
        elif wide:
            found[-1], wide = replace(found[-1], wide=True), False
        position = match.end()
    texts = {token.text for token in found}
    found = _primed(found) if {r"\prime", "'"} & texts else found
    found = _switched(found) if SWITCHES.keys() & texts else found
    found = _stacked(found) if STACKED & texts else found
    found = _paired(found) if r"\left" in texts else found
    found = _filled(found) if "{" in texts else found
    while found and found[-1].text in {".", ",", ";"}:  # the formula ends a sentence
        found.pop()
    return tuple(found)


def _primed(found: list[Token]) -> list[Token]:
    r"""The tokens with ``'`` for ``^\prime`` and ``^{\prime\prime}``."""
    kept: list[Token] = []
    at = 0
    while at < len(found):
        texts = [token.text for token in found[at : at + 5]]
        count = 0
        if texts[:2] == ["^", r"\prime"]:
            count, length = 1, 2
        elif texts[:2] == ["^", "{"]:
            primes = {r"\prime", "'"}
            count = next((k for k, text in enumerate(texts[2:]) if text not in primes), 0)
            length = count + 3
            count *= texts[2 + count : 3 + count] == ["}"]
        if count:
            kept += [replace(found[at], text="'")] * count
            at += length
        else:
            kept.append(found[at])
            at += 1
    return kept


def _switched(found: list[Token]) -> list[Token]:
    r"""The tokens with ``\mathbf{x}`` for ``{\bf x}``."""
    kept: list[Token] = []
    for token in found:
        if token.text in SWITCHES and kept and kept[-1].text == "{":
            kept[-1:] = [replace(token, text=SWITCHES[token.text]), kept[-1]]
        else:
            kept.append(token)
    return kept


def _stacked(found: list[Token]) -> list[Token]:
    r"""The tokens with ``=`` for ``\stackrel{\text{def}}{=}`` and ``\overset{!}{=}``."""
    kept: list[Token] = []
    at = 0
    while at < len(found):
        if found[at].text in STACKED:
            middle = _group_end(found, at + 1)
            inside = [token.text for token in found[middle : middle + 3]]
            if inside[::2] == ["{", "}"]:
                kept.append(found[middle + 1])
                at = middle + 3
                continue
        kept.append(found[at])
        at += 1
    return kept


def _paired(found: list[Token]) -> list[Token]:
    r"""The tokens without the ``\left.`` that only breaks a row: no bar with a point ends it."""
    dropped: set[int] = set()
    for at, token in enumerate(found[:-1]):
        if token.text == r"\left" and found[at + 1].text == ".":
            rest = [each.text for each in found[at:]]
            if ("|", "_") not in pairwise(rest):
                dropped |= {at, at + 1}
    return [token for at, token in enumerate(found) if at not in dropped]


def _filled(found: list[Token]) -> list[Token]:
    """The tokens without ``{}``, which holds nothing and prints nothing."""
    kept: list[Token] = []
    for token in found:
        is_empty = token.text == "}" and bool(kept) and kept[-1].text == "{"
        before = kept[-2].text if len(kept) > 1 else ""
        if is_empty and not (before.startswith("\\") or before in {"_", "^", "}"}):
            kept.pop()
        else:
            kept.append(token)
    return kept


def _group_end(found: list[Token], start: int) -> int:
    """The place after the braces that open at a place, or after the one token there."""
    depth = 0
    for place in range(start, len(found)):
        depth += (found[place].text == "{") - (found[place].text == "}")
        if depth <= 0:
            return place + 1
    return len(found)


class Stream:
    """The tokens of a formula and a place among them."""

    def __init__(self, latex: str):
        self.tokens = [*tokens(latex)]
        self.end = Token("", len(latex.rstrip()), len(latex))
        self.position = 0

    @property
    def next(self) -> Token:
        return self.peek(0)

    def peek(self, ahead: int) -> Token:
        position = self.position + ahead
        return self.tokens[position] if position < len(self.tokens) else self.end

    def sees(self, *texts: str) -> bool:
        start = self.position
        found = self.tokens[start : start + len(texts)]
        if len(found) < len(texts) or found[0].text != texts[0]:
            return False
        return all(token.text == text for token, text in zip(found, texts, strict=True))

    def take(self, *expected: str) -> Token | None:
        """Move past the next token if it is one of those expected."""
        token = self.next
        if token.text not in expected:
            return None
        self.position += 1
        return token

    def need(self, expected: str) -> Token:
        token = self.take(expected)
        if token is None:
            raise self.error(f"expected '{expected}' but found {self.next}")
        return token

    def split(self) -> None:
        r"""Cut the first digit off the next token, as TeX does in ``\frac12``."""
        token, middle = self.next, self.next.at + 1
        self.tokens[self.position : self.position + 1] = [
            Token(token.text[:1], token.at, middle),
            Token(token.text[1:], middle, token.end),
        ]

    def skip(self, *texts: str) -> bool:
        """Move past this sequence of tokens if it comes next."""
        found = self.sees(*texts)
        self.position += len(texts) * found
        return found

    def error(self, message: str, at: int | None = None, unknown: str | None = None) -> LatexError:
        return LatexError(message, self.next.at if at is None else at, unknown)

    def undecidable(self, message: str, at: int | None = None) -> Undecidable:
        """What to raise where a notation is understood, and says nothing computable."""
        return Undecidable(message, self.next.at if at is None else at)

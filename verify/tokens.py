"""Cut LaTeX into tokens that know their place."""

import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"(?P<layout>\s+|%[^\n]*|\\[,;:! ]|~|\\(?:left|right)\.?(?![A-Za-z])"
    r"|\\[bB]igg?[lr]?(?![A-Za-z])"
    r"|\\quad(?![A-Za-z])|\\displaystyle(?![A-Za-z]))"
    r"|(?P<text>\\text\{(?P<words>[^{}]*)\})"
    r"|(?P<environment>\\(?:begin|end)\{\w+\})"
    r"|(?P<symbol>\\[A-Za-z]+|\\\\|\\[{}]|\d+(?:\.\d+)?|[A-Za-z]|[-+/^_{}()\[\]=<>,.'&])"
)


class LatexError(ValueError):
    """The formula leaves the part of LaTeX that can be verified; ``at`` says where."""

    def __init__(self, message: str, at: int):
        super().__init__(message)
        self.at = at


@dataclass(frozen=True)
class Token:
    """A piece of LaTeX: what it is, where it starts and ends."""

    text: str
    at: int
    end: int
    words: str | None = None  # what \text{...} says


def tokens(latex: str) -> list[Token]:
    """The tokens of a formula without its layout; raises `LatexError` at an unknown character."""
    found, position = [], 0
    while position < len(latex):
        match = TOKEN.match(latex, position)
        if match is None:
            raise LatexError(f"cannot read {latex[position]!r}", position)
        if match["words"] is not None:
            found.append(Token(r"\text", match.start(), match.end(), match["words"]))
        elif match["layout"] is None:
            found.append(Token(match[0], match.start(), match.end()))
        position = match.end()
    while found and found[-1].text in {".", ","}:  # the formula ends a sentence
        found.pop()
    return found

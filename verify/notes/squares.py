r"""A square that is a symbol of its own: notes differentiate by the variance ``\sigma^2``."""

import re
from collections.abc import Iterable

from verify.notes.macros import Written, replaced

LETTER = r"(?:\\sigma|(?<![A-Za-z\\])s)"
LABEL = (
    r"(?:\s*_\s*(?:\{\s*(?:\\math\w+\s*\{\s*[A-Z]\s*\}|\w+)\s*\}|\\math\w+\s*\{\s*[A-Z]\s*\}|\w))"
)
TWO = r"\s*\^\s*(?:2|\{\s*2\s*\})"
SQUARE = re.compile(rf"(?P<letter>{LETTER})(?:(?P<label>{LABEL}){TWO}|{TWO}(?P<behind>{LABEL})?)")
BY = re.compile(  # below a bar
    rf"\}}\s*\{{\s*(?:\\partial|d|\\mathrm\s*\{{\s*d\s*\}})\s*{SQUARE.pattern}\s*\}}"
)


def squares(formulas: Iterable[str]) -> frozenset[str]:
    """The letters by whose square something is differentiated, and that stand nowhere without."""
    texts = list(formulas)
    alone = {x for text in texts for x in re.findall(LETTER, SQUARE.sub(" ", text))}
    return frozenset(x["letter"] for text in texts for x in BY.finditer(text)) - alone


def with_squares(formula: Written, letters: frozenset[str]) -> Written:
    """The formula with a symbol for each of these squares."""
    return replaced(formula, SQUARE, lambda x: _symbol(x, letters)) if letters else formula


def _symbol(found: re.Match[str], letters: frozenset[str]) -> str:
    if found["letter"] not in letters:
        return found[0]
    return rf"{found['letter']}^{{\text{{sq}}}}{found['label'] or found['behind'] or ''}"

r"""Formulas of notes that state no equation: ``0 < p_i``, ``X \to H \to A``, ``W \sim N(0, 1)``."""

import re
from contextlib import suppress

from verify.proving.inequalities import refute
from verify.proving.namespace import Symbols
from verify.reading.alphabet import EQUALS, RELATIONS
from verify.reading.relations import relations
from verify.reading.tokens import LatexError, tokens

OPENING, CLOSING = {"(", "[", "{", r"\{"}, {")", "]", "}", r"\}"}
NOTHING = {".", ",", r"\dots", ""}  # behind the equals sign of an exercise
ROUNDED = "≈"  # which stands between formulas that are not equal


CHOICES = "over all values", "argm", r"\arg"  # in a message, of the smallest or the largest
MEAN = re.compile(  # of a law: a number that nothing computes from formulas
    r"\\mathbb\s*(?:\{\s*E\s*\}|E(?![A-Za-z]))|(?<![A-Za-z\\])E\s*\["
    r"|\\(?:operatorname|text|mathrm)\s*\{\s*(?:Var|Cov|E)\s*\}"
)
CHOSEN = re.compile(r"\\arg(?![A-Za-z])|\\argm(?:in|ax)(?![A-Za-z])|arg\s*\\?(?:,\s*)?m(?:in|ax)")
ONE_SET = (
    r"\\?[A-Za-z]+(?:\s*\{\s*[A-Za-z]\s*\})?(?:_\w|\^\{[^{}]*\})?\s*:?=\s*\\\{[^=]*\\\}"
    r"(?:\s*_(?:\w|\{[^{}]*\})\s*(?:\^(?:\w|\{[^{}]*\}))?)?"
)
SET = re.compile(rf"\s*{ONE_SET}(?:\s*,(?:\\?\s|\\q?quad)*{ONE_SET})*\s*[.,;]?\s*", re.DOTALL)


def is_choice(latex: str, problem: str) -> bool:
    r"""Whether a formula that can't be read says which value is best, or lists what is in a set."""
    if any(x in problem for x in CHOICES) or CHOSEN.search(latex):
        return True
    return SET.fullmatch(latex) is not None


def states_equation(latex: str) -> bool:
    r"""Whether an equals sign stands between sides; one that can't be cut into tokens may.

    An exercise, ``\frac{dy}{dx} = ?``, has nothing on its right side.
    """
    try:
        signs = _signs(latex.rstrip("? "))
    except LatexError:
        return True
    while signs and signs[-1] in NOTHING:
        signs.pop()
    found = [at for at, sign in enumerate(signs) if EQUALS.get(sign, ROUNDED) != ROUNDED]
    return bool(found) and found != [len(signs) - 1]


def holds(latex: str, symbols: Symbols) -> bool:
    """Whether a formula is an inequality that holds wherever it has a value."""
    # The type of an unknown function has no values, and a derivation may run at too few sizes.
    with suppress(LatexError, TypeError, LookupError):
        if any(RELATIONS.get(sign, "=") != "=" for sign in _signs(latex)):
            return not refute(relations(latex, symbols), symbols)
    return False


def _signs(latex: str) -> list[str]:
    """The signs outside of all brackets."""
    depth, found = 0, []
    for token in tokens(latex):
        depth += (token.text in OPENING) - (token.text in CLOSING)
        if not depth:
            found.append(token.text)
    return found

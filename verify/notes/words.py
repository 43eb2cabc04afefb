r"""Words that notes write without ``\mathrm``: ``net = w x + b``, ``MSE = ...``.

Three letters beside one another are a product, unless they stand alone on a left side and not all
of them are symbols elsewhere, alone or in a product of two.
"""

import re
from collections.abc import Iterable

from verify.notes.common import KNOWN
from verify.notes.macros import Written, replaced
from verify.reading.alphabet import CONSTANTS, FOLDS, FUNCTIONS

ON_THE_LEFT = re.compile(
    r"(?:\A|\\\\|&|\n|\\begin\{(?:split|align(?:ed)?\*?|equation\*?|gathered)\})\s*"
    r"(?P<word>[A-Za-z]{3,}|CE|BCE|KL)(?=\s*&?\s*(?::=|=))"
)
PRODUCT = re.compile(r"(?<![A-Za-z\\])[A-Za-z]{1,2}(?![A-Za-z])")
WORD = re.compile(r"(?<![A-Za-z\\])[A-Z]{2}(?![A-Za-z])")
SET_UPRIGHT = (
    r"\\(?:text\w*|mathrm|mathit|mathbf|operatorname|mbox|begin|end|label|tag)\*?\s*\{[^{}]*\}"
)
BELOW = r"_\s*\{\s*[A-Za-z]+\s*\}"
COUNTS = {"TP", "TN", "FP", "FN"}  # of what is classified
OF_SQUARES = re.compile(r"(?<![A-Za-z\\])(?P<word>SS)(?=\s*_)")
NO_WORDS = {*KNOWN, *CONSTANTS, *FOLDS, *FUNCTIONS}


def spelled(formulas: Iterable[str]) -> frozenset[str]:
    """The words that are symbols in these formulas."""
    texts = list(formulas)
    letters = {letter for text in texts for run in PRODUCT.findall(text) for letter in run}
    words = {found["word"] for text in texts for found in ON_THE_LEFT.finditer(text)}
    found = {word for word in words - NO_WORDS if not {*word} <= letters}
    counts = {word for text in texts for word in WORD.findall(text)} & COUNTS
    found |= counts if len(counts) > 1 else set()
    return frozenset(found.union(x["word"] for text in texts for x in OF_SQUARES.finditer(text)))


def set_upright(formula: Written, words: frozenset[str]) -> Written:
    r"""The formula with ``\mathrm`` around these words."""
    if not words:
        return formula
    one = "|".join(sorted(map(re.escape, words), key=len, reverse=True))
    found = re.compile(rf"{SET_UPRIGHT}|{BELOW}|(?<![A-Za-z\\])(?P<word>{one})(?![A-Za-z])")
    return replaced(formula, found, lambda x: rf"\mathrm{{{x[0]}}}" if x["word"] else x[0])

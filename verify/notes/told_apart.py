r"""Labels below a letter that look like subscripts: ``\delta_{o1}`` of a neuron, ``\sqrt{d_k}``.

Kronecker's δ has two letters below it, and what counts entries stands on both sides.
"""

import re
from collections.abc import Iterable

from verify.notes.macros import Written, replaced

ERROR = re.compile(r"(?:\A|&|\\\\)\s*\\delta\s*_\s*\{\s*(?P<label>[a-z]\d)\s*\}\s*&?\s*:?=")
ROOT = re.compile(r"\\sqrt\s*\{\s*d\s*_\s*\{?\s*(?P<label>[khqv])\s*\}?\s*\}")
BELOW = re.compile(
    r"(?P<name>\\delta|(?<![A-Za-z\\])d)\s*_\s*(?:\{\s*(?P<label>[a-z]\d?)\s*\}|(?P<bare>[a-z](?![a-z])))"
)


def told_apart(formulas: Iterable[str]) -> frozenset[str]:
    """The letters of which a label is part of the name."""
    texts = list(formulas)
    found = {r"\delta"} if any(map(ERROR.search, texts)) else set()
    return frozenset(found | ({"d"} if any(map(ROOT.search, texts)) else set()))


def with_labels_above(formula: Written, letters: frozenset[str]) -> Written:
    """The formula where these letters with a label are symbols of their own."""
    return replaced(formula, BELOW, lambda x: _symbol(x, letters)) if letters else formula


def _symbol(found: re.Match[str], letters: frozenset[str]) -> str:
    name, label = found["name"], found["label"] or found["bare"]
    is_label = name in letters and (len(label) == 2) == (name == r"\delta")
    return rf"{name}^{{\text{{{label}}}}}" if is_label else found[0]

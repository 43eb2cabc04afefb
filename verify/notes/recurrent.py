r"""Labels of recurrent networks: ``W_{hh} h_{t-1}`` has the weights from the states to the states.

Two equal letters below W, one of which stands beside a step before, count no entries; nor do the
letters of the other symbols of such a network.
"""

import re
from collections.abc import Iterable

from verify.notes.macros import Written, replaced

TWICE = re.compile(r"(?<![A-Za-z\\])W\s*_\s*\{\s*(?P<letter>[a-z])\s*(?P=letter)\s*\}")
BEFORE = r"(?:_\s*\{\s*|\^\s*\{\s*(?:\(|\[|<|\\langle)?\s*)[a-z]\s*-\s*1"
BESIDE = "xyo"  # what the inputs and outputs of such a network are called


def recurrent(formulas: Iterable[str]) -> str:
    """The letters that are labels below the symbols of a recurrent network; or none."""
    texts = list(formulas)
    for letter in sorted({x["letter"] for text in texts for x in TWICE.finditer(text)}):
        state = re.compile(rf"(?<![A-Za-z\\]){letter}\s*{BEFORE}")
        if any(map(state.search, texts)):
            return letter + BESIDE
    return ""


def with_recurrent_labels(formula: Written, letters: str) -> Written:
    """The formula with these letters as words below its symbols."""
    if not letters:
        return formula
    one = f"[{letters}]"
    below = re.compile(
        rf"(?P<name>(?<![A-Za-z\\])[WUVbz]|\\sigma)\s*_\s*"
        rf"(?:\{{\s*\(?\s*(?P<label>{one}\s*{one}?)\s*\)?\s*\}}|(?P<bare>{one})(?![A-Za-z]))"
    )
    return replaced(formula, below, _labelled)


def _labelled(found: re.Match[str]) -> str:
    label = "".join((found["label"] or found["bare"]).split())
    return rf"{found['name']}_{{\text{{{label}}}}}"

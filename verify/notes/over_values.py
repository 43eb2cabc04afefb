r"""Sums over the values of a variable: ``\sum_x p(x) \log q(x)`` is ``\sum_k p_k \log q_k``.

The probabilities of all values are an array, whatever the values are.
"""

import re

from verify.notes.macros import Written, replaced

LAW = r"(?:\\(?:hat|tilde|bar)\s*(?:\{\s*[pqPQ]\s*\}|[pqPQ])|(?<![A-Za-z\\])[pqPQ])"
SUM = re.compile(
    r"\\sum(?![A-Za-z])\s*(?:\\limits)?\s*_\s*(?:(?P<bare>[xyz])(?![A-Za-z])|\{\s*(?P<letter>[xyz])\s*"
    r"(?:(?P<start>=\s*1)\s*|\\in\s*(?:\\mathcal\s*\{\s*[A-Z]\s*\}|[A-Z])\s*)?\})"
)
INDICES = "kijmnrs"


def over_values(formula: Written) -> Written:
    """The formula with an index for each variable over whose values alone it sums."""
    found = formula
    for letter in sorted({x["bare"] or x["letter"] for x in SUM.finditer(formula.text)}):
        found = _counted(found, letter)
    return found


def _counted(formula: Written, letter: str) -> Written:
    """The formula with an index for a letter that stands below sums and in laws, nowhere else."""
    law = re.compile(rf"(?P<law>{LAW})\s*(?:\\left)?\(\s*{letter}\s*(?:\\right)?\)")
    own = re.compile(SUM.pattern.replace("[xyz]", letter))
    rest = own.sub("", law.sub("", formula.text))
    alone = rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])"
    if not law.search(formula.text) or re.search(alone, rest):
        return formula
    index = next(
        (x for x in INDICES if not re.search(rf"(?<![A-Za-z\\]){x}(?![A-Za-z])", rest)), ""
    )
    if not index:
        return formula
    found = replaced(formula, law, lambda x: f"{x['law']}_{{{index}}}")
    return replaced(found, own, lambda x: rf"\sum_{{{index}{'=1' if x['start'] else ''}}}")

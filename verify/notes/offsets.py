r"""What is called like a symbol beside it: the offset of ``\theta \cdot x + \theta_0``, x_0.

It is no entry, as no other is written with a number, and no first step.
"""

import re
from collections.abc import Iterable

from verify.notes.macros import Written, replaced

LETTER = (
    r"(?P<name>\\(?:theta|beta)(?![A-Za-z])|(?<![A-Za-z\\{])[wxvz](?![A-Za-z])"
    r"|\\(?:mathbf|boldsymbol|bm)\s*\{\s*[wxvz]\s*\})"
)
OFFSET = re.compile(LETTER + r"\s*_\s*(?:\{\s*0\s*\}|0(?!\d))")
BELOW = re.compile(LETTER + r"\s*_\s*(?:\{\s*(?P<braced>[^{}]*)\}|(?P<bare>\w))")
ALONE = re.compile(LETTER + r"(?!\s*_)")


def offsets(formulas: Iterable[str]) -> frozenset[str]:
    """The letters of vectors that have such an offset."""
    texts = list(formulas)
    found = {x["name"] for text in texts for x in OFFSET.finditer(text)}
    alone = {x["name"] for text in texts for x in ALONE.finditer(text)}
    below = [x for text in texts for x in BELOW.finditer(text)]
    counted = {x["name"] for x in below if re.search(r"[1-9]|[ijkmnpt]", x["braced"] or x["bare"])}
    return frozenset((found & alone) - counted)


def with_offsets(formula: Written, names: frozenset[str]) -> Written:
    """The formula with a word for the 0 below these letters."""
    if not names:
        return formula
    return replaced(
        formula, OFFSET, lambda x: rf"{x['name']}_{{\text{{zero}}}}" if x["name"] in names else x[0]
    )

r"""Layers that are numbered above a letter without brackets: ``z^0 = a^0 \omega^0 + b^0``.

A number there is a power, unless several letters have a 0 or a 1 above them, which no power has.
"""

import re
from collections.abc import Iterable

from verify.notes.macros import Written, replaced

NUMBER = r"\s*\^\s*(?:\{\s*(?P<braced>\d)\s*\}|(?P<bare>\d))"
LETTER = r"(?<![A-Za-z\\{])[A-Za-df-z](?![A-Za-z])|\\(?:omega|theta|delta|beta|mathbf\{[A-Za-z]\})"
ABOVE = re.compile(rf"(?P<letter>{LETTER})(?P<number>{NUMBER})")
NO_POWERS = {"0", "1"}
SEVERAL = 2  # letters


def numbered_above(formulas: Iterable[str]) -> frozenset[str]:
    """The letters above which numbers of layers stand."""
    several = [found for text in formulas for found in ABOVE.finditer(text)]
    found = {x["letter"] for x in several if (x["braced"] or x["bare"]) in NO_POWERS}
    return frozenset(found if len(found) >= SEVERAL else ())


def with_layers(formula: Written, letters: frozenset[str]) -> Written:
    """The formula with parentheses around the layers of these letters."""
    if not letters:
        return formula
    return replaced(formula, ABOVE, lambda x: _layered(x) if x["letter"] in letters else x[0])


def _layered(found: re.Match[str]) -> str:
    return rf"{found['letter']}^{{({found['braced'] or found['bare']})}}"

r"""Layers that notes tell by other signs: ``z^0 = a^0 \omega^0 + b^0``, ``W^{(k)} h^{(k-1)}``.

A number above a letter is a power, unless several letters have a 0 or a 1 above them, which no
power has. A letter in parentheses counts layers where weights with it multiply what has one less.
"""

import re
from collections.abc import Iterable

from verify.notes.macros import Written, replaced

NUMBER = r"\s*\^\s*(?:\{\s*(?P<braced>\d)\s*\}|(?P<bare>\d))"
LETTER = r"(?<![A-Za-z\\{])[A-Za-df-z](?![A-Za-z])|\\(?:omega|theta|delta|beta|mathbf\{[A-Za-z]\})"
ABOVE = re.compile(rf"(?P<letter>{LETTER})(?P<number>{NUMBER})")
OF_LAYERS = re.compile(  # W^{(k)} h^{(k-1)}, and W^{(k)} = W^{(k-1)} of steps is none
    r"W\s*\}?\s*\^\s*\{\s*[(\[]\s*(?P<letter>[ikn])\s*[)\]]\s*\}\s*(?:\\[a-z]+\s*\{\s*)?[a-z]\s*\}?"
    r"\s*\^\s*\{\s*[(\[]\s*(?P=letter)\s*-\s*1\s*[)\]]"
)
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


def layer_letter(formulas: Iterable[str]) -> str:
    """The letter that counts layers instead of l, if there is one."""
    found = {x["letter"] for text in formulas for x in OF_LAYERS.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def with_letter(formula: Written, letter: str) -> Written:
    """The formula with l for the letter that counts layers, and L for an l beside it."""
    if not letter:
        return formula
    beside = re.compile(
        rf"\^\s*\{{\s*(?P<open>[(\[])\s*(?P<letter>{letter}|l)\s*(?P<shift>(?:[+-]\s*1)?)\s*(?P<close>[)\]])"
    )
    return replaced(
        formula,
        beside,
        lambda x: f"^{{{x['open']}{'l' if x['letter'] == letter else 'L'}{x['shift']}{x['close']}",
    )

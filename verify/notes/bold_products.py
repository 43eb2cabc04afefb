r"""Products in one pair of braces: ``\mathbf{Ax}`` where A and x are bold by themselves too."""

import re
from collections.abc import Iterable

from verify.notes.macros import Written, replaced

STYLE = r"\\(?P<style>mathbf|boldsymbol|bm|pmb)\s*"
SINGLE = re.compile(STYLE + r"(?:\{\s*(?P<letter>[A-Za-z])\s*\}|(?P<bare>[A-Za-z])(?![A-Za-z]))")
SEVERAL = re.compile(STYLE + r"\{\s*(?P<letters>[A-Za-z]{2,4})\s*\}")


def bold_letters(formulas: Iterable[str]) -> frozenset[str]:
    """The letters that are bold by themselves."""
    found = (x for text in formulas for x in SINGLE.finditer(text))
    return frozenset(x["letter"] or x["bare"] for x in found)


def with_bold_products(formula: Written, letters: frozenset[str]) -> Written:
    """The formula with each of several such letters in braces of its own."""

    def apart(found: re.Match[str]) -> str:
        if not {*found["letters"]} <= letters:
            return found[0]
        return "".join(rf"\{found['style']}{{{letter}}}" for letter in found["letters"])

    return replaced(formula, SEVERAL, apart) if letters else formula

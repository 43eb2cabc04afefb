r"""The error of a neuron, which is no Kronecker's: ``\delta_{o1}``."""

import re
from collections.abc import Iterable

from verify.notes.macros import Written, replaced

ERROR = r"\\delta\s*_\s*\{\s*(?P<label>[a-z]\d)\s*\}"
DEFINED = re.compile(rf"(?:\A|&|\\\\)\s*{ERROR}\s*&?\s*:?=")


def are_errors(formulas: Iterable[str]) -> bool:
    """Whether notes define a δ with a letter and a number below it."""
    return any(map(DEFINED.search, formulas))


def with_names(formula: Written, are_errors: bool) -> Written:
    """The formula where such a δ is a symbol of its own."""
    if not are_errors:
        return formula
    return replaced(formula, re.compile(ERROR), lambda x: rf"\delta^{{\text{{{x['label']}}}}}")

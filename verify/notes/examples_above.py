r"""Examples that are counted above a letter, ``t_k^n``, where ``\sum_n`` runs over them."""

import re
from collections.abc import Iterable

from verify.notes.macros import Written, replaced

NAME = (
    r"(?P<name>\\(?:vec|mathbf|boldsymbol|hat|tilde|bar)\s*\{?\s*[A-Za-z]\s*\}?"
    r"|(?<![A-Za-z\\])[A-Za-z]|\\delta)"
)
BELOW = r"(?P<below>\s*_\s*(?:[a-z]|\{\s*[a-z]+\s*\}))"
SUM = re.compile(r"\\(?:sum|prod)(?:\s*\\limits)?\s*_\s*(?:n(?![A-Za-z])|\{\s*n\s*(?:=[^{}]*)?\})")
BOTH = re.compile(
    rf"{NAME}(?:{BELOW}\s*\^\s*(?:n(?![A-Za-z])|\{{\s*n\s*\}})|\s*\^\s*(?:n(?![A-Za-z])|\{{\s*n\s*\}})"
    r"(?P<behind>\s*_\s*(?:[a-z]|\{\s*[a-z]+\s*\})))"
)
PLAIN = re.compile(rf"{NAME}(?P<both>{BELOW}?)\s*\^\s*(?:n(?![A-Za-z])|\{{\s*n\s*\}})")


def names_with_examples(formulas: Iterable[str]) -> frozenset[str]:
    """The letters above which an n counts examples: those that have a subscript beside it."""
    texts = list(formulas)
    if not any(map(SUM.search, texts)):
        return frozenset()
    return frozenset(_letter(x["name"]) for text in texts for x in BOTH.finditer(text))


def with_examples_in_parentheses(formula: Written, names: frozenset[str]) -> Written:
    """The formula with parentheses around the n above these letters."""
    if not names:
        return formula
    return replaced(
        formula,
        PLAIN,
        lambda x: f"{x['name']}{x['both'] or ''}^{{(n)}}" if _letter(x["name"]) in names else x[0],
    )


def _letter(name: str) -> str:
    return name if name == r"\delta" else re.sub(r"\\[a-z]+|[{}\s]", "", name)

r"""Operators that notes write without their parentheses: ``\operatorname{tr} A B``, ``3 * -1``."""

import re
from collections.abc import Iterable

from verify.notes.macros import Written, replaced
from verify.notes.slopes import BRACES

TRACE = r"\\(?:operatorname\s*\{\s*tr\s*\}|tr(?![A-Za-z]))"
GROUP = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
TRACE_OF = re.compile(  # of the product behind it, to the end of the term
    rf"(?P<trace>{TRACE})(?P<of>(?!\s*(?:\\left|\\[bB]igg?l?)?[(\[])"
    rf"(?:\s|{BRACES}|{GROUP}|[A-Za-z0-9^_'*]|\\(?!q?quad|end|left|right|approx|text|le|ge|ne)[A-Za-z]+)+)"
)
SIGNED = re.compile(  # 3 * -1
    r"(?P<times>\*|\\cdot|\\times)\s*-\s*(?P<number>\d+(?:\.\d+)?|[A-Za-z])(?![.\w(^'])(?!\s*[_^])"
)
LETTER = r"(?:\\(?:mathbf|boldsymbol|bm)\s*\{\s*(?:[A-Z]|\\[A-Z][a-z]+)\s*\}|\\[A-Z][a-z]+|[A-Z])"
INVERTED = re.compile(
    rf"(?P<name>{LETTER})(?:_\w)?\s*\^\s*\{{\s*-\s*(?:1|T|\\top|\\intercal)\s*\}}"
)
SIZE = re.compile(rf"(?<!\|)\|\s*(?P<name>{LETTER})(?P<below>_(?:\w|\{{\w\}}))?\s*\|(?!\|)")
PRIME_FIRST = re.compile(  # f'_1(z), of the function f_1
    r"(?P<name>(?<![A-Za-z\\])[A-Za-z]|\\[a-z]+)(?P<primes>'+)\s*_\s*(?P<below>\{\s*\w+\s*\}|\w)"
    r"(?=\s*(?:\\left|\\[bB]igg?l?)?\s*\()"
)
NEW_FIRST = re.compile(  # w_5^{+}
    r"(?P<name>(?<![A-Za-z\\])[A-Za-z])\s*_\s*(?P<below>\{\s*\d+\s*\}|\d)\s*\^\s*(?:\{\s*\+\s*\}|\+)"
)


def inverted(formulas: Iterable[str]) -> frozenset[str]:
    """The letters that notes invert, which are matrices."""
    return frozenset(x["name"] for text in formulas for x in INVERTED.finditer(text))


def with_parentheses(formula: Written, matrices: frozenset[str]) -> Written:
    """The formula with parentheses for the argument of each operator, and det for bars."""
    found = replaced(formula, TRACE_OF, lambda x: rf"{x['trace']}({x['of']})")
    found = replaced(found, SIGNED, lambda x: f"{x['times']} (-{x['number']})")
    found = replaced(found, PRIME_FIRST, lambda x: f"{x['name']}_{x['below']}{x['primes']}")
    found = replaced(found, NEW_FIRST, lambda x: f"{x['name']}^{{+}}_{x['below']}")
    if not matrices:
        return found
    return replaced(found, SIZE, lambda x: _determinant(x) if x["name"] in matrices else x[0])


def _determinant(found: re.Match[str]) -> str:
    return rf"\det({found['name']}{found['below'] or ''})"

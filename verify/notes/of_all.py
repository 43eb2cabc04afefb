r"""Functions that are written with an entry, and depend on all: ``\sigma(z_i) = e^{z_i} / \sum_j``.

What is meant is the i-th entry of what the function gives for the whole vector.
"""

import re
from collections.abc import Iterable, Iterator

from verify.notes.macros import Written, replaced
from verify.reading.alphabet import FOLDS, FUNCTIONS

NAME = r"(?P<name>(?<![A-Za-z\\{])(?:\\(?:text|mathrm|operatorname)\s*\{\w+\}|\\?[A-Za-z]+))"
BELOW = r"_\s*(?:\{\s*(?:\w+)\s*\}|\w)"
ENTRY = rf"(?P<letter>(?<![A-Za-z\\])[a-z])(?P<below>{BELOW})"
APPLIED = rf"{NAME}\s*(?:\\left)?\(\s*{ENTRY}\s*(?:\\right)?\)"
DEFINED = re.compile(rf"{APPLIED}\s*&?\s*:?=(?P<side>(?:(?!\\\\).)*)", re.DOTALL)
SLOPE = re.compile(rf"\\partial\s*{APPLIED}\s*\}}\s*\{{\s*\\partial\s*(?P=letter)(?P<by>{BELOW})")
NO_FUNCTIONS = {*FUNCTIONS, *FOLDS, "ln"}

Pair = tuple[str, str]  # a function as it is written, and the letter of its vector


def functions_of_all(formulas: Iterable[str]) -> frozenset[Pair]:
    """The functions of entries that depend on others, with the letters of these."""
    return frozenset(pair for text in formulas for pair in _found(text))


def with_all(formula: Written, functions: frozenset[Pair]) -> Written:
    r"""The formula with ``\sigma(z)_i`` for ``\sigma(z_i)``."""
    found = formula
    for name, letter in sorted(functions):
        applied = re.compile(
            rf"(?<![A-Za-z\\{{])(?P<name>{re.escape(name)})\s*(?:\\left)?\(\s*(?P<letter>{letter})"
            rf"(?P<below>{BELOW})\s*(?:\\right)?\)"
        )
        found = replaced(found, applied, lambda x: f"{x['name']}({x['letter']}){x['below']}")
    return found


def _found(text: str) -> Iterator[Pair]:
    for one in DEFINED.finditer(text):
        others = re.findall(rf"(?<![A-Za-z\\]){one['letter']}({BELOW})", one["side"])
        if r"\sum" in one["side"] and any(_index(x) != _index(one["below"]) for x in others):
            yield from _pair(one)
    for one in SLOPE.finditer(text):
        if _index(one["by"]) != _index(one["below"]):
            yield from _pair(one)


def _pair(found: re.Match[str]) -> Iterator[Pair]:
    if found["name"].lstrip("\\") not in NO_FUNCTIONS:
        yield found["name"], found["letter"]


def _index(below: str) -> str:
    return below.strip("_{} ")

"""Steps that notes count in parentheses: ``w(k+1) = w(k) - g(k)``, ``C(t) = f C(t-1) + i``."""

import re
from collections.abc import Iterable

from verify.notes.macros import Written, replaced
from verify.reading.alphabet import FUNCTIONS

NO_NAMES = rf"{'|'.join(FUNCTIONS)}|ln|q?quad|[bB]igg?[lr]?|left|cdot|times|odot"
NAME = rf"(?<![A-Za-z\\])[A-Za-z]|\\(?!(?:{NO_NAMES})(?![A-Za-z]))[A-Za-z]+|\}}"
NEXT = re.compile(
    rf"(?:{NAME})\s*\(\s*(?P<step>[iknt])\s*[+-]\s*1\s*\)\s*&?\s*(?:=|:=|\\leftarrow)"
)
AGAIN = re.compile(  # a name at a step, which the step before makes
    rf"(?P<name>{NAME})\s*\(\s*(?P<step>[iknt])\s*\)\s*&?\s*:?=[^=]*?(?P=name)\s*"
    r"\(\s*(?P=step)\s*-\s*1\s*\)"
)


def step_letter(formulas: Iterable[str]) -> str:
    """The letter that counts steps in parentheses, if there is one."""
    found = {x["step"] for text in formulas for sign in (NEXT, AGAIN) for x in sign.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def with_steps_below(formula: Written, letter: str) -> Written:
    """The formula with ``w_{k+1}`` for ``w(k+1)``, where the letter counts steps."""
    if not letter:
        return formula
    at_step = re.compile(rf"(?P<name>{NAME})\s*\(\s*(?P<step>{letter}(?:\s*[+-]\s*1)?|\d)\s*\)")
    return replaced(formula, at_step, _below)


def _below(found: re.Match[str]) -> str:
    """The step below its name; a number behind braces is a factor."""
    is_factor = found["name"] == "}" and found["step"].isdecimal()
    return found[0] if is_factor else f"{found['name']}_{{{found['step']}}}"

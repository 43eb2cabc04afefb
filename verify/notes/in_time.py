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


LEARNT = re.compile(  # w(k+1) = ..., of a name by which the notes differentiate without a step
    r"\A\s*(?P<name>\\(?:mathbf|boldsymbol|bm|hat)\s*\{\s*\\?[A-Za-z]+\s*\}|\\?[A-Za-z]+)(?P<below>_\w)?\s*"
    r"\(\s*(?P<step>[iknt])\s*\+\s*1\s*\)\s*&?\s*(?:=|:=|\\leftarrow)(?P<rest>.*)",
    re.DOTALL,
)


def step_letter(formulas: Iterable[str]) -> str:
    """The letter that counts steps in parentheses, if there is one."""
    found = {x["step"] for text in formulas for sign in (NEXT, AGAIN) for x in sign.finditer(text)}
    return found.pop() if len(found) == 1 else ""


def names_learnt(formulas: Iterable[str]) -> frozenset[str]:
    """The names that an update gives the next value, and by which the notes differentiate."""
    texts = list(formulas)
    found = {_name(x) for text in texts if (x := LEARNT.match(text))}
    by = [re.compile(rf"\\partial\s*{re.escape(name)}\s*\}}") for name in found]
    return frozenset(
        name
        for name, pattern in zip(found, by, strict=True)
        if any(pattern.search(re.sub(r"\s", "", text)) for text in texts)
    )


def with_steps_below(formula: Written, letter: str, learnt: frozenset[str]) -> Written:
    r"""The formula with ``w_{k+1}`` for ``w(k+1)``, where the letter counts steps.

    What is learnt has no steps where the notes differentiate: its update is ``w \leftarrow``.
    """
    if not letter:
        return formula
    update = LEARNT.match(formula.text)
    if update and _name(update) in learnt:
        return _as_update(formula, update)
    at_step = re.compile(rf"(?P<name>{NAME})\s*\(\s*(?P<step>{letter}(?:\s*[+-]\s*1)?|\d)\s*\)")
    return replaced(formula, at_step, _below)


def _below(found: re.Match[str]) -> str:
    """The step below its name; a number behind braces is a factor."""
    is_factor = found["name"] == "}" and found["step"].isdecimal()
    return found[0] if is_factor else f"{found['name']}_{{{found['step']}}}"


def _name(found: re.Match[str]) -> str:
    return re.sub(r"\s", "", found["name"] + (found["below"] or ""))


def _as_update(formula: Written, update: re.Match[str]) -> Written:
    step = rf"\(\s*{update['step']}(?:\s*[+-]\s*1)?\s*\)"
    found = replaced(formula, re.compile(rf"{step}\s*&?\s*(?::=|=|\\leftarrow)"), _arrow)
    return replaced(found, re.compile(step), lambda _: "")


def _arrow(found: re.Match[str]) -> str:
    return r" \leftarrow "

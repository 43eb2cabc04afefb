r"""Arguments that dots list: ``f(x_1, \dots, x_n)`` is a function of x."""

import re

from verify.notes.macros import Written, replaced

NAME = (
    r"(?:\\(?:mathbf|boldsymbol|bm|vec)\s*\{\s*\\?[A-Za-z]+\s*\}|\\[A-Za-z]+"
    r"|(?<![A-Za-z\\])[A-Za-z])"
)
DOTS = r"(?:\\(?:ldots|cdots|dots[a-z]?)(?![A-Za-z])|\.{2,3})"
LAST = r"(?:[A-Za-z](?![A-Za-z])|\{\s*[A-Za-z](?:\s*[-+]\s*1)?\s*\})"
LISTED = re.compile(
    rf"(?P<before>[A-Za-z}}]\s*(?:\\left\s*|\\[bB]igg?l?\s*)?\((?:[^()=]*[,;|])?\s*)"
    rf"(?P<name>{NAME})\s*_\s*(?:[01]|\{{\s*[01]\s*\}})\s*,"
    rf"(?:\s*(?P=name)\s*_\s*(?:[123]|\{{\s*[123]\s*\}})\s*,){{0,2}}"
    rf"\s*{DOTS}\s*,\s*(?P=name)\s*_\s*{LAST}(?=\s*(?:[,;|]|\\right|\\[bB]ig|\)))"
)


def without_lists(formula: Written) -> Written:
    """The formula with one array for the entries that are listed as arguments."""
    return replaced(formula, LISTED, lambda x: f"{x['before']}{x['name']} ")

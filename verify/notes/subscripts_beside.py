r"""Subscripts as programs write them: ``x[i]``, ``w[i, j]`` and ``x[y[j]]`` for entries."""

import re

from verify.notes.macros import Written, replaced

INDEX = r"[cijkmnpt]"
ENTRY = re.compile(
    r"(?P<name>\\(?:boldsymbol|mathbf|bm|vec|hat|bar)\s*\{\s*[A-Za-z]\s*\}|(?<![A-Za-z\\])[abcpqsuvwxyzlrWXY])"
    rf"\[\s*(?P<index>{INDEX}(?:\s*,\s*{INDEX})*|y_{{{INDEX}}}|y_{INDEX})\s*\]"
)
DEEPEST = 2


def with_subscripts(formula: Written) -> Written:
    """The formula with the indices in brackets below its letters."""
    if "[" not in formula.text:
        return formula
    found = formula
    for _ in range(DEEPEST):  # x[y[j]]
        found = replaced(found, ENTRY, lambda x: rf"{x['name']}_{{{x['index']}}}")
    return found

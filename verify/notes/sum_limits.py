r"""Limits of sums in other orders: ``\sum^N_{n=1}``, and ``\sum^S x_s`` without a lower one."""

import re

from verify.notes.macros import Written, replaced

GROUP = r"\{(?:[^{}]|\{[^{}]*\})*\}"
TURNED = re.compile(
    rf"(?P<sum>\\(?:sum|prod)(?:\s*\\limits)?)\s*(?P<last>\^\s*(?:{GROUP}|\w))\s*(?P<first>_\s*{GROUP})"
)
UPPER = re.compile(r"\\sum(?:\s*\\limits)?\s*\^\s*(?:\{\s*[A-Z]\s*\}|[A-Z](?![A-Za-z]))(?!\s*_)")


def with_limits_in_order(formula: Written) -> Written:
    """The formula with the lower limit of each sum first."""
    found = replaced(formula, TURNED, lambda x: f"{x['sum']}{x['first']}{x['last']}")
    return replaced(found, UPPER, lambda _: r"\sum ")

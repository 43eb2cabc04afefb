r"""Numbers that a side puts in the place of symbols: ``w x + b = 2 x + 1`` says w = 2 and b = 1."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from verify.reading import nodes as n


def plugged_in(equations: Sequence[n.Chain]) -> dict[str, str]:
    """The numbers that sides have where the sides before them have a symbol; each has one."""
    found: dict[str, str] = {}
    for chain in equations:
        for side, following in pairwise(chain.sides):
            pairs: dict[str, str] = {}
            if _fits(side.value, following.value, pairs):
                if any(found.get(name, digits) != digits for name, digits in pairs.items()):
                    return {}
                found |= pairs
    return found


def _fits(before: Any, after: Any, pairs: dict[str, str]) -> bool:
    """Whether two parts are the same but for numbers in the place of symbols."""
    if isinstance(before, n.Name) and (digits := _digits(after)):
        return pairs.setdefault(before.name, digits) == digits
    if isinstance(before, tuple):
        is_alike = isinstance(after, tuple) and len(before) == len(after)
        return is_alike and all(_fits(a, b, pairs) for a, b in zip(before, after, strict=True))
    if isinstance(before, n.Node):
        if type(before) is not type(after):
            return False
        fields = [name for name in before.__match_args__ if name != "at"]
        return all(_fits(getattr(before, x), getattr(after, x), pairs) for x in fields)
    return before == after or {before, after} <= {"", r"\cdot", r"\times", "*"}


def _digits(node: Any) -> str:
    if isinstance(node, n.Negative) and isinstance(node.of, n.Number):
        return f"-{node.of.digits}"
    return node.digits if isinstance(node, n.Number) else ""

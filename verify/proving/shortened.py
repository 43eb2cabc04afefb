"""Long expressions in messages: what two of them differ in, or only that one is long."""

from itertools import islice
from typing import Any

import sympy as sp

MOST = 80  # characters
LONG = 400  # parts of an expression: its text takes long, and nobody reads it


def apart(*expressions: Any) -> list[str]:
    """The texts of expressions; of long ones, what stands around the first difference.

    >>> apart("a" * 100 + "b + 1", "a" * 100 + "c + 1")
    ['...aaaaaaaaaaaaaaaaaaaab + 1', '...aaaaaaaaaaaaaaaaaaaac + 1']
    """
    texts = [shown(expression) for expression in expressions]
    if all(len(text) <= MOST for text in texts):
        return texts
    columns = enumerate(zip(*texts, strict=False))
    differ = next((at for at, letters in columns if len(set(letters)) > 1), 0)
    start = max(0, differ - MOST // 4)
    return [_cut(text, start) for text in texts]


def shown(expression: Any) -> str:
    """The text of an expression, unless it is a long one."""
    is_long = isinstance(expression, sp.Basic) and any(
        islice(sp.preorder_traversal(expression), LONG, None)
    )
    return "a long expression" if is_long else str(expression)


def _cut(text: str, start: int) -> str:
    end = start + MOST
    return ("..." if start else "") + text[start:end] + ("..." if end < len(text) else "")

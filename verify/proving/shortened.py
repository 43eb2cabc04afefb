"""Two long expressions, cut around the place where they differ."""

from typing import Any

MOST = 80  # characters


def apart(*expressions: Any) -> list[str]:
    """The texts of expressions; of long ones, what stands around the first difference.

    >>> apart("a" * 100 + "b + 1", "a" * 100 + "c + 1")
    ['...aaaaaaaaaaaaaaaaaaaab + 1', '...aaaaaaaaaaaaaaaaaaaac + 1']
    """
    texts = [str(expression) for expression in expressions]
    if all(len(text) <= MOST for text in texts):
        return texts
    columns = enumerate(zip(*texts, strict=False))
    differ = next((at for at, letters in columns if len(set(letters)) > 1), 0)
    start = max(0, differ - MOST // 4)
    return [_cut(text, start) for text in texts]


def _cut(text: str, start: int) -> str:
    end = start + MOST
    return ("..." if start else "") + text[start:end] + ("..." if end < len(text) else "")

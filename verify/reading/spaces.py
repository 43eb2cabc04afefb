r"""Tell two equations apart that only a wide space or an arrow separates.

``x = y \quad z = w`` and ``x = y \Rightarrow z = w`` are two claims; in ``x \quad = y`` the space
is only layout.
"""

from collections.abc import Sequence
from dataclasses import replace

from verify.reading.alphabet import EQUALS, RELATIONS
from verify.reading.tokens import Token

ARROWS = {
    *(r"\rightarrow", r"\Rightarrow", r"\longrightarrow", r"\Longrightarrow", r"\implies"),
    *(r"\iff", r"\Leftrightarrow", r"\Longleftrightarrow", r"\therefore"),
}
RELATED = {*EQUALS, *RELATIONS}
BETWEEN = r"\qquad"
ENDS = {BETWEEN, "\\\\", ",", ";"}
OPENING, CLOSING = {"(", "[", "{", r"\{"}, {")", "]", "}", r"\}"}


def set_apart(found: Sequence[Token]) -> list[Token]:
    r"""The tokens with ``\qquad`` between equations that stand side by side."""
    kept: list[Token] = []
    depth = 0
    related = False  # whether the equation that was begun has its relation
    for at, token in enumerate(found):
        if not depth and (token.text in ENDS or token.text.startswith((r"\begin", r"\end"))):
            related = False
        apart = token.wide or (token.text in ARROWS and not _is_solved(kept))
        joined = bool(kept) and kept[-1].text == r"\text"
        may_be = not depth and related and apart and not joined
        if may_be and (_is_equation(found, at) or _is_condition(found, at)):
            kept.append(replace(token, text=BETWEEN))
            related = False
        if token.text in ARROWS and kept and kept[-1].text == BETWEEN:
            continue
        depth += (token.text in OPENING) - (token.text in CLOSING)
        related |= not depth and token.text in RELATED
        kept.append(token)
    return kept


def _is_solved(before: Sequence[Token]) -> bool:
    """Whether an equation says that something is zero: it is solved, and not claimed."""
    ends = "".join(token.text for token in before[-5:])
    return ends.endswith(("=0", "=\\mathbf0", "=\\mathbf{0}"))


def _is_condition(found: Sequence[Token], at: int) -> bool:
    r"""Whether ``(i \neq j)`` comes next, and nothing follows it."""
    depth, related = 0, False
    for token in found[at:]:
        if not depth and token.text != "(":
            return related and token.text in ENDS
        depth += (token.text in OPENING) - (token.text in CLOSING)
        related |= depth == 1 and token.text in RELATIONS
    return related and not depth


def _is_equation(found: Sequence[Token], at: int) -> bool:
    """Whether a whole equation comes next."""
    start = at + (found[at].text in ARROWS)
    if found[start].text == r"\text":  # a condition, or a word that joins
        return False
    depth = 0
    for k, token in enumerate(found[start:]):
        text = token.text
        if not depth and (text in ENDS or text in ARROWS or text.startswith(r"\end")):
            return False
        if not depth and text in RELATED:
            return k > 0
        depth += (text in OPENING) - (text in CLOSING)
    return False

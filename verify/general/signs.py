"""Where a form is positive or zero, and which of two is larger."""

from functools import lru_cache
from typing import Any

from verify.general.numbers import Sample, terms
from verify.general.parts import Entry, Group, Index, Outside, Size, Step, Term
from verify.general.terms import MEMORY, ONE, RULES, ZERO, Form, atom, rebuilt, unknown

CERTAIN = 1e-9  # a number below this part of what it is the sum of may be zero


@lru_cache(maxsize=MEMORY)
def is_positive(one: Form) -> bool:
    """Whether its declarations make a form positive; False: it is not known."""
    return bool(one) and all(
        c > 0 and all(is_positive_part(part) for part, _ in term.factors)
        for term, c in one.terms.items()
    )


def is_positive_part(part: Any) -> bool:
    match part:
        case Entry(positive=positive):
            return positive
        case Group(inside=inside):
            return is_positive(inside)
    return isinstance(part, Size)


@lru_cache(maxsize=MEMORY)
def refuse_zero(one: Form) -> None:
    """Raise `Outside` for a divisor that is zero, or may be so by the sizes alone."""
    if not one:
        raise Outside("a divisor that is zero")
    if is_positive(one):
        return
    parts = {part for term in one.terms for part in (*dict(term.factors), *term.exponent.terms)}
    if all(isinstance(part, Size) for part in parts):
        # With 1 + N for N, where N may be 0, and a number in front that is not.
        moved = rebuilt(one, lambda part: atom(part) + 1, lambda part: True)
        if not any(is_positive(side) and Term(ZERO, ()) in side.terms for side in (moved, -moved)):
            raise Outside("a divisor that is zero for some sizes")
    for apart in (0, 1):
        at = {index: 1 + apart * (n % 2) for n, index in enumerate(sorted(one.indices, key=_text))}
        try:
            found = terms(one, Sample(0), at)
        except (ArithmeticError, ValueError):
            found = []
        if abs(sum(found)) <= CERTAIN * sum(map(abs, found)):
            raise Outside("a divisor that may be zero")


def _text(part: Any) -> str:
    return str(part.key)


def step(one: Form) -> Form:
    """One where a form is positive, else zero."""
    number = one.rational()
    if number is not None:
        return ONE if number > 0 else ZERO
    if is_positive(one) or is_positive(-one):
        return ONE if is_positive(one) else ZERO
    return atom(Step(one))


def holds(left: Form, relation: str, right: Form) -> Form:
    """One where a condition on values holds, else zero."""
    match relation:
        case ">":
            return step(left - right)
        case "<":
            return step(right - left)
        case "≥":
            return 1 - step(right - left)
        case "≤":
            return 1 - step(left - right)
    raise Outside("an equality of values as a condition")


def largest(arguments: list[tuple[Index | None, Form]]) -> Form:
    """The largest entry of a vector, of which no more is known than that it depends on all."""
    return unknown("the largest of", (), arguments)


def larger(one: Form, other: Form) -> Form:
    return other + step(one - other) * (one - other)


RULES["step"] = step

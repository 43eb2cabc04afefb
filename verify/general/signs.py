"""Where a form is positive or zero, and which of two is larger."""

from fractions import Fraction
from functools import lru_cache
from typing import Any

from verify.general.numbers import Sample, terms
from verify.general.parts import Delta, Entry, Group, Index, Outside, Size, Step
from verify.general.terms import CONSTANT, MEMORY, ONE, RULES, ZERO, Form, atom, rebuilt, unknown

CERTAIN = 1e-9  # a number below this part of what it is the sum of may be zero


@lru_cache(maxsize=MEMORY)
def is_positive(one: Form) -> bool:
    """Whether its declarations make a form positive; False: it is not known."""
    return bool(one) and all(
        c > 0
        and all(is_positive_part(part) for part, _ in term.factors)
        and all((lowest(index.size) or 0) > 0 for index in term.bound)
        for term, c in one.terms.items()
    )


@lru_cache(maxsize=MEMORY)
def lowest(one: Form) -> Fraction | None:
    """The value of a form of sizes where all of them are one, if it grows with each of them."""
    for term in one.terms:
        if term.exponent or not all(isinstance(p, Size) and n > 0 for p, n in term.factors):
            return None
    moved = rebuilt(one, lambda part: atom(part) + 1, lambda _: True)  # 1 + N for N; N may be 0
    grows = all(c > 0 for c in moved.terms.values())
    return moved.terms.get(CONSTANT, Fraction(0)) if grows else None


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
    is_sure = any((lowest(side) or 0) > 0 for side in (one, -one))
    if all(isinstance(part, Size) for part in parts) and not is_sure:
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
    if is_not_negative(one - other):
        return one
    return other + step(one - other) * (one - other)


def is_not_negative(one: Form) -> bool:
    """Whether a form has even powers and positive factors only; False: it is not known."""
    return all(
        c > 0 and all(_is_not_negative(part, n) for part, n in term.factors)
        for term, c in one.terms.items()
    )


def _is_not_negative(part: Any, n: Fraction) -> bool:
    is_root = isinstance(part, Group) and n.denominator == 2
    return n % 2 == 0 or is_root or isinstance(part, Step | Delta) or is_positive_part(part)


RULES["step"] = step

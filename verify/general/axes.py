"""Axes: their lengths, which are numbers or forms with sizes in them, and the places on them."""

from collections.abc import Callable
from typing import Any

from verify.general.parts import Index, Outside, Place, Size, fresh
from verify.general.terms import Form, atom, form

Axis = int | Form  # a length
MOST = 64  # places that are written out


def checked(value: Any) -> Form:
    found = form(value)
    if found is None:
        raise Outside(f"an entry that is no number but {type(value).__name__}")
    return found


def axis(length: Any) -> Axis:
    """A length as a number where it is one."""
    found = checked(length)
    number = found.rational()
    return found if number is None else int(number)


def size(name: str) -> Form:
    return atom(Size(name))


def spelled(length: Axis) -> str:
    """``N``, ``D + 1``."""
    if isinstance(length, int):
        return str(length)
    terms = []
    for term, c in length.terms.items():
        names = [getattr(part, "name", "?") for part, _ in term.factors]
        terms.append("·".join([str(c)] * (c != 1 or not names) + names))
    return " + ".join(terms)


def places(length: Axis, name: str = "") -> list[Place]:
    """All places of an axis: its numbers, or one index that stands for all of them."""
    if isinstance(length, int):
        return list(range(1, length + 1))
    return [Index(name, length) if name else fresh(length)]


def sliced(part: slice, length: Axis) -> tuple[Axis, Callable[[Place], Place]]:
    """The length of a part of an axis, and where its places are on the whole."""
    if part == slice(None):
        return length, lambda place: place
    if isinstance(length, Form):
        shorter = axis(length - 1)
        if part == slice(1, None):
            return shorter, lambda place: following(place, length)
        if part.start is None and part.step is None and part.stop in (-1, shorter):
            return shorter, lambda place: leading(place, length)
    raise Outside("a part of an axis")


def chosen(number: Any, length: Axis) -> Place:
    if isinstance(length, Form):
        if number == -1 or number == length - 1:
            return last(length)
        raise Outside("an entry that presumes a length, or a loop over an axis of any length")
    if not isinstance(number, int) or not -length <= number < length:
        raise IndexError(f"there is no entry {number}")
    return number % length + 1


# Neighbours on an axis of the length M + 1, for the places of one of the length M. What is proved
# holds wherever these are.


def leading(place: Place, length: Form) -> Place:
    """The place of the same number on an axis that is longer by one."""
    return Index("leading", length, place)


def following(place: Place, length: Form) -> Place:
    """The place behind it."""
    return Index("following", length, place)


def last(length: Form) -> Place:
    return Index("last", length, 0)

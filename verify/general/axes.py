"""Axes: their lengths, which are numbers or forms with sizes in them, and the places on them."""

from collections.abc import Callable
from typing import Any

from verify.general.parts import Index, Outside, Place, Size, fresh
from verify.general.signs import lowest
from verify.general.terms import CONSTANT, Form, atom, form

Axis = int | Form  # a length
MOST = 64  # places that are written out


def checked(value: Any) -> Form:
    found = form(value)
    if found is None:
        raise Outside(f"an entry that is no number but {type(value).__name__}")
    return found


def axis(length: Any) -> Axis:
    """A length as a number where it is one; raises `Outside` where it may be negative."""
    found = checked(length)
    number = found.rational()
    least = lowest(found) if number is None else number
    if least is None or least < 0:
        raise Outside(f"the length {spelled(found)}, which may be negative")
    return found if number is None else int(number)


def size(name: str) -> Form:
    return atom(Size(name))


def spelled(length: Axis) -> str:
    """``N``, ``D + 1``."""
    if isinstance(length, int):
        return str(length)
    text = ""
    for term, c in length.terms.items():
        names = [getattr(part, "name", "?") for part, _ in term.factors]
        factors = [str(abs(c))] * (abs(c) != 1 or not names) + names
        text += (" - " if c < 0 else " + ") + "·".join(factors)
    return text.removeprefix(" + ")


def places(length: Axis, name: str = "") -> list[Place]:
    """All places of an axis: its numbers, or one index that stands for all of them.

    An axis that is longer by one than another has an index for those of the other, and its end.
    """
    if isinstance(length, int):
        if length > MOST:
            raise Outside(f"more than {MOST} places written out")
        return list(range(1, length + 1))
    is_longer = length.terms.get(CONSTANT) == 1
    index = Index(name, length - is_longer) if name else fresh(length - is_longer)
    return [Index("+0", length, index), last(length)] if is_longer else [index]


def base(place: Place) -> Index | None:
    """The index in a place that may become another one."""
    return None if isinstance(place, int) or place.name == "last" else place.start[0]


def last(length: Form) -> Place:
    return Index("last", length, 0)


def shifted(place: Place, by: int, length: Axis) -> Place:
    """The place so much further on, on an axis that may be longer than that of the place."""
    if isinstance(place, int):
        if isinstance(length, Form) and place + by == 1 and lowest(length):
            return Index("first", length, 0)
        if isinstance(length, Form):
            raise Outside(f"the subscript {place + by} presumes a length of {spelled(length)}")
        if not 1 <= place + by <= length:
            raise Outside(f"there is no entry {place + by}")
        return place + by
    start, offset = place.start
    gap = checked(length - start.size).rational()
    if gap is None or not 0 <= offset + by <= gap:
        further = f" + {offset + by}" * (offset + by != 0)
        to = f"{spelled(start.size)}{further}, not to {spelled(length)}"
        raise Outside(f"{start.name}{further} runs to {to}")
    if gap == 0:
        return start
    assert isinstance(length, Form)
    is_end = start.name == "last" and offset + by == gap
    return last(length) if is_end else Index(f"+{offset + by}", length, start)


def sliced(part: slice, length: Axis) -> tuple[Axis, Callable[[Place], Place]]:
    """The length of a part of an axis, and where its places are on the whole."""
    start, end = part.start or 0, length if part.stop is None else part.stop
    if isinstance(end, int) and end < 0:
        end = end + length
    if part.step is not None or not isinstance(start, int) or start < 0:
        raise Outside("a part of an axis")
    return axis(end - start), lambda place: shifted(place, start, length)


def chosen(number: Any, length: Axis) -> Place:
    if isinstance(number, Labels) and not number.shape:
        return number.on(length)
    if isinstance(length, Form):
        if number == -1 or number == length - 1:
            return last(length)
        if number == 0:
            return shifted(1, 0, length)
        raise Outside("an entry that presumes a length, or a loop over an axis of any length")
    if not isinstance(number, int) or not -length <= number < length:
        raise IndexError(f"there is no entry {number}")
    return number % length + 1


class Labels:
    """A class for each place of an axis; with ``of``, that of one place."""

    def __init__(self, name: str, *shape: Any, of: Place = 0):
        self.name, self.shape, self.of = name, tuple(map(axis, shape)), of

    def at(self, place: Place) -> "Labels":
        return Labels(self.name, of=place)

    def on(self, length: Axis) -> Place:
        """The place that the class names on an axis of this length."""
        if isinstance(length, int):
            raise Outside("labels of a known number of classes")
        return Index(self.name, length, self.of)

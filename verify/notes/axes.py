"""Axes of arrays in classes of one length, as far as formulas tell."""

from typing import NamedTuple


class Axis(NamedTuple):
    """An axis of a symbol, the range of an index in one equation, a size, or one of length 1."""

    kind: str  # "axis", "index", "size"
    name: str
    number: int = 0


Shape = tuple[Axis, ...]


ONE = Axis("size", "1")


class Axes:
    """Classes of axes that have one length, by what is joined so far."""

    def __init__(self) -> None:
        self.above: dict[Axis, Axis] = {}

    def top(self, axis: Axis) -> Axis:
        while axis in self.above:
            axis = self.above[axis]
        return axis

    def join(self, one: Axis, other: Axis) -> None:
        """Let two axes have one length; a size stays the name of its class.

        What is transposed may be a row by a convention of its own: no axis gets the length 1.
        """
        one, other = self.top(one), self.top(other)
        if one == other or {one.kind, other.kind} == {"size"} or ONE in {one, other}:
            return
        low, high = (one, other) if other.kind == "size" else (other, one)
        self.above[low] = high

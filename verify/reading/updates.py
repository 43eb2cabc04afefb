r"""Read an update: ``\theta \leftarrow \theta - \eta g`` says what ``theta_new`` is.

On the right side stand the values before the step. The value after it is a symbol of its own, so
that no line says of one symbol that it equals another value of itself.
"""

from collections.abc import Sequence
from dataclasses import replace

from verify.reading import nodes as n
from verify.reading.alphabet import DEFINES, UPDATES
from verify.reading.layers import AFTER, numbers_of
from verify.reading.shapes import Shapes
from verify.reading.unicode import text


class Updates(Shapes):
    """Everything that a display can hold, and what happens to the left side of an update."""

    def updated(self, sides: Sequence[n.Side]) -> list[n.Side]:
        first, *rest = sides
        relations = [side.relation for side in rest]
        if relations == [UPDATES] and self.counts_steps(first.value, rest[0].value):
            return [first, *(replace(side, relation="=") for side in rest)]
        if UPDATES in relations:
            if relations != [UPDATES, *["="] * (len(rest) - 1)]:
                raise self.error(
                    "an update stands alone, as in x \\leftarrow x - \\eta g", rest[0].value.at
                )
        elif not (rest and self.is_update(first.value, rest[0])):
            return [*sides]
        after = replace(first, value=self.after(first.value))
        return [after, *(replace(side, relation="=") for side in rest)]

    def counts_steps(self, left: n.Node, right: n.Node) -> bool:
        r"""Whether ``v_t \leftarrow \beta v_{t-1}`` says by its subscripts which step it sets."""
        if not isinstance(left, n.Entry) or len(left.indices) != 1:
            return False
        whole, own = text(left.array), text(left.indices[0])
        entries = [x for x in n.walk(right) if isinstance(x, n.Entry) and len(x.indices) == 1]
        others = {text(x.indices[0]) for x in entries if text(x.array) == whole}
        return bool(others) and own not in others and not own.isdecimal()

    def is_update(self, left: n.Node, right: n.Side) -> bool:
        """Whether an equation is an update: ``w := ... w ...``, and ``w = w - ...`` too."""
        if right.relation == DEFINES:
            return self.repeats(left, right.value)
        name, terms = _name(left), right.value.terms if isinstance(right.value, n.Sum) else ()
        goes_on = bool(terms) and terms[0][0] == "+" and text(terms[0][1]) == text(left)
        return (
            goes_on and right.relation == "=" and name is not None and self.has(name.name + AFTER)
        )

    def repeats(self, left: n.Node, right: n.Node) -> bool:
        """Whether the right side of a definition has the symbol that it defines."""
        return _name(left) is not None and text(left) in map(text, n.walk(right))

    def after(self, left: n.Node) -> n.Node:
        """The left side as the symbol after the step."""
        name = _name(left)
        if name is None:
            raise self.error("an update has a symbol on its left side", left.at)
        if isinstance(self.symbols.get(name.name), list):
            raise self.error(
                f"{name.name!r} has a value at every step: write its subscripts and =", left.at
            )
        new = name.name + AFTER
        if not self.has(new):
            raise self.error(f"an update says what {new!r} is, which nothing defines", left.at, new)
        return _renamed(left, new)

    def has(self, name: str) -> bool:
        return name in self.symbols or bool(numbers_of(name, self.symbols))


def _name(node: n.Node) -> n.Name | None:
    match node:
        case n.Name():
            return node
        case n.Entry(array=array) | n.Raised(array=array):
            return _name(array)
    return None


def _renamed(node: n.Node, name: str) -> n.Node:
    match node:
        case n.Entry(at=at, array=array, indices=indices):
            return n.Entry(at, _renamed(array, name), indices)
        case n.Raised(at=at, index=index):
            return n.Raised(at, n.Name(at, name), index)
    return n.Name(node.at, name)

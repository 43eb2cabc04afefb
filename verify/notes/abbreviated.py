r"""Put a symbol where what it stands for is written out: ``a = f(w x + b)`` with ``z = w x + b``.

Then a is made of z, and can be differentiated with respect to it.
"""

from collections.abc import Sequence
from dataclasses import replace

from verify.notes.definitions import Definition
from verify.reading import nodes as n
from verify.reading.unicode import text


def abbreviated(one: Definition, said: Sequence[Definition]) -> Definition:
    """A definition with a symbol wherever its side holds what is said of that symbol first."""
    short = next(iter(said), one)
    if short.parameters or short.shift is not None or short.start or one.name == short.name:
        return one
    whole = text(short.side)

    def changed(node: n.Node) -> n.Node:
        if text(node) != whole:
            return n.mapped(node, changed)
        name = n.Name(node.at, short.name)
        letters = tuple(n.Name(node.at, letter) for letter in short.indices)
        return n.Entry(node.at, name, letters) if letters else name

    return replace(one, side=changed(one.side))

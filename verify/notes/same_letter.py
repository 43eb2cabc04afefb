r"""Layers that only their indices tell apart: ``\partial a_k / \partial a_j`` of another layer."""

from collections.abc import Collection

from verify.reading import nodes as n
from verify.reading.nodes import Chain
from verify.reading.unicode import text

SAME = "{} and {} are entries of one array here: give each layer a letter of its own"


def same_letter(equations: list[Chain], free: Collection[str]) -> str:
    """What is said of an entry that is differentiated by another one of the same free array."""
    for chain in equations:
        for side in chain.sides:
            for node in n.walk(side.value):
                match node:
                    case n.Derivative(of=of, by=by) if _array(of) == _array(by) != "":
                        if _array(of) in free and text(of) != text(by):
                            return SAME.format(text(of), text(by))
    return ""


def _array(node: n.Node) -> str:
    """The name of the array of which a node is an entry; or nothing."""
    if not isinstance(node, n.Entry):
        return ""
    array = node.array.array if isinstance(node.array, n.Raised) else node.array
    return array.name if isinstance(array, n.Name) else ""

r"""Functions that notes define for an example: ``p(y^{(i)}; \theta) = ...``."""

from verify.reading import nodes as n


def of_an_example(left: n.Call, right: n.Node) -> tuple[tuple[str, ...], n.Node] | None:
    """The parameters of such a function and its value, without the examples; or nothing.

    Each argument is a symbol, or one example of it, and the value has nothing else of the example.
    """
    letters = {*map(_letter, left.arguments)} - {""}
    names = tuple(_name(x) for x in left.arguments)
    if len(letters) != 1 or "" in names or len({*names}) < len(names):
        return None
    (letter,) = letters

    def changed(node: n.Node) -> n.Node:
        if isinstance(node, n.Raised) and _letter(node) == letter and node.array.name in names:
            return node.array
        return n.mapped(node, changed)

    value = changed(right)
    counted = any(isinstance(x, n.Name) and x.name == letter for x in n.walk(value))
    return None if counted else (names, value)


def _letter(node: n.Node) -> str:
    """The letter of an example."""
    if isinstance(node, n.Raised) and isinstance(node.index, n.Name):
        return node.index.name
    return ""


def _name(node: n.Node) -> str:
    array = node.array if isinstance(node, n.Raised) else node
    return array.name if isinstance(array, n.Name) else ""

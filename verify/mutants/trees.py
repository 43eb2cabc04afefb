"""Replace one part of a formula, wherever it stands."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from verify.reading import nodes as n
from verify.reading.unicode import text


class Change(NamedTuple):
    """A part in the place of another, and what a reader is shown of the two."""

    part: n.Node
    old: str
    new: str


SHOWN = 40  # characters around a digit or an index
Changes = Callable[[n.Node, bool], Iterator[Change]]  # of a part, which may be a subscript


def rewritten(node: n.Node, changes: Changes, subscript: bool = False) -> Iterator[Change]:
    """The whole formula with each change of each part; one differentiates by symbols only."""
    yield from changes(node, subscript)
    for child in node.children:
        if isinstance(node, n.Call) and child is node.function:
            continue
        inside = subscript or _is_subscript(child, node)
        for found in rewritten(child, changes, inside):
            if isinstance(node, n.Derivative) and child is node.by and not is_symbol(found.part):
                continue
            whole = put(node, child, found.part)
            if is_bare(found.old) and len(text(node)) <= SHOWN:
                found = replaced(node, whole)
            yield found._replace(part=whole)


def put(node: n.Node, old: n.Node, new: n.Node) -> n.Node:
    """The node with another one in the place of a child."""
    return n.mapped(node, lambda child: new if child is old else child)


def _is_subscript(child: n.Node, of: n.Node) -> bool:
    return isinstance(of, n.Delta) or (isinstance(of, n.Entry) and child is not of.array)


def replaced(old: n.Node, new: n.Node) -> Change:
    return Change(new, text(old), text(new))


def signed(before: str, term: n.Node) -> str:
    return ("−" if before == "-" else "+") + short(term)


def short(node: n.Node) -> str:
    """The text as a factor or a term, in parentheses if it is a sum."""
    return f"({text(node)})" if isinstance(node, n.Sum | n.Negative) else text(node)


def opposite(before: str) -> str:
    return "-" if before == "+" else "+"


def one(beside: n.Node) -> n.Number:
    return n.Number(beside.at, "1")


def plus(at: int, node: n.Node, shift: int) -> n.Node:
    """``t``, ``t + 1`` or ``t - 1``; a number is computed."""
    if isinstance(node, n.Number) and node.digits.isdecimal() and int(node.digits) + shift >= 0:
        return n.Number(at, str(int(node.digits) + shift))
    match node:
        case n.Sum(terms=(("+", first), (before, n.Number(digits=digits)))) if digits.isdecimal():
            return plus(at, first, int(f"{before}{digits}") + shift)
    if shift == 0:
        return node
    return n.Sum(at, (("+", node), ("-" if shift < 0 else "+", n.Number(at, str(abs(shift))))))


def exchanged(node: n.Node, i: str, j: str) -> n.Node:
    """The formula with two of its indices exchanged."""
    if isinstance(node, n.Name) and node.name in {i, j}:
        return n.Name(node.at, j if node.name == i else i)
    return n.mapped(node, lambda child: exchanged(child, i, j))


def negated(node: n.Node) -> n.Node:
    """``b - a`` of ``a - b``, and the like."""
    match node:
        case n.Negative(of=of):
            return of
        case n.Sum(terms=terms):
            turned = [(opposite(before), term) for before, term in terms]
            turned.sort(key=lambda pair: pair[0] == "-")
            return n.Sum(node.at, tuple(turned))
    return n.Negative(node.at, node)


def is_bare(shown: str) -> bool:
    """Whether it is a digit or an index, which says nothing without what stands around it."""
    letters = shown.strip("abcdefghijklmnopqrstuvwxyz−+ ")
    return shown.isdecimal() or (0 < len(shown) <= 5 and not letters)


def is_symbol(node: n.Node) -> bool:
    return isinstance(node.array if isinstance(node, n.Entry) else node, n.Name)

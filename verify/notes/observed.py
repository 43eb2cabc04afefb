r"""A letter for what is observed and for its model: ``y = w x``, then ``(y_i - w x_i)^2``.

If both were one, the difference would be zero for all numbers.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from verify.reading import nodes as n
from verify.reading.alphabet import NORMS
from verify.reading.nodes import Chain
from verify.reading.unicode import text

Terms = frozenset[tuple[str, str]]
SIZES = {*NORMS, "abs"}
OTHER = {"+": "-", "-": "+"}


def models(chains: Iterable[Chain]) -> set[tuple[str, Terms]]:
    """What is subtracted from a name in an error, or it from this, as terms without indices."""
    nodes = [x for chain in chains for side in chain.sides for x in n.walk(side.value)]
    return {pair for node in nodes for one in _errors(node) for pair in _subtracted(one)}


def is_model(chain: Chain, found: set[tuple[str, Terms]]) -> bool:
    """Whether an equation says what is subtracted elsewhere from its left side."""
    left, *others = (side.value for side in chain.sides)
    return any(is_predicted(named(left), side, found) for side in others)


def is_predicted(name: str, side: n.Node, found: set[tuple[str, Terms]]) -> bool:
    """Whether a side is what is subtracted elsewhere from a name."""
    return (name, _terms(side)) in found


def _errors(node: n.Node) -> Iterator[n.Sum]:
    """The sum that is squared, or whose length is taken."""
    match node:
        case n.Power(base=n.Sum() as found) | n.Call(arguments=(n.Sum() as found,)):
            is_length = isinstance(node, n.Call) and node.function.name in SIZES
            if is_length or isinstance(node, n.Power):
                yield found


def _subtracted(total: n.Sum) -> Iterator[tuple[str, Terms]]:
    for k, (sign, term) in enumerate(total.terms):
        if name := named(term):
            others = [x for j, x in enumerate(total.terms) if j != k]
            rest = frozenset(pair for own, x in others for pair in _signed(own, x))
            if len(others) > 1 or not named(others[0][1]):  # y - ŷ says of neither what it is
                yield name, frozenset((OTHER[own], x) for own, x in rest) if sign == "+" else rest


def _terms(node: n.Node) -> Terms:
    return frozenset(_signed("+", node))


def _signed(sign: str, node: n.Node) -> Iterator[tuple[str, str]]:
    """The terms of a sum with their signs, without their indices."""
    match node:
        case n.Sum(terms=terms):
            for own, term in terms:
                yield from _signed(own if sign == "+" else OTHER[own], term)
        case n.Negative(of=of):
            yield from _signed(OTHER[sign], of)
        case _:
            yield sign, text(_without_indices(node))


def _without_indices(node: Any) -> Any:
    if isinstance(node, n.Entry | n.Raised):
        return node.array
    return n.mapped(node, _without_indices)


def named(node: n.Node) -> str:
    """The name of a symbol or of an array of which this is an entry; or nothing."""
    array = node.array if isinstance(node, n.Entry | n.Raised) else node
    return array.name if isinstance(array, n.Name) else ""

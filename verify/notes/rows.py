r"""Which names stand for several vectors: in ``w_j^\top x_i`` a subscript counts whole vectors."""

import re
from collections.abc import Collection, Iterable, Iterator

from verify.reading import nodes as n

LISTED = re.compile(  # [w_1, and the first cell of a column
    r"(?:\\begin\{[bp]?matrix\}|\[|\()\s*\\?(?P<name>[A-Za-z]+)\s*_\s*(?:1|\{\s*1\s*\})\s*(?:\\\\|&|,)"
)


def families(nodes: Iterable[n.Node], bold: Collection[str], others: Collection[str]) -> set[str]:
    """The names whose one subscript counts vectors; ``others`` are known to be something else."""
    everything = list(nodes)
    entries: dict[str, set[int]] = {}
    for node in everything:
        if (name := _entry(node)) and isinstance(node, n.Entry):
            entries.setdefault(name, set()).add(len(node.indices))
    inside = {id(x.array) for x in everything if isinstance(x, n.Entry)}
    alone = {x.name for x in everything if isinstance(x, n.Name) and id(x) not in inside}
    possible = {x for x, counts in entries.items() if counts == {1}} - set(others) - alone
    found = {name for name in possible if name in bold and name[0].islower()}
    found |= {
        x
        for node in everything
        if isinstance(node, n.Transpose)
        for x in [_entry(node.of)]
        if x in possible
    }
    products = [x for x in everything if isinstance(x, n.Product)]
    while new := {x for product in products for x in _partners(product, found)} & possible - found:
        found |= new
    return found


def columns(chains: Iterable[n.Chain], texts: Iterable[str]) -> set[str]:
    r"""The names of what is written out as a column of numbers, ``W = [w_1, \dots, w_n]^T``."""
    listed = {name for text in texts for name in LISTED.findall(text)}
    found: set[str] = set()
    for chain in chains if listed else ():
        names = {side.value.name for side in chain.sides if isinstance(side.value, n.Name)}
        found |= names if names & listed and len(names) > 1 else set()
    return found


def _partners(product: n.Product, known: set[str]) -> Iterator[str]:
    """What stands behind a transposed vector without an operator: a vector."""
    factors = [factor for _, factor in product.factors]
    operators = [operator for operator, _ in product.factors]
    for left, right, operator in zip(factors, factors[1:], operators[1:], strict=False):
        if isinstance(left, n.Transpose) and operator in {"", r"\cdot"} and (name := _entry(right)):
            yield name
        if isinstance(right, n.Transpose) and (name := _entry(left)) and _entry(right.of) in known:
            yield name


def _entry(node: n.Node) -> str | None:
    match node:
        case n.Entry(array=n.Name(name=name)):
            return name
    return None

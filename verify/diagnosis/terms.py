"""The terms that a formula is a sum of, in brackets opened step by step."""

from collections.abc import Iterator

from verify.reading import nodes as n
from verify.reading.unicode import text

MOST = 24
Term = tuple[str, n.Node]  # its sign and what it is


def terms(node: n.Node) -> list[tuple[str, n.Node]]:
    """How each term reads, and the term: those of the formula as it stands and opened once more.

    They overlap, so they are no parts of one sum. Of a formula with a single term there are none.
    """
    found: dict[str, n.Node] = {}
    level: list[Term] = [("+", node)]
    while True:
        opened = [term for sign, part in level for term in _opened(sign, part)]
        if opened == level or len(opened) > MOST:
            return [*found.items()]
        level = opened
        if len(level) > 1:
            for sign, part in level:
                signed = n.Negative(part.at, part) if sign == "-" else part
                found.setdefault(text(signed), signed)
        if len(found) > MOST:
            return [*found.items()][:MOST]


def _opened(sign: str, node: n.Node) -> Iterator[Term]:
    """The terms of a term, after one step."""
    match node:
        case n.Sum(terms=inner):
            for before, term in inner:
                yield _times(sign, before), term
        case n.Negative(of=of):
            yield _times(sign, "-"), of
        case n.Product(factors=factors):
            for k, (before, factor) in enumerate(factors):
                if before != "/" and isinstance(factor, n.Sum | n.Negative):
                    for other, term in _opened("+", factor):
                        changed = (*factors[:k], (before, term), *factors[k + 1 :])
                        yield _times(sign, other), n.Product(node.at, changed)
                    return
            yield sign, node
        case n.Fraction(above=n.Sum() | n.Negative() as above, below=below):
            for other, term in _opened("+", above):
                yield _times(sign, other), n.Fraction(node.at, term, below)
        case n.Fold(kind="sum", body=body):
            for other, term in _opened("+", body):
                yield (
                    _times(sign, other),
                    n.Fold(node.at, "sum", node.index, node.first, node.last, term),
                )
        case n.Transpose(of=n.Sum() as of):
            for other, term in _opened("+", of):
                yield _times(sign, other), n.Transpose(node.at, term)
        case _:
            yield sign, node


def _times(one: str, other: str) -> str:
    return "+" if one == other else "-"

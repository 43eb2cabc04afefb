r"""The number of terms of a mean: N of ``\frac{1}{N} \sum_p x_p`` is how far p runs."""

from collections.abc import Container
from dataclasses import replace

from verify.reading import nodes as n

COUNTS = {"N", "n", "m", "M", "B", "T", "K"}  # what numbers of terms are called


def to_their_number(chain: n.Chain, numbers: Container[str]) -> n.Chain:
    """The chain with each mean of terms without a limit as one to their number.

    ``numbers`` are the names that may be one: what is defined otherwise is none.
    """

    def counted(node: n.Node) -> str:
        is_number = isinstance(node, n.Name) and node.name in COUNTS and node.name in numbers
        return node.name if is_number and isinstance(node, n.Name) else ""

    def ended(fold: n.Node, name: str) -> n.Node:
        if isinstance(fold, n.Negative):
            return n.Negative(fold.at, ended(fold.of, name))
        if not isinstance(fold, n.Fold) or fold.kind != "sum" or fold.last is not None:
            return fold
        return replace(fold, first=n.Number(fold.at, "1"), last=n.Name(fold.at, name))

    def changed(node: n.Node) -> n.Node:
        node = n.mapped(node, changed)
        match node:
            case n.Fraction(above=n.Fold() as fold, below=below) if name := counted(below):
                return n.Fraction(node.at, ended(fold, name), below)
            case n.Product(factors=((_, n.Fraction(below=below)), (operator, fold))) if (
                name := counted(below)
            ):
                return n.Product(node.at, (node.factors[0], (operator, ended(fold, name))))
        return node

    return n.mapped_chain(chain, changed)

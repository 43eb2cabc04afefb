"""The terms of a formula, with their signs; those of a factor stand with all other factors."""

from dataclasses import replace

from verify.reading import nodes as n


def terms(node: n.Node) -> list[n.Node]:
    """The terms of a sum, or of a product with one; the node alone where it is neither."""
    match node:
        case n.Sum(terms=written):
            return [signed(sign, term) for sign, term in written]
        case n.Product(factors=factors):
            for at, (operator, factor) in enumerate(factors):
                if isinstance(factor, n.Sum) and operator != "/":
                    return [
                        replace(node, factors=(*factors[:at], (operator, term), *factors[at + 1 :]))
                        for term in terms(factor)
                    ]
    return [node]


def signed(sign: str, term: n.Node) -> n.Node:
    """A term with the sign before it."""
    return n.Negative(term.at, term) if sign == "-" else term

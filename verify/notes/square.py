r"""Which capitals are matrices: those whose trace or determinant is taken, and the identity."""

from collections.abc import Iterable, Iterator, Mapping

from verify.reading import nodes as n

IDENTITY = "I"


def matrices_in(node: n.Node) -> Iterator[str]:
    """The capitals of which the argument of a trace or of a determinant is made."""
    match node:
        case n.Name(name=name) if name[0].isupper():
            yield name
        case n.Product() | n.Sum() | n.Negative() | n.Transpose():
            for inner in n.children(node):
                yield from matrices_in(inner)
        case n.Power(base=base):
            yield from matrices_in(base)


def is_identity(chains: Iterable[n.Chain], axes: Mapping[str, int]) -> bool:
    """Whether I is the identity: beside matrices or a slope, never with subscripts, and fixed."""
    nodes = [x for chain in chains for side in chain.sides for x in n.walk(side.value)]
    with_parts = [x.array for x in nodes if isinstance(x, n.Entry | n.Raised)]
    with_parts += [x.function for x in nodes if isinstance(x, n.Call)]
    with_parts += [x.by for x in nodes if isinstance(x, n.Derivative | n.Gradient)]
    if any(isinstance(x, n.Name) and x.name == IDENTITY for x in with_parts):
        return False
    is_beside = any(count == 2 for count in axes.values())
    return is_beside or any(isinstance(x, n.Derivative) for x in nodes)


def with_inverse(chains: Iterable[n.Chain]) -> set[str]:
    r"""The names X of ``(X^\top X)^{-1}``: there is none unless X has as many rows as columns."""
    found = set()
    sides = [side.value for chain in chains for side in chain.sides]
    for node in (x for side in sides for x in n.walk(side)):
        match node:
            case n.Power(
                base=n.Product(
                    factors=((_, n.Transpose(of=n.Name(name=one))), *_, (_, n.Name(name=other)))
                ),
                exponent=n.Negative(),
            ) if one == other:
                found.add(one)
    return found

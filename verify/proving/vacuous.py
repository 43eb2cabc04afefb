"""Refuse equations that say nothing: a side that repeats the one before under another name."""

from itertools import pairwise

from verify.proving.namespace import Symbols
from verify.reading import nodes as n
from verify.reading.tokens import LatexError
from verify.reading.unicode import text

TIMES = {"", r"\cdot", r"\times"}


def refuse_vacuous(chain: n.Chain, symbols: Symbols, label: str | None) -> None:
    r"""Raise `LatexError` where a side is the one before, or a claim only a name for itself.

    Somebody's notes may repeat a side: ``(y - t) \cdot 1 = y - t`` is a step of theirs.
    """
    if symbols.broadcasts:
        return
    bare = [_bare(side.value, symbols) for side in chain.sides]
    for side, following in pairwise(bare):
        if text(side) == text(following):
            raise LatexError("this repeats what stands before", following.at)
    derivatives = [side for side in bare if _is_derivative_of_name(side)]
    names = [side for side in bare if label and _name(side) == symbols.original(label)]
    if label and len(derivatives) < 2 and len(derivatives) + len(names) == len(bare):
        raise LatexError(
            f"this only names {label!r}: write what it is equal to", chain.sides[-1].value.at
        )


def refuse_power(left: n.Node, symbols: Symbols, label: str | None) -> None:
    """Raise `LatexError` where a label names what is squared: a square says nothing of the sign."""
    base = left.base if isinstance(left, n.Power) else None
    if label and base and _name(base) == symbols.original(label):
        raise LatexError(
            rf"the label names {text(base)}, and this states a power of it: write {text(base)} = "
            r"\sqrt{...}, or take the label away",
            left.at,
        )


def _name(node: n.Node) -> str | None:
    match node:
        case n.Name(name=name) | n.Entry(array=n.Name(name=name)):
            return name
    return None


def _is_derivative_of_name(node: n.Node) -> bool:
    return isinstance(node, n.Derivative) and _name(node.of) is not None


def _bare(node: n.Node, symbols: Symbols) -> n.Node:
    """The node without ``+ 0``, ``1`` times and over ``1``, in the first names of its symbols."""
    match node:
        case n.Name(at=at, name=name):
            return n.Name(at, symbols.original(name))
        case n.Sum(at=at, terms=terms):
            kept = tuple((sign, _bare(x, symbols)) for sign, x in terms if not _is(x, "0"))
            if len(kept) == 1 and kept[0][0] == "+":
                return kept[0][1]
            return n.Sum(at, kept) if kept else n.Number(at, "0")
        case n.Product(at=at, factors=factors):
            ones = [k for k, (operator, x) in enumerate(factors) if _is(x, "1")]
            kept = tuple(
                (operator, _bare(x, symbols))
                for k, (operator, x) in enumerate(factors)
                if k not in ones or (k == 0 and factors[1][0] == "/")
            )
            if not kept:
                return n.Number(at, "1")
            if kept[0][0] in TIMES:
                kept = (("", kept[0][1]), *kept[1:])
            return kept[0][1] if len(kept) == 1 else n.Product(at, kept)
        case n.Fraction(above=above, below=below) if _is(below, "1"):
            return _bare(above, symbols)
        case n.Power(base=base, exponent=exponent) if _is(exponent, "1"):
            return _bare(base, symbols)
    return n.mapped(node, lambda child: _bare(child, symbols))


def _is(node: n.Node, digits: str) -> bool:
    return isinstance(node, n.Number) and node.digits == digits

r"""Weights that are told apart by numbers, ``W_1`` and ``W_2``: each is a matrix of its own.

A letter with a number below it may as well be an entry, or a number. In notes that compute with
arrays it is a matrix where it is a capital before what it multiplies.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from verify.notes.common import KNOWN
from verify.reading import nodes as n
from verify.reading.alphabet import NORMS
from verify.reading.notations import named

OF_ARRAYS = {*NORMS, "diag"}
WEIGHTS = "W"
COLUMNS = {"w", "theta", "beta", "v"}  # whose transposes stand before what they weigh
ROWS = {"x", "h", "a", "z", "s", "o"}  # which no number is called that stands before weights


def numbered_weights(chains: Iterable[n.Chain]) -> set[str]:
    """The letters of weights below which only numbers stand, and of what is added to them."""
    nodes = [*_nodes(chains)]
    if not any(map(_is_of_arrays, nodes)):
        return set()
    others = {
        x.array.name
        for x in nodes
        if isinstance(x, n.Entry) and isinstance(x.array, n.Name) and not _number_below(x)
    }
    return {name.partition("_")[0] for name in _axes(nodes) if "_" in name} - others


def axes_of_weights(chains: Iterable[n.Chain]) -> dict[str, int]:
    """How many axes weights have, with what they multiply and what is added to them."""
    nodes = [*_nodes(chains)]
    return _axes(nodes) if any(map(_is_of_arrays, nodes)) else {}


def _axes(nodes: Iterable[n.Node]) -> dict[str, int]:
    found: dict[str, int] = {}
    for node in nodes:
        terms = [x for _, x in node.terms] if isinstance(node, n.Sum) else [node]
        weighted = [pair for term in terms for pair in _weighted(term)]
        for weights, other in weighted:
            found |= {weights: 2} | ({other: 1 + other[0].isupper()} if other else {})
        biases = [_name(term) for term in terms] if weighted else []
        found |= {name: 1 for name in biases if name and name[0].islower()}
        found |= _beside_bias(terms) if not weighted else {}
    return found


def _beside_bias(terms: list[n.Node]) -> dict[str, int]:
    """The axes of ``W x + b_1``, where a number below the bias alone tells it from others."""
    biases = [name for term in terms if is_numbered(name := _name(term)) and name[0].islower()]
    found: dict[str, int] = {}
    for term in terms if biases else []:
        match term:
            case n.Product(factors=((_, n.Name(name=one)), (_, n.Name(name=other)))):
                if one[0].isupper() and other[0].islower():
                    found |= {one: 2, other: 1, **dict.fromkeys(biases, 1)}
    return found


def has_rows(chains: Iterable[n.Chain]) -> bool:
    """Whether vectors are rows, which stand before weights as in ``x W + b``, and never after."""
    everything = [*_nodes(chains)]
    turned = [x.of for x in everything if isinstance(x, n.Transpose)]
    if any(named(x) in COLUMNS for x in turned):
        return False
    nodes = [x for x in everything if isinstance(x, n.Product)]
    pairs = [(a, b) for x in nodes for (_, a), (_, b) in pairwise(x.factors)]
    names = [(_name(one).partition("_")[0], _name(other)) for one, other in pairs]
    before = any(one in ROWS and other.startswith(WEIGHTS) for one, other in names)
    after = [
        one.startswith(WEIGHTS) and (other.partition("_")[0] in ROWS or isinstance(b, n.Call))
        for (one, other), (_, b) in zip(names, pairs, strict=True)
    ]
    return before and not any(after)


def _weighted(term: n.Node) -> Iterator[tuple[str, str]]:
    """The numbered weights of a product, each with the symbol that it multiplies, if it is one."""
    factors = [x for _, x in term.factors] if isinstance(term, n.Product) else []
    for one, other in pairwise(factors):
        before, after = _name(one), _name(other)
        is_capital = before[:1].isupper()
        is_row = before.partition("_")[0] in ROWS or (is_capital and is_numbered(after))
        if is_capital and is_numbered(before) and not after[:1].isdecimal():
            yield before, after
        elif is_row and after.startswith(WEIGHTS):
            yield after, before


def _name(node: n.Node) -> str:
    """The name of a symbol, with the number below it; nothing for anything else."""
    if isinstance(node, n.Entry) and isinstance(node.array, n.Name):
        return f"{node.array.name}_{number}" if (number := _number_below(node)) else ""
    return node.name if isinstance(node, n.Name) else ""


def _number_below(node: n.Entry) -> str:
    match node:
        case n.Entry(array=n.Name(), indices=(n.Number(digits=digits),)):
            return digits
    return ""


def is_numbered(name: str) -> bool:
    """Whether a name ends with a number below its letter: ``W_1``."""
    return name.rpartition("_")[2].isdecimal()


def _is_of_arrays(node: n.Node) -> bool:
    """Whether something is said of arrays: a transpose, a product entry by entry, a softmax."""
    match node:
        case n.Transpose():
            return True
        case n.Product(factors=factors):
            return any(operator == r"\odot" for operator, _ in factors)
        case n.Call(function=n.Name(name=name)):
            return name in OF_ARRAYS or KNOWN.get(name) == "softmax"
    return False


def _nodes(chains: Iterable[n.Chain]) -> Iterator[n.Node]:
    for chain in chains:
        for side in chain.sides:
            yield from n.walk(side.value)

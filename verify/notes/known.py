r"""Functions that everybody knows, as notes mean them: softmax of a matrix is one of its rows.

Or of its columns: that follows from on which side of the inputs the weights stand.
"""

from collections.abc import Iterable

from verify.notes.common import KNOWN
from verify.reading import nodes as n
from verify.reading.alphabet import ONE
from verify.reading.notations import named
from verify.reading.unicode import text

WEIGHTS = "W"
OF_EXAMPLES = {"right": "of_rows", "left": "of_columns"}  # by the side of the weights


def function_of(name: str, chains: Iterable[n.Chain]) -> str:
    """The name in `verify.notes.common` of a function that everybody knows."""
    known = KNOWN[name]
    if known != "softmax":
        return known
    sides = {side for chain in chains for side in _sides(chain)}
    return OF_EXAMPLES[sides.pop()] if len(sides) == 1 else known


def shifts(chains: Iterable[n.Chain]) -> dict[str, int]:
    """How many axes names have that move an argument of softmax, and do not change its value.

    That is m in ``softmax(z) = softmax(z - m)``, and c and 1 in ``softmax(z + c 1)``.
    """
    found: dict[str, int] = {}
    for chain in chains:
        nodes = [node for side in chain.sides for node in n.walk(side.value)]
        called = [argument for node in nodes for argument in _of_softmax(node)]
        plain = {text(argument) for argument in called}
        for argument in called:
            terms = [x for _, x in argument.terms] if isinstance(argument, n.Sum) else []
            others = [term for term in terms if text(term) not in plain]
            if len(others) == len(terms) - 1:
                moved = {name for term in terms if term not in others for name in _names(term)}
                names = {name for term in others for name in _names(term)} - moved
                found |= {name: int(name == ONE[0]) for name in names}
    return found


def _names(node: n.Node) -> set[str]:
    return {x.name for x in n.walk(node) if isinstance(x, n.Name)}


def weighted(chains: Iterable[n.Chain]) -> dict[str, int]:
    """How many axes names have in a softmax of one example: W, h and b of ``softmax(W h + b)``."""
    found: dict[str, int] = {}
    nodes = (x for chain in chains for side in chain.sides for x in n.walk(side.value))
    for argument in (y for x in nodes for y in _of_softmax(x)):
        terms = [x for _, x in argument.terms] if isinstance(argument, n.Sum) else [argument]
        for term in terms:
            match term:
                case n.Product(factors=((_, n.Name(name=matrix)), (_, n.Name(name=vector)))) if (
                    matrix[0].isupper() and vector[0].islower()
                ):
                    found |= {matrix: 2, vector: 1}
                    found |= {x.name: 1 for x in terms if isinstance(x, n.Name)}
    return found


def _of_softmax(node: n.Node) -> tuple[n.Node, ...]:
    """What softmax is taken of, if a node is that."""
    is_softmax = isinstance(node, n.Call) and KNOWN.get(node.function.name) == "softmax"
    return node.arguments[:1] if isinstance(node, n.Call) and is_softmax else ()


def _sides(chain: n.Chain) -> set[str]:
    """On which side of inputs in a capital letter the weights stand."""
    found = set()
    for side in chain.sides:
        for node in n.walk(side.value):
            if isinstance(node, n.Product):
                names = [named(x) or "" for _, x in node.factors]
                if len(names) == 2 and all(name[:1].isupper() for name in names):
                    if names[1].startswith(WEIGHTS):
                        found.add("right")
                    elif names[0].startswith(WEIGHTS):
                        found.add("left")
    return found

r"""Functions that everybody knows, as notes mean them: softmax of a matrix is one of its rows.

Or of its columns: that follows from on which side of the inputs the weights stand.
"""

from collections.abc import Iterable

from verify.notes.common import KNOWN
from verify.reading import nodes as n
from verify.reading.notations import named

WEIGHTS = "W"
OF_EXAMPLES = {"right": "of_rows", "left": "of_columns"}  # by the side of the weights


def function_of(name: str, chains: Iterable[n.Chain]) -> str:
    """The name in `verify.notes.common` of a function that everybody knows."""
    known = KNOWN[name]
    if known != "softmax":
        return known
    sides = {side for chain in chains for side in _sides(chain)}
    return OF_EXAMPLES[sides.pop()] if len(sides) == 1 else known


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

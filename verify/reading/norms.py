r"""Which norm bars with a subscript are: ``\lVert z \rVert_2``, ``\lVert A \rVert_F``."""

from dataclasses import replace

from verify.reading import nodes as n
from verify.reading.alphabet import LARGEST_SIZE, OF_ORDER, OF_VECTOR, SUM_OF_SIZES
from verify.reading.tokens import LatexError

NORM = "norm"
KINDS = {"1": SUM_OF_SIZES, "2": OF_VECTOR, "F": NORM, "infty": LARGEST_SIZE}
READ = r"of norms, \lVert z \rVert_2 and \lVert A \rVert_F are read, and those of an order p"


def is_norm(node: n.Node) -> bool:
    return isinstance(node, n.Call) and node.function.name == NORM


def norm_of(norm: n.Node, label: str, at: int) -> n.Node:
    """The norm with what stands below it, maybe to a power; ``at`` is the place of that."""
    if isinstance(norm, n.Power):
        return n.Power(norm.at, norm_of(norm.base, label, at), norm.exponent)
    assert isinstance(norm, n.Call)
    if label in KINDS:
        return replace(norm, function=n.Name(norm.at, KINDS[label]))
    if label == "p" or (label.isdecimal() and label != "0"):
        order = n.Number(at, label) if label.isdecimal() else n.Name(at, label)
        return n.Call(norm.at, n.Name(norm.at, OF_ORDER), 0, (*norm.arguments, order))
    raise LatexError(READ, at)

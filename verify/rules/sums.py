"""What was done with sums, deltas, products of matrices and traces."""

from verify.reading import nodes as n
from verify.reading.unicode import text
from verify.rules.algebra import folds, grew, is_algebra, names_in, new, transposed
from verify.rules.sides import Sides


def has_equal_terms(sides: Sides) -> bool:
    """Whether a sum of equal terms became their number times one of them."""
    for fold in new(n.Fold, sides.before, sides.after):
        if fold.kind == "sum" and fold.last and grew(folds, sides) == -1:
            count = int(sides.value(fold.last))
            first, *others = [sides.value(_at(fold.body, fold.index, k + 1)) for k in range(count)]
            counted = text(fold.last) in {text(x) for x in multiples(sides.after)}
            return counted and all(sides.agree(first, other) for other in others)
    return False


def multiples(node: n.Node) -> list[n.Node]:
    """All factors of products."""
    return [x for part in n.walk(node) if isinstance(part, n.Product) for _, x in part.factors]


def _at(node: n.Node, index: str, k: int) -> n.Node:
    if isinstance(node, n.Name) and node.name == index:
        return n.Number(node.at, str(k))
    return n.mapped(node, lambda child: _at(child, index, k))


def is_sum_over_delta(sides: Sides) -> bool:
    """Whether a sum over the index of a Kronecker delta became its one term."""
    return grew(deltas, sides) < 0 and is_algebra(sides)


def deltas(node: n.Node) -> int:
    """How often a delta stands inside of the sum over one of its indices."""
    return sum(
        isinstance(part, n.Delta) and fold.index in {text(part.left), text(part.right)}
        for fold in n.walk(node)
        if isinstance(fold, n.Fold)
        for part in n.walk(fold.body)
    )


def is_geometric_series(sides: Sides) -> bool:
    """Whether a sum of the powers of one number became a formula without a sum."""
    series = [
        fold
        for fold in new(n.Fold, sides.before, sides.after)
        if isinstance(fold.body, n.Power) and fold.index in names_in(fold.body.exponent)
    ]
    return bool(series) and is_algebra(sides)


def is_repeated(sides: Sides) -> bool:
    """Whether ``a x_{t-1}`` became ``a^t x_0``."""
    steps = {part.indices[0] for part in n.walk(sides.before) if isinstance(part, n.Entry)}
    counts = {text(step.terms[0][1]) for step in steps if isinstance(step, n.Sum)}
    factors = {text(x) for x in multiples(sides.before)}
    return any(
        text(power.exponent) in counts and text(power.base) in factors
        for power in new(n.Power, sides.after, sides.before)
    )


def is_matrix_product(sides: Sides) -> bool:
    """Whether a sum of products is now an entry of a product of matrices, or the reverse."""
    return grew(_products, sides) * grew(folds, sides) < 0 and is_algebra(sides)


def _products(node: n.Node) -> int:
    """How many entries of products of matrices there are."""
    return sum(isinstance(p, n.Entry) and isinstance(p.array, n.Product) for p in n.walk(node))


def is_transpose_of_product(sides: Sides) -> bool:
    """Whether the transpose of a product became the product of the transposes, or the reverse."""
    return grew(transposed, sides) != 0 and is_algebra(sides)


def is_cyclic(sides: Sides) -> bool:
    """Whether the factors in a trace moved from one end to the other."""
    before, after = (_traces(side) for side in (sides.before, sides.after))
    turned = [
        other in (one[k:] + one[:k] for k in range(len(one)))
        for one, other in zip(before, after, strict=False)
        if one != other
    ]
    return len(before) == len(after) and bool(turned) and all(turned)


def is_slope_of_trace(sides: Sides) -> bool:
    """Whether the derivative of ``tr(A W)`` by W became the transpose of A."""
    for slope in new(n.Derivative, sides.before, sides.after):
        for *before, last in _traces(slope.of):
            found = [_matrices(x.of) for x in n.walk(sides.after) if isinstance(x, n.Transpose)]
            return last == text(slope.by) and before in found
    return False


def _traces(node: n.Node) -> list[list[str]]:
    """What is multiplied in each trace."""
    calls = [part for part in n.walk(node) if isinstance(part, n.Call)]
    return [_matrices(call.arguments[0]) for call in calls if call.function.name == "tr"]


def _matrices(node: n.Node) -> list[str]:
    return [text(x) for _, x in node.factors] if isinstance(node, n.Product) else [text(node)]

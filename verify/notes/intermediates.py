"""A derivative with respect to a symbol that notes define: which formula for its value is meant.

Notes define f = (x + y) z and q = x + y, say that f = q z, and differentiate by q: that asks for
the formula of f which holds q. The first one does not change with q at all.
"""

from collections.abc import Iterable, Iterator

from verify.book import slices
from verify.notes.pieces import Formula
from verify.notes.study import Study
from verify.reading import nodes as n
from verify.reading.nodes import Chain


def hidden(study: Study, equations: Iterable[Chain]) -> Iterator[tuple[str, str]]:
    """What is differentiated by a symbol without being made of it, with that symbol."""
    for chain in equations:
        for side in chain.sides:
            for node in n.walk(side.value):
                if isinstance(node, n.Derivative | n.Gradient):
                    by = node.by.array if isinstance(node.by, n.Entry) else node.by
                    if isinstance(by, n.Name):
                        yield from ((of, by.name) for of in _not_made_of(study, node.of, by.name))


def _not_made_of(study: Study, node: n.Node, by: str) -> list[str]:
    names = {x.name for x in n.walk(node) if isinstance(x, n.Name)} & set(study.symbols)
    kept = slices.leading_to(study.symbols.statements, names)
    used = set(names).union(*map(slices.reads, kept))
    return [] if by in used else sorted(names)


def rewritten(study: Study, formula: Formula, pairs: Iterable[tuple[str, str]]) -> Study | None:
    """The notes with the formulas that hold those symbols; nothing where one is missing."""
    found = study.copy()
    for of, by in dict.fromkeys(pairs):
        for other in study.formulas:
            if other is not formula and found.redefine(other, of, by):
                break
        else:
            return None
    return found

"""A derivative with respect to a symbol that notes define: which formula for its value is meant.

Notes define f = (x + y) z and q = x + y, say that f = q z, and differentiate by q: that asks for
the formula of f which holds q. The first one does not change with q at all.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress

from verify.book import slices
from verify.notes.formula import Function
from verify.notes.pieces import Formula
from verify.notes.study import Study
from verify.reading import nodes as n
from verify.reading.nodes import Chain
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol

NOT_WRITTEN = "{0} is not written with {1} here: define it so, as in {0} = … {1} …"


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
    if isinstance(node, n.Call) and isinstance(node.function, n.Name):
        function = study.symbols.get(node.function.name)
        if isinstance(function, Function) and by in function.parameters:
            if by in function.used:
                return []
            names = {node.function.name}  # of whose parameters this one is in name alone
    return [] if any(_holds(study, name, by) for name in names) else sorted(names)


def rewritten(study: Study, formula: Formula, pairs: Iterable[tuple[str, str]]) -> Study | None:
    """The notes with the formulas that hold those symbols; nothing where one is missing."""
    found = study.copy()
    others = [one for one in study.formulas if one is not formula]
    for of, by in dict.fromkeys(pairs):
        if _holds(found, of, by):
            continue  # by now
        if not any(found.redefine(other, of, by) for other in others):
            between = _between(found, of)
            name = next((x for x in between if any(found.redefine(y, x, by) for y in others)), None)
            if name is None:
                return None
            found.source.renew(name)
            found.finish()
    return found


def settled(study: Study) -> Study:
    """The notes where what a formula defines by a derivative is that one: not 0 for ∂C/∂z."""
    for formula in dict.fromkeys(study.owners.values()):
        if formula not in study.formulas:
            continue
        with suppress(LatexError):
            pairs = list(hidden(study, study.symbols.chains(formula.latex)))
            if pairs and (found := rewritten(study, formula, pairs)):
                found.redefine(formula)
                study = found
            elif pairs:
                _leave_open(study, formula, *map(symbol, pairs[0]))
    return study


def _leave_open(study: Study, formula: Formula, of: str, by: str) -> None:
    """Let what a formula defines by such a derivative be free: it is not 0."""
    for name in [name for name, owner in study.owners.items() if owner is formula]:
        study.in_vain[name] = formula
        study.problems[name] = NOT_WRITTEN.format(of, by)
        study.source.add(f'{name} = common.free("{name}", {name})')
        study.source.renew(name)
    study.finish()


def _between(study: Study, of: str) -> list[str]:
    """What leads to a name, the nearest first: a of C, where C is made of a and a of z."""
    kept = slices.leading_to(study.symbols.statements, {of})
    names = [name for statement in reversed(kept) for name in sorted(slices.writes(statement))]
    return [name for name in dict.fromkeys(names) if name in study.owners and name != of]


def _holds(study: Study, of: str, by: str) -> bool:
    return by in {of}.union(*map(slices.reads, slices.leading_to(study.symbols.statements, {of})))

"""On what a symbol depends that notes differentiate and do not define: ``dL/da`` says L is of a."""

import ast
from collections.abc import Iterable, Mapping, Sequence

from verify.book import slices
from verify.notes.source import TOPIC, Source
from verify.reading import nodes as n
from verify.reading.alphabet import FUNCTIONS


def unknown_functions(
    chains: Iterable[n.Chain], names: Iterable[str], source: Source
) -> Mapping[str, tuple[str, ...]]:
    """The unknown names whose derivatives are taken, each with what it is a function of.

    That is what it is differentiated by, but for what only leads there. Nothing stands beside a
    name while something that it is differentiated by has no value itself.
    """
    several = list(chains)
    unknown = set(names) - constants(several)
    found = {name: by for name, by in differentiated(several).items() if name in unknown}
    statements = slices.statements_of(TOPIC, source.text)
    arrays = {name for name, value in source.known.items() if not isinstance(value, list)}
    return {
        name: _ends(by, statements) if by <= arrays else () for name, by in sorted(found.items())
    }


def differentiated(chains: Iterable[n.Chain]) -> dict[str, set[str]]:
    """The names whose derivatives are taken, each with those with respect to which they are."""
    found: dict[str, set[str]] = {}
    for chain in chains:
        for side in chain.sides:
            for node in n.walk(side.value):
                if isinstance(node, n.Derivative | n.Gradient):
                    of, by = _name(node.of), _name(node.by)
                    if of is not None and by is not None and of != by:
                        found.setdefault(of, set()).add(by)
    return found


def constants(chains: Iterable[n.Chain]) -> set[str]:
    """The names whose derivative is 0, and which are a factor of what is differentiated."""
    zero, factors = set(), set()
    for chain in chains:
        match [side.value for side in chain.sides]:
            case [n.Derivative(of=n.Name(name=name)), n.Number(digits="0")]:
                zero.add(name)
        for node in (x for side in chain.sides for x in n.walk(side.value)):
            if isinstance(node, n.Derivative) and isinstance(node.of, n.Product):
                factors |= {x.name for _, x in node.of.factors if isinstance(x, n.Name)}
    return zero & factors


def with_gradients(chains: Iterable[n.Chain]) -> set[str]:
    """The functions whose gradient is taken: these give a number for an array."""
    nodes = [x for chain in chains for side in chain.sides for x in n.walk(side.value)]
    gradients = [x.of for x in nodes if isinstance(x, n.Gradient)]
    return {of.function.name for of in gradients if isinstance(of, n.Call)}


def functions_of(chains: Iterable[n.Chain]) -> dict[str, tuple[n.Call, n.Node]]:
    """The functions that equations define: how they are written, and what they give."""
    found: dict[str, tuple[n.Call, n.Node]] = {}
    for chain in chains:
        left, last = chain.sides[0].value, chain.sides[-1].value
        if isinstance(left, n.Call) and last is not left and not left.primes:
            is_plain = all(isinstance(x, n.Name) for x in left.arguments)
            if is_plain and left.function.name not in FUNCTIONS:
                found.setdefault(left.function.name, (left, last))
    return found


def applied_to(chains: Iterable[n.Chain]) -> dict[str, set[str]]:
    """The names that are applied to symbols, each with these: L and w in ``L(w)``."""
    found: dict[str, set[str]] = {}
    for chain in chains:
        for side in chain.sides:
            for node in n.walk(side.value):
                if isinstance(node, n.Call):
                    names = {name for x in node.arguments if (name := _name(x))}
                    found.setdefault(node.function.name, set()).update(names)
    return found


def leads_to(name: str, wanted: set[str], needs: Mapping[str, Iterable[str]]) -> bool:
    """Whether a name is made of one of those wanted; ``needs`` says what each is made of."""
    seen, todo = set(), [name]
    while todo:
        one = todo.pop()
        if one in wanted:
            return True
        if one not in seen:
            seen.add(one)
            todo += needs.get(one, ())
    return False


def _ends(names: set[str], statements: Sequence[ast.stmt]) -> tuple[str, ...]:
    """Those of names that do not lead to another of them."""
    leading: set[str] = set()
    for name in names:
        kept = slices.leading_to(statements, {name})
        leading |= set().union(*map(slices.reads, kept))
    return tuple(sorted(names - leading))


def _name(node: n.Node) -> str | None:
    match node:
        case n.Name(name=name) | n.Entry(array=n.Name(name=name)):
            return name
    return None

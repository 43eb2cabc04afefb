r"""What Kronecker's δ is, as notes say it: ``\delta_{ij} = 1`` where i = j."""

from contextlib import suppress
from itertools import product

from verify.notes.found import Found, Status
from verify.notes.pieces import Formula
from verify.notes.study import Study
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.tokens import LatexError
from verify.reading.unicode import text

PLACES = range(1, 4)


def kronecker(study: Study, formula: Formula) -> Found | None:
    """The verdict on a line that says what Kronecker's δ is, wherever its subscripts run."""
    with suppress(LatexError):
        chains = study.symbols.chains(formula.latex)
        if len(chains) != 1 or not isinstance(chains[0].sides[0].value, n.Delta):
            return None
        left, *others = (side.value for side in chains[0].sides)
        letters = [x.name for x in n.children(left) if isinstance(x, n.Name)]
        if len({*letters}) < 2:
            return None
        for places in product(PLACES, repeat=2):
            scope = Scope(study.symbols, dict(zip(letters, places, strict=True)), study.symbols)
            for side in others:
                if evaluate(side, scope) != evaluate(left, scope):
                    at = ", ".join(f"{x} = {k}" for x, k in scope.indices.items())
                    problem = f"{formula.place(side.at)}: {text(side)} is not {text(left)} at {at}"
                    return Found(formula, Status.FALSE, problem)
        return Found(formula, Status.TRUE)
    return None

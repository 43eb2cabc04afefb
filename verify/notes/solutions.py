r"""A symbol that notes solve for, ``\theta = (X^\top X)^{-1} X^\top y``, and differentiate by.

At the solution both sides of ``\nabla_\theta J = X^\top (X \theta - y)`` are zero, and so would be
any other line: the symbol is free there.
"""

from collections.abc import Iterator
from contextlib import suppress

import mpmath
import numpy as np

from verify.notes.pieces import Formula
from verify.notes.points import NEAR
from verify.notes.study import Study
from verify.proving.indices import free_indices
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.nodes import Chain
from verify.reading.tokens import LatexError

TINY = 1e-9


def unsolved(study: Study, formula: Formula, equations: list[Chain]) -> Study | None:
    """The notes where such a symbol is free; nothing if a formula is about no such symbol."""
    names = [
        name
        for chain in equations
        for name in _variables(chain)
        if study.owners.get(name) not in {None, formula} and _vanishes(chain, study)
    ]
    if not names:
        return None
    found = study.copy()
    for name in dict.fromkeys(names):
        del found.owners[name]
        found.source.add(f'{name} = common.free("{name}", {name})')
        found.source.renew(name)
    found.finish()
    return found


def _variables(chain: Chain) -> Iterator[str]:
    """The names by which an equation differentiates."""
    for side in chain.sides:
        for node in n.walk(side.value):
            if isinstance(node, n.Derivative | n.Gradient):
                by = node.by.array if isinstance(node.by, n.Entry) else node.by
                if isinstance(by, n.Name):
                    yield by.name


def _vanishes(chain: Chain, study: Study) -> bool:
    """Whether all sides that are no number are zero at a point."""
    sides = [side.value for side in chain.sides if not isinstance(side.value, n.Number)]
    with suppress(LatexError, ArithmeticError, TypeError, ValueError):
        return all(_is_zero(side, study) for side in sides)
    return False


def _is_zero(side: n.Node, study: Study) -> bool:
    places = {index: k for k, index in enumerate(free_indices(side, study.symbols), 1)}
    value = evaluate(side, Scope(study.symbols, places, study.symbols))
    return all(abs(mpmath.mpmathify(NEAR[0](x))) < TINY for x in np.ravel(value))

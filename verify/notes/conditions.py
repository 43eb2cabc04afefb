r"""Equations that say what is asked for, and are no claims: ``\det W = 1``, ``S = S^\top``."""

from contextlib import suppress
from itertools import pairwise
from typing import Any

import numpy as np

from verify.notes.pieces import Formula
from verify.notes.points import NEAR
from verify.proving.equality import agree
from verify.proving.indices import free_indices
from verify.proving.namespace import Symbols
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.proving.worked import is_numeric
from verify.reading import nodes as n
from verify.reading.nodes import Chain
from verify.reading.tokens import LatexError
from verify.reading.unicode import text

WHERE = (NEAR[0], NEAR[2])


def is_condition(equations: list[Chain], symbols: Symbols) -> bool:
    r"""Whether symbols are said to give 0 or 1, as in ``w^\top x + b = 0`` and ``\|w\| = 1``.

    What is 1 has to be another number elsewhere, and no derivative.
    """
    last = [chain.sides[-1].value for chain in equations]
    if all(_is(side, "0") for side in last):
        return True
    return all(map(_is_number, last)) and all(_varies(chain, symbols) for chain in equations)


def is_said_in_sentence(formula: Formula, equations: list[Chain], symbols: Symbols) -> bool:
    r"""Whether a sentence says of something defined what it is to be: *where* $\|u\| = 1$."""
    if all(_is_of_some_entry(chain, symbols) for chain in equations):
        return True  # in a display too
    if not formula.inline:
        return False
    if is_symmetry(equations) or is_orthogonality(equations) or is_of_all(formula, equations):
        return True
    is_number = all(_is_number(chain.sides[-1].value) for chain in equations)
    return is_number and all(_varies(chain, symbols) for chain in equations)


def is_change(formula: Formula, equations: list[Chain]) -> bool:
    r"""Whether an arrow leads from a value of a symbol to the next: ``z = 1 \rightarrow z = 2``."""
    left = [text(chain.sides[0].value) for chain in equations]
    return r"\rightarrow" in formula.as_written and len(left) > len({*left})


def is_system(formula: Formula, equations: list[Chain]) -> bool:
    r"""Whether a brace holds equations for what is sought: ``\begin{cases} 2 m + b = 4 \\ ...``."""
    is_braced = r"\begin{cases}" in formula.as_written or r"\left\{" in formula.as_written
    sides = [[side.value for side in chain.sides] for chain in equations]
    are_sums = all(
        len(one) == 2 and isinstance(one[0], n.Sum) and is_numeric(one[1]) for one in sides
    )
    return is_braced and len(equations) > 1 and are_sums


def _is_of_some_entry(chain: Chain, symbols: Symbols) -> bool:
    """Whether an entry of which nothing says the place is said to be a number: w_ij = 1."""
    left, *others = (side.value for side in chain.sides)
    is_some = isinstance(left, n.Entry) and bool(free_indices(left, symbols))
    return is_some and all(map(is_numeric, others))


def is_of_all(formula: Formula, equations: list[Chain]) -> bool:
    """Whether a sentence says where a function has a value, as of x where h(x) = 1."""
    return formula.inline and all(
        len(chain.sides) == 2
        and isinstance(left := chain.sides[0].value, n.Call)
        and not left.primes
        and not any(is_numeric(x) for x in left.arguments)
        and is_numeric(chain.sides[1].value)
        for chain in equations
    )


def is_symmetry(equations: list[Chain]) -> bool:
    r"""Whether a matrix is said to be its own transpose, as in ``S = S^\top``."""
    for chain in equations:
        match [side.value for side in chain.sides]:
            case [n.Transpose(of=one), other] | [other, n.Transpose(of=one)] if text(one) == text(
                other
            ):
                return True
    return False


def is_orthogonality(equations: list[Chain]) -> bool:
    r"""Whether a matrix is said to be orthogonal, as in ``W^\top = W^{-1}``."""
    for chain in equations:
        match [side.value for side in chain.sides]:
            case [n.Transpose(of=one), n.Power(base=other) as inverse] | [
                n.Power(base=other) as inverse,
                n.Transpose(of=one),
            ] if n.is_minus_one(inverse.exponent) and text(one) == text(other):
                return True
    return False


def _is_number(node: n.Node) -> bool:
    return _is(node, "0") or _is(node, "1")


def _is(node: n.Node, digits: str) -> bool:
    return isinstance(node, n.Number) and node.digits == digits


def _varies(chain: Chain, symbols: Symbols) -> bool:
    """Whether what is set to a number has other values for other numbers of its symbols."""
    before = [side.value for side in chain.sides[:-1]]
    parts = [x for side in before for x in n.walk(side)]
    if any(isinstance(x, n.Derivative | n.Gradient) for x in parts):
        return False
    if any(isinstance(x, n.Call) and x.primes for x in parts):
        return False
    with suppress(LatexError, ArithmeticError, TypeError, ValueError):
        return all(_differs(side, symbols) for side in before)
    return False


def _differs(side: n.Node, symbols: Symbols) -> bool:
    places = {index: k for k, index in enumerate(free_indices(side, symbols), 1)}
    scope = Scope(symbols, places, symbols)
    entries: list[Any] = [*np.ravel(evaluate(side, scope))]
    found = [[at(x) for x in entries] for at in WHERE]
    return any(
        not agree(a, b) for one, other in pairwise(found) for a, b in zip(one, other, strict=True)
    )

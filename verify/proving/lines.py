"""Compare one side of an equation with what stands before it, by the kind of line that it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sympy as sp

from verify.proving import remainders, worked
from verify.proving.domain import Need, missing, of_value, substitution
from verify.proving.equality import Different, prove
from verify.proving.numeric import Evaluator
from verify.proving.scope import Scope
from verify.proving.shortened import apart
from verify.proving.values import evaluate
from verify.proving.verdict import Verdict
from verify.reading import nodes as n
from verify.reading.tokens import LatexError
from verify.reading.unicode import text


@dataclass(frozen=True)
class Before:
    """What the next side is compared with."""

    value: Any
    name: str  # how a message calls it
    needs: tuple[Need, ...] = ()  # where it has a value
    formula: n.Node | None = None  # the last side with symbols: numbers behind it are plugged in
    plugged: bool = False  # whether numbers stand behind that side already
    rounded: bool = False  # whether a rounded number stood last


@dataclass(frozen=True)
class Found:
    """What comparing a side gave."""

    problem: str  # what is wrong, or nothing
    verdict: Verdict
    entries: int
    before: Before  # for the next side


def compare(side: n.Side, before: Before | None, scope: Scope, known: Sequence[Need]) -> Found:
    """Compare a side with the one before; the first side of all has nothing to be compared with.

    ``known`` is what the line says of its variables.
    """
    scope = replace(scope, needs=[])
    main, remainder = _split(side.value)
    if before is None:
        if remainder is not None:
            raise LatexError("O( ) stands on the right side", remainder.at)
        value = evaluate(main, scope)
        return Found("", Verdict.EXACT, 0, Before(value, text(main), _needs(value, scope), main))
    if side.relation == "≈":
        return _rounded(main, before, scope)
    if before.rounded:
        raise LatexError(r"behind a rounded number write \approx", main.at)
    if remainder is not None:
        return _with_remainder(main, remainder, before, scope)
    value = evaluate(main, scope)
    if not worked.is_numeric(main):
        problem, verdict = difference(value, before.value, known, scope.points)
        after = Before(value, text(main), _needs(value, scope), main)
        return Found(problem or _partial(after, before, known), verdict, np.size(value), after)
    if problem := worked.refuted(before.value, value, scope.symbols):
        return Found(problem, Verdict.EXACT, np.size(value), before)
    try:
        worth = worked.given(before.value, scope.symbols)
    except ValueError as error:  # the derivative of an unknown function has none
        raise LatexError(f"{before.name} has no value in the example", main.at) from error
    problem, verdict = difference(value, worth, known, scope.points)
    if not (problem or before.plugged) and "given" in scope.symbols and worked.has_decimals(main):
        problem = worked.problem(main, before.formula, scope) if before.formula else ""
    if not problem and "given" not in scope.symbols:
        problem = _partial(Before(value, text(main)), before, known)
    after = replace(before, value=value, name=text(main), needs=(), plugged=True)
    return Found(problem, verdict, np.size(value), after)


def _needs(value: Any, scope: Scope) -> tuple[Need, ...]:
    return (*scope.needs, *of_value(value)) if scope.asks_where else ()


def _partial(after: Before, before: Before, known: Sequence[Need]) -> str:
    """The problem of two sides of which one has a value where the other has none."""
    for one, other in ((after, before), (before, after)):
        if need := missing(one.needs, other.needs, known):
            return (
                f"{one.name} needs {need}, {other.name} does not: declare it in the derivation, "
                r"or write the condition behind the line, \qquad (x \neq 0)"
            )
    return ""


def _split(node: n.Node) -> tuple[n.Node, n.Remainder | None]:
    """Take the ``+ O(h^2)`` off the end of a side."""
    if not isinstance(node, n.Sum) or not isinstance(node.terms[-1][1], n.Remainder):
        return node, None
    (sign, last), rest = node.terms[-1], node.terms[:-1]
    if sign == "-":
        raise LatexError("write + O( ): it has no sign", last.at)
    assert isinstance(last, n.Remainder)
    return (rest[0][1] if len(rest) == 1 and rest[0][0] == "+" else n.Sum(node.at, rest)), last


def _rounded(main: n.Node, before: Before, scope: Scope) -> Found:
    if not worked.is_numeric(main):
        raise LatexError(r"only rounded numbers stand behind \approx", main.at)
    if before.formula is None:
        raise LatexError(r"\approx needs a formula before it", main.at)
    problem = worked.problem(main, before.formula, scope)
    return Found(problem, Verdict.ROUNDED, np.size(before.value), replace(before, rounded=True))


def _with_remainder(main: n.Node, remainder: n.Remainder, before: Before, scope: Scope) -> Found:
    h = evaluate(remainder.variable, scope)
    value = evaluate(main, scope)
    if not isinstance(h, sp.Symbol) or np.ndim(value) or np.ndim(before.value):
        raise LatexError("O( ) is about numbers and one variable", remainder.at)
    problem = remainders.problem(before.value - value, h, remainder.exponent)
    return Found(problem, Verdict.EXACT, 1, before)


def difference(
    value: Any, expected: Any, known: Sequence[Need] = (), points: Sequence[Evaluator] = ()
) -> tuple[str, Verdict]:
    """What is wrong with a value, if anything, and how its equality was established."""
    if np.ndim(expected) and np.ndim(value) == 0 and value == 0:
        value = np.zeros_like(expected)  # 0 is the zero of any shape
    if np.shape(value) != np.shape(expected):
        return f"the shapes are {np.shape(value)} and {np.shape(expected)}", Verdict.EXACT
    exact, replaced = True, substitution(known)
    for place in np.ndindex(np.shape(value)):
        one, other = (x[place] if place else x for x in (value, expected))
        try:
            left, right = (sp.sympify(x).xreplace(replaced) for x in (one, other))
            exact &= prove(left, right, points)
        except Different as error:
            entry = f"entry {', '.join(str(k + 1) for k in place)}: " if place else ""
            shown = " against ".join(apart(one, other))
            return f"{entry}{shown}; {error}", Verdict.EXACT
    return "", Verdict.EXACT if exact else Verdict.DIGITS


def as_array(derived: Any) -> Any:
    """A sequence of steps as one array; anything else as it is."""
    return np.array(derived, dtype=object) if isinstance(derived, list) else derived


def entry_of(derived: Any, indices: Mapping[str, int]) -> Any:
    """The entry of a derivation at these indices; steps count from 0, all else from 1."""
    if not indices:
        return as_array(derived)
    first, *rest = indices.values()
    array = as_array(derived)
    return array[(first if isinstance(derived, list) else first - 1, *(k - 1 for k in rest))]

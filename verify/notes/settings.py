r"""Numbers that notes give as an example: ``\beta_1 = 0.9``, and then ``m_1 = 0.1 g_1``.

A formula is read with all its symbols, and holds for all their numbers. One that holds with the
numbers of the example alone is no mistake, and says with which.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import sympy as sp

from verify.book import slices
from verify.notes.pieces import Formula
from verify.notes.points import NEAR
from verify.notes.source import Source
from verify.proving.equality import agree
from verify.proving.formula import Reading, names_of, read_at_all_sizes
from verify.proving.indices import free_indices
from verify.proving.namespace import Symbols
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.proving.worked import is_numeric
from verify.reading import nodes as n
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol


@dataclass(frozen=True)
class Example:
    """A formula as it is read with numbers in the place of symbols."""

    numbers: Mapping[str, str]
    reading: Reading

    @property
    def words(self) -> str:
        return ", ".join(f"{symbol(name)} = {digits}" for name, digits in self.numbers.items())


def setting(equations: Sequence[n.Chain], symbols: Symbols) -> tuple[str, str] | None:
    """The symbol that a formula does no more than give a number, with this number."""
    if len(equations) != 1 or len(equations[0].sides) != 2 or equations[0].conditions:
        return None
    left, right = (side.value for side in equations[0].sides)
    if not isinstance(left, n.Name | n.Entry) or not is_numeric(right):
        return None
    scope = Scope(symbols, {}, symbols)
    with suppress(LatexError):
        value = sp.nsimplify(evaluate(right, scope), rational=True)
        name = left.name if isinstance(left, n.Name) else str(evaluate(left, scope))
        if value.is_Rational:
            return name, str(value)
    return None


def with_numbers(
    source: Source, symbols: Symbols, formula: Formula, equations: Sequence[n.Chain],
    numbers: Mapping[str, str], reading: Reading,
) -> Example | None:  # fmt: skip
    """The formula with the numbers of an example, if it holds with them.

    ``reading`` is the one without: only where it fails numbers are needed.
    """
    statements = slices.leading_to(symbols.statements, names_of(formula, list(equations)))
    used = names_of(formula, list(equations)).union(*map(slices.reads, statements))
    given = {name: digits for name, digits in numbers.items() if name in used}
    if not given:
        return None
    other = source.with_numbers(given).read_like(symbols)
    shown = {name: _shown(digits) for name, digits in given.items()}
    with suppress(LatexError, ValueError):
        found = read_at_all_sizes(formula, other)
        if all(step.ok for step in found.steps):
            return Example(shown, found)
    with suppress(LatexError, ArithmeticError, TypeError, ValueError):
        if all(_agree(*pair, other) for pair in _failing(equations, reading)):
            return Example(shown, reading)
    return None


def _failing(equations: Sequence[n.Chain], reading: Reading) -> Iterator[tuple[n.Node, n.Node]]:
    """The sides that are not equal to those before them, with these."""
    steps = iter(reading.steps)
    for chain in equations:
        values = [side.value for side in chain.sides]
        for before, value, step in zip([None, *values], values, steps, strict=False):
            if not step.ok:
                if before is None:
                    raise ValueError("nothing stands before the first side")
                yield before, value


def _agree(one: n.Node, other: n.Node, symbols: Symbols) -> bool:
    """Whether two sides without derivatives have the same values at some points."""
    if any(isinstance(x, n.Derivative | n.Gradient) for side in (one, other) for x in n.walk(side)):
        return False
    letters = dict.fromkeys({*free_indices(one, symbols), *free_indices(other, symbols)}, 1)
    scope = Scope(symbols, letters, symbols)
    values = [np.ravel(evaluate(side, scope)) for side in (one, other)]
    if len(values[0]) != len(values[1]):
        return False
    return all(agree(at(x), at(y)) for at in NEAR for x, y in zip(*values, strict=True))


def _shown(digits: str) -> str:
    """A number as it is printed: 9/10 is 0.9."""
    number = sp.Rational(digits)
    decimal = f"{float(number):.12g}"
    return decimal if sp.Rational(decimal) == number else digits

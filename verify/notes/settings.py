r"""Numbers that notes give as an example: ``\beta_1 = 0.9``, and then ``m_1 = 0.1 g_1``.

A formula is read with all its symbols, and holds for all their numbers. One that holds with the
numbers of the example alone is no mistake, and says with which.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import sympy as sp

from verify.book import slices
from verify.notes.pieces import Formula
from verify.notes.source import Source
from verify.proving.formula import Reading, names_of, read_at_all_sizes
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
    numbers: Mapping[str, str],
) -> Example | None:  # fmt: skip
    """The formula with the numbers of an example, if it holds with them."""
    statements = slices.leading_to(symbols.statements, names_of(formula, list(equations)))
    used = names_of(formula, list(equations)).union(*map(slices.reads, statements))
    given = {name: digits for name, digits in numbers.items() if name in used}
    if not given:
        return None
    other = source.with_numbers(given).read_like(symbols)
    with suppress(LatexError, ValueError):
        found = read_at_all_sizes(formula, other)
        if all(step.ok for step in found.steps):
            return Example({k: _shown(v) for k, v in given.items()}, found)
    return None


def _shown(digits: str) -> str:
    """A number as it is printed: 9/10 is 0.9."""
    number = sp.Rational(digits)
    decimal = f"{float(number):.12g}"
    return decimal if sp.Rational(decimal) == number else digits

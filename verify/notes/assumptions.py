"""What a formula takes for granted: that a vector sums to one, or that a number is positive.

Notes say so in a sentence, or not at all.
"""

import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice

from verify.book import slices
from verify.diagnosis.displays import mistake
from verify.notes.declared import Declaration
from verify.notes.pieces import Formula
from verify.notes.points import POINTS
from verify.notes.said import conditioned
from verify.notes.source import Source
from verify.proving.formula import Reading, names_of, read, read_at_all_sizes
from verify.proving.namespace import Symbols
from verify.reading import nodes as n
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol

WORDS = {
    "distribution": "{} sums to one",
    "symmetric": "{} is symmetric",
    "positive": "{} is positive",
}
SIGMOID = "sigma"
MOST = 4  # that are tried
ENOUGH = 0.5  # seconds after which no further one is
DISTRIBUTIONS = "ytpq"  # what targets and probabilities begin with


@dataclass(frozen=True)
class Assumption:
    """Declarations that say more, with the formula as it is read under them."""

    declarations: tuple[Declaration, ...]
    reading: Reading

    @property
    def words(self) -> str:
        return " and ".join(map(_words, self.declarations))


def _words(one: Declaration) -> str:
    name = symbol(one.name)
    is_of_rows = len(one.shape) == 2 and one.word == "distribution"
    return WORDS[one.word].format(f"each row of {name}" if is_of_rows else name)


def assumption(
    source: Source, symbols: Symbols, formula: Formula, equations: Sequence[n.Chain]
) -> Assumption | None:
    """The first assumption under which a formula holds that does not hold without one."""
    end = time.process_time() + ENOUGH
    for several, other in assumed(source, symbols, formula, equations):
        with suppress(LatexError, ValueError):
            if all(step.ok for step in read(formula, other, POINTS).steps):
                found = read_at_all_sizes(formula, other)
                if all(step.ok for step in found.steps):
                    return Assumption(several, found)
        if time.process_time() > end:
            break
    return None


def with_sigmoid(source: Source, symbols: Symbols, formula: Formula) -> Reading | None:
    """The formula as it is read if an unknown σ is the sigmoid; nothing if it fails then too."""
    other = source.redefined(SIGMOID, "common.sigmoid").read_like(symbols)
    with suppress(LatexError, ValueError):
        if all(step.ok for step in read(formula, other, POINTS).steps):
            found = read_at_all_sizes(formula, other)
            if all(step.ok for step in found.steps):
                return found
    return None


def where_said(symbols: Symbols, formula: Formula) -> tuple[str, Reading] | None:
    """Words and reading where the sentence before says; nothing if it fails there too."""
    other = conditioned(formula)
    if other is None:
        return None
    with suppress(LatexError, ValueError):
        found = read_at_all_sizes(other, symbols)
        sized = found.sized or (symbols,)
        steps = [step for at in sized for step in read(other, at, POINTS).steps]
        if all(step.ok for step in steps):  # but for corners
            condition = other.condition.replace(r"\neq", "≠").replace(r"\ne", "≠")
            return f"where {condition}, as the sentence before says", found
    return None


def with_rows(
    source: Source, symbols: Symbols, formula: Formula, names: Collection[str]
) -> tuple[str, Reading] | None:
    r"""Words and reading where X has the ``x^{(i)}`` as its rows; nothing if it fails then too."""
    shapes = {one.name: one.shape for one in source.declared if one.word in {"", "rows"}}
    families = {one.name for one in source.declared if one.word == "rows"}
    for name in sorted(names & shapes.keys()):
        of = name.lower()
        if of == name or of not in {*symbols.examples, *families} or shapes.get(of) != shapes[name]:
            continue
        with suppress(LatexError, ValueError):
            other = source.with_rows(name, of).read_like(symbols)
            found = read_at_all_sizes(formula, other)
            if all(step.ok for step in found.steps):
                vectors = f"{symbol(of)}_i" if of in families else f"{symbol(of)}^(i)"
                return f"if the rows of {symbol(name)} are the {vectors}", found
    return None


def assumed_mistake(
    source: Source, symbols: Symbols, formula: Formula, equations: Sequence[n.Chain]
) -> str:
    """The kind of mistake that a formula makes where a vector sums to one; or nothing."""
    for several, other in assumed(source, symbols, formula, equations):
        if several[0].word == "distribution":
            with suppress(LatexError, ValueError):
                found = read_at_all_sizes(formula, other)
                if kind := mistake(formula, other, found.steps):
                    return f"if {Assumption(several, found).words}, {kind.words}"
    return ""


def assumed(
    source: Source, symbols: Symbols, formula: Formula, equations: Sequence[n.Chain]
) -> Iterator[tuple[tuple[Declaration, ...], Symbols]]:
    """The assumptions that are tried, with the symbols as they are under them.

    Of several square matrices all may have to be symmetric.
    """
    names = names_of(formula, list(equations))
    statements = slices.leading_to(symbols.statements, names)
    used = set(names).union(*map(slices.reads, statements)) - _differentiated(equations)
    likely = sorted(source.declared, key=lambda one: one.name[0] not in DISTRIBUTIONS)
    declared = sorted(likely, key=lambda one: one.name not in names)
    stronger = [*_stronger(declared, used)]
    symmetric = tuple(one for one in stronger if one.word == "symmetric")
    together = [symmetric] if len(symmetric) > 1 else []
    wanted = names | {symbols.apart[name] for name in names if name in symbols.apart}
    for several in [*islice(((one,) for one in stronger), MOST), *together]:
        with suppress(LatexError):  # what leads to a name may have no value then
            other = source.redeclared(*several, names=wanted).read_like(symbols)
            other.read = symbols.read
            yield several, other


def _differentiated(equations: Sequence[n.Chain]) -> set[str]:
    """The names by which something is differentiated: these are free."""
    return {
        inner.name
        for chain in equations
        for side in chain.sides
        for node in n.walk(side.value)
        if isinstance(node, n.Derivative | n.Gradient)
        for inner in n.walk(node.by)
        if isinstance(inner, n.Name)
    }


def _stronger(declared: Collection[Declaration], used: Collection[str]) -> Iterator[Declaration]:
    plain = [one for one in declared if one.name in used and not one.word]
    for word in WORDS:
        for one in plain:
            is_square = len(one.shape) == 2 and one.shape[0] == one.shape[1]
            if word == "positive" or (is_square if word == "symmetric" else one.shape):
                yield replace(one, word=word)

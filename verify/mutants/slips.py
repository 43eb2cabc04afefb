"""Change a formula as a slip would: a sign, an index, a symbol for its neighbour, a prime.

Each change works in both directions. Of a wrong formula it says what would be right, and of a
right one what is written by mistake.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from typing import Any

import numpy as np
import sympy as sp

from verify.mutants import of_form
from verify.mutants.trees import Change, exchanged, one, plus, replaced, rewritten
from verify.reading import nodes as n
from verify.reading.alphabet import CONSTANTS, FOLDS, FUNCTIONS
from verify.reading.unicode import text

LAYERS = "0123456789"


@dataclass(frozen=True)
class Slip:
    """A formula with one change: of which kind it is, and what became of what."""

    kind: str
    old: str
    new: str
    node: n.Node


class Slips:
    """The changes that a chapter suggests: its symbols, and the indices that are left free."""

    def __init__(self, symbols: Mapping[str, Any], indices: tuple[str, ...]):
        self.symbols, self.indices = symbols, indices

    def of(self, node: n.Node) -> Iterator[Slip]:
        """Every change of a formula, the likely ones first."""
        bound = {part.index for part in n.walk(node) if isinstance(part, n.Fold)}
        self.known = [*self.indices, *sorted(bound - {*self.indices})]
        for i, j in combinations(self.indices, 2):
            changed = exchanged(node, i, j)
            if changed != node:
                yield Slip("exchanged", f"{i}, {j}", f"{j}, {i}", changed)
        for kind, changes in self.kinds().items():
            for found in rewritten(node, changes):
                yield Slip(kind, found.old, found.new, found.part)

    def kinds(self) -> dict[str, Callable[[n.Node, bool], Iterator[Change]]]:
        return {
            "sign": of_form.sign,
            "prime": of_form.prime,
            "exchanged": of_form.subscripts_exchanged,
            "shifted": self.shifted,
            "transposed": self.transposed,
            "order": of_form.order,
            "layer": self.sibling,
            "root": of_form.root,
            "complement": of_form.complement,
            "term": of_form.term_dropped,
            "index": self.index,
            "symbol": self.symbol,
            "number": of_form.number,
            "factor": of_form.factor_dropped,
            "fraction": of_form.fraction,
            "function": self.function,
            "operator": of_form.operator,
            "power": of_form.power,
            "delta": self.delta,
            "missing": self.missing,
        }

    def is_index(self, node: n.Node) -> bool:
        if not isinstance(node, n.Name):
            return False
        return node.name not in self.symbols and node.name not in CONSTANTS

    def shifted(self, part: n.Node, subscript: bool) -> Iterator[Change]:
        """An index or a limit that is off by one."""
        if self.is_index(part) or (
            subscript and isinstance(part, n.Name) and part.name not in self.symbols
        ):
            for step in "-+":
                yield replaced(part, n.Sum(part.at, (("+", part), (step, one(part)))))
        match part:
            case n.Sum(at=at, terms=(("+", name), (step, n.Number(digits=digits)))) if (
                digits.isdecimal() and self.is_index(name)
            ):
                shift = int(f"{step}{digits}")
                for other in (shift - 1, shift + 1):
                    yield replaced(part, plus(at, name, other))
                yield replaced(part, plus(at, name, -shift))
            case n.Fold(first=n.Node() as first, last=n.Node() as last):
                for shift in (-1, 1):
                    lower, upper = plus(first.at, first, shift), plus(last.at, last, shift)
                    yield Change(replace(part, first=lower), text(first), text(lower))
                    yield Change(replace(part, last=upper), text(last), text(upper))

    def transposed(self, part: n.Node, subscript: bool) -> Iterator[Change]:
        if isinstance(part, n.Transpose):
            yield replaced(part, part.of)
        elif isinstance(part, n.Name) and not subscript and np.ndim(self.value(part)):
            yield replaced(part, n.Transpose(part.at, part))

    def value(self, part: n.Name) -> Any:
        found = self.symbols.get(part.name, 0)
        return 0 if callable(found) or isinstance(found, list) else found

    def sibling(self, part: n.Node, subscript: bool) -> Iterator[Change]:
        """Another layer, hat or plus of the same letter."""
        if isinstance(part, n.Name) and not subscript and part.name in self.symbols:
            for name in self.others(part):
                if stem(name) == stem(part.name):
                    yield replaced(part, n.Name(part.at, name))

    def symbol(self, part: n.Node, subscript: bool) -> Iterator[Change]:
        """Another symbol that its shape does not give away."""
        if not isinstance(part, n.Name) or subscript or part.name not in self.symbols:
            return
        for name in self.others(part):
            if alike(self.symbols[name], self.symbols[part.name]):
                yield replaced(part, n.Name(part.at, name))

    def others(self, part: n.Name) -> list[str]:
        value = self.symbols[part.name]
        return [
            name
            for name, other in self.symbols.items()
            if name != part.name and callable(other) == callable(value) and other is not value
        ]

    def index(self, part: n.Node, subscript: bool) -> Iterator[Change]:
        if subscript and isinstance(part, n.Name) and part.name not in self.symbols:
            for name in self.known:
                if name != part.name:
                    yield replaced(part, n.Name(part.at, name))
        elif subscript and isinstance(part, n.Number) and len(part.digits) == 1:
            for digit in {str(int(part.digits) + 1), str(max(int(part.digits) - 1, 0))}:
                yield replaced(part, n.Number(part.at, digit))

    def function(self, part: n.Node, subscript: bool) -> Iterator[Change]:
        match part:
            case n.Call(function=name, arguments=(_,)):
                known = [*FUNCTIONS, *(x for x, value in self.symbols.items() if callable(value))]
                for other in known:
                    if other != name.name and (name.name in FUNCTIONS or not part.primes):
                        new = replace(part, function=n.Name(name.at, other))
                        yield replaced(part, new)
            case n.Fold(kind=kind):
                for other in FOLDS:
                    if other != kind:
                        yield replaced(part, replace(part, kind=other))

    def delta(self, part: n.Node, subscript: bool) -> Iterator[Change]:
        if subscript:
            return
        if isinstance(part, n.Delta):
            yield replaced(part, one(part))
        elif part == one(part):
            for i, j in combinations(self.known, 2):
                yield replaced(part, n.Delta(part.at, n.Name(part.at, i), n.Name(part.at, j)))

    def missing(self, part: n.Node, subscript: bool) -> Iterator[Change]:
        """A factor that is left out: a symbol, with indices that are there."""
        if subscript or not isinstance(part, n.Product | n.Entry | n.Call | n.Fraction | n.Fold):
            return
        for factor in self.entries(part.at):
            new = n.Product(part.at, (("", factor), (r"\cdot", part)))
            yield Change(new, "", text(factor))
            yield Change(n.Fraction(part.at, part, factor), "", f"1/{text(factor)}")

    def entries(self, at: int) -> Iterator[n.Node]:
        """Each number of the chapter, and each entry of its arrays at known indices."""
        for name, value in self.symbols.items():
            if callable(value) or isinstance(value, list):
                continue
            node = n.Name(at, name)
            if np.ndim(value) == 0:
                yield node
            for indices in permutations(self.known, np.ndim(value)):
                if indices:
                    yield n.Entry(at, node, tuple(n.Name(at, index) for index in indices))


def stem(name: str) -> str:
    """What symbols of one kind have in common: ``beta`` of ``beta1`` and ``beta_hat``."""
    return name.partition("_")[0].rstrip(LAYERS)


def alike(this: Any, other: Any) -> bool:
    """Whether a symbol could stand in the place of another."""
    if callable(this) or callable(other):
        return False
    if isinstance(this, list) or isinstance(other, list):
        return isinstance(this, list) and isinstance(other, list)
    if np.ndim(this) or np.ndim(other):
        return bool(np.shape(this) == np.shape(other))
    return isinstance(this, sp.Expr | int) and isinstance(other, sp.Expr | int)

"""Change a formula as a slip would: a sign, an index, a symbol for its neighbour, a prime.

Each change works in both directions. Of a wrong formula it says what would be right, and of a
right one what is written by mistake.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations
from typing import Any

import numpy as np
import sympy as sp

from verify.mutants import of_form
from verify.mutants.trees import Change, exchanged, one, plus, replaced, rewritten
from verify.proving.indices import free_indices
from verify.proving.namespace import Symbols
from verify.reading import nodes as n
from verify.reading.alphabet import CONSTANTS, FOLDS, FUNCTIONS
from verify.reading.unicode import symbol, text

LAYERS = "0123456789"
Kinds = dict[str, Callable[[n.Node, bool], Iterator[Change]]]
PARTS = (n.Product, n.Entry, n.Call, n.Fraction, n.Fold, n.Sum, n.Power)


@dataclass(frozen=True)
class Slip:
    """A formula with one change: of which kind it is, and what became of what."""

    kind: str
    old: str
    new: str
    node: n.Node


class Slips:
    """The changes that a chapter suggests: its symbols, and the indices that are left free.

    ``sides`` are others of the same equation, whose parts may be what is left out, and ``names``
    those that the chapter prints.
    """

    def __init__(
        self,
        symbols: Mapping[str, Any],
        indices: tuple[str, ...],
        sides: Sequence[n.Node] = (),
        names: Collection[str] | None = None,
    ):
        self.symbols, self.indices = symbols, indices
        every = {text(x): x for side in sides for x in n.walk(side) if isinstance(x, PARTS)}
        self.beside = [*every.values()]
        shortest: dict[int, str] = {}  # of the names of a value, such as softmax and p
        for name in sorted(symbols, key=len):
            shortest.setdefault(id(symbols[name]), name)
        numbers = {name for name, value in symbols.items() if isinstance(value, int)}
        own = symbols.own if isinstance(symbols, Symbols) else {*symbols}
        kept = {*shortest.values(), *numbers} & own
        kept = kept if names is None else kept & {*names}
        self.printed = {name: value for name, value in symbols.items() if name in kept}
        self.asked = {root_name(side) for side in sides}  # what a formula of it cannot hold

    def of(self, node: n.Node) -> Iterator[Slip]:
        """Every change of a formula, the likely ones first."""
        yield from self.of_the_pen(node)
        yield from self.of_form(node)
        yield from self.left_out(node)

    def of_the_pen(self, node: n.Node) -> Iterator[Slip]:
        """Another sign, index or symbol, a prime, a root too short."""
        self._look(node)
        for i, j in combinations(self.indices, 2):
            changed = exchanged(node, i, j)
            if changed != node:
                yield Slip("exchanged", "", f"{i} and {j} exchanged", changed)
        yield from self._of_kinds(node, self._of_the_pen())
        yield from self.names_exchanged(node)

    def of_form(self, node: n.Node) -> Iterator[Slip]:
        """Another number, power or fraction."""
        self._look(node)
        yield from self._of_kinds(node, self._of_form())

    def left_out(self, node: n.Node) -> Iterator[Slip]:
        """A function, a factor or a term that is left out, or another one."""
        self._look(node)
        yield from self._of_kinds(node, self._left_out())

    def _look(self, node: n.Node) -> None:
        bound = {part.index for part in n.walk(node) if isinstance(part, n.Fold)}
        self.known = [*self.indices, *sorted(bound - {*self.indices})]

    def _of_kinds(self, node: n.Node, kinds: Kinds) -> Iterator[Slip]:
        for kind, changes in kinds.items():
            for found in rewritten(node, changes):
                yield Slip(kind, found.old, found.new, found.part)

    def names_exchanged(self, node: n.Node) -> Iterator[Slip]:
        """Two symbols, each in the place of the other."""
        used = {part.name for part in n.walk(node) if isinstance(part, n.Name)}
        for one_name, other in combinations(sorted(used & set(self.symbols)), 2):
            if alike(self.symbols[one_name], self.symbols[other]):
                pair = f"{symbol(one_name)} and {symbol(other)} exchanged"
                yield Slip("names", "", pair, exchanged(node, one_name, other))

    def _of_the_pen(self) -> Kinds:
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
            "summed": self.summed,
        }

    def _of_form(self) -> Kinds:
        return {
            "delta": self.delta,
            "power": of_form.power,
            "number": of_form.number,
            "factor": of_form.factor_dropped,
            "fraction": of_form.fraction,
            "moved": of_form.moved,
        }

    def _left_out(self) -> Kinds:
        return {
            "function": self.function,
            "operator": of_form.operator,
            "applied": self.applied,
            "missing": self.missing,
            "added": self.added,
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
        return found if isinstance(found, np.ndarray) else 0

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
            for name, other in self.printed.items()
            if name not in {part.name, *self.asked}
            and callable(other) == callable(value)
            and other is not value
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
                known = [*FUNCTIONS, *(x for x, value in self.printed.items() if callable(value))]
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
        if subscript or not isinstance(part, PARTS):
            return
        for factor in self.entries(part.at):
            new = n.Product(part.at, (("", factor), (r"\cdot", part)))
            yield Change(new, "", f"the factor {text(factor)}")
            divided = n.Fraction(part.at, part, factor)
            yield Change(divided, "", f"the factor 1/{text(factor)}")

    def added(self, part: n.Node, subscript: bool) -> Iterator[Change]:
        """A term that is left out."""
        if subscript or not isinstance(part, (n.Name, *PARTS)):
            return
        for term in (one(part), *self.entries(part.at)):
            for sign in "+-":
                yield replaced(part, n.Sum(part.at, (("+", part), (sign, term))))

    def applied(self, part: n.Node, subscript: bool) -> Iterator[Change]:
        """A function that is left out, or is one too many."""
        if subscript or not isinstance(part, (n.Name, *PARTS)):
            return
        if isinstance(part, n.Call) and len(part.arguments) == 1:
            yield replaced(part, part.arguments[0])
        if isinstance(part, n.Power) and part.base == n.Name(part.base.at, "e"):
            yield replaced(part, part.exponent)
        for name, function in self.printed.items():
            if callable(function):
                yield replaced(part, n.Call(part.at, n.Name(part.at, name), 0, (part,)))
                yield replaced(part, n.Call(part.at, n.Name(part.at, name), 1, (part,)))
        for name in ("exp", "log", "tanh"):
            yield replaced(part, n.Call(part.at, n.Name(part.at, name), 0, (part,)))

    def summed(self, part: n.Node, subscript: bool) -> Iterator[Change]:
        """A sum that is left out, over an index that is not on the left side."""
        if subscript or not isinstance(part, PARTS):
            return
        for index in free_indices(part, self.symbols):
            if index not in self.known:
                whole = n.Fold(part.at, "sum", index, None, None, part)
                yield Change(whole, "", f"a sum over {index}")

    def entries(self, at: int) -> Iterator[n.Node]:
        """Each number of the chapter, and each entry of its arrays at known indices."""
        for part in self.beside:
            if isinstance(part, n.Entry | n.Call) and self._fits(part):
                yield part
        for name, value in self.printed.items():
            if not isinstance(value, np.ndarray | sp.Expr | int):
                continue
            node = n.Name(at, name)
            if np.ndim(value) == 0 or not self.known:
                yield node
            for indices in permutations(self.known, np.ndim(value)):
                if indices:
                    yield n.Entry(at, node, tuple(n.Name(at, index) for index in indices))

    def _fits(self, part: n.Node) -> bool:
        return set(free_indices(part, self.symbols)) <= set(self.known)


def root_name(side: n.Node) -> str:
    """The symbol that a side consists of, with its indices or not."""
    side = side.array if isinstance(side, n.Entry) else side
    return side.name if isinstance(side, n.Name) else ""


def stem(name: str) -> str:
    """What symbols of one kind have in common: ``beta`` of ``beta1`` and ``beta_hat``."""
    return name.partition("_")[0].rstrip(LAYERS)


def alike(this: Any, other: Any) -> bool:
    """Whether a symbol could stand in the place of another."""
    if callable(this) or callable(other):
        return False
    if isinstance(this, list) or isinstance(other, list):
        return isinstance(this, list) and isinstance(other, list)
    if isinstance(this, np.ndarray) or isinstance(other, np.ndarray):
        return bool(np.shape(this) == np.shape(other))
    return isinstance(this, sp.Expr | int) and isinstance(other, sp.Expr | int)

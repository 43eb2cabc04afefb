"""The symbols of a chapter: the names that its derivation assigns."""

import ast
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from types import ModuleType
from typing import Any

import numpy as np
import sympy as sp

from verify.book import ROOT, slices
from verify.book.limits import OutOfBounds, limited
from verify.book.modules import renew
from verify.book.sources import digest
from verify.reading.equations import chains
from verify.reading.nodes import Chain


class Symbols(Mapping[str, Any]):
    """The namespace of a derivation, which can be run again with one of its names held fixed.

    Modules and what a loop counts are no symbols. What is ``replaced``, such as a size, has this
    value whatever the derivation says.
    """

    def __init__(self, topic: str, source: str, replaced: Mapping[str, Any] | None = None):
        self.topic, self.source = topic, source
        self.name = f"derivations.{topic}"
        self._replaced = dict(replaced or {})
        self.statements = [*slices.statements_of(topic, source)]
        declared = slices.whole_numbers(self.statements)
        self.sizes = {name: self._replaced.get(name, size) for name, size in declared.items()}
        counters = {name for node in self.statements for name in slices.counters(node)}
        self.everything = self._run(self.statements, self._replaced)
        self._values = {
            name: value
            for name, value in self.everything.items()
            if not (name.startswith("_") or name in counters or isinstance(value, ModuleType))
        }
        self._originals = dict(_aliases(self.statements))
        self._held: dict[tuple[str, frozenset[str]], Held] = {}
        self.further: dict[Any, Any] = {}  # the same at other sizes, or with less assumed
        self.examples: Collection[str] = ()  # whose first axis is that of the examples: x^{(i)}
        self.apart: Mapping[str, str] = {}  # names that mean something else without subscripts
        self.last_layer: int | None = None  # which L stands for beside a name, in notes
        self.broadcasts = False  # whether a row may be added to every row, as in notes
        self.rows = False  # whether a vector in a product is a row, as in some notes
        self.read: dict[str, list[Chain]] = {}  # the displays, which other sizes read alike

    def at(self, sizes: Mapping[str, int]) -> "Symbols":
        """The same derivation at other sizes; raises what it raises there."""
        for statement in self.statements:
            if isinstance(statement, ast.Assert) and slices.reads(statement) <= sizes.keys():
                slices.execute(statement, self.topic, dict(sizes))  # before what takes long
        found = Symbols(self.topic, self.source, sizes)
        found.read = self.read
        return found.read_like(self)

    def read_like(self, other: "Symbols") -> "Symbols":
        """These symbols, with formulas read as they are with others."""
        self.examples, self.apart = other.examples, other.apart
        self.last_layer = other.last_layer
        self.broadcasts, self.rows = other.broadcasts, other.rows
        return self

    def chains(self, latex: str) -> list[Chain]:
        """A display as it is read with these names; raises `LatexError`."""
        if latex not in self.read:
            self.read[latex] = chains(latex, self)
        return self.read[latex]

    def sizes_of(self, names: set[str]) -> list[str]:
        """The sizes on which these names depend, in the order in which they are declared."""
        kept = slices.leading_to(self.statements, names)
        used = names.union(*map(slices.reads, kept))
        return [name for name in self.sizes if name in used]

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def original(self, name: str) -> str:
        """The first name of a value that has several, as in ``softmax = p = ...``."""
        seen = {name}
        while (name := self._originals.get(name, name)) not in seen:
            seen.add(name)
        return name

    def _run(self, statements: list[ast.stmt], held: dict[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {"__name__": self.name} | held
        for statement in statements:
            slices.execute(statement, self.topic, values)
            values |= held
        return values

    @property
    def own(self) -> set[str]:
        """The names that the derivation assigns or defines, and does not import."""
        return {
            name
            for statement in self.statements
            if not isinstance(statement, slices.IMPORTS)
            for name in slices.writes(statement)
        }

    def reads(self, name: str) -> set[str]:
        """The names of which a name is made."""
        written = [node for node in self.statements if name in slices.writes(node)]
        return {x for node in written for x in slices.reads(node) if x in self}

    def opened(self, names: Collection[str], held: Mapping[str, Any]) -> dict[str, Any]:
        """The values of names where others are what ``held`` says; raises what they raise."""
        found = self._run(slices.leading_to(self.statements, names), {**self._replaced, **held})
        return {name: found[name] for name in names}

    def hold(self, name: str, wanted: set[str]) -> "Held":
        """Make ``name`` a free variable and compute what depends on it anew.

        That is what a partial derivative by an intermediate value means: dL/da asks how L
        changes with a, whatever a was computed from. Only the statements that ``wanted``
        needs are run.
        """
        key = name, frozenset(wanted)
        if key not in self._held:
            self._held[key] = self._hold(name, wanted)
        return self._held[key]

    def _hold(self, name: str, wanted: set[str]) -> "Held":
        value = self[name]
        free = np.array(
            [
                sp.Dummy(f"{name}_{i + 1}", real=True, positive=_positive(v))
                for i, v in enumerate(np.ravel(value))
            ],
            dtype=object,
        ).reshape(np.shape(value))
        variable = free if np.ndim(value) else free.item()
        kept = slices.leading_to(self.statements, wanted, held=name)
        names = {name} | {
            other
            for statement in self.statements
            if slices.is_plain(statement) and name in slices.writes(statement)
            for other in slices.writes(statement)  # in a = p = ... both names are held
        }
        original = dict(zip(np.ravel(free), np.ravel(value), strict=True))
        held = self._replaced | dict.fromkeys(names, variable)
        return Held(self._run(kept, held), variable, original)


class Held(dict[str, Any]):
    """The names of a derivation as functions of one that is held fixed."""

    def __init__(self, values: dict[str, Any], variable: Any, original: dict[sp.Symbol, sp.Expr]):
        super().__init__(values)
        self.variable = variable
        self.original = original

    def restore(self, expression: sp.Expr) -> sp.Expr:
        """Put back the value that was held fixed."""
        try:
            return expression.xreplace(self.original)
        except ValueError:  # a derivative of an unknown function, with respect to no symbol
            return expression.subs(self.original, simultaneous=True)


def symbols(topic: str) -> Symbols:
    """The symbols of a chapter, computed again when its derivation or what it imports changed.

    Raises:
        FileNotFoundError: there is no such derivation.
        OutOfBounds: it does not end, or ends the program.
    """
    path = ROOT / "derivations" / f"{topic}.py"
    source = path.read_text(encoding="utf-8")
    found = _symbols(topic, source, digest(f"derivations.{topic}"))
    if isinstance(found, OutOfBounds):
        raise found
    return found


@lru_cache(maxsize=64)
def _symbols(topic: str, source: str, version: str) -> Symbols | OutOfBounds:
    """The symbols, or why there are none: to wait once for what does not end is enough."""
    renew(f"derivations.{topic}")
    try:
        with limited():
            return Symbols(topic, source)
    except OutOfBounds as error:
        return error


def _aliases(statements: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    """Names that are only another name for what the second one is."""
    for node in statements:
        if isinstance(node, ast.Assign) and slices.is_plain(node):
            first, *others = [target.id for target in node.targets if isinstance(target, ast.Name)]
            yield from ((other, first) for other in others)
            if isinstance(node.value, ast.Name):
                yield first, node.value.id


def _positive(value: Any) -> bool | None:
    return True if sp.sympify(value).is_positive else None

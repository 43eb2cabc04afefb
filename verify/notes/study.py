"""Check the formulas of notes: what they declare and define first, then every equation."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from verify.book.limits import OutOfBounds, limited
from verify.notes.declared import Declared
from verify.notes.definitions import Definition, definitions, functions_defined, names_of
from verify.notes.formula import BEFORE, SIDES
from verify.notes.pieces import Formula
from verify.notes.source import Source
from verify.proving.formula import Reading, read_at_all_sizes
from verify.proving.namespace import Symbols
from verify.proving.verdict import Verdict
from verify.reading.tokens import LatexError


class Status(Enum):
    """What was found about a formula of somebody's notes."""

    TRUE = "holds"
    DEFINES = "defines"
    FALSE = "wrong"
    UNKNOWN = "needs a symbol"
    UNREADABLE = "unreadable"
    NO_CLAIM = "states no equation"


@dataclass(frozen=True)
class Found:
    """A formula with its status, and what a reader is told."""

    formula: Formula
    status: Status
    words: str = ""
    at: int | None = None
    reading: Reading | None = None
    names: tuple[str, ...] = ()  # that it defines, or that it needs
    assumes: tuple[str, ...] = ()  # the declarations that were guessed


class Study:
    """The formulas of notes, with the derivation that they make."""

    def __init__(self, formulas: list[Formula], declared: Declared, source: Source | None = None):
        self.formulas = formulas
        self.source = source or Source()
        self.defined: dict[str, Definition] = {}
        self.owners: dict[str, Formula] = {}
        for name, number in declared.sizes.items():
            self.source.size(name, number)
        for one in declared.symbols:
            self.source.declare(one)
        self._collect()
        self.symbols = self.source.finished()

    def _collect(self) -> None:
        """Take what is defined, as often as something new is."""
        functions = {
            name: parameters
            for formula in self.formulas
            for name, parameters in functions_defined(formula)
            if name not in self.source.known
        }
        progress = True
        while progress:
            progress = False
            for formula in self.formulas:
                progress |= any([self._take(one, formula) for one in self._new(formula, functions)])

    def _new(self, formula: Formula, functions: dict[str, tuple[str, ...]]) -> list[Definition]:
        try:
            return list(definitions(formula, self.source.known, functions))
        except LatexError:
            return []

    def _take(self, one: Definition, formula: Formula) -> bool:
        known = self.source.known
        if one.name in known or not one.needs <= set(known):
            return False
        SIDES[one.place], BEFORE[one.place] = one.side, self.source.text
        try:
            self.source.add(one.statement(known, self.source.sizes))
        except LatexError:
            return False
        self.defined[one.name], self.owners[one.name] = one, formula
        return True

    def found(self) -> Iterator[Found]:
        """Each formula with its status, in reading order."""
        for formula in self.formulas:
            with limited():
                yield self._found(formula)

    def _found(self, formula: Formula) -> Found:
        try:
            equations = self.symbols.chains(formula.latex)
            reading = read_at_all_sizes(formula, self.symbols)
        except LatexError as error:
            return Found(formula, Status.UNREADABLE, str(error), error.at)
        except OutOfBounds as error:
            return Found(formula, Status.UNREADABLE, str(error))
        if wrong := [step.problem for step in reading.steps if not step.ok]:
            return Found(formula, Status.FALSE, wrong[0], reading=reading)
        defines = tuple(name for name, owner in self.owners.items() if owner is formula)
        if defines and sum(len(chain.sides) - 1 for chain in equations) == len(defines):
            return Found(formula, Status.DEFINES, names=defines, reading=reading)
        return Found(formula, Status.TRUE, names=defines, reading=reading)

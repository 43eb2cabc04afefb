"""Check the formulas of notes: what they declare and define first, then every equation."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from typing import Any

from verify.book.limits import OutOfBounds, limited
from verify.notes.assumptions import assumption
from verify.notes.declared import Declaration, Declared
from verify.notes.definitions import (
    Definition,
    definitions,
    functions_defined,
    names_of,
    open_function,
)
from verify.notes.formula import BEFORE, SIDES
from verify.notes.guess import guesses
from verify.notes.pieces import Formula
from verify.notes.source import Source
from verify.proving.formula import Reading, read_at_all_sizes
from verify.proving.formula import names_of as names_of_display
from verify.proving.indices import free_indices
from verify.reading.equations import chains
from verify.reading.nodes import Chain
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol


class Status(Enum):
    """What was found about a formula of somebody's notes."""

    DEFINES = "defines"
    TRUE = "holds"
    ASSUMING = "holds under an assumption"
    FALSE = "wrong"
    DOUBTFUL = "does not hold as read"  # a function in it is unknown
    UNKNOWN = "needs a symbol"
    UNREADABLE = "unreadable"
    NO_CLAIM = "states no equation"


@dataclass(frozen=True)
class Found:
    """A formula with its status, and what a reader is told."""

    formula: Formula
    status: Status
    words: str = ""  # what is wrong
    at: int | None = None  # where in the LaTeX
    reading: Reading | None = None
    names: tuple[str, ...] = ()  # that it defines, or that it needs
    hint: str = ""  # what it assumes, or what to do


class Study:
    """The formulas of notes, with the derivation that they make.

    Without ``guess`` a symbol that nothing declares stays unknown.
    """

    def __init__(
        self, formulas: list[Formula], declared: Declared, source: Source | None = None,
        guess: bool = True,
    ):  # fmt: skip
        self.formulas = formulas
        self.source = source or Source()
        self.owners: dict[str, Formula] = {}  # of each name that is defined
        self.guessed: list[Declaration] = []
        for name, number in declared.sizes.items():
            self.source.size(name, number)
        for one in declared.symbols:
            self.source.declare(one)
        self._collect()
        while guess and self._guess():
            self._collect()
        self.symbols = self.source.finished()

    def _collect(self) -> None:
        """Take what is defined, as often as something new is."""
        progress = True
        while progress:
            progress = any([self._take(*pair) for pair in self._pending()])

    def _pending(self) -> list[tuple[Definition, Formula]]:
        """What formulas define of which nothing is known yet, in reading order."""
        return [(one, x) for x in self.formulas for one in self._definitions(x)]

    def _definitions(self, formula: Formula) -> list[Definition]:
        try:
            return list(definitions(formula, self.source.known, self._functions))
        except LatexError:
            return []

    @property
    def _functions(self) -> dict[str, tuple[str, ...]]:
        known = self.source.known
        pairs = (pair for formula in self.formulas for pair in functions_defined(formula))
        return {name: parameters for name, parameters in pairs if name not in known}

    def _take(self, one: Definition, formula: Formula) -> bool:
        known = self.source.known
        if one.name in known or not one.needs <= set(known):
            return False
        SIDES[one.place], BEFORE[one.place] = one.side, self.source.text
        try:
            if one.number:
                self.source.declare(Declaration(one.name))
                self.source.given[one.name] = one.number
            else:
                self.source.add(one.statement(known, self.source.sizes))
        except LatexError:
            return False
        self.owners[one.name] = formula
        return True

    def _guess(self) -> bool:
        """Declare what is unknown, but for what waits for it; false if there is nothing."""
        known, functions = self.source.known, self._functions
        readable = []
        for formula in self.formulas:
            with suppress(LatexError):
                readable.append(
                    (
                        formula,
                        chains(formula.latex, {**known, **dict.fromkeys(functions, open_function)}),
                    )
                )
        equations = [chain for _, found in readable for chain in found]
        waiting = {one.name for one, _ in self._pending()} | set(functions)
        names = [x for x in unknown_names(equations, known) if x not in waiting]
        if not names:
            return False
        latex = [formula.latex for formula, _ in readable]
        for one in guesses(names, equations, latex, known, self.source.sizes):
            self.source.declare(one)
            self.guessed.append(one)
        return True

    def found(self) -> Iterator[Found]:
        """Each formula with its status, in reading order."""
        for formula in self.formulas:
            try:
                with limited():
                    yield self._found(formula)
            except LatexError as error:
                yield Found(formula, Status.UNREADABLE, str(error), error.at)
            except OutOfBounds as error:
                yield Found(formula, Status.UNREADABLE, str(error))

    def _found(self, formula: Formula) -> Found:
        equations = self.symbols.chains(formula.latex)
        if missing := unknown_names(equations, self.symbols):
            names = ", ".join(map(symbol, missing))
            hint = f"what is {names}? declare it in a block ```symbols, as in W: D x K"
            return Found(formula, Status.UNKNOWN, names=tuple(missing), hint=hint)
        reading = read_at_all_sizes(formula, self.symbols)
        if wrong := [step.problem for step in reading.steps if not step.ok]:
            return self._wrong(formula, reading, wrong[0])
        defines = tuple(name for name, owner in self.owners.items() if owner is formula)
        is_definition = defines and sum(len(c.sides) - 1 for c in equations) == len(defines)
        status = Status.DEFINES if is_definition else Status.TRUE
        return Found(formula, status, names=defines, reading=reading)

    def _wrong(self, formula: Formula, reading: Reading, problem: str) -> Found:
        """What does not hold as it is read: it may hold where more is known of a symbol."""
        names = names_of_display(formula, self.symbols.chains(formula.latex))
        if variant := assumption(self.source, self.symbols, formula, names):
            declared = [one.name for one in self.guessed]
            if variant.declaration.name in declared:
                hint = f"if {variant.words}; say so in a block ```symbols: {variant.declaration}"
                return Found(formula, Status.ASSUMING, hint=hint, reading=variant.reading)
            hint = f"it would hold if {variant.words}: {variant.declaration}"
            return Found(formula, Status.FALSE, problem, reading=reading, hint=hint)
        unknown = sorted(
            one.name for one in self.guessed if one.word == "function" and one.name in names
        )
        if unknown:
            hint = f"nothing defines the function {', '.join(map(symbol, unknown))}"
            return Found(formula, Status.DOUBTFUL, problem, reading=reading, hint=hint)
        return Found(formula, Status.FALSE, problem, reading=reading)


def unknown_names(equations: Iterable[Chain], symbols: Mapping[str, Any]) -> list[str]:
    """The names of equations that are no symbols, no indices and no constants."""
    found: dict[str, None] = {}
    for chain in equations:
        for part in (*(side.value for side in chain.sides), *chain.conditions):
            indices = free_indices(part, symbols)
            known = names_of(part)
            found |= dict.fromkeys(x for x in known if x not in symbols and x not in indices)
    return sorted(found)

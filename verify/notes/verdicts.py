"""The verdict on each formula of notes."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from verify.book.limits import OutOfBounds, limited
from verify.notes.assumptions import assumption
from verify.notes.pieces import Formula
from verify.notes.study import Study, unknown_names
from verify.proving.formula import Reading, names_of, read_at_all_sizes
from verify.reading.nodes import Chain, Entry, Name
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol

DECLARE = "what is {}? declare it in a block ```symbols, as in W: D x K"


class Status(Enum):
    """What was found about a formula of somebody's notes."""

    DEFINES = "defines"
    TRUE = "holds"
    ASSUMING = "holds under an assumption"
    FALSE = "wrong"
    DIFFERS = "differs from another definition"
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


def verdicts(study: Study) -> Iterator[Found]:
    """Each formula of a part of notes with its verdict, in reading order."""
    for formula in study.formulas:
        try:
            with limited():
                found = _found(study, formula)
        except LatexError as error:
            found = _unread(formula, error)
        except OutOfBounds as error:
            found = Found(formula, Status.UNREADABLE, str(error))
        yield found


def _unread(formula: Formula, error: LatexError) -> Found:
    if str(error) == "a claim needs an '='":
        return Found(formula, Status.NO_CLAIM)
    if error.unknown is not None:
        hint = DECLARE.format(symbol(error.unknown))
        return Found(formula, Status.UNKNOWN, names=(error.unknown,), hint=hint)
    return Found(formula, Status.UNREADABLE, str(error), error.at)


def _found(study: Study, formula: Formula) -> Found:
    equations = study.symbols.chains(formula.latex)
    if missing := unknown_names(equations, study.symbols):
        hint = DECLARE.format(", ".join(map(symbol, missing)))
        return Found(formula, Status.UNKNOWN, names=tuple(missing), hint=hint)
    reading = read_at_all_sizes(formula, study.symbols)
    if wrong := [step.problem for step in reading.steps if not step.ok]:
        return _wrong(study, formula, equations, reading, wrong[0])
    defines = tuple(name for name, owner in study.owners.items() if owner is formula)
    is_definition = defines and sum(len(chain.sides) - 1 for chain in equations) == len(defines)
    status = Status.DEFINES if is_definition else Status.TRUE
    return Found(formula, status, names=defines, reading=reading)


def _wrong(
    study: Study, formula: Formula, equations: list[Chain], reading: Reading, problem: str
) -> Found:
    """What does not hold as it is read: it may hold where more is known of a symbol."""
    names = names_of(formula, equations)
    if variant := assumption(study.source, study.symbols, formula, names):
        one = variant.declaration
        if one.name in {guessed.name for guessed in study.guessed}:
            hint = f"if {variant.words}; say so in a block ```symbols: {one}"
            return Found(formula, Status.ASSUMING, hint=hint, reading=variant.reading)
        hint = f"it would hold if {variant.words}: {one}"
        return Found(formula, Status.FALSE, problem, reading=reading, hint=hint)
    functions = {one.name for one in study.guessed if one.word == "function"}
    if unknown := sorted(functions & names):
        hint = f"nothing defines the function {', '.join(map(symbol, unknown))}"
        return Found(formula, Status.DOUBTFUL, problem, reading=reading, hint=hint)
    if other := _defined_elsewhere(study, formula, equations):
        name, where = other
        if study.redefine(formula):
            line = where.lines.start
            hint = f"{symbol(name)} is what line {line} says, and another one from here on"
            return Found(formula, Status.DIFFERS, problem, reading=reading, hint=hint)
    return Found(formula, Status.FALSE, problem, reading=reading)


def _defined_elsewhere(
    study: Study, formula: Formula, equations: list[Chain]
) -> tuple[str, Formula] | None:
    """A symbol that stands alone on a left side here, and that another formula defines."""
    for chain in equations:
        match chain.sides[0].value:
            case Name(name=name) | Entry(array=Name(name=name)):
                owner = study.owners.get(name)
                if owner is not None and owner is not formula:
                    return name, owner
    return None

"""What is read of notes and not decided, and what is not read."""

import re
from contextlib import suppress
from dataclasses import replace

from verify.notes.found import Found, Status
from verify.notes.opened import bare
from verify.notes.pieces import Formula
from verify.notes.statements import MEAN, holds, is_choice, states_equation
from verify.notes.study import Study
from verify.notes.unequal import leading_to
from verify.proving.formula import names_of
from verify.proving.namespace import Symbols
from verify.reading import nodes as n
from verify.reading.names import LAW
from verify.reading.nodes import Chain
from verify.reading.notations import named
from verify.reading.tokens import LatexError, Undecidable
from verify.reading.unicode import symbol, text

GUESSED = "{}: as they were guessed; declare {}"
DECLARE = "what is {}? declare it in a block ```symbols, as in W: D x K"
CHOSEN_ONE = "is not on the left side"  # in a message: of an example that was chosen
NO_VALUE = "of which no value is computed"
AXES_DIFFER = "runs to"  # of an index, along an axis that the notes state
AMBIGUOUS = "two ways", "write the arguments"  # in a message


def undecided(study: Study, formula: Formula, error: LatexError) -> Found | None:
    """What can be read, and has no value with the shapes that were guessed for its symbols."""
    if error.unknown is not None or not states_equation(formula.latex):
        return None
    with suppress(LatexError):
        equations = study.symbols.chains(formula.latex)
        if defines := defined_by(study, formula, equations):  # σ(x), where x is an array
            return Found(formula, Status.DEFINES, names=defines)
        names = names_of(formula, equations)
        guessed = {one.name for one in study.guessed if not one.is_function}
        if unsure := sorted(guessed & leading_to(study, names)):
            hint = GUESSED.format(error, ", ".join(map(symbol, unsure)))
            return Found(formula, Status.UNKNOWN, names=tuple(unsure), hint=hint)
    return None


PROBABILITY = re.compile(r"\\(?:text|mbox)\s*\{[^{}]*probability")


def as_definition(study: Study, found: Found) -> Found:
    """A definition of which no value is computed is one all the same; other verdicts stay."""
    chains = bare(found.formula.latex)[0]
    if found.status is not Status.UNKNOWN or not chains:
        return found
    left = [_defined(chain) for chain in chains]
    others = {name for name, owner in study.owners.items() if owner is not found.formula}
    others |= study.source.known.keys() - {*study.in_vain, *study.owners}
    if "" in left or {*left} & others or len({*left}) < len(left):
        return found
    functions = {one.name for one in study.guessed if one.is_function}
    is_new = bool(found.names) and {*found.names} <= {*left, *functions}
    is_chosen = CHOSEN_ONE in found.hint and all(name.endswith("_new") for name in left)
    if not (is_chosen or (is_new and all(map(_is_step, chains)))):
        return found
    return replace(found, status=Status.DEFINES, names=tuple(left), hint=NO_VALUE)


def _is_step(chain: Chain) -> bool:
    """Whether an equation says what comes at each step, or at each entry."""
    return isinstance(chain.sides[0].value, n.Entry | n.Raised)


def _defined(chain: Chain) -> str:
    """The name on the left side of an equation of two sides that does no more than define it."""
    left, *right = (side.value for side in chain.sides)
    name = named(left) or ""
    parts = [x for side in right for x in n.walk(side)]
    entries = [x for x in parts if isinstance(x, n.Entry | n.Raised)]
    is_made_of_itself = text(left) in map(text, entries)
    return "" if is_made_of_itself or len(right) != 1 else name


def unread(formula: Formula, error: LatexError, symbols: Symbols) -> Found:
    """The verdict on what can't be evaluated: it may be read all the same, or state nothing."""
    if str(error) == "a claim needs an '='" or not states_equation(formula.latex):
        return Found(formula, Status.TRUE if holds(formula.latex, symbols) else Status.NO_CLAIM)
    if is_choice(formula.latex, str(error)):
        return Found(formula, Status.NO_CLAIM)
    if error.unknown is not None:
        hint = DECLARE.format(symbol(error.unknown))
        return Found(formula, Status.UNKNOWN, names=(error.unknown,), hint=hint)
    if isinstance(error, Undecidable):
        return Found(formula, Status.UNKNOWN, hint=str(error), at=error.at)
    if MEAN.search(formula.latex) or PROBABILITY.search(formula.latex):
        return Found(formula, Status.UNKNOWN, hint=LAW, at=error.at)
    if _means_something_else(formula, error, symbols):
        return Found(formula, Status.UNKNOWN, hint=str(error), at=error.at)
    if bare(formula.latex)[0] and not any(x in str(error) for x in (*AMBIGUOUS, AXES_DIFFER)):
        return Found(formula, Status.UNKNOWN, hint=str(error), at=error.at)
    return Found(formula, Status.UNREADABLE, str(error), at=error.at)


def _means_something_else(formula: Formula, error: LatexError, symbols: Symbols) -> bool:
    """Whether a formula is read where its letters are free, and not with what they are here."""
    if any(words in str(error) for words in AMBIGUOUS):
        return False
    try:
        symbols.chains(formula.latex)
    except LatexError:
        return bool(bare(formula.latex)[0])
    return False


def own_names(study: Study, formula: Formula) -> tuple[str, ...]:
    """The names that the notes take from a formula."""
    return tuple(name for name, owner in study.owners.items() if owner is formula)


def defined_by(study: Study, formula: Formula, equations: list[Chain]) -> tuple[str, ...]:
    """The names that a formula defines, if it says no more."""
    defines = own_names(study, formula)
    is_definition = sum(len(chain.sides) - 1 for chain in equations) == len(defines)
    return defines if is_definition else ()

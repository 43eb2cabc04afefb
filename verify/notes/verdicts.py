"""The verdict on each formula of notes."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

import numpy as np

from verify.book.limits import OutOfBounds, limited
from verify.notes import rounded
from verify.notes.another_number import another_number
from verify.notes.approximations import approximated
from verify.notes.behind import is_bounded
from verify.notes.conditions import is_of_all, is_system
from verify.notes.definitions import is_noisy
from verify.notes.deltas import kronecker
from verify.notes.found import Found, Status
from verify.notes.gradients import slope_named
from verify.notes.intermediates import NOT_WRITTEN, hidden, rewritten, settled
from verify.notes.meant import meant
from verify.notes.names import unknown_names
from verify.notes.naming import called
from verify.notes.observed import is_model, named
from verify.notes.opened import bare
from verify.notes.other_index import other_index
from verify.notes.pieces import Formula
from verify.notes.points import POINTS
from verify.notes.settings import setting
from verify.notes.solutions import unsolved
from verify.notes.study import Study
from verify.notes.undecided import (
    DECLARE,
    as_definition,
    defined_by,
    own_names,
    undecided,
    unread,
)
from verify.notes.unequal import (
    NEEDS,
    exception,
    leading_to,
    set_to_zero,
    shorter,
)
from verify.notes.where_real import agrees_where_real, has_regions
from verify.notes.wrong import of_wrong
from verify.proving.formula import Reading, names_of, read, read_at_all_sizes
from verify.proving.namespace import Symbols
from verify.reading.nodes import (
    Chain,
    Derivative,
    Fraction,
    Gradient,
    Number,
    walk,
)
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol, text

BROKEN = "the checker fails on this formula, which is a fault of its own; please report it"
SIZE_OF_EXAMPLE = "{} is a size, and what holds has to hold for other sizes too"
OPEN = {Status.UNKNOWN, Status.DOUBTFUL, Status.FALSE}
PROOF = 1  # second, after which none is sought
COMPARISON = 3  # seconds, after which a formula is left open
ANOTHER = "{} is given in line {}, and another one from here on"
UNSAID = "{} is a size here, and nothing tells its number"
MODEL = "a model: elsewhere {} is what is observed"
BOUND = "its equations; the bound at its end is not checked"
BY_ZERO = "0 stands below a bar: such a form has no value"
AS_PRODUCT = "{} would be a product here: nothing defines such a function"
NOISE = "with its noise; elsewhere y is what is observed"


def verdicts(study: Study, is_try: bool = False) -> Iterator[Found]:
    """Each formula of a part of notes with its verdict, in reading order.

    In a try nobody is told what is wrong with one, only whether it is.
    """
    study = settled(study)
    for formula in study.formulas:
        try:
            with limited():
                found = _verdict(study, formula, is_try)
        except OutOfBounds as error:
            is_read = bool(bare(formula.latex)[0])
            found = Found(formula, Status.UNKNOWN if is_read else Status.UNREADABLE, str(error))
        except Exception as error:  # a fault of the checker's own, which ends no other verdict
            found = Found(formula, Status.UNREADABLE, failed(error))
        yield as_definition(study, found)


def _verdict(study: Study, formula: Formula, is_try: bool) -> Found:
    try:
        return _as_meant(study, _found(study, formula, is_try))
    except LatexError as error:
        if other := meant(study, formula):
            return Found(formula, Status.ASSUMING, hint=other[0], reading=other[1])
        slip = None if is_try else other_index(study, formula, error)
        known = kronecker(study, formula) or slip or undecided(study, formula, error)
        return known or unread(formula, error, study.symbols)


def _as_meant(study: Study, found: Found) -> Found:
    """The verdict on a formula that is open as it is written, where it holds as it may be meant."""
    if found.status not in OPEN:
        return found
    if not (known := meant(study, found.formula)):
        return found
    return Found(found.formula, Status.ASSUMING, hint=known[0], reading=known[1])


def failed(error: Exception) -> str:
    """What a reader is told of a fault of the checker's own."""
    return f"{BROKEN}: {type(error).__name__}: {error}"


def _agrees(formula: Formula, sized: Sequence[Symbols]) -> bool:
    """Whether the sides are equal wherever both have a value and no corner, at all sizes."""
    if has_regions(sized[0].chains(formula.latex)):
        return agrees_where_real(formula, sized)
    return all(step.ok for symbols in sized for step in read(formula, symbols, POINTS).steps)


def _found(study: Study, formula: Formula, is_try: bool) -> Found:
    equations = study.symbols.chains(formula.latex)
    if missing := unknown_names(equations, study.symbols):
        hint = DECLARE.format(", ".join(map(symbol, missing)))
        if in_vain := [name for name in missing if name in study.problems]:
            hint = f"{symbol(in_vain[0])} has no value here: {study.problems[in_vain[0]]}"
        return Found(formula, Status.UNKNOWN, names=tuple(missing), hint=hint)
    if vain := [name for name, owner in study.in_vain.items() if owner is formula]:
        hint = f"{symbol(vain[0])} has no value here: {study.problems[vain[0]]}"
        return Found(formula, Status.UNKNOWN, names=tuple(vain), hint=hint)
    if equations and all(map(is_noisy, equations)):
        return Found(formula, Status.DEFINES, hint=NOISE)
    if equations and all(is_model(chain, study.models) for chain in equations):
        name = symbol(named(equations[0].sides[0].value))
        return Found(formula, Status.DEFINES, hint=MODEL.format(name))
    if all(len({text(side.value) for side in one.sides}) == 1 for one in equations):
        return Found(formula, Status.NO_CLAIM)  # it says no more than how something is written
    if found := _example(study, formula, equations):
        return found
    if pairs := list(hidden(study, equations)):
        study = rewritten(study, formula, pairs) or study
        if still := list(hidden(study, equations)):
            of, by = map(symbol, still[0])
            hint = NOT_WRITTEN.format(of, by)
            return Found(formula, Status.UNKNOWN, names=still[0][:1], hint=hint)
    if function := called(equations):
        hint = AS_PRODUCT.format(function)
        return Found(formula, Status.UNKNOWN, hint=hint)
    if any(map(_divides_by_zero, equations)):
        return Found(formula, Status.UNKNOWN, hint=BY_ZERO)
    with suppress(OutOfBounds), limited(COMPARISON):
        if near := approximated(study, formula, equations):
            return near
    numbers = rounded.verdict(study, formula, equations)
    try:
        reading, hint = _read(formula, study.symbols), ""
    except LatexError:
        if numbers is None:
            raise
        return numbers
    if numbers is not None and not all(step.ok for step in reading.steps):
        is_said = is_system(formula, equations) or is_of_all(formula, equations)
        if numbers.status is Status.FALSE and is_said:
            return Found(formula, Status.NO_CLAIM)
        if numbers.status is Status.FALSE:
            numbers = (
                _with_another(study, formula, equations)
                or _of_unsaid_size(study, formula, equations)
                or numbers
            )
        unsaid = _of_unsaid_size(study, formula, equations)
        is_right = numbers.status is Status.ASSUMING
        return unsaid if is_right and unsaid else replace(numbers, reading=reading)
    wrong = [step.problem for step in reading.steps if not step.ok]
    where = wrong and all(NEEDS in problem for problem in wrong)  # the sides are equal there
    if where or (wrong and _agrees(formula, reading.sized or (study.symbols,))):
        hint, wrong = exception(wrong[0]), []
    if wrong and (zero := set_to_zero(equations, reading)):
        hint, wrong = zero, []
    if free := _free_in_vain(study, formula, equations, bool(wrong)):
        hint = f"{symbol(free)} has no value here: {study.problems[free]}"
        return Found(formula, Status.UNKNOWN, names=(free,), hint=hint)
    if wrong:
        again = None if is_try else partial(_found, study, formula, is_try)
        return of_wrong(study, formula, equations, reading, shorter(wrong[0]), again)
    if freed := unsolved(study, formula, equations):
        return _found(freed, formula, is_try)
    if defines := defined_by(study, formula, equations):
        hint = slope_named(study, equations)
        return Found(formula, Status.DEFINES, names=defines, reading=reading, hint=hint)
    hint = hint or (BOUND if is_bounded(formula.as_written) else "")
    return Found(formula, Status.TRUE, names=own_names(study, formula), reading=reading, hint=hint)


def _with_another(study: Study, formula: Formula, equations: list[Chain]) -> Found | None:
    """The verdict on a formula that begins another example: what it gives a number has another."""
    name = another_number(study, formula, equations)
    if name and rounded.among_themselves(equations, study.symbols):
        return None  # which is a slip in itself
    line = study.owners[name].lines.start if name else 0
    if name and any(side.relation == "≈" for chain in equations for side in chain.sides):
        return Found(formula, Status.NO_CLAIM)  # about how large it may be
    if not name or not study.redefine(formula):
        return None
    return Found(formula, Status.DIFFERS, hint=ANOTHER.format(symbol(name), line))


def _of_unsaid_size(study: Study, formula: Formula, equations: list[Chain]) -> Found | None:
    """That a number rests on a size which has none: of a sum to M nobody knows how far it runs."""
    names = leading_to(study, names_of(formula, equations))
    owners = {id(study.owners[x]): study.owners[x] for x in names if x in study.owners}
    read = [names_of(x, study.symbols.chains(x.latex)) for x in owners.values()]
    unsaid = set().union(*read, names_of(formula, equations)) & study.source.unsaid
    if not unsaid:
        return None
    name = min(unsaid)
    return Found(formula, Status.UNKNOWN, names=(name,), hint=UNSAID.format(symbol(name)))


def _read(formula: Formula, symbols: Symbols) -> Reading:
    """The formula as it is read, proved if that takes no long time, and else compared at points."""
    try:
        with limited(PROOF):
            return read_at_all_sizes(formula, symbols)
    except OutOfBounds:
        with limited(COMPARISON):
            return read_at_all_sizes(formula, symbols, POINTS)


def _free_in_vain(study: Study, formula: Formula, equations: list[Chain], is_wrong: bool) -> str:
    """A name without the value that its definition would give it, where the verdict needs one.

    What holds whatever its value is holds; but nothing is known of derivatives through it.
    """
    nodes = [x for chain in equations for side in chain.sides for x in walk(side.value)]
    if is_wrong or any(isinstance(x, Derivative | Gradient) for x in nodes):
        behind = leading_to(study, names_of(formula, equations))
        return min(behind & set(study.in_vain), default="")
    return ""


def _example(study: Study, formula: Formula, equations: list[Chain]) -> Found | None:
    """The verdict on a formula that gives a free symbol, or a size, the number of an example."""
    given = setting(equations, study.symbols)
    if given is None or given[0] in study.owners:
        return None
    name, number = given
    if name in study.source.sizes:
        return Found(formula, Status.NO_CLAIM, hint=SIZE_OF_EXAMPLE.format(symbol(name)))
    declared = [one for one in study.source.declared if not one.word]
    entries = {str(x) for one in declared for x in np.ravel(study.symbols[one.name])}
    if name not in entries:
        return None
    study.numbers[name] = number
    return Found(formula, Status.DEFINES, names=(name,))


def _divides_by_zero(chain: Chain) -> bool:
    """Whether a side is written with 0 below the bar, as a form that has no value."""
    parts = [x for side in chain.sides for x in walk(side.value)]
    return any(
        isinstance(x, Fraction) and isinstance(x.below, Number) and x.below.digits == "0"
        for x in parts
    )

"""The verdict on each formula of notes."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from verify.book.limits import OutOfBounds, limited
from verify.diagnosis.displays import mistake
from verify.diagnosis.outcome import Outcome
from verify.notes import rounded
from verify.notes.assumptions import (
    POINTS,
    SIGMOID,
    assumed_mistake,
    assumption,
    where_said,
    with_rows,
    with_sigmoid,
)
from verify.notes.definitions import is_noisy
from verify.notes.ends import ends_early
from verify.notes.found import Found, Status
from verify.notes.gradients import slope_named
from verify.notes.intermediates import hidden, rewritten, settled
from verify.notes.names import unknown_names
from verify.notes.naming import defined_elsewhere, is_definition, named_on_the_right, said_of
from verify.notes.opened import bare
from verify.notes.pieces import Formula
from verify.notes.settings import setting, with_numbers
from verify.notes.study import Study
from verify.notes.undecided import (
    DECLARE,
    GUESSED,
    as_definition,
    defined_by,
    own_names,
    undecided,
    unread,
)
from verify.notes.unequal import (
    NEEDS,
    exception,
    is_condition,
    is_orthogonality,
    leading_to,
    on_one_side,
    relates,
    set_anew,
    set_to_zero,
    shorter,
    size_written,
    updated,
    without_numbers,
)
from verify.proving.formula import Reading, names_of, read, read_at_all_sizes
from verify.proving.namespace import Symbols
from verify.reading.nodes import (
    Chain,
    Derivative,
    Gradient,
    walk,
)
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol, text

ORTHOGONAL = {"U", "V", "Q"}  # what the factors of a decomposition are called
SHAPES = "the shapes are "  # in a problem about arrays that can't be compared
SLIPS = {Outcome.SIGN, Outcome.TRANSPOSED, Outcome.EXCHANGED, Outcome.TERM_SIGN}
IF_SIGMOID = r"if σ is the sigmoid; say so: \sigma(x) = \frac{1}{1 + e^{-x}}"
BROKEN = "the checker fails on this formula, which is a fault of its own; please report it"
SIZE_OF_EXAMPLE = "{} is a size, and what holds has to hold for other sizes too"
PROOF = 1  # second, after which none is sought
ONLY_AT = re.compile(r"it is right at (?P<where>.* = (?P<size>\d+)) only")
UPDATE, WRITE_ARROW = "an update of", r"give it one letter and write \leftarrow"
RESTS = "it may rest on the condition in line {}, under which alone it would hold"
ROW_AND_VECTOR = re.compile(r"the shapes are (?:\(1, (\d+)\) and \(\1,\)|\((\d+),\) and \(1, \2\))")
NOISE = "with its noise; elsewhere y is what is observed"


def verdicts(study: Study) -> Iterator[Found]:
    """Each formula of a part of notes with its verdict, in reading order."""
    study = settled(study)
    for formula in study.formulas:
        try:
            with limited():
                found = _verdict(study, formula)
        except OutOfBounds as error:
            is_read = bool(bare(formula.latex)[0])
            found = Found(formula, Status.UNKNOWN if is_read else Status.UNREADABLE, str(error))
        except Exception as error:  # a fault of the checker's own, which ends no other verdict
            found = Found(formula, Status.UNREADABLE, failed(error))
        yield as_definition(study, found)


def _verdict(study: Study, formula: Formula) -> Found:
    try:
        return _found(study, formula)
    except LatexError as error:
        return undecided(study, formula, error) or unread(formula, error, study.symbols)


def failed(error: Exception) -> str:
    """What a reader is told of a fault of the checker's own."""
    return f"{BROKEN}: {type(error).__name__}: {error}"


def _agrees(formula: Formula, sized: Sequence[Symbols]) -> bool:
    """Whether the sides are equal wherever both have a value and no corner, at all sizes."""
    return all(step.ok for symbols in sized for step in read(formula, symbols, POINTS).steps)


def _found(study: Study, formula: Formula) -> Found:
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
    if all(len({text(side.value) for side in one.sides}) == 1 for one in equations):
        return Found(formula, Status.NO_CLAIM)  # it says no more than how something is written
    if found := _example(study, formula, equations):
        return found
    if pairs := list(hidden(study, equations)):
        study = rewritten(study, formula, pairs) or study
        if still := list(hidden(study, equations)):
            of, by = map(symbol, still[0])
            hint = f"{of} is not written with {by} here: define it so, as in {of} = … {by} …"
            return Found(formula, Status.UNKNOWN, names=still[0][:1], hint=hint)
    numbers = rounded.verdict(study, formula, equations)
    try:
        reading, hint = _read(formula, study.symbols), ""
    except LatexError:
        if numbers is None:
            raise
        return numbers
    if numbers is not None and not all(step.ok for step in reading.steps):
        return replace(numbers, reading=reading)
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
        return _wrong(study, formula, equations, reading, shorter(wrong[0]))
    if defines := defined_by(study, formula, equations):
        hint = slope_named(study, equations)
        return Found(formula, Status.DEFINES, names=defines, reading=reading, hint=hint)
    return Found(formula, Status.TRUE, names=own_names(study, formula), reading=reading, hint=hint)


def _read(formula: Formula, symbols: Symbols) -> Reading:
    """The formula as it is read, proved if that takes no long time, and else compared at points."""
    try:
        with limited(PROOF):
            return read_at_all_sizes(formula, symbols)
    except OutOfBounds:
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


def _wrong(
    study: Study, formula: Formula, equations: list[Chain], reading: Reading, problem: str
) -> Found:
    """What does not hold as it is read: it may hold where more is known of a symbol."""
    if without := without_numbers(study, equations, reading):
        hint = f"a number needs those of {without}: give them before it, as in {without} = 2"
        return Found(formula, Status.UNKNOWN, names=(without,), hint=hint)
    if ROW_AND_VECTOR.search(problem):
        hint = "a row stands on one side and a vector on the other"
        return Found(formula, Status.UNKNOWN, hint=hint)
    if updates := updated(equations, reading):
        free = {one.name for one in study.guessed} - study.owners.keys()
        said = f"{UPDATE} {', '.join(map(symbol, updates))}"
        if free.issuperset(updates):
            return Found(formula, Status.DEFINES, hint=said)
        return Found(formula, Status.UNKNOWN, hint=rf"{said}, it seems: {WRITE_ARROW}")
    if left := set_anew(equations):
        return Found(formula, Status.UNKNOWN, hint=rf"{UPDATE} {left}, it seems: {WRITE_ARROW}")
    if early := ends_early(equations, study.symbols, study.source.sizes):
        return Found(formula, Status.UNKNOWN, hint=early)
    names = names_of(formula, equations)
    numbers = {**study.source.given, **study.numbers}
    if example := with_numbers(study.source, study.symbols, formula, equations, numbers):
        return Found(
            formula, Status.ASSUMING, hint=f"with {example.words}", reading=example.reading
        )
    if known := where_said(study.symbols, formula):
        return Found(formula, Status.ASSUMING, hint=known[0], reading=known[1])
    kind = mistake(formula, study.symbols, reading.steps)
    one_size = ONLY_AT.fullmatch(kind.words if kind else "")
    if one_size and int(one_size["size"]) == size_written(equations):
        hint = f"at {one_size['where']}, as its subscripts say"
        return Found(formula, Status.ASSUMING, hint=hint, reading=reading)
    is_slip = kind is not None and kind.outcome in SLIPS
    if not is_slip and (variant := assumption(study.source, study.symbols, formula, equations)):
        guessed = {one.name for one in study.guessed}
        lines = "; ".join(map(str, variant.declarations))
        if guessed.issuperset(one.name for one in variant.declarations):
            hint = f"if {variant.words}; say so in a block ```symbols: {lines}"
            return Found(formula, Status.ASSUMING, hint=hint, reading=variant.reading)
        hint = f"it would hold if {variant.words}: {lines}"
        return Found(formula, Status.FALSE, problem, reading=reading, hint=hint)
    if known := with_rows(study.source, study.symbols, formula, names):
        return Found(formula, Status.ASSUMING, hint=known[0], reading=known[1])
    if new := named_on_the_right(study, equations):
        return Found(formula, Status.DEFINES, names=(new,), reading=reading)
    if not is_slip and (other := defined_elsewhere(study, formula, equations)):
        name, where = other
        line, before = where.lines.start, study.copy()
        if study.redefine(formula):
            study.before.append((name, line, before))
            hint = f"{symbol(name)} is what line {line} says, and another one from here on"
            again = _found(study, formula)
            is_wrong = again.status is Status.FALSE and is_definition(equations)
            if is_wrong or again.status in {Status.TRUE, Status.DEFINES}:
                return Found(formula, Status.DIFFERS, problem, reading=again.reading, hint=hint)
            return again
    words = kind.words if kind else ""
    is_free = not names & set(study.owners)
    guessed = {one.name for one in study.guessed}
    if is_free and formula.inline and relates(equations):
        return Found(formula, Status.NO_CLAIM)
    is_said = is_orthogonality(equations) or (is_condition(equations) and not words)
    if is_said and not names & _defined_before(study, formula):
        study.conditions.append((formula.lines.start, names & guessed))
        return Found(formula, Status.NO_CLAIM)
    if new := said_of(study, equations):
        return Found(formula, Status.DEFINES, names=(new,), reading=reading)
    functions = {one.name for one in study.guessed if one.word == "function"}
    behind = leading_to(study, names)
    if not is_slip and SIGMOID in functions & behind:
        if found := with_sigmoid(study.source, study.symbols, formula):
            return Found(formula, Status.ASSUMING, hint=IF_SIGMOID, reading=found)
    if not is_slip and (unknown := sorted(functions & names)):
        hint = f"nothing defines the function {', '.join(map(symbol, unknown))}"
        return Found(formula, Status.DOUBTFUL, problem, words, reading=reading, hint=hint)
    if not words and SHAPES in problem and (unsure := sorted(guessed & leading_to(study, names))):
        hint = GUESSED.format(problem, ", ".join(map(symbol, unsure)))
        return Found(formula, Status.UNKNOWN, names=tuple(unsure), hint=hint)
    if not words and (alone := on_one_side(study, equations)):
        hint = f"{symbol(alone)} stands on one side only: write what it is, {symbol(alone)} = …"
        return Found(formula, Status.UNKNOWN, names=(alone,), hint=hint)
    if not is_slip and (unknown := sorted(functions & behind - {SIGMOID})):
        hint = f"nothing defines the function {', '.join(map(symbol, unknown))}"
        return Found(formula, Status.DOUBTFUL, problem, words, reading=reading, hint=hint)
    for name, line, before in reversed(study.before):
        if name in behind and (earlier := _holding(before, formula)):
            hint = f"with {symbol(name)} as line {line} says"
            return Found(formula, Status.TRUE, reading=earlier, hint=hint)
    bases = {one.name for one in study.guessed if len(one.shape) == 2} & ORTHOGONAL & behind
    if not words and bases:
        hint = f"{symbol(min(bases))} may have to be orthogonal, which is not known here"
        return Found(formula, Status.UNKNOWN, names=(min(bases),), hint=hint)
    for line, of in reversed(study.conditions):
        if not words and of & behind:
            return Found(formula, Status.UNKNOWN, hint=RESTS.format(line))
    words = words or assumed_mistake(study.source, study.symbols, formula, equations)
    return Found(formula, Status.FALSE, problem, words, reading=reading)


def _defined_before(study: Study, formula: Formula) -> set[str]:
    """The names that are defined before a formula, and not by it or what follows."""
    following = study.formulas[study.formulas.index(formula) :]
    return {name for name, owner in study.owners.items() if owner not in following}


def _holding(study: Study, formula: Formula) -> Reading | None:
    """The formula as it is read with what was known once, if it holds so."""
    with suppress(LatexError):
        reading = read_at_all_sizes(formula, study.symbols)
        if all(step.ok for step in reading.steps):
            return reading
    return None

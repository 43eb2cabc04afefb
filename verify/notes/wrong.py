"""The verdict on a formula of notes that does not hold as it is read."""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import cache

from verify.diagnosis.displays import mistake
from verify.diagnosis.outcome import Diagnosis, Outcome
from verify.notes import rounded
from verify.notes.assumptions import (
    SIGMOID,
    assumed_mistake,
    assumption,
    where_said,
    with_rows,
    with_sigmoid,
)
from verify.notes.conditions import (
    is_change,
    is_condition,
    is_orthogonality,
    is_said_in_sentence,
    is_symmetry,
)
from verify.notes.definitions import names_of as names_in
from verify.notes.ends import ends_early
from verify.notes.extremes import in_order
from verify.notes.found import Found, Status
from verify.notes.held import may_hold
from verify.notes.inputs import with_identity, with_input
from verify.notes.naming import defined_elsewhere, is_definition, named_on_the_right, said_of
from verify.notes.pieces import Formula
from verify.notes.same_letter import same_letter
from verify.notes.settings import with_numbers
from verify.notes.study import Study
from verify.notes.two_values import at_two_values
from verify.notes.undecided import (
    GUESSED,
)
from verify.notes.unequal import (
    another_in_each_layer,
    leading_to,
    on_one_side,
    only_numbers,
    relates,
    set_anew,
    size_written,
    updated,
    without_numbers,
)
from verify.proving.formula import Reading, names_of, read_at_all_sizes
from verify.reading.layers import AFTER
from verify.reading.nodes import Call, Chain, Number, walk
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol

ORTHOGONAL = {"U", "V", "Q"}  # what the factors of a decomposition are called
SHAPES = "the shapes are "  # in a problem about arrays that can't be compared
SLIPS = {Outcome.SIGN, Outcome.TRANSPOSED, Outcome.EXCHANGED, Outcome.TERM_SIGN}
IF_SIGMOID = r"if σ is the sigmoid; say so: \sigma(x) = \frac{1}{1 + e^{-x}}"
EACH_LAYER = "{0} is another one in each layer: write its layer, as in {0}^{{[l]}}"
ONLY_AT = re.compile(r"it is right at (?P<where>.* = (?P<size>\d+)) only")
MADE_OF_ITSELF = "{0} is what line {1} says, and is made of itself here"
LATER = "{} gets its number in line {}, behind this one"
DIFFERENTIAL = "d"
OF_SOMETHING = re.compile(r"(?<![A-Za-z\\^_{/])d\s*(?:\\left\s*)?[(\[A-Za-z\\]")  # d(A B), dx
AS_NUMBER = r"d is read as a number: of differentials write the derivatives, \frac{dy}{dx}"
UPDATE, WRITE_ARROW = "an update of", r"give it one letter and write \leftarrow"
RESTS = "it may rest on the condition in line {}, under which alone it would hold"
ROW_AND_VECTOR = re.compile(r"the shapes are (?:\(1, (\d+)\) and \(\1,\)|\((\d+),\) and \(1, \2\))")


def of_wrong(
    study: Study,
    formula: Formula,
    equations: list[Chain],
    reading: Reading,
    problem: str,
    again: Callable[[], Found] | None,
) -> Found:
    """The verdict on what does not hold as it is read: it may where more is known of a symbol.

    ``again`` gives the one on the formula where the study has changed; without it nobody is told
    what is wrong.
    """
    if without := without_numbers(study, equations, reading):
        among = rounded.among_themselves(equations, study.symbols)
        if among:
            return Found(formula, Status.FALSE, f"{formula.place(0)}: {among}")
        if among is not None and only_numbers(equations, reading):
            hint = rounded.AMONG.format(symbol(without))
            return Found(formula, Status.ASSUMING, hint=hint, reading=reading)
        hint = f"a number needs those of {without}: give them before it, as in {without} = 2"
        return Found(formula, Status.UNKNOWN, names=(without,), hint=hint)
    if is_change(formula, equations):
        return Found(formula, Status.NO_CLAIM)
    if formula.inline and SHAPES in problem:  # what stands before it is part of it, d$(a, b) = 1$
        return Found(formula, Status.UNKNOWN, hint=problem)
    if ROW_AND_VECTOR.search(problem):
        hint = "a row stands on one side and a vector on the other"
        return Found(formula, Status.UNKNOWN, hint=hint)
    free = {one.name for one in study.guessed} - study.owners.keys()
    if updates := updated(equations, reading):
        said = f"{UPDATE} {', '.join(map(symbol, updates))}"
        if free.issuperset(updates):
            return Found(formula, Status.DEFINES, hint=said)
        return Found(formula, Status.UNKNOWN, hint=rf"{said}, it seems: {WRITE_ARROW}")
    if left := set_anew(equations):
        return Found(formula, Status.UNKNOWN, hint=rf"{UPDATE} {left}, it seems: {WRITE_ARROW}")
    if one := same_letter(equations, free):
        return Found(formula, Status.UNKNOWN, hint=one)
    if two := may_hold(study, equations):
        return Found(formula, Status.UNKNOWN, hint=two)
    if one := another_in_each_layer(equations):
        hint = EACH_LAYER.format(symbol(one))
        return Found(formula, Status.UNKNOWN, names=(one,), hint=hint)
    if early := ends_early(equations, study.symbols, study.source.sizes):
        return Found(formula, Status.UNKNOWN, hint=early)
    names = names_of(formula, equations)
    later = given_later(study, formula, equations)
    if later and not is_condition(equations, study.symbols):
        hint = LATER.format(symbol(later), study.owners[later].lines.start)
        return Found(formula, Status.UNKNOWN, names=(later,), hint=hint)
    plain = {one.name for one in study.guessed if not one.shape} | study.source.sizes.keys()
    if DIFFERENTIAL in names & plain and OF_SOMETHING.search(formula.latex):
        return Found(formula, Status.UNKNOWN, names=(DIFFERENTIAL,), hint=AS_NUMBER)
    kind = cache(lambda: mistake(formula, study.symbols, reading.steps))  # asked for if needed
    numbers = {**study.source.given, **study.numbers}
    example = with_numbers(study.source, study.symbols, formula, equations, numbers, reading)
    if example and not _is_slip(kind()):
        return Found(
            formula, Status.ASSUMING, hint=f"with {example.words}", reading=example.reading
        )
    behind = leading_to(study, names)
    if known := in_order(study.symbols, formula, behind):
        return Found(formula, Status.ASSUMING, hint=known[0], reading=known[1])
    if known := where_said(study.symbols, formula):
        return Found(formula, Status.ASSUMING, hint=known[0], reading=known[1])
    written = size_written(equations)
    one_size = ONLY_AT.fullmatch(_words(kind()) if written else "")
    if one_size and int(one_size["size"]) == written:
        hint = f"at {one_size['where']}, as its subscripts say"
        return Found(formula, Status.ASSUMING, hint=hint, reading=reading)
    if known := at_two_values(study.source, study.symbols, formula):
        return Found(formula, Status.TRUE, hint=known[0], reading=known[1])
    if known := with_identity(study.source, study.symbols, formula, names):
        return Found(formula, Status.ASSUMING, hint=known[0], reading=known[1])
    if known := with_input(study.source, study.symbols, formula, names):
        return Found(formula, Status.ASSUMING, hint=known[0], reading=known[1])
    variant = assumption(study.source, study.symbols, formula, equations)
    if variant and not _is_slip(kind()):
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
    guessed = {one.name for one in study.guessed}
    if is_said_in_sentence(formula, equations, study.symbols):
        study.conditions.append((formula.lines.start, names & guessed))
        return Found(formula, Status.NO_CLAIM)
    other = defined_elsewhere(study, formula, equations) if again else None
    if other and other[1].start > formula.start and _is_on_the_right(other[0], equations):
        hint = MADE_OF_ITSELF.format(symbol(other[0]), other[1].lines.start)
        return Found(formula, Status.UNKNOWN, names=(other[0],), hint=hint)
    is_update = formula.inline and other is not None and other[0].endswith(AFTER)
    if again and other and (is_update or not _is_slip(kind())):
        name, where = other
        line, before = where.lines.start, study.copy()
        if study.redefine(formula):
            study.before.append((name, line, before))
            hint = f"{symbol(name)} is what line {line} says, and another one from here on"
            found = again()
            is_wrong = found.status is Status.FALSE and is_definition(equations)
            if is_wrong or found.status in {Status.TRUE, Status.DEFINES}:
                return Found(formula, Status.DIFFERS, problem, reading=found.reading, hint=hint)
            return found
    is_free = not names & set(study.owners)
    if is_free and formula.inline and relates(equations):
        return Found(formula, Status.NO_CLAIM)
    is_asked = is_orthogonality(equations) or is_symmetry(equations)
    is_said = is_asked or (is_condition(equations, study.symbols) and not kind())
    parts = [x for chain in equations for x in walk(chain.sides[0].value)]
    has_numbers = any(isinstance(x, Number) for x in parts)
    given = set() if has_numbers else {*study.source.given}  # the numbers of an example
    if is_said and not names & _defined_before(study, formula) - given:
        study.conditions.append((formula.lines.start, names & guessed))
        return Found(formula, Status.NO_CLAIM)
    if new := said_of(study, equations):
        return Found(formula, Status.DEFINES, names=(new,), reading=reading)
    functions = {one.name for one in study.guessed if one.is_function}
    if SIGMOID in functions & behind:
        as_sigmoid = with_sigmoid(study.source, study.symbols, formula)
        if as_sigmoid and not _is_slip(kind()):
            return Found(formula, Status.ASSUMING, hint=IF_SIGMOID, reading=as_sigmoid)
    if again is None:
        return Found(formula, Status.FALSE, problem)
    words, is_slip = _words(kind()), _is_slip(kind())
    if any(words.startswith(f"it would hold with {name}(") for name in _applied(equations)):
        words = ""  # what the formula says of its function says no more with it
    if not is_slip and (unknown := sorted(functions & names)):
        hint = f"nothing defines the function {', '.join(map(symbol, unknown))}"
        return Found(formula, Status.DOUBTFUL, problem, words, reading=reading, hint=hint)
    is_left_out = any(words == f"it would hold without {symbol(x)}" for x in guessed)
    if (
        (not words or is_left_out)
        and SHAPES in problem
        and (unsure := sorted(guessed & leading_to(study, names)))
    ):
        hint = GUESSED.format(problem, ", ".join(map(symbol, unsure)))
        return Found(formula, Status.UNKNOWN, names=tuple(unsure), hint=hint)
    if (not words or (is_free and not is_slip)) and (
        alone := on_one_side(study, equations, reading)
    ):
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


def given_later(study: Study, formula: Formula, equations: list[Chain]) -> str:
    """A symbol on one side that only a sentence behind a formula gives a number; or none."""
    for chain in equations:
        behind = [leading_to(study, set(names_in(side.value))) for side in chain.sides]
        everywhere = behind[0].intersection(*behind)
        for name in sorted(behind[0].union(*behind) - everywhere):
            owner = study.owners.get(name)
            if name in study.source.given and owner and owner.inline:
                if owner.file == formula.file and owner.start > formula.end:
                    return name
    return ""


def _is_on_the_right(name: str, equations: list[Chain]) -> bool:
    return any(name in names_in(side.value) for chain in equations for side in chain.sides[1:])


def _is_slip(kind: Diagnosis | None) -> bool:
    return kind is not None and kind.outcome in SLIPS


def _words(kind: Diagnosis | None) -> str:
    return kind.words if kind else ""


def _applied(equations: list[Chain]) -> set[str]:
    """The functions whose values equations say, as they are shown."""
    left = (chain.sides[0].value for chain in equations)
    return {symbol(x.function.name) for x in left if isinstance(x, Call)}


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

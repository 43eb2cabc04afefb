"""What kind of mistake a display makes that does not hold."""

import time
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from verify.book.displays import Display
from verify.book.limits import OutOfBounds, limited
from verify.diagnosis import cases
from verify.diagnosis.cases import Expectation, Trial
from verify.diagnosis.entries import by_entry
from verify.diagnosis.numeric import Sample, diagnose
from verify.diagnosis.outcome import Diagnosis, Outcome, plain
from verify.diagnosis.repairs import repair
from verify.diagnosis.settings import FAULTS, Indices, Setting
from verify.diagnosis.supplies import around, parts_of, supplied
from verify.mutants.slips import Slips
from verify.proving import worked
from verify.proving.formula import Step, read_at_all_sizes
from verify.proving.lines import entry_of
from verify.proving.namespace import Symbols
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.nodes import Chain
from verify.reading.tokens import LatexError

UNNAMED = {Outcome.DIFFERENT, Outcome.UNDEFINED, Outcome.SHAPE}
VAGUE = {Outcome.ONLY_AT, Outcome.DIAGONAL, Outcome.OFF_DIAGONAL}
ENOUGH = 0.3  # seconds after which no further slip is tried
SECONDS = 0.4  # after which what is tried is given up


@dataclass(frozen=True)
class Wrong:
    """A side that is not what stands before it."""

    chain: Chain
    side: n.Node
    before: n.Node | None  # nothing: the derivation's value under the label


def mistake(display: Display, names: Symbols, steps: tuple[Step, ...]) -> Diagnosis | None:
    """Name the mistake of the first side that is wrong; nothing without a name, or without time.

    Without steps the display was refused, and what would make it hold is looked for.
    """
    with suppress(*FAULTS, OutOfBounds, RecursionError):
        wrong = first_wrong(display, names, steps) if steps else refused_side(display, names)
        if wrong is None:
            return None
        if worked.is_numeric(wrong.side):
            return _of_numbers(wrong, names) if steps else None
        case = expectation(display, names, wrong)
        tried = cases.trials(case, wrong.side)
        end = time.process_time() + ENOUGH
        with limited(SECONDS):
            return named(case, tried, wrong.side, [wrong.before] if wrong.before else [], end)
    return None


def first_wrong(display: Display, names: Symbols, steps: tuple[Step, ...]) -> Wrong | None:
    """The first side that is not what stands before it, if it is one whose kind can be asked."""
    left = [*steps]
    for chain in names.chains(display.latex):
        own, left = left[: len(chain.sides)], left[len(chain.sides) :]
        for k, (side, step) in enumerate(zip(chain.sides, own, strict=True)):
            if not step.ok:
                return _wrong(display, chain, k) if side.relation != "≈" else None
    return None


def _wrong(display: Display, chain: Chain, k: int) -> Wrong | None:
    before = chain.sides[k - 1].value if k else None
    side = chain.sides[k].value
    if any(isinstance(part, n.Remainder) for part in n.walk(side)):
        return None
    if before is None and not display.label:
        return None
    if before is not None and worked.is_numeric(before) and not worked.is_numeric(side):
        return None
    return Wrong(chain, side, before)


def expectation(display: Display, names: Symbols, wrong: Wrong) -> Expectation:
    """What the side should be, at any point."""
    label = display.label or ""

    def values(setting: Setting) -> object:
        if wrong.before is not None:
            return setting.values(wrong.before)
        return setting.derived(setting.names[label])

    def expressions(indices: Indices) -> object:
        if wrong.before is not None:
            return evaluate(wrong.before, Scope(names, indices, names, asks_where=False))
        return entry_of(names[label], indices)

    return Expectation(display, wrong.chain, names, values, expressions)


def named(
    case: Expectation, tried: list[Trial], side: n.Node, known: list[n.Node], end: float
) -> Diagnosis | None:
    """The name of a mistake, or nothing; raises what `FAULTS` lists.

    ``known`` are formulas of what is expected.
    """
    if not tried:
        return None
    try:
        found = diagnose(cases.samples(tried, side, known))
    except LatexError:  # it cannot be evaluated as it stands
        found = plain(Outcome.SHAPE)
    if found.is_right:
        return None
    of_term = found.outcome is Outcome.FACTOR and "term" in found.words
    if found.outcome not in UNNAMED | VAGUE and not of_term:
        return found
    others = [each.value for each in case.chain.sides if each.value is not side]
    setting, parts = tried[0].setting, parts_of(case.display, case.names)
    printed = {x.name for part in parts for x in n.walk(part) if isinstance(x, n.Name)}
    slips = Slips(setting.names, tuple(setting.ranges), others, printed)
    better = repair(tried, slips.of_the_pen(side), end, others)
    if of_term:
        return better or found
    better = (
        better
        or repair(tried, slips.of_form(side), end, others)
        or supplied(side, tried, around(parts, case.names, [*setting.ranges]))
        or repair(tried, slips.left_out(side), end, others)
    )
    if found.outcome in VAGUE:
        words = f"{found.words}; {better.words}" if better else found.words
        return Diagnosis(found.outcome, words)
    if better or found.outcome is not Outcome.DIFFERENT:
        return better
    return by_entry(tried, side, case.expressions)


def _of_numbers(wrong: Wrong, names: Symbols) -> Diagnosis | None:
    """Of numbers all that can be told is a sign."""
    scope = Scope(names, {}, names, asks_where=False)
    assert wrong.before is not None
    with limited(SECONDS):
        before = worked.given(evaluate(wrong.before, scope), names)
        pair = (np.asarray(x, dtype=float) for x in (evaluate(wrong.side, scope), before))
        answer, expected = pair
    found = diagnose([Sample(answer, expected)])
    return found if found.outcome in {Outcome.SIGN, Outcome.TRANSPOSED} else None


def refused_side(display: Display, names: Symbols) -> Wrong | None:
    """The side that cannot be evaluated."""
    chains = names.chains(display.latex)
    try:
        with limited(SECONDS):
            read_at_all_sizes(display, names)
    except LatexError as error:
        for chain in chains:
            for k, side in enumerate(chain.sides):
                if any(part.at == error.at for part in n.walk(side.value)):
                    return _wrong(display, chain, k)
    return None

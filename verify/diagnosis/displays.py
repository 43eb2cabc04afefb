"""What kind of mistake a display makes that does not hold."""

import time
from contextlib import suppress

from verify.book.displays import Display
from verify.book.limits import OutOfBounds, limited
from verify.diagnosis import cases
from verify.diagnosis.cases import Case
from verify.diagnosis.numeric import diagnose
from verify.diagnosis.outcome import Diagnosis, Outcome
from verify.diagnosis.repairs import repair
from verify.diagnosis.settings import FAULTS
from verify.proving import worked
from verify.proving.formula import Step
from verify.proving.namespace import Symbols
from verify.reading import nodes as n

UNNAMED = {Outcome.RIGHT, Outcome.DIFFERENT, Outcome.UNDEFINED, Outcome.SHAPE}
VAGUE = {Outcome.ONLY_AT, Outcome.DIAGONAL, Outcome.OFF_DIAGONAL}
SECONDS = 1  # for everything


def mistake(display: Display, names: Symbols, steps: tuple[Step, ...]) -> Diagnosis | None:
    """Name the mistake of the first side that is wrong; nothing without a name, or without time."""
    case = first_wrong(display, names, steps)
    if case is None:
        return None
    end = time.process_time() + SECONDS
    with suppress(*FAULTS, OutOfBounds, RecursionError), limited(SECONDS):
        return named(case, end)
    return None


def first_wrong(display: Display, names: Symbols, steps: tuple[Step, ...]) -> Case | None:
    """The first side that is not what stands before it."""
    left = [*steps]
    for chain in names.chains(display.latex):
        own, left = left[: len(chain.sides)], left[len(chain.sides) :]
        for k, (side, step) in enumerate(zip(chain.sides, own, strict=True)):
            if not step.ok:
                before = chain.sides[k - 1].value if k else None
                if any(isinstance(part, n.Remainder) for part in n.walk(side.value)):
                    return None
                if side.relation == "≈" or (before is not None and worked.is_numeric(before)):
                    return None
                if before is None and not display.label:
                    return None
                return Case(display, chain, side.value, before, names)
    return None


def named(case: Case, end: float) -> Diagnosis | None:
    """The name of a mistake, or nothing; raises what `FAULTS` lists."""
    if worked.is_numeric(case.wrong) and "given" in case.names:
        return None
    tried = cases.trials(case)
    found = diagnose(cases.samples(case, tried))
    if found.outcome not in UNNAMED | VAGUE:
        return found
    better = repair(case, tried, end)
    if found.outcome in VAGUE:
        words = f"{found.words}; {better.words}" if better else found.words
        return Diagnosis(found.outcome, words)
    return better

"""What kind of mistake a display makes that does not hold."""

import time
from contextlib import suppress
from dataclasses import dataclass

from verify.book.displays import Display
from verify.book.limits import OutOfBounds, limited
from verify.diagnosis import cases
from verify.diagnosis.cases import Expectation, Trial
from verify.diagnosis.numeric import diagnose
from verify.diagnosis.outcome import Diagnosis, Outcome
from verify.diagnosis.repairs import repair
from verify.diagnosis.settings import FAULTS, Setting
from verify.proving import worked
from verify.proving.formula import Step
from verify.proving.namespace import Symbols
from verify.reading import nodes as n
from verify.reading.nodes import Chain

UNNAMED = {Outcome.RIGHT, Outcome.DIFFERENT, Outcome.UNDEFINED, Outcome.SHAPE}
VAGUE = {Outcome.ONLY_AT, Outcome.DIAGONAL, Outcome.OFF_DIAGONAL}
SECONDS = 1  # for everything


@dataclass(frozen=True)
class Wrong:
    """A side that is not what stands before it."""

    chain: Chain
    side: n.Node
    before: n.Node | None  # nothing: the derivation's value under the label


def mistake(display: Display, names: Symbols, steps: tuple[Step, ...]) -> Diagnosis | None:
    """Name the mistake of the first side that is wrong; nothing without a name, or without time."""
    wrong = first_wrong(display, names, steps)
    if wrong is None:
        return None
    end = time.process_time() + SECONDS
    with suppress(*FAULTS, OutOfBounds, RecursionError), limited(SECONDS):
        tried = cases.trials(expectation(display, names, wrong), wrong.side)
        return named(tried, wrong.side, [wrong.before] if wrong.before else [], end)
    return None


def first_wrong(display: Display, names: Symbols, steps: tuple[Step, ...]) -> Wrong | None:
    """The first side that is not what stands before it, if it is one whose kind can be asked."""
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
                if worked.is_numeric(side.value) and "given" in names:
                    return None
                return Wrong(chain, side.value, before)
    return None


def expectation(display: Display, names: Symbols, wrong: Wrong) -> Expectation:
    def values(setting: Setting) -> object:
        if wrong.before is not None:
            return setting.values(wrong.before)
        return setting.derived(setting.names[display.label or ""])

    return Expectation(display, wrong.chain, names, values)


def named(tried: list[Trial], side: n.Node, known: list[n.Node], end: float) -> Diagnosis | None:
    """The name of a mistake, or nothing; raises what `FAULTS` lists."""
    found = diagnose(cases.samples(tried, side, known))
    if found.outcome not in UNNAMED | VAGUE:
        return found
    better = repair(side, tried, end)
    if found.outcome in VAGUE:
        words = f"{found.words}; {better.words}" if better else found.words
        return Diagnosis(found.outcome, words)
    return better

"""Look for the one change that makes a wrong formula right: a slip, backwards."""

import time
from collections.abc import Iterable, Sequence

import numpy as np

from verify.diagnosis.cases import Trial
from verify.diagnosis.numeric import Sample, same, telling
from verify.diagnosis.outcome import Diagnosis, Outcome
from verify.diagnosis.settings import FAULTS
from verify.mutants.slips import Slip
from verify.reading import nodes as n
from verify.reading.unicode import text

OUTCOMES = {
    "sign": Outcome.TERM_SIGN,
    "exchanged": Outcome.EXCHANGED,
    "shifted": Outcome.SHIFTED,
    "transposed": Outcome.TRANSPOSED,
    "term": Outcome.TERM_EXTRA,
    "added": Outcome.TERM_MISSING,
    "missing": Outcome.FACTOR,
    "factor": Outcome.FACTOR,
}
NAMES = (n.Name, n.Entry)


def repair(
    tried: Sequence[Trial], slips: Iterable[Slip], end: float, others: Sequence[n.Node]
) -> Diagnosis | None:
    """The first slip without which the formula would hold; a name for all of it is none.

    ``others`` are the other sides of the equation.
    """
    if not tried or not telling([Sample(expected, expected) for _, expected in tried]):
        return None
    shown = {text(node) for node in others}
    for slip in slips:
        if time.process_time() > end:
            return None
        if holds(slip.node, tried) and not (
            isinstance(slip.node, NAMES) and text(slip.node) in shown
        ):
            return Diagnosis(OUTCOMES.get(slip.kind, Outcome.SLIP), words(slip))
    return None


def holds(node: n.Node, tried: Sequence[Trial]) -> bool:
    """Whether a formula has the expected values: first at one place, then at all."""
    try:
        for setting, expected in tried[:1]:
            place = next(iter(setting.places))
            first = expected[tuple(0 for _ in place)]
            if not same(np.asarray(setting.entry(node, place), dtype=float), np.asarray(first)):
                return False
        return all(same(setting.values(node), expected) for setting, expected in tried)
    except FAULTS:
        return False


def words(slip: Slip) -> str:
    """``it would hold with β₁ for β₂``."""
    if not slip.new:
        return f"it would hold without {slip.old}"
    return f"it would hold with {slip.new}{f' for {slip.old}' if slip.old else ''}"

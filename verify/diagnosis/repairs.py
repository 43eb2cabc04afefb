"""Look for the one change that makes a wrong formula right: a slip, backwards."""

import time
from collections.abc import Sequence

import numpy as np

from verify.diagnosis.cases import Trial
from verify.diagnosis.numeric import Sample, same, telling
from verify.diagnosis.outcome import Diagnosis, Outcome
from verify.diagnosis.settings import FAULTS
from verify.mutants.slips import Slip, Slips
from verify.reading import nodes as n

OUTCOMES = {
    "sign": Outcome.TERM_SIGN,
    "exchanged": Outcome.EXCHANGED,
    "shifted": Outcome.SHIFTED,
    "transposed": Outcome.TRANSPOSED,
    "term": Outcome.TERM_EXTRA,
    "missing": Outcome.FACTOR,
    "factor": Outcome.FACTOR,
}


def repair(side: n.Node, tried: Sequence[Trial], end: float) -> Diagnosis | None:
    """The first slip without which the formula would hold."""
    if not tried or not telling([Sample(expected, expected) for _, expected in tried]):
        return None
    setting = tried[0].setting
    for slip in Slips(setting.names, tuple(setting.ranges)).of(side):
        if time.process_time() > end:
            return None
        if holds(slip.node, tried):
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
    if not slip.old:
        return f"it would hold with the factor {slip.new}"
    return f"it would hold with {slip.new} for {slip.old}"

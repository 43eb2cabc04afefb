"""Ask each entry by itself which of its terms is wrong, where no formula shows the terms."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import sympy as sp

from verify.diagnosis.cases import Trial
from verify.diagnosis.numeric import Sample, diagnose
from verify.diagnosis.outcome import Diagnosis, Outcome
from verify.diagnosis.settings import Indices
from verify.reading import nodes as n

OF_TERMS = {Outcome.TERM_SIGN, Outcome.TERM_MISSING, Outcome.TERM_EXTRA, Outcome.FACTOR}
LARGEST = 200  # operations of an entry whose brackets are opened
MOST = 12  # terms
PLACES = 12
Expressions = Callable[[Indices], Any]


def by_entry(tried: Sequence[Trial], side: n.Node, expressions: Expressions) -> Diagnosis | None:
    """The mistake that all wrong entries have in common; raises what `FAULTS` lists."""
    own = [trial for trial in tried if trial.setting.names is tried[0].setting.names]
    found: set[Diagnosis] = set()
    for place, indices in _places(own[0]):
        expected = sp.sympify(_entry(expressions(indices), place))
        answers = [_entry(setting.entry(side, indices), place) for setting, _ in own]
        diagnosis = diagnose(_samples(own, answers, expected))
        if diagnosis.outcome is not Outcome.RIGHT:
            found.add(diagnosis)
        if len(found) > 1 or not {each.outcome for each in found} <= OF_TERMS:
            return None
    return next(iter(found), None)


def _places(trial: Trial) -> Iterator[tuple[tuple[int, ...], Indices]]:
    """Entries of a value at the places of its indices, a few of them."""
    inner = np.shape(trial.expected)[len(trial.setting.ranges) :]
    every = [(at, indices) for indices in trial.setting.places for at in np.ndindex(inner)]
    yield from every[:: max(1, len(every) // PLACES)]


def _entry(value: Any, place: tuple[int, ...]) -> Any:
    return value[place] if place else value


def _samples(own: Sequence[Trial], answers: Sequence[Any], expected: sp.Expr) -> Iterator[Sample]:
    terms = [*sp.Add.make_args(expected)]
    if sp.count_ops(expected) <= LARGEST:
        terms += [term for term in sp.Add.make_args(sp.expand(expected)) if term not in terms]
    if len(terms) < 2 or len(terms) > MOST:
        terms = []
    for (setting, _), answer in zip(own, answers, strict=True):
        values = tuple(("", float(setting.at.value(term))) for term in terms)
        yield Sample(answer, float(setting.at.value(expected)), setting.names.sizes, terms=values)

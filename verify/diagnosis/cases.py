"""A side of an equation that is not what stands before it, ready to be tried at points."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from verify.book.displays import Display
from verify.book.limits import OutOfBounds, limited
from verify.diagnosis.numeric import Sample, Terms
from verify.diagnosis.settings import FAULTS, Setting
from verify.diagnosis.terms import terms
from verify.proving.formula import names_of, places, sizes_said
from verify.proving.indices import free_indices
from verify.proving.namespace import Symbols
from verify.proving.sizes import assignments
from verify.reading import nodes as n
from verify.reading.nodes import Chain

DECLARED = (0, 2, 4, 6)  # seeds at the declared sizes; the odd ones mirror them
FURTHER = (0, 2)
MOST = 400  # places of the indices
SECONDS = 0.5


@dataclass(frozen=True)
class Case:
    """What a side should be: the side before it, or what the derivation arrived at."""

    display: Display
    chain: Chain
    wrong: n.Node
    before: n.Node | None  # nothing: the derivation's value under the label
    names: Symbols

    @property
    def indices(self) -> tuple[str, ...]:
        return tuple(free_indices(self.chain.sides[0].value, self.names))

    def derived(self, names: Mapping[str, Any]) -> Any:
        return names[self.display.label or ""]

    def expected(self, setting: Setting) -> Any:
        """The values that the side should have; raises what `FAULTS` lists."""
        if self.before is not None:
            return setting.values(self.before)
        return setting.derived(self.derived(setting.names))


def trials(case: Case) -> list[tuple[Setting, Any]]:
    """Points, each with what is expected there: as many as the time allows."""
    found: list[tuple[Setting, Any]] = []
    with suppress(OutOfBounds), limited(SECONDS):
        for setting in _settings(case):
            with suppress(*FAULTS):
                if setting.meets(case.chain.conditions):
                    found.append((setting, case.expected(setting)))
    return found


def _settings(case: Case) -> Iterator[Setting]:
    equations = case.names.chains(case.display.latex)
    wanted = names_of(case.display, equations) & set(case.names)
    sized = [case.names]
    with suppress(*FAULTS):
        sized = assignments(case.names, wanted, sizes_said(equations, case.names))[1]
    for names in sized:
        ranges = _ranges(case, names)
        if ranges is None or np.prod([len(known) for known in ranges.values()]) > MOST:
            continue
        for seed in DECLARED if names is case.names else FURTHER:
            yield Setting(names, seed, ranges)


def _ranges(case: Case, names: Symbols) -> dict[str, list[int]] | None:
    """How far each index runs; what only the wrong side says of it does not count."""
    derived = case.derived(names) if case.display.label else None
    others = tuple(side for side in case.chain.sides if side.value is not case.wrong)
    for chain in (case.chain, replace(case.chain, sides=others)):
        with suppress(*FAULTS):
            everywhere = list(places(chain, names, derived))
            return {index: sorted({at[index] for at in everywhere}) for index in everywhere[0]}
    return None


def samples(case: Case, tried: list[tuple[Setting, Any]]) -> list[Sample]:
    """The values of the wrong side beside those expected; raises what `FAULTS` lists."""
    expected_terms = terms(case.before) if case.before is not None else []
    answer_terms = terms(case.wrong)
    found = []
    for setting, expected in tried:
        answer = setting.values(case.wrong)
        if np.ndim(answer) == 0 and answer == 0:
            answer = np.zeros_like(expected)
        found.append(
            Sample(
                answer,
                expected,
                sizes=setting.names.sizes,
                scalars=setting.scalars,
                axes=case.indices if len(case.indices) == np.ndim(expected) else (),
                terms=_values(setting, expected_terms),
                parts=_values(setting, answer_terms),
            )
        )
    return found


def _values(setting: Setting, known: list[tuple[str, n.Node]]) -> Terms:
    found = []
    for text, node in known:
        try:
            found.append((text, setting.values(node)))
        except FAULTS:
            found.append((text, np.nan))
    return tuple(found)

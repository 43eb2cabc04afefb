"""A side of an equation beside what it should be, at points."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np

from verify.book.displays import Display
from verify.book.limits import OutOfBounds, limited
from verify.diagnosis.numeric import Sample, Terms
from verify.diagnosis.settings import FAULTS, Indices, Ranges, Setting
from verify.diagnosis.terms import terms
from verify.proving.formula import names_of, places, sizes_said
from verify.proving.namespace import Symbols
from verify.proving.scope import Scope
from verify.proving.sizes import assignments
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.nodes import Chain

DECLARED = (0, 2, 4, 6)  # seeds at the declared sizes
FURTHER = (0, 2)
MIRRORED = (1, 3)  # where what was positive is negative
MOST = 400  # places of the indices
ENOUGH = 0.25  # seconds after which no further point is taken
SECONDS = 0.4  # after which one is given up


class Trial(NamedTuple):
    """A point, and what is expected there."""

    setting: Setting
    expected: Any


@dataclass(frozen=True)
class Expectation:
    """What a side should be: a side before it, or what the derivation arrived at."""

    display: Display
    chain: Chain
    names: Symbols
    values: Callable[[Setting], Any]
    expressions: Callable[[Indices], Any]  # the same as expressions, at one place of the indices

    def derived(self, names: Mapping[str, Any]) -> Any:
        return names[self.display.label] if self.display.label else None


def trials(case: Expectation, without: n.Node | None = None) -> list[Trial]:
    """Points at all sizes, as many as the time allows.

    What the side ``without`` says of the range of an index does not count.
    """
    found: list[Trial] = []
    end = time.process_time() + ENOUGH
    with suppress(OutOfBounds), limited(SECONDS):
        for setting in _settings(case, without):
            if time.process_time() > end:
                break
            with suppress(*FAULTS):
                if setting.meets(case.chain.conditions):
                    found.append(Trial(setting, case.values(setting)))
    return found


def _settings(case: Expectation, without: n.Node | None) -> Iterator[Setting]:
    yield from _at(case, case.names, without, (*DECLARED, *MIRRORED))
    equations = case.names.chains(case.display.latex)
    wanted = names_of(case.display, equations) & set(case.names)
    with suppress(*FAULTS):
        sized = assignments(case.names, wanted, sizes_said(equations, case.names))[1]
        for names in sized[1:]:
            yield from _at(case, names, without, FURTHER)


def _at(
    case: Expectation, names: Symbols, without: n.Node | None, seeds: Sequence[int]
) -> Iterator[Setting]:
    ranges = _ranges(case, names, without)
    if ranges is not None and np.prod([len(known) for known in ranges.values()]) <= MOST:
        for seed in seeds:
            yield Setting(names, seed, ranges)


def _ranges(case: Expectation, names: Symbols, without: n.Node | None) -> Ranges | None:
    """How far each index runs."""
    others = tuple(side for side in case.chain.sides if side.value is not without)
    for sides in (case.chain.sides, others):
        with suppress(*FAULTS):
            everywhere = [*places(replace(case.chain, sides=sides), names, case.derived(names))]
            return {index: sorted({at[index] for at in everywhere}) for index in everywhere[0]}
    with suppress(*FAULTS):
        return _of_left(case.chain.sides[0].value, names)
    return None


def _of_left(left: n.Node, names: Symbols) -> Ranges | None:
    """The ranges of ``(X W)_{nh}``, which the array of the left side has."""
    if not isinstance(left, n.Entry):
        return None
    shape = np.shape(evaluate(left.array, Scope(names, {}, names, asks_where=False)))
    found: Ranges = {}
    for index, size in zip(left.indices, shape, strict=True):
        if not isinstance(index, n.Name):
            return None
        found[index.name] = [*range(1, size + 1)]
    return found


def samples(tried: Sequence[Trial], answer: n.Node, known: Sequence[n.Node]) -> list[Sample]:
    """The values of an answer beside those expected; raises what `FAULTS` lists."""
    expected_terms = {text: node for formula in known for text, node in terms(formula)}
    answer_terms = dict(terms(answer))
    found = []
    for setting, expected in tried:
        value = setting.values(answer)
        if np.ndim(value) == 0 and value == 0:
            value = np.zeros_like(expected)  # 0 is the zero of any shape
        found.append(
            Sample(
                value,
                expected,
                sizes=setting.names.sizes,
                scalars=setting.scalars,
                axes=tuple(setting.ranges),
                terms=_values(setting, expected_terms),
                parts=_values(setting, answer_terms),
            )
        )
    return found


def _values(setting: Setting, known: Mapping[str, n.Node]) -> Terms:
    found = []
    for text, node in known.items():
        try:
            found.append((text, setting.values(node)))
        except FAULTS:
            found.append((text, np.nan))
    return tuple(found)

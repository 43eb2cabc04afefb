"""Judge an answer in LaTeX that claims to be a formula of the book."""

import re
import time
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache

import numpy as np

from verify.book.displays import Display, displays
from verify.book.limits import OutOfBounds, limited
from verify.diagnosis import cases
from verify.diagnosis.cases import Expectation, Trial
from verify.diagnosis.displays import named
from verify.diagnosis.numeric import diagnose
from verify.diagnosis.outcome import Diagnosis, Outcome, plain
from verify.diagnosis.settings import FAULTS, Indices, Setting
from verify.proving.indices import free_indices
from verify.proving.lines import entry_of
from verify.proving.namespace import Symbols, symbols
from verify.reading import nodes as n
from verify.reading.alphabet import CONSTANTS
from verify.reading.equations import Equations
from verify.reading.nodes import Chain, Side
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol, text

ENOUGH = 0.6  # seconds after which no further slip is tried
SECONDS = 1  # after which an answer is given up
SHAPES = re.compile(r"the shapes|has the shape|axes|runs to|subscript")


class Claim:
    """A labelled formula of the book, with values at points to compare an answer with."""

    def __init__(self, display: Display, names: Symbols):
        self.display, self.names = display, names
        self.label = display.label or ""
        self.chain = names.chains(display.latex)[0]
        self.left = self.chain.sides[0].value
        self.rights = [side.value for side in self.chain.sides[1:]]
        self.derived = names[self.label]
        self.indices = [*free_indices(self.left, names)]
        self.by_entry = self._trials(self.chain)
        one_side = replace(self.chain, sides=(Side(n.Name(0, self.label), None, "="),))
        is_array = self.indices and not isinstance(self.derived, list)
        self.whole = self._trials(one_side) if is_array else self.by_entry

    def _trials(self, chain: Chain) -> list[Trial]:
        return cases.trials(self.expectation(chain))

    def expectation(self, chain: Chain) -> Expectation:
        """What an answer should be, at any point."""

        def values(setting: Setting) -> object:
            return setting.derived(setting.names[self.label])

        def expressions(indices: Indices) -> object:
            return entry_of(self.derived, indices)

        return Expectation(self.display, chain, self.names, values, expressions)

    def over(self, indices: list[str]) -> list[Trial]:
        """The points for an answer with these indices on its left side."""
        if not indices:
            return self.whole
        if len(indices) != len(self.indices):
            return self._by_axes(indices)
        return [
            trial._replace(
                setting=trial.setting.over(
                    dict(zip(indices, trial.setting.ranges.values(), strict=True))
                )
            )
            for trial in self.by_entry
        ]

    def _by_axes(self, indices: list[str]) -> list[Trial]:
        """The points for an answer by entries to a claim of a whole array."""
        found = []
        for setting, expected in self.whole:
            shape = np.shape(expected)
            if self.indices or len(shape) != len(indices):
                words = f"expected {len(self.indices)} indices on the left side; got {len(indices)}"
                raise LatexError(words, 0)
            ranges = {x: [*range(1, n + 1)] for x, n in zip(indices, shape, strict=True)}
            found.append(Trial(setting.over(ranges), expected))
        return found


@lru_cache(maxsize=64)
def claimed(topic: str, label: str) -> Claim:
    """A claim of a chapter; raises `LookupError` where it has none of this name."""
    labels = {display.label: display for display in displays(topic) if display.label}
    if label not in labels:
        raise LookupError(f"expected a claim of {topic}, one of {', '.join(labels)}; got {label!r}")
    return Claim(labels[label], symbols(topic))


def verdict(answer: str, topic: str, label: str) -> Diagnosis:
    """What an answer is worth as the formula of a claim.

    It is a right side alone, with the indices of the claim's left side or as a whole array, or an
    equation with a left side of its own.

    Raises:
        LookupError: the chapter has no such claim.
    """
    claim = claimed(topic, label)
    if not answer.strip():
        return plain(Outcome.EMPTY)
    try:
        with limited(SECONDS):
            return _judged(answer, claim)
    except LatexError as error:
        return refused(error)
    except OutOfBounds:
        return Diagnosis(Outcome.UNREADABLE, "it takes too long to compute")
    except RecursionError:
        return Diagnosis(Outcome.UNREADABLE, "it is nested too deeply to read")
    except FAULTS:
        return plain(Outcome.UNDEFINED)


def _judged(answer: str, claim: Claim) -> Diagnosis:
    end = time.process_time() + ENOUGH
    left, *rights = read(answer, claim)
    for right in rights:
        if words := _unknown(right, claim):
            return Diagnosis(Outcome.UNKNOWN, words)
        if _repeats(right, left, claim):
            return plain(Outcome.CIRCULAR)
    for right in rights:
        found = _compared(left, right, claim, end)
        if not found.is_right:
            return found
    return plain(Outcome.RIGHT)


def read(answer: str, claim: Claim) -> list[n.Node]:
    """The sides of an answer; the claim's left side is the first where it has none of its own.

    Raises:
        LatexError: it cannot be read, or is more than one equation.
    """
    reader = Equations(answer, claim.names)
    with suppress(LatexError):
        alone = reader.sum()
        if not reader.next.text:
            return [claim.left, alone]
    reader = Equations(answer, claim.names)
    chains = reader.display() if "=" in answer else []
    if not chains:
        reader.sum()
        raise reader.error(f"cannot read {reader.next} here")
    if len(chains) > 1:
        raise LatexError("one equation is asked for", chains[1].sides[0].value.at)
    return [side.value for side in chains[0].sides]


def refused(error: LatexError) -> Diagnosis:
    """What cannot be read or computed, with its place in the answer."""
    message = str(error)
    if "defines no" in message or "not on the left side" in message:
        return Diagnosis(Outcome.UNKNOWN, message)
    if SHAPES.search(message):
        return Diagnosis(Outcome.SHAPE, message)
    if "has no value" in message:
        return plain(Outcome.UNDEFINED)
    return Diagnosis(Outcome.UNREADABLE, f"at character {error.at + 1}: {message}")


def _unknown(answer: n.Node, claim: Claim) -> str:
    """What nothing defines; nothing where all is known."""
    functions = {part.function.name for part in n.walk(answer) if isinstance(part, n.Call)}
    bound = {part.index for part in n.walk(answer) if isinstance(part, n.Fold)}
    known = {*claim.names, *CONSTANTS, *functions, *bound, *free_indices(answer, claim.names)}
    known |= set(claim.indices)
    for part in n.walk(answer):
        if isinstance(part, n.Name) and part.name not in known:
            return f"nothing defines {symbol(part.name)}"
    return ""


def _repeats(answer: n.Node, left: n.Node, claim: Claim) -> bool:
    """Whether the left side, or another name of what is asked for, stands in the answer."""
    asked = {text(left), text(claim.left)}
    parts = [part for part in n.walk(answer) if not isinstance(part, n.Condition)]
    return any(text(part) in asked or _is_asked(part, claim) for part in parts)


def _is_asked(part: n.Node, claim: Claim) -> bool:
    if not isinstance(part, n.Name) or isinstance(claim.derived, list):
        return False
    return claim.names.get(part.name) is claim.derived


def _compared(left: n.Node, answer: n.Node, claim: Claim, end: float) -> Diagnosis:
    """One right side beside what the derivation arrived at."""
    names = claim.names
    own = [*free_indices(left, names)]
    used = free_indices(answer, names)
    if left is claim.left and not used:
        own = []
    if strange := [index for index in used if index not in own]:
        words = f"the index {strange[0]!r} is not on the left side"
        raise LatexError(words, used[strange[0]])
    tried = claim.over(own)
    if left is not claim.left and not diagnose(cases.samples(tried, left, [])).is_right:
        return Diagnosis(Outcome.DIFFERENT, "its left side is not what is asked for")
    case = claim.expectation(claim.chain)
    known = claim.rights if own == claim.indices else []
    try:
        found = diagnose(cases.samples(tried, answer, known))
    except LatexError as error:
        found, better = refused(error), _named(case, tried, answer, known, end)
        if better is None:
            return found
        if found.outcome is Outcome.SHAPE:
            return replace(found, words=f"{found.words}; {better.words}")
        return better
    if found.is_right or found.outcome in {Outcome.UNDEFINED, Outcome.SHAPE}:
        return found
    return _named(case, tried, answer, known, end) or plain(Outcome.DIFFERENT)


def _named(
    case: Expectation, tried: list[Trial], answer: n.Node, known: list[n.Node], end: float
) -> Diagnosis | None:
    with suppress(*FAULTS):  # of what is tried; the answer itself has been evaluated
        return named(case, tried, answer, known, end)
    return None

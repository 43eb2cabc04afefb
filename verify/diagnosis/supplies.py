"""Look for the term or the factor that is left out among the formulas around."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import sympy as sp

from verify.book.displays import BookError, Display, displays
from verify.diagnosis.cases import Trial
from verify.diagnosis.numeric import ZERO, Sample, same, telling
from verify.diagnosis.outcome import Diagnosis, Outcome
from verify.diagnosis.settings import FAULTS
from verify.diagnosis.terms import terms
from verify.proving.indices import free_indices
from verify.proving.namespace import Symbols
from verify.reading import nodes as n
from verify.reading.tokens import LatexError
from verify.reading.unicode import text

MOST, LONGEST = 300, 60  # candidates; characters of one
PARTS = (n.Name, n.Entry, n.Call, n.Product, n.Power, n.Fold, n.Fraction)


def around(parts: Iterable[n.Node], names: Symbols, indices: Sequence[str]) -> list[n.Node]:
    """The parts of formulas that have a value at these indices, short ones first."""
    found: dict[str, n.Node] = {}
    for part in parts:
        shown = text(part)
        if len(shown) <= LONGEST and {*free_indices(part, names)} <= {*indices}:
            found.setdefault(shown, part)
    return sorted(found.values(), key=lambda part: len(text(part)))[:MOST]


def parts_of(display: Display, names: Symbols) -> list[n.Node]:
    """All parts of the formulas of a chapter."""
    return [*_parts(display, names)]


def _parts(display: Display, names: Symbols) -> Iterator[n.Node]:
    try:
        shown = displays(display.topic, display.source)
    except BookError:
        shown = [display]
    for each in shown:
        try:
            chains = names.chains(each.latex)
        except LatexError:
            continue
        for side in [side.value for chain in chains for side in chain.sides]:
            inside = [part for part in n.walk(side) if isinstance(part, PARTS)]
            yield from (part for part in inside if _is_value(part, names))
            yield from (term for _, term in terms(side))


def _is_value(part: n.Node, names: Symbols) -> bool:
    if not isinstance(part, n.Name):
        return True
    value = names.get(part.name)
    return isinstance(value, np.ndarray | sp.Expr | int)


def supplied(
    side: n.Node, tried: Sequence[Trial], candidates: Sequence[n.Node]
) -> Diagnosis | None:
    """The first of the candidates that the side needs, as a term or as a factor."""
    try:
        answers = [setting.values(side) for setting, _ in tried]
        shapes = [np.shape(a) == np.shape(e) for a, (_, e) in zip(answers, tried, strict=True)]
    except FAULTS:
        return None
    if not all(shapes) or not telling([Sample(e, e) for _, e in tried]):
        return None
    own = {shown for shown, _ in terms(side)}
    for part in candidates:
        for outcome, words in _needs(part, tried, answers, own):
            return Diagnosis(outcome, words)
    return None


def _needs(
    part: n.Node, tried: Sequence[Trial], answers: Sequence[np.ndarray], own: set[str]
) -> Iterator[tuple[Outcome, str]]:
    left = {"+", "-", "*", "/"}
    try:
        for (setting, expected), answer in zip(tried, answers, strict=True):
            value = setting.values(part)
            if same(np.asarray(value), np.asarray(expected)):
                return  # a name of what is expected
            if np.shape(value) not in {(), np.shape(expected)} or not np.all(abs(value) > ZERO):
                return
            made = {"+": answer + value, "-": answer - value, "*": answer * value}
            made["/"] = answer / value
            left = {way for way in left if same(np.asarray(made[way]), np.asarray(expected))}
            if not left:
                return
    except FAULTS:
        return
    shown = text(part)
    if "-" in left and shown in own:
        yield Outcome.TERM_EXTRA, f"the term {shown} is one too many"
    elif left & {"+", "-"}:
        sign = "−" if "-" in left else ""
        yield Outcome.TERM_MISSING, f"the term {sign}{shown} is missing"
    else:
        inverse = "1/" if "/" in left else ""
        yield Outcome.FACTOR, f"it would hold with the factor {inverse}{shown}"

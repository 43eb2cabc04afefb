"""Refuse a condition that a line does not need: an exemption that exempts nothing hides a slip."""

from dataclasses import replace

from verify.book.displays import Display
from verify.proving.domain import Need, missing
from verify.proving.formula import before_all, known_of, names_of, places, read, sizes_said
from verify.proving.lines import compare
from verify.proving.namespace import Symbols
from verify.proving.points import Point
from verify.proving.scope import Scope
from verify.proving.sizes import assignments
from verify.reading.nodes import Chain, Condition
from verify.reading.tokens import LatexError
from verify.reading.unicode import condition_text

POINTS = tuple(Point(2 * seed) for seed in range(3))


def refuse_needless(display: Display, symbols: Symbols) -> None:
    """Raise `LatexError` where a display that holds would hold without one of its conditions."""
    equations = symbols.chains(display.latex)
    for condition in equations[0].conditions:  # which all of them share
        if condition.relation == "=" and not condition.of_index:
            is_needed = _fails_at_another_size(display, equations, condition, symbols)
        else:
            is_needed = any(_fails(display, chain, condition, symbols) for chain in equations)
        if not is_needed:
            text = condition_text(condition)
            raise LatexError(f"this holds without ({text}): leave the condition out", condition.at)


def _fails_at_another_size(
    display: Display, equations: list[Chain], condition: Condition, symbols: Symbols
) -> bool:
    others = [
        replace(chain, conditions=tuple(c for c in chain.conditions if c is not condition))
        for chain in equations
    ]
    names = names_of(display, equations) & set(symbols)
    try:
        _, sized = assignments(symbols, names, sizes_said(others, symbols))
        return any(not step.ok for at in sized[1:] for step in read(display, at, POINTS).steps)
    except (LatexError, LookupError):
        return True


def _fails(display: Display, chain: Chain, condition: Condition, symbols: Symbols) -> bool:
    """Whether two sides differ, or a side may have no value, where the condition is not met."""
    without = replace(chain, conditions=tuple(c for c in chain.conditions if c is not condition))
    derived = symbols[display.label] if display.label else None
    for indices in places(without, symbols, derived):
        scope = Scope(symbols, indices, symbols)
        known, less = ([*known_of(c, scope)] for c in (chain, without))
        needs: list[Need] = []
        before = before_all(display, chain, scope, derived)
        for side in chain.sides:
            found = compare(side, before, scope, less)
            before = found.before
            needs += before.needs
            if found.problem:
                return True
        if missing(needs, (), less) and not missing(needs, (), known):
            return True
    return False

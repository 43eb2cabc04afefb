"""Ask of each rule beside a step of a display whether it says what was done there."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from verify.book.displays import Display
from verify.proving.formula import Step, places
from verify.proving.namespace import Symbols
from verify.reading import nodes as n
from verify.reading.tokens import LatexError
from verify.rules.sides import Sides
from verify.rules.table import Rule, find

MOST = 6  # places of the free indices that are looked at


def with_rules(display: Display, symbols: Symbols, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of a display, each with the answer for its rule.

    Raises:
        LatexError: a rule is not in the vocabulary, or no name of the derivation.
    """
    answers = list(_answers(display, symbols))
    return tuple(
        replace(step, checked=checked, verdict=None if problem else step.verdict, problem=problem)
        for step, (checked, problem) in zip(steps, answers, strict=True)
    )


def _answers(display: Display, symbols: Symbols) -> Iterator[tuple[bool, str]]:
    """For each side of a display whether its rule was checked, and what is wrong with it."""
    derived = symbols[display.label] if display.label else None
    for chain in symbols.chains(display.latex):
        some: list[Mapping[str, int]] = []
        for k, side in enumerate(chain.sides):
            if side.rule is None:
                yield False, ""
                continue
            try:
                rule, names = find(side.rule, symbols)
            except LookupError as error:
                raise LatexError(str(error), side.rule_at) from error
            if rule.check is None:
                yield False, ""
                continue
            some = some or sampled(list(places(chain, symbols, derived)))
            row = [part.value for part in chain.sides[k - side.row : k + 1]]
            at = display.place(side.rule_at)
            problem = f"{at}: this is no step by {side.rule!r}: {rule.claim}"
            yield True, "" if holds(rule, names, row, symbols, some) else problem


def sampled(found: list[dict[str, int]]) -> list[Mapping[str, int]]:
    """A few values of the indices, the same ones every time."""
    return [*(random.Random(0).sample(found, MOST) if len(found) > MOST else found)]


def holds(
    rule: Rule,
    names: Sequence[str],
    row: Sequence[n.Node],
    symbols: Symbols,
    some: Sequence[Mapping[str, int]],
) -> bool:
    """Whether a rule leads from one side of a row to the next, anywhere in it."""
    assert rule.check is not None
    for before, after in pairwise(row):
        try:
            if some and rule.check(Sides(before, after, symbols, tuple(some)), *names):
                return True
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            continue  # one of the sides is nothing that the rule could be asked of
    return False

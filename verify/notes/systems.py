r"""Recursions that need one another: ``g_t = \nabla L(w_t)`` and ``w_{t+1} = w_t - g_t``.

They are taken step by step, each as soon as what it needs is there. What no step says, as
``w_0``, is a symbol.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from verify.notes.formula import SIDES
from verify.notes.recursion import NOTHING, shapes_of, symbols_of
from verify.notes.steps import LAST
from verify.proving.indices import shifted
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.tokens import LatexError


class Rule(NamedTuple):
    """What one formula says of each step."""

    name: str
    side: n.Node
    letter: str  # that counts the steps
    shift: int  # 1 for ``\\theta_{t+1}``


def system(rules: str, **names: Any) -> list[list[Any]]:
    """The steps of several names, in the order of ``rules``: ``name place letter shift; ...``.

    Raises:
        LatexError: they have no values, or a step needs itself.
    """
    read = [_rule(text) for text in rules.split(";")]
    problem: LatexError | None = None
    for shape in shapes_of(names):
        try:
            return _steps(read, shape, names)
        except LatexError as error:
            problem = problem or error
    raise problem or LatexError("no step has a value", read[0].side.at)


def _rule(text: str) -> Rule:
    name, place, letter, shift = text.split("|")
    return Rule(name, SIDES[place], letter, int(shift))


def _steps(rules: list[Rule], shape: tuple[int, ...], names: Mapping[str, Any]) -> list[list[Any]]:
    own = {rule.name for rule in rules}
    behind = [-shift for rule in rules for _, shift in _needed(rule, own)]
    begin = max([0, *behind, *(-rule.shift for rule in rules)])
    found: dict[str, dict[int, Any]] = {name: {} for name in own}
    for step in range(begin, LAST + 1):
        waiting = [rule for rule in rules if step + rule.shift <= LAST]
        while waiting:
            ready = [rule for rule in waiting if not _missing(rule, own, step, found)]
            for rule in ready:
                lists = {k: [v.get(j) for j in range(LAST + 1)] for k, v in found.items()}
                scope = Scope({**names, **lists}, {rule.letter: step}, NOTHING)
                found[rule.name][step + rule.shift] = evaluate(rule.side, scope)
            waiting = [rule for rule in waiting if rule not in ready]
            if waiting and not ready:
                name, at = _start(waiting, rules, own, step, begin, found)
                found[name][at] = symbols_of(f"{name}_{at}", shape)
    return [[found[rule.name].get(k) for k in range(LAST + 1)] for rule in rules]


def _needed(rule: Rule, own: set[str]) -> Iterator[tuple[str, int]]:
    """The names of the system that a rule needs, each with how far from its step."""
    for node in n.walk(rule.side):
        if isinstance(node, n.Entry) and isinstance(node.array, n.Name) and node.array.name in own:
            letter, shift = shifted(node.indices[0])
            if letter != rule.letter:
                raise LatexError("a step is counted by one letter", node.at)
            yield node.array.name, shift


def _missing(
    rule: Rule, own: set[str], step: int, found: Mapping[str, Mapping[int, Any]]
) -> list[tuple[str, int]]:
    needed = [(name, step + shift) for name, shift in _needed(rule, own)]
    return [(name, at) for name, at in needed if at not in found[name]]


def _start(
    waiting: list[Rule], rules: list[Rule], own: set[str], step: int, begin: int,
    found: Mapping[str, Mapping[int, Any]],
) -> tuple[str, int]:  # fmt: skip
    """A step that no rule says: the earliest one that is missing."""
    shifts = {rule.name: rule.shift for rule in rules}
    missing = [pair for rule in waiting for pair in _missing(rule, own, step, found)]
    free = [(at, name) for name, at in missing if at - shifts[name] < begin]
    if not free:
        raise LatexError("a step needs itself", waiting[0].side.at)
    at, name = min(free)
    return name, at

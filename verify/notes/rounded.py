r"""Numbers that notes plug in and round: ``E = \frac12 (0.01 - 0.75)^2 = 0.274``.

Notes write ``=`` where a number is rounded. What is printed is right if it is the value of the
formula, or of the numbers printed before it, rounded to the digits that are shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from verify.notes.degrees import in_degrees
from verify.notes.found import Found, Status
from verify.notes.pieces import Formula
from verify.notes.plugged import plugged_in
from verify.notes.study import Study
from verify.proving.indices import free_indices
from verify.proving.namespace import Symbols
from verify.proving.numeric import DIGITS, value
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.proving.worked import has_decimals, is_numeric
from verify.reading import nodes as n
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol, text

OF_EXAMPLE = "with the numbers that are given before"
ROUNDED = "with the numbers that are given, to the digits that are printed"
AMONG = "its numbers agree with one another; what they stand for needs that of {}"
DEGREES = r"with its angles in degrees; say so, as in 45^\circ"
OF_RESULTS = 5  # decimals that a number has which is a rounded result itself
OF_ROUND = 20  # what part of a round number it may be off
SHOWN = 12  # digits of a value in a message
CLOSE = mpmath.mpf(10) ** (8 - DIGITS)  # room for the last digit that is computed


@dataclass(frozen=True)
class Value:
    """The entries of a side in numbers, each with the room that its printed digits leave."""

    entries: tuple[mpmath.mpf, ...]
    room: tuple[mpmath.mpf, ...]

    def is_near(self, other: "Value", are_rounded: bool = False) -> bool:
        """Whether these digits may stand for the other value, whose own may be rounded too."""
        if len(self.entries) != len(other.entries):
            return False
        rows = zip(self.entries, other.entries, self.room, other.room, strict=True)
        return all(abs(a - b) <= r + CLOSE + (s if are_rounded else 0) for a, b, r, s in rows)


def verdict(study: Study, formula: Formula, equations: list[n.Chain]) -> Found | None:
    """The verdict on numbers that a formula plugs in, if it does and each symbol has one."""
    if not plugged(equations):
        return None
    wrong = problem(equations, study.symbols, study.numbers)
    free = {one.name for one in study.guessed if not (one.shape or one.word)}
    put = plugged_in(equations)
    if wrong is None and put and put.keys() <= free:
        numbers = {**study.numbers, **put}
        again = problem(equations, study.symbols, numbers, free=True)
        shown = ", ".join(f"{symbol(name)} = {digits}" for name, digits in put.items())
        hint = f"with {shown}, as it is plugged in"
        if again:
            return Found(formula, Status.FALSE, f"{formula.place(0)}: {again}", hint=hint)
        if again is not None:
            return Found(formula, Status.ASSUMING, hint=hint)
    if wrong is None:
        return None
    if wrong and all(_is_zero(chain.sides[-1].value) for chain in equations):
        return None  # a condition, as that of a decision boundary
    if wrong and (turned := in_degrees(equations)):
        if problem(turned, study.symbols, study.numbers) == "":
            return Found(formula, Status.ASSUMING, hint=DEGREES)
    if wrong:
        return Found(formula, Status.FALSE, f"{formula.place(0)}: {wrong}", hint=OF_EXAMPLE)
    return Found(formula, Status.ASSUMING, hint=ROUNDED)


def _is_zero(node: n.Node) -> bool:
    return isinstance(node, n.Number) and node.digits == "0"


def among_themselves(equations: Sequence[n.Chain], symbols: Symbols) -> str | None:
    """What is wrong with numbers that follow one another; nothing if each is the one before it.

    None where no number follows a number.
    """
    told: str | None = None
    for chain in equations:
        for side, following in pairwise(chain.sides):
            if is_numeric(side.value) and is_numeric(following.value):
                before = _value(side.value, symbols, {}, decimals=OF_RESULTS)
                found = _value(following.value, symbols, {})
                if not found.is_near(before, are_rounded=True):
                    shown = ", ".join(mpmath.nstr(x, SHOWN) for x in before.entries)
                    return f"{text(following.value)} is not {text(side.value)} = {shown}"
                told = ""
    return told


def plugged(equations: Sequence[n.Chain]) -> bool:
    """Whether a side of some equation is a number, or plugs numbers with decimals in."""
    sides = [side.value for chain in equations for side in chain.sides[1:]]
    return any(is_numeric(side) or has_decimals(side) for side in sides)


def problem(
    equations: Sequence[n.Chain], symbols: Symbols, numbers: Mapping[str, str], free: bool = False
) -> str | None:
    """What is wrong with the numbers that are plugged in; nothing if they are right.

    None where they cannot be compared: a symbol has no number, or a side without numbers is not
    what stands before it. With ``free`` a symbol may have any number, and gets one.
    """
    given = {**symbols.get("given", {})}
    given |= {sp.Symbol(x, real=True): sp.Rational(digits) for x, digits in numbers.items()}
    given |= {symbols[x]: sp.Rational(digits) for x, digits in numbers.items() if x in symbols}
    try:
        if free:
            given = {**_any_numbers(equations, symbols), **given}
        return next(filter(None, (_problem(chain, symbols, given) for chain in equations)), "")
    except (ArithmeticError, LatexError, ValueError, TypeError):
        return None


def _any_numbers(equations: Sequence[n.Chain], symbols: Symbols) -> dict[Any, sp.Rational]:
    """Numbers for all symbols of equations, no two of them the same."""
    sides = [side.value for chain in equations for side in chain.sides]
    entries = [x for side in sides for x in np.ravel(evaluate(side, _scope(side, symbols)))]
    names = sorted({str(x) for entry in entries for x in sp.sympify(entry).free_symbols})
    return {sp.Symbol(x, real=True): sp.Rational(173 + 37 * k, 100) for k, x in enumerate(names)}


def _scope(node: n.Node, symbols: Symbols) -> Scope:
    """A scope in which each index that is left free is 1."""
    return Scope(symbols, dict.fromkeys(free_indices(node, symbols), 1), symbols)


def _problem(chain: n.Chain, symbols: Symbols, given: Mapping[Any, Any]) -> str:
    first, *others = chain.sides
    if free_indices(first.value, symbols) and not any(
        free_indices(side.value, symbols) for side in others
    ):
        raise ValueError("nothing says of which entry this is the number")
    exact = before = _value(first.value, symbols, given)
    results = _of_results(first.value, symbols, given)
    said = text(first.value)
    for side in others:
        found = _value(side.value, symbols, given, is_rounded=side.relation == "≈")
        if len(found.entries) != len(exact.entries):
            raise ValueError("one is a number, and the other an array")
        if not (is_numeric(side.value) or has_decimals(side.value)):
            if not found.is_near(exact):
                raise ValueError("sides without numbers differ")
        elif not (found.is_near(exact) or found.is_near(before) or _is_near(found, results)):
            if not is_numeric(side.value):
                raise ValueError("nothing says that these are the numbers of the example")
            shown = ", ".join(mpmath.nstr(x, SHOWN) for x in exact.entries)
            return f"{text(side.value)} is not {said} = {shown}"
        before, results = found, _of_results(side.value, symbols, given)
    return ""


def _of_results(node: n.Node, symbols: Symbols, given: Mapping[Any, Any]) -> Value | None:
    """A side that computes with printed results, each of which may be rounded; or nothing."""
    return _value(node, symbols, given, decimals=OF_RESULTS) if is_numeric(node) else None


def _is_near(found: Value, results: Value | None) -> bool:
    return results is not None and found.is_near(results, are_rounded=True)


def _value(
    node: n.Node, symbols: Symbols, given: Mapping[Any, Any], is_rounded: bool = False,
    decimals: int = 1,
) -> Value:  # fmt: skip
    scope = _scope(node, symbols)
    entries = _entries(node, scope, given)
    room = [mpmath.mpf(0)] * len(entries)
    for other in _shifted(node, is_rounded, decimals):
        for k, (one, moved) in enumerate(zip(entries, _entries(other, scope, given), strict=True)):
            room[k] += abs(moved - one)
    return Value(tuple(entries), tuple(room))


def _entries(node: n.Node, scope: Scope, given: Mapping[Any, Any]) -> list[mpmath.mpf]:
    with mpmath.workdps(DIGITS):
        return [value(sp.sympify(x), given) for x in np.ravel(evaluate(node, scope))]


def _shifted(node: n.Node, is_rounded: bool, least: int) -> Iterator[n.Node]:
    """The side with one printed number moved by half a unit of its last digit, for each of them.

    Those with fewer decimals stay.
    """
    if isinstance(node, n.Number) and is_rounded and "." not in node.digits:
        yield n.Number(node.at, _above(node.digits))
        return
    for number in (x for x in n.walk(node) if isinstance(x, n.Number) and "." in x.digits):
        decimals = len(number.digits.partition(".")[2])
        if decimals < least:
            continue
        moved = sp.Rational(number.digits) + sp.Rational(1, 2 * 10**decimals)
        other = n.Number(number.at, str(sp.Float(moved, len(number.digits) + 2)))
        with suppress(KeyError):
            yield _with(node, number, other)


def _with(node: n.Node, old: n.Node, new: n.Node) -> n.Node:
    return new if node is old else n.mapped(node, lambda part: _with(part, old, new))


def _above(digits: str) -> str:
    """A whole number with half a unit of its last digit more; of 1000 with a twentieth."""
    zeros = len(digits) - len(digits.rstrip("0"))
    half = min(10**zeros // 2, int(digits) // OF_ROUND) if zeros > 1 else 0
    return str(int(digits) + half) if half else f"{digits}.5"

"""Whether the relations of a sentence hold: at every index, random points and ends of ranges."""

import operator
import random
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from verify.proving.indices import free_indices, index_ranges
from verify.proving.namespace import Symbols
from verify.proving.points import Point
from verify.proving.scope import Scope
from verify.proving.sizes import assignments, shown
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.relations import Relations
from verify.reading.tokens import LatexError
from verify.reading.unicode import text

DIGITS = 50
MORE_DIGITS = 1000  # where nothing is left of a difference
ENDS = (0, 1, -1, sp.Rational(1, 10**9), -sp.Rational(1, 10**9), 30, -30, 1000, -1000)
SINGLE = 60  # points at which one symbol is at an end, at most
TOGETHER = 20  # points at which everything is drawn at random
FAR = 20  # from 0: an exponential may leave no digit of a difference
ORDER = {
    "<": operator.lt, ">": operator.gt, "≤": operator.le, "≥": operator.ge,
    "=": operator.eq, "≠": operator.ne,
}  # fmt: skip


def refute(claim: Relations, symbols: Symbols) -> str:
    """Where a relation does not hold, at any assignment of the sizes; nothing if it does.

    Raises:
        LatexError: something in it has no value, or no point meets its conditions.
    """
    said = {_said(c.left, c.relation, c.right) for c in claim.conditions if c.left and c.right}
    for left, sign, right in zip(claim.sides, claim.signs, claim.sides[1:], strict=False):
        if _said(left, sign, right) in said:
            return "it repeats its condition"
    names = {p.name for part in claim.parts for p in n.walk(part) if isinstance(p, n.Name)}
    used, sized = assignments(symbols, names & set(symbols))
    for at in sized:
        if problem := _refute(claim, at):
            sizes = shown({name: at.sizes[name] for name in used})
            return problem + (f"; that is at {sizes}" if used and at is not sized[0] else "")
    return ""


def _said(left: n.Node, sign: str, right: n.Node) -> str:
    return f"{text(left)} {sign} {text(right)}"


def _refute(claim: Relations, symbols: Symbols) -> str:
    met, shares = False, [*_shares(symbols)]
    printed = {k: _half_a_digit(claim.sides[k + 1]) for k, s in enumerate(claim.signs) if s == "≈"}
    for indices in _places(claim, symbols):
        scope = Scope(symbols, indices, symbols)
        sides = [_number(side, scope) for side in claim.sides]
        conditions = [
            (_number(c.left, scope), c.relation, _number(c.right, scope))
            for c in claim.conditions
            if c.left is not None and c.right is not None
        ]
        for drawn in _points(sp.Tuple(*sides, *(x for l, _, r in conditions for x in (l, r)))):
            values = _shared(drawn, shares)
            try:
                if not all(_holds(*condition, values) for condition in conditions):
                    continue
                for k, sign in enumerate(claim.signs):
                    left, right = sides[k : k + 2]
                    compared = (left, sign, right)
                    if k in printed:
                        compared = abs(left - right), "≤", printed[k]
                    if not _holds(*compared, values):
                        problem = _said(claim.sides[k], sign, claim.sides[k + 1])
                        return f"{problem} is not so{_where(indices, values)}"
                met = True
            except ValueError:
                continue  # it has no value there
    return "" if met else "it has a value at no point that was tried"


def _half_a_digit(node: n.Node) -> sp.Rational:
    """How far a number may be from what it is printed for."""
    match node:
        case n.Number(digits=digits) | n.Negative(of=n.Number(digits=digits)):
            return sp.Rational(1, 2 * 10 ** len(digits.partition(".")[2]))
    raise LatexError(r"only rounded numbers stand behind \approx", node.at)


def _number(node: n.Node, scope: Scope) -> sp.Expr:
    value = evaluate(node, scope)
    if np.ndim(value):
        raise LatexError("an inequality is about numbers", node.at)
    return sp.sympify(value)


def _places(claim: Relations, symbols: Symbols) -> Iterator[dict[str, int]]:
    """Every value of the free indices, which may stand on any side."""
    ranges: dict[str, set[int]] = {}
    for part in claim.parts:
        for index, known in index_ranges(part, symbols).items():
            ranges[index] = ranges.get(index, known) & known
    free = {index: at for part in claim.parts for index, at in free_indices(part, symbols).items()}
    for index, at in free.items():
        if not ranges.get(index):
            raise LatexError(f"it is not clear how far {index!r} runs", at)
    for values in product(*(sorted(ranges[index]) for index in free)):
        yield dict(zip(free, values, strict=True))


def _points(expressions: sp.Tuple) -> Iterator[dict[sp.Symbol, Any]]:
    """All symbols at one end of their ranges, each at one with the others drawn, and all drawn."""
    symbols = sorted(expressions.free_symbols, key=str)
    generator = random.Random(0)
    drawn = {symbol: _allowed(symbol, _draw(symbol, generator)) for symbol in symbols}
    for end in ENDS:
        yield {symbol: _allowed(symbol, end) for symbol in symbols}
    singles = [*product(ENDS, symbols)]
    if len(singles) > SINGLE:
        singles = random.Random(0).sample(singles, SINGLE)
    for end, one in singles:
        yield {**drawn, one: _allowed(one, end)}
    for _ in range(TOGETHER):
        yield {symbol: _allowed(symbol, _draw(symbol, generator)) for symbol in symbols}


def _draw(symbol: sp.Symbol, generator: random.Random) -> sp.Rational:
    sign = generator.choice((-1, 1))
    return sp.Rational(sign * round(1000 * 10 ** generator.uniform(-2, 1)), 1000)


def _allowed(symbol: sp.Symbol, value: Any) -> Any:
    """The value, or the one next to it that the declaration of the symbol allows."""
    if symbol.is_integer:
        value = sp.Integer(round(value))
    if symbol.is_negative:
        return -abs(value) or -sp.Rational(1, 10**12)
    if symbol.is_positive:
        return abs(value) or (1 if symbol.is_integer else sp.Rational(1, 10**12))
    return abs(value) if symbol.is_nonnegative else value


def _shares(symbols: Symbols) -> Iterator[list[sp.Symbol]]:
    """The symbols of each row that is a distribution: its last entry is what they leave of one."""
    for value in symbols.values():
        if isinstance(value, np.ndarray) and value.dtype == object and value.size:
            for *free, last in value.reshape(-1, value.shape[-1]):
                if free and all(isinstance(x, sp.Symbol) and x.is_positive for x in free):
                    if last == 1 - sum(free):
                        yield free


def _shared(values: dict[sp.Symbol, Any], shares: list[list[sp.Symbol]]) -> dict[sp.Symbol, Any]:
    """The values, with those of a distribution made so small that something may be left of one."""
    for row in shares:
        there = [symbol for symbol in row if symbol in values]
        total = max(1, sum(values[symbol] for symbol in there))
        values = values | {symbol: sp.sympify(values[symbol]) / total for symbol in there}
    return values


def _holds(left: sp.Expr, sign: str, right: sp.Expr, values: Mapping[sp.Symbol, Any]) -> bool:
    """Whether a relation holds at a point.

    Raises:
        ValueError: a side has no value there, or one that is too close to the other to tell.
    """
    difference = left - right
    for digits in (DIGITS, MORE_DIGITS):
        number = _value(difference, values, digits)
        if sign not in ("=", "≠") and isinstance(number, mpmath.mpc):
            raise ValueError("complex numbers have no order")
        if abs(number) > mpmath.mpf(10) ** (5 - digits):
            return bool(ORDER[sign](number, 0))
    if max(map(abs, values.values()), default=0) > FAR and difference.subs(values) != 0:
        raise ValueError("no digit is left")
    return bool(ORDER[sign](0, 0))


def _value(expression: sp.Expr, values: Mapping[sp.Symbol, Any], digits: int) -> Any:
    point = Point(0, digits)
    point.values = values
    return point(expression)


def _where(indices: Mapping[str, int], values: Mapping[sp.Symbol, Any]) -> str:
    at = [f"{name} = {k}" for name, k in indices.items()]
    at += [f"{symbol} = {sp.Float(value, 4)}" for symbol, value in values.items()]
    return f" at {', '.join(at)}" if at else ""

"""Where a formula has a value: two that are equal may not be so for the same variables.

``c / c = 1`` holds unless c is 0. SymPy cancels c before anybody can ask, so every quotient, root,
logarithm and power says what it needs while it is evaluated. What the declared symbols do not
ensure, both sides must need, or the page must say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import sympy as sp

NONZERO, POSITIVE, NOT_NEGATIVE = "≠", ">", "≥"
STRONGER = {
    NONZERO: (NONZERO, POSITIVE), POSITIVE: (POSITIVE,), NOT_NEGATIVE: (NOT_NEGATIVE, POSITIVE),
}  # fmt: skip
OPPOSITE = {"<": POSITIVE, "≤": NOT_NEGATIVE}


@dataclass(frozen=True)
class Need:
    """An expression that must not be zero, or must be positive, for a formula to have a value."""

    expression: sp.Expr
    relation: str  # to zero

    def at(self, expression: sp.Expr) -> "Need":
        return replace(self, expression=expression)

    def __str__(self) -> str:
        return f"{self.expression} {self.relation} 0"


def of_quotient(below: sp.Expr) -> Iterator[Need]:
    for factor in sp.Mul.make_args(below):
        base, exponent = factor.as_base_exp()
        is_root = exponent.is_Rational and not exponent.is_integer and not base.is_number
        yield Need(base, POSITIVE) if is_root else Need(factor, NONZERO)


def of_power(base: sp.Expr, exponent: sp.Expr) -> Iterator[Need]:
    if exponent.is_integer:
        if not exponent.is_nonnegative:
            yield Need(base, NONZERO)
    else:
        yield Need(base, NOT_NEGATIVE if exponent.is_positive else POSITIVE)


def of_function(name: str, argument: sp.Expr) -> Iterator[Need]:
    if name == "log":
        yield Need(argument, POSITIVE)
    elif name == "sqrt":
        yield Need(argument, NOT_NEGATIVE)
    elif name == "tan":
        yield Need(sp.cos(argument), NONZERO)
    elif name in {"arcsin", "arccos"}:
        yield Need(1 - argument**2, NOT_NEGATIVE)


def of_value(value: Any) -> Iterator[Need]:
    """What an expression, or each entry of an array, needs as it stands."""
    for expression in np.ravel(value):
        yield from _of_expression(sp.sympify(expression))


@lru_cache(maxsize=100_000)
def _of_expression(expression: sp.Basic) -> tuple[Need, ...]:
    found = [need for part in expression.args for need in _of_expression(part)]
    if isinstance(expression, sp.Pow) and expression.base is not sp.E:
        found += of_power(expression.base, expression.exp)
    elif isinstance(expression, sp.log):
        found.append(Need(expression.args[0], POSITIVE))
    elif isinstance(expression, sp.tan):
        found.append(Need(sp.cos(expression.args[0]), NONZERO))
    elif isinstance(expression, sp.asin | sp.acos):
        found.append(Need(1 - expression.args[0] ** 2, NOT_NEGATIVE))
    return tuple(need for need in dict.fromkeys(found) if not _is_ensured(need))


def stated(left: sp.Expr, relation: str, right: sp.Expr) -> Need:
    """What the condition ``left relation right`` says."""
    above, below = (right, left) if relation in OPPOSITE else (left, right)
    base, exponent = sp.expand(above - below).as_base_exp()
    is_root = exponent.is_Rational and exponent > 0
    return Need(base if is_root else base**exponent, OPPOSITE.get(relation, relation))


def missing(needs: Iterable[Need], others: Iterable[Need], said: Sequence[Need]) -> Need | None:
    """The first need that neither the declared symbols, other needs nor what is said ensure."""
    known = dict.fromkeys(others)
    unsure = [need for need in dict.fromkeys(needs) if not (need in known or _is_ensured(need))]
    if not unsure:
        return None
    replaced = substitution(said)
    unsure = [n for n in unsure if not _is_ensured(n.at(n.expression.xreplace(replaced)))]
    facts = {fact for need in (*known, *said) for fact in _facts(need)}
    return next((need for need in unsure if not _follows(need, facts)), None)


@lru_cache(maxsize=4096)
def _is_ensured(need: Need) -> bool:
    """Whether the declarations of the symbols are enough; False: it is not known."""
    match need.relation:
        case "≠":
            if isinstance(need.expression, sp.factorial):
                return True
            return bool(need.expression.is_nonzero or sp.expand(need.expression).is_nonzero)
        case ">":
            return bool(need.expression.is_positive)
    return bool(need.expression.is_nonnegative)


Fact = tuple[sp.Expr, str]
Facts = set[Fact]


def _facts(need: Need) -> Iterator[Fact]:
    """The whole expression, and of a product that is not zero what it says of its factors."""
    yield _scaled(need.expression), need.relation
    if need.relation == NOT_NEGATIVE:
        return
    number, factors = _factors(need.expression)
    yield from ((factor, NONZERO) for factor in factors)
    odd = [factor for factor, power in factors.items() if power % 2]
    if need.relation == POSITIVE and len(odd) == 1:
        yield _scaled(odd[0] if number > 0 else -odd[0]), POSITIVE


def _follows(need: Need, facts: Facts) -> bool:
    if any((_scaled(need.expression), relation) in facts for relation in STRONGER[need.relation]):
        return True
    if _is_ensured(need.at(_without_roots(need.expression, facts))):
        return True
    number, factors = _factors(need.expression)
    if need.relation == NONZERO:
        return all(_is_nonzero(factor, facts) for factor in factors)
    return _sign(number, factors, need.relation, facts) == 1


def _without_roots(expression: sp.Expr, facts: Facts) -> sp.Expr:
    """The expression with a number in place of each root, which is not negative where it is one."""

    def number(base: sp.Expr, exponent: sp.Expr) -> sp.Expr:
        if exponent.is_integer or not exponent.is_Rational:
            return base**exponent
        return sp.Dummy(nonnegative=True, zero=False if _is_positive(base, facts) else None)

    return expression.replace(sp.Pow, number)


def _is_positive(expression: sp.Expr, facts: Facts) -> bool:
    number, factors = _factors(expression)
    return bool(expression.is_positive) or _sign(number, factors, POSITIVE, facts) == 1


def _is_nonzero(factor: sp.Expr, facts: Facts) -> bool:
    signs = [(factor, NONZERO), (factor, POSITIVE), (-factor, POSITIVE)]
    return bool(factor.is_nonzero) or any(fact in facts for fact in signs)


def _sign(number: sp.Expr, factors: Mapping[sp.Expr, int], relation: str, facts: Facts) -> int:
    """The sign of a product, 0 where it is not known; of one that may be zero, if it is not."""
    total = 1 if number > 0 else -1
    for factor, power in factors.items():
        if power % 2 == 0:
            total *= relation == NOT_NEGATIVE or _is_nonzero(factor, facts)
        elif not any(_holds(sign * factor, relation, facts) for sign in (1, -1)):
            return 0
        elif not _holds(factor, relation, facts):
            total = -total
    return total


def _holds(expression: sp.Expr, relation: str, facts: Facts) -> bool:
    if _is_ensured(Need(expression, relation)):
        return True
    return any((_scaled(expression), stronger) in facts for stronger in STRONGER[relation])


@lru_cache(maxsize=4096)
def _factors(expression: sp.Expr) -> tuple[sp.Expr, dict[sp.Expr, int]]:
    """A number, and irreducible factors with their powers: their product has the same sign."""
    above, below = sp.fraction(sp.together(expression))
    try:
        number, factors = sp.factor_list(above * below)
    except (sp.PolynomialError, NotImplementedError, TypeError):  # x^y (1 - x)^(1 - y): no order
        return sp.Integer(1), {expression: 1}
    return number, {_scaled(factor): power for factor, power in factors}


def _scaled(expression: sp.Expr) -> sp.Expr:
    """The expression without a positive number in front."""
    number, rest = sp.expand(expression).primitive()
    return rest if number.is_positive else expression


def substitution(known: Iterable[Need]) -> dict[sp.Symbol, sp.Expr]:
    """What the conditions make of the symbols of which less is known: for x > 1, x is 1 + t."""
    signs = {NONZERO: {"nonzero": True}, POSITIVE: {"positive": True}}
    found: dict[sp.Symbol, sp.Expr] = {}
    for need in known:
        symbols = need.expression.free_symbols
        slope = sp.diff(need.expression, *symbols) if len(symbols) == 1 else sp.Integer(0)
        if not slope.is_Rational or slope == 0 or any(s.is_positive for s in symbols):
            continue
        (symbol,) = symbols
        sign = signs.get(need.relation, {"nonnegative": True})
        is_plain = need.expression == symbol
        free = sp.Symbol(symbol.name, real=True, **sign) if is_plain else sp.Dummy(**sign)
        found.setdefault(symbol, (free - need.expression.subs(symbol, 0)) / slope)
    return found

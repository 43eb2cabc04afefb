"""Powers, functions and derivatives of forms, and whether a form is zero."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

from verify.general.parts import Delta, Entry, Group, Log, Outside, Step, Term, Unknown, fresh
from verify.general.rules import content
from verify.general.signs import is_positive, is_positive_part, refuse_zero
from verify.general.terms import (
    CONSTANT,
    MEMORY,
    ONE,
    RULES,
    ZERO,
    Form,
    atom,
    delta,
    opened,
    raw,
    rebuilt,
    substitute,
    sum_over,
    unknown,
)

HIGHEST = 12  # power that is multiplied out
ROUNDS = 12  # divisors that a form is multiplied by to see that it is zero
PRIMES = 10_000  # numbers beyond are taken for primes


# -- powers


def power(base: Form, exponent: Form) -> Form:
    n = exponent.rational()
    if n is None:
        if not is_positive(base):
            raise Outside("a power of what may be negative")
        return exp(exponent * log(base))
    if n.denominator != 1:
        return _root(base, n)
    if abs(n) > HIGHEST:
        raise Outside(f"a power above {HIGHEST}")
    found, factor = ONE, base if n >= 0 else _inverse(base)
    for _ in range(abs(int(n))):
        found = found * factor
    return found


def _inverse(one: Form) -> Form:
    refuse_zero(one)
    (term, c), rest = content(one)
    below = raw(-term.exponent, {part: -n for part, n in term.factors}).scaled(1 / c)
    return below if rest == ONE else below * atom(Group(rest), Fraction(-1))


def _root(one: Form, n: Fraction) -> Form:
    """A power that is no whole number; of positive factors one by one."""
    exponent, factors, rest = _positive_factors(one)
    found = raw(exponent.scaled(n), {})
    for part, m in factors.items():
        number = None if not isinstance(part, Group) else part.inside.rational()
        whole = 0 if number is None else m * n // 1
        found = found * (number or ONE) ** whole * atom(part, m * n - whole)
    return found if rest == ONE else found * atom(Group(rest), n)


def _positive_factors(one: Form) -> tuple[Form, dict[Any, Fraction], Form]:
    """A form as an exponential, powers of what is positive, and the rest."""
    (term, c), rest = content(one) if one else ((CONSTANT, Fraction(-1)), one)
    if c < 0:
        return ZERO, {}, one
    sure = {part: n for part, n in term.factors if is_positive_part(part)}
    rest = rest * raw(ZERO, {part: n for part, n in term.factors if part not in sure})
    for prime, m in _primes(c):
        part = Group(ONE.scaled(Fraction(prime)))
        sure[part] = sure.get(part, Fraction(0)) + m
    return term.exponent, sure, rest


def _primes(number: Fraction) -> Iterator[tuple[int, int]]:
    """The prime factors of a positive number, with their powers."""
    for whole, sign in ((number.numerator, 1), (number.denominator, -1)):
        for prime in range(2, min(whole, PRIMES) + 1):
            while whole % prime == 0:
                whole //= prime
                yield prime, sign
        if whole != 1:
            yield whole, sign


# -- functions


def by_case(function: Callable[[Form], Form]) -> Callable[[Form], Form]:
    """The function, of a sum with parts that are one or zero in it, as the sum of its cases."""

    def cases(one: Form) -> Form:
        parts = (part for term in one.terms for part, _ in term.factors if not term.bound)
        switch = next((part for part in parts if isinstance(part, Step | Delta)), None)
        if switch is None:
            return function(one)
        on, off = (_switched(one, switch, to) for to in (ONE, ZERO))
        return atom(switch) * cases(on) + (1 - atom(switch)) * cases(off)

    return cases


def _switched(one: Form, switch: Step | Delta, to: Form) -> Form:
    def change(part: Any) -> Form | None:
        return to if part == switch else None

    return rebuilt(one, change, lambda part: switch in part.switches)


@by_case
def exp(one: Form) -> Form:
    """The exponential; of a logarithm, what that is of."""
    found, left = ONE, {}
    for term, c in one.terms.items():
        match term:
            case Term(exponent, ((Log(argument), n),), ()) if (
                not exponent and n == 1 and c.denominator == 1
            ):
                found = found * argument**c
            case _:
                left[term] = c
    return found * raw(Form(left), {})


@by_case
def log(one: Form) -> Form:
    """The logarithm, of positive factors one by one."""
    if one == ONE:
        return ZERO
    if not one:
        raise Outside("the logarithm of zero")
    found, factors, rest = _positive_factors(one)
    for part, n in factors.items():
        inside = part.inside if isinstance(part, Group) else atom(part)
        found = found + atom(Log(inside)).scaled(n)
    return found if rest == ONE else found + atom(Log(rest))


RULES |= {"power": power, "exp": exp, "log": log}


def tanh(x: Form) -> Form:
    return 1 - 2 / (exp(2 * x) + 1)


FUNCTIONS = {
    "exp": exp,
    "log": log,
    "sqrt": lambda x: x ** Fraction(1, 2),
    "tanh": tanh,
}


# -- derivatives


@lru_cache(maxsize=MEMORY)
def differentiate(one: Form, by: Entry) -> Form:
    """The derivative by a variable or by an entry of an array of variables."""
    found = []
    for whole, c in one.terms.items():
        if by.name not in whole.variables:
            continue
        if by.law:
            raise Outside("entries that depend on each other cannot move one by one")
        term = opened(whole)
        factors = dict(term.factors)
        slope = raw(term.exponent, factors) * differentiate(term.exponent, by)
        for part, n in term.factors:
            if by.name in part.variables:
                rest = raw(term.exponent, {p: m for p, m in factors.items() if p != part})
                outer = atom(part) ** (n - 1) if n != 1 else ONE
                slope = slope + (rest * outer * _slope(part, by)).scaled(n)
        found.append(sum_over(slope, *term.bound).scaled(c))
    return ZERO.plus(*found)


def _slope(part: Any, by: Entry) -> Form:
    match part:
        case Entry(places=places):
            found = ONE
            for one, other in zip(places, by.places, strict=True):
                found = found * delta(one, other)
            return found
        case Step():
            return ZERO  # but where it steps
        case Group(inside=inside):
            return differentiate(inside, by)
        case Log(argument=argument):
            return differentiate(argument, by) * power(argument, -ONE)
    return _slope_of_unknown(part, by)


def _slope_of_unknown(part: Unknown, by: Entry) -> Form:
    """The chain rule: by each argument, and of a vector by each of its entries."""
    found = []
    for k, (generic, argument) in enumerate(part.arguments):
        place = generic and fresh(generic.size)
        inner = substitute(argument, {generic: place}) if generic and place else argument
        slopes = (*part.slopes, (k, place))
        outer = unknown(part.name, part.places, part.arguments, slopes)
        slope = outer * differentiate(inner, by)
        found.append(sum_over(slope, place) if place else slope)
    return ZERO.plus(*found)


# -- zero


def is_zero(one: Form) -> bool:
    """Whether a form vanishes: what it is divided by is multiplied out."""
    for _ in range(ROUNDS):
        if not one:
            return True
        below: dict[Group, Fraction] = {}
        for term in one.terms:
            for part, n in term.factors:
                if isinstance(part, Group) and n < 0 and not part.indices & {*term.bound}:
                    below[part] = min(below.get(part, n), n)
        if not below:
            return False
        part = min(below, key=lambda part: part.key)
        one = ZERO.plus(
            *(_multiplied(term, part, -below[part]).scaled(c) for term, c in one.terms.items())
        )
    return False


def _multiplied(term: Term, by: Group, power: Fraction) -> Form:
    term = opened(term)
    factors = dict(term.factors)
    n = factors.pop(by, Fraction(0)) + power
    rest = sum_over(raw(term.exponent, factors), *term.bound)
    return rest * (by.inside**n if n.denominator == 1 else atom(by, n))

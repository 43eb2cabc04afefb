"""Prove that an expression is zero: as a rational function of its exponentials and logarithms.

Every exponential, logarithm and other function becomes a variable of its own, after the laws
that hold for real numbers have been used: the exponential of a sum is a product, the logarithm
of a product of positive factors is a sum. What is left is a rational function, and that is zero
when its numerator expands to zero. The variables are treated as independent, so a proof is a
proof; an expression that is zero for a deeper reason is not recognized.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import sympy as sp
from sympy import QQ
from sympy.polys.rings import PolyElement, PolyRing, ring

Terms = dict[sp.Expr, sp.Rational]
Row = tuple[sp.Expr, Terms, Terms]  # leading term, terms, and the variables that make them up
Factor = tuple[sp.Expr, sp.Rational]  # with its power

MOST = 20_000  # terms to multiply: a larger product could take minutes
HIGHEST = 100  # root of which the powers are known: x**0.123456 has a million of them
LARGEST = 10**12  # a number above stays whole: its prime factors take too long to find


@lru_cache(maxsize=4096)
def vanishes(expression: sp.Expr) -> bool:
    """Whether the expression is proved to be zero; False: it is not known."""
    writer = _Rational()
    rational = writer.of(expression)
    bases = [base for base, _ in writer.roots.values()]
    symbols = set().union(*(part.free_symbols for part in (rational, *bases)))
    roots = list(writer.roots)[::-1]  # so that each gives way to what it is the root of
    polynomials = ring([*roots, *(symbols - writer.roots.keys())], QQ)[0]
    try:
        above, below = _fraction(rational, polynomials)
        parts = [above, *below]
        if roots:
            relations = [
                polynomials(root) ** q - _fraction(base, polynomials)[0]
                for root, (base, q) in writer.roots.items()
            ]
            parts = [part.rem(relations) for part in parts]
    except _TooLarge:
        return False
    return parts[0] == 0 and all(part != 0 for part in parts[1:])


class _TooLarge(Exception):
    """There are too many terms to multiply out."""


def _product(polynomial: PolyElement, factor: PolyElement, power: int = 1) -> PolyElement:
    """The polynomial times a power of the factor, unless that takes too long."""
    for _ in range(power):
        if len(polynomial) * len(factor) > MOST:
            raise _TooLarge
        polynomial *= factor
    return polynomial


Fraction = tuple[PolyElement, dict[PolyElement, int]]  # numerator, factors of the denominator


def _fraction(expression: sp.Expr, polynomials: PolyRing) -> Fraction:
    """An expression as a fraction, whose denominator stays a product: sums are no longer for it."""
    if expression.is_Add:
        terms = [_fraction(term, polynomials) for term in expression.args]
        below: dict[PolyElement, int] = {}
        for _, factors in terms:
            below |= {factor: max(power, below.get(factor, 0)) for factor, power in factors.items()}
        above = polynomials(0)
        for part, factors in terms:
            for factor, power in below.items():
                part = _product(part, factor, power - factors.get(factor, 0))
            above += part
        return above, below
    if expression.is_Mul:
        above, below = polynomials(1), {}
        for part, factors in (_fraction(factor, polynomials) for factor in expression.args):
            above = _product(above, part)
            for factor, power in factors.items():
                below[factor] = below.get(factor, 0) + power
        return above, below
    if expression.is_Pow and expression.exp.is_Integer:
        above, below = _fraction(expression.base, polynomials)
        power = int(expression.exp)
        if power > 0:
            raised = _product(polynomials(1), above, power)
            return raised, {factor: k * power for factor, k in below.items()}
        product = polynomials(1)
        for factor, k in below.items():
            product = _product(product, factor, -k * power)
        return product, {above: -power}
    if expression.is_Symbol:
        return _generators(polynomials)[expression], {}
    return polynomials(QQ.from_sympy(expression)), {}


@lru_cache(maxsize=16)
def _generators(polynomials: PolyRing) -> dict[sp.Expr, PolyElement]:
    return dict(zip(polynomials.symbols, polynomials.gens, strict=True))


class _Rational:
    """Writes expressions over one set of variables."""

    def __init__(self) -> None:
        self.variables: dict[sp.Expr, sp.Symbol] = {}  # by what each stands for
        self.exponents: dict[sp.Symbol, sp.Expr] = {}  # E: x, where E stands for exp(x)
        self.rows: list[Row] = []  # the exponents, each without the leading terms of the others
        self.roots: dict[sp.Symbol, tuple[sp.Expr, int]] = {}  # R: (x, 3), where R**3 is x
        self.known: dict[sp.Expr, sp.Expr] = {}

    def of(self, expression: sp.Expr) -> sp.Expr:
        """The expression as a rational function of the variables."""
        if expression.is_Symbol or expression.is_Rational:
            return expression
        if expression not in self.known:
            self.known[expression] = self._rewrite(expression)
        return self.known[expression]

    def _rewrite(self, expression: sp.Expr) -> sp.Expr:
        match expression:
            case sp.Add() | sp.Mul():
                return expression.func(*map(self.of, expression.args))
            case sp.E:
                return self._exponential(sp.Integer(1))
            case sp.exp():
                return self._exponential(self.of(expression.exp))
            case sp.log():
                return self._logarithm(self.of(expression.args[0]))
            case sp.Pow(base=base, exp=sp.Integer() as exponent):
                return self.of(base) ** exponent
            case sp.Pow(base=base, exp=sp.Rational() as exponent):
                return self._root(self.of(base), exponent)
            case sp.Pow(base=base, exp=exponent):
                return self._exponential(self.of(exponent) * self._logarithm(self.of(base)))
            case sp.tanh() | sp.sinh() | sp.cosh():
                return self.of(expression.rewrite(sp.exp))
            case sp.Max() | sp.Min() | sp.Abs():
                return self._variable(expression.func(*map(sp.expand, expression.args)))
        return self._variable(expression)

    def _variable(self, meaning: sp.Expr) -> sp.Symbol:
        if meaning not in self.variables:
            self.variables[meaning] = _unknown(len(self.variables), _is_positive(meaning))
        return self.variables[meaning]

    def _exponential(self, exponent: sp.Expr) -> sp.Expr:
        """An exponential is a variable, or a product of those whose exponents add up to its own."""
        rest = dict(sp.expand(exponent).as_coefficients_dict())
        used: dict[sp.Symbol, sp.Rational] = {}
        for leading, terms, variables in self.rows:
            if factor := rest.get(leading, 0) / terms[leading]:
                rest = _combined(rest, -factor, terms)
                used = _combined(used, factor, variables)
        if rest:
            variable = self._variable(sp.exp(exponent, evaluate=False))
            self.exponents[variable] = exponent
            one = {variable: sp.Integer(1)}
            self.rows.append((next(iter(rest)), rest, _combined(one, sp.Integer(-1), used)))
            return variable
        return sp.Mul(*(self._power(variable, number) for variable, number in used.items()))

    def _logarithm(self, argument: sp.Expr) -> sp.Expr:
        """The logarithm of a product is a sum over its positive factors, and over the rest."""
        positive, rest, sign = self._factors(argument)
        found = sp.Integer(0)
        for factor, power in positive:
            if factor not in self.exponents:
                found += power * self._variable(sp.log(factor, evaluate=False))
            else:
                found += power * self.exponents[factor]
        if rest == 1:
            return found
        return found + sign * self._variable(sp.log(rest, evaluate=False))

    def _root(self, base: sp.Expr, exponent: sp.Rational) -> sp.Expr:
        """The root of a product is a product over its positive factors, and over the rest."""
        positive, rest, sign = self._factors(base)
        found = self._power(rest, sign * exponent) if rest != 1 else sp.Integer(1)
        for factor, power in positive:
            found *= self._power(factor, power * exponent)
        return found

    def _power(self, base: sp.Expr, exponent: sp.Rational) -> sp.Expr:
        """A power of a root, which is a variable that keeps what it is the root of."""
        if exponent.is_Integer:
            return base**exponent
        if max(abs(exponent.p), exponent.q) > HIGHEST:
            return self._variable(sp.Pow(base, exponent, evaluate=False))
        root = self._variable(sp.Pow(base, sp.Rational(1, exponent.q), evaluate=False))
        if sp.fraction(base)[1] == 1:
            self.roots.setdefault(root, (base, exponent.q))
        return root**exponent.p

    def _factors(self, argument: sp.Expr) -> tuple[list[Factor], sp.Expr, int]:
        """The positive factors with their powers, and the rest with the sign of its power."""
        positive: list[Factor] = []
        rest: list[Factor] = []
        for factor, power in _powers(argument):
            factor, root = self.roots.get(factor, (factor, 1))
            power /= root
            (positive if factor.is_positive else rest).append((factor, power))
        sign = -1 if any(power < 0 for _, power in rest[-1:]) else 1
        return positive, sp.Mul(*(factor ** (sign * power) for factor, power in rest)), sign


@cache
def _unknown(number: int, positive: bool | None) -> sp.Dummy:
    """The variable of a number, the same for every proof: SymPy remembers what it found out."""
    return sp.Dummy(f"v_{number}", real=True, positive=positive)


def _is_positive(meaning: sp.Expr) -> Any:
    """SymPy's answer; it would search long for one about a logarithm, and find none."""
    match meaning:
        case sp.exp():
            return True
        case sp.log() if meaning.free_symbols:
            return None
    return meaning.is_positive


def _combined(one: Terms, factor: sp.Rational, other: Terms) -> Terms:
    """The sum of terms and a multiple of others, without those that cancel."""
    found = dict(one)
    for term, number in other.items():
        found[term] = found.get(term, 0) + factor * number
    return {term: number for term, number in found.items() if number}


@lru_cache(maxsize=4096)
def _powers(argument: sp.Expr) -> tuple[Factor, ...]:
    """The irreducible factors in a fixed order, each with its power; numbers are split as well."""
    found: list[Factor] = []
    for part, sign in zip(sp.fraction(sp.together(argument)), (1, -1), strict=True):
        for piece in sp.Mul.make_args(part):
            base, exponent = piece.as_base_exp()
            if not exponent.is_Rational:
                base, exponent = piece, sp.Integer(1)
            if base.is_Rational:
                factors = list(_primes(base))
            elif exponent.is_Integer or base.is_positive:
                number, polynomials = sp.factor_list(base)
                factors = [*_primes(number), *polynomials]
            else:
                factors = [(base, 1)]
            found += [(factor, power * exponent * sign) for factor, power in factors]
    return tuple(sorted(found, key=lambda pair: sp.default_sort_key(pair[0])))


def _primes(number: sp.Expr) -> Iterator[tuple[sp.Expr, int]]:
    if not number.is_Rational:
        yield number, 1
        return
    if number < 0:
        yield sp.Integer(-1), 1
    for whole, side in ((abs(number.p), 1), (number.q, -1)):
        primes = sp.factorint(whole) if whole < LARGEST else {whole: 1}
        yield from ((sp.Integer(p), side * power) for p, power in primes.items() if p > 1)

"""Prove that an expression is zero: as a rational function of its exponentials and logarithms.

Every exponential, logarithm and other function becomes a variable of its own, after the laws
that hold for real numbers have been used: the exponential of a sum is a product, the logarithm
of a product of positive factors is a sum. What is left is a rational function, and that is zero
when its numerator expands to zero. The variables are treated as independent, so a proof is a
proof; an expression that is zero for a deeper reason is not recognised.
"""

from collections.abc import Iterator
from functools import lru_cache

import sympy as sp
from sympy import QQ
from sympy.polys.rings import PolyElement, PolyRing, ring

Factor = tuple[sp.Expr, sp.Rational]  # with its power

MOST = 4000  # parts of an expression: to expand a larger one could take minutes
LARGEST = 10**12  # a number above stays whole: its prime factors take too long to find


@lru_cache(maxsize=4096)
def vanishes(expression: sp.Expr) -> bool:
    """Whether the expression is proved to be zero; False: it is not known."""
    if sum(1 for _ in sp.postorder_traversal(expression)) > MOST:
        return False
    rational = _Rational().of(expression)
    symbols = sorted(rational.free_symbols, key=lambda symbol: symbol.sort_key())
    try:
        above, below = _fraction(rational, ring(symbols, QQ)[0])
        return above == 0 and below != 0
    except TypeError:  # a root is no polynomial
        return sp.expand(sp.fraction(sp.together(rational))[0]) == 0


def _fraction(expression: sp.Expr, polynomials: PolyRing) -> tuple[PolyElement, PolyElement]:
    """Numerator and denominator as polynomials; raises TypeError where there are none."""
    if expression.is_Add:
        above, below = polynomials(0), polynomials(1)
        for term in expression.args:
            a, b = _fraction(term, polynomials)
            above, below = (above + a, below) if b == below else (above * b + a * below, below * b)
        return above, below
    if expression.is_Mul:
        above, below = polynomials(1), polynomials(1)
        for factor in expression.args:
            a, b = _fraction(factor, polynomials)
            above, below = above * a, below * b
        return above, below
    if expression.is_Pow and expression.exp.is_Integer:
        above, below = _fraction(expression.base, polynomials)
        power = int(expression.exp)
        return (above**power, below**power) if power > 0 else (below**-power, above**-power)
    if expression.is_Symbol or expression.is_Rational:
        return polynomials(expression), polynomials(1)
    raise TypeError(f"no rational function: {expression}")


class _Rational:
    """Writes expressions over one set of variables."""

    def __init__(self) -> None:
        self.variables: dict[sp.Expr, sp.Symbol] = {}  # by what each stands for
        self.exponents: dict[sp.Symbol, sp.Expr] = {}  # E: x, where E stands for exp(x)
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
            self.variables[meaning] = sp.Dummy(real=True, positive=meaning.is_positive)
        return self.variables[meaning]

    def _exponential(self, exponent: sp.Expr) -> sp.Expr:
        """The exponential of a sum is a product: a power of one variable for each term."""
        found = sp.Integer(1)
        for term in sp.Add.make_args(sp.expand(exponent)):
            number, rest = term.as_coeff_Mul(rational=True)
            variable = self._variable(sp.exp(rest, evaluate=False))
            self.exponents[variable] = rest
            found *= variable**number
        return found

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
        found = rest ** (sign * exponent)
        for factor, power in positive:
            found *= factor ** (power * exponent)
        return found

    def _factors(self, argument: sp.Expr) -> tuple[list[Factor], sp.Expr, int]:
        """The positive factors with their powers, and the rest with the sign of its power."""
        positive: list[Factor] = []
        rest: list[Factor] = []
        for factor, power in _powers(argument):
            (positive if factor.is_positive else rest).append((factor, power))
        sign = -1 if any(power < 0 for _, power in rest[-1:]) else 1
        return positive, sp.Mul(*(factor ** (sign * power) for factor, power in rest)), sign


def _powers(argument: sp.Expr) -> list[Factor]:
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
    return sorted(found, key=lambda pair: sp.default_sort_key(pair[0]))


def _primes(number: sp.Expr) -> Iterator[tuple[sp.Expr, int]]:
    if not number.is_Rational:
        yield number, 1
        return
    if number < 0:
        yield sp.Integer(-1), 1
    for whole, side in ((abs(number.p), 1), (number.q, -1)):
        primes = sp.factorint(whole) if whole < LARGEST else {whole: 1}
        yield from ((sp.Integer(p), side * power) for p, power in primes.items() if p > 1)

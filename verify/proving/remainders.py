"""The order of an error: what ``O(h^2)`` leaves out vanishes like h^2, no slower and no faster."""

import random
from math import factorial

import sympy as sp
from sympy.core.function import AppliedUndef, UndefinedFunction

from verify.proving.numeric import random_rationals
from verify.proving.unknowns import Unknown, unknown

TERMS = 4  # how many terms of the Taylor polynomial beyond the claimed order are kept


def problem(left_out: sp.Expr, h: sp.Symbol, order: int) -> str:
    """What is wrong with the claim that an expression is of just this order, or nothing."""
    expression = _in_one_variable(with_polynomials(left_out, order + TERMS), h)
    numerator, denominator = sp.fraction(sp.together(sp.expand(expression)))
    above, below = sp.expand(numerator), sp.expand(denominator)
    if above == 0:
        return "nothing is left out"
    if above.is_polynomial(h) and below.is_polynomial(h):
        found = _lowest(above, h) - _lowest(below, h)
    else:
        try:
            found = sp.together(expression).as_leading_term(h).as_coeff_exponent(h)[1]
        except (NotImplementedError, ValueError) as error:
            return f"the order of what is left out is not known: {error}"
    return "" if found == order else f"what is left out is of order {h}^{found}, not {h}^{order}"


def with_polynomials(expression: sp.Expr, degree: int) -> sp.Expr:
    """Every unknown function becomes its Taylor polynomial at 0, of any derivatives."""
    for function in sorted({f.func for f in expression.atoms(AppliedUndef)}, key=str):
        x = sp.Dummy("x", real=True)
        of, order = function, 0
        if issubclass(function, Unknown):
            of, order = unknown(function.of), len(function.by)
        terms = enumerate(derivatives(of, degree)[order:])
        polynomial = sp.Lambda(x, sum(d * x**k / factorial(k) for k, d in terms))
        expression = expression.replace(function, polynomial)
    return expression.doit() if expression.has(sp.Derivative) else expression


def derivatives(function: UndefinedFunction, degree: int) -> tuple[sp.Symbol, ...]:
    """Symbols for the values at 0 of an unknown function and of its derivatives."""
    return tuple(sp.symbols(f"{function}_0:{degree + 1}", real=True))


def _in_one_variable(expression: sp.Expr, h: sp.Symbol) -> sp.Expr:
    """Some number for every other symbol of a fraction: powers of sums are too large to expand.

    The numbers have nothing to do with one another, so no term vanishes that would not anyway.
    """
    others = sorted(expression.free_symbols - {h}, key=str)
    if not expression.is_rational_function(h, *others):
        return expression
    return expression.xreplace(random_rationals(others, random.Random(0), 10**7, 1))


def _lowest(polynomial: sp.Expr, h: sp.Symbol) -> int:
    return min(int(power) for (power,) in sp.Poly(polynomial, h).monoms())

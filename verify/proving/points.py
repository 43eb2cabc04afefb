"""Random points at which a derivation can be compared with code."""

import operator
from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from math import factorial
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef, UndefinedFunction

from verify.proving.numeric import Evaluator
from verify.proving.remainders import derivatives, with_polynomials
from verify.proving.unknowns import Unknown, unknown

DIGITS = 30
ORDER = {sp.Gt: operator.gt, sp.Ge: operator.ge, sp.Lt: operator.lt, sp.Le: operator.le}
POSITIVE = 0.05, 0.3  # between which a positive symbol is drawn
TERMS = 3  # of an unknown function of several numbers
DEGREE = 5  # of the polynomial that an unknown function is: no difference quotient is exact for it

# what derivatives of sizes and signs hold, beside the corners at which it is more
BESIDE = {"DiracDelta": lambda *_: 0}


class Point(Evaluator):
    """A value for every symbol; the same seed gives the same values.

    Every odd seed mirrors the one before, so that each symbol has been on both sides of 0.
    """

    def __init__(self, seed: int, digits: int = DIGITS):
        super().__init__({}, digits)
        self.rng = np.random.default_rng(seed // 2)
        self.sign = -1 if seed % 2 else 1
        self.drawn: dict[sp.Symbol, float] = {}
        self.weights: dict[Any, list[list[Any]]] = {}  # of the arguments of unknown functions
        self.sums: dict[Any, list[tuple[list[Any], Any]]] = {}

    def __getitem__(self, symbol: sp.Symbol) -> float:
        if symbol not in self.drawn:
            # Small positive numbers: a few of them leave something of 1 for the last of a row.
            positive = symbol.is_positive
            draw = self.rng.uniform(*POSITIVE) if positive else self.sign * self.rng.normal()
            self.drawn[symbol] = float(draw)
        return self.drawn[symbol]

    def number(self, expressions: Any) -> Any:
        """The value of an expression, or of each entry of an array, correct to double precision.

        An unknown function is a polynomial with random coefficients, the same at the whole point.
        """
        found = [_plain(self(x)) for x in np.ravel(expressions)]
        return np.array(found).reshape(np.shape(expressions))

    def other(self, part: sp.Basic) -> Any:
        if isinstance(part, sp.Symbol):
            return mpmath.mpf(self[part])
        match part:
            case Unknown(args=(x,)):
                return self.slope(unknown(part.of), len(part.by), x)
            case Unknown():
                return self.partial(part)
            case AppliedUndef(args=(x,)):
                return self.slope(part.func, 0, x)
            case sp.Derivative(expr=AppliedUndef(args=(x,)) as of, variables=by) if {*by} == {x}:
                return self.slope(of.func, len(by), x)
            case sp.Subs(
                expr=sp.Derivative(expr=AppliedUndef(args=(x,)) as of, variables=by),
                variables=sp.Tuple(args=(name,)),
                point=sp.Tuple(args=(place,)),
            ) if {x, *by} == {name}:
                return self.slope(of.func, len(by), place)
            case sp.Piecewise(args=rows) if all(type(when) in ORDER for _, when in rows[:-1]):
                return self.visit(next((v for v, when in rows if self.holds(when)), sp.nan))
        # A constant, or what binds symbols or decides by conditions: derivatives, cases.
        known = with_polynomials(part, DEGREE)
        symbols = sorted(known.free_symbols, key=str)
        return sp.lambdify(symbols, known, [BESIDE, "mpmath"])(*map(self.visit, symbols))

    def holds(self, condition: Any) -> bool:
        if type(condition) in ORDER:
            return bool(ORDER[type(condition)](*map(self.visit, condition.args)))
        return bool(condition)

    def slope(self, of: UndefinedFunction, order: int, place: sp.Expr) -> Any:
        """The value of an unknown function, or of one of its derivatives."""
        return self._polynomial(of, order, self.visit(place))

    def _polynomial(self, of: UndefinedFunction, order: int, x: Any) -> Any:
        terms = enumerate(map(self.visit, derivatives(of, DEGREE)[order:]))
        return sum(d * x**k / factorial(k) for k, d in terms)

    def partial(self, of: Unknown) -> Any:
        """The value of an unknown function of several numbers, or of one of its derivatives.

        It is a sum of a few terms, each a polynomial of the numbers' weighted sum.
        """
        total, order = mpmath.mpf(0), len(of.by)
        for k, (weights, place) in enumerate(self._sums(of.of, of.args)):
            factor = mpmath.fprod(weights[number - 1] for number in of.by)
            total += factor * self._polynomial(unknown(f"{of.of}_{k}"), order, place)
        return total

    def _sums(self, name: str, arguments: tuple[Any, ...]) -> list[tuple[list[Any], Any]]:
        """The weights of the arguments of an unknown function in each term, and their sums."""
        if (name, arguments) not in self.sums:
            size = len(arguments)
            if (name, size) not in self.weights:
                drawn = self.rng.normal(size=(TERMS, size))
                self.weights[name, size] = [[*map(mpmath.mpf, row)] for row in drawn]
            found = [*map(self.visit, arguments)]
            rows = self.weights[name, size]
            self.sums[name, arguments] = [(row, mpmath.fdot(row, found)) for row in rows]
        return self.sums[name, arguments]

    def function(self, derived: Callable[..., Any]) -> Callable[..., Any]:
        """A function of the derivation as one of numbers, correct to double precision."""

        def numeric(*values: Any) -> Any:
            found = self.number(derived(*(_exact(value) for value in values)))
            return found if np.ndim(found) else found.item()

        return numeric


def _plain(number: Any) -> float | complex:
    return complex(number) if isinstance(number, mpmath.mpc) else float(number)


def _exact(values: Any) -> Any:
    """Numbers as SymPy knows them, without rounding."""
    return np.frompyfunc(
        lambda z: sp.Rational(float(z.real)) + sp.I * sp.Rational(float(z.imag)), 1, 1
    )(np.asarray(values)[()])


def arguments(
    functions: Iterable[Callable[..., Any]], symbols: Mapping[str, Any], point: Point
) -> dict[str, Any]:
    """Numbers for the parameters of functions, by the names that the derivation gives them.

    A number for a parameter that is no ``float`` is an array of one entry. Arrays are read-only:
    a function that changes its arguments raises an error. A function of the derivation is passed
    as one of numbers.

    Raises:
        LookupError: the derivation does not define one of the names, and it has no default.
    """
    found: dict[str, Any] = {}
    for parameter in (p for f in functions for p in signature(f).parameters.values()):
        name = parameter.name
        if name not in symbols:
            if parameter.default is not parameter.empty:
                continue
            raise LookupError(f"the derivation defines no {name!r}, a parameter of the function")
        value = symbols[name]
        if isinstance(value, list):  # a sequence of steps; nothing may be known at the first
            value = np.array([step for step in value if step is not None], dtype=object)
        if callable(value):
            found[name] = point.function(value)
        elif isinstance(value, int):  # a size
            found[name] = value
        elif isinstance(value, np.ndarray) and value.dtype != object:  # labels
            found[name] = value.copy()
        elif parameter.annotation is float:
            found[name] = float(point.number(value))
        else:
            found[name] = np.atleast_1d(point.number(value))
        if isinstance(found[name], np.ndarray):
            found[name].flags.writeable = False
    return found

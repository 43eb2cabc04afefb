"""Printed numbers: each must be what its symbol is worth, rounded to the digits that are shown.

A derivation says what its symbols are worth in an example: ``given`` maps them to exact
values. A formula holds for all values; the numbers behind it hold for the given ones.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import mpmath
import numpy as np
import sympy as sp

from verify.proving.numeric import DIGITS, value
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.alphabet import CONSTANTS
from verify.reading.unicode import text


class Printed(NamedTuple):
    """A number of a display, and what stands for it in the formula before."""

    node: n.Node
    value: sp.Rational  # with the sign of the term that it is
    meant: Any


CERTAIN = 30  # digits of a value that rounding has not touched
TIMES = {"", r"\cdot", r"\times"}


def is_numeric(node: n.Node) -> bool:
    """Whether a side consists of numbers only."""
    functions = [inner.function for inner in n.walk(node) if isinstance(inner, n.Call)]
    names = [
        inner for inner in n.walk(node) if isinstance(inner, n.Name) and inner not in functions
    ]
    return all(name.name in CONSTANTS for name in names)


def has_decimals(node: n.Node) -> bool:
    """Whether a side plugs decimals in, so that each should be what stands in its place."""
    return any(isinstance(inner, n.Number) and "." in inner.digits for inner in n.walk(node))


def refuted(formula: Any, printed: Any, symbols: Mapping[str, Any]) -> str:
    """What the digits of a printed value say against it: of a lie a proof can take a minute."""
    if np.ndim(formula) or np.ndim(printed) or not symbols.get("given"):
        return ""
    try:
        meant, came = (value(x, symbols["given"]) for x in (formula, printed))
    except (ArithmeticError, ValueError):
        return ""
    if abs(meant - came) <= abs(meant) * mpmath.mpf(10) ** -CERTAIN:
        return ""
    return f"{mpmath.nstr(came, 12)} against {mpmath.nstr(meant, 12)}"


def given(formula: Any, symbols: Mapping[str, Any]) -> Any:
    """What an expression, or each entry of an array, is worth in the chapter's example."""
    values = symbols.get("given", {})
    return np.frompyfunc(lambda x: sp.sympify(x).xreplace(values), 1, 1)(formula)


def problem(printed: n.Node, meant: n.Node, scope: Scope) -> str:
    """What is wrong with a plugged-in line, compared with the symbolic one; nothing if it holds."""
    literal = _literal(printed)
    if literal is not None:
        return _rounding(printed, *literal, meant, evaluate(meant, scope), scope)
    match printed, meant:
        case n.Negative(of=n.Product(factors=((_, first), *rest))), n.Product():
            # -0.5 \times 2: the minus belongs to the first number
            factors = (("", n.Negative(printed.at, first)), *rest)
            return problem(n.Product(printed.at, factors), meant, scope)
        case n.Matrix(rows=ours), n.Matrix(rows=theirs):
            pairs = [
                (a, b)
                for one, other in zip(ours, theirs, strict=False)
                for a, b in zip(one, other, strict=False)
            ]
            return "" if len(ours) != len(theirs) else _first(pairs, scope)
        case n.Matrix(), _:
            return _entries(printed, meant, scope)
        case n.Sum(terms=ours), n.Sum(terms=theirs) if len(ours) == len(theirs):
            return _terms(ours, theirs, scope)
        case n.Product(factors=ours), n.Product(factors=theirs) if len(ours) == len(theirs):
            if all(a == b or {a, b} <= TIMES for (a, _), (b, _) in zip(ours, theirs, strict=True)):
                return _first([(a, b) for (_, a), (_, b) in zip(ours, theirs, strict=True)], scope)
        case n.Fraction(above=a, below=b), n.Fraction(above=c, below=d):
            return _first([(a, c), (b, d)], scope)
        case n.Power(base=a, exponent=b), n.Power(base=c, exponent=d):
            return _first([(a, c), (b, d)], scope)
        case n.Call(function=f, arguments=ours), n.Call(function=g, arguments=theirs) if (
            f.name == g.name
        ):
            return _first(list(zip(ours, theirs, strict=False)), scope)
        case (n.Negative(of=a), n.Negative(of=b)) | (n.Transpose(of=a), n.Transpose(of=b)):
            return problem(a, b, scope)
        case n.Name(name=a), n.Name(name=b) if a == b:
            return ""
    return f"{text(printed)} has not the shape of {text(meant)}, into which it is plugged"


def _first(pairs: list[tuple[n.Node, n.Node]], scope: Scope) -> str:
    return next(filter(None, (problem(a, b, scope) for a, b in pairs)), "")


def _terms(
    ours: tuple[tuple[str, n.Node], ...], theirs: tuple[tuple[str, n.Node], ...], scope: Scope
) -> str:
    """Compare term by term; a negative number may bring its own sign."""
    for (sign, printed), (expected, meant) in zip(ours, theirs, strict=True):
        literal = _literal(printed)
        if literal is not None:
            number, unit = literal
            number = number if sign == expected else -number
            found = _rounding(printed, number, unit, meant, evaluate(meant, scope), scope)
        elif sign != expected:
            found = f"the sign of {text(printed)} is not that of {text(meant)}"
        else:
            found = problem(printed, meant, scope)
        if found:
            return found
    return ""


def _entries(printed: n.Matrix, meant: n.Node, scope: Scope) -> str:
    """Compare a matrix of numbers with the entries of an array."""
    exact = evaluate(meant, scope)
    columns = np.reshape(exact, (-1, 1)) if np.ndim(exact) == 1 else exact
    if np.shape(columns) != (len(printed.rows), len(printed.rows[0])):
        return f"{text(printed)} has not the shape {np.shape(exact)} of {text(meant)}"
    for row, values in zip(printed.rows, columns, strict=True):
        for entry, entry_value in zip(row, values, strict=True):
            literal = _literal(entry)
            if literal is None:
                return f"{text(entry)} is not a number"
            if found := _rounding(entry, *literal, meant, entry_value, scope):
                return found
    return ""


def _rounding(
    printed: n.Node, number: sp.Rational, unit: sp.Rational, meant: n.Node, exact: Any, scope: Scope
) -> str:
    """Half a unit in the last printed place is allowed; a number without decimals is exact."""
    if np.ndim(exact):
        return f"{text(printed)} is one number, {text(meant)} has the shape {np.shape(exact)}"
    if scope.printed is not None:
        scope.printed.append(Printed(printed, number, exact))
    try:
        found = value(exact, scope.symbols.get("given", {}))
    except ValueError as problem:
        return f"{text(meant)}: {problem}"
    if number == 0 and unit and found != 0:
        return f"{text(printed)} has no digit of {text(meant)} = {mpmath.nstr(found, 6)}"
    with mpmath.workdps(DIGITS):
        error = abs(found - mpmath.mpf(number.p) / number.q)
        # A value on the border of two roundings is compared with some room for the last digit.
        if error <= mpmath.mpf(unit.p) / unit.q / 2 + mpmath.mpf(10) ** (8 - DIGITS):
            return ""
    digits = max(len(text(printed)), 6) + 3
    return f"{text(printed)} is not {text(meant)} = {mpmath.nstr(found, digits)}"


def _literal(node: n.Node) -> tuple[sp.Rational, sp.Rational] | None:
    r"""A number and the unit of its last place: ``0.35``, ``-2``, ``3.5 \times 10^{-5}``."""
    match node:
        case n.Number(digits=digits):
            decimals = len(digits.partition(".")[2])
            return sp.Rational(digits), sp.Rational(1, 10**decimals) if decimals else sp.Integer(0)
        case n.Negative(of=of) if (inner := _literal(of)) is not None:
            return -inner[0], inner[1]
        case n.Product(
            factors=(
                (_, n.Number() as mantissa),
                (r"\times", n.Power(base=n.Number(digits="10"), exponent=power)),
            )
        ):
            number, unit = _literal(mantissa) or (sp.Integer(0), sp.Integer(0))
            exponent = _literal(power)
            if exponent is not None:
                scale = sp.Integer(10) ** exponent[0]
                return number * scale, (unit or sp.Integer(1)) * scale
    return None

"""Printed numbers: each must be what its symbol is worth, rounded to the digits that are shown.

A derivation says what its symbols are worth in an example: ``given`` maps them to exact
values. A formula holds for all values; the numbers behind it hold for the given ones.
"""

from collections.abc import Mapping
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from verify.proving.numeric import DIGITS, value
from verify.proving.values import CONSTANTS, Scope, evaluate
from verify.reading.nodes import (
    Call,
    Fraction,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Sum,
    Transpose,
    walk,
)
from verify.reading.unicode import text

TIMES = {"", r"\cdot", r"\times"}


def is_numeric(node: Node) -> bool:
    """Whether a side consists of numbers only."""
    functions = [inner.function for inner in walk(node) if isinstance(inner, Call)]
    names = [inner for inner in walk(node) if isinstance(inner, Name) and inner not in functions]
    return all(name.name in CONSTANTS for name in names)


def has_decimals(node: Node) -> bool:
    """Whether a side plugs decimals in, so that each should be what stands in its place."""
    return any(isinstance(inner, Number) and "." in inner.digits for inner in walk(node))


def given(formula: Any, symbols: Mapping[str, Any]) -> Any:
    """What an expression, or each entry of an array, is worth in the chapter's example."""
    values = symbols.get("given", {})
    return np.frompyfunc(lambda x: sp.sympify(x).xreplace(values), 1, 1)(formula)


def problem(printed: Node, meant: Node, scope: Scope) -> str:
    """What is wrong with a plugged-in line, compared with the symbolic one; nothing if it holds."""
    literal = _literal(printed)
    if literal is not None:
        return _rounding(printed, *literal, meant, evaluate(meant, scope), scope)
    match printed, meant:
        case Negative(of=Product(factors=((_, first), *rest))), Product():
            # -0.5 \times 2: the minus belongs to the first number
            factors = (("", Negative(printed.at, first)), *rest)
            return problem(Product(printed.at, factors), meant, scope)
        case Matrix(rows=ours), Matrix(rows=theirs):
            pairs = [
                (a, b)
                for one, other in zip(ours, theirs, strict=False)
                for a, b in zip(one, other, strict=False)
            ]
            return "" if len(ours) != len(theirs) else _first(pairs, scope)
        case Matrix(), _:
            return _entries(printed, meant, scope)
        case Sum(terms=ours), Sum(terms=theirs) if len(ours) == len(theirs):
            return _terms(ours, theirs, scope)
        case Product(factors=ours), Product(factors=theirs) if len(ours) == len(theirs):
            if all(a == b or {a, b} <= TIMES for (a, _), (b, _) in zip(ours, theirs, strict=True)):
                return _first([(a, b) for (_, a), (_, b) in zip(ours, theirs, strict=True)], scope)
        case Fraction(above=a, below=b), Fraction(above=c, below=d):
            return _first([(a, c), (b, d)], scope)
        case Power(base=a, exponent=b), Power(base=c, exponent=d):
            return _first([(a, c), (b, d)], scope)
        case Call(function=f, arguments=ours), Call(function=g, arguments=theirs) if (
            f.name == g.name
        ):
            return _first(list(zip(ours, theirs, strict=False)), scope)
        case (Negative(of=a), Negative(of=b)) | (Transpose(of=a), Transpose(of=b)):
            return problem(a, b, scope)
        case Name(name=a), Name(name=b) if a == b:
            return ""
    return f"{text(printed)} has not the shape of {text(meant)}, into which it is plugged"


def _first(pairs: list[tuple[Node, Node]], scope: Scope) -> str:
    return next(filter(None, (problem(a, b, scope) for a, b in pairs)), "")


def _terms(
    ours: tuple[tuple[str, Node], ...], theirs: tuple[tuple[str, Node], ...], scope: Scope
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


def _entries(printed: Matrix, meant: Node, scope: Scope) -> str:
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
    printed: Node, number: sp.Rational, unit: sp.Rational, meant: Node, exact: Any, scope: Scope
) -> str:
    """Half a unit in the last printed place is allowed; a number without decimals is exact."""
    if np.ndim(exact):
        return f"{text(printed)} is one number, {text(meant)} has the shape {np.shape(exact)}"
    try:
        found = value(exact, scope.symbols.get("given", {}))
    except ValueError as problem:
        return f"{text(meant)}: {problem}"
    with mpmath.workdps(DIGITS):
        error = abs(found - mpmath.mpf(number.p) / number.q)
        # A value on the border of two roundings is compared with some room for the last digit.
        if error <= mpmath.mpf(unit.p) / unit.q / 2 + mpmath.mpf(10) ** (8 - DIGITS):
            return ""
    digits = max(len(text(printed)), 6) + 3
    return f"{text(printed)} is not {text(meant)} = {mpmath.nstr(found, digits)}"


def _literal(node: Node) -> tuple[sp.Rational, sp.Rational] | None:
    r"""A number and the unit of its last place: ``0.35``, ``-2``, ``3.5 \times 10^{-5}``."""
    match node:
        case Number(digits=digits):
            decimals = len(digits.partition(".")[2])
            return sp.Rational(digits), sp.Rational(1, 10**decimals) if decimals else sp.Integer(0)
        case Negative(of=of) if (inner := _literal(of)) is not None:
            return -inner[0], inner[1]
        case Product(
            factors=(
                (_, Number() as mantissa),
                (r"\times", Power(base=Number(digits="10"), exponent=power)),
            )
        ):
            number, unit = _literal(mantissa) or (sp.Integer(0), sp.Integer(0))
            exponent = _literal(power)
            if exponent is not None:
                scale = sp.Integer(10) ** exponent[0]
                return number * scale, (unit or sp.Integer(1)) * scale
    return None

"""Expressions of a derivation as JavaScript: SymPy prints them, nobody writes them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.printing.jscode import JavascriptCodePrinter
from sympy.printing.precedence import precedence


def function(parameters: Sequence[Sequence[sp.Symbol]], results: Sequence[Any]) -> str:
    """``(p,s)=>{...}``: a function of arrays of numbers, one for each sequence of symbols.

    What occurs in several results is computed once.

    Raises:
        ValueError: a result has a symbol that is no parameter, or no form in JavaScript.
    """
    letters = "ps"[: len(parameters)]
    names = {
        symbol: sp.Symbol(f"{letter}[{at}]", real=True)
        for letter, symbols in zip(letters, parameters, strict=True)
        for at, symbol in enumerate(symbols)
    }
    expressions = [sp.sympify(result) for result in results]
    for expression in expressions:
        if unknown := sorted(map(str, expression.free_symbols - set(names))):
            raise ValueError(f"{unknown[0]} is no input of the figure")
    shared, rest = sp.cse(expressions, symbols=sp.numbered_symbols("u"), order="none")
    lines = [f"const {symbol}={_printed(x, names)};" for symbol, x in shared]
    values = ",".join(_printed(x, names) for x in rest)
    return f"({','.join(letters)})=>{{{''.join(lines)}return[{values}]}}"


class _Printer(JavascriptCodePrinter):  # type: ignore[misc]
    """Divides by a whole number, where a product with its reciprocal would round twice."""

    def _print_Mul(self, expr: sp.Mul) -> str:
        number, rest = expr.as_coeff_Mul()
        if number.is_Rational and number.q != 1:
            above = self.parenthesize(number.p * rest, precedence(expr), strict=True)
            return f"{above}/{number.q}"
        return str(super()._print_Mul(expr))


def _printed(expression: sp.Expr, names: Mapping[sp.Symbol, sp.Symbol]) -> str:
    printer = _Printer({"human": False})
    constants, unknown, text = printer.doprint(expression.xreplace(names))
    if constants or unknown:
        raise ValueError(f"{expression} has no form in JavaScript")
    return "".join(str(text).split())

"""Expressions of a derivation as JavaScript: SymPy prints them, nobody writes them."""

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.printing.jscode import JavascriptCodePrinter


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


def _printed(expression: sp.Expr, names: Mapping[sp.Symbol, sp.Symbol]) -> str:
    printer = JavascriptCodePrinter({"human": False})
    constants, unknown, text = printer.doprint(expression.xreplace(names))
    if constants or unknown:
        raise ValueError(f"{expression} has no form in JavaScript")
    return "".join(str(text).split())

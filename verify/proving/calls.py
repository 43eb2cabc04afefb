"""Apply a function of a formula: one of the alphabet, of arrays, or of the derivation."""

from typing import Any

import numpy as np
import sympy as sp

from verify.proving import arrays
from verify.proving.domain import of_function
from verify.proving.scope import Scope
from verify.reading import nodes as n
from verify.reading.alphabet import (
    FOLDS,
    FUNCTIONS,
    LARGEST_SIZE,
    OF_ARRAYS,
    OF_ORDER,
    OF_VECTOR,
    OF_VECTORS,
    SUM_OF_SIZES,
)
from verify.reading.tokens import LatexError

ANY = sp.Dummy("x")
ARITHMETIC = (n.Negative, n.Sum, n.Product, n.Fraction, n.Power, n.Transpose, n.Fold, n.Matrix)
OF_NUMBER = r"|x| is the size of a number: of a vector write \|x\|, of a matrix \det or \|A\|_F"


def is_arithmetic(node: n.Node) -> bool:
    """Whether the value follows from those of the parts, without a variable and its derivation."""
    match node:
        case n.Entry(array=array):
            return not isinstance(array, n.Name)
        case n.Call(function=function, primes=primes):
            return not primes and (function.name in FUNCTIONS or function.name in FOLDS)
    return isinstance(node, ARITHMETIC)


def refuse_mixed(of: n.Node, by: n.Name, scope: Scope) -> None:
    """Raise `LatexError` for a second derivative by what depends on something else.

    While it is held fixed, nobody can say what the other does to it.
    """
    inner = [x.by for x in n.walk(of) if isinstance(x, n.Derivative | n.Gradient)]
    others = {x.name for each in inner for x in n.walk(each) if isinstance(x, n.Name)}
    if others.intersection(scope.whole) - {by.name}:
        raise LatexError(f"{by.name!r} depends on other symbols: differentiate by it alone", by.at)


def called(node: n.Call, arguments: list[Any], scope: Scope) -> Any:
    """The value of a function at these values of its arguments; raises `LatexError`."""
    name = node.function.name
    if name in FOLDS and scope.whole.broadcasts and any(map(np.ndim, arguments)):
        return _by_entry(node, arguments, scope)
    if scope.at_point:
        return scope.at_point.apply(name, arguments)
    if name in OF_VECTORS and np.ndim(arguments[0]) != 1:
        raise LatexError(
            r"this is the norm of a vector: of a matrix write \lVert A \rVert_F", node.at
        )
    if name == "abs" and np.ndim(arguments[0]):
        raise LatexError(OF_NUMBER, node.at)
    if name in {"norm", OF_VECTOR}:
        return sp.sqrt(sum(x**2 for x in np.ravel(arguments[0])))
    if name == SUM_OF_SIZES:
        return sum(map(sp.Abs, arguments[0]))
    if name == OF_ORDER:
        order = sp.sympify(arguments[1])
        return sum(sp.Abs(x) ** order for x in arguments[0]) ** (1 / order)
    if name == LARGEST_SIZE:
        return sp.Max(*map(sp.Abs, arguments[0]))
    if name in OF_ARRAYS and not callable(scope.symbols.get(name)):
        return arrays.apply(name, arguments, node.at)
    if name in FOLDS:
        for argument, value in zip(node.arguments, arguments, strict=True):
            if np.ndim(value):
                raise LatexError(
                    f"an argument must be a number, but this has the shape {np.shape(value)}",
                    argument.at,
                )
        return FOLDS[name].symbolic(*arguments)
    function: Any = scope.symbols.get(name)
    known = FUNCTIONS.get(name)
    if known and callable(function) and function(ANY) != known.symbolic(ANY):
        known = None  # a function of the derivation with a known name
    if not callable(function) and known is None:
        raise LatexError(f"the derivation defines no function {name!r}", node.at, name)
    if known and len(arguments) != 1:
        raise LatexError(f"{name} takes one argument", node.at)
    if known:
        function = known.symbolic if node.primes else np.frompyfunc(known.symbolic, 1, 1)
        scope.needs.extend(need for x in np.ravel(arguments[0]) for need in of_function(name, x))
    if node.primes:
        function = _differentiated(function, node.primes)
    try:
        return function(*arguments)
    except Exception as error:  # whatever a function of the derivation raises
        raise LatexError(f"{name} cannot be applied here: {error}", node.at) from error


def _by_entry(node: n.Call, arguments: list[Any], scope: Scope) -> Any:
    """max(0, Z) of each entry of Z, and max(z) of all entries, as notes have them."""
    several = [*np.ravel(arguments[0])] if len(arguments) == 1 else arguments
    if len({np.shape(x) for x in several if np.ndim(x)}) > 1:
        shapes = " and ".join(str(np.shape(x)) for x in several)
        raise LatexError(f"cannot compare the entries of the shapes {shapes}", node.at)

    def of_numbers(*numbers: Any) -> Any:
        if scope.at_point:
            return scope.at_point.apply(node.function.name, [*numbers])
        return FOLDS[node.function.name].symbolic(*numbers)

    return np.frompyfunc(of_numbers, len(several), 1)(*several)


def _differentiated(function: Any, order: int) -> Any:
    """f', entry by entry, for a function f of one variable."""
    x = sp.Dummy("x", real=True)
    slope = sp.diff(function(x), x, order)
    return np.frompyfunc(lambda value: slope.subs(x, value), 1, 1)

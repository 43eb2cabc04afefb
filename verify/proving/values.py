"""Evaluate a formula: a tree and the values of its symbols in, an expression or an array out.

Arrays are NumPy arrays of SymPy expressions. A vector is a column in matrix algebra, sizes
must match, and nothing is broadcast: a formula that needs it says so with a column of ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import prod
from typing import Any

import numpy as np
import sympy as sp

from derivations.calculus import derivative
from verify.proving.cases import regions
from verify.proving.namespace import Symbols
from verify.proving.rational import vanishes
from verify.reading.nodes import (
    Call,
    Cases,
    Condition,
    Delta,
    Derivative,
    Entry,
    Fold,
    Fraction,
    Matrix,
    Name,
    Negative,
    Node,
    Number,
    Power,
    Product,
    Remainder,
    Sum,
    Transpose,
    children,
    walk,
)
from verify.reading.tokens import LatexError

FUNCTIONS = {
    "exp": sp.exp, "log": sp.log, "sqrt": sp.sqrt, "tanh": sp.tanh, "sinh": sp.sinh,
    "cosh": sp.cosh, "sin": sp.sin, "cos": sp.cos, "abs": sp.Abs,
}  # fmt: skip
FOLDS = {"sum": sp.Add, "prod": sp.Mul, "max": sp.Max, "min": sp.Min}
LARGEST = 10_000  # exponent or limit: what is larger is a slip, and would take forever
CONSTANTS = {"e": sp.E, "pi": sp.pi}
RELATIONS = {
    "=": sp.Eq, "≠": sp.Ne, "<": sp.Lt, "≤": sp.Le, ">": sp.Gt, "≥": sp.Ge,
}  # fmt: skip


@dataclass(frozen=True)
class Scope:
    """What the names of a formula stand for."""

    symbols: Mapping[str, Any]  # the chapter's names
    indices: Mapping[str, int]  # the current value of each index, counted from 1
    whole: Symbols  # the derivation, to differentiate by its intermediate values

    def at(self, **indices: int) -> "Scope":
        return replace(self, indices={**self.indices, **indices})


def evaluate(node: Node, scope: Scope) -> Any:
    """The value of a formula: a SymPy expression, or an array of them.

    Raises:
        LatexError: the formula has no value; the error says where and why.
    """
    try:
        return _evaluate(node, scope)
    except LatexError:
        raise
    except (ArithmeticError, AttributeError, TypeError, ValueError, NotImplementedError) as error:
        raise LatexError(f"this has no value: {error}", node.at) from error


def _evaluate(node: Node, scope: Scope) -> Any:
    match node:
        case Number(digits=digits):
            return sp.Rational(digits)
        case Name():
            return _name(node, scope)
        case Entry():
            return _entry(node, scope)
        case Call():
            return _call(node, scope)
        case Negative(of=of):
            return -evaluate(of, scope)
        case Sum():
            return _sum(node, scope)
        case Product():
            return _product(node, scope)
        case Fraction(above=above, below=below):
            return _divide(evaluate(above, scope), evaluate(below, scope), node.at)
        case Power(base=base, exponent=exponent):
            return _power(
                _scalar(base, scope, "a power"), _scalar(exponent, scope, "an exponent"), node.at
            )
        case Transpose(of=of):
            return _transpose(evaluate(of, scope), node.at)
        case Derivative():
            return _derivative(node, scope)
        case Fold():
            return _fold(node, scope)
        case Delta(left=left, right=right):
            return sp.Integer(_index(left, scope) == _index(right, scope))
        case Remainder():
            raise LatexError("O( ) stands last, behind a plus", node.at)
        case Cases():
            return _cases(node, scope)
        case Matrix(rows=rows):
            entries = [[_scalar(x, scope, "an entry") for x in row] for row in rows]
            return _flat(np.array(entries, dtype=object))
    raise LatexError(f"cannot evaluate {type(node).__name__}", node.at)


def free_indices(node: Node, symbols: Mapping[str, Any]) -> dict[str, int]:
    """The indices of a formula that no sum binds, in reading order, each with its place."""
    found: dict[str, int] = {}

    def visit(node: Node, bound: frozenset[str], subscript: bool) -> None:
        if isinstance(node, Name):
            if subscript and node.name not in bound and not isinstance(symbols.get(node.name), int):
                found.setdefault(node.name, node.at)
            return
        if isinstance(node, Fold):
            for limit in (node.first, node.last):
                if limit is not None:
                    visit(limit, bound, False)
            visit(node.body, bound | {node.index}, False)
        elif isinstance(node, Entry):
            if not subscript:
                visit(node.array, bound, False)
            for index in node.indices:
                visit(index, bound, True)
        elif isinstance(node, Delta):
            visit(node.left, bound, True)
            visit(node.right, bound, True)
        else:
            for child in children(node):
                visit(child, bound, subscript and isinstance(node, Sum))

    visit(node, frozenset(), False)
    return found


def index_ranges(node: Node, symbols: Mapping[str, Any]) -> dict[str, set[int]]:
    """The values that each index of a formula can take: those for which every subscript exists.

    Entries count from 1. A list is a sequence of steps, and counts from 0; where nothing is
    known at a step (the gradient before the first one), the list holds None.
    """
    found: dict[str, set[int]] = {}
    whole: dict[str, int] = {}
    for entry in walk(node):
        if not isinstance(entry, Entry) or not isinstance(entry.array, Name):
            continue
        value = symbols.get(entry.array.name)
        for axis, index in enumerate(entry.indices):
            name, shift = _shifted(index)
            known = _positions(value, axis)
            if name is None or known is None:
                continue
            if not shift and not isinstance(value, list):
                if whole.setdefault(name, len(known)) != len(known):
                    raise LatexError(
                        f"the index {name!r} runs to {whole[name]} there, here to {len(known)}",
                        index.at,
                    )
            allowed = {position - shift for position in known}
            found[name] = found.get(name, allowed) & allowed
    return found


def _shifted(index: Node) -> tuple[str | None, int]:
    """``t - 1`` as the name of the index and what is added to it."""
    match index:
        case Name(name=name):
            return name, 0
        case Sum(terms=(("+", Name(name=name)), (sign, Number(digits=digits)))):
            return name, int(sign + digits)
    return None, 0


def _positions(value: Any, axis: int) -> list[int] | None:
    """The subscripts that exist on an axis."""
    if isinstance(value, list):
        if axis == 0:
            return [step for step, entry in enumerate(value) if entry is not None]
        value, axis = next(entry for entry in value if entry is not None), axis - 1
    shape = np.shape(value)
    return list(range(1, shape[axis] + 1)) if axis < len(shape) else None


# -- symbols


def _name(node: Name, scope: Scope) -> Any:
    if node.name in scope.indices:
        return sp.Integer(scope.indices[node.name])
    if node.name in scope.symbols:
        value = scope.symbols[node.name]
        if callable(value):
            raise LatexError(f"the function {node.name!r} needs its arguments", node.at)
        if isinstance(value, list):
            raise LatexError(
                f"{node.name!r} has a value at every step: write its subscript", node.at
            )
        if isinstance(value, np.ndarray | sp.Basic | int):
            return sp.sympify(value) if np.ndim(value) == 0 else value
    if node.name in CONSTANTS:
        return CONSTANTS[node.name]
    raise LatexError(f"the derivation defines no {node.name!r}", node.at)


def _entry(node: Entry, scope: Scope) -> Any:
    steps = scope.symbols.get(node.array.name) if isinstance(node.array, Name) else None
    indices = node.indices
    if isinstance(steps, list):
        step = _index(indices[0], scope)
        if not 0 <= step < len(steps) or steps[step] is None:
            raise LatexError(f"there is no step {step}", indices[0].at)
        array, indices = steps[step], indices[1:]
        if not indices:
            return array if np.ndim(array) else sp.sympify(array)
    else:
        array = evaluate(node.array, scope)
    match indices:
        case (Number(at=at, digits=digits),) if len(digits) == np.ndim(array):
            indices = tuple(Number(at, digit) for digit in digits)  # W_{12}
    if np.ndim(array) != len(indices):
        raise LatexError(
            f"{len(indices)} subscripts on something with {np.ndim(array)} axes", node.at
        )
    place = []
    for index, size in zip(indices, np.shape(array), strict=True):
        value = _index(index, scope)
        if not 1 <= value <= size:
            raise LatexError(f"the subscript {value} is not between 1 and {size}", index.at)
        place.append(value - 1)
    return array[tuple(place)]


def _index(node: Node, scope: Scope) -> int:
    """The value of a subscript, counted from 1; labels (integer arrays) are counted from 0."""
    match node:
        case Number(digits=digits):
            return int(digits)
        case Sum(terms=terms):
            return sum(_index(x, scope) if sign == "+" else -_index(x, scope) for sign, x in terms)
        case Name(name=name):
            value = scope.indices.get(name, scope.symbols.get(name))
            if isinstance(value, int):
                return value
        case Entry(array=Name(name=name)):
            labels = scope.symbols.get(name)
            if isinstance(labels, np.ndarray) and labels.dtype.kind == "i":
                return int(_entry(node, scope)) + 1
    raise LatexError("this subscript is no index here", node.at)


def _scalar(node: Node, scope: Scope, role: str) -> sp.Expr:
    value = evaluate(node, scope)
    if np.ndim(value):
        raise LatexError(
            f"{role} must be a number, but this has the shape {np.shape(value)}", node.at
        )
    return value


# -- sums and products


def _sum(node: Sum, scope: Scope) -> Any:
    total = None
    for sign, term in node.terms:
        value = evaluate(term, scope)
        if total is None:
            total = value if sign == "+" else -value
            continue
        if np.shape(value) != np.shape(total):
            raise LatexError(
                f"cannot add the shapes {np.shape(total)} and {np.shape(value)}; "
                r"to add a row to every row, write \mathbf{1} b^\top",
                term.at,
            )
        total = total + value if sign == "+" else total - value
    return total


def _product(node: Product, scope: Scope) -> Any:
    total = None
    for operator, factor in node.factors:
        value = evaluate(factor, scope)
        if total is None:
            total = value
        elif operator == "/":
            total = _divide(total, value, factor.at)
        elif operator == r"\odot":
            total = _entrywise(total, value, factor.at)
        elif np.ndim(total) and np.ndim(value):
            if operator:
                raise LatexError(
                    rf"{operator} multiplies numbers; arrays stand side by side", factor.at
                )
            total = _matrix_product(total, value, factor.at)
        else:
            total = total * value
    return _flat(total)


def _divide(above: Any, below: Any, at: int) -> Any:
    if np.ndim(below):
        raise LatexError(f"cannot divide by something of the shape {np.shape(below)}", at)
    if vanishes(below):
        raise LatexError("this divides by zero", at)
    return above / below


def _power(base: sp.Expr, exponent: sp.Expr, at: int) -> sp.Expr:
    if exponent.is_Number and abs(exponent) > LARGEST:
        raise LatexError(f"an exponent above {LARGEST}", at)
    if exponent.is_negative and vanishes(base):
        raise LatexError("this divides by zero", at)
    return base**exponent


def _entrywise(left: Any, right: Any, at: int) -> Any:
    if np.shape(left) != np.shape(right):
        raise LatexError(
            rf"\odot needs equal shapes, not {np.shape(left)} and {np.shape(right)}", at
        )
    return left * right


def _matrix_product(left: np.ndarray, right: np.ndarray, at: int) -> np.ndarray:
    a, b = _column(left), _column(right)
    if a.shape[1] != b.shape[0]:
        raise LatexError(f"cannot multiply the shapes {a.shape} and {b.shape}", at)
    return a @ b


def _column(array: np.ndarray) -> np.ndarray:
    return array[:, None] if array.ndim == 1 else array


def _flat(value: Any) -> Any:
    """A column becomes a vector again, and a 1 by 1 matrix a number."""
    if np.ndim(value) == 2 and value.shape[1] == 1:
        value = value[:, 0]
        return value.item() if value.size == 1 else value
    return value


def _transpose(value: Any, at: int) -> np.ndarray:
    if np.ndim(value) == 0:
        raise LatexError(r"\top on a number", at)
    return _column(value).T if np.ndim(value) == 1 or value.shape[0] > 1 else value[0]


# -- functions


def _call(node: Call, scope: Scope) -> Any:
    name = node.function.name
    arguments = [evaluate(argument, scope) for argument in node.arguments]
    if name == "norm":
        return sp.sqrt(sum(x**2 for x in np.ravel(arguments[0])))
    if name in {"max", "min"}:
        return FOLDS[name](*(_scalar(x, scope, "an argument") for x in node.arguments))
    function = scope.symbols.get(name)
    if not callable(function):
        function = FUNCTIONS.get(name)
    if function is None:
        raise LatexError(f"the derivation defines no function {name!r}", node.at)
    if name in FUNCTIONS and len(arguments) != 1:
        raise LatexError(f"{name} takes one argument", node.at)
    if node.primes:
        function = _differentiated(function, node.primes)
    elif name in FUNCTIONS:
        function = np.frompyfunc(FUNCTIONS[name], 1, 1)
    try:
        return function(*arguments)
    except Exception as error:  # whatever a function of the derivation raises
        raise LatexError(f"{name} cannot be applied here: {error}", node.at) from error


def _differentiated(function: Any, order: int) -> Any:
    """f', entry by entry, for a function f of one variable."""
    x = sp.Dummy("x", real=True)
    slope = sp.diff(function(x), x, order)
    return np.frompyfunc(lambda value: slope.subs(x, value), 1, 1)


def _derivative(node: Derivative, scope: Scope) -> Any:
    by = node.by.array if isinstance(node.by, Entry) else node.by
    assert isinstance(by, Name)
    if by.name not in scope.symbols:
        raise LatexError(f"the derivation defines no {by.name!r}", by.at)
    variables = np.ravel(np.array(scope.symbols[by.name], dtype=object))
    if not all(isinstance(x, sp.Expr) for x in variables):
        raise LatexError(f"{by.name!r} is no variable", by.at)
    if node.order > 1 and (node.by is by and np.ndim(scope.symbols[by.name])):
        raise LatexError(f"differentiate twice by an entry of {by.name!r}, not by all", by.at)
    if all(isinstance(x, sp.Symbol) for x in variables):
        return _differentiate(evaluate(node.of, scope), evaluate(node.by, scope), node.order)
    wanted = {inner.name for inner in walk(node.of) if isinstance(inner, Name)}
    held = scope.whole.hold(by.name, wanted & set(scope.whole))
    inside = replace(scope, symbols=held)
    slope = _differentiate(
        evaluate(node.of, inside),
        evaluate(node.by, replace(inside, symbols={by.name: held.variable})),
        node.order,
    )
    return np.frompyfunc(held.restore, 1, 1)(slope)


def _differentiate(of: Any, by: Any, order: int) -> Any:
    for _ in range(order):
        of = derivative(of, by)
    return of


def _fold(node: Fold, scope: Scope) -> Any:
    if node.first is None or node.last is None:
        ranges = index_ranges(node.body, scope.symbols)
        if node.index not in ranges:
            raise LatexError(f"it is not clear how far {node.index!r} runs", node.at)
        first, last = min(ranges[node.index]), max(ranges[node.index])
    else:
        first, last = (_limit(limit, scope) for limit in (node.first, node.last))
    if last == first - 1 and node.kind == "sum":
        return sp.Integer(0)
    if last < first:
        raise LatexError(f"from {first} to {last} there is nothing", node.at)
    values = [evaluate(node.body, scope.at(**{node.index: k})) for k in range(first, last + 1)]
    if node.kind == "sum":
        return sum(values[1:], values[0])
    if any(map(np.ndim, values)):
        raise LatexError(f"the {node.kind} of arrays", node.body.at)
    return prod(values) if node.kind == "prod" else FOLDS[node.kind](*values)


def _limit(node: Node, scope: Scope) -> int:
    value = _scalar(node, scope, "a limit")
    if not value.is_Integer or abs(value) > LARGEST:
        raise LatexError(f"a limit is a whole number up to {LARGEST}, and not {value}", node.at)
    return int(value)


# -- cases


def _cases(node: Cases, scope: Scope) -> Any:
    """The value whose condition holds; conditions on a variable stay, in a `Piecewise`."""
    holds: list[Any] = []
    for _, condition in node.rows:
        holds.append(_condition(condition, holds, scope))
    for region in regions(*holds):
        true = [row for row, part in enumerate(region.parts) if part is not sp.false]
        if not true:
            raise LatexError("the cases leave something out", node.at)
        if len(true) > 1:
            raise LatexError("the cases must exclude one another", node.rows[true[1]][1].at)
    rows = [
        (_scalar(value, scope, "a case"), condition)
        for (value, _), condition in zip(node.rows, holds, strict=True)
        if condition is not sp.false
    ]
    return rows[0][0] if len(rows) == 1 else sp.Piecewise(*rows)


def _condition(condition: Condition, before: list[Any], scope: Scope) -> Any:
    if condition.left is None or condition.right is None:
        return sp.Not(sp.Or(*before))
    left, right = (_scalar(x, scope, "a condition") for x in (condition.left, condition.right))
    return RELATIONS[condition.relation](left, right)

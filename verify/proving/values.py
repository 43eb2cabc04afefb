"""Evaluate a formula: a tree and the values of its symbols in, an expression or an array out.

Arrays are NumPy arrays of SymPy expressions; in a scope at a point, of numbers.
"""

from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
import sympy as sp

from verify.proving import algebra, arrays, folds
from verify.proving.as_in_notes import as_row, beside_number
from verify.proving.calls import called, is_arithmetic, refuse_mixed
from verify.proving.cases import exclude_one_another
from verify.proving.conditions import of_entries, when
from verify.proving.domain import of_power, of_quotient, of_value
from verify.proving.quotients import limit
from verify.proving.replaced import Replaced, slope_at
from verify.proving.scope import Scope, entry, index, step, symbol
from verify.proving.through_steps import differentiate, of_step
from verify.reading import nodes as n
from verify.reading.expressions import AMBIGUOUS
from verify.reading.tokens import LatexError


def evaluate(node: n.Node, scope: Scope) -> Any:
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


def _evaluate(node: n.Node, scope: Scope) -> Any:
    if scope.at_point and not is_arithmetic(node):
        key = id(node), tuple(scope.indices.items())
        return scope.at_point.of(key, lambda: _evaluate(node, scope.symbolic()))
    match node:
        case n.Number(digits=digits):
            return sp.Rational(digits)
        case n.Name():
            return symbol(node, scope)
        case n.Entry():
            return _entry(node, scope)
        case n.Raised():
            return _example(node, scope)
        case n.Call():
            return _call(node, scope)
        case n.Negative(of=of):
            return -evaluate(of, scope)
        case n.Sum():
            return _sum(node, scope)
        case n.Product() | n.Loose():
            return _product(node, scope)
        case n.Fraction(above=above, below=below):
            return _divide(evaluate(above, scope), evaluate(below, scope), scope, node.at)
        case n.Power(base=base, exponent=exponent):
            if n.is_minus_one(exponent) and np.ndim(array := evaluate(base, scope)):
                return _inverse(array, scope, node.at)
            if scope.whole.broadcasts and isinstance(exponent, n.Number):
                if np.ndim(array := evaluate(base, scope)) == 2:
                    return arrays.power(array, exponent.digits, node.at)
            one = _scalar(base, scope, r"a power other than ^\top")
            if scope.whole.broadcasts and isinstance(base, n.Name) and base.name == "e":
                return algebra.exponentials(one, evaluate(exponent, scope), scope.at_point)
            other = _scalar(exponent, scope, "an exponent")
            if scope.at_point:
                return scope.at_point.power(one, other)
            scope.needs.extend(of_power(one, other))
            return algebra.power(one, other, node.at)
        case n.Transpose(of=of):
            return algebra.transpose(evaluate(of, scope), node.at)
        case n.Derivative():
            return _derivative(node, scope)
        case n.Gradient():
            return _gradient(node, scope)
        case n.At():
            return _at(node, scope)
        case n.Limit():
            return _limit(node, scope)
        case n.Fold():
            return _fold(node, scope)
        case n.Delta(left=left, right=right):
            return sp.Integer(index(left, scope) == index(right, scope))
        case n.Remainder():
            raise LatexError("O( ) stands last, behind a plus", node.at)
        case n.Cases():
            return _cases(node, scope)
        case n.Matrix(rows=rows):
            entries = [[_scalar(x, scope, "an entry") for x in row] for row in rows]
            return algebra.flat(np.array(entries, dtype=object))
    raise LatexError(f"cannot evaluate {type(node).__name__}", node.at)


def _scalar(node: n.Node, scope: Scope, role: str) -> sp.Expr:
    value = evaluate(node, scope)
    if np.ndim(value):
        raise LatexError(
            f"{role} must be a number, but this has the shape {np.shape(value)}", node.at
        )
    return value


def _entry(node: n.Entry, scope: Scope) -> Any:
    found = step(node, scope)
    array, indices = found or (evaluate(node.array, scope), node.indices)
    if found and not indices:
        return array if np.ndim(array) else sp.sympify(array)
    return entry(array, indices, scope, node.at)


def _example(node: n.Raised, scope: Scope) -> Any:
    """``x^{(i)}``: one example of an array whose first axis is that of the examples."""
    examples, at = evaluate(node.array, scope), index(node.index, scope)
    if not np.ndim(examples) or not 1 <= at <= len(examples):
        raise LatexError(f"{node.array.name!r} has no example {at}", node.at)
    return examples[at - 1]


def _sum(node: n.Sum, scope: Scope) -> Any:
    value_of: Any = partial(evaluate, scope=scope)
    if scope.whole.broadcasts and any(isinstance(term, n.Number) for _, term in node.terms):
        value_of = partial(beside_number, value=value_of)
    values = [value_of(term) for _, term in node.terms]
    shape = max(map(np.shape, values), key=lambda own: (len(own), np.prod(own, dtype=int)))
    total: Any = None
    for (sign, term), found in zip(node.terms, values, strict=True):
        value = found
        if isinstance(term, n.Number) and len(shape) == 1:  # 1 - p is that in each entry
            value = np.full(shape, found, dtype=object)
        elif scope.whole.broadcasts:
            value = algebra.spread(found, shape)
        if total is None:
            total = value if sign == "+" else -value
        else:
            total = algebra.add(total, sign, value, term.at)
    return total


def _product(node: n.Product, scope: Scope) -> Any:
    _refuse_loose(node, scope)
    (_, first), *rest = node.factors
    value_of: Any = partial(evaluate, scope=scope)
    if scope.whole.rows:
        value_of = partial(as_row, value=value_of)
    total = value_of(first)
    for operator, factor in rest:
        value = value_of(factor)
        if operator == "/":
            total = _divide(total, value, scope, factor.at)
        else:
            sign = arrays.sign_of(operator, total) if scope.whole.broadcasts else operator
            total = algebra.multiply(total, sign, value, factor.at)
    return arrays.unrolled(total) if scope.whole.rows else algebra.flat(total)


def _refuse_loose(node: n.Product, scope: Scope) -> None:
    r"""Raise `LatexError` where the shapes allow ``A (b \odot c)`` for ``A b \odot c`` as well."""
    factors = [factor for _, factor in node.factors]
    for left, right in pairwise(factors):
        if not isinstance(left, n.Loose) and not isinstance(right, n.Loose):
            continue
        one = left.factors if isinstance(left, n.Loose) else (("", left),)
        other = right.factors if isinstance(right, n.Loose) else (("", right),)
        rest = [x for _, x in (*one[:-1], *other[1:])]
        shapes = [np.shape(evaluate(x, scope)) for x in (one[-1][1], other[0][1])]
        fits = shapes[0] == shapes[1] or () in shapes
        if fits and any(np.ndim(evaluate(x, scope)) for x in rest):
            raise LatexError(AMBIGUOUS, other[0][1].at)


def _divide(above: Any, below: Any, scope: Scope, at: int) -> Any:
    if scope.at_point and not np.ndim(below):
        return above / below
    value = algebra.divide(above, below, at)
    scope.needs.extend(of_quotient(below))
    return value


def _call(node: n.Call, scope: Scope) -> Any:
    return called(node, [evaluate(argument, scope) for argument in node.arguments], scope)


def _inverse(array: Any, scope: Scope, at: int) -> Any:
    value, det = arrays.inverse(array, at)
    if det is not None:
        scope.needs.extend(of_quotient(det))
    return value


def _gradient(node: n.Gradient, scope: Scope) -> Any:
    if isinstance(node.of, n.Call) and not isinstance(node.by, n.Name | n.Entry | n.Raised):
        of = node.of  # at a value of its argument, as in \nabla f(x + y)
        return slope_at(lambda x: called(of, [x], scope), evaluate(node.by, scope), node.at)
    slope = _derivative(n.Derivative(node.at, node.of, node.by, 1), scope)
    by = evaluate(node.by, scope)
    if np.shape(slope) != np.shape(by):
        raise LatexError(
            r"\nabla is the gradient of a number: of an array write \frac{\partial y}{\partial x}",
            node.at,
        )
    return slope


def _at(node: n.At, scope: Scope) -> Any:
    """The value of a formula where some of its variables have other values."""
    inside = replace(scope, needs=[])
    value = evaluate(node.of, inside)
    point = Replaced()
    for variable, other in node.places:
        point.note(evaluate(variable, scope), evaluate(other, scope), variable.at)
    scope.needs.extend([*map(point.need, inside.needs), *of_value(found := point.array(value))])
    return found


def _limit(node: n.Limit, scope: Scope) -> Any:
    variable, place = symbol(node.variable, scope), evaluate(node.place, scope)
    if not isinstance(variable, sp.Symbol) or np.ndim(place):
        raise LatexError(f"{node.variable.name!r} is no variable", node.variable.at)
    inside = replace(scope, needs=[])
    value = evaluate(node.of, inside)
    scope.needs.extend(x for x in inside.needs if variable not in x.expression.free_symbols)
    return np.frompyfunc(lambda x: limit(sp.sympify(x), variable, place), 1, 1)(value)


def _derivative(node: n.Derivative, scope: Scope) -> Any:
    by = node.by
    while isinstance(by, n.Entry | n.Raised):
        by = by.array
    if not isinstance(by, n.Name):
        raise LatexError("differentiate by all of a symbol, or by an entry", node.by.at)
    if by.name not in scope.symbols:
        raise LatexError(f"the derivation defines no {by.name!r}", by.at, by.name)
    if isinstance(scope.symbols[by.name], list):
        return of_step(node, scope, by, evaluate)
    variables = np.ravel(np.array(scope.symbols[by.name], dtype=object))
    if not all(isinstance(x, sp.Expr) for x in variables):
        raise LatexError(f"{by.name!r} is no variable", by.at)
    if node.order > 1 and (node.by is by and np.ndim(scope.symbols[by.name])):
        raise LatexError(f"differentiate twice by an entry of {by.name!r}, not by all", by.at)
    if all(isinstance(x, sp.Symbol) for x in variables):
        return differentiate(evaluate(node.of, scope), evaluate(node.by, scope), node.order)
    refuse_mixed(node.of, by, scope)
    wanted = {inner.name for inner in n.walk(node.of) if isinstance(inner, n.Name)}
    held = scope.whole.hold(by.name, wanted & set(scope.whole))
    inside = replace(scope, symbols=held, needs=[])
    slope = differentiate(
        evaluate(node.of, inside),
        evaluate(node.by, replace(inside, symbols={by.name: held.variable})),
        node.order,
    )
    scope.needs.extend(need.at(held.restore(need.expression)) for need in inside.needs)
    return np.frompyfunc(held.restore, 1, 1)(slope)


def _fold(node: n.Fold, scope: Scope) -> Any:
    if node.first is None or node.last is None:
        first, last = 1, folds.length(node, scope)
    else:
        first, last = (
            folds.limit(_scalar(each, scope.symbolic(), "a limit"), each.at)
            for each in (node.first, node.last)
        )
    if last == first - 1 and node.kind == "sum":
        return _evaluate(n.Number(node.at, "0"), scope)
    if last < first:
        raise LatexError(f"from {first} to {last} there is nothing", node.at)
    inside = scope.over(last - first + 1, node.at)
    places = range(first, last + 1)
    return folds.of(
        [evaluate(node.body, inside.at(**{node.index: k})) for k in places], node, scope
    )


def _cases(node: n.Cases, scope: Scope) -> Any:
    """The value whose condition holds; conditions on a variable stay, in a `Piecewise`."""
    if (entries := of_entries(node, partial(evaluate, scope=scope))) is not None:
        return entries
    holds: list[Any] = []
    for _, condition in node.rows:
        number = partial(_scalar, scope=scope, role="a condition")
        holds.append(when(condition, holds, scope, number))
    places = [condition.at for _, condition in node.rows]
    exclude_one_another(holds, places, node.at, borders=not scope.whole.broadcasts)
    inside = replace(scope, needs=[])  # a value needs a place only where its condition holds
    possible = [
        (value, condition)
        for (value, _), condition in zip(node.rows, holds, strict=True)
        if condition is not sp.false
    ]
    if len(possible) == 1:
        return evaluate(possible[0][0], scope)
    rows = [(_scalar(value, inside, "a case"), condition) for value, condition in possible]
    return sp.Piecewise(*rows)

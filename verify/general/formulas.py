"""Evaluate a formula for every size: a tree and the names in, a form or an array out.

The tree is that of `verify.reading`, and the rules are those of `verify.proving.values`: a vector
is a column in matrix algebra, shapes must agree, and nothing is broadcast. What presumes a length
is outside.
"""

from dataclasses import replace
from fractions import Fraction
from typing import Any

from verify.general.arrays import (
    Array,
    Rows,
    derivative,
    elementwise,
    replaced,
    shape_of,
    total,
    total_of,
    variables,
)
from verify.general.axes import Axis, axis, checked, places, shifted
from verify.general.functions import FUNCTIONS, differentiate, exp, is_zero
from verify.general.parts import Entry, Index, Outside, Place, fresh
from verify.general.places import Scope, axes, delta_of, labelled, place_of
from verify.general.signs import holds, larger, largest
from verify.general.terms import ONE, ZERO, Form, atom, form
from verify.reading import nodes as n
from verify.reading.alphabet import COLUMN, EXTREMES, OF_VECTOR


def evaluate(node: n.Node, scope: Scope) -> Any:
    """The value of a formula, a `Form` or an `Array`.

    Raises:
        Outside: it has none for every size.
    """
    match node:
        case n.Number(digits=digits):
            return ONE.scaled(Fraction(digits))
        case n.Name(name=name):
            return _symbol(name, scope)
        case n.Entry():
            return _entry(node, scope)
        case n.Call():
            return _call(node, scope)
        case n.Negative(of=of):
            return -evaluate(of, scope)
        case n.Sum(terms=terms):
            return _sum(terms, scope)
        case n.Product(factors=factors):
            return _product(factors, scope)
        case n.Fraction(above=above, below=below):
            return evaluate(above, scope) / _number(below, scope)
        case n.Power(base=base, exponent=exponent):
            return _number(base, scope) ** _number(exponent, scope)
        case n.Transpose(of=of):
            value = _array(evaluate(of, scope))
            return value[0] if value.ndim == 2 and value.shape[0] == 1 else _column(value).T
        case n.Derivative():
            return _derivative(node, scope)
        case n.Gradient(of=of, by=n.Name() | n.Entry() as by):
            if isinstance(evaluate(of, scope), Array):
                raise Outside("the gradient of an array")
            return _derivative(n.Derivative(node.at, of, by, 1), scope)
        case n.Fold():
            return _fold(node, scope)
        case n.Delta(left=left, right=right):
            return delta_of(left, right, scope)
        case n.Cases():
            return _cases(node, scope)
        case n.Matrix(rows=rows):
            entries = [[_number(entry, scope) for entry in row] for row in rows]
            return _flat(Array((len(rows), len(rows[0])), lambda i, j: entries[i - 1][j - 1]))
    raise Outside(f"a {type(node).__name__.lower()}")


def _symbol(name: str, scope: Scope) -> Any:
    if name in scope.indices:
        place = scope.indices[name]
        if isinstance(place, Index):
            raise Outside(f"the index {name} as a number")
        return ONE.scaled(Fraction(place))
    value = scope.value(name)
    if isinstance(value, Rows):
        raise Outside(f"{name} is a list of rows")
    if isinstance(value, Array) or (value := form(value)) is not None:
        return value
    if name in CONSTANTS and name not in scope.symbols:
        return CONSTANTS[name]
    raise Outside(f"{name} is no number and no array")


CONSTANTS = {"e": exp(ONE), "pi": atom(Entry(r"\pi", (), True))}


def _number(node: n.Node, scope: Scope) -> Form:
    return _of_number(evaluate(node, scope))


def _of_number(value: Any) -> Form:
    if isinstance(value, Array):
        raise Outside("an array in the place of a number")
    return checked(value)


def _array(value: Any) -> Array:
    if isinstance(value, Array):
        return value
    raise Outside("a number in the place of an array")


# -- entries


def _entry(node: n.Entry, scope: Scope) -> Any:
    if (label := labelled(node, scope)) is not None:
        return label
    indices = node.indices
    rows = scope.value(node.array.name) if isinstance(node.array, n.Name) else None
    array = rows if isinstance(rows, Rows) else _array(evaluate(node.array, scope))
    match indices:
        case (n.Number(at=at, digits=digits),) if len(digits) == array.ndim:
            indices = tuple(n.Number(at, digit) for digit in digits)  # W_{12}
    if isinstance(array, Rows) and len(indices) == 1:
        return array.part(place_of(indices[0], scope, array.shape[0]))
    if len(indices) != array.ndim:
        raise Outside("a wrong number of subscripts")
    return array.at(
        *(
            place_of(index, scope, length)
            for index, length in zip(indices, array.shape, strict=True)
        )
    )


# -- arithmetic


def _sum(terms: tuple[tuple[str, n.Node], ...], scope: Scope) -> Any:
    total: Any = None
    for sign, term in terms:
        value = evaluate(term, scope)
        if total is not None and shape_of(value) != shape_of(total):
            raise Outside("a sum of different shapes")
        value = value if sign == "+" else -value
        total = value if total is None else total + value
    return total


def _product(factors: tuple[tuple[str, n.Node], ...], scope: Scope) -> Any:
    (_, first), *rest = factors
    total = evaluate(first, scope)
    for operator, factor in rest:
        value = evaluate(factor, scope)
        if operator == "/":
            total = total / checked(value)
        elif operator == r"\odot":
            if shape_of(total) != shape_of(value):
                raise Outside("an entrywise product of different shapes")
            total = total * value
        elif isinstance(total, Array) and isinstance(value, Array):
            if operator:
                raise Outside(f"{operator} between arrays")
            total = _column(total) @ _column(value)
        else:
            total = total * value
    return _flat(total)


def _column(array: Array) -> Array:
    return array[:, None] if array.ndim == 1 else array


def _flat(value: Any) -> Any:
    """A column becomes a vector again, and a 1 by 1 matrix a number."""
    if isinstance(value, Array) and value.ndim == 2 and value.shape[1] == 1:
        value = value[:, 0]
        return value[0] if value.shape == (1,) else value
    return value


# -- functions and derivatives


def _call(node: n.Call, scope: Scope) -> Any:
    name = node.function.name
    arguments = [evaluate(argument, scope) for argument in node.arguments]
    function = scope.value(name)
    if name == OF_VECTOR and _array(arguments[0]).ndim != 1:
        raise Outside("the spectral norm of a matrix")
    if name in ("norm", OF_VECTOR):
        return total_of(_array(arguments[0]) ** 2) ** Fraction(1, 2)
    if name in ("max", "min") and len(arguments) == 2:
        one, other = (checked(argument) for argument in arguments)
        return larger(one, other) if name == "max" else -larger(-one, -other)
    if not callable(function):
        if name not in FUNCTIONS:
            raise Outside(f"the function {name}")
        function = elementwise(FUNCTIONS[name])
    if node.primes:
        function = elementwise(_slope(function, node.primes))
    return function(*arguments)


def _slope(function: Any, order: int) -> Any:
    """f', for a function f of one variable."""
    by = Entry("\\slope", ())
    slope = checked(function(atom(by)))
    for _ in range(order):
        slope = differentiate(slope, by)
    return lambda value: replaced(slope, (atom(by), value))


def _derivative(node: n.Derivative, scope: Scope) -> Any:
    by = node.by.array if isinstance(node.by, n.Entry) else node.by
    assert isinstance(by, n.Name)
    value = scope.value(by.name)
    if value is None or by.name in scope.whole.sizes:
        raise Outside(f"a derivative by {by.name}, which is no variable")
    if node.order > 1 and node.by is by and isinstance(value, Array):
        raise Outside("a second derivative by all entries")
    if _is_free(value):
        return _differentiated(node, scope, scope)
    wanted = {inner.name for inner in n.walk(node.of) if isinstance(inner, n.Name)}
    names, free = scope.whole.hold(by.name, wanted & set(scope.whole))
    inside, outside = (replace(scope, symbols=known) for known in (names, {by.name: free}))
    return replaced(_differentiated(node, inside, outside), (free, value))


def _differentiated(node: n.Derivative, inside: Scope, outside: Scope) -> Any:
    of, by = evaluate(node.of, inside), evaluate(node.by, outside)
    for _ in range(node.order):
        of = derivative(of, by)
    return of


def _is_free(value: Any) -> bool:
    try:
        return bool(variables(value))
    except Outside:
        return False


# -- sums and cases


def _fold(node: n.Fold, scope: Scope) -> Any:
    if node.kind == "prod":
        raise Outside("a product over an axis")
    length = axes(node.body, scope.symbols).get(node.index)
    before = 0
    if node.first is not None and node.last is not None:
        first, length = (axis(_number(limit, scope)) for limit in (node.first, node.last))
        if not isinstance(first, int) or first < 1:
            raise Outside("a sum that does not start with a number")
        before = first - 1
    if length is None:
        raise Outside(f"it is not clear how far {node.index} runs")
    if node.kind in EXTREMES:
        return _extreme(node, length, scope)
    terms = axis(length - before)

    def term(place: Place) -> Any:
        at = shifted(place, before, length) if before else place
        return evaluate(node.body, scope.at(node.index, at))

    if node.kind == COLUMN:
        return Array((terms,), lambda place: _of_number(term(place)))
    if isinstance(length, int):
        values = [term(place) for place in places(terms)]
        return sum(values[1:], values[0]) if values else ZERO
    shape = shape_of(term(places(terms)[0]))
    if shape:
        return Array(shape, lambda *at: total(lambda k: term(k).at(*at), terms))
    return total(term, terms)


def _extreme(node: n.Fold, length: Axis, scope: Scope) -> Form:
    if isinstance(length, int):
        raise Outside(f"a {node.kind} over a known number of entries")
    place = fresh(length)
    inside = _number(node.body, scope.at(node.index, place))
    found = largest([(place, inside if node.kind == "max" else -inside)])
    return found if node.kind == "max" else -found


def _cases(node: n.Cases, scope: Scope) -> Form:
    """Cases of which exactly one holds."""
    found, left = ZERO, ONE
    for value, condition in node.rows:
        one, other = condition.left, condition.right
        if condition.also is not None:
            raise Outside("a case with two conditions")
        if one is None or other is None:
            case = left
        elif condition.relation in "=≠":
            equal = delta_of(one, other, scope)
            case = equal if condition.relation == "=" else 1 - equal
        else:
            case = holds(_number(one, scope), condition.relation, _number(other, scope))
        found, left = found + case * _number(value, scope), left - case
    if not is_zero(left):
        raise Outside("cases of which not exactly one holds")
    return found

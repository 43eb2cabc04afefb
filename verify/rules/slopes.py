"""What a rule of differentiation made of a side: chain, product, quotient, power."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, permutations
from typing import Any

import numpy as np
import sympy as sp

from derivations.calculus import derivative
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.tokens import LatexError
from verify.reading.unicode import text
from verify.rules.algebra import names_in
from verify.rules.sides import Sides, array_name

CHANGE = "Delta_"  # what the name of a small change begins with
Slope = tuple[Any, Any]  # a value and the variable by which it is differentiated


def is_chain_rule(sides: Sides) -> bool:
    """Whether ``∂f/∂x`` became ``∂f/∂y ∂y/∂x`` for one y in between; one may be its value."""
    gone, new = _changed(sides)
    for one in gone:
        if isinstance(one.of, n.Call) and _is_prime_of(one.of, sides.after):
            return not isinstance(one.of.arguments[0], n.Name)
        inner = [s for s in new if text(s.by) == text(one.by) and text(s.of) != text(one.of)]
        outer = [s for s in new if text(s.of) == text(one.of) and text(s.by) != text(one.by)]
        between = {array_name(s.of) or text(s.of) for s in inner}
        if len(between) > 1 and not outer:
            continue
        if outer or any(_stands_beside(s, sides.after) for s in inner):
            return True
    return False


def _is_prime_of(call: n.Call, after: n.Node) -> bool:
    return any(
        isinstance(part, n.Call)
        and part.primes == call.primes + 1
        and part.function.name == call.function.name
        and [*map(text, part.arguments)] == [*map(text, call.arguments)]
        for part in n.walk(after)
    )


def _stands_beside(slope: n.Derivative, after: n.Node) -> bool:
    """Whether a derivative is a factor; of an expression, beside what holds that expression."""
    for part in n.walk(after):
        if isinstance(part, n.Product) and slope in [x for _, x in part.factors]:
            others = [x for _, x in part.factors if x != slope]
            inside = {text(y) for x in others for y in n.walk(x) if not isinstance(y, n.Condition)}
            return array_name(slope.of) is not None or text(slope.of) in inside
    return False


def _slopes(node: n.Node) -> dict[str, n.Derivative]:
    return {text(part): part for part in n.walk(node) if isinstance(part, n.Derivative)}


def _changed(sides: Sides) -> tuple[list[n.Derivative], list[n.Derivative]]:
    """The derivatives that only the side before has, and those that only the side after has."""
    before, after = _slopes(sides.before), _slopes(sides.after)
    return (
        [before[name] for name in before if name not in after],
        [after[name] for name in after if name not in before],
    )


def are_others_constant(sides: Sides) -> bool:
    """Whether only the terms are left in a derivative that depend on the variable."""
    gone, new = _changed(sides)
    return bool(new) and any(
        all(
            text(s.by) == text(one.by)
            and (array_name(s.of) is None or array_name(s.of) == array_name(s.by))
            for s in new
        )
        for one in gone
        if array_name(one.of) is not None
    )


def is_quotient_rule(sides: Sides) -> bool:
    """Whether the derivative of u / v became ``(u'v - uv') / v^2``."""
    for (of, by), places in _differentiated(sides):
        for above, below in _over_square(sides.after):
            if not isinstance(above, n.Sum) or [sign for sign, _ in above.terms] != ["+", "-"]:
                continue
            v = places.value(below)
            u = of * v
            parts = [places.value(term) for _, term in above.terms]
            wanted = [derivative(u, by) * v, u * derivative(v, by)]
            varies = not sides.agree(derivative(v, by), sp.Integer(0))
            if varies and all(sides.agree(a, b) for a, b in zip(parts, wanted, strict=True)):
                return True
    return False


def is_reciprocal_rule(sides: Sides) -> bool:
    """Whether the derivative of u / v, with a constant u, became ``-u v' / v^2``."""
    for (of, by), places in _differentiated(sides):
        for above, below in _over_square(sides.after):
            v = places.value(below)
            u = of * v
            constant = sides.agree(derivative(u, by), sp.Integer(0))
            if constant and not isinstance(above, n.Sum):
                found = places.value(above)
                return any(sides.agree(found, s * u * derivative(v, by)) for s in (1, -1))
    return False


def _over_square(node: n.Node) -> Iterator[tuple[n.Node, n.Node]]:
    """Numerator and v of each fraction over v^2."""
    for part in n.walk(node):
        match part:
            case n.Fraction(above=above, below=n.Power(base=base, exponent=n.Number(digits="2"))):
                yield above, base


def is_product_rule(sides: Sides) -> bool:
    """Whether the derivative of u v became ``u'v + uv'``; also of a small change of UV."""
    if _is_differential(sides):
        return True
    match sides.after:
        case n.Sum(terms=((one, a), (two, b))):
            return any(
                _are_products(sides, places, by, (one, a), (two, b))
                for (_, by), places in _differentiated(sides)
            )
    return False


def _are_products(
    sides: Sides, places: Sides, by: Any, first: tuple[str, n.Node], second: tuple[str, n.Node]
) -> bool:
    """Whether two terms are ``u'v`` and ``uv'``, the parts of a derivative by this variable."""
    for slope, v in _splits(places, *first):
        for dv, u in _splits(places, *second):
            for a, b, c, d in ((slope, v, dv, u), (-slope, v, -dv, u)):
                if sides.agree(derivative(d, by), a) and sides.agree(derivative(b, by), c):
                    return True
    return False


def _splits(places: Sides, sign: str, node: n.Node) -> Iterator[tuple[Any, Any]]:
    """A term as a product of two values, in every way."""
    several = node.factors if isinstance(node, n.Product) else [("", node)]
    factors = [sp.Integer(1), *(places.value(x) for _, x in several)]
    for count in range(1, len(factors)):
        for chosen in combinations(range(len(factors)), count):
            one, other = (
                sp.Mul(*(x for k, x in enumerate(factors) if (k in chosen) is inside))
                for inside in (True, False)
            )
            yield (-one if sign == "-" else one), other


def _is_differential(sides: Sides) -> bool:
    """Whether the change of Y = UV became a term with that of U and one with that of V."""
    names = sides.symbols
    for y in _moved(sides.before, sides.after) & set(names):
        new = _moved(sides.after, sides.before) & set(names)
        for u, v in permutations(new, 2):
            if np.shape(names[u])[-1:] == np.shape(names[v])[:1]:
                product = sides.agree(names[y], names[u] @ names[v])
                return product and sides.equal({"tr", CHANGE + y})
    return False


def _moved(here: n.Node, there: n.Node) -> set[str]:
    """The names whose change stands here and not there."""
    changes = {name for name in names_in(here) - names_in(there) if name.startswith(CHANGE)}
    return {name.removeprefix(CHANGE) for name in changes}


def is_power_rule(sides: Sides) -> bool:
    """Whether sums of multiples of powers of a linear function were differentiated."""
    count = len(_slopes(sides.before)) - len(_slopes(sides.after))
    values = list(_vanished(sides))
    return count > 0 and bool(values) and all(_is_sum_of_powers(of, by) for of, by in values)


def _is_sum_of_powers(of: sp.Expr, by: sp.Symbol) -> bool:
    exponents: list[sp.Expr] = []
    for term in sp.Add.make_args(sp.sympify(of)):
        powers = [f for f in sp.Mul.make_args(term) if f.has(by)]
        if len(powers) > 1:
            return False
        for power in powers:
            base, exponent = power.as_base_exp()
            if exponent.has(by) or sp.diff(base, by, 2) != 0:
                return False
            exponents.append(exponent)
    return any(exponent not in (0, 1) for exponent in exponents)


def is_linear(sides: Sides) -> bool:
    """Whether the derivative of a linear function became its constant slope."""
    if _changed(sides)[1]:
        return False
    values = list(_vanished(sides))
    return bool(values) and all(
        sides.agree(derivative(derivative(of, by), by), sp.Integer(0)) for of, by in values
    )


def is_slope_of(sides: Sides, *names: str) -> bool:
    """Whether the derivatives of just these names, or functions, were replaced by their values."""
    before, after = marks(sides.before), marks(sides.after)
    gone = {name for name in before if before[name] > after.get(name, 0)}
    slopes, new = _changed(sides)
    if any(isinstance(part, n.Remainder) for part in n.walk(sides.before)):
        return False  # terms are left out
    for name in {*names} - gone:
        of = {array_name(s.of) or text(s.of) for s in slopes if _is_of(s, name, sides)}
        if not of:
            return False
        gone = gone - of | {name}
    basic = (is_power_rule, is_product_rule, is_quotient_rule, is_reciprocal_rule)
    by_rule = any(is_rule(sides) for is_rule in basic)
    return gone == {*names} and not new and not by_rule and not sides.equal_without_slopes()


def _is_of(slope: n.Derivative, name: str, sides: Sides) -> bool:
    """Whether what is differentiated is a function of the variable, or the logarithm of it."""
    if name == "log":
        return "log" in names_in(slope.of)
    try:
        of, by = _value(slope, sides)
        return sides.agree(of, sides.symbols[name](by))
    except (LatexError, TypeError, ValueError):
        return False


def marks(node: n.Node) -> dict[str, int]:
    """How often each name, or function, is differentiated."""
    found: dict[str, int] = {}
    for part in n.walk(node):
        match part:
            case n.Derivative(of=of):
                name = array_name(of) or text(of)
            case n.Call(function=n.Name(name=name), primes=primes) if primes:
                pass
            case _:
                continue
        found[name] = found.get(name, 0) + 1
    return found


def are_taken(sides: Sides) -> bool:
    """Whether all derivatives of a side were replaced by their values."""
    before = marks(sides.before)
    return sum(before.values()) > 1 and not marks(sides.after) and not sides.equal_without_slopes()


def is_gradient_descent(sides: Sides) -> bool:
    """Whether a step is what was there, less a rate times a derivative by that."""
    match sides.after:
        case n.Sum(terms=(("+", place), ("-", n.Product(factors=factors)))):
            return any(_descends(place, x) for _, x in factors)
    return False


def _descends(place: n.Node, slope: n.Node) -> bool:
    match slope:
        case n.Derivative(by=by):
            return text(by) == text(place)
        case n.Call(primes=1, arguments=(argument,)):
            return text(argument) == text(place)
    return False


def _differentiated(sides: Sides) -> Iterator[tuple[Slope, Sides]]:
    """What the side before differentiates, at each value of the indices."""
    for place in sides.places:
        there = replace(sides, places=(place,))
        match sides.before:
            case n.Derivative() as slope:
                yield _value(slope, there), there
            case n.Call(primes=primes, arguments=(n.Name() as x,)) as call if primes:
                yield (there.value(replace(call, primes=primes - 1)), there.value(x)), there


def _vanished(sides: Sides) -> Iterator[Slope]:
    bound = {part.index: 1 for part in n.walk(sides.before) if isinstance(part, n.Fold)}
    there = replace(sides, places=({**bound, **sides.places[0]},))
    for slope in _changed(sides)[0]:
        yield _value(slope, there)


def _value(slope: n.Derivative, sides: Sides) -> Slope:
    """What is differentiated, as a function of its variable, and the variable."""
    by, symbols = array_name(slope.by), sides.symbols
    assert by is not None
    if all(isinstance(x, sp.Symbol) for x in np.ravel(np.array(symbols[by], dtype=object))):
        return sides.value(slope.of), sides.value(slope.by)
    wanted = {part.name for part in n.walk(slope.of) if isinstance(part, n.Name)} & set(symbols)
    held = symbols.hold(by, wanted)
    names = {**held, by: held.variable}
    scope = Scope(names, sides.places[0], symbols, asks_where=False)
    return evaluate(slope.of, scope), evaluate(slope.by, scope)

"""What a step needs to be known of its names: definitions, sums that are one, laws of functions."""

from typing import Any

import numpy as np
import sympy as sp

from verify.reading import nodes as n
from verify.rules.algebra import names_in
from verify.rules.sides import BUILT_IN, Sides, array_name
from verify.rules.slopes import marks


def are_defined(sides: Sides, *names: str) -> bool:
    """Whether the sides are equal by these definitions, and by no fewer of them."""
    return all(_is_replaced(sides, name) for name in names) and are_known(sides, *names)


def are_known(sides: Sides, *names: str) -> bool:
    """Whether the sides are equal for these values of the names, and not for all."""
    opened = BUILT_IN | set(names)
    return sides.equal(opened) and not any(sides.equal(opened - {name}) for name in names)


def _is_replaced(sides: Sides, name: str) -> bool:
    """Whether a name, or what its definition is made of, stands on one of the two sides only."""
    before, after = (marks(side) for side in (sides.before, sides.after))
    if before.get(name) != after.get(name):
        return False  # its derivative is replaced
    if name in BUILT_IN and name not in sides.symbols.own:
        return False
    one, other = (names_in(side) for side in (sides.before, sides.after))
    steps = [part for side in (sides.before, sides.after) for part in _entries(side, name)]
    if isinstance(sides.symbols.get(name), list):
        return len({isinstance(step, n.Number) for step in steps}) == 1
    made_of = {x for x in sides.symbols.reads(name) if not isinstance(sides.symbols[x], int)}
    return bool((one ^ other) & {name, *made_of})


def _entries(node: n.Node, name: str) -> list[n.Node]:
    """The first subscripts of a name."""
    entries = [part for part in n.walk(node) if isinstance(part, n.Entry)]
    return [entry.indices[0] for entry in entries if array_name(entry) == name]


def sums_to_one(sides: Sides, name: str) -> bool:
    """Whether the sides are equal because the entries of a vector sum to one."""
    return np.ndim(sides.symbols[name]) == 1 and _sum_to_one(sides, name)


def rows_sum_to_one(sides: Sides, name: str) -> bool:
    """Whether the sides are equal because the entries of each row sum to one."""
    return np.ndim(sides.symbols[name]) == 2 and _sum_to_one(sides, name)


def _sum_to_one(sides: Sides, name: str) -> bool:
    value = np.asarray(sides.symbols[name], dtype=object)
    total = value.sum(axis=-1)
    if not sides.agree(total, np.ones_like(total)):
        return False
    free = np.array([sp.Dummy(real=True) for _ in np.ravel(value)], dtype=object)
    free = free.reshape(value.shape)
    bound = free.copy()
    bound[..., -1] = 1 - free[..., :-1].sum(axis=-1)
    return sides.equal(replaced={name: bound}) and not sides.equal(replaced={name: free})


def are_orthonormal(sides: Sides, name: str) -> bool:
    """Whether the sides are equal because the columns of a matrix are orthonormal."""
    value = sides.symbols[name]
    if np.ndim(value) != 2 or not sides.agree(value.T @ value, np.eye(len(value.T), dtype=int)):
        return False
    return are_known(sides, name)


def are_powers_of_i(sides: Sides) -> bool:
    """Whether the sides are equal because the square of i is -1."""
    return sides.symbols.get("i") == sp.I and are_known(sides, "i")


def is_exponential_of_sum(sides: Sides) -> bool:
    exponents = [
        part.exponent
        for side in (sides.before, sides.after)
        for part in n.walk(side)
        if isinstance(part, n.Power) and array_name(part.base) == "e"
    ]
    summed = any(isinstance(part, n.Sum) for x in exponents for part in n.walk(x))
    return summed and sides.equal({"exp"}) and not sides.equal()


def is_logarithm_of_product(sides: Sides) -> bool:
    return _is_logarithm_of(n.Product, sides)


def is_logarithm_of_quotient(sides: Sides) -> bool:
    return _is_logarithm_of(n.Fraction, sides)


def _is_logarithm_of(kind: type[n.Node], sides: Sides) -> bool:
    of = [
        call.arguments[0]
        for side in (sides.before, sides.after)
        for call in n.walk(side)
        if isinstance(call, n.Call) and call.function.name == "log"
    ]
    law = any(isinstance(argument, kind) for argument in of)
    return law and sides.equal({"log", "exp"}) and not sides.equal({"exp"})


def is_linear_in_mean(sides: Sides, name: str) -> bool:
    """Whether the sides are equal for any function that sums and constants come out of."""
    if not callable(sides.symbols[name]) or name in BUILT_IN | {*marks(sides.after)}:
        return False
    inside = [
        x.arguments[0]
        for x in n.walk(sides.after)
        if isinstance(x, n.Call) and x.function.name == name
    ]
    drawn = {array_name(part) for x in inside for part in n.walk(x)}
    random = {s for x in drawn if x and x in sides.symbols for s in _free(sides.symbols[x])}

    def linear(x: Any) -> sp.Expr:
        terms = sp.Poly(x, *sorted(random, key=str)).terms() if random else [((), x)]
        return sum(c * sp.Function("mean")(*powers) for powers, c in terms)

    opened = sides.names | BUILT_IN
    return (
        bool(inside)
        and sides.equal(opened, replaced={name: linear})
        and not sides.equal(opened - {name})
    )


def _free(value: Any) -> set[sp.Symbol]:
    values = [x for x in value if x is not None] if isinstance(value, list) else value
    return {s for x in np.ravel(np.array(values, dtype=object)) for s in sp.sympify(x).free_symbols}


def is_taylor_polynomial(sides: Sides) -> bool:
    one, other = (
        any(isinstance(part, n.Remainder) for part in n.walk(side))
        for side in (sides.before, sides.after)
    )
    return other and not one and len(marks(sides.after)) > len(marks(sides.before))


def is_leading_term(sides: Sides) -> bool:
    before, after = (
        [part.exponent for part in n.walk(side) if isinstance(part, n.Remainder)]
        for side in (sides.before, sides.after)
    )
    return bool(before and after) and after[0] < before[0]

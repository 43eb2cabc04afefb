r"""Formulas that hold for small changes: ``f(x + \epsilon) \approx f(x) + \epsilon f'(x)``.

Both sides must come together as what is small goes to 0, and so must their slopes unless it divides
a difference.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import sympy as sp

from verify.notes.definitions import names_of
from verify.notes.found import Found, Status
from verify.notes.pieces import Formula
from verify.notes.study import Study
from verify.proving.indices import free_indices
from verify.proving.namespace import Symbols
from verify.proving.quotients import limit
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.proving.worked import is_numeric
from verify.reading import nodes as n
from verify.reading.tokens import LatexError
from verify.reading.unicode import symbol, text

SMALL = ("epsilon", "varepsilon", "h", "delta", "Delta", "eta", "v")  # the likeliest first
FIRST_ORDER = "to first order in {0}, as it goes to 0"
ZERO_ORDER = "as {0} goes to 0"
NOT_SO = "{}: {} is not {} for small {}"
SHARE = sp.Dummy("t", real=True)


class _Differs(ValueError):
    """A side that is not what stands before it, for small changes; ``side`` is that one."""

    def __init__(self, side: n.Node, before: n.Node):
        super().__init__()
        self.side, self.before = side, before


def approximated(study: Study, formula: Formula, equations: list[n.Chain]) -> Found | None:
    """The verdict on what is equal for small changes alone; nothing where nothing is small."""
    following = [side for chain in equations for side in chain.sides[1:]]
    if all(side.relation != "≈" for side in following) or any(
        is_numeric(x.value) for x in following
    ):
        return None
    wrong: Found | None = None
    for name in _small(equations, study.symbols):
        try:
            orders = [_order(chain, name, study.symbols) for chain in equations]
        except _Differs as found:
            is_small = any(_is_added_in_call(x, name) for x in _sides(equations))
            names = [names_of(x) - {name} for x in (found.side, found.before)]
            if wrong is None and is_small and names[0] == names[1]:
                sides = text(found.side), text(found.before)
                words = NOT_SO.format(formula.place(found.side.at), *sides, symbol(name))
                wrong = Found(formula, Status.FALSE, words)
            continue
        except (LatexError, ValueError, TypeError, ArithmeticError):
            continue
        hint = (FIRST_ORDER if all(orders) else ZERO_ORDER).format(symbol(name))
        return Found(formula, Status.ASSUMING, hint=hint)
    return wrong


def _sides(equations: list[n.Chain]) -> list[n.Node]:
    return [side.value for chain in equations for side in chain.sides]


def _small(equations: list[n.Chain], symbols: Symbols) -> Iterator[str]:
    """The symbols that may be small, the likeliest first."""
    names = {x.name for side in _sides(equations) for x in n.walk(side) if isinstance(x, n.Name)}
    for start in SMALL:
        for name in sorted(x for x in names if x.partition("_")[0] == start):
            entries = np.ravel(np.array(symbols.get(name), dtype=object))
            if all(isinstance(x, sp.Symbol) for x in entries):
                yield name


def _order(chain: n.Chain, name: str, symbols: Symbols) -> bool:
    """Whether the sides agree to first order; false where they do only in what they come to.

    Raises:
        _Differs: they come to something else, or have another slope.
    """
    letters = np.ravel(np.array(symbols[name], dtype=object))
    shares = {x: SHARE * x for x in letters}
    is_first, is_quotient = True, _divides(chain, name)
    for side, following in pairwise(chain.sides):
        one, other = (_values(x.value, symbols, shares) for x in (side, following))
        if one.shape != other.shape:
            raise ValueError("the shapes differ")
        for left, right in zip(np.ravel(one), np.ravel(other), strict=True):
            if not _comes_to_zero(left - right):
                raise _Differs(following.value, side.value)
            if not _comes_to_zero((left - right) / SHARE):
                is_first = False
                if not is_quotient:
                    raise _Differs(following.value, side.value)
    return is_first


def _comes_to_zero(value: sp.Expr) -> bool:
    """Whether an expression tends to 0; raises `ValueError` where no limit was found."""
    try:
        return bool(sp.simplify(limit(value, SHARE, sp.Integer(0))) == 0)
    except ValueError as error:
        if "bound" in str(error):
            return False
        raise


def _divides(chain: n.Chain, name: str) -> bool:
    """Whether something is divided by what is small, as in a quotient of differences."""
    below = [x.below for s in chain.sides for x in n.walk(s.value) if isinstance(x, n.Fraction)]
    return any(isinstance(y, n.Name) and y.name == name for x in below for y in n.walk(x))


def _values(node: n.Node, symbols: Symbols, shares: dict[Any, Any]) -> np.ndarray:
    places = dict.fromkeys(free_indices(node, symbols), 1)
    found = evaluate(node, Scope(symbols, places, symbols))
    entries = [sp.sympify(x).subs(shares, simultaneous=True) for x in np.ravel(found)]
    return np.array(entries, dtype=object).reshape(np.shape(found))


def _is_added_in_call(node: n.Node, name: str) -> bool:
    """Whether a symbol is added to something in an argument, as in ``f(x + h)``."""
    sums = [
        part
        for x in n.walk(node)
        if isinstance(x, n.Call)
        for argument in x.arguments
        for part in n.walk(argument)
        if isinstance(part, n.Sum)
    ]
    return any(isinstance(y, n.Name) and y.name == name for x in sums for y in n.walk(x))

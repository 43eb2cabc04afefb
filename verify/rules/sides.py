"""Compare two sides while names are held as unknowns: whether a step needs what its rule names.

With p held, ``e^{z_i} / S`` and ``p_i`` are two unknowns; with the definition of p they are equal.
So that step needs the definition of p, and nothing else.
"""

import random
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import mpmath
import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef

from verify.proving.namespace import Symbols
from verify.proving.points import Point
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading import nodes as n
from verify.reading.alphabet import FUNCTIONS
from verify.reading.tokens import LatexError
from verify.reading.unicode import text

BUILT_IN = frozenset(FUNCTIONS) - {"sqrt", "abs"}
SEEDS = (0, 2, 4)  # of the points at which values are compared
DIGITS = 30
CLOSE = mpmath.mpf(10) ** -15


class _Steps(list[Any]):
    """A held sequence: the loop that makes it runs again, and adds nothing."""

    def append(self, step: Any) -> None:
        pass


class _Point(Point):
    """A point with a value for unknown functions of several numbers as well."""

    def other(self, part: sp.Basic) -> Any:
        if isinstance(part, AppliedUndef) and len(part.args) != 1:
            draw = random.Random(str(part.func)).uniform
            terms = [draw(-1, 1) * self.visit(x) + draw(-1, 1) for x in part.args]
            return mpmath.fsum(terms) + mpmath.fprod(terms) + mpmath.fsum(t**3 for t in terms)
        return super().other(part)


@dataclass(frozen=True)
class Sides:
    """A side and the one behind it, with what their names stand for."""

    before: n.Node
    after: n.Node
    symbols: Symbols
    places: tuple[Mapping[str, int], ...]  # values of the free indices

    @cached_property
    def names(self) -> set[str]:
        """The names of the derivation that occur in the two sides."""
        parts = (*n.walk(self.before), *n.walk(self.after))
        found = {part.name for part in parts if isinstance(part, n.Name)}
        return {name for name in found if name in self.symbols} - set(FUNCTIONS)

    def equal(
        self, opened: Collection[str] = (), replaced: Mapping[str, Any] | None = None
    ) -> bool:
        """Whether the sides are equal where only these names and functions are not held.

        ``replaced`` are values of names, in place of those that the derivation gives them.
        """
        return self.same(self.before, self.after, opened, replaced)

    def same(
        self,
        left: n.Node,
        right: n.Node,
        opened: Collection[str] = (),
        replaced: Mapping[str, Any] | None = None,
    ) -> bool:
        """The same of two parts of the sides."""
        try:
            names = {**self._values(frozenset(opened)), **(replaced or {})}
        except Exception:  # whatever a derivation raises on unknowns: it says nothing of them
            return False

        def prepared(node: n.Node) -> n.Node:
            return _prepared(node, names, frozenset(opened))

        return self._agree(prepared(left), prepared(right), names)

    def equal_without_slopes(self) -> bool:
        """Whether the sides are equal where nothing is held but all derivatives."""
        names = dict(self.symbols)
        before, after = (_without_slopes(side, names) for side in (self.before, self.after))
        return self._agree(before, after, names)

    def agree(self, left: Any, right: Any) -> bool:
        """Whether two values are equal at random points."""
        if np.shape(left) != np.shape(right):
            return False
        points = [_Point(seed, DIGITS) for seed in SEEDS]
        pairs = zip(np.ravel(left), np.ravel(right), strict=True)
        return all(_close(a, b, points) for a, b in pairs)

    def value(self, node: n.Node) -> Any:
        """The value of a part of a side, where nothing is held, at the first of the places."""
        return evaluate(node, Scope(self.symbols, self.places[0], self.symbols))

    def _agree(self, left: n.Node, right: n.Node, names: Mapping[str, Any]) -> bool:
        for indices in self.places:
            scope = Scope(names, indices, self.symbols, asks_where=False)
            try:
                one, other = evaluate(left, scope), evaluate(right, scope)
            except LatexError:
                return False
            if not self.agree(one, other):
                return False
        return True

    def _values(self, opened: frozenset[str]) -> dict[str, Any]:
        held: dict[str, Any] = {}
        for name in sorted(self.names - opened):
            first = self.symbols.original(name)
            held.setdefault(first, unknown(first, self.symbols[name]))
        alike = {name: held.get(self.symbols.original(name)) for name in self.symbols}
        held = {name: value for name, value in alike.items() if value is not None}
        values = {**self.symbols, **held}
        values |= {name: _function(name, FUNCTIONS[name].symbolic) for name in BUILT_IN - opened}
        if wanted := opened & self.names:
            values |= self.symbols.opened(wanted, held)
        return values


def unknown(name: str, value: Any) -> Any:
    """What stands for a value of which nothing is known; numbers and its own symbols stay."""
    if isinstance(value, list):
        return _Steps(x if x is None else unknown(f"{name}{k}", x) for k, x in enumerate(value))
    if callable(value):
        return _function(name, value)
    if isinstance(value, int) or (isinstance(value, np.ndarray) and value.dtype != object):
        return value
    entries = [sp.sympify(entry) for entry in np.ravel(value)]
    if {*entries} <= {0} or {*entries} <= {1}:  # a column of ones stays what it is
        return value
    own = name.rstrip("_") + "_" * (np.ndim(value) > 0)  # W_11 is an entry of W, and not of V
    positive = True if any(entry.is_positive for entry in entries) else None
    found = [
        entry
        if entry.is_Symbol and entry.name.startswith(own)
        else sp.Dummy(f"{name}_{k + 1}", real=True, positive=positive)
        for k, entry in enumerate(entries)
    ]
    return np.array(found, dtype=object).reshape(np.shape(value)) if np.ndim(value) else found[0]


def _function(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """An unknown function: of each entry where the original is, else of all entries together."""
    each = sp.Function(f"{name}_", real=True)

    def function(*arguments: Any) -> Any:
        if any(map(np.ndim, arguments)) and not np.ndim(original(*arguments)):
            return each(*(x for argument in arguments for x in np.ravel(argument)))
        return np.frompyfunc(each, len(arguments), 1)(*arguments)

    return function


def _prepared(node: n.Node, names: dict[str, Any], opened: frozenset[str]) -> n.Node:
    """The formula with an unknown for each derivative of a name, and exponentials as calls."""

    def visit(node: n.Node) -> n.Node:
        match node:
            case n.Derivative() if held := _held_slope(node, names, opened):
                return held
            case n.Power(at=at, base=n.Name(name="e"), exponent=x) if "exp" not in opened:
                return n.Call(at, n.Name(at, "exp"), 0, (visit(x),))
            case n.Sum(at=at, terms=terms) if isinstance(terms[-1][1], n.Remainder):
                kept = tuple((sign, visit(x)) for sign, x in terms[:-1])
                return n.Sum(at, kept)
        return n.mapped(node, visit)

    return visit(node)


def _without_slopes(node: n.Node, names: dict[str, Any]) -> n.Node:
    """The formula with an unknown for each derivative, and an unknown function for each prime."""

    def visit(node: n.Node) -> n.Node:
        match node:
            case n.Derivative(at=at):
                key = text(node)
                names.setdefault(key, sp.Dummy(key, real=True))
                return _held_slope(node, names, frozenset()) or n.Name(at, key)
            case n.Call(at=at, function=n.Name(name=name), primes=primes, arguments=arguments) if (
                primes
            ):
                key = name + "'" * primes
                names.setdefault(key, _function(key, lambda *x: x[0]))
                return n.Call(at, n.Name(at, key), 0, tuple(map(visit, arguments)))
        return n.mapped(node, visit)

    return visit(node)


def _held_slope(node: n.Derivative, names: dict[str, Any], opened: frozenset[str]) -> n.Node | None:
    """An entry of an array of unknowns in place of ``∂y_i/∂x_j``; nothing for y opened."""
    of, by = array_name(node.of), array_name(node.by)
    if of is None or by is None or of in opened or of not in names or by not in names:
        return None
    shapes = [np.shape(names[name]) for name in (of, by) if not isinstance(names[name], list)]
    key = f"∂{node.order} {of} {by}"
    if len(shapes) < 2:
        return None
    if key not in names:
        shape = shapes[0] + shapes[1]
        drawn = [sp.Dummy(f"{key} {k}", real=True) for k in range(int(np.prod(shape)))]
        names[key] = np.array(drawn, dtype=object).reshape(shape) if shape else drawn[0]
    indices = tuple(i for part in (node.of, node.by) for i in getattr(part, "indices", ()))
    found = n.Name(node.at, key)
    return n.Entry(node.at, found, indices) if indices else found


def array_name(node: n.Node) -> str | None:
    """``p`` for ``p`` and for ``p_i``."""
    match node:
        case n.Name(name=name) | n.Entry(array=n.Name(name=name)):
            return name
    return None


def _close(left: Any, right: Any, points: list[_Point]) -> bool:
    compared = False
    if left == right:
        return True
    for point in points:
        try:
            one, other = point(left), point(right)
        except (ArithmeticError, LookupError, TypeError, ValueError):
            continue
        if not mpmath.isfinite(one) or not mpmath.isfinite(other):
            continue
        if abs(one - other) > CLOSE * (1 + abs(one)):
            return False
        compared = True
    return compared

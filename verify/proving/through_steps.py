r"""Derivatives of one step by another: ``\partial h_t / \partial h_{t-1}``.

What a step is made of holds the value of the step before, for which a variable is put. It is the
only way in which what came earlier may enter, or the derivative would miss the others.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any

import numpy as np
import sympy as sp

from derivations.calculus import derivative
from verify.proving.replaced import Replaced, is_free
from verify.proving.scope import Scope, index
from verify.reading import nodes as n
from verify.reading.notations import named
from verify.reading.tokens import LatexError


def of_step(
    node: n.Derivative, scope: Scope, by: n.Name, evaluate: Callable[[n.Node, Scope], Any]
) -> Any:
    """A derivative with respect to what a list holds at a subscript, if these are symbols."""
    variable = evaluate(node.by, scope)
    if all(isinstance(x, sp.Symbol) for x in np.ravel(variable)):
        of = evaluate(node.of, scope)
        refuse_start(of, by.name, variable, scope.symbols, node.at)
        return differentiate(of, variable, node.order)
    values = {x.name for x in n.walk(node.of) if isinstance(x, n.Name)} & set(scope.symbols)
    if not (isinstance(node.by, n.Entry) and len(node.by.indices) == 1):
        raise LatexError(f"{by.name!r} is no variable", by.at)
    step = index(node.by.indices[0], scope)
    own = [x.indices for x in n.walk(node.of) if isinstance(x, n.Entry) and named(x) == by.name]
    is_at_step = all(index(indices[0], scope) == step for indices in own)
    is_of_step = all(name == by.name or is_free(scope.symbols[name]) for name in values)
    if not (is_of_step and is_at_step):
        if node.order > 1:
            raise LatexError(f"{by.name!r} is no variable", by.at)
        steps = scope.symbols[by.name]
        return slope(evaluate(node.of, scope), steps, step, scope.symbols, by.at)
    # Of a function, at the value of this step.
    point = Replaced()
    free = np.frompyfunc(lambda _: sp.Dummy(real=True), 1, 1)(variable)
    point.note(free, variable, by.at)
    steps = [free if k == step else x for k, x in enumerate(scope.symbols[by.name])]
    held = replace(scope, symbols={**scope.symbols, by.name: steps})
    return point.array(differentiate(evaluate(node.of, held), free, node.order))


def differentiate(of: Any, by: Any, order: int) -> Any:
    """The derivative of a value, taken as often as its order says."""
    return reduce(derivative, [by] * order, of)


def slope(of: Any, steps: list[Any], step: int, symbols: Mapping[str, Any], at: int) -> Any:
    """The derivative of a value with respect to what a list holds at a step.

    Raises:
        LatexError: the value of this step cannot be told from others in it.
    """
    before = np.ravel(np.array(steps[step], dtype=object))
    variables = [sp.Dummy(real=True) for _ in before]
    values = dict(zip(variables, before, strict=True))
    put = {sp.sympify(value): one for one, value in values.items()}
    if len(put) < len(values):
        raise LatexError("two entries of this step are equal", at)
    whole = np.frompyfunc(lambda x: sp.sympify(x).subs(put), 1, 1)(of)
    earlier = _earlier(steps, step, symbols)
    entered = {x for value in before for x in sp.sympify(value).free_symbols} & earlier
    left = {x for value in np.ravel(np.array(whole, dtype=object)) for x in value.free_symbols}
    if not entered or left & earlier:
        raise LatexError("what this step is made of enters in other ways, too", at)
    shaped = np.array(variables, dtype=object).reshape(np.shape(steps[step]))
    found = derivative(whole, shaped if np.ndim(steps[step]) else variables[0])
    restored: Any = np.frompyfunc(lambda x: sp.sympify(x).subs(values), 1, 1)(found)
    return restored


def refuse_start(of: Any, name: str, by: Any, symbols: Mapping[str, Any], at: int) -> None:
    """Raise `LatexError` where a value begins with a symbol that may be made of this variable.

    In ``v_t = b v_{t-1} + g_t`` that is v_0, of which nobody knows what g_0 has to do with it.
    """
    own = symbols[name]
    step = next(k for k, value in enumerate(own) if value is by)
    free = {x for value in np.ravel(np.array(of, dtype=object)) for x in _symbols(value)}
    for other, steps in symbols.items():
        if other == name or not isinstance(steps, list) or not _is_recursion(steps):
            continue
        begin = {x for value in steps[step:] for x in _plain(value)}
        if begin & free:
            raise LatexError(f"what {other!r} begins with may be made of it", at)


def _is_recursion(steps: list[Any]) -> bool:
    """Whether the steps of a list are made of those before."""
    return any(not _plain(value) for value in steps if value is not None)


def _plain(value: Any) -> set[sp.Symbol]:
    """The entries of a value if they are symbols, and nothing else."""
    entries: list[Any] = [] if value is None else [*np.ravel(np.array(value, dtype=object))]
    return {*entries} if all(isinstance(x, sp.Symbol) for x in entries) else set()


def _symbols(value: Any) -> set[sp.Symbol]:
    found: set[sp.Symbol] = sp.sympify(value).free_symbols
    return found


def _earlier(steps: list[Any], step: int, symbols: Mapping[str, Any]) -> set[sp.Symbol]:
    """The symbols of the first value of a list, and of all lists up to a step."""
    lists = [x[: step + 1] for x in symbols.values() if isinstance(x, list)]
    known = [x for values in [steps[:1], *lists] for x in values if x is not None]
    entries = [sp.sympify(x) for value in known for x in np.ravel(np.array(value, dtype=object))]
    return {x for x in entries if isinstance(x, sp.Symbol)}

r"""What notes define step by step, ``v_t = \beta v_{t-1} + g_t``: a list with a value at each step.

As in the book's derivations a list counts from 0, and holds None where nothing is known at a step.
"""

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np

from derivations.calculus import matrix, scalar, vector
from verify.notes.formula import SIDES
from verify.notes.steps import LAST
from verify.proving.namespace import Symbols
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading.tokens import LatexError

NOTHING = Symbols("notes", "")
NOTHING.broadcasts = True


def sequence(name: str, *shape: int) -> list[Any]:
    """Symbols for each step: ``g_0``, ``g_1``, and so on; arrays of them with a shape."""
    return [symbols_of(f"{name}_{step}", shape) for step in range(LAST + 1)]


def recursion(
    place: str, name: str, index: str, shift: int, start: Any = None, **names: Any
) -> list[Any]:
    """The steps of what a side defines by the step before; ``shift`` is 1 for ``v_{t+1}``.

    Without a start the first step is a symbol, of the shape that fits.

    Raises:
        LatexError: no shape does.
    """
    problem: LatexError | None = None
    shapes = [np.shape(start)] if start is not None else shapes_of(names)
    # Where the other names have no value at the first step, as 1/t at t = 0, one later it has.
    for first, shape in product((0, 1) if start is None else (0,), shapes):
        steps = [*[None] * first, symbols_of(f"{name}_{first}", shape) if start is None else start]
        try:
            for step in range(first + 1, LAST + 1):
                scope = Scope({**names, name: steps}, {index: step - shift}, NOTHING)
                steps.append(evaluate(SIDES[place], scope))
                if np.shape(steps[-1]) != np.shape(steps[first]):
                    raise LatexError("the steps differ in shape", SIDES[place].at)
        except LatexError as error:
            problem = problem or error
        else:
            return steps
    raise problem or LatexError("no step has a value", SIDES[place].at)


def symbols_of(name: str, shape: tuple[int, ...]) -> Any:
    """A symbol, or an array of them."""
    return (scalar, vector, matrix)[len(shape)](name, *shape)


def shapes_of(names: Mapping[str, Any]) -> list[tuple[int, ...]]:
    """The shapes that a step may have: a number's, and those of the other names."""
    values = [value for value in names.values() if not callable(value)]
    shapes = [np.shape(value[-1] if isinstance(value, list) else value) for value in values]
    return list(dict.fromkeys([(), *(shape for shape in shapes if len(shape) <= 2)]))

"""Unknown functions whose derivatives are unknown functions as well.

SymPy's own derivative of f at x + y is one at a new variable, into which x + y is put. To put a
value into that takes longer than all else about a network with an unknown activation function.
"""

from functools import cache
from typing import Any

from sympy.core.function import AppliedUndef, UndefinedFunction


class Unknown(AppliedUndef):  # type: ignore[misc]
    """The value of an unknown function, or of a derivative of it."""

    of: str  # the name of the function
    by: tuple[int, ...]  # the numbers of the arguments by which it is differentiated

    def fdiff(self, argindex: int = 1) -> Any:
        """The derivative by an argument, at the same place."""
        return unknown(self.of, tuple(sorted((*self.by, argindex))))(*self.args)


@cache
def unknown(name: str, by: tuple[int, ...] = ()) -> UndefinedFunction:
    """A function of which nothing is known, or its derivative by some of its arguments.

    As text a derivative has a prime for each, f'(x), or the numbers of its arguments, L'12(x, y).
    """
    marks = "'" * len(by) + "".join(map(str, by)) * any(k > 1 for k in by)
    own = {"of": name, "by": by}
    # SymPy's own function of this name is another one, and has not this in its assumptions.
    assumed = {"real": True, "commutative": True}
    return UndefinedFunction(name + marks, bases=(Unknown,), __dict__=own, **assumed)

r"""Limits, ``\lim_{h \to 0} \frac{f(x + h) - f(x)}{h}``: by the rule of l'Hôpital.

As long as both parts of a quotient vanish, it tends to where that of their derivatives does.
"""

import sympy as sp

MOST = 4  # times that the rule is used


def limit(expression: sp.Expr, variable: sp.Symbol, place: sp.Expr) -> sp.Expr:
    """Where an expression tends to as a variable goes to a place.

    Raises:
        ValueError: there is no limit, or none was found.
    """
    above, below = sp.fraction(sp.together(expression))
    for _ in range(MOST):
        ends = [part.subs(variable, place).doit() for part in (above, below)]
        if not _is_zero(ends[1]):
            return ends[0] / ends[1]
        if not _is_zero(ends[0]):
            raise ValueError("it grows without bound")
        above, below = sp.diff(above, variable), sp.diff(below, variable)
    raise ValueError("its limit was not found")


def _is_zero(end: sp.Expr) -> bool:
    return bool(end == 0 or sp.simplify(end) == 0)

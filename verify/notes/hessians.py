r"""Second derivatives by all entries: ``\nabla^2 f(x)`` is the slope of ``\nabla f(x)``."""

import re

from verify.notes.macros import Written, replaced

SYMBOL = r"\\(?:mathbf|boldsymbol|bm)(?:\s*\{\s*\w\s*\}|\s+\w)|\\[A-Za-z]+|[A-Za-z]"
SCRIPT = r"(?:\s*[_^]\s*(?:\w|\{[^{}]*\}))?"  # w^{k-1}
HESSIAN = re.compile(
    rf"\\nabla\s*(?:_\s*(?:\{{\s*(?P<braced>{SYMBOL})\s*\}}|(?P<bare>[A-Za-z]|\\[A-Za-z]+))\s*)?"
    rf"\^\s*(?:2|\{{\s*2\s*\}})\s*"
    rf"(?:_\s*(?:\{{\s*(?P<behind>{SYMBOL})\s*\}}|(?P<alone>[A-Za-z]|\\[A-Za-z]+))\s*)?"
    rf"(?P<of>(?:{SYMBOL}))(?P<call>\s*(?:\\left\s*)?\(\s*(?P<argument>(?:{SYMBOL}){SCRIPT})\s*(?:\\right\s*)?\))?"
)


def with_hessians(formula: Written) -> Written:
    """The formula with the derivative of a gradient for each Hessian."""
    if r"\nabla" not in formula.text:
        return formula
    return replaced(formula, HESSIAN, _slope)


def _slope(found: re.Match[str]) -> str:
    names = ("braced", "bare", "behind", "alone", "argument")
    by = next((found[name] for name in names if found[name]), None)
    if by is None:
        return found[0]
    of = found["of"] + (found["call"] or "")
    return rf"(\frac{{\partial (\nabla_{{{by}}} {of})}}{{\partial {by}}})"

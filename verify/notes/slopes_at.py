r"""Slopes of a function at a place: ``\frac{df}{dx}(x)``, ``\frac{d}{dx} f(x_0)`` are ``f'``."""

import re

from verify.notes.macros import Written, replaced

D = r"(?:\\mathrm\s*\{\s*d\s*\}|\\mathrm\s+d|d)"
ORDER = r"(?:\s*\^\s*(?:\{\s*(?P<{name}>[23])\s*\}|(?P<{name}_bare>[23])))?"
ABOVE, BELOW = ORDER.replace("{name}", "above"), ORDER.replace("{name}", "below")
LETTER = r"(?:\\[A-Za-z]+|[A-Za-z])"
OPENS = r"\s*(?:\\left\s*|\\[bB]igg?l?\s*)?(?=\()"
OF_FUNCTION = re.compile(  # \frac{df}{dx} before parentheses
    rf"\\d?frac\s*\{{\s*{D}{ABOVE}\s*(?P<function>{LETTER})\s*\}}\s*"
    rf"\{{\s*{D}\s*(?P<by>{LETTER}){BELOW}\s*\}}{OPENS}"
)
OF_VALUE = re.compile(  # \frac{d}{dx} before f(a)
    rf"\\d?frac\s*\{{\s*{D}{ABOVE}\s*\}}\s*\{{\s*{D}\s*(?P<by>{LETTER}){BELOW}\s*\}}\s*"
    rf"(?P<function>{LETTER}){OPENS}"
)
WITHOUT_ARGUMENT = re.compile(  # \frac{dJ}{d\theta}, where J(\theta + \epsilon) stands beside it
    r"\\d?frac\s*\{\s*(?P<d>\\partial|d)\s*(?P<function>[fgJLE]|\\mathcal\s*\{\s*L\s*\})\s*\}\s*"
    rf"\{{\s*(?P=d)\s*(?P<by>{LETTER})(?P<below>_(?:\w|\{{\w\}}))?\s*\}}(?!\s*(?:\\left\s*)?\()"
)


def with_slopes_at(formula: Written) -> Written:
    """The formula with primes for the derivatives of functions that are taken at a place."""
    if "frac" not in formula.text:
        return formula
    found = replaced(formula, OF_FUNCTION, _of_function)
    found = replaced(found, OF_VALUE, _of_value)
    return replaced(found, WITHOUT_ARGUMENT, _with_argument)


def _of_function(found: re.Match[str]) -> str:
    r"""``f'``, if f is applied elsewhere or what follows is its variable: else it is a factor."""
    own = argument(found.string, found.end())
    applied = re.compile(rf"(?<![A-Za-z\\]){re.escape(found['function'])}{OPENS}")
    elsewhere = applied.search(found.string.replace(found[0], " " * len(found[0])))
    is_its_own = own == found["by"] or own.startswith(f"{found['by']}(")
    return _primed(found) if own and (is_its_own or elsewhere) else found[0]


def _of_value(found: re.Match[str]) -> str:
    """``f'``, if f is taken at a value of its variable: a number, ``x_0`` or ``w^{k-1}``."""
    own = argument(found.string, found.end())
    value = rf"-?\d+(?:\.\d+)?|{re.escape(found['by'])}[_^](?:\w|\{{[^{{}}]*\}}|\*)"
    return _primed(found) if re.fullmatch(value, own) else found[0]


def _with_argument(found: re.Match[str]) -> str:
    """The slope of the function at its variable, where it is applied to a sum with this beside."""
    applied = re.compile(rf"(?<![A-Za-z\\]){re.escape(found['function'])}{OPENS}")
    arguments = [argument(found.string, x.end()) for x in applied.finditer(found.string)]
    by = re.compile(rf"(?<![A-Za-z\\]){re.escape(found['by'])}(?![A-Za-z])")
    if not any(re.search(r"[-+]", x) and by.search(x) for x in arguments):
        return found[0]
    d, below = found["d"], found["below"] or ""
    return rf"\frac{{{d}}}{{{d} {found['by']}{below}}} {found['function']}({found['by']})"


def _primed(found: re.Match[str]) -> str:
    above = found["above"] or found["above_bare"] or "1"
    below = found["below"] or found["below_bare"] or "1"
    return f"{found['function']}{int(above) * chr(39)}" if above == below else found[0]


def argument(text: str, start: int) -> str:
    """What stands in the parentheses that open at a place; nothing if they do not close."""
    depth = 0
    for at in range(start, len(text)):
        depth += (text[at] == "(") - (text[at] == ")")
        if not depth:
            inside = text[start + 1 : at]
            return re.sub(r"\\left|\\right|\\[bB]igg?[lr]?|\s", "", inside)
    return ""

r"""Steps above letters without parentheses: ``w^{k+1} = w^k - \eta d^k`` is about ``w_{k+1}``.

A letter above another is a power, unless an equation goes from one step to the next by a sum.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from verify.notes.macros import Written, replaced

NAME = (
    r"(?P<name>\\(?:mathbf|boldsymbol|bm|vec|hat|bar|tilde)\s*\{\s*(?:\\[a-z]+|[A-Za-z])\s*\}"
    r"|\\(?:theta|omega|phi|mu|nu|pi|xi)(?![A-Za-z])|(?<![A-Za-z\\{])[abdf-hm-qsu-zWVPQS](?![A-Za-z]))"
)
STEP = (
    r"\s*\^\s*(?:\{\s*(?P<step>[kt](?:\s*[-+]\s*[12])?|[nis]\s*[-+]\s*1|[nis])\s*\}|(?P<lone>[ktnis])(?![A-Za-z])"
    r"|\{\s*(?P<number>\d)\s*\}|(?P<digit>\d))"
)
ABOVE = re.compile(NAME + r"(?P<below>\s*_\s*(?:[ijm](?![A-Za-z])|\{\s*[ijm]\s*\}))?" + STEP)
LEFT = re.compile(
    r"(?:\A|\\\\|\\begin\{\w+\*?\}|[,;]\s)[\s&]*" + NAME + STEP + r"\s*&?\s*(?::?=|\\leftarrow)"
)
ENDS = re.compile(r"\\\\|\\end\{|\\q?quad|[,;]\s")
FIRST = {"0", "1"}


class _Stepped(NamedTuple):
    """A letter with the letter of its step, and how many steps ahead it is."""

    name: str
    letter: str
    ahead: int


def names_above(formulas: Iterable[str]) -> frozenset[tuple[str, str]]:
    """The letters above which steps stand, each with the letter of its steps."""
    found: set[tuple[str, str]] = set()
    beside: set[tuple[str, str]] = set()
    for text in formulas:
        for left in LEFT.finditer(text) if "^" in text else ():
            own = _stepped(left)
            row = ENDS.split(text[left.end() :], maxsplit=1)[0]
            others = [*_all(row)]
            goes_on = any(
                x.name == own.name and x.letter == own.letter and x.ahead == own.ahead - 1
                for x in others
            )
            if own.letter and goes_on and re.search(r"[-+]", ABOVE.sub(" ", row)):
                found.add(own[:2])
                beside |= {x[:2] for x in others if x.letter == own.letter}
    return frozenset(found | beside)


def with_updates_below(formula: Written, names: frozenset[tuple[str, str]]) -> Written:
    """The formula with the steps of these letters below them."""
    if not names or "^" not in formula.text:
        return formula
    letters = {name for name, _ in names}

    def below(found: re.Match[str]) -> str:
        own = _stepped(found)
        number = found["number"] or found["digit"]
        is_step = own[:2] in names if own.letter else own.name in letters and _is_first(number, own)
        if not is_step:
            return found[0]
        entry = re.sub(r"[_{}\s]", "", found["below"] or "")
        step = number or found["step"] or found["lone"]
        return f"{found['name']}_{{{step}{',' if entry else ''}{entry}}}"

    return replaced(formula, ABOVE, below)


def _is_first(number: str, own: _Stepped) -> bool:
    return number in FIRST or own.name.startswith(r"\bold ")


def _all(text: str) -> Iterator[_Stepped]:
    return map(_stepped, ABOVE.finditer(text))


def _stepped(found: re.Match[str]) -> _Stepped:
    name = re.sub(r"\\(?:mathbf|boldsymbol|bm|vec)(?![a-z])", r"\\bold ", found["name"])
    step = re.sub(r"\s", "", found["step"] or found["lone"] or "")
    ahead = int(step[1:] or 0) if step else 0
    return _Stepped(re.sub(r"[{}\s]", "", name).replace(r"\bold", r"\bold "), step[:1], ahead)

r"""Cases by a symbol of two values: a loss for ``y = 1`` and another one for ``y = 0``.

One formula stands for both, A y + B (1 - y), which is each of them at its value.
"""

import re
from collections.abc import Iterable

from verify.notes.macros import Written, replaced

WORD = r"\\(?:text|mathrm|mbox)\s*\{\s*(?:,\s*)?(?:if|for|when)\s*:?\s*\}\s*"
BETWEEN = rf"[,;]?\s*(?:&\s*(?:{WORD})?|{WORD}&?\s*)"
EXAMPLE = r"(?:\s*_\s*(?:[a-z]|\{\s*[a-z]\s*\})|\s*\^\s*\{\s*\([a-z]\)\s*\})"
NAME = rf"(?:[ycdrz]{EXAMPLE}?|t{EXAMPLE})"  # of a target, and no step t or index i
VALUE = r"[-+]?\s*\d"
PART = r"(?:(?!\\\\|\\begin|\\end|&).)+?"
CASES = re.compile(
    rf"\\begin\s*\{{cases\}}\s*(?P<one>{PART}){BETWEEN}(?P<name>{NAME})\s*=\s*(?P<first>{VALUE})"
    rf"\s*[,.;]?\s*\\\\\s*(?P<two>{PART}){BETWEEN}(?P=name)\s*=\s*(?P<second>{VALUE})"
    r"\s*[,.;]?\s*(?:\\\\\s*)?\\end\s*\{cases\}",
    re.DOTALL,
)
SHARES = {  # of the cases, by the values
    (1, 0): ("{0}", "(1 - {0})"),
    (1, -1): (r"\frac{{1 + {0}}}{{2}}", r"\frac{{1 - {0}}}{{2}}"),
}


def with_shares(formula: Written, letters: frozenset[tuple[str, int, int]]) -> Written:
    """The formula with one sum for two cases by the values of one of these letters."""
    return replaced(formula, CASES, _shared) if letters and "cases" in formula.text else formula


def of_two_values(formulas: Iterable[str]) -> frozenset[tuple[str, int, int]]:
    """The letters by whose two values the formulas of notes tell cases apart, with these."""
    found = (x for text in formulas if "cases" in text for x in CASES.finditer(text))
    return frozenset((x["name"][0], *_values(x)) for x in found if _values(x) in SHARES)


def _values(found: re.Match[str]) -> tuple[int, int]:
    first, second = (int(re.sub(r"\s", "", found[name])) for name in ("first", "second"))
    return (first, second) if first > second else (second, first)


def _shared(found: re.Match[str]) -> str:
    shares = SHARES.get(_values(found))
    if shares is None:
        return found[0]
    name = found["name"]
    parts = [found["one"], found["two"]]
    if int(re.sub(r"\s", "", found["first"])) != _values(found)[0]:
        parts.reverse()
    sides = [f"{share.format(name)} ({part})" for share, part in zip(shares, parts, strict=True)]
    return f"({' + '.join(sides)})"

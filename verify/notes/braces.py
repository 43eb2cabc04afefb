r"""Leave out braces that print nothing, as editors write them: ``{{x_i}}``, ``L{_i}``, ``({a+b})``.

Others do not show either, and matter to a reader of LaTeX alone: ``2{a+b}`` stays, and is refused.
"""

import re
from dataclasses import dataclass

from verify.notes.macros import Written
from verify.reading.alphabet import (
    ALIASES,
    EQUALS,
    FUNCTIONS,
    GREEK,
    NOT_COMPUTABLE,
    OPERATORS,
    RELATIONS,
    STYLES,
    SWITCHES,
)

TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[{}]|\S", re.DOTALL)
LAYOUT = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?|[,;:!> ]|(?:no)?limits)\Z")
TAKES_TWO = {r"\frac", r"\dfrac", r"\tfrac", r"\cfrac", r"\overset", r"\underset"} | {
    *(r"\binom", r"\dbinom", r"\tbinom", r"\stackrel"),
}
FRACTIONS = {r"\over", r"\choose", r"\atop"}  # of all that stands in their braces
TAKES_NOTHING = (
    {rf"\{name}" for name in (*GREEK, *FUNCTIONS, *"ln sum prod max min nabla partial mid".split())}
    | {x for x in {*ALIASES, *NOT_COMPUTABLE, *OPERATORS, *RELATIONS, *EQUALS} if x[:1] == "\\"}
    | SWITCHES.keys()
) - {rf"\{name}" for name in (*STYLES, *"sqrt operatorname widehat widetilde overline".split())}
TAKES_NOTHING -= TAKES_TWO | {r"\xrightarrow"}
OPENS = {"", "(", "[", "{", r"\{", "|", "&", "=", ",", ";", "+", ":", "<", ">", r"\\"}
CLOSES = {"", ")", "]", "}", r"\}", "|", "&", "=", ",", ";", "+", "-", ":", "<", ">", r"\\", "."}
SPLITS = {"+", "-", "=", "&", ",", ";", ":", "<", ">", r"\\"}
DEEPEST = 50  # braces in braces
SCRIPTS = {"_", "^", "'"}
ATOM = re.compile(r"(?:\\[A-Za-z]+\s*)*(?:[A-Za-z0-9]+|\{[^{}]*\}|\\[A-Za-z]+)\Z")


@dataclass(frozen=True)
class _Token:
    text: str
    at: int


def without_braces(formula: Written) -> Written:
    """The formula with blanks for the braces that print nothing; each place stays what it was."""
    text = formula.text
    for _ in range(DEEPEST):
        again = _once(text)
        if again == text:
            break
        text = again
    return Written(text, formula.places)


def _once(text: str) -> str:
    """The text without braces that print nothing, but for those around others that were left out.

    What such a pair holds changes with them.
    """
    found = [_Token(x[0], x.start()) for x in TOKEN.finditer(text)]
    found = [x for x in found if not LAYOUT.match(x.text)]
    opened: list[tuple[int, bool]] = []
    arguments: dict[int, int] = {}  # by where an argument ends, how many more follow
    closing = _closing(found)
    dropped: set[int] = set()
    last = -1  # where the last pair opens that was left out
    for k, token in enumerate(found):
        if token.text == "{":
            more = _more(found, k, arguments)
            opened.append((k, more is not None))
            if more and k in closing:
                arguments[closing[k]] = more
        elif token.text == "}" and opened:
            start, is_argument = opened.pop()
            if start > last and not is_argument and _prints_nothing(found, start, k, text):
                dropped |= {found[start].at, token.at}
                last = start
    return "".join(" " if at in dropped else letter for at, letter in enumerate(text))


def _more(found: list[_Token], k: int, arguments: dict[int, int]) -> int | None:
    """How many arguments follow the one that opens at a place; nothing for what is none."""
    before, first = (found[k - j].text if k >= j else "" for j in (1, 2))
    if before in {"_", "^"} or (first in TAKES_TWO and before not in {"{", "}"}):
        return 0
    if before == "*" and first[:1] == "\\":  # of \operatorname*
        return 0
    if before == "}":
        return arguments[k - 1] - 1 if k - 1 in arguments else None
    if before == "]" and r"\sqrt" in [x.text for x in found[max(0, k - 4) : k]]:
        return 0
    if not re.match(r"\\[A-Za-z]", before) or before in TAKES_NOTHING:
        return None
    if before == r"\begin":
        return 1 if found[k + 1 : k + 2] and found[k + 1].text == "a" else 0  # {array}{ll}
    return 1 if before in TAKES_TWO else 0


def _closing(found: list[_Token]) -> dict[int, int]:
    """Where each brace that opens is closed."""
    opened: list[int] = []
    closing: dict[int, int] = {}
    for k, token in enumerate(found):
        if token.text == "{":
            opened.append(k)
        elif token.text == "}" and opened:
            closing[opened.pop()] = k
    return closing


def _prints_nothing(found: list[_Token], start: int, end: int, text: str) -> bool:
    inside = found[start + 1 : end]
    if not inside or inside[0].text in SWITCHES or FRACTIONS & {x.text for x in inside}:
        return False
    before = found[start - 1].text if start else ""
    behind = found[end + 1].text if end + 1 < len(found) else ""
    if behind in SCRIPTS:
        written = text[found[start].at + 1 : found[end].at].strip()
        return bool(ATOM.match(written)) or _is_in_parentheses(inside)
    if inside[0].text in SCRIPTS or (before in OPENS and behind in CLOSES):
        return True
    depth, splits = 0, False
    for token in inside:
        depth += (token.text in "([{") - (token.text in ")]}")
        splits |= not depth and token.text in SPLITS
    return not splits


def _is_in_parentheses(inside: list[_Token]) -> bool:
    depth = 0
    for k, token in enumerate(inside):
        depth += (token.text == "(") - (token.text == ")")
        if not depth:
            return k > 0 and k + 1 == len(inside)
    return False

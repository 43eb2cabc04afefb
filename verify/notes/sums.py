r"""How far a sum without parentheses reaches: ``\sum_i y_i \log p_i + (1 - y_i) \log(1 - p_i)``.

As it is printed it ends before the plus. Where a term behind it has the index of the sum, and
nothing before the equals sign does, that would be a letter that counts nothing.
"""

import re

from verify.notes.macros import Written
from verify.notes.slopes import BARS, BRACES, CLOSING, ENDS, OPENING, TOKEN

LIMIT = rf"(?:{BRACES}|\\?\w)"
SUM = re.compile(
    rf"\\sum(?![A-Za-z])\s*(?:\\(?:no)?limits)?\s*"
    rf"(?:_\s*(?P<below>{LIMIT})\s*(?:\^\s*{LIMIT})?|\^\s*{LIMIT}\s*_\s*(?P<under>{LIMIT}))"
)
INDEX = re.compile(r"\{?\s*([a-z])\s*(?:=|\}|\Z)")


def over_all_terms(formula: Written) -> Written:
    """The formula with parentheses around all terms of such a sum."""
    text, places = formula.text, formula.places
    for found in reversed([*SUM.finditer(text)]):
        index = INDEX.match(found["below"] or found["under"])
        if index is None:
            continue
        here = re.compile(rf"[_^]\s*(?:{index[1]}(?![A-Za-z])|\{{\s*\(?[^{{}}]*\b{index[1]}\b)")
        if here.search(SUM.sub("", text.partition("=")[0])):
            continue
        start, end = found.end(), _end(text, found.end(), here)
        if end is not None:
            text = rf"{text[:start]}\left({text[start:end]}\right){text[end:]}"
            opening, closing = (places[start],) * len(r"\left("), (places[end],) * len(r"\right)")
            places = (*places[:start], *opening, *places[start:end], *closing, *places[end:])
    return Written(text, places)


def _end(text: str, start: int, here: re.Pattern[str]) -> int | None:
    """Where the last of the terms with the index ends; nothing if the first one is the last."""
    splits, depth, bars = [start], 0, False
    end = len(text)
    for token in TOKEN.finditer(text, start):
        if token[0] in BARS:
            bars = not bars
        depth += (token[0] in OPENING) - (token[0] in CLOSING)
        if depth < 0 or (not depth and not bars and token[0] in ENDS):
            if depth == 0 and token[0] in {"+", "-"}:
                splits.append(token.start())
            else:
                end = token.start()
                break
    terms = [text[one:other] for one, other in zip(splits, [*splits[1:], end], strict=True)]
    terms = [term for term in terms if term.strip()]
    counted = [bool(here.search(SUM.split(term, maxsplit=1)[0])) for term in terms[1:]]
    kept = counted.index(False) if False in counted else len(counted)
    if not kept or any(counted[kept:]):
        return None
    reached = "".join(terms[: kept + 1])
    return start + len(reached.rstrip(" \n.,;"))

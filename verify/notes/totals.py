r"""Sums without an index over arrays: ``J = \sum \frac{1}{2} (y - \hat y)^2`` adds all entries."""

import re

from verify.notes.macros import Written
from verify.notes.slopes import product_end

ANY_SUM = re.compile(r"\\sum(?![A-Za-z])")
SUM = re.compile(rf"{ANY_SUM.pattern}\s*(?:\\(?:no)?limits)?\s*(?![\s_^])")
COUNTED = re.compile(
    r"_\s*(?:\{\s*[a-z,\s]{1,3}\}|[a-z](?![a-z]))|\^\s*\{?\s*\(\s*[a-z]\s*\)|\^\s*\{?\s*[ijklmnst](?![A-Za-z])"
)
SQUARE = re.compile(r"(?P<inside>\((?:[^()]|\([^()]*\))*\))\s*\^\s*(?:2|\{\s*2\s*\})")


def with_totals(formula: Written) -> Written:
    r"""The formula with ``\operatorname{total}(...)`` for such sums, and squares of each entry."""
    text, places = formula.text, formula.places
    following = len(text)
    for found in reversed([*ANY_SUM.finditer(text)]):
        start, stop, following = found.start(), following, found.start()
        opened = SUM.match(text, start)
        if opened is None:
            continue
        end = product_end(text[:stop], opened.end())
        body = text[opened.end() : end].rstrip()
        if not body or COUNTED.search(body) or (end == stop and ANY_SUM.match(text, stop)):
            continue
        squared = SQUARE.sub(r"\g<inside> \\odot \g<inside>", body)
        written = rf"\operatorname{{total}}\left({squared}\right)"
        behind = opened.end() + len(body)
        text = text[:start] + written + text[behind:]
        places = (*places[:start], *(places[start],) * len(written), *places[behind:])
    return Written(text, places)

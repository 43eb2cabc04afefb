r"""A capital sigma that adds: ``\Sigma_j \exp(x_j)``, with the index below it in what follows."""

import re

from verify.notes.macros import Written, replaced

CAPITAL = re.compile(
    r"\\Sigma(?=\s*_\s*(?:(?P<bare>[ijkn])(?![A-Za-z])|\{\s*(?P<braced>[ijkn])\s*(?:=[^{}]*)?\}))"
)


def with_sums(formula: Written) -> Written:
    r"""The formula with ``\sum`` for each sigma that counts an index."""
    return replaced(formula, CAPITAL, _sum)


def _sum(found: re.Match[str]) -> str:
    index = found["bare"] or found["braced"]
    following = found.string[found.end() :].partition(index)[2]
    term = re.split(r"=|\\approx|\\\\", following)[0]
    below = re.search(rf"_\s*(?:{index}(?![A-Za-z])|\{{[^{{}}]*\b{index}\b)", term)
    return r"\sum" if below else found[0]

r"""Formulas as pages and notebooks type them: doubled backslashes, ``n_{H_{prev}}``, ``u . v``."""

import re

from verify.notes.macros import Written, replaced

DOUBLED = re.compile(r"(?<!\\)\\\\(?:frac|begin|end|cdot|sum)(?![A-Za-z])")
TWICE = re.compile(r"\\\\(?P<more>\\\\)?(?P<letter>[A-Za-z{} ,;])?")
DASH = re.compile(r"\\_")
BELOW_WORD = re.compile(  # n_{H_{prev}}
    r"_\s*\{\s*(?P<letter>[A-Za-z])\s*_\s*\{\s*(?:\\text\s*\{\s*)?(?P<word>[a-z]{2,})\s*\}?\s*\}\s*\}"
)
SIGN_BELOW = re.compile(
    r"_\s*(?:\{\s*\\(?P<braced>perp|parallel)\s*\}|\\(?P<bare>perp|parallel)(?![A-Za-z]))"
)
WORDS_WITH_DASH = re.compile(
    r"\\(?:text|mathrm|mbox)\s*\{\s*(?P<words>[A-Za-z]+(?:(?:\\)?_[A-Za-z]+)+)\s*\}"
)
CALL_IN_WORDS = re.compile(
    r"\\(?:text|mathrm)\s*\{\s*(?!(?:where|otherwise|for|and|see|using|from|equation)\b)"
    r"(?P<name>[A-Za-z]{3,})\s*\((?P<inside>\s*\\?[A-Za-z][^(){}]*)\)\s*\}"
)
REMAINDER = re.compile(  # \mathcal{O}(\epsilon^2)
    r"\\mathcal\s*\{\s*O\s*\}\s*(?:\\left\s*)?\(\s*(?P<of>(?:\\[a-z]+|[a-z])\s*(?:\^\s*(?:\{\s*\d\s*\}|\d))?)"
    r"\s*(?:\\right\s*)?\)"
)
DOT = re.compile(r"(?<=[A-Za-z}])\s+\.\s+(?=[A-Za-z]|\\(?:mathbf|vec|hat))")
WIDE_CELLS = re.compile(r"&\s*&")
MATRIX = re.compile(r"\\begin\s*\{[bpv]?matrix\}(?:(?!\\end).)*", re.DOTALL)


def as_typed(formula: Written) -> Written:
    """The formula as its author would write it in LaTeX alone."""
    found = formula
    if DOUBLED.search(found.text):
        found = replaced(replaced(found, DASH, lambda _: "_"), TWICE, _once)
    found = replaced(found, BELOW_WORD, lambda x: rf"_{{\text{{{x['letter']}{x['word']}}}}}")
    found = replaced(found, SIGN_BELOW, lambda x: rf"_{{\text{{{x['braced'] or x['bare']}}}}}")
    found = replaced(found, WORDS_WITH_DASH, _as_name)
    found = replaced(found, CALL_IN_WORDS, lambda x: rf"\mathrm{{{x['name']}}}({x['inside']})")
    found = replaced(found, REMAINDER, lambda x: f"O({x['of']})")
    found = replaced(found, DOT, lambda _: r" \cdot ")
    return replaced(found, MATRIX, lambda x: WIDE_CELLS.sub("&", x[0]))


def _once(found: re.Match[str]) -> str:
    r"""One backslash for two, and a new row for four; two before nothing stay."""
    if found["more"]:
        return "\\\\" + (found["letter"] or "")
    return "\\" + found["letter"] if found["letter"] else found[0]


def _as_name(found: re.Match[str]) -> str:
    return rf"\mathrm{{{re.sub('[^A-Za-z]', '', found['words'])}}}"

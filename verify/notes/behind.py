r"""What stands behind an equation and claims no more: ``& 0 \leq \beta < 1``, ``\in (0, 1)``."""

import re

from verify.notes.macros import Written, replaced

NUMBER = r"-?\d+(?:\.\d+)?"
LESS = r"(?:\\l(?:eq|t|e)?(?![A-Za-z])|<)"
BETWEEN = re.compile(  # & 0 \leq \beta < 1
    rf"&[\s&]*(?P<of>{NUMBER}\s*{LESS}\s*\\?[A-Za-z]+(?:_\w)?\s*{LESS}\s*{NUMBER})\s*(?=\\\\|\\end|\Z)"
)
RANGE = re.compile(  # \in (0, 1), \in \mathbb{R}^{+}
    rf"\\in\s*(?:[(\[]\s*{NUMBER}\s*,\s*{NUMBER}\s*[)\]]|\\mathbb\s*\{{\s*R\s*\}}\s*(?:\^\s*(?:\{{\s*\+\s*\}}|\+))?)"
    r"\s*(?=\\\\|\\end|\Z)"
)
BOUND = re.compile(  # = y^T y \ge 0, at the end of a chain
    r"(?<=\S)\s*(?:\\(?:ge|geq|geqslant|le|leq|gt|lt|succeq)(?![A-Za-z])|[<>])\s*[01]\s*[.,]?\s*(?=\Z|\\\\(?!\\))"
)
LEFT = re.compile(  # (\text{By 7}) &= ..., in the first column of a row
    r"(?P<row>\\\\)\s*(?:\(\s*\\text\s*\{[^{}]*\}\s*\d*\s*\)|\\text\s*\{\s*\([^{}]*\)\s*\})\s*(?=&\s*=)"
)
CASES = re.compile(r"\\begin\{(?:cases|array|\w?matrix)\}|\\left\s*\\\{")
ZERO = re.compile(r"\(\s*=\s*0\s*\)")
ROW = re.compile(r"\\\\\s*(?:[&~]|\\[,; ])*\s*\\vdots\s*(?=\\\\)")


def is_bounded(latex: str) -> bool:
    r"""Whether a chain of equations ends with a bound, ``x^T A x = \|B x\|^2 \ge 0``."""
    rows = [row for row in re.split(r"\\\\", latex) if BOUND.search(row + r"\\")]
    plain = all("cases" not in row and "=" in re.sub(r"\\[A-Za-z]+|[<>]=", "", row) for row in rows)
    return bool(rows) and plain and "cases" not in latex and r"\text" not in latex


def without_remarks(formula: Written) -> Written:
    """The formula without the ranges behind it, and without a row of dots between its rows."""
    found = formula
    if not CASES.search(found.text):  # whose second column says when
        found = replaced(found, BETWEEN, lambda x: rf"\qquad ({x['of']})")
    if "=" in found.text:
        found = replaced(found, LEFT, lambda x: x["row"])
        found = replaced(found, RANGE, lambda _: "")
        if is_bounded(found.text):
            found = replaced(found, BOUND, lambda _: " ")
        found = replaced(found, ZERO, lambda _: "")
        if "matrix" not in found.text:
            found = replaced(found, ROW, lambda _: "")
    return found

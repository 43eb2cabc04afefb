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
ZERO = re.compile(r"\(\s*=\s*0\s*\)")
ROW = re.compile(r"\\\\\s*(?:[&~]|\\[,; ])*\s*\\vdots\s*(?=\\\\)")


def without_remarks(formula: Written) -> Written:
    """The formula without the ranges behind it, and without a row of dots between its rows."""
    found = replaced(formula, BETWEEN, lambda x: rf"\qquad ({x['of']})")
    if "=" in found.text:
        found = replaced(found, RANGE, lambda _: "")
        found = replaced(found, ZERO, lambda _: "")
        if "matrix" not in found.text:
            found = replaced(found, ROW, lambda _: "")
    return found

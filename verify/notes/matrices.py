r"""Write matrices as the reader expects them: without what only draws their rows and columns."""

import re

from verify.notes.macros import Written, replaced

LENGTH = r"\{?[\d.]+(?:em|ex|pt|cm|mm)\}?"
LINE = (  # what is drawn beside a row: dashes, arrows, rules
    r"(?:[-—–]+|\\(?:text\w*|mbox)\s*\{\s*[-—–]+\s*\}|\\(?:long)?(?:left|right)arrow(?![A-Za-z])"
    rf"|\\rule\s*(?:\[[^\]]*\])?\s*{LENGTH}\s*{LENGTH}|\\hrulefill(?![A-Za-z]))"
)
ROW = re.compile(  # - (x^{(1)})^T -
    rf"(?P<before>matrix\}}|\\\\)\s*{LINE}\s*&?(?P<row>(?:(?!\\\\|&|\\end|\\begin).)+?)&?\s*{LINE}"
    r"\s*(?=\\\\|\\end)",
    re.DOTALL,
)
DOTS_BETWEEN = re.compile(r"&\s*\\vdots\s*&?\s*(?=\\\\)")  # of rows with a line at each end
LABEL = re.compile(  # what a matrix is called: _{gradient}, _{x \in class 1}
    r"(?P<end>\\end\{[bp]?matrix\})\s*_\s*"
    r"\{(?:[^{}]*\\in(?![A-Za-z])[^{}]*|\s*[A-Za-z]{4,}[A-Za-z ]*)\}"
)
BAR = r"\s*(?:\\vert|\\mid|\||-+|\\text\s*\{\s*[-—–]+\s*\})\s*(?=&|\\\\|\\end)"
BARS_OF_COLUMNS = re.compile(rf"(?P<before>matrix\}}|&|\\\\){BAR}")  # around x^{(1)}, a column
EMPTY_CELL = re.compile(r"&\s*(?=&)")
CASES = re.compile(  # \left\{\begin{matrix} a & i = j \\ b & i \ne j \end{matrix}\right.
    r"\\left\s*\\\{\s*\\begin\{(?P<name>(?:small)?matrix|aligned|array|split|gathered)\}"
    r"(?:\s*\{[lcr|\s]*\})?(?P<rows>(?:(?!\\begin|\\end)[^\\]|\\(?!begin|end))*)"
    r"\\end\{(?P=name)\}\s*\\right\s*\."
)
CONDITION = re.compile(  # behind a value: , \quad if x > 0
    r"\s*(?:[,;]|\\q?quad(?![A-Za-z])|&)(?:\s|[,;]|\\q?quad(?![A-Za-z])|&)*"
    r"(?P<word>(?:\\(?:text|mbox|mathrm|textrm)\s*\{\s*)?(?:if|when|for)\b\s*\}?)?(?P<what>.*)\Z",
    re.DOTALL,
)
OTHERWISE = re.compile(
    r"(?:\\(?:text|mbox|mathrm|textrm)\s*\{\s*)?(?P<word>otherwise|else|other)\b[\s}.]*\Z"
)
COMPARES = re.compile(r"[<>=]|\\(?:[lg]eq?|[lg]eqslant|neq?|in)(?![A-Za-z])")
RELATED = re.compile(r"\s*(?:[<>=]|\\(?:approx|[lg]eq?|[lg]eqslant|neq?)(?![A-Za-z]))")
BELOW = re.compile(r"_\s*\{[^{}]*\}")
EQUATION = re.compile(r"[^=<>,;]*=[^=<>,;]*\Z")
SYSTEM = re.compile(r"\\begin\{cases\}(?P<inside>[^&]*?)\\end\{cases\}")  # of equations, not cases


def with_matrices(formula: Written) -> Written:
    """The formula with rows, columns, cases and systems as they are read."""
    if r"\begin" not in formula.text:
        return formula
    found = replaced(formula, SYSTEM, _system)
    found = replaced(found, CASES, _cases)
    if ROW.search(found.text):
        found = replaced(found, ROW, lambda x: f"{x['before']} {x['row']}")
        found = replaced(found, DOTS_BETWEEN, lambda _: r" \vdots ")
    found = replaced(found, LABEL, lambda x: x["end"])
    if BARS_OF_COLUMNS.search(found.text):
        found = replaced(found, BARS_OF_COLUMNS, lambda x: rf"{x['before']} \vdots ")
        found = replaced(found, EMPTY_CELL, lambda _: r"& \dots ")
    return found


def _system(found: re.Match[str]) -> str:
    """Equations below one another: cases have columns, or words."""
    rows = found["inside"].split(r"\\")
    if r"\text" in found["inside"] or not all("=" in row for row in rows if row.strip()):
        return found[0]
    return rf"\begin{{aligned}}{found['inside']}\end{{aligned}}"


def _cases(found: re.Match[str]) -> str:
    """The rows behind a brace as cases, where each has a condition; or as equations."""
    rows = [row for row in found["rows"].split(r"\\") if row.strip()]
    if found["name"] in {"aligned", "split"} and all(
        EQUATION.match(BELOW.sub("", row)) for row in rows
    ):
        return rf"\begin{{aligned}}{found['rows']}\end{{aligned}}"
    cases = [case for case in map(_case, rows) if case]
    if len(cases) < 2 or len(cases) < len(rows):
        return found[0]
    inside = r" \\ ".join(cases)
    return rf"\begin{{cases}}{inside}\end{{cases}}"


def _case(row: str) -> str | None:
    """A value with its condition; nothing for a row that is none."""
    for at, letter in enumerate(row):
        if letter not in "&,;\\" or row[:at].count("(") != row[:at].count(")"):
            continue
        if (found := CONDITION.match(row[at:])) is None or not row[:at].strip():
            continue
        if RELATED.match(found["what"]):  # a & = b, a row of equations
            return None
        if OTHERWISE.match(found["what"].strip()):
            return rf"{row[:at]} & \text{{otherwise}}"
        if COMPARES.search(found["what"]) and not COMPARES.search(row[:at]):
            what = found["what"].strip().rstrip(".,;")
            return rf"{row[:at]} & \text{{if }} {what}"
    return None

"""What can be read and what is refused, as the tests have it. Page: what_can_be_read."""

import re
import tomllib
from collections.abc import Callable
from functools import partial
from typing import Any

from verify.book import ROOT
from verify.showing.flow import inline
from verify.showing.mathml import mathml

LISTED: dict[str, list[dict[str, Any]]] = tomllib.loads(
    (ROOT / "docs" / "language.toml").read_text(encoding="utf-8")
)
MISSING = {*"𝐰𝐱𝐲𝐳𝒈𝕀𝖳𝟎𝟙⊺\u20d7"}  # in the font of the formulas
Rows = list[list[str]]
PLAIN = [  # what the page cannot typeset, in its words
    (r"\\(?:begin|end)\{equation\*?\}|\\(?:tag|label|phantom|color)\{[^{}]*\}|\\nonumber", ""),
    (r"\\begin\{(?:align|gather|split)\*?\}", r"\\begin{aligned}"),
    (r"\\end\{(?:align|gather|split)\*?\}", r"\\end{aligned}"),
    (r"\\begin\{eqnarray\}", r"\\begin{aligned}"),
    (r"\\end\{eqnarray\}", r"\\end{aligned}"),
    (r"& = &", "&="),
    (r"\\left\\\{ \\begin\{array\}\{ll?\}", r"\\begin{cases}"),
    (r"\\end\{array\} \\right\.", r"\\end{cases}"),
    (r"\\\|", r"\\Vert "),
    (r"\|", r"\\vert "),
]


def _of(notation: str) -> Rows:
    lines = [line["latex"] for line in LISTED["read"] if line["notation"] == notation]
    return [["It reads", "as"], *([_code(latex), _typeset(latex)] for latex in lines)]


def _refused(kind: str) -> Rows:
    lines = [line for line in LISTED["refused"] if line["kind"] == kind]
    rows = [[_code(line["latex"]), line["problem"], line["instead"]] for line in lines]
    return [["What is refused, at ▶", "The message says", "Write"], *map(_escaped, rows)]


def _escaped(row: list[str]) -> list[str]:
    latex, problem, instead = row
    return [latex, f"`{problem}`", instead]


def _code(latex: str) -> str:
    return f"`` {latex} ``" if "`" in latex else f"`{latex}`"


def _typeset(latex: str) -> str:
    """The formula between dollars, if the page can typeset it."""
    for pattern, plain in PLAIN:
        latex = re.sub(pattern, plain, latex)
    latex = latex.strip()
    try:
        if MISSING & {*str(mathml(latex))}:
            return ""
        inline(latex)
    except ValueError:  # what the page cannot typeset, or not in a line of text
        return ""
    return f"${latex}$"


names: Callable[[], Rows] = partial(_of, "Names and styles")
numbers: Callable[[], Rows] = partial(_of, "Numbers, fractions and powers")
functions: Callable[[], Rows] = partial(_of, "Functions")
bars: Callable[[], Rows] = partial(_of, "Bars and brackets")
sums: Callable[[], Rows] = partial(_of, "Sums over an index")
derivatives: Callable[[], Rows] = partial(_of, "Derivatives")
arrays: Callable[[], Rows] = partial(_of, "Vectors and matrices")
cases: Callable[[], Rows] = partial(_of, "Cases and indicators")
layers: Callable[[], Rows] = partial(_of, "Layers, examples and updates")
between: Callable[[], Rows] = partial(_of, "Between equations")
rows: Callable[[], Rows] = partial(_of, "Rows and environments")
values: Callable[[], Rows] = partial(_refused, "Statements without a value")
two_things: Callable[[], Rows] = partial(_refused, "What stands for two things")
shapes: Callable[[], Rows] = partial(_refused, "Shapes and places")
unknown: Callable[[], Rows] = partial(_refused, "Unknown symbols")
spelling: Callable[[], Rows] = partial(_refused, "Spelling")

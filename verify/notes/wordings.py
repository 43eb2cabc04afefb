r"""Write as TeX what notes write otherwise: ``∑``, ``\newline``, the shape below a matrix.

So the reader of formulas, which knows one way for each, need not know of it; each character still
knows its place in the file.
"""

import re
from collections.abc import Callable
from functools import partial

from verify.notes.macros import Written
from verify.reading.unicode import LETTERS

SIGNS = {
    **{"∑": r"\sum", "∏": r"\prod", "∂": r"\partial", "∇": r"\nabla", "⊙": r"\odot"},
    **{"∘": r"\odot", "·": r"\cdot", "⋅": r"\cdot", "×": r"\times", "⊗": r"\otimes"},
    **{"≈": r"\approx", "≤": r"\leq", "≥": r"\geq", "≠": r"\neq", "≔": ":=", "≡": r"\equiv"},
    **{"→": r"\rightarrow", "←": r"\leftarrow", "⇒": r"\Rightarrow", "∈": r"\in", "∀": r"\forall"},
    **{"∞": r"\infty", "⊤": r"\top", "ᵀ": r"^\top", "‖": r"\|", "∥": r"\|", "…": r"\dots"},
    **{"⋯": r"\dots", "′": "'", "−": "-", "–": "-", "∗": "*", "∼": r"\sim", "ℓ": r"\ell"},
    **{"ℝ": r"\mathbb{R}", "²": "^2", "⟨": r"\langle", "⟩": r"\rangle", "½": r"\frac{1}{2}"},
    **{"，": ",", "；": ";", "（": "(", "）": ")", "：": ":", "＝": "=", "。": "."},
}
GREEK = {
    letter: "\\" + name.rstrip("_")
    for name, letter in LETTERS.items()
    if "Α" <= letter <= "ϡ" and name.isidentifier()
}
PRINTED = re.compile("|".join(map(re.escape, {**GREEK, **SIGNS})))
NEWLINE = re.compile(r"\\newline(?![A-Za-z])")
BULLET = re.compile(r"\\bullet(?![A-Za-z])")
ARROW = re.compile(r"(?<=\\\\)\s*&?\s*\\(?:rightarrow|Rightarrow|implies|therefore)(?![A-Za-z])")
BRACES = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
QUOTED = re.compile(r"(?<=\n)[ \t]*(?:>[ \t]*)+")  # at the start of a line of a quotation
UNDERLINE = r"\_"
DASHED = re.compile(r"(?<![A-Za-z\\])[A-Za-z]+(?:\\_[A-Za-z]+)+")  # dj\_dw
LABELLED = re.compile(  # n_{in}, x_{\max}
    r"_\s*(?:\\(max|min)(?![A-Za-z])|\{\s*\\(max|min)\s*\}"
    r"|\{\s*(out|new|old|max|min|pred|true|train|test|val|ref|total|hidden|input|output|init|best|prev"
    r"|next|target)\s*\})|(?<=[nNdD])_\{\s*(in)\s*\}"
)
ASSIGNED = re.compile(r":\s+=|:=(?=\s*&)")  # := with a blank, or before a column
ADDED = re.compile(r"\A\s*(?P<left>[^=+&]+?)\s*\+=\s*(?P<more>[^=&]+?)\s*\Z")  # x += y
DOUBLE_BAR = re.compile(r"\\mid\s*\\mid(?![A-Za-z])")
PRIMED = re.compile(
    r"\{\s*(?P<layer>\\?[A-Za-z]+\s*\^\s*\{\s*[(\[][^{}]*[)\]])\s*\}\s*\}\s*'"
)  # {g^{[l]}}'
SAID = r"\\(?:text|mbox|textrm)\s*\{"
PARENTHESES = r"\((?:[^()]|\([^()]*\))*\)"
ASIDE = re.compile(  # \quad \to \text{words of any language}, \quad (\beta = 1 \text{ is another})
    rf"\\q?quad\s*(?:\\(?:to|(?:left|right)arrow)\s*)?(?:{SAID}\s*\(.*?\)\s*\}}"
    rf"|{SAID}[^{{}}]*[^\x00-\x7f][^{{}}]*\}}"
    rf"|(?=\([^&]*?\\text\s*\{{[^{{}}]*[^\x00-\x7f]){PARENTHESES}"
    rf"|(?<=arrow)\s*{SAID}[^{{}}]*\}}|(?<=\\to)\s*{SAID}[^{{}}]*\}})\s*(?=$|\\\\|\\end|\\q?quad)",
    re.MULTILINE,
)
SHAPE_BELOW = re.compile(rf"\\underset\s*(?P<shape>{BRACES})(?=\s*\{{)")  # \underset{m \times n}{X}
REMARK = re.compile(  # , \text{shape: } (750, 6)
    r"(?:[,;]\s*|\\q?quad\s*)+\\(?:text|mbox|textrm)\s*\{[^{}]*\b(?:shape|dim|dimensions?|size)\b[^{}]*\}"
    r"[^=\\&]*(?:\\times[^=\\&]*)*(?=\\end|\\\\|&|$)"
)
LAW = re.compile(  # \text{ where } \epsilon \sim N(0, \sigma^2), or after a comma
    r"(?:[,;]?\s*(?:\\q?quad\s*)?\\(?:text|mbox|textrm|mathrm)\s*\{\s*,?\s*(?:where|with|for)\s*\}"
    r"|[,;]\s*\\q?quad)[^=&]*\\sim[^=&]*$"
)
EVENT = re.compile(  # P(y = k \mid x; w)
    r"(?P<name>(?<![A-Za-z\\])[Pp]|\\Pr(?![A-Za-z])|\\(?:mathbb|mathrm|operatorname|text|hat)\s*\{\s*[Pp]r?\s*\}"
    r"|\\hat\s+[Pp])\s*(?:\\left|\\[bB]igg?l?)?[(\[]\s*(?:\\(?:mathbf|hat|text|mathrm)\s*\{[A-Za-z]+\}|[A-Za-z])"
    r"\s*(?P<example>_\{?\s*[a-z]\s*\}?|\^\{?\s*\(\s*[a-z]\s*\)\s*\}?)?\s*=\s*"
    r"(?P<value>[a-z]|\d+|\\(?:text|mathrm)\s*\{[A-Za-z]+\})\s*"
    r"(?:(?:\\mid|\\vert|\\,\\mid|\||;)(?:[^()\[\]=&]|\([^()=&]*\))*)?(?:\\right|\\[bB]igg?r?)?[)\]]"
)
BOXED = re.compile(rf"\\boxed\s*(?P<inside>{BRACES})")
LABEL = re.compile(  # W^Q, of attention
    r"(?<![a-z\\{])W\s*[\^_]\s*(?:\{\s*([QKVO])\s*\}|([QKVO]))(?![A-Za-z])"
)
TRACE = re.compile(r"\\(?:operatorname|text|mathrm|mathbf)\s*\{\s*[Tt]r(?:ace)?\s*\}")
NEXT = re.compile(  # w(k+1)
    r"(?:(?<![A-Za-z])[A-Za-z]|\\[A-Za-z]+|\})\(\s*(?P<step>[iknt])\s*[+-]\s*1\s*\)\s*&?\s*(?:=|:=|\\leftarrow)"
)
ALL_BELOW = re.compile(r"(?<=\\sum)(\s*(?:\\limits)?\s*_\s*\{)\s*\\forall\s*(?=[a-z]\s*\})")
OF_EXAMPLE = re.compile(  # l^{(i)}(w, b), which is the loss of an example
    r"(?P<loss>(?:[lLJ]|\\ell|\\mathcal\s*\{\s*L\s*\})\s*\^\s*\{\s*\(\s*[a-z]\s*\)\s*\})"
    rf"\s*\((?P<arguments>(?:(?<![A-Za-z])[A-Za-z](?![A-Za-z])|\\[A-Za-z]+(?![A-Za-z])|{BRACES}|[\s,;^_()])*?)\)(?=\s*(?:[=+\-&}}.,;]|$|\\))"
)
BELOW_IT = re.compile(r"(?<=[A-Z])_\{\(([a-z](?:\s*,\s*[a-z])*)\)\}")  # E_{(w, b)}
SET_BELOW = re.compile(  # \sum_{i \in \mathcal{B}}, \sum_{x_i \in B}
    r"(?<=\\sum)(?P<limits>\s*(?:\\limits)?\s*_\s*)\{\s*"
    r"(?:\(?\s*(?:\\(?:mathbf|boldsymbol|bm|vec)\s*)?\{?\s*[a-z]\s*\}?\s*_\s*\{?)?"
    r"(?P<index>[a-z])\}?(?:\s*,\s*[^{}()]*\))?\s*\\in\s*"
    r"(?P<set>\\(?:mathcal|mathbb|mathbf|mathrm)\s*\{\s*[A-Z]\s*\}|[A-Z])"
    r"(?P<step>_(?:[a-z]|\{[a-z]\}))?\s*\}"
)


def reworded(formula: Written) -> Written:
    """A formula as the reader of formulas expects it."""
    found = formula
    if not found.text.isascii():
        found = _replaced(found, PRINTED, lambda x: _as_command(x[0]))
    if _is_quoted(found.text):
        found = _replaced(found, QUOTED, lambda _: "")
    found = _replaced(found, NEWLINE, lambda _: r"\\")
    found = _replaced(found, ASIDE, lambda _: "")
    found = _replaced(found, ASSIGNED, lambda x: ":=" if x[0] != ":=" else "=")
    found = _replaced(found, ADDED, lambda x: rf"{x['left']} \leftarrow {x['left']} + {x['more']}")
    found = _replaced(found, DOUBLE_BAR, lambda _: r"\|")
    found = _replaced(found, DASHED, lambda x: rf"\mathrm{{{x[0].replace(UNDERLINE, '')}}}")
    found = _replaced(found, LABELLED, lambda x: rf"_{{\text{{{next(filter(None, x.groups()))}}}}}")
    found = _replaced(found, PRIMED, lambda x: rf"{x['layer']}\prime}}")
    found = _replaced(found, BULLET, lambda _: r"\odot")
    found = _replaced(found, ARROW, lambda _: "")
    found = _replaced(found, SHAPE_BELOW, lambda x: "" if r"\times" in x["shape"] else x[0])
    found = _replaced(found, LAW, lambda _: "")
    found = _replaced(found, ALL_BELOW, lambda x: x[1])
    found = _replaced(found, BOXED, lambda x: f" {x['inside'][1:-1]} ")
    found = _replaced(found, EVENT, _probability)
    found = _replaced(found, LABEL, lambda x: rf"W_{{\text{{{x[1] or x[2]}}}}}")
    found = _replaced(found, TRACE, lambda _: r"\operatorname{tr}")
    found = _in_time(found)
    found = _replaced(found, OF_EXAMPLE, lambda x: x["loss"])
    found = _replaced(found, BELOW_IT, lambda x: f"({x[1]})")
    if "=" in found.text:
        found = _replaced(found, REMARK, lambda _: "")
    return _numbered(found)


def _is_quoted(text: str) -> bool:
    """Whether each line but the first begins as those of a quotation do in Markdown."""
    lines = [line.lstrip() for line in text.split("\n")[1:] if line.strip()]
    return bool(lines) and all(line.startswith(">") for line in lines)


def _probability(found: re.Match[str]) -> str:
    """One of the probabilities of all values: that of the value k has the subscript k."""
    name, example = found["name"].replace(r"\Pr", "P"), found["example"] or ""
    counted = re.sub(r"[^a-z]", "", example)
    value = found["value"]
    if example.startswith("_"):
        return f"{name}_{{{counted}{value}}}"
    return f"{name}_{{{value}}}{example}"


def _in_time(formula: Written) -> Written:
    """The formula with ``w_{k+1}`` for ``w(k+1)``, where k counts steps."""
    letters = {x["step"] for x in NEXT.finditer(formula.text)}
    if len(letters) != 1:
        return formula
    (letter,) = letters
    at_step = re.compile(rf"(?<=[A-Za-z}}])\(\s*({letter}(?:\s*[+-]\s*1)?)\s*\)")
    return _replaced(formula, at_step, lambda x: f"_{{{x[1]}}}")


def _as_command(sign: str) -> str:
    command = SIGNS.get(sign) or GREEK[sign]
    return command + " " if command[-1:].isalpha() else command


def _numbered(formula: Written) -> Written:
    r"""The formula with ``\sum_{i=1}^{B}`` and B for ``\sum_{i \in B}`` and ``|B|``.

    The examples of a set can be numbered from 1 on, in any order.
    """
    sets = {x["set"] + (x["step"] or "") for x in SET_BELOW.finditer(formula.text)}
    found = _replaced(
        formula, SET_BELOW, lambda x: rf"{x['limits']}{{{x['index']}=1}}^{{{_letter(x['set'])}}}"
    )
    for one in {x["set"] for x in SET_BELOW.finditer(formula.text)} if sets else ():
        found = _replaced(found, _size_of(one), partial(_letter_of, one))
    return found


def _size_of(name: str) -> re.Pattern[str]:
    r"""What ``|B|`` and ``\lvert B_t \rvert`` match."""
    step = r"(?:_(?:[a-z]|\{[a-z]\}))?"
    opening, closing = r"(?:\\l?vert|\\left\s*\||\|)\s*", r"\s*(?:\\r?vert|\\right\s*\||\|)"
    return re.compile(opening + re.escape(name) + step + closing)


def _letter_of(name: str, _: re.Match[str]) -> str:
    return _letter(name)


def _letter(name: str) -> str:
    return re.sub(r"[^A-Z]", "", name)


def _replaced(
    formula: Written, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]
) -> Written:
    parts: list[str] = []
    places: list[int] = []
    end = 0
    for found in pattern.finditer(formula.text):
        new = by(found)
        parts += [formula.text[end : found.start()], new]
        places += formula.places[end : found.start()]
        places += [formula.places[found.start()]] * len(new)
        end = found.end()
    if not parts:
        return formula
    return Written("".join([*parts, formula.text[end:]]), (*places, *formula.places[end:]))

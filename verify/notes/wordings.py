r"""Write as TeX what notes write otherwise: ``∑``, ``\newline``, the shape below a matrix.

So the reader of formulas, which knows one way for each, need not know of it; each character still
knows its place in the file.
"""

import re
from functools import partial

from verify.notes.angle_steps import with_stacked, with_steps_of_angles
from verify.notes.behind import without_remarks
from verify.notes.hessians import with_hessians
from verify.notes.listed import without_lists
from verify.notes.macros import Written, replaced
from verify.notes.over_values import over_values
from verify.notes.plus_and_minus import with_labels_for_signs
from verify.notes.sigma import with_sums
from verify.notes.slopes import BRACES, of_products
from verify.notes.slopes_at import with_slopes_at
from verify.notes.spellings import spelled_out
from verify.notes.styles import without_styles
from verify.notes.subscripts_beside import with_subscripts
from verify.notes.sum_limits import with_limits_in_order
from verify.notes.sums import over_all_terms
from verify.notes.totals import with_totals
from verify.notes.typed import as_typed
from verify.notes.written_numbers import with_plain_numbers
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
QUOTED = re.compile(r"(?<=\n)[ \t]*(?:>[ \t]*)+")  # at the start of a line of a quotation
DASHED = re.compile(r"(?<![A-Za-z\\])[A-Za-z]+(?:\s*\\_\s*[A-Za-z]+)+")  # dj\_dw, decay \_ rate
LABELLED = re.compile(  # n_{in}, x_{\max}
    r"_\s*(?:\\(max|min)(?![A-Za-z])|\{\s*\\(max|min)\s*\}"
    r"|\{\s*(out|new|old|max|min|pred|true|train|test|val|ref|total|hidden|input|output|init|best|prev"
    r"|next|target)\s*\})|(?<=[nNdD])_\{\s*(in)\s*\}"
)
ASSIGNED = re.compile(r":\s+=|:=(?=\s*&)")  # := with a blank, or before a column
ADDED = re.compile(  # x += y
    r"\A\s*(?P<left>[^=+&*/-]+?)\s*(?P<sign>[-+*/])=\s*(?P<more>[^=&]+?)\s*\Z"
)
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
IN_CASES = re.compile(  # f(x) \quad, & if y = 1
    r"(?:\\q?quad\s*|,\s*)*&\s*(?P<word>if|otherwise|else|when|for)(?![A-Za-z])"
)
COMMENT = re.compile(  # \quad \text{is a solution}, which says nothing of when
    rf"(?:\\q?quad\s*)+{SAID}(?!\s*(?:if|when|for|where|provided|otherwise|else|and|or|with|as|in|on|at"
    r"|s\.?t|subject|such|so|thus|hence|to|,)\b)[A-Za-z][A-Za-z ,'.-]*\}\s*(?=$|\\\\|\\end)",
    re.MULTILINE,
)
REASON = re.compile(  # \text{ by the chain rule} at the end of a line
    rf"(?<=[\w}})\]'|])\s*[,.;]?\s*{SAID}\s*,?\s*(?:where|since|because|by|which|as|using|from|given|after)\s"
    r"(?:[^{}=<>\\]|\$[^${}=<>\\]*\$)*\}[\s.,;]*(?=\Z|\\\\|\\end)"
)
OF_ONE = r"_\s*(?:\{[a-z]{1,3}\}|[a-z])|\^\s*\{?\s*\(\s*[a-z]\s*\)\s*\}?"
FROM_ZERO = re.compile(  # \sum_{j=0}^{d}
    r"(?<=\\sum)(?P<limits>\s*(?:\\limits)?)\s*_\s*\{\s*(?P<index>[a-z])\s*=\s*0\s*\}"
    r"\s*\^\s*(?:\{\s*[a-zA-Z]\s*(?:-\s*1\s*)?\}|[a-zA-Z])"
)
OF_LAYERS = re.compile(  # \sum_{j=1}^{s_{l+1}}, \sum_{i=1}^{n^{[l]}}: over all entries of a layer
    r"(?<=\\sum)(?P<limits>\s*(?:\\limits)?)\s*_\s*\{\s*(?P<index>[a-z])\s*=\s*1\s*\}\s*\^\s*\{\s*"
    r"(?P<size>[A-Za-z]\s*(?:_\s*(?:[l\d]|\{\s*[l\d]\s*(?:[+-]\s*1)?\s*\})"
    r"|\^\s*\{\s*[(\[]\s*[l\d]\s*(?:[+-]\s*1)?\s*[)\]]\s*\}))\s*\}"
)
LAST_LAYER = re.compile(r"\(\s*n_\{?l\}?\s*\)|\[\s*n_\{?l\}?\s*\]")  # z^{(n_l)}
RANGE = re.compile(  # , \quad i = 1, \dots, n: of an index from 1 on, or of a layer
    r"(?:[,;]|\\,|\\;|\\ |~|\\q?quad(?![A-Za-z]))\s*(?:\\,|\\;|\\ |~|\\q?quad(?![A-Za-z])|\s)*"
    r"(?:\\(?:text|mbox|textrm|mathrm)\s*\{\s*,?\s*for(?:\s+(?:all|each|every))?\s*\}\s*)?"
    r"(?:\\,|\\;|\\ |~|\s)*(?:\\forall\s*)?"
    r"(?:(?:[a-z]|\\ell)\s*(?:=|\\in\s*\\\{)\s*(?:1|(?<=[lL=\s{])L\s*(?:-\s*1\s*)?)"
    r"\s*,\s*(?:(?:2|L\s*-\s*[12])\s*,\s*)?(?:\\[lc]?dots|\.\.\.|\\dots[cb])\s*,?\s*(?:1|[A-Za-z](?:\s*-\s*1)?|n_\w)"
    r"\s*(?:\\\})?)\s*(?P<end>[.,;]?\s*(?=$|\\\\|\\end))",
    re.MULTILINE,
)
NEW_ABOVE = re.compile(  # w_{ij}^{new}, w^{\text{old}}
    r"\^\s*\{\s*(?:\\(?:text|mathrm|mbox|rm)\s*\{\s*)?\(?(?P<which>new|old)\)?\s*\}?\s*\}"
)
LEARNT = re.compile(  # \beta_0^{new} = \beta_0^{old} - ..., of one that a number tells apart
    rf"\A\s*(?P<name>(?P<letter>\\?[A-Za-z]+)\s*_\s*(?:\{{\s*\d\s*\}}|\d))\s*{NEW_ABOVE.pattern}\s*&?\s*="
    rf"(?=\s*(?P=letter)\s*_\s*(?:\{{\s*\d\s*\}}|\d)\s*\^\s*\{{[^=]*old)"
)
OF_STEP = re.compile(  # v_{t+1,i}, the i-th entry at the next step
    r"_\s*\{\s*(?P<step>[tkn](?:\s*[+-]\s*1)?)\s*,\s*(?P<entry>ii?|jj?)\s*\}"
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
        found = replaced(found, PRINTED, lambda x: _as_command(x[0]))
    found = without_lists(as_typed(found))
    found = with_limits_in_order(without_styles(with_plain_numbers(found)))
    found = with_hessians(with_slopes_at(with_stacked(with_steps_of_angles(spelled_out(found)))))
    found = with_sums(with_subscripts(with_labels_for_signs(found)))
    if _is_quoted(found.text):
        found = replaced(found, QUOTED, lambda _: "")
    found = replaced(found, NEWLINE, lambda _: r"\\")
    found = without_remarks(replaced(found, ASIDE, lambda _: ""))
    found = replaced(found, ASSIGNED, lambda x: ":=" if x[0] != ":=" else "=")
    found = replaced(found, ADDED, _changed)
    found = replaced(found, DOUBLE_BAR, lambda _: r"\|")
    found = replaced(found, DASHED, _as_one_word)
    found = replaced(found, LABELLED, lambda x: rf"_{{\text{{{next(filter(None, x.groups()))}}}}}")
    found = replaced(found, PRIMED, lambda x: rf"{x['layer']}\prime}}")
    found = replaced(found, BULLET, lambda _: r"\odot")
    found = replaced(found, ARROW, lambda _: "")
    found = replaced(found, SHAPE_BELOW, lambda x: "" if r"\times" in x["shape"] else x[0])
    found = replaced(found, LAW, lambda _: "")
    found = replaced(found, ALL_BELOW, lambda x: x[1])
    found = replaced(found, BOXED, lambda x: f" {x['inside'][1:-1]} ")
    found = replaced(found, EVENT, _probability)
    found = replaced(found, LABEL, lambda x: rf"W_{{\text{{{x[1] or x[2]}}}}}")
    found = replaced(found, TRACE, lambda _: r"\operatorname{tr}")
    found = _over_layers(found)
    found = replaced(found, LAST_LAYER, lambda x: "(L)" if x[0][0] == "(" else "[L]")
    found = replaced(found, RANGE, lambda x: x["end"])
    found = _with_old(found)
    found = _at_steps(found)
    found = _over_whole_axis(found)
    if r"\begin{cases}" in found.text:
        found = replaced(found, IN_CASES, lambda x: rf"& \text{{{x['word']} }}")
    found = replaced(found, COMMENT, lambda _: "")
    found = replaced(found, REASON, lambda _: "")
    found = over_values(found)
    found = with_totals(over_all_terms(of_products(found)))
    found = replaced(found, OF_EXAMPLE, lambda x: x["loss"])
    found = replaced(found, BELOW_IT, lambda x: f"({x[1]})")
    if "=" in found.text:
        found = replaced(found, REMARK, lambda _: "")
    return _numbered(found)


def _with_old(formula: Written) -> Written:
    """The formula with a mark above what is new, or above what is old where nothing is new."""
    if LEARNT.search(formula.text):
        found = replaced(formula, LEARNT, lambda x: rf"{x['name']} \leftarrow ")
        return replaced(found, NEW_ABOVE, lambda _: "")
    kinds = {x["which"] for x in NEW_ABOVE.finditer(formula.text)}
    old = "" if "new" in kinds or re.search(r"\\(?:leftarrow|gets)|:=", formula.text) else "^{-}"
    return replaced(formula, NEW_ABOVE, lambda x: "^{+}" if x["which"] == "new" else old)


def _as_one_word(found: re.Match[str]) -> str:
    letters = "".join(re.findall("[A-Za-z]", found[0]))
    return rf"\mathrm{{{letters}}}"


def _changed(found: re.Match[str]) -> str:
    """An update as an assignment: x / y for x /= y, and one product of a sum."""
    left, sign, more = found["left"], found["sign"], found["more"]
    if sign in "*/" and re.search(r"[-+]", more):
        more = f"({more})"
    return rf"{left} \leftarrow {left} {'' if sign == '*' else sign} {more}"


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


def _at_steps(formula: Written) -> Written:
    """The formula with ``v_t`` for ``v_{t,i}``, where it is about each entry alone."""
    steps = list(OF_STEP.finditer(formula.text))
    entries = {x["entry"][0] for x in steps}
    if len(entries) != 1 or r"\sum" in formula.text:
        return formula
    (entry,) = entries
    others = OF_STEP.sub("", formula.text)
    if re.search(rf"[_^]\s*(?:{entry}\b|\{{[^{{}}]*(?<![A-Za-z\\]){entry}(?![A-Za-z]))", others):
        return formula
    return replaced(formula, OF_STEP, lambda x: f"_{{{x['step']}}}")


def _over_whole_axis(formula: Written) -> Written:
    r"""The formula with ``\sum_j`` for ``\sum_{j=0}^d``, where j only numbers entries.

    Entries are counted from 1 here; of a sum over all of them the first number makes no difference.
    """
    letters = {x["index"] for x in FROM_ZERO.finditer(formula.text)}
    rest = FROM_ZERO.sub("", formula.text)
    if not letters or re.search(r"_\s*\{?\s*0|\d\s*[,}]?\s*\^", rest):
        return formula
    for letter in letters:
        below = re.sub(OF_ONE, "", rest)
        if re.search(rf"(?<![A-Za-z\\]){letter}(?![A-Za-z])", below):
            return formula
    return replaced(formula, FROM_ZERO, lambda x: f"{x['limits']}_{{{x['index']}}}")


def _over_layers(formula: Written) -> Written:
    """The formula with sums over all entries of a layer, whose size stands nowhere else in it."""
    rest = OF_LAYERS.sub("", formula.text)
    sizes = {x["size"].replace(" ", "") for x in OF_LAYERS.finditer(formula.text)}
    if any(size in rest.replace(" ", "") for size in sizes):
        return formula
    return replaced(formula, OF_LAYERS, lambda x: f"{x['limits']}_{{{x['index']}}}")


def _as_command(sign: str) -> str:
    command = SIGNS.get(sign) or GREEK[sign]
    return command + " " if command[-1:].isalpha() else command


def _numbered(formula: Written) -> Written:
    r"""The formula with ``\sum_{i=1}^{B}`` and B for ``\sum_{i \in B}`` and ``|B|``.

    The examples of a set can be numbered from 1 on, in any order.
    """
    sets = {x["set"] + (x["step"] or "") for x in SET_BELOW.finditer(formula.text)}
    found = replaced(
        formula, SET_BELOW, lambda x: rf"{x['limits']}{{{x['index']}=1}}^{{{_letter(x['set'])}}}"
    )
    for one in {x["set"] for x in SET_BELOW.finditer(formula.text)} if sets else ():
        found = replaced(found, _size_of(one), partial(_letter_of, one))
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

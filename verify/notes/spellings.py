r"""Spell as the reader of formulas expects what notes spell otherwise: ``Z[1]``, ``ylogp``."""

import re

from verify.notes.braces import without_braces
from verify.notes.macros import Written, replaced
from verify.notes.matrices import with_matrices

UNSEEN = re.compile(r"[\u200b-\u200d\u2060\ufeff]")  # characters that print nothing
MATHOP = re.compile(r"\\mathop\s*\{(?P<inside>[^{}]*)\}")
LAYER_BESIDE = re.compile(  # Z[1], dW[l] and A[L-1] of layers
    r"(?P<name>(?<![A-Za-z\\])d?[A-Za-z])\[\s*(?P<layer>\d|[lL](?:\s*[+-]\s*1)?)\s*\]"
    r"(?P<turned>\s*\^\s*(?:\{\s*(?:T|\\top)\s*\}|T|\\top(?![A-Za-z])))?(?P<raised>\s*\^)?"
)
FUNCTION_BELOW = re.compile(  # g_{\text{ReLU}} and g'_{softmax}
    r"(?<![A-Za-z\\])[a-z](?P<prime>'?)\s*_\s*\{\s*(?:\\(?:text|mathrm)\s*\{)?\s*"
    r"(?P<name>ReLU|relu|softmax|sigmoid|tanh)\s*\}?\s*\}"
)
NAMED = re.compile(  # \text{log}, of a function that has a command
    r"\\(?:text|mathrm|operatorname|rm|mbox)\s*\{\s*(log|ln|exp|tanh|sin|cos|max|min)\s*\}"
)
SPELLED = re.compile(  # log q(x) and exp(x), without their backslash
    r"(?<![A-Za-z\\{])(?P<name>log|ln|exp)(?=\s*(?:\\(?!(?:text|mathrm|operatorname))|[({\[])|\s+[A-Za-z(])"
)
GLUED = re.compile(  # y log x and log h without blanks: ylog, logh
    r"(?<![A-Za-z\\])(?:(?P<before>[A-Za-z])(?P<after>log|ln)(?![a-z])"
    r"|(?P<alone>log|ln)(?=[A-Z]|[a-z](?![a-z])))"
)
NABLA = re.compile(r"\\bigtriangledown(?![A-Za-z])")
TURNED_BARS = re.compile(r"\\rVert(?P<inside>[^\\]*?)\\lVert")
PARALLEL = re.compile(r"\\parallel(?![A-Za-z])(?P<inside>[^=]*?)\\parallel(?![A-Za-z])")
PLUS = re.compile(r"(?:(?<=[({\[&,])|(?<=cases\})|(?<=\\\\))(?P<blank>\s*)\+(?=\s*\d)")
SAME_INDEX = re.compile(  # \max_k z_k in a sum over k
    r"\\(?P<which>max|min)\s*_\s*\{?\s*(?P<index>[a-z])\s*\}?\s*(?P<name>\\?[A-Za-z]+)\s*_\s*"
    r"(?:\{\s*(?P=index)\s*\}|(?P=index)(?![A-Za-z]))"
)
SPACING = re.compile(r"(?<![\\\d])\\[,;:!> ]|(?<!\\)\\[,;:!> ](?!\d)")
PLUS_ONE = re.compile(r"=\s*\+(?=\s*\d)")
NOTHING = re.compile(r"(?<=\\cdot)\s*\{\s*\}|(?<=\\times)\s*\{\s*\}")
EMPTY_ROW = re.compile(r"\\\\\s*(?=\\\\(?![\[\w]))")
PSEUDO_INVERSE = re.compile(r"\^\s*(?:\{\s*)?(?:†|\\dag(?:ger)?(?![A-Za-z]))(?:\s*\})?")
NESTED = re.compile(  # [[1, 2], [3, 4]], as NumPy writes a matrix
    r"\[\s*(?P<rows>\[[^\[\]]*\](?:\s*,\s*\[[^\[\]]*\])+)\s*\]"
)
DIVERGENCE = re.compile(  # KL(P \| Q), of two letters or names
    r"\((?P<one>\s*(?:\\[a-z]+|[A-Za-z])(?:_\w|\(\w\))?\s*)(?:\\(?:Vert|parallel)(?![A-Za-z])|\\\||\|\s*\|)"
    r"(?P<other>\s*(?:\\(?!right)[a-z]+|[A-Za-z])(?:_\w|\(\w\))?\s*)(?=(?:\\right)?\))"
)
OF_LAYER = re.compile(  # W^h of a hidden layer, and its entries W^h_1
    r"(?<![A-Za-z\\{])W\s*\^\s*(?:\{\s*(?P<one>[XYhxyozuv])\s*\}|(?P<other>[XYhxyozuv]))(?![A-Za-z])"
)
POWER_TRANSFORM = re.compile(  # x^{(\lambda)} = ..., which is no power of x
    r"\A(?P<blank>\s*)(?P<name>[A-Za-z])\s*\^\s*\{\s*\(\s*\\(?!ell\b)(?P<label>[a-z]+)\s*\)\s*\}(?=\s*&?\s*:?=)"
)
BARE_PRIME = re.compile(r"(?<=[A-Za-z])\\prime(?![A-Za-z])")
WORDS_BETWEEN = re.compile(  # where and and, written as letters of a formula
    r"\\(?:text\w*|mbox|mathrm|operatorname|tag|label)\*?\s*\{[^{}]*\}"
    r"|(?<![A-Za-z\\{_^])(?P<word>where|and)(?![A-Za-z}])"
)
EITHER = re.compile(r"\\text\s*\{\s*(?:or,?\s+)?equivalently\s*,?\s*\}")
BELOW_BELOW = re.compile(
    r"_\s*\{\s*(?P<entry>\d)\s*_\s*\{?\s*(?P<example>[ijk])\s*\}?\s*\}"
)  # x_{1_i}
MANY_DOTS = re.compile(r"\.{4,}|(?<=,)\s*\.\.(?=\s*,)")
BOLD_WITH_INDEX = re.compile(  # \boldsymbol{h_1}, the bold h with its subscript
    r"\\(?P<style>mathbf|boldsymbol|bm|vec)\s*\{\s*(?P<name>\\?[A-Za-z]+)\s*_\s*"
    r"(?P<below>\w|\{[^{}]*\})\s*\}"
)
PRIME_BEFORE = re.compile(  # f'^{(l)}(z), the slope of the function of a layer
    r"(?P<name>(?<![A-Za-z\\])[a-z]|\\sigma|\\phi|\\varphi)\s*(?:'|\^\s*\\prime(?![A-Za-z]))\s*"
    r"\^\s*\{\s*(?P<layer>[(\[]\s*(?:\d|[lL]|\\ell)\s*(?:[+-]\s*1\s*)?[)\]])\s*\}"
)
PRIME_BEHIND = re.compile(  # {g^{[l]}}'(z)
    r"\{\s*(?P<name>[a-z]|\\sigma|\\phi)\s*\^\s*\{\s*(?P<layer>[(\[]\s*(?:[\dNL]|l|\\ell)\s*(?:[+-]\s*1\s*)?[)\]])\s*\}"
    r"\s*\}\s*(?:'|\^\s*\\prime(?![A-Za-z])|\^\s*\{\s*\\prime\s*\})"
)
OF_MATRICES = re.compile(r"\\top(?![A-Za-z])|\^\s*(?:T(?![A-Za-z])|\{\s*(?:T|-\s*1)\s*\})")
IDENTITY_OF_SIZE = re.compile(  # I_n, the identity with n rows
    r"(?P<name>(?<![A-Za-z\\])I|\\(?:math(?:bf|bb|rm)|boldsymbol|bm)\s*\{\s*I\s*\}|\\(?:mathbf|mathbb)\s+I)\s*_\s*"
    r"(?:[dmnpDKMNB](?![A-Za-z])|\{\s*[dmnpDKMNB]\s*(?:\\times\s*[a-zA-Z]\s*)?\})(?!\s*[(\[=])"
)
BRACED_PRIME = re.compile(r"\^\s*\{\s*(?P<primes>(?:'\s*)+)\}")  # f^{'}
DOTS_ALONE = re.compile(  # a row that only says that others follow
    r"\\\\\s*&?\s*(?:\.\.\.|\\(?:[lcv]?dots|dots[cb])(?![A-Za-z]))\s*(?=\\\\|\\end\{(?:align|split|gather)|\Z)"
)
MATRIX = re.compile(r"matrix\}|\\begin\{(?:array|cases)\}")
SAID_AT = re.compile(  # (...)|_{forward pass}, which names no place
    r"(?:\\[rl]?vert(?![A-Za-z])|\||\\Big+r?\||\\big+r?\||\\right\s*\|)\s*_\s*\{\s*(?:\\text\s*\{)?\s*"
    r"[a-z]{3,}(?:\s+[a-z]{3,})*\s*\}?\s*\}"
)
NABLA_BEFORE = re.compile(  # \nabla \mathbf{w}_j J(w), by the bold letter
    r"\\nabla\s*(?P<by>\\(?:mathbf|boldsymbol|bm)\s*\{\s*[a-z]\s*\}(?:_(?:\w|\{\w\}))?)\s*(?=[A-Z]\s*\()"
)
BESIDE = re.compile(  # w5 for w_5, dW1 for dW_1
    r"(?:(?<=\\frac\{)|(?<=\\sqrt\{)|(?<=\}\{)|(?<![A-Za-z\\\d_^{.]))"
    r"(?P<letter>d?[A-Za-z])(?P<number>\d{1,2})(?![\d.A-Za-z])"
)
FUNCTION_BARE = re.compile(  # tanh'(z), sigmoid(z)
    r"(?<![A-Za-z\\{])(?P<name>tanh|sigmoid|softmax|relu|ReLU)(?=\s*(?:\(|'|\\left\())"
)
LAYER_ABOVE = r"\^\s*\{\s*[(\[]\s*(?:\d|[lL])\s*(?:[+-]\s*1\s*)?[)\]]\s*\}"
OF_LAYERED = re.compile(  # b_1^{(1)} and W_{11}^{(1)}, entries of a layer
    rf"(?P<name>(?<![A-Za-z\\])[A-Za-z]|\\[A-Za-z]+)\s*_\s*(?P<below>\d|\{{[\d\s,]+\}})\s*(?P<above>{LAYER_ABOVE})"
)
OF_WEIGHTS = re.compile(  # W^{(1)}_{11}
    rf"(?P<layer>(?:(?<![A-Za-z\\])[WVwv]|\\[Tt]heta)\s*{LAYER_ABOVE})_\{{\s*(?P<row>\d)\s*(?P<column>\d)\s*\}}"
)
DOT_STAR = re.compile(r"\\cdot\s*\*|\.\s*\*")  # as MATLAB multiplies entry by entry
DOT_CALL = re.compile(  # X.T.dot(dY), as NumPy multiplies
    r"\.\s*(?:\\(?:text|mathrm|operatorname)\s*\{\s*dot\s*\}|dot)\s*(?=\()"
)
DOT_T = re.compile(r"(?<=[A-Za-z})\]])\s*\.\s*T(?![A-Za-z])")
UPRIGHT_D = re.compile(  # \mathrm{d}w, one symbol as dW is
    r"\\mathrm\s*\{\s*d\s*\}\s*(?:\\mathrm\s*\{\s*(?P<word>[A-Za-z]+)\s*\}|(?P<letter>[A-Za-z])(?![A-Za-z]))"
)
BECAUSE = re.compile(r"\\(?:because|therefore)(?![A-Za-z])")
NP_SUM = re.compile(  # np.sum(dZ, axis=1, keepdims=True)
    r"(?:\\(?:text|mathrm)\s*\{\s*)?np\.sum\}?\s*\(\s*(?P<of>[^(),=]+?)\s*"
    r"(?:,\s*(?:\\text\{\s*)?axis\s*\}?\s*=\s*(?P<axis>[01]))?"
    r"(?:,\s*(?:\\text\{\s*)?keepdims\s*\}?\s*=\s*(?:\\text\{\s*)?True\s*\}?)?\s*\)"
)
INSIDE = re.compile(r"\A\s*\\\[|\\\]\s*\Z")  # \[ ... \] in a display
AT_MOST = re.compile(r"(?P<sign>[<>])=")
CJK = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
CJK_BEFORE = re.compile(rf"(?:(?<=\A)|(?<=\\\\))\s*{CJK}[^=\\]*?:(?=[^\\=]*=)")
CJK_BEHIND = re.compile(rf"[,;.(]?\s*{CJK}(?:(?!\\\\|\\end\b).)*(?=\\\\|\\end\b|\Z)", re.DOTALL)
IN_TEXT = re.compile(rf"\\(?:text\w*|mbox|mathrm)\s*\{{[^{{}}]*{CJK}")
FOR_ALL = re.compile(  # \qquad \forall j \in 1..N, which says how far j runs
    r"(?:[,;\s]|\\q?quad)+\\forall(?![A-Za-z])(?:(?!\\\\|\\end|\\[lg]eq?|\\neq?|[<>&]).)*"
    r"(?=\\\\|\\end|\Z)",
    re.DOTALL,
)
OF_UPDATE = re.compile(  # v_{dW^{[l]}} and v^{corrected}_{dW^{[l]}}
    r"(?<![A-Za-z\\])(?P<name>[a-z])(?:\s*\^\s*\{\s*(?:\\text\s*\{)?\s*(?P<word>[a-z]{4,})\s*\}?\s*\})?"
    r"\s*_\s*\{\s*(?P<of>d?[A-Za-z])\s*\^\s*\{?\s*(?P<layer>\[\w\])\s*\}?\s*\}"
)
SQUARED_ENTRY = re.compile(  # A^2_{i,j}
    r"(?P<name>(?<![A-Za-z\\])[A-Za-z])\s*\^\s*(?P<power>\d)\s*_\s*(?P<below>\{\s*[ijk]\s*,?\s*[ijk]?\s*\}|[ijk](?![A-Za-z]))"
)
POWER_BESIDE = re.compile(  # x^{(i)2}
    r"(?P<name>(?<![A-Za-z\\])[A-Za-z])\s*\^\s*\{\s*(?P<beside>\([a-z]\)|\[\w\])\s*(?P<power>\d)\s*\}"
)
OF_SHAPES = re.compile(  # (4 \times m) &= (4 \times 2)(2 \times m)
    r"(?P<before>\A|\\\\|\\begin\{align(?:ed)?\*?\})\s*\([^()=]*\\times[^()=]*\)\s*&?\s*="
    r"[\s+]*(?:\([^()=]*\\times[^()=]*\)[\s+]*)+(?=\\\\|\\end|\Z)"
)
OF_ARRAYS = re.compile(  # f(w, x) = ... w_0 x_0 + w_1 x_1 ...
    r"\A(?P<name>\s*[A-Za-z]\s*\()(?P<arguments>\s*[a-z](?:\s*,\s*[a-z])*\s*)(?P<rest>\)\s*&?\s*=.*)",
    re.DOTALL,
)


def spelled_out(formula: Written) -> Written:
    """The formula with one spelling for each thing."""
    found = replaced(formula, UNSEEN, lambda _: "")
    found = replaced(found, MATHOP, lambda x: x["inside"])
    found = replaced(without_braces(found), INSIDE, lambda _: "")
    found = replaced(found, AT_MOST, lambda x: r"\leq " if x["sign"] == "<" else r"\geq ")
    if not found.text.isascii() and not IN_TEXT.search(found.text):
        found = replaced(found, CJK_BEFORE, lambda _: "")
        found = replaced(found, CJK_BEHIND, lambda _: "")
    found = replaced(found, SPACING, lambda _: " ")
    found = replaced(found, LAYER_BESIDE, _beside)
    found = replaced(found, FUNCTION_BELOW, lambda x: rf"\mathrm{{{x['name']}}}{x['prime']}")
    found = replaced(found, NAMED, lambda x: rf"\{x[1]} ")
    found = replaced(found, SPELLED, lambda x: rf"\{x['name']} ")
    found = replaced(found, GLUED, _apart)
    found = replaced(found, NABLA, lambda _: r"\nabla")
    found = replaced(found, TURNED_BARS, lambda x: rf"\lVert{x['inside']}\rVert")
    found = replaced(found, PLUS, lambda x: x["blank"])
    found = replaced(found, PLUS_ONE, lambda _: "=")
    found = replaced(found, NOTHING, lambda _: " ")
    found = replaced(found, EMPTY_ROW, lambda _: "")
    found = replaced(found, PSEUDO_INVERSE, lambda _: "^{+}")
    found = replaced(found, OF_LAYER, lambda x: rf"\mathrm{{W{x['one'] or x['other']}}}")
    found = replaced(
        found, POWER_TRANSFORM, lambda x: rf"{x['blank']}{x['name']}_{{\text{{{x['label']}}}}}"
    )
    found = replaced(found, NESTED, _matrix)
    found = replaced(found, DIVERGENCE, lambda x: f"({x['one']}, {x['other']}")
    found = replaced(found, PARALLEL, _norm)
    found = replaced(found, OF_ARRAYS, _of_entries)
    found = replaced(found, BARE_PRIME, lambda _: "'")
    found = replaced(
        found, BOLD_WITH_INDEX, lambda x: rf"\{x['style']}{{{x['name']}}}_{x['below']}"
    )
    found = replaced(found, PRIME_BEHIND, lambda x: rf"{x['name']}^{{{x['layer']}\prime}}")
    found = replaced(found, PRIME_BEFORE, lambda x: rf"{x['name']}^{{{x['layer']}\prime}}")
    if OF_MATRICES.search(found.text):
        found = replaced(found, IDENTITY_OF_SIZE, lambda x: f"{x['name']} ")
    found = replaced(found, WORDS_BETWEEN, _as_text)
    found = replaced(found, EITHER, lambda _: r"\text{and}")
    found = replaced(found, BELOW_BELOW, lambda x: f"_{{{x['entry']},{x['example']}}}")
    found = replaced(found, MANY_DOTS, lambda _: "...")
    found = replaced(found, BRACED_PRIME, lambda x: x["primes"].replace(" ", ""))
    found = replaced(found, FUNCTION_BARE, lambda x: rf"\mathrm{{{x['name']}}}")
    if not MATRIX.search(found.text):
        found = replaced(found, DOTS_ALONE, lambda _: "")
    found = replaced(found, SAID_AT, lambda _: "")
    found = replaced(found, NABLA_BEFORE, lambda x: rf"\nabla_{{{x['by']}}} ")
    found = replaced(found, OF_LAYERED, lambda x: f"{x['name']}{x['above']}_{x['below']}")
    found = replaced(found, OF_WEIGHTS, lambda x: f"{x['layer']}_{{{x['row']},{x['column']}}}")
    found = replaced(found, BESIDE, lambda x: f"{x['letter']}_{{{x['number']}}}")
    found = replaced(found, DOT_STAR, lambda _: r"\odot ")
    found = replaced(found, DOT_CALL, lambda _: r" \cdot ")
    found = replaced(found, DOT_T, lambda _: r"^\top ")
    if r"\int" not in found.text:
        found = replaced(found, UPRIGHT_D, _slope)
    found = replaced(found, BECAUSE, lambda _: "")
    found = replaced(found, NP_SUM, _sum_of)
    found = replaced(found, FOR_ALL, lambda _: "")
    found = replaced(found, OF_UPDATE, _of_update)
    found = replaced(found, POWER_BESIDE, lambda x: f"({x['name']}^{{{x['beside']}}})^{x['power']}")
    found = replaced(found, SQUARED_ENTRY, lambda x: f"{x['name']}_{x['below']}^{x['power']}")
    found = replaced(found, OF_SHAPES, lambda x: x["before"])
    return _renamed(with_matrices(found))


def _as_text(found: re.Match[str]) -> str:
    return rf"\text{{ {found['word']} }}" if found["word"] else found[0]


def _of_entries(found: re.Match[str]) -> str:
    """A function of the entries that stand in it, where these are counted from 0."""
    arguments: list[str] = []
    for name in (x.strip() for x in found["arguments"].split(",")):
        written = re.findall(rf"(?<![A-Za-z\\]){name}(?:_\{{?(\d)|(?![A-Za-z]))", found["rest"])
        is_counted = "0" in written and "" not in written
        entries = [f"{name}_{number}" for number in sorted(set(written))]
        arguments += entries if is_counted else [name]
    return f"{found['name']}{', '.join(arguments)}{found['rest']}"


def _beside(found: re.Match[str]) -> str:
    """A letter with its layer above it, in parentheses where something else stands there too."""
    turned = "T" if found["turned"] else ""
    layered = rf"{found['name']}^{{[{found['layer']}]{turned}}}"
    return rf"({layered}){found['raised']}" if found["raised"] else layered


def _slope(found: re.Match[str]) -> str:
    """The d with its letter, unless it is part of a fraction, as in dy/dx."""
    before = found.string[: found.start()].rstrip()
    if before.endswith(("{", "/")):
        return found[0]
    between = " " if re.search(r"\\[A-Za-z]+\Z", found.string[: found.start()]) else ""
    return f"{between}d{found['letter']}" if found["letter"] else rf"\mathrm{{d{found['word']}}}"


def _norm(found: re.Match[str]) -> str:
    """Bars around what is between parallels, which do not stand in two pairs of parentheses."""
    inside = found["inside"]
    opened, _, _ = inside.partition(")")
    return rf"\|{inside}\|" if opened.count("(") == inside.count(")") else found[0]


def _of_update(found: re.Match[str]) -> str:
    """What an update remembers of the slope in the weights of a layer, as one symbol of it."""
    word = "c" if found["word"] else ""
    return rf"\mathrm{{{found['name']}{word}{found['of']}}}^{{{found['layer']}}}"


def _sum_of(found: re.Match[str]) -> str:
    """The sums of rows or of columns, as products with a column of ones."""
    if found["axis"] is None:
        return rf"\mathbf{{1}}^\top {found['of']} \mathbf{{1}}"
    turned = "" if found["axis"] == "1" else r"^\top"
    return rf"({found['of']}){turned} \mathbf{{1}}" if turned else rf"{found['of']} \mathbf{{1}}"


def _matrix(found: re.Match[str]) -> str:
    """A matrix whose rows stand in brackets."""
    rows = re.findall(r"\[([^\[\]]*)\]", found["rows"])
    entries = r" \\ ".join(row.replace(",", " & ") for row in rows)
    return rf"\begin{{bmatrix}} {entries} \end{{bmatrix}}"


def _apart(found: re.Match[str]) -> str:
    """A letter and a function that stand side by side, as two things."""
    if found["alone"]:
        return rf"\{found['alone']} "
    return rf"{found['before']} \{found['after']} "


def _renamed(formula: Written) -> Written:
    r"""The formula where a maximum has an index of its own: of ``\sum_k e^{z_k - \max_k z_k}``."""
    used = set(re.findall(r"(?<![A-Za-z\\])[a-z](?![A-Za-z])", formula.text))
    free = next((letter for letter in "jmqrsuv" if letter not in used), None)
    if free is None or r"\sum" not in formula.text:
        return formula
    return replaced(formula, SAME_INDEX, lambda x: rf"\{x['which']}_{free} {x['name']}_{free}")

r"""Put the tokens of a display into the one form that is read: rows of equations.

Environments that set rows become ``aligned``, those that hold one formula vanish. A row that goes
on with ``+`` is joined to the one before. ``&`` stays where it separates: entries of a matrix, the
rule of a line. The place of every token stays what it was.
"""

from collections.abc import Sequence
from dataclasses import replace

from verify.reading.alphabet import EQUALS, RELATIONS
from verify.reading.tokens import Token

ROWS = {
    *("aligned", "align", "align*", "split", "gather", "gather*", "gathered", "multline"),
    *("multline*", "eqnarray", "eqnarray*", "alignat", "alignat*", "alignedat", "flalign"),
}
ONE = {"equation", "equation*", "displaymath", "math"}
BEGIN, END = r"\begin{aligned}", r"\end{aligned}"
OPEN, CLOSE = {"(", "[", r"\{", "{"}, {")", "]", r"\}", "}"}
BINARY = {"+", r"\cdot", r"\times", r"\odot", "/", "*", r"\circ", r"\otimes"}
JOINS = {*EQUALS, *RELATIONS}
ALIGNED = JOINS | {r"\in"}  # what an & aligns
DOTS = {r"\dots", r"\ldots", r"\cdots", r"\dotsc", r"\dotsb"}


def arranged(found: Sequence[Token]) -> list[Token]:
    """The tokens of a display with its rows in one ``aligned``, if it has rows."""
    if not any(token.text.startswith(("\\\\", "\\begin{", "\\end{", "&")) for token in found):
        return [*found]
    found = _without_systems(_unboxed(found))
    tokens = _cases(_unpointed([token for token in found if _environment(token) not in ONE]))
    begins = [k for k, token in enumerate(tokens) if _starts(token, "begin")]
    ends = [k for k, token in enumerate(tokens) if _starts(token, "end")]
    if len(begins) != len(ends):
        return tokens
    if not begins and not _has_rows(tokens):
        return tokens
    braces = {k - 1 for k in begins if k and tokens[k - 1].text == r"\{"}
    inside = [t for k, t in enumerate(tokens) if k not in {*begins, *ends, *braces}]
    first, last = (tokens[begins[0]], tokens[ends[-1]]) if begins else (tokens[0], tokens[-1])
    rows = [_columns(row) for row in _rows(inside)]
    joined: list[Token] = [replace(first, text=BEGIN, words=None)]
    for number, (row, (_, broken)) in enumerate(zip(rows, _breaks(inside), strict=True)):
        joined += row
        if number < len(rows) - 1 and broken is not None:
            joined.append(broken)
    return [*joined, replace(last, text=END, words=None)]


def _unpointed(found: list[Token]) -> list[Token]:
    """The tokens without the punctuation that ends the formula of an environment."""
    while found and found[-1].text in {".", ",", ";"}:
        found.pop()
    return found


def _unboxed(found: Sequence[Token]) -> Sequence[Token]:
    r"""The tokens without a ``\boxed{...}`` around all of them."""
    texts = [token.text for token in found]
    start = 1 if _environment(found[0]) in ONE else 0
    end = len(texts) - start
    if texts[start : start + 2] == [r"\boxed", "{"] and texts[end - 1 : end] == ["}"]:
        return [*found[:start], *found[start + 2 : end - 1], *found[end:]]
    return found


def _without_systems(found: Sequence[Token]) -> list[Token]:
    r"""The tokens without ``\left\{ \begin{array}{l}`` around several equations."""
    dropped: set[int] = set()
    for k, token in enumerate(found):
        if token.text not in {r"\begin{array}", r"\begin{cases}"} or not _holds_equations(
            found[k:]
        ):
            continue
        end = token.text.replace("begin", "end")
        last = next((j for j in range(k, len(found)) if found[j].text == end), None)
        if last is not None:
            dropped |= {k, last}
            if k and found[k - 1].text == r"\{":
                dropped.add(k - 1)
    return [token for k, token in enumerate(found) if k not in dropped]


def _holds_equations(tokens: Sequence[Token]) -> bool:
    """Whether the first row has a relation before a second column."""
    for token in tokens[1:]:
        if token.text in EQUALS:
            return True
        if token.text in {"&", "\\\\"} or token.text.startswith((r"\end{", r"\begin{")):
            return False
    return False


def _cases(tokens: list[Token]) -> list[Token]:
    r"""The tokens with ``cases`` for ``\left\{ \begin{array}{ll} ... \end{array} \right.``."""
    found: list[Token] = []
    open_cases: list[bool] = []
    for k, token in enumerate(tokens):
        if token.text == r"\begin{array}":
            is_cases = bool(found) and found[-1].text == r"\{" and _is_open(tokens[k:])
            open_cases.append(is_cases)
            if is_cases:
                found[-1] = replace(token, text=r"\begin{cases}")
                continue
        elif token.text == r"\end{array}" and open_cases and open_cases.pop():
            token = replace(token, text=r"\end{cases}")
        found.append(token)
    return found


def _is_open(tokens: Sequence[Token]) -> bool:
    r"""Whether no ``\}`` closes what stands before an array."""
    end = next((k for k, token in enumerate(tokens) if token.text == r"\end{array}"), len(tokens))
    return [token.text for token in tokens[end + 1 : end + 2]] != [r"\}"]


def _environment(token: Token) -> str:
    start = token.text.startswith((r"\begin{", r"\end{"))
    return token.text.partition("{")[2].removesuffix("}") if start else ""


def _starts(token: Token, kind: str) -> bool:
    return token.text.startswith(rf"\{kind}{{") and _environment(token) in ROWS


def _has_rows(tokens: Sequence[Token]) -> bool:
    return any(token.text in {"\\\\", "&"} for token, depth in _deep(tokens) if not depth)


def _deep(tokens: Sequence[Token]) -> list[tuple[Token, int]]:
    """The tokens, each with the number of environments around it."""
    found, depth = [], 0
    for token in tokens:
        depth -= token.text.startswith(r"\end{")
        found.append((token, depth))
        depth += token.text.startswith(r"\begin{")
    return found


def _breaks(tokens: Sequence[Token]) -> list[tuple[list[Token], Token | None]]:
    r"""The rows, each with the ``\\`` behind it; those that belong together are one."""
    rows: list[tuple[list[Token], Token | None]] = []
    row: list[Token] = []
    brackets = 0
    deep = _deep(tokens)
    for k, (token, depth) in enumerate(deep):
        brackets += (token.text in OPEN) - (token.text in CLOSE) if not depth else 0
        if token.text != "\\\\" or depth:
            row.append(token)
        elif brackets <= 0 and not _goes_on(row, [t for t, _ in deep[k + 1 :]]):
            if any(each.text != "&" for each in row):
                rows.append((row, token))
            row, brackets = [], 0
        else:
            row = [each for each in row if not (each.text == "&" and each is row[-1])]
            row.append(replace(token, text="\\\\joined"))
    if any(each.text != "&" for each in row) or not rows:
        rows.append((row, None))
    return rows


def _rows(tokens: Sequence[Token]) -> list[list[Token]]:
    return [row for row, _ in _breaks(tokens)]


def _goes_on(row: Sequence[Token], rest: Sequence[Token]) -> bool:
    """Whether the row that follows belongs to the side that stands last in this one."""
    before = [token.text for token in row if token.text != "&"]
    if not before:
        return False
    if before[-1] in BINARY | JOINS | {"-"}:
        return True
    following: list[str] = []
    for token in rest:
        if token.text == "\\\\" or token.text == END:
            break
        following.append(token.text)
    written = [text for text in following if text != "&"]
    if not written:
        return False
    if written[0] in BINARY:
        return True
    relation = next((k for k, text in enumerate(following) if text in JOINS), None)
    if written[0] != "-":
        return False
    return relation is None or (following[0] == "&" and "&" not in following[1:relation])


def _columns(row: Sequence[Token]) -> list[Token]:
    r"""The row without the ``&`` that only align; one between two equations becomes ``\qquad``."""
    found: list[Token] = []
    deep = _deep(row)
    for k, (token, depth) in enumerate(deep):
        if token.text == "\\\\joined":
            continue
        if token.text != "&" or depth:
            found.append(token)
            continue
        before = found[-1].text if found else ""
        rest = [t.text for t, level in deep[k + 1 :] if not level]
        following = rest[0] if rest else ""
        is_rule = r"\text" in {following, *rest[1:2]} and following in {"&", r"\text"}
        is_rule &= bool(before) and not (following == r"\text" and rest[1:2] == ["("])
        if is_rule or following == "(":
            found.append(token)
        elif following == "&" or not before or {before, following} & ALIGNED or not following:
            continue
        elif any(text in JOINS for text in rest) and any(t.text in JOINS for t in found):
            found.append(replace(token, text=r"\qquad"))
        elif following in BINARY | {"-"} or before in BINARY | {"-"}:
            continue
        else:
            found.append(token)
    texts = [token.text for token in found[-4:]]
    if texts[:2] == ["&", "("] and texts[2].isdecimal():  # the number of an equation
        del found[-4:]
    while found and found[-1].text in {",", ".", ";"}:
        found.pop()
    return found

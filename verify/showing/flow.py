"""A formula in pieces, so that a narrow page can begin a new line between them.

No browser breaks MathML. Here each side of a relation is an element of its own, a side too wide
for a phone is cut before its operators, and lines are filled by the browser, as with words.
"""

import html
import re
from collections.abc import Iterator
from functools import partial
from xml.etree.ElementTree import Element, fromstring, tostring

from verify.showing.mathml import mathml

SIDE = 16.5  # em that a phone has for one piece of a display
WORDS = 14.0  # em of a formula inside of a sentence that may be broken there
RELATIONS = frozenset("=≈≠<>≤≥≔∈≡→⟹⇒⟺∼∝≐")
LEVELS = (frozenset("+−±"), frozenset("⋅×⊙∘/"), frozenset(","))  # where a side is cut first
OPEN, CLOSE = frozenset("([{"), frozenset(")]}")
ENTITY = re.compile(r"&(?!lt;|gt;|amp;|quot;)\w+;")  # which XML does not have

Pieces = list[list[Element]]


def displayed(latex: str) -> str:
    """A display; raises `MathError` for LaTeX outside of the converter's language."""
    root = _parsed(latex, display=True)
    fits = [1.0]  # how much smaller a phone must set what can't be cut
    if len(root) == 1 and root[0].tag == "mtable":
        beside: list[float] = [1.0]
        shown = _rows(root[0], beside)
        if min(beside) < 1:
            shown = _rows(root[0], fits, above=True)
    else:
        parts = map(partial(_sides, limit=SIDE, fits=fits), _parts(list(root)))
        shown = "".join(f'<div class="eq-part">{part}</div>' for part in parts)
    style = f' style="--fit:{min(fits):.2f}"' if min(fits) < 1 else ""
    return f'<div class="eq-math"{style} data-tex="{html.escape(latex.strip())}">{shown}</div>'


def inline(latex: str) -> str:
    """A formula in running text, which goes on in the next line only where it is long."""
    whole = mathml(latex)
    root = _parsed(latex, display=False)
    pieces = [piece for side in _before(list(root), RELATIONS) for piece in _cut(side, WORDS)]
    if _width(root) <= WORDS or len(pieces) == 1:
        return whole
    shown = "<wbr>".join(_math(piece, "") for piece in pieces)
    return f'<span data-tex="{html.escape(latex.strip())}">{shown}</span>'


def _parsed(latex: str, display: bool) -> Element:
    return fromstring(ENTITY.sub(unescaped, mathml(latex, display)))


def unescaped(entity: re.Match[str]) -> str:
    """The character that an entity stands for."""
    return html.unescape(entity[0])


def _rows(table: Element, fits: list[float], above: bool = False) -> str:
    """An ``aligned``: what is equal, to what, and why; on a phone, above or beside each other."""
    lefts = max(sum(map(_width, row[0])) for row in table)
    above |= lefts > SIDE / 3
    limit = SIDE - 1 - (0 if above else lefts)
    cells = []
    for row in table:
        left, right, *reason = [list(cell) for cell in row]
        cells += [f'<div class="eq-left">{_sides(left, SIDE, fits)}</div>'] if left else []
        cells += [f'<div class="eq-right">{_sides(right, limit, fits)}</div>']
        words = "".join(part.text or "" for cell in reason for part in cell).replace("\xa0", " ")
        cells += [f'<div class="eq-why">{html.escape(words, quote=False)}</div>'] if words else []
    return f'<div class="eq-rows{" eq-above" if above else ""}">{"".join(cells)}</div>'


def _parts(children: list[Element]) -> Iterator[list[Element]]:
    r"""Formulas that a ``\qquad`` keeps apart."""
    part: list[Element] = []
    for child in children:
        if child.tag == "mspace" and float(child.get("width", "0em").removesuffix("em")) >= 1:
            yield part
            part = []
        else:
            part.append(child)
    yield part


def _sides(children: list[Element], limit: float, fits: list[float]) -> str:
    shown = []
    for side in _before(children, RELATIONS):
        pieces = _cut(side, limit)
        fits += [limit / (sum(map(_width, piece)) or 1) for piece in pieces]
        text = "<wbr>".join(map(_math, pieces))
        shown.append(f'<span class="eq-side">{text}</span>' if len(pieces) > 1 else text)
    return "<wbr>".join(shown)


def _before(children: list[Element], operators: frozenset[str], depth: int = 0) -> Pieces:
    """Cut before each of some operators that stands in no brackets, but not before the first."""
    pieces: Pieces = [[]]
    inside = 0
    for child in children:
        text = _sign(child)
        if text in CLOSE:
            inside -= 1
        binary = child.get("lspace") != "0"  # a sign has no space before it
        if child.tag == "mo" and text in operators and binary and inside <= depth and pieces[-1]:
            if text == ",":
                pieces[-1].append(child)
                pieces.append([])
                continue
            child.set("form", "infix")
            pieces.append([])
        if text in OPEN:
            inside += 1
        pieces[-1].append(child)
    return [piece for piece in pieces if piece]


def _cut(side: list[Element], limit: float) -> Pieces:
    """Cut a side until each piece fits, or nothing is left to cut before."""
    if sum(map(_width, side)) <= limit:
        return [side]
    for depth in (0, 1, 2):
        for level in LEVELS[: 3 if depth else 2]:
            pieces = _before(side, level, depth)
            if len(pieces) > 1:
                return [small for piece in pieces for small in _cut(piece, limit)]
        factors = _factors(side) if depth == 0 else [side]
        if len(factors) > 1:
            return [small for piece in factors for small in _cut(piece, limit)]
        side = _opened(side)
    return [side]


def _factors(side: list[Element]) -> Pieces:
    """Cut a product before its brackets, sums and fractions."""
    pieces: Pieces = [[]]
    inside = 0
    for child in side:
        text = _sign(child)
        starts = child.tag in {"mrow", "munderover", "mfrac"} or text in OPEN
        before = pieces[-1][-1] if pieces[-1] else None
        if inside == 0 and before is not None:
            closed = _sign(before) in CLOSE and child.tag != "mo"
            if closed or (starts and not _binds(before)):
                pieces.append([])
        inside += (text in OPEN) - (text in CLOSE)
        pieces[-1].append(child)
    return pieces


def _sign(element: Element) -> str:
    """A bracket may carry an exponent."""
    base = element[0] if element.tag in {"msub", "msup", "msubsup"} else element
    return (base.text or "") if base.tag == "mo" else ""


def _binds(element: Element) -> bool:
    """An operator, a sign or a function belongs to what follows it."""
    if element.tag in {"munderover", "mspace"}:
        return True
    name = element[0] if element.tag in {"msub", "msup", "msubsup", "mover"} else element
    return _sign(element) not in CLOSE and name.tag in {"mo", "mi"}


def _opened(side: list[Element]) -> list[Element]:
    """The content of brackets that grow, beside them: they grow with their own piece then."""
    opened: list[Element] = []
    for child in side:
        if child.tag == "mrow" and len(child) and child[0].tag == "mo" and child[-1].tag == "mo":
            opened += child
        else:
            opened.append(child)
    return opened


def _math(piece: list[Element], style: str = ' displaystyle="true"') -> str:
    return f"<math{style}>{''.join(tostring(e, encoding='unicode') for e in piece)}</math>"


def _width(element: Element) -> float:
    """About how wide a piece is, in em."""
    tag, text = element.tag, element.text or ""
    inside: list[float] = [_width(child) for child in element]
    if tag == "mspace":
        return float(element.get("width", "0em").removesuffix("em"))
    if tag == "mo":
        if text == "∑":
            return 1.2
        return 0.35 if text in OPEN | CLOSE | frozenset(",⁡′|‖") else 1.25
    if tag == "mn":
        return 0.48 * len(text) - 0.22 * text.count(".") + 0.05
    if tag in {"mi", "mtext"}:
        return 0.52 * len(text) + 0.1
    if tag in {"msub", "msup"}:
        return inside[0] + 0.7 * inside[1]
    if tag == "msubsup":
        return inside[0] + 0.7 * max(inside[1:])
    if tag in {"munderover", "munder", "mover"}:
        return max(inside[0], *(0.7 * part for part in inside[1:]))
    if tag == "mfrac":
        return max(inside) + 0.3
    if tag == "mtable":
        rows = [[_width(cell) for cell in row] for row in element]
        columns: list[tuple[float, ...]] = list(zip(*rows, strict=True))
        return sum(max(column) + 0.8 for column in columns)
    return sum(inside) + (0.9 if tag in {"msqrt", "mroot"} else 0)

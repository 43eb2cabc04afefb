"""The numbers that the displays of a worked example print, each with what it stands for."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import sympy as sp

from verify.book.displays import Display
from verify.proving import worked
from verify.proving.namespace import Symbols
from verify.proving.scope import Scope
from verify.reading import nodes as n
from verify.reading.tokens import LatexError

DIGITS = re.compile(r"(?<!\\mathbf\{)\d+(?:\.\d+)?")  # the one of all ones is a letter
BEFORE = re.compile(r"(?:\\times|\\cdot|[+\-])\s*$")


class Number(NamedTuple):
    """A number of a display: how many stand before it, what it is worth, and how it is written.

    The sign says what becomes of the one before it: ``u`` belongs to the number, ``+`` and ``-``
    join it to a sum, ``p`` asks for brackets around a negative number, ``o`` is for none of them.
    """

    order: int
    meant: sp.Expr
    form: str
    sign: str


def numbers(display: Display, symbols: Symbols) -> list[Number]:
    """The numbers of a display that follow from the example's givens; none where it has none."""
    if "given" not in symbols or display.reason is not None:
        return []
    given = set(symbols["given"])
    places = {found.start(): k for k, found in enumerate(DIGITS.finditer(display.latex))}
    found = {}
    for printed in _printed(display, symbols):
        meant = sp.sympify(printed.meant)
        literal, negative = _literal(printed.node)
        if literal is None or not meant.free_symbols & given or literal.at not in places:
            continue
        found[places[literal.at]] = Number(
            places[literal.at],
            meant,
            _form(literal, meant),
            _sign(display, printed, literal, negative),
        )
    return [found[order] for order in sorted(found)]


def _printed(display: Display, symbols: Symbols) -> Iterator[worked.Printed]:
    for chain in symbols.chains(display.latex):
        before: n.Node | None = None
        for side in chain.sides:
            if not worked.is_numeric(side.value):
                before = side.value
                continue
            if before is None:
                continue
            scope = Scope(symbols, {}, symbols, printed=[])
            try:
                worked.problem(side.value, before, scope)
            except (LatexError, ValueError):  # of a line with an index, which has no single value
                continue
            yield from scope.printed or ()


def _literal(node: n.Node) -> tuple[n.Number | None, bool]:
    match node:
        case n.Number():
            return node, False
        case n.Negative(of=n.Number() as inner):
            return inner, True
    return None, False


def _form(literal: n.Number, meant: sp.Expr) -> str:
    """What is given is shown with all that a reader typed, other numbers as they are printed."""
    decimals = len(literal.digits.partition(".")[2])
    return f"{'m' if meant.is_Symbol else 'f'}{decimals}" if decimals else "x"


def _sign(display: Display, printed: worked.Printed, literal: n.Number, negative: bool) -> str:
    own = sp.Rational(literal.digits) * (-1 if negative else 1)
    before = display.latex[: literal.at].rstrip()
    if negative:
        return "u"
    if printed.value != own:  # the sign of the sum is the number's
        return "+" if before.endswith("-") else "-"
    return "p" if BEFORE.search(before) else "o"


def ordered(markup: str) -> Any:
    """The numbers of a typeset formula, in their order."""
    return re.finditer(r"<mn>([^<]*)</mn>", markup)


def marked(markup: str, latex: str, places: dict[int, str]) -> str:
    """The same formula with what the page needs to know of its numbers.

    Raises:
        ValueError: the typeset numbers are not those of the source.
    """
    if not places:
        return markup
    found = list(ordered(markup))
    written = DIGITS.findall(latex)
    if [one[1] for one in found] != written:
        raise ValueError("the typeset numbers of this display are not those of its source")
    for order, data in sorted(places.items(), reverse=True):
        one = found[order]
        markup = f'{markup[: one.start()]}<mn data-m="{data}">{one[1]}</mn>{markup[one.end() :]}'
    return markup

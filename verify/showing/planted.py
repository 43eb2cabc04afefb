"""Formulas with a planted mistake, as a page holds them: whole without a script, a game with it."""

import os
import re
from datetime import UTC, datetime
from html import escape

from verify.answers.box import SCRIPTED
from verify.answers.planted import Planted, planted, seen
from verify.book.claims import Book, relative
from verify.showing.mathml import MathError, mathml
from verify.showing.names import called

SEED = "PLANTED_SEED"  # in the environment: the mistakes of another build
SCRIPT, STYLE = "assets/planted.js", "assets/planted.css"
LEAF = re.compile(r"<(m[ino])\b([^>]*)>([^<]*)</\1>")
SILENT = {"&ApplyFunction;", "&InvisibleTimes;", ""}
BRACKETS = {"(", ")", "[", "]", "{", "}", ",", "="}
SPOKEN = {
    "+": "plus", "\N{MINUS SIGN}": "minus", "⊙": "entry by entry", "⋅": "times", "×": "times",
    "⊤": "transposed", "∑": "sum", "∏": "product", "′": "prime", "/": "divided by",
    "∂": "partial d",
}  # fmt: skip


def seed() -> str:
    """The day of the build, or what the environment asks for."""
    if asked := os.environ.get(SEED):
        return re.sub(r"[^\w.-]", "", asked)[:40]
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        return datetime.fromtimestamp(int(epoch), UTC).date().isoformat()
    return datetime.now(UTC).date().isoformat()


def of_page(book: Book) -> list[Planted]:
    """What is planted in this build, each of whose symbols can be pointed at."""
    return planted(seed(), book, _can_be_found)


def _can_be_found(each: Planted) -> bool:
    shown = marked(each.wrong)
    places = shown[2] if shown else []
    return any(token == each.token and name not in BRACKETS for token, name in places)


def html(book: Book, page: str) -> str:
    """All of them, one below the other."""
    found = of_page(book)
    style, script = relative(STYLE, page), relative(SCRIPT, page)
    items = "".join(_item(each, k, len(found), book, page) for k, each in enumerate(found, start=1))
    return (
        f'<link rel="stylesheet" href="{style}">{SCRIPTED}'
        f'<div class="planted" data-seed="{seed()}" data-search-exclude>{items}'
        '<p class="planted-bar"><button type="button" data-next>Next formula</button> '
        "<output></output></p>"
        f"<p>The seed of these is <code>{seed()}</code>; with <code>{SEED}={seed()}</code> in the "
        "environment, another build plants the same.</p></div>"
        f'<script src="{script}" defer></script>'
    )


def _item(each: Planted, order: int, count: int, book: Book, page: str) -> str:
    shown = marked(each.wrong)
    assert shown is not None  # the others are left out
    formula, names, places = shown
    wrong = next(k for k, (token, _) in enumerate(places) if token == each.token)
    buttons = "".join(
        f'<button type="button" data-k="{k}" aria-label="{escape(SPOKEN.get(name, name))}, '
        f'symbol {k + 1}">{name}</button>'
        for k, name in enumerate(names)
        if name not in BRACKETS
    )
    claim = book.labels[each.label]
    link = relative(claim.link, page).replace(".md#", ".html#")  # as in all raw HTML
    where = f'<a href="{escape(link)}">{escape(called(claim, book))}</a>'
    return (
        f'<section class="planted-one" data-wrong="{wrong}"><h2>Formula {order} of {count}</h2>'
        f'<p class="planted-formula" tabindex="0">{formula}</p>'
        '<div class="planted-tokens" role="group" aria-label="Symbols of the formula">'
        f"{buttons}</div>"
        '<output role="status"></output>'
        "<details><summary>Numbers at which it is false</summary>"
        f"<p>{escape(each.example)}</p></details>"
        f"<details><summary>The right line</summary><p>{mathml(each.right, display=True)}</p>"
        f"<p>{names[wrong]} stood where {_looks(each.instead)} belongs: {where}.</p></details>"
        "</section>"
    )


def _looks(token: str) -> str:
    return next((name for _, name in seen(token)), token)


def marked(latex: str) -> tuple[str, list[str], list[tuple[int, str]]] | None:
    """The typeset line with a number on each symbol, what they look like, and their tokens.

    Nothing where the symbols of the LaTeX are not those that are set, one by one.
    """
    try:
        typeset = mathml(latex, display=True)
    except MathError:
        return None
    names = [(at, name) for at, name in seen(latex)]
    leaves = [found for found in LEAF.finditer(typeset) if found[3] not in SILENT]
    if [name for _, name in names] != [LETTERS.get(leaf[3], leaf[3]) for leaf in leaves]:
        return None
    for k, leaf in reversed([*enumerate(leaves)]):
        numbered = f'<{leaf[1]}{leaf[2]} data-k="{k}">{leaf[3]}</{leaf[1]}>'
        typeset = typeset[: leaf.start()] + numbered + typeset[leaf.end() :]
    alt = re.sub(r' alttext="[^"]*"', "", typeset)
    return alt, [name for _, name in names], names


LETTERS = {"ˆ": "^", "&lt;": "&lt;", "ϵ": "ε", "ϕ": "φ", "·": "⋅"}

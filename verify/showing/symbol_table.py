"""The symbols of a chapter, folded at its end, and those of the whole book, by their letters.

What a symbol of a formula tells who points at it is its row at the end of the chapter.
"""

import re
from collections.abc import Callable, Iterable
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from verify.book.claims import Book
from verify.reading.alphabet import GREEK
from verify.showing.boxes import HIDDEN
from verify.showing.finding import GROUP, field
from verify.showing.mathml import mathml
from verify.showing.notation import Symbol, declared

HEADING = "\n\n## Symbols { #symbols data-search-exclude }\n\n"
COLUMNS = ("Symbol", "Meaning", "Shape", "Python")
FIND = "letter or word: weights layer"
WRITTEN = re.compile(r"\\[A-Za-z]+|\w")
FUNCTION = re.compile(r"(.+?)(\(.+\))")
ELL = r"\ell"  # which nobody looks for among the Greek letters

Store = Callable[[str], str]


def anchor(name: str) -> str:
    """Where the row of a symbol is."""
    return f"symbol:{name}"


def listing(book: Book, topic: str, place: Callable[[Element], str], store: Store) -> str:
    """What stands on a page: of a chapter its symbols, elsewhere those of the book."""
    if topic in book.chapters:
        return HEADING + place(of_chapter(topic, store))
    return "".join(map(place, of_book(book, store)))


def of_chapter(topic: str, store: Store) -> Element:
    """The fold with a row for each symbol; ``store`` gives what stands for HTML."""
    symbols = declared(topic)
    fold = Element("details", {"class": "ledger symbols"})
    SubElement(fold, "summary").text = f"The {len(symbols)} symbols of this chapter"
    table = SubElement(SubElement(fold, "section", HIDDEN), "table", {"class": "symbols"})
    _head(table, COLUMNS)
    body = SubElement(table, "tbody")
    for symbol in symbols:
        row = _row(body, symbol.latex, symbol.meaning, [symbol.shape], symbol.python, store)
        row.set("id", anchor(symbol.name))
    return fold


def of_book(book: Book, store: Store) -> list[Element]:
    """A field to type into, the letters, and all symbols: those of one meaning in one row."""
    found: dict[tuple[str, str], list[tuple[str, Symbol]]] = {}
    for topic in book.chapters:
        for symbol in declared(topic):
            found.setdefault((symbol.latex, symbol.meaning), []).append((topic, symbol))
    letters = Element("nav", {"class": "letters", "aria-label": "Letters"})
    table = Element("table", {"class": "symbols"})
    _head(table, (*COLUMNS, "Chapters"))
    for letter, keys in groupby(sorted(found, key=_order), key=lambda key: _letter(key[0])):
        about = {"href": f"#letter:{letter}"}
        SubElement(letters, "a", about).text = GREEK.get(letter, letter)
        body = SubElement(table, "tbody", {"id": f"letter:{letter}", GROUP: letter})
        for latex, meaning in keys:
            uses = found[latex, meaning]
            shapes = dict.fromkeys(symbol.shape for _, symbol in uses)
            python = dict.fromkeys(name for _, symbol in uses for name in symbol.python)
            row = _row(body, latex, meaning, shapes, python, store)
            row.append(_chapters(book, [(topic, symbol.name) for topic, symbol in uses]))
    return [field("Find a symbol", FIND, "symbols"), letters, table]


def _letter(latex: str) -> str:
    r"""Under what one looks for a symbol: ``\hat{y}`` is under Y, ``\Delta^{(1)}`` under delta."""
    first = _first(latex)
    return first.lower() if first in GREEK else first.upper()


def _order(key: tuple[str, str]) -> tuple[int, str, bool, int, str]:
    """The Latin letters, then the Greek ones; of each the capital, then the bare letter first."""
    latex, letter = key[0], _letter(key[0])
    at = [*GREEK].index(letter) + 1 if letter in GREEK else 0
    return at, letter, _first(latex)[0].islower(), len(latex), latex


def _first(latex: str) -> str:
    """The first letter of a symbol, without what it wears."""
    marks = [str(mark).strip("\\") for mark in WRITTEN.findall(latex.replace(ELL, "l"))]
    return next(mark for mark in marks if mark in GREEK or len(mark) == 1)


def _row(
    body: Element,
    latex: str,
    meaning: str,
    shapes: Iterable[str],
    python: Iterable[str],
    store: Store,
) -> Element:
    row = SubElement(body, "tr")
    SubElement(row, "td").text = store(typeset(latex))
    SubElement(row, "td").text = meaning
    SubElement(row, "td").text = "; ".join(shapes)
    row.append(_names([*python]))
    return row


def typeset(latex: str) -> str:
    """The symbol; before the arguments of a function a narrow column can begin a new line."""
    found = FUNCTION.fullmatch(latex)
    return "<wbr>".join(map(mathml, found.groups() if found else [latex]))


def _chapters(book: Book, uses: Iterable[tuple[str, str]]) -> Element:
    """The numbers of chapters, each a link to the row of the symbol there."""
    cell = Element("td")
    for topic, name in uses:
        about = {"href": f"{topic}.md#{anchor(name)}", "title": book.title(topic)}
        link = SubElement(cell, "a", about)
        link.text, link.tail = str(book.chapters.index(topic) + 1), " "
    return cell


def _head(table: Element, columns: tuple[str, ...]) -> None:
    """The row with the names of the columns."""
    row = SubElement(SubElement(table, "thead"), "tr")
    for column in columns:
        SubElement(row, "th").text = column


def _names(python: list[str]) -> Element:
    """A cell with Python names, each of which may go on in a new line behind an underscore."""
    cell = Element("td")
    for at, name in enumerate(python):
        code = SubElement(cell, "code")
        code.text, *rest = (AtomicString(part) for part in name.replace("_", "_ ").split(" "))
        for part in rest:
            SubElement(code, "wbr").tail = part
        code.tail = ", " if at < len(python) - 1 else None
    return cell

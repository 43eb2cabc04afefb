"""Files of the book on the pages of its reference, where each test has an address.

The address of a test is its name for pytest, ``tests/test_softmax.py::test_dtype_is_kept``; that
of a formula's derivation is ``derivations/softmax.py::softmax_jacobian``.
"""

import ast
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_for_filename

from verify.book import ROOT
from verify.book.claims import Book, relative
from verify.book.markup import DIRECTIVE, without_code
from verify.book.memory import remember
from verify.book.sources import digest
from verify.showing.directives import DirectiveError

DIRECTIVES = ("source", "tests")
Part = tuple[list[str], str]  # what a piece of a file defines, and its coloured lines
Lines = tuple[int, int]  # the first and the last, counted from 1


def shown_by(directive: str, arguments: str, book: Book) -> list[str]:
    """The files that ``{{ source PATH }}`` or ``{{ tests CHAPTER ... }}`` puts on its page.

    Raises:
        DirectiveError: there is no such file, folder or chapter.
    """
    if directive == "tests":
        topics = arguments.split() or book.chapters
        if unknown := [topic for topic in topics if topic not in book.chapters]:
            raise DirectiveError(f"{unknown[0]!r} is no chapter of the book")
        return [f"tests/test_{topic}.py" for topic in topics]
    path = ROOT / arguments
    if not arguments or not path.resolve().is_relative_to(ROOT) or not path.exists():
        raise DirectiveError(f"{arguments!r} is no file or folder of the book")
    files = [path] if path.is_file() else sorted(path.rglob("*.py"))
    return [f.relative_to(ROOT).as_posix() for f in files if f == path or f.name[:2] != "__"]


def address(file: str, name: str, book: Book) -> str | None:
    """Where the book shows what a file defines, or at least the file; nothing if nowhere."""
    page = _pages(book).get(file)
    if page is None or not (ROOT / file).is_file():
        return None
    known = any(name in names for names, _ in coloured(file, book))
    return f"{page}#{file}::{name}" if known else f"{page}#{file}"


@lru_cache(maxsize=1)
def _pages(book: Book) -> dict[str, str]:
    """The page of every file that the book shows."""
    found: dict[str, str] = {}
    for path, text in book.pages.items():
        if not any(f"{{{{ {name}" in text for name in DIRECTIVES):
            continue
        for directive in DIRECTIVE.finditer(without_code(text)):
            if directive["name"] in DIRECTIVES:
                with suppress(DirectiveError):  # which that page reports
                    files = shown_by(directive["name"], directive["arguments"] or "", book)
                    found |= dict.fromkeys(files, path.relative_to(book.docs).as_posix())
    return found


def listing(
    files: list[str],
    book: Book,
    page: str,
    place: Callable[[Element], str],
    store: Callable[[str], str],
) -> str:
    """The files as Markdown; ``place`` gives what stands for an element, ``store`` for HTML.

    Raises:
        DirectiveError: a file is missing.
    """
    if missing := [file for file in files if not (ROOT / file).is_file()]:
        raise DirectiveError(f"{missing[0]} is missing")
    sections = (
        [f"## `{file}` {{ #{file} }}", _back(file, book, page), place(_listed(file, book, store))]
        for file in files
    )
    return "\n\n".join(part for section in sections for part in section if part)


def _back(file: str, book: Book, page: str) -> str:
    """From a derivation, or the tests of a chapter, to the chapter and its formulas."""
    topic = _topic(file)
    if topic not in book.chapters:
        return ""
    claims = [claim for claim in book.claims[topic] if claim.number]
    numbers = [f"[({claim.number})]({relative(claim.link, page)})" for claim in claims]
    chapter = f"Chapter [{book.title(topic)}]({relative(f'{topic}.md', page)})"
    return f"{chapter}: {', '.join(numbers)}" if numbers else chapter


def _topic(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".py").removeprefix("test_")


def _listed(file: str, book: Book, store: Callable[[str], str]) -> Element:
    """A coloured file; what has an address is an element of its own."""
    block = Element("div", {"class": "highlight"})
    # The theme makes a grid of code, and blank lines between elements of a grid are lost.
    code = SubElement(SubElement(SubElement(block, "pre"), "code"), "span")
    for names, html in coloured(file, book):
        part = code
        for name in names:
            part = SubElement(part, "span", {"id": f"{file}::{name}"})
        if names:
            part.text = AtomicString(store(html))
        elif len(code):
            code[-1].tail = store(html)
        else:
            code.text = AtomicString(store(html))
    return block


def coloured(file: str, book: Book) -> list[Part]:
    """The pieces of a file; to colour them takes a while, once."""
    claims = book.claims.get(_topic(file), []) if file.startswith("derivations/") else []
    return _coloured(
        file, read(ROOT / file), tuple(c.display.label for c in claims if c.display.label)
    )


@lru_cache(maxsize=64)
def _coloured(file: str, text: str, labels: tuple[str, ...]) -> list[Part]:
    def parts() -> list[Part]:
        lexer, formatter = get_lexer_for_filename(file, stripnl=False), HtmlFormatter(nowrap=True)
        pieces = _pieces(text, _addressed(file, text, labels))
        return [(names, highlight(code, lexer, formatter)) for names, code in pieces if code]

    found: list[Part] = remember(f"{file}\0{_version()}\0{labels}\0{text}", parts)
    return found


@cache
def _version() -> str:
    return digest("verify.showing.files")


def read(path: Path) -> str:
    """The text of a file, which a build asks for hundreds of times."""
    status = path.stat()
    return _text(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=128)
def _text(path: Path, *version: int) -> str:
    return path.read_text(encoding="utf-8")


def _pieces(text: str, addressed: dict[Lines, list[str]]) -> Iterator[tuple[list[str], str]]:
    """A file from top to bottom, cut where something begins or ends that has an address."""
    lines, at = text.splitlines(keepends=True), 0
    for (first, last), names in addressed.items():
        yield [], "".join(lines[at : first - 1])
        yield names, "".join(lines[first - 1 : last])
        at = last
    yield [], "".join(lines[at:])


def _addressed(file: str, text: str, labels: Iterable[str]) -> dict[Lines, list[str]]:
    """The tests of a file, or what it derives of formulas, by their lines."""
    found: dict[Lines, list[str]] = {}
    given: set[str] = set()
    try:
        body = ast.parse(text).body if file.endswith(".py") else []
    except SyntaxError:  # while an author writes; the tests tell
        body = []
    for node in body:
        names = [name for name in defined(node) if name in labels or name.startswith("test_")]
        if new := [name for name in names if name not in given]:
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", ()))])
            found[first, node.end_lineno or first] = new
            given |= {*new}
    return found


def defined(node: ast.stmt) -> list[str]:
    """The names that a statement of a module gives to something."""
    match node:
        case ast.FunctionDef(name) | ast.ClassDef(name):
            return [name]
        case ast.Assign(targets):
            return [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
    return []

"""Sentences that a test states: the test quotes the page, and the page stays prose.

    @states("No score is zero, so every answer is clear-cut.")
    def test_no_score_of_the_three_gates_is_zero(): ...

in ``tests/test_perceptron.py`` quotes ``docs/perceptron.md``. The tests are read and not run.
"""

import ast
import difflib
import os
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeGuard

from verify.book import ROOT
from verify.prose.pages import path_of, text_of
from verify.prose.plain import WORD, occurrences

FEWEST = 3  # words of a quote
Stamp = tuple[tuple[str, int, int], ...]  # of every file: its path, when it was written, its size


@dataclass(frozen=True)
class Statement:
    """What a test quotes, and of which page."""

    page: str  # "softmax", "README", "figures/softmax"
    text: str
    test: str
    file: str  # "tests/test_softmax.py"
    line: int


@dataclass(frozen=True)
class Quote:
    """Where on a page the words stand that a test quotes."""

    start: int
    end: int
    test: str
    file: str
    line: int


def quoted(page: str, source: str, root: Path = ROOT) -> list[Quote]:
    """The spans of a page's text that tests quote, in reading order.

    The page of a caption is ``figures/<topic>``, and the text that of the file or the caption.
    """
    return list(_quoted(source, _by_page(root, _stamp(root)).get(page, ())))


@lru_cache(maxsize=256)
def _quoted(source: str, quotes: tuple[Statement, ...]) -> tuple[Quote, ...]:
    found = [
        Quote(*span, statement.test, statement.file, statement.line)
        for statement in quotes
        for span in occurrences(statement.text, source)
    ]
    return tuple(sorted(found, key=lambda quote: (quote.start, quote.end)))


def statements(root: Path = ROOT) -> list[Statement]:
    """What the tests quote; read again only where a file has changed."""
    return [one for quotes in _by_page(root, _stamp(root)).values() for one in quotes]


@lru_cache(maxsize=4)
def _by_page(root: Path, stamp: Stamp) -> dict[str, tuple[Statement, ...]]:
    pages: dict[str, list[Statement]] = {}
    for found in _found(root, stamp):
        if isinstance(found, Statement):
            pages.setdefault(found.page, []).append(found)
    return {page: tuple(quotes) for page, quotes in pages.items()}


def _found(root: Path, stamp: Stamp) -> Iterator[Statement | str]:
    """What the tests quote, and what is wrong with a quote that cannot be read."""
    for file in stamp:
        yield from _statements(root, *file)


def _stamp(root: Path) -> Stamp:
    """The files of tests with what tells that they have not changed."""
    found, todo = [], [os.path.join(root, "tests")]
    for folder in filter(os.path.isdir, todo):  # which grows while it is read
        for entry in os.scandir(folder):
            if entry.name.startswith("test_") and entry.name.endswith(".py"):
                status = entry.stat()
                found.append((entry.path, status.st_mtime_ns, status.st_size))
            elif entry.is_dir() and not entry.name.startswith("__"):
                todo.append(entry.path)
    return tuple(sorted(found))


@lru_cache(maxsize=512)
def _statements(root: Path, path: str, *stamp: int) -> tuple[Statement | str, ...]:
    file = Path(path).relative_to(root).as_posix()
    return tuple(
        found
        for node in _functions(path, *stamp)
        for call in node.decorator_list
        if _states(call)
        for found in _read(node.name, call, file)
    )


@lru_cache(maxsize=512)
def _functions(path: str, *stamp: int) -> tuple[ast.FunctionDef, ...]:
    """The functions of a file that quotes a page."""
    text = Path(path).read_text(encoding="utf-8")
    try:
        tree = ast.parse(text if "@states" in text else "")
    except SyntaxError:  # while an author writes; the tests tell
        return ()
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def _states(decorator: ast.expr) -> TypeGuard[ast.Call]:
    match decorator:
        case ast.Call(func=ast.Name(id="states")):
            return True
    return False


def code_of(file: str, test: str, root: Path = ROOT) -> tuple[int, str]:
    """The line where a test begins and its source, without what it quotes."""
    path = root / file
    status = path.stat()
    lines = path.read_text(encoding="utf-8").splitlines()
    for node in _functions(str(path), status.st_mtime_ns, status.st_size):
        if node.name == test:
            others = [d for d in node.decorator_list if not _states(d)]
            parts = [(d.lineno, d.end_lineno) for d in others] + [(node.lineno, node.end_lineno)]
            kept = [line for first, last in parts for line in lines[first - 1 : last]]
            return node.lineno, textwrap.dedent("\n".join(kept))
    raise LookupError(f"{file} has no test {test!r}")


def _read(test: str, call: ast.Call, file: str) -> Iterator[Statement | str]:
    where = f"{file}:{call.lineno}"
    try:
        quotes = [ast.literal_eval(argument) for argument in call.args]
        options = {str(option.arg): ast.literal_eval(option.value) for option in call.keywords}
    except ValueError:
        yield f"{where}: quotes are texts, not computed"
        return
    if not quotes or not all(isinstance(quote, str) for quote in quotes):
        yield f"{where}: quote a sentence: @states('...')"
    elif not test.startswith("test_"):
        yield f"{where}: {test} is no test, so it states nothing"
    else:
        page = options.get("page") or Path(file).stem.removeprefix("test_")
        for quote in quotes:
            if len(WORD.findall(quote)) < FEWEST:
                yield f"{where}: {quote!r} is too short: quote {FEWEST} words or more"
            else:
                yield Statement(page, quote, test, file, call.lineno)


def unfounded(root: Path = ROOT) -> list[str]:
    """What is wrong with quotes: they can't be read, or stand nowhere on their page."""
    return [problem for found in _found(root, _stamp(root)) if (problem := _problem(found, root))]


def _problem(found: Statement | str, root: Path) -> str:
    if isinstance(found, str):
        return found
    path = path_of(found.page, root)
    where, shown = f"{found.file}:{found.line}", path.relative_to(root).as_posix()
    if not path.is_file():
        return f"{where} quotes {shown}, which is missing: name it, page='...'"
    source = text_of(found.page, root)
    if any(True for _ in occurrences(found.text, source)):
        return ""
    nearest = _nearest(found.text, source)
    return f"{where} quotes {found.text!r}, which {shown} does not say; nearest: {nearest!r}"


def _nearest(text: str, source: str) -> str:
    """The line of a page that shares most with a text."""
    words = set(WORD.findall(text.lower()))
    lines = [line.strip() for line in source.splitlines() if WORD.search(line)]
    close = sorted(lines, key=lambda line: len(words & set(WORD.findall(line.lower()))))[-5:]
    return max(
        close, key=lambda line: difflib.SequenceMatcher(None, text, line).ratio(), default=""
    )

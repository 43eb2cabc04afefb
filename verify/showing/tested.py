"""Which tests of a chapter exercise a claim; their syntax is read, and none is run.

A test does if it uses the function of the claim's name, itself or through what its file defines,
or if it states a sentence that names the claim.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from verify.book import ROOT
from verify.book.claims import Book
from verify.book.memory import remember
from verify.book.sources import digest
from verify.showing.files import defined, read
from verify.showing.sentences import stated


def file_of(topic: str) -> str:
    """Where the tests of a chapter are."""
    return f"tests/test_{topic}.py"


def exercising(label: str, topic: str, book: Book) -> list[str]:
    """The tests of a chapter that exercise one of its claims, first those that ask least else."""
    path = ROOT / file_of(topic)
    uses = _of_chapter(topic, book, read(path)) if path.is_file() else {}
    found = [test for test, used in uses.items() if label in used]
    return sorted(found, key=lambda test: len(uses[test]))


@lru_cache(maxsize=32)
def _of_chapter(topic: str, book: Book, text: str) -> dict[str, set[str]]:
    """Every test of a chapter with the claims that it exercises."""
    labels = [claim.display.label for claim in book.claims[topic] if claim.display.label]
    uses = {test: {*used} for test, used in uses_in(text, tuple(labels)).items()}
    for sentence in stated(topic, book.pages.get(book.docs / f"{topic}.md", "")):
        named = {n for n in labels if f"`{n}`" in sentence.text or f"{{eq:{n}}}" in sentence.text}
        for quote, _ in sentence.quotes:
            if quote.file == file_of(topic):
                uses[quote.test] = uses.get(quote.test, set()) | named
    return uses


@lru_cache(maxsize=64)
def uses_in(text: str, wanted: tuple[str, ...]) -> dict[str, list[str]]:
    """Every test of a file, in its order, with those of the wanted names that it uses."""
    try:
        found: dict[str, list[str]] = remember(
            f"uses\0{_version()}\0{wanted}\0{text}", lambda: _uses(text, wanted)
        )
    except SyntaxError:  # while an author writes; the tests tell
        return {}
    return found


@cache
def _version() -> str:
    return digest("verify.showing.tested")


def _uses(text: str, wanted: Iterable[str]) -> dict[str, list[str]]:
    body = ast.parse(text).body
    helpers = {name: node for node in body for name in defined(node)}
    renamed = {
        alias.asname: alias.name
        for node in body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname
    }
    tests = [node for node in body if isinstance(node, ast.FunctionDef)]
    return {
        test.name: sorted(
            {renamed.get(name, name) for name in _reached(test, helpers)}.intersection(wanted)
        )
        for test in tests
        if test.name.startswith("test_")
    }


def _reached(test: ast.FunctionDef, helpers: dict[str, ast.stmt]) -> set[str]:
    """The names that a test uses, and those that what it uses does."""
    seen: set[str] = set()
    todo = set(_names(test))
    while todo:
        name = todo.pop()
        seen.add(name)
        if name in helpers and not name.startswith("test_"):
            todo |= {*_names(helpers[name])} - seen
    return seen


def _names(node: ast.stmt) -> Iterator[str]:
    for part in ast.walk(node):
        match part:
            case ast.Name(name) | ast.Attribute(attr=name) | ast.arg(name):  # a fixture is one
                yield name

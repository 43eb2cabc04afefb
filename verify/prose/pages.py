"""The prose of the book: its pages, the captions of its figures, and their sentences.

A page has a short name: ``softmax`` for ``docs/softmax.md``, ``README``, and ``figures/softmax``
for the captions in ``figures/softmax.py``.
"""

import ast
import re
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from verify.book import ROOT
from verify.book.displays import pages_of_nav
from verify.book.markup import CODE_SPAN, COMMENT, DIRECTIVE, DISPLAY, FENCE, INLINE

AT_ROOT = ("README", "CONTRIBUTING")
ADDRESS = re.compile(r"\]\([^)\s]*\)|<https?://[^>\s]*>|https?://\S+")
SOURCES = re.compile(r"^## Sources\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_END = r"[.!?][)\"”*_]*(?=\s+[^a-z\s]|\s*\Z)"  # of a sentence: what follows is no small letter
_PARTS = re.compile(rf"{_END}|\s*\n\s*|(?<=\s)\|(?=\s)|\s*\Z")  # on a page a line ends one, too
_CAPTION_PARTS = re.compile(rf"{_END}|\s*\n\s*\n\s*|\s*\Z")
DRAWN = ("Figure", "Live")  # what a function returns whose docstring is a caption


def pages(root: Path = ROOT) -> list[str]:
    """The names of all that is prose, in reading order: pages, each with its captions."""
    names = [name.removesuffix(".md") for name in pages_of_nav(root)]
    found = [*names, *AT_ROOT, *(f"figures/{name}" for name in names)]
    return [name for name in found if path_of(name, root).is_file()]


def path_of(page: str, root: Path = ROOT) -> Path:
    """The file of a page, which may be missing."""
    if page.startswith("figures/"):
        return root / f"{page}.py"
    return root / f"{page}.md" if page in AT_ROOT else root / "docs" / f"{page}.md"


def text_of(page: str, root: Path = ROOT) -> str:
    """The Markdown of a page; of a file of figures its captions alone, where they stand."""
    text = path_of(page, root).read_text(encoding="utf-8-sig")
    return _captions(text) if page.startswith("figures/") else text


@lru_cache(maxsize=64)
def _captions(text: str) -> str:
    """Blanks in place of all but the docstrings of functions that draw a figure."""
    kept, lines = list(re.sub(r"[^\n]", " ", text)), text.splitlines(keepends=True)
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            draws = isinstance(node.returns, ast.Name) and node.returns.id in DRAWN
            literal = node.body[0].value if isinstance(node.body[0], ast.Expr) else None
            if draws and literal and ast.get_docstring(node):
                written = ast.get_source_segment(text, literal) or ""
                start = sum(map(len, lines[: literal.lineno - 1]))
                start = text.index(written, start)
                inner = re.fullmatch(r'[rR]?("""|")(.*)\1', written, re.DOTALL)
                if inner:
                    at = slice(start + inner.start(2), start + inner.end(2))
                    kept[at] = text[at]
    return "".join(kept)


def without_symbols(source: str) -> str:
    """The words of a page: what is code, mathematics or an address is no text any more."""
    for kind in (FENCE, DISPLAY, CODE_SPAN, COMMENT, DIRECTIVE, INLINE, ADDRESS, SOURCES):
        source = kind.sub(lambda found: re.sub(r"[^\n]", "\0", found[0]), source)
    return source


@lru_cache(maxsize=256)
def sentences(page: str, source: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a page begin and end; a cell of a table and a heading are one too."""
    words = without_symbols(source)
    ends = (_CAPTION_PARTS if page.startswith("figures/") else _PARTS).finditer(words)
    found = []
    for start, end in pairwise([0, *(part.end() for part in ends)]):
        part = source[start:end].rstrip(" \t\n|")
        before = re.match(r"\s*(?:[-*#>|]+\s+|\d+\.\s+)*", part)
        if before and before.end() < len(part):
            found.append((start + before.end(), start + len(part)))
    return tuple(found)


def sentence_at(page: str, source: str, at: int) -> tuple[int, int]:
    """The sentence around a place."""
    found = sentences(page, source)
    start, end = found[max(bisect_right(found, (at, len(source))) - 1, 0)] if found else (at, at)
    return (start, end) if start <= at < end else (at, at)

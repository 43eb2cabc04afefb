"""The book's own source: what a module imports, what it says, and a digest of both."""

import ast
import hashlib
import io
import tokenize
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from verify.equations import ROOT

PACKAGES = ("nn", "derivations", "verify", "experiments", "figures")
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Listing:
    """A piece of source as a reader wants it: without its docstring."""

    path: Path
    line: int
    code: str

    @property
    def title(self) -> str:
        """``nn/softmax.py``, the file seen from the root of the repository."""
        return self.path.relative_to(ROOT).as_posix()


def find(module: str) -> Path | None:
    """The file of one of the book's modules; nothing for a module from elsewhere."""
    if module.partition(".")[0] not in PACKAGES:
        return None
    stem = ROOT.joinpath(*module.split("."))
    return next((p for p in (stem.with_suffix(".py"), stem / "__init__.py") if p.is_file()), None)


def closure(module: str) -> list[Path]:
    """The files of a module and of everything of the book that it imports, sorted.

    Imports are read from the syntax tree, so nothing is run. A module that is found by its name
    at run time (``import_module``) is not seen: name it as well. Raises `LookupError` for a
    module that the book does not have.
    """
    if find(module) is None:
        raise LookupError(f"the book has no module {module!r}")
    files: set[Path] = set()
    todo = {module}
    while todo:
        name = todo.pop()
        parent = name.rpartition(".")[0]
        path = find(name)
        if path and path not in files:
            files.add(path)
            todo |= _imports(name, path.name == "__init__.py", _read(path))
            todo |= {parent} if parent else set()
    return sorted(files)


def digest(*modules: str, extra: str = "") -> str:
    """A SHA-256 that changes with the code of these modules or of anything they import.

    Comments, docstrings and blank lines do not count: they cannot change what is computed.
    """
    files = sorted({path for module in modules for path in closure(module)})
    text = [extra, *(f"{p.relative_to(ROOT).as_posix()}\0{_code(_read(p))}" for p in files)]
    return hashlib.sha256("\0\0".join(text).encode()).hexdigest()


def function(module: str, name: str) -> Listing:
    """A function as it stands in its file; raises `LookupError` where there is none."""
    path = find(module)
    if path is None:
        raise LookupError(f"the book has no module {module!r}")
    text = _read(path)
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            return Listing(path, first, _without(text, _docstring(node), first, node.end_lineno))
    raise LookupError(f"{path.relative_to(ROOT).as_posix()} has no function {name!r}")


def module(name: str) -> Listing:
    """A whole module, from its first line after the docstring."""
    path = find(name)
    if path is None:
        raise LookupError(f"the book has no module {name!r}")
    text = _read(path)
    doc = _docstring(ast.parse(text))
    line = doc.stop if doc else 1
    return Listing(path, line, _without(text, doc, 1, None).strip("\n"))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _imports(module: str, is_package: bool, text: str) -> set[str]:
    package = module if is_package else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) + 1 - node.level]
            base = ".".join([*(parents if node.level else []), *filter(None, [node.module])])
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return {name for name in found if find(name)}


def _docstring(node: ast.AST) -> range | None:
    """The lines of the docstring, counted from 1."""
    if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
        first = node.body[0]
        return range(first.lineno, (first.end_lineno or first.lineno) + 1)
    return None


def _without(text: str, lines: range | None, first: int, last: int | None) -> str:
    numbered = enumerate(text.splitlines()[first - 1 : last], start=first)
    return "\n".join(line for number, line in numbered if number not in (lines or ()))


@lru_cache
def _code(text: str) -> str:
    """The text without comments, docstrings and blank lines."""
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(ast.parse(text)):
        for number in _docstring(node) or ():
            lines[number - 1] = ""
    return "\n".join(line.rstrip() for line in lines if line.strip())

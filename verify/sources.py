"""The book's own source: pieces of it by name, and a digest of what a result depends on."""

import ast
import hashlib
import io
import os
import tokenize
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from verify.equations import ROOT

PACKAGES = ("nn", "derivations", "verify", "experiments", "figures", "benchmarks")
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


def closure(*modules: str) -> list[Path]:
    """The files of modules and of everything of the book that they import, sorted.

    Imports are read from the syntax tree, so nothing is run. A module that is found by its name
    at run time (``import_module``) is not seen: name it as well. Raises `LookupError` for a
    module that the book does not have.
    """
    return list(_closure(modules, _stamp()))


def digest(*modules: str, extra: str = "") -> str:
    """A SHA-256 that changes with the code of these modules or of anything they import.

    Comments, docstrings and blank lines do not count: they cannot change what is computed.
    """
    return hashlib.sha256(f"{extra}\0\0{_texts(modules, _stamp())}".encode()).hexdigest()


Stamp = tuple[tuple[str, int, int], ...]  # of every file: its path, when it was written, its size


def _stamp() -> Stamp:
    """What tells that no file has changed: a page asks for hundreds of digests."""
    folders = filter(os.path.isdir, (ROOT / package for package in PACKAGES))
    files = [file for folder in folders for file in os.scandir(folder)]
    modules = [file for file in files if file.name.endswith(".py")]
    return tuple(sorted((f.path, (s := f.stat()).st_mtime_ns, s.st_size) for f in modules))


@lru_cache(maxsize=512)
def _closure(modules: tuple[str, ...], stamp: Stamp) -> tuple[Path, ...]:
    for module in modules:
        if find(module) is None:
            raise LookupError(f"{module.replace('.', '/')}.py is missing")
    files: set[Path] = set()
    seen: set[str] = set()
    todo = set(modules)
    while todo:
        name = todo.pop()
        seen.add(name)
        if path := find(name):
            files.add(path)
            imports = _imports(name, path.name == "__init__.py", _read(path))
            todo |= {name.rpartition(".")[0], *imports} - seen
    return tuple(sorted(files))


@lru_cache(maxsize=512)
def _texts(modules: tuple[str, ...], stamp: Stamp) -> str:
    files = _closure(modules, stamp)
    return "\0\0".join(f"{p.relative_to(ROOT).as_posix()}\0{_code(_read(p))}" for p in files)


def function(module: str, name: str) -> Listing:
    """A function as it stands in its file; raises `LookupError` where there is none."""
    path, node = _definition(module, name)
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    lines = enumerate(_read(path).splitlines()[first - 1 : node.end_lineno], start=first)
    hidden = _docstring(node) or ()
    return Listing(path, first, "\n".join(line for at, line in lines if at not in hidden))


def docstring(module: str, name: str) -> str:
    """The docstring of a function, or nothing; raises `LookupError` where there is no function."""
    return ast.get_docstring(_definition(module, name)[1]) or ""


def steps(topic: str, name: str) -> Listing:
    """The lines of a derivation that lead to a name, with the comments above them."""
    path = find(f"derivations.{topic}")
    if path is None:
        raise LookupError(f"derivations/{topic}.py is missing")
    text = _read(path)
    lines, kept, wanted = text.splitlines(), [], {name}
    for node in reversed(ast.parse(text).body):
        names = [n for n in ast.walk(node) if isinstance(n, ast.Name)]
        stored = {n.id for n in names if isinstance(n.ctx, ast.Store)}
        if isinstance(node, ast.FunctionDef):
            stored = {node.name}
        if stored & wanted and not isinstance(node, ast.If):
            wanted = (wanted - stored) | {n.id for n in names if isinstance(n.ctx, ast.Load)}
            kept.append(node)
    if not kept:
        raise LookupError(f"derivations/{topic}.py has no {name!r}")
    shown: list[str] = []
    for node in reversed(kept):
        first = node.lineno
        while first > 1 and lines[first - 2].startswith("#"):
            first -= 1
        if shown and not lines[first - 2].strip():
            shown.append("")
        shown += lines[first - 1 : node.end_lineno]
    return Listing(path, kept[-1].lineno, "\n".join(shown))


def _read(path: Path) -> str:
    status = path.stat()
    return _text(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=512)
def _text(path: Path, *version: int) -> str:
    return path.read_text(encoding="utf-8")


def _definition(module: str, name: str) -> tuple[Path, ast.FunctionDef]:
    path = find(module)
    if path is None:
        raise LookupError(f"{module.replace('.', '/')}.py is missing")
    for node in ast.parse(_read(path)).body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return path, node
    raise LookupError(f"{module.replace('.', '/')}.py has no function {name!r}")


@lru_cache(maxsize=512)
def _imports(module: str, is_package: bool, text: str) -> frozenset[str]:
    package = module if is_package else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(text, filename=f"{module.replace('.', '/')}.py")):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) + 1 - node.level]
            base = ".".join([*(parents if node.level else []), *filter(None, [node.module])])
            found |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    return frozenset(found)


def _docstring(node: ast.AST) -> range | None:
    """The lines of the docstring, counted from 1."""
    if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
        first = node.body[0]
        return range(first.lineno, (first.end_lineno or first.lineno) + 1)
    return None


@lru_cache(maxsize=512)
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

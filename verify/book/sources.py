"""The book's own source: pieces of it by name, and a digest of what a result depends on."""

import ast
import hashlib
import os
import tokenize
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from verify.book import ROOT, slices
from verify.book.memory import remember

PACKAGES = ("nn", "derivations", "verify", "experiments", "figures", "benchmarks", "exercises")
READS_DOCSTRINGS = ("__doc__", "getdoc", "getsource")
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
    return list(_closure(modules, _look or _stamp()))


def digest(*modules: str, extra: str = "") -> str:
    """A SHA-256 that changes with the code of these modules or of anything they import.

    Comments, blank lines and docstrings do not count, unless some code reads docstrings: else
    they cannot change what is computed.
    """
    return hashlib.sha256(f"{extra}\0\0{_digest(modules, _look or _stamp())}".encode()).hexdigest()


Stamp = tuple[tuple[str, int, int], ...]  # of every file: its path, when it was written, its size
_look: Stamp | None = None


@contextmanager
def one_look() -> Iterator[None]:
    """Look once whether a file has changed, for all that is asked inside: it takes a while."""
    global _look
    outer, _look = _look, _look or _stamp()
    try:
        yield
    finally:
        _look = outer


def _stamp() -> Stamp:
    """What tells that no file has changed: a page asks for hundreds of digests."""
    todo = [os.fspath(ROOT / package) for package in PACKAGES if (ROOT / package).is_dir()]
    found = []
    for folder in todo:  # which grows while it is read
        for file in os.scandir(folder):
            if file.name.endswith(".py"):
                with suppress(FileNotFoundError):  # it may be gone since the folder was listed
                    status = file.stat()
                    found.append((file.path, status.st_mtime_ns, status.st_size))
            elif file.is_dir() and file.name != "__pycache__":
                todo.append(file.path)
    return tuple(sorted(found))


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
def _digest(modules: tuple[str, ...], stamp: Stamp) -> str:
    """The digest of the code alone, megabytes of it, for all that is asked of the same modules."""
    whole, files = hashlib.sha256(), _closure(modules, stamp)
    others = [path for path in files if path != Path(__file__)]  # which names the words alone
    documented = any(word in _read(path) for path in others for word in READS_DOCSTRINGS)
    for path in files:
        code = _code(path.read_bytes(), documented)
        whole.update(f"{path.relative_to(ROOT).as_posix()}\0{code}\0\0".encode())
    return whole.hexdigest()


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
    lines = text.splitlines()
    body = [node for node in ast.parse(text).body if not slices.is_footer(node)]
    kept = slices.leading_to(body, {name})
    if not kept:
        raise LookupError(f"derivations/{topic}.py has no {name!r}")
    read = {name for node in kept for name in slices.reads(node)}
    shown: list[str] = []
    for node in kept:
        first = node.lineno
        while first > 1 and lines[first - 2].startswith("#"):
            first -= 1
        if shown and not lines[first - 2].strip():
            shown.append("")
        shown += [*lines[first - 1 : node.lineno - 1], slices.code(node, lines, read)]
    return Listing(path, kept[-1].lineno, "\n".join(shown))


def _read(path: Path) -> str:
    status = path.stat()
    return _text(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=512)
def _text(path: Path, *version: int) -> str:
    with tokenize.open(path) as file:  # in the encoding that the file names
        return file.read()


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
    def read() -> list[str]:
        tree = ast.parse(text, filename=f"{module.replace('.', '/')}.py")
        return sorted(imports(tree, module if is_package else module.rpartition(".")[0]))

    found: frozenset[str] = remember(f"{_own()}\0{module}\0{is_package}\0{text}", read, frozenset)
    return found


@cache
def _own() -> str:
    """What reads: the code of this file, whatever it says by now."""
    return hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


def imports(tree: ast.AST, package: str = "") -> frozenset[str]:
    """The names of the modules that code of a package imports, and of what it takes from them."""
    found = set()
    for node in ast.walk(tree):
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
def _code(source: bytes, documented: bool) -> str:
    """The syntax tree as a text, with its docstrings or without; to make it takes a while, once."""

    def read() -> str:
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if not documented and _docstring(node):
                del node.body[0]  # type: ignore[attr-defined]
        return _tree(tree)

    content = hashlib.sha256(source).hexdigest()
    return str(remember(f"{_own()}\0{documented}\0{content}", read))


def _tree(part: object) -> str:
    """``ast.dump``, whose text differs from one Python to the next, without what is empty."""
    if isinstance(part, ast.AST):
        fields = [f"{k}={_tree(v)}" for k, v in ast.iter_fields(part) if v is not None and v != []]
        return f"{type(part).__name__}({', '.join(fields)})"
    return f"[{', '.join(map(_tree, part))}]" if isinstance(part, list) else repr(part)

"""Refuse derivations and functions whose outcome hangs on more than their code.

A file, an environment variable, a clock, or a module found by its name can change while the code
stays what it is; then evidence would be remembered that is true no more.
"""

import ast
from collections.abc import Iterator
from functools import lru_cache

from verify.book import ROOT
from verify.book.sources import closure

MODULES = {
    *(
        "numpy",
        "sympy",
        "jaxtyping",
        "math",
        "re",
        "itertools",
        "functools",
        "collections",
        "typing",
    ),
    *("dataclasses", "fractions", "enum", "operator", "inspect", "nn", "derivations"),
}
ALSO = {
    "derivations/__init__.py": {"sys", "runpy"},  # it hands over to `python -m verify`
    "nn/__init__.py": {"importlib"},  # for `import nn`, which is for readers and refused here
}
PACKAGE = "import nn"  # which finds any of its modules by their names
NAMES = {"open", "exec", "eval", "compile", "input", "breakpoint", "__import__", "__builtins__"}
ATTRIBUTES = {"os", "sys", "environ", "getenv", "__builtins__", "loadtxt", "genfromtxt", "memmap"}


def impurities(*modules: str) -> list[str]:
    """Where modules, or what they import of the book, hang on more than their code."""
    return [
        problem
        for path in closure(*modules)
        for problem in _impurities(path.relative_to(ROOT).as_posix(), path.read_bytes())
    ]


@lru_cache(maxsize=256)
def _impurities(path: str, source: bytes) -> tuple[str, ...]:
    if path.partition("/")[0] not in {"derivations", "nn"}:
        return ()
    found = used_unseen(ast.parse(source), MODULES | ALSO.get(path, set()))
    return tuple(f"{path}:{line}: {problem}" for line, problem in found)


def used_unseen(tree: ast.AST, modules: set[str] = MODULES) -> Iterator[tuple[int, str]]:
    """What code uses beside itself and these modules, by lines."""
    for line, name in _used(tree):
        if name in {*NAMES, PACKAGE} or name[1:] in ATTRIBUTES or not _is_allowed(name, modules):
            yield (
                line,
                f"uses {name}, on which its outcome would hang unseen; "
                "what it needs must stand in the code",
            )


def _used(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Names, attributes with a dot before them, and modules with a dot behind them."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node.lineno, _module(alias)) for alias in names)
            case ast.ImportFrom(module="nn", names=[ast.alias(name="*")]):
                yield node.lineno, PACKAGE
            case ast.ImportFrom(module=str(module), level=0):
                yield node.lineno, f"{module}."
            case ast.Name(id=name):
                yield node.lineno, name
            case ast.Attribute(attr=name):
                yield node.lineno, f".{name}"


def _module(alias: ast.alias) -> str:
    """What an import gives a name to: a module, or the package with all that is in it."""
    package, _, inside = alias.name.partition(".")
    return PACKAGE if package == "nn" and not (inside and alias.asname) else f"{alias.name}."


def _is_allowed(name: str, modules: set[str]) -> bool:
    return not name.endswith(".") or name.partition(".")[0] in modules

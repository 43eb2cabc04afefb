"""Imports run one way: no package knows those that are built on it."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.states import states
from verify.book import ROOT

MAY_IMPORT = {
    "nn": set(),
    "derivations": set(),
    "verify": {"derivations"},
    "figures": {"derivations", "nn", "verify"},
    "experiments": {"figures", "nn", "verify"},
    "benchmarks": {"experiments", "figures", "nn", "verify"},
    "examples": set(),
    "exercises": {"nn"},  # their hidden tests do, and no stub and no solution
    "tests": {
        *("benchmarks", "derivations", "exercises", "experiments", "figures", "nn", "verify"),
    },
}


def imported(source: str) -> Iterator[str]:
    """The modules that a file imports, also those that it imports by name at run time."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names):
                yield from (each.name for each in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case ast.Call(func, [name, *_]) if _called(func) in ("import_module", "__import__"):
                yield _beginning(name)


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _beginning(name: ast.expr) -> str:
    """What is written of a name, up to what is filled in."""
    if isinstance(name, ast.JoinedStr):
        name = name.values[0]
    return name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""


def files(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def packages(path: Path) -> set[str]:
    """The packages of the book that a file imports."""
    return {name.partition(".")[0] for name in imported(path.read_text("utf-8"))} & {*MAY_IMPORT}


@states("and `derivations` never imports `nn`", page="CONTRIBUTING")
@pytest.mark.parametrize("package", MAY_IMPORT)
def test_a_package_imports_only_what_is_below_it(package):
    wrong = {
        (path.relative_to(ROOT).as_posix(), other)
        for path in files(package)
        for other in packages(path) - MAY_IMPORT[package] - {package}
    }

    assert wrong == set()


def test_what_may_be_imported_goes_round_in_no_circle():
    below = {package: set(others) for package, others in MAY_IMPORT.items()}
    while lowest := {package for package, others in below.items() if not others}:
        below = {p: others - lowest for p, others in below.items() if p not in lowest}

    assert below == {}


def test_every_package_of_the_repository_has_a_place():
    there = {
        path.parent.name for path in ROOT.glob("*/*.py") if not path.parent.name.startswith(".")
    }

    assert there == {*MAY_IMPORT}


def test_functions_of_the_book_need_numpy_and_jaxtyping_alone():
    modules = {
        name.partition(".")[0] for path in files("nn") for name in imported(path.read_text())
    }

    assert modules - {"nn", "numpy", "jaxtyping"} <= sys.stdlib_module_names


@pytest.mark.parametrize(
    "line",
    [
        "import figures.loss",
        "from figures import loss",
        "from figures.loss import draw",
        "def f(name):\n    import_module(f'figures.{name}')",
        "importlib.import_module('figures.loss', None)",
        "__import__('figures')",
    ],
)
def test_an_import_is_found_however_it_is_written(line):
    assert {name.partition(".")[0] for name in imported(line)} == {"figures"}

"""The house has floors: imports run one way, and files are small."""

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.states import states
from verify.book import ROOT

WINGS = (
    *("book", "reading", "proving", "rules", "general", "mutants", "diagnosis"),
    *("extremes", "live", "answers", "notes", "prose", "showing", "console"),
)
BELOW = {  # what each floor may import of the book, besides itself
    "verify/book": set(),
    "verify/reading": set(),
    "verify/proving": {"verify/reading", "verify/book", "derivations"},
    "verify/rules": {"verify/proving", "verify/reading", "verify/book", "derivations"},
    "verify/general": {"verify/proving", "verify/reading", "verify/book"},
    "verify/mutants": {"verify/proving", "verify/reading", "verify/book"},
    "verify/diagnosis": {
        *("verify/mutants", "verify/proving", "verify/reading", "verify/book", "derivations")
    },
    "verify/check.py": {
        *("verify/diagnosis", "verify/mutants", "verify/rules", "verify/proving"),
        *("verify/general", "verify/reading", "verify/book"),
    },
    "verify/extremes": {"verify/proving", "verify/reading", "verify/book", "derivations", "nn"},
    "verify/live": {"verify/proving", "verify/reading", "verify/book"},
    "verify/answers": {
        *("verify/diagnosis", "verify/mutants", "verify/live", "verify/proving"),
        *("verify/reading", "verify/book"),
    },
    "verify/prose": {"verify/check.py", "verify/proving", "verify/reading", "verify/book"},
    "verify/showing": {
        *("verify/prose", "verify/extremes", "verify/live", "verify/answers", "verify/check.py"),
        *("verify/proving", "verify/reading", "verify/book"),
    },
    "verify/notes": {
        *("verify/diagnosis", "verify/proving", "verify/reading", "verify/book", "derivations")
    },
    "verify/console": {
        *("verify/notes", "verify/diagnosis", "verify/answers"),
        *("verify/showing", "verify/extremes", "verify/check.py", "verify/proving"),
        *("verify/reading", "verify/book"),
    },
    "derivations": set(),
    "nn": set(),
}
LONGEST = 300  # lines, without docstrings


def floor(file: Path) -> str:
    parts = file.relative_to(ROOT).parts
    return "/".join(parts[:2]) if parts[0] == "verify" else parts[0]


def imported(file: Path) -> set[Path]:
    """The files of the book that a file imports, at the top or inside of a function."""
    found = set()
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            names = {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        else:
            continue
        paths = (ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in names)
        found |= {path for path in paths if path.is_file()}
    return found


FILES = [
    file
    for folder in ("verify", "derivations", "nn")
    for file in sorted((ROOT / folder).rglob("*.py"))
]


@states("no file imports from a floor above its own.", page="figures/how_a_line_is_checked")
@pytest.mark.parametrize("name", BELOW)
def test_a_floor_imports_only_what_is_below_it(name):
    files = [file for file in FILES if floor(file) == name]

    above = {
        (file.name, other.name)
        for file in files
        for other in imported(file)
        if floor(other) not in BELOW[name] | {name}
    }

    assert files
    assert above == set()


def test_no_two_files_import_each_other():
    TopologicalSorter({file: imported(file) - {file} for file in FILES}).prepare()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_file_is_small(file):
    text = file.read_text(encoding="utf-8")
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, holders)]
    docstrings = [node.body[0] for node in nodes if ast.get_docstring(node)]
    documented = sum((each.end_lineno or 0) - each.lineno + 1 for each in docstrings)

    assert len(text.splitlines()) - documented <= LONGEST

"""Functions to write: every stub fails its test, every solution passes, every chapter asks."""

import ast
import re
import shutil
import subprocess
import sys

import pytest

from exercises import HERE, HIDDEN, SOLUTIONS, known
from exercises.__main__ import main, unfinished
from verify.book import ROOT
from verify.prose.pages import pages, text_of
from verify.showing.directives import DirectiveError, as_markdown

ASKED = re.compile(r"`make exercise NAME=(\w+)`")


def hidden(*options):
    """What the hidden tests come to: the verdicts under the names of the exercises."""
    command = [sys.executable, "-m", "pytest", "-q", "-rA", "--tb=no", "-p", "no:xdist"]
    done = subprocess.run(
        [*command, *options, str(HIDDEN)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    found = {}
    for verdict, name in re.findall(r"^(\w+) exercises/hidden/test_(\w+)\.py::", done.stdout, re.M):
        found.setdefault(name, set()).add(verdict)
    return found


def module(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def written_by_the_learner(tree, name):
    (function,) = (n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name)
    kept = ast.get_docstring(function, clean=False) is not None
    function.body = function.body[:1] if kept else []
    return ast.dump(function)


def test_every_solution_passes_its_test():
    assert hidden("--solutions") == {name: {"PASSED"} for name in known()}


def test_every_stub_fails_its_test():
    assert hidden() == {name: {"FAILED"} for name in known()}


@pytest.mark.parametrize("name", known())
def test_a_stub_says_what_to_write_and_for_which_chapter(name):
    tree = module(HERE / f"{name}.py")
    (chapter,) = re.findall(r"Chapter: docs/(\w+)\.md\.", ast.get_docstring(tree))

    assert f"`make exercise NAME={name}`" in text_of(chapter)
    assert "nothing is written yet" in unfinished(HERE / f"{name}.py")


@pytest.mark.parametrize("name", known())
def test_a_solution_is_the_stub_with_a_body(name):
    stub, solution = (module(folder / f"{name}.py") for folder in (HERE, SOLUTIONS))

    assert written_by_the_learner(stub, name) == written_by_the_learner(solution, name)
    assert unfinished(SOLUTIONS / f"{name}.py") == ""


def test_what_the_chapters_ask_for_is_there_once():
    asked = [name for page in pages() for name in ASKED.findall(text_of(page))]

    assert sorted(asked) == known()


def test_nobody_can_take_a_test_or_a_solution_for_a_stub():
    stems = {path.stem for path in SOLUTIONS.glob("*.py")}

    assert stems == {*known()}
    assert {path.stem for path in HIDDEN.glob("test_*.py")} == {f"test_{name}" for name in known()}


@pytest.fixture
def learner(tmp_path):
    """Put a body into a stub, in a folder of one's own, and run the command."""

    def learner(change):
        name = known()[0]
        shutil.copytree(HERE, tmp_path / "exercises", ignore=shutil.ignore_patterns("__pycache__"))
        stub = tmp_path / "exercises" / f"{name}.py"
        solution = (SOLUTIONS / stub.name).read_text(encoding="utf-8")
        stub.write_text(change(solution), encoding="utf-8")
        command = [sys.executable, "-m", "exercises", name]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
        return done.returncode, done.stdout + done.stderr

    return learner


def test_a_function_that_is_right_passes(learner):
    status, said = learner(str)

    assert (status, said.splitlines()[-1]) == (
        0,
        f"It passes. Another way to write it: exercises/solutions/{known()[0]}.py",
    )


def test_a_function_that_is_wrong_is_told_so(learner):
    status, said = learner(lambda solution: solution.replace("return ", "return -"))

    assert status == 1
    assert said.splitlines()[-1].startswith(f"Not yet: change exercises/{known()[0]}.py, and run")


def test_an_exercise_that_is_not_begun_is_one_line(capfd):
    name = known()[0]

    assert main([name]) == 1
    said = capfd.readouterr().err
    assert said.startswith(f"exercises/{name}.py:") and said.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([""], "Name one exercise:\n  make exercise NAME="),
        ([], "Name one exercise:\n"),
        (["sofmax_vjp"], "There is no exercise 'sofmax_vjp'; did you mean 'softmax_vjp'?\n"),
        (["../secret"], "There is no exercise '../secret'\n"),
    ],
)
def test_an_exercise_that_is_not_there_is_an_error_that_lists_them(arguments, said, capsys):
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(x):\n    return x +\n", "2: this is no Python: "),
        ("from nn import softmax\n", "1: write it with NumPy alone, without nn"),
        ("def f(x):\n    raise NotImplementedError('f')\n", "2: nothing is written yet"),
    ],
)
def test_what_cannot_be_tested_is_one_line(text, said):
    path = HERE / "__of_a_test.py"
    path.write_text(text, encoding="utf-8")
    try:
        assert said in unfinished(path)
    finally:
        path.unlink()


def test_a_solution_is_shown_as_it_stands():
    name = known()[0]

    shown = as_markdown("solution", name, "softmax", None)

    assert shown.startswith("```python\ndef ") and "NotImplementedError" not in shown


def test_a_solution_that_is_not_there_is_an_error():
    with pytest.raises(DirectiveError, match="no_such_exercise"):
        as_markdown("solution", "no_such_exercise", "softmax", None)

"""``make chapter NAME=...``: what it writes passes, and nothing is written over."""

import ast
import re
import shutil
import subprocess
import sys

import pytest

from tests.states import states
from tests.test_repository import COPIED
from tests.tiny import run
from verify.book import ROOT
from verify.book.displays import chapters
from verify.console import scaffold

NAME = "layer_normalization"
FOLDERS = {"docs", "derivations", "nn", "tests"}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A copy of the book with a new chapter in it, and what was said."""
    copy = tmp_path_factory.mktemp("book")
    for folder in COPIED:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("mkdocs.yml", "CONTRIBUTING.md", "pyproject.toml"):
        shutil.copy(ROOT / file, copy)
    return copy, run(copy, "-m", "verify.console.scaffold", NAME)


@states("with another name under that one", page="CONTRIBUTING")
def test_four_files_are_written_and_named(book):
    folder, done = book
    named = re.findall(rf"^\S+{NAME}\.\w+$", done.stdout, re.M)

    assert (done.returncode, done.stderr) == (0, "")
    assert {path.split("/")[0] for path in named} == FOLDERS
    assert all((folder / path).is_file() for path in named)


def test_the_line_of_nav_stands_where_it_is_said_to(book):
    folder, done = book
    (line,) = re.findall(r"^mkdocs\.yml:(\d+): ", done.stdout, re.M)

    assert chapters(folder) == [*chapters(), NAME]
    assert (folder / "mkdocs.yml").read_text("utf-8").splitlines()[int(line) - 1].strip() == (
        f"- {NAME}.md"
    )


@states("They pass the checks as they are", page="CONTRIBUTING")
@states("writes the files of a new chapter, which hold an example that passes", page="check_mine")
def test_the_new_chapter_holds_as_it_is_written(book):
    folder, _ = book

    done = run(folder, "-m", "verify", NAME)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count(f"\n({len(chapters()) + 1}.") == 2


def test_the_tests_of_the_new_chapter_pass_as_they_are_written(book):
    folder, _ = book
    tests = [f"tests/test_{NAME}.py", "tests/test_book.py"]

    done = run(folder, "-m", "pytest", "-q", "-k", NAME, *tests)

    assert done.returncode == 0, done.stdout
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) >= 4


@pytest.mark.parametrize("words", [["format", "--check"], ["check"]])
def test_the_new_files_are_formatted_and_linted(book, words):
    folder, _ = book
    paths = [path for path in scaffold.files(NAME) if path.endswith(".py")]

    done = subprocess.run(
        [sys.executable, "-m", "ruff", *words, "--no-cache", *paths],
        cwd=folder, capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout


def test_the_commands_that_come_next_are_named_with_the_chapter(book):
    _, done = book

    assert f"\n  python -m verify {NAME}\n" in done.stdout
    assert f"\n  pytest tests/test_{NAME}.py\n" in done.stdout


@pytest.fixture
def small(tmp_path):
    """The parts of the book that are asked whether a name is taken."""
    for folder in FOLDERS:
        (tmp_path / folder).mkdir()
    for path in ("mkdocs.yml", "CONTRIBUTING.md", "docs/softmax.md", "derivations/softmax.py"):
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


def snapshot(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Dropout", "'Dropout' is no name: small letters, digits and _"),
        ("batch-norm", "'batch-norm' is no name"),
        ("../evil", "'../evil' is no name"),
        ("x" * 25, "is too long: at most 24 characters"),
        ("lambda", "'lambda' is no name"),
        ("q", "'q' is no name"),
        ("softmax", "derivations/softmax.py, docs/softmax.md: there is one already; nothing"),
        ("softmax_vjp", "'softmax_vjp' is the name of a gradient"),
        ("matrix", "'matrix' has a meaning in the files of a chapter"),
        ("np", "'np' has a meaning in the files of a chapter"),
        ("nn", "'nn' has a meaning in the files of a chapter"),
    ],
)
def test_a_name_that_is_none_or_is_taken_is_refused_and_nothing_is_written(small, name, message):
    before = snapshot(small)

    with pytest.raises(scaffold.Refused) as refused:
        scaffold.write(name, small)

    assert message in str(refused.value)
    assert snapshot(small) == before


@pytest.mark.parametrize("path", ["tests/test_dropout.py", "nn/dropout.py"])
def test_one_file_in_the_way_is_enough_to_write_none(small, path):
    (small / path).write_text("mine", encoding="utf-8")
    before = snapshot(small)

    with pytest.raises(scaffold.Refused, match=rf"^{path}: there is one already"):
        scaffold.write("dropout", small)

    assert snapshot(small) == before


def test_a_label_that_the_book_has_is_no_name(small):
    page = small / "docs/softmax.md"
    text = page.read_text("utf-8").replace("eq:softmax_vjp", "eq:dropout_grad_A")
    page.write_text(text, encoding="utf-8")

    with pytest.raises(scaffold.Refused, match=r"^docs/softmax.md:\d+:\d+ has the label dropout_"):
        scaffold.write("dropout", small)


def test_what_was_written_is_taken_back_where_a_folder_is_missing(small):
    shutil.rmtree(small / "nn")
    before = snapshot(small)

    with pytest.raises(scaffold.Refused, match="nothing is written"):
        scaffold.write("dropout", small)

    assert snapshot(small) == before


@states("writes them as they stand here", page="CONTRIBUTING")
def test_the_example_is_written_as_contributing_shows_it(small):
    scaffold.write("dropout", small)

    shown = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for path in scaffold.files("dropout"):
        text = (small / path).read_text(encoding="utf-8")
        assert all(line.strip() in shown for line in text.splitlines())


def test_a_name_is_needed(capsys):
    assert scaffold.main([""]) == 2
    assert capsys.readouterr().err == "error: name the chapter: make chapter NAME=dropout\n"


def test_the_programs_of_the_example_are_programs():
    for path, text in scaffold.files("dropout").items():
        if path.endswith(".py"):
            ast.parse(text)

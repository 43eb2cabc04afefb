"""What README says that its commands do, besides what they are (`tests.test_commands`)."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from mkdocs.config import load_config

from experiments import checkpoint, command, softmax_regression
from tests.states import states
from verify.book import ROOT
from verify.book.displays import Display, displays
from verify.check import check
from verify.showing.marks import MARKS, WRONG
from verify.showing.transcript import LEGEND

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

needs_make = pytest.mark.skipif(not shutil.which("make"), reason="needs make")


def recipe(*words):
    """What make would run."""
    asked = ["make", "--dry-run", "--always-make", "--no-print-directory", *words]
    done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.replace("\\\n", "")


def programs(target):
    """The modules that make hands to the Python of .venv, with their arguments, in their order."""
    found = re.findall(r"(?:^|=\S* |; *)\.venv/bin/python -m ([^&;\n]*)", recipe(target), re.M)
    return [re.sub(r"\s+", " ", each).strip() for each in found if not each.startswith("pip")]


@states("The failure names the chapter, the line, the column, the index", page="README")
def test_a_turned_sign_of_the_example_fails_with_its_place_its_index_and_both_sides():
    (display,) = (d for d in displays("softmax") if d.label == "softmax_jacobian")
    at = display.source.rindex("-", display.start, display.end)
    turned = display.source[:at] + "+" + display.source[at + 1 :]

    (said,) = (
        f.detail
        for f in check(Display("softmax", turned, display.start, display.end)).findings
        if not f.ok
    )

    place = re.escape(Display("softmax", turned, at, at).place(0).rpartition(":")[0])
    assert re.match(rf"{place}:\d+: .* is not .* at i = \d, j = \d", said)


@needs_make
@states("is what a change must pass: format, lint, types, tests", page="README")
def test_a_check_runs_format_lint_types_tests_the_build_and_the_browser():
    assert [re.sub(r" (--numprocesses|--dist)\S*", "", each) for each in programs("check")] == [
        "ruff format --check", "ruff check", "codespell_lib", "mypy", "pytest",
        "mkdocs build --strict", "pytest tests/browser tests/generators",
    ]  # fmt: skip


@needs_make
def test_make_test_runs_what_pytest_alone_does():
    (ran,) = programs("test")

    assert re.sub(r" (--numprocesses|--dist)\S*", "", ran) == "pytest"


@needs_make
def test_the_book_is_verified_and_served_where_readme_and_start_page_say():
    ahead, verified, served = programs("book")
    address = served.rpartition(" ")[2]

    assert ahead.split()[0] == "verify.showing.ahead"
    assert (verified.split()[-1], served.split()[:2]) == ("tests/test_book.py", ["mkdocs", "serve"])
    for page in ("README.md", "docs/index.md"):
        assert f"and serve the book on http://{address}\n" in (ROOT / page).read_text("utf-8")


@needs_make
def test_what_runs_side_by_side_asks_for_one_core_each():
    beside = re.findall(r"(\S+) \.venv/bin/python -m (?:verify|mkdocs)", recipe("book"))

    assert beside == ["OPENBLAS_NUM_THREADS=1"] * 2


@needs_make
def test_help_lists_every_command_of_the_makefile():
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.M)[1].split()

    assert re.findall(r"^ +make (\w+): \w", listed, re.M) == phony


@states("The site is then in", page="README")
def test_the_site_is_built_where_readme_says():
    assert Path(load_config(str(ROOT / "mkdocs.yml"))["site_dir"]) == ROOT / "site"


@states("The marks are those of the page", page="README")
def test_the_marks_of_the_terminal_are_those_of_the_page():
    (said,) = re.findall(r"^The marks are those of the page: (.*)\.$", README, re.M)
    told = dict(re.findall(r"`(\S)` ([^,]+)", said))

    signs = {mark.sign: [] for mark in MARKS.values()}
    for mark in MARKS.values():
        signs[mark.sign].append(mark.word)
    assert {s: [w for w in words if told[s].endswith(w)][:1] for s, words in signs.items()} == {
        s: words[:1] for s, words in signs.items()
    }
    assert [*told] == [*signs]
    assert LEGEND.startswith("   ".join(f"{sign} {word}" for sign, word in told.items()))
    assert f"{WRONG} wrong" in LEGEND


def test_a_run_is_kept_as_often_as_readme_says():
    assert f"# every {checkpoint.EVERY} steps\n" in README


@states("Each run writes its numbers and figures to", page="README")
def test_a_run_writes_into_the_folder_of_its_experiment_or_the_one_that_is_named():
    parser = command.parser("softmax_regression", softmax_regression)

    assert parser.parse_args([]).output == Path("build/softmax_regression")
    assert parser.parse_args(["--output", "there"]).output == Path("there")


@needs_make
@states("makes and records all of them again", page="README")
def test_make_experiments_records_every_experiment():
    (loop,) = re.findall(r"^names=.*$", recipe("MNIST_DIR=DIR", "experiments"), re.M)

    assert "from experiments.command import known; print(*known())" in loop
    assert re.search(r"-m experiments \$name --data \"DIR\" --record \|\| exit 1; done$", loop)

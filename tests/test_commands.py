"""Every command, option and file that a text names is one: the program itself would accept it."""

import re
import shutil

import pytest

from tests import commands
from tests.commands import Told
from tests.programs import refusal
from verify.book import ROOT, runs
from verify.showing import witness
from verify.showing.evidence import FILE

EXCEPTIONS = {  # what is no command of this book, or is none yet
    ("CHANGELOG.md", "--checkpoint"): "of every experiment that trains",
    ("CHANGELOG.md", "LC_ALL=C"): "of the reader's system",
    ("CONTRIBUTING.md", "make mutants OPTIONS=dropout"): "of the chapter that is added there",
    ("CONTRIBUTING.md", "python -m verify.showing.numbers dropout"): "of that chapter",
    ("CONTRIBUTING.md", "python -m verify.showing.witnesses dropout"): "of that chapter",
    ("CONTRIBUTING.md", "--write"): "of that chapter",
    ("benchmarks/mutants/links.py", "python -m benchmarks.mutants.links TOPIC"): "for programs",
    (
        "benchmarks/programs/softmax_regression.py",
        "python softmax_regression.py DIR",
    ): "in its folder",
    ("benchmarks/programs/two_layer.py", "python two_layer.py DIR [STEPS]"): "in its folder",
    ("benchmarks/runs.py", "python -m benchmarks.runs NAME DIR ..."): "for programs",
    ("benchmarks/starting.py", "python -m benchmarks.starting NAME"): "for programs",
    ("docs/performance.md", "OPENBLAS_CORETYPE=SkylakeX"): "a setting, and no command",
    ("docs/performance.md", "OPENBLAS_CORETYPE=Haswell"): "a setting, and no command",
    ("verify/answers/box.py", "python -m verify --exercise {}"): "of each exercise",
    ("tests/processes.py", "python -m tests.processes HOW ..."): "for programs",
}
MADE = {  # files that a command makes, or that are other people's
    ("CHANGELOG.md", FILE),
    ("README.md", "build/derived.pdf"),
    ("README.md", "build/softmax_regression"),
    ("README.md", "site/"),
    ("SECURITY.md", "my.py"),
    ("docs/check_mine.md", "NOTES.md"),
    ("docs/check_mine.md", "my.py"),
    ("docs/errata.md", "dloss/net_o"),
    ("docs/softmax_regression.md", "build/softmax_regression"),
}
WRONG = [
    "python -m experiment softmax_regression",
    "python -m experiments softmax_regresion",
    "python -m experiments softmax_regression --hidden 50",
    "python -m experiments inference --checkpoint x.npz",
    "python -m experiments two_layer_net --activation sigmiod",
    "python -m experiments two_layer_net --steps -3",
    "python -m experiments two_layer_net --resume",
    "python -m experiments two_layer_net --quick",
    "python -m experiments two_layer_net 'x",
    "mpiexec -np 2 python -m experiments two_layer_net",
    "mpiexec -n 2 python -m experiments two_layers_net",
    "python -m derivations sofmax",
    "python -m derivations.sofmax",
    "python -m derivations.softmax loss",
    "python -m verify docs/softmax.md:1",
    "python -m verify doc/softmax.md:118",
    "python -m verify docs/softmax.py",
    "python -m verify --valeus softmax_jacobian",
    "python -m verify --values --step softmax_jacobian",
    "python -m verify -e p_i softmax_jacobain",
    "python -m verify --code my.py:softmax_jacobain",
    "python -m verify --code other.py:softmax_jacobian",
    "python -m verify README.md",
    "make chapter NAME=softmax",
    "python -m benchmarks.mutation --seeds 1 softmax",
    "python -m benchmarks.mutation --seed one softmax",
    "python -m benchmarks.mutation --seed 1 --record",
    "python -m benchmarks.mutations",
    "python -m benchmarks witnes",
    "python -m tests.fuzz many",
    "python -m tests.exchanged_rules sofmax",
    "python -m tests.planted softmax",
    "python -c pass",
    "python setup.py install",
    "make chek",
    "make check test OPTION=x",
    "make MNIST=DIR experiments",
    "make test PORT=8001",
    "make PYTHON=pyton3.13 book",
    "make lock UPGRADE=--upgraded",
    "make bench MNIST_DIR=FODLER",
    "make mutants MNIST_DIR=DIR",
    "make bench OPTIONS=--fast",
    "make bench OPTIONS='witnesses --record'",
    "make mutants OPTIONS=--quick",
    "make mutants OPTIONS=sofmax",
    "pytest tests/test_sofmax.py",
    "pytest tests/test_softmax.py::test_nothing",
    "pytest --numprocess=auto",
    "pytest --stricter",
    "SITE=site pytest tests/browser",
    "SITE_DIR=sites pytest tests/browser",
    "mkdocs build --strictly",
    "mkdocs built",
    "mkdocs serve --dev-address localhost:8000",
    "pip install -r requirement.txt",
    "pip install --requirement-file requirements.txt",
    "pip instal -r requirements.txt",
    "git diff man...BRANCH",
    "git dif main...BRANCH",
    "git diff main...BRANCH -- doc",
    "git diff main...BRANCHES",
    "ruff formats",
    "ruff check --fixed",
    "source .venv/bin/activte",
    "pre-commit instal",
    "pyton -m experiments",
]
RIGHT = [
    "python -m experiments",
    "python -m experiments two_layer_net --hidden 30 --seed 1  # a comment",
    "python -m experiments two_layer_net --checkpoint x.npz --checkpoint-every 10 --resume",
    "python -m verify softmax docs/loss.md derivations/linear.py",
    "python -m verify -e '-p_i' 6.2",
    "python -m verify --code my.py:mine softmax/softmax",
    "python -m verify --watch NOTES.md NOTES.py",
    "make chapter NAME=batch_norm",
    "python -m pytest tests/test_softmax.py::test_jacobian_is_symmetric_and_its_rows_sum_to_zero",
    "python -m mkdocs build --strict",
    "make bench OPTIONS='step --quick' PROGRAMS_DIR=FOLDER",
    "make PORT=8001 PYTHON=python3.13 book",
    "pytest --numprocesses=auto -k dropout tests",
    "mkdocs serve --no-strict --dev-addr localhost:8001",
    "ruff check --fix",
]

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="needs make")


def key(told: Told) -> tuple[str, str]:
    return told.place.partition(":")[0], told.text.partition("  #")[0].strip()


def problem(told: Told) -> str:
    """Why none of the readings would be accepted; an option may be named without its value."""
    found = [refusal(reading) for reading in told.readings] or ["no command stands before it"]
    is_named = told.text.startswith("--") and " " not in told.text
    if any(not said or (is_named and said.endswith("expected one argument")) for said in found):
        return ""
    return f"{told.place}: {told.text}: {found[-1]}"


def problems(found: list[Told]) -> list[str]:
    return [said for told in found if key(told) not in EXCEPTIONS and (said := problem(told))]


@pytest.mark.parametrize("name", commands.pages())
def test_every_command_of_the_page_would_be_accepted(name):
    assert problems(list(commands.of_page(name, commands.pages()[name]))) == []


@pytest.mark.parametrize("folder", commands.CODE)
def test_every_command_in_the_texts_of_the_code_would_be_accepted(folder):
    found = [path for path in commands.programs() if path.relative_to(ROOT).parts[0] == folder]

    assert problems([told for path in found for told in commands.of_code(path)]) == []


@pytest.mark.parametrize("name", commands.pages())
def test_every_file_that_the_page_names_is_there(name):
    told = commands.files(name, commands.pages()[name])

    missing = [each for each in told if key(each) not in MADE and not is_there(each.text)]
    assert missing == []


@pytest.mark.parametrize("name", [name for name in commands.pages() if "/" not in name])
def test_every_link_of_the_page_leads_to_a_file(name):
    links = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", commands.pages()[name])

    assert [link for link in links if not (ROOT / link).exists()] == []


def is_there(name):
    """Whether a name, of which the first folders may be left out, is that of a file of the book."""
    made = re.findall(r"`(\S+/\w*dropout\.\w+)`[:,]", commands.pages()["CONTRIBUTING.md"])
    pattern = re.compile(r"(?:.*/)?" + re.sub(r"<\w+>", r"\\w+", name.rstrip("/")))
    return name in made or any(map(pattern.fullmatch, commands.tracked()))


def test_no_exception_is_without_need():
    pages = [
        told for name, text in commands.pages().items() for told in commands.of_page(name, text)
    ]
    told = [*pages, *(told for path in commands.programs() for told in commands.of_code(path))]

    assert {key(each) for each in told if problem(each)} == set(EXCEPTIONS)


def test_no_file_is_excepted_that_is_there_or_that_nobody_names():
    told = {
        key(each) for name, text in commands.pages().items() for each in commands.files(name, text)
    }

    assert {each for each in told if not is_there(each[1])} == MADE


@pytest.mark.parametrize(
    "name",
    [
        *runs.recorded(),
        *(f"benchmarks/{p.stem}" for p in (ROOT / "benchmarks/results").glob("*.json")),
    ],
)
def test_the_command_that_records_a_run_again_would_be_accepted(name):
    assert refusal(runs.command(name)) == ""


def test_the_command_that_records_the_witnesses_again_would_be_accepted():
    assert refusal(witness.COMMAND) == ""


@pytest.mark.parametrize("line", WRONG)
def test_what_no_program_accepts_is_refused(line):
    assert refusal(line)


@pytest.mark.parametrize("line", RIGHT)
def test_what_a_program_accepts_is_not_refused(line):
    assert refusal(line) == ""


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Run `make bok`.", "page:1: make bok: there is no target 'bok'"),
        ("```sh\nmake\npyton x\n```\n", "page:3: pyton x: 'pyton' is no program that"),
        ("```\nmake bok\n```\n", "page:2: make bok: "),
        ("Run `pyton -m experiments`.", "page:1: pyton -m experiments: 'pyton' is no"),
        ("`python -m tests.fuzz`, `--all`", "page:1: --all: unrecognized arguments"),
        ("Take `--record`.", "page:1: --record: no command stands before it"),
    ],
)
def test_a_wrong_command_of_a_page_is_named_by_its_line(text, wrong):
    found = problems(list(commands.of_page("page", text)))

    assert [re.sub(r"python -m \S+: error: ", "", said)[: len(wrong)] for said in found] == [wrong]


@pytest.mark.parametrize("name", commands.pages())
def test_what_is_resumed_was_begun_by_the_same_command(name):
    told = [key(each)[1] for each in commands.of_page(name, commands.pages()[name])]

    resumed = [at for at, text in enumerate(told) if text.endswith(" --resume")]
    assert [told[at] for at in resumed if told[at].removesuffix(" --resume") not in told[:at]] == []


def test_an_option_belongs_to_the_commands_before_it():
    text = "```sh\nmake book\npython -m experiments two_layer_net\n```\n`--hidden`, `--seed 3`\n"

    assert problems(list(commands.of_page("page", text))) == []

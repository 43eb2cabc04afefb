"""What the repository says of itself is true: its texts, its versions and what it pins."""

import json
import re
import shutil
import subprocess
import textwrap
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

from experiments.checkpoint import EVERY
from tests.states import states
from tests.tiny import run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PINS = (ROOT / "requirements.txt").read_text(encoding="utf-8")
PEERS = (ROOT / "benchmarks/requirements.txt").read_text(encoding="utf-8")
PIN = r"^([a-z0-9-]+)==(\S+)"
GENERATORS = {
    name: (ROOT / "tests" / "generators" / f"{name}.txt").read_text(encoding="utf-8")
    for name in ("properdocs", "zensical")
}

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

FOLDERS = re.findall(r"^\| `(\w+)/` \|", README, re.M)
COPIED = (*("derivations", "docs", "exercises", "experiments", "figures", "nn", "tests", "verify"),)
EXCERPTS = re.findall(r"in `(\S+)`:\n\n```\w+\n(.*?)^```$", README, re.M | re.S)
EXTREMES = textwrap.dedent(re.search("^   ```toml\n(.*?)^   ```$", CONTRIBUTING, re.M | re.S)[1])
BREAKS = re.findall(r"^\| `(\S+)` \| `(.+?)` \| `(.+?)` \| `(.+?)` \|$", CONTRIBUTING, re.M)

FINDINGS = """
import json, sys
from pathlib import Path
from verify.check import check, check_chapter
from verify.book.displays import displays

def findings():
    found = [finding for display in displays("dropout") for finding in check(display).findings]
    return [finding.detail for finding in found if not finding.ok] + check_chapter("dropout")

def broken(path, old, new):
    right = Path(path).read_text(encoding="utf-8")
    assert old in right
    Path(path).write_text(right.replace(old, new, 1), encoding="utf-8")
    try:
        return findings()
    finally:
        Path(path).write_text(right, encoding="utf-8")

print(json.dumps([broken(path, old, new) for path, old, new in json.load(sys.stdin)]))
"""


@pytest.mark.parametrize(("path", "excerpt"), EXCERPTS, ids=[path for path, _ in EXCERPTS])
def test_excerpt_of_the_readme_stands_in_its_file(path, excerpt):
    assert excerpt in (ROOT / path).read_text(encoding="utf-8")


def test_readme_follows_one_claim_through_four_files():
    assert {Path(path).parent.name for path, _ in EXCERPTS} == {
        "docs",
        "derivations",
        "nn",
        "tests",
    }


def test_every_folder_of_the_readme_exists():
    assert [folder for folder in FOLDERS if not (ROOT / folder).is_dir()] == []


def test_examples_of_docstrings_stand_where_they_are_run():
    run = PROJECT["tool"]["pytest"]["ini_options"]["testpaths"]
    files = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")]

    shown = [path for path in files if re.search(r"^ *>>> ", path.read_text("utf-8"), re.M)]

    assert [path for path in shown if path.relative_to(ROOT).parts[0] not in run] == []


def test_every_dependency_is_pinned_within_its_bounds():
    project = PROJECT["project"]
    extras = project["optional-dependencies"].values()
    wanted = map(
        Requirement, [*project["dependencies"], *(one for extra in extras for one in extra)]
    )
    pinned = dict(re.findall(PIN, "".join([*GENERATORS.values(), PEERS, PINS]), re.M))

    astray = [
        str(one)
        for one in wanted
        if one.name != project["name"] and pinned.get(one.name.lower(), "none") not in one.specifier
    ]

    assert astray == []


@pytest.mark.parametrize(
    "pinned", [PINS, PEERS, *GENERATORS.values()], ids=["book", "peers", *GENERATORS]
)
def test_pins_name_no_index_and_no_path(pinned):
    lines = [line.split(" ;")[0].rstrip(" \\") for line in pinned.splitlines()]
    pins = re.compile(r"#.*|[a-z0-9-]+==[0-9a-z.]+|    --hash=sha256:[0-9a-f]{64}")

    assert [line for line in lines if not pins.fullmatch(line)] == []
    assert "/" not in pinned


@pytest.mark.parametrize(
    "pinned", [PINS, PEERS, *GENERATORS.values()], ids=["book", "peers", *GENERATORS]
)
def test_every_pin_has_a_hash(pinned):
    pins = re.split(r"^(?=\w)", pinned, flags=re.M)[1:]

    assert [pin for pin in pins if "\n    --hash=sha256:" not in pin] == []


def test_every_action_of_the_workflows_is_pinned_by_its_commit():
    workflows = (ROOT / ".github/workflows").glob("*.yml")
    used = re.findall(r"uses: *(.*)", "".join(path.read_text("utf-8") for path in workflows))

    assert used
    assert [one for one in used if not re.fullmatch(r"\S+@[0-9a-f]{40} # v[0-9.]+", one)] == []


def test_nothing_that_git_ignores_is_tracked():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--ignored", "--exclude-per-directory=.gitignore"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip(f"git lists no files here: {listed.stderr.strip()}")

    assert listed.stdout == ""


def test_version_and_date_are_those_of_the_newest_entry_of_the_changelog():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.search(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$", changelog, re.M)

    assert released
    assert released.groups() == (cited["version"], str(cited["date-released"]))
    assert cited["version"] == PROJECT["project"]["version"]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A copy of the book with the chapter of CONTRIBUTING.md in it."""
    copy = tmp_path_factory.mktemp("book")
    for folder in COPIED:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for file in ("mkdocs.yml", "CONTRIBUTING.md"):
        shutil.copy(ROOT / file, copy)
    done = run(copy, "-m", "verify.console.scaffold", "dropout")
    assert done.returncode == 0, done.stderr
    with (copy / "verify/extremes/claims.toml").open("a", encoding="utf-8") as claims:
        claims.write("\n" + EXTREMES)
    return copy


def test_tests_of_the_chapter_of_contributing_pass(book):
    names = ("book", "functions", "extremes", "dropout")
    tests = [f"tests/test_{name}.py" for name in names]

    done = run(book, "-m", "pytest", "-q", "-k", "dropout", *tests)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def findings(book):
    """What is wrong after each of the changes that CONTRIBUTING.md proposes, and after none."""
    none = ("docs/dropout.md", "Dropout", "Dropout")
    changes = [change[:3] for change in BREAKS] + [none]
    done = run(book, "-c", FINDINGS, input=json.dumps(changes))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_nothing_is_wrong_with_the_chapter_of_contributing(findings):
    assert findings[-1] == []


@pytest.mark.parametrize("at", range(len(BREAKS)))
def test_chapter_of_contributing_fails_as_it_says_when_it_is_broken(findings, at):
    message = BREAKS[at][-1]

    assert any(message in finding for finding in findings[at]), findings[at]


@states("You need Python 3.11 or newer", page="README")
@states("Python 3.11 with pip, git and make are enough", page="index")
def test_the_oldest_python_of_the_texts_is_the_one_that_is_required():
    assert PROJECT["project"]["requires-python"] == ">=3.11"


def test_readme_says_how_often_a_checkpoint_is_written():
    assert re.findall("# every ([0-9]+) steps", README) == [str(EVERY)]

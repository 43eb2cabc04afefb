"""Evidence is neither stale nor forged nor silent: what was remembered, and what would not end."""

import json
import os
import shutil

import pytest

from tests.tiny import run, write
from verify.book import memory

DOCS, DERIVATION, CODE = "docs/square.md", "derivations/square.py", "nn/square.py"
WRONG = (DOCS, "y = x^2", "y = x^3")
FINDINGS = """
import json, sys
from verify.book import limits
from verify.book.displays import displays
from verify.check import check

def findings():
    return [f.detail for d in displays("square") for f in check(d).findings if not f.ok]
"""


@pytest.fixture
def folder(tmp_path):
    return write(tmp_path / "book")


def changed(folder, path, old, new):
    text = (folder / path).read_text(encoding="utf-8")
    assert old in text
    (folder / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def findings(folder, script="print(json.dumps(findings()))"):
    done = run(folder, "-c", FINDINGS + script)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# -- forged


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """Remember in a folder of its own, and go over to another one."""

    def into(name):
        monkeypatch.setattr(memory, "FOLDER", tmp_path / name / ".cache" / "verify")
        return memory.FOLDER

    into("mine")
    return into


def outcomes(*computed):
    """What is remembered under one key, while each time something else would be computed."""
    return [memory.remember("key", lambda value=value: value) for value in computed]


def entry(folder):
    (found,) = folder.glob("*.json")
    return found


def test_an_outcome_is_remembered(clone):
    assert outcomes(1, 2) == [1, 1]


def test_an_entry_of_another_clone_is_none(clone, tmp_path):
    outcomes(1)
    shutil.copytree(tmp_path / "mine", tmp_path / "yours")  # the secret as well
    clone("yours")

    assert outcomes(2) == [2]


def test_an_entry_without_a_signature_is_none(clone):
    outcomes(1)
    entry(memory.FOLDER).write_text("1")

    assert outcomes(2) == [2]


def test_an_entry_with_another_outcome_than_was_signed_is_none(clone):
    outcomes(1)
    file = entry(memory.FOLDER)
    file.write_text(file.read_text().replace("\n1", "\n3"))

    assert outcomes(2) == [2]


def test_an_entry_under_another_key_is_none(clone):
    outcomes(1)
    text = entry(memory.FOLDER).read_text()
    memory.remember("other", lambda: 3)
    for file in memory.FOLDER.glob("*.json"):
        file.write_text(text)

    assert memory.remember("other", lambda: 4) == 4


def test_an_outcome_that_is_not_worth_it_is_neither_kept_nor_believed(clone):
    outcomes(False)

    assert memory.remember("key", lambda: True, worth=bool) is True


def test_the_secret_is_for_the_owner_only(clone):
    outcomes(1)

    assert (memory.FOLDER.parent / "secret").stat().st_mode & 0o777 == 0o600


def test_a_forged_proof_that_came_with_a_clone_is_none(folder, tmp_path):
    changed(folder, *WRONG)
    script = """
import verify.check
from verify.check import Evidence, Finding
verify.check._check = lambda display: Evidence((Finding("symbolic", True, "trust me"),))
print(json.dumps(findings()))
"""
    assert findings(folder, script) == []  # here, where it was written, it is believed

    assert "x^3 is not y" in findings(shutil.copytree(folder, tmp_path / "clone"))[0]


# -- stale


def test_what_was_found_without_checks_of_types_is_not_believed_with_them(clone, monkeypatch):
    monkeypatch.setattr(memory, "types_are_enforced", lambda: False)
    found = outcomes(1)
    monkeypatch.setattr(memory, "types_are_enforced", lambda: True)

    assert found + outcomes(2) == [1, 2]


def test_what_was_found_with_checks_of_types_is_believed_without_them(clone, monkeypatch):
    monkeypatch.setattr(memory, "types_are_enforced", lambda: True)
    found = outcomes(1)
    monkeypatch.setattr(memory, "types_are_enforced", lambda: False)

    assert found + outcomes(2) == [1, 1]


def test_types_are_enforced_in_the_tests_and_nowhere_else(report):
    assert (memory.types_are_enforced(), report["types"][0]) == (True, False)


@pytest.mark.parametrize("library", ["numpy", "sympy", "mpmath", "jaxtyping"])
def test_what_was_found_with_another_version_is_not_believed(clone, monkeypatch, library):
    found = outcomes(1)
    version = memory.version
    monkeypatch.setattr(memory, "version", lambda n: "0" if n == library else version(n))
    memory._surroundings.cache_clear()
    found += outcomes(2)
    memory._surroundings.cache_clear()

    assert found == [1, 2]


def test_what_was_written_long_ago_is_forgotten(clone):
    memory.FOLDER.mkdir(parents=True)
    for name in ("old", "new"):
        (memory.FOLDER / name).touch()
    os.utime(memory.FOLDER / "old", (0, 0))
    outcomes(1)

    assert {"old", "new"} & {file.name for file in memory.FOLDER.iterdir()} == {"new"}


def test_what_a_derivation_imports_is_seen_anew_in_the_same_process(report):
    before, _, after = report["imported"]

    assert before == []
    assert "x^2 is not y" in after[0]


# -- silent, endless, dependent on more than the code

ENDED = "ended the program at derivations/square.py:7"
HOSTILE = {  # file, old, new, and what is said of it
    "exit": (DERIVATION, "square = y", "raise SystemExit(0)\nsquare = y", ENDED),
    "exit of Python": (DERIVATION, "square = y", "quit()\nsquare = y", ENDED),
    "hard exit": (
        DERIVATION,
        "square = y",
        "import os\nos._exit(0)\nsquare = y",
        "derivations/square.py:7: uses os.",
    ),
    "loop": (
        DERIVATION,
        "square = y",
        "while True:\n    pass\nsquare = y",
        "took more than 0.2 seconds at derivations/square.py:",
    ),
    "loop that catches everything": (
        DERIVATION,
        "square = y",
        "while True:\n    try:\n        x + 1\n    except Exception:\n        pass\nsquare = y",
        "took more than 0.2 seconds at derivations/square.py:",
    ),
    "exit in the code": (CODE, "return x * x", "raise SystemExit(0)", "ended the program at nn/sq"),
    "loop in the code": (
        CODE,
        "return x * x",
        "while True: pass",
        "took more than 0.2 seconds at n",
    ),
    "sleep": (DERIVATION, "x = sc", "from time import sleep\nx = sc", "uses time."),
    "file": (DERIVATION, "= x**2", "= x**2 * len(open('a').read())", "uses open, on which"),
    "file read by NumPy": (DERIVATION, "= x**2", "= x**int(__import__('numpy'))", "uses __import_"),
    "file read by a library": (
        CODE,
        '"""Multiply x by itself."""',
        "import numpy as np; np.lib.format.open_memmap('a.npy')",
        "opens 'a.npy' at nn/square.py:5",
    ),
    "environment": (
        DERIVATION,
        "x = sc",
        "from os import environ\nx = sc",
        "derivations/square.py:6: uses os.",
    ),
    "module by name": (
        CODE,
        "def square(",
        "from importlib import import_module\n\n\ndef square(",
        "nn/square.py:4: uses importlib.",
    ),
    "sum of sums": (
        DOCS,
        "y = x^2",
        r"y = x^2 + 0 \sum_{i=1}^{10000} \sum_{j=1}^{10000} (i + j)",
        "docs/square.md:4:32: more than 100,000 terms",
    ),
    "product of products": (
        DOCS,
        "y = x^2",
        r"y = x^2 + 0 \prod_{i=1}^{10000} i",
        "docs/square.md:4:13: a number of more than 4,000 digits",
    ),
    "power": (DOCS, "y = x^2", "y = x^2 + 0 9999^{9999}", "a number comes first in a product"),
    "power of a power": (
        DOCS,
        "y = x^2",
        r"y = x^2 + 0 \times 9999^{9999}",
        "docs/square.md:4:20: a number of more than 4,000 digits",
    ),
    "argument": (
        DOCS,
        "y = x^2",
        r"y = x^2 + 0 \cos(10^{9999})",
        "docs/square.md:4:18: a number of more than 4,000 digits",
    ),
    "product of powers": (
        DOCS,
        "y = x^2",
        r"y = x^2 + 10^{3000} \times 10^{3000}",
        "a number of more than 4,000 digits",
    ),
    "letters": (DOCS, "y = x^2", "y = " + "a" * 100_000, "at most 10,000 characters"),
    "fewer letters": (DOCS, "y = x^2", "y = " + "a" * 9_900, "defines no 'a'"),
    "left": (DOCS, "y = x^2", "y = " + r"\left " * 1_600, "defines no 'left'"),
    "text": (DOCS, "y = x^2", "y = " + r"\text{" * 1_600, r"expected '{' behind \text"),
    "parentheses": (DOCS, "y = x^2", "y = " + "(" * 900 + "x" + ")" * 900, "nested too deeply"),
    "functions": (DOCS, "y = x^2", "y = " + r"\exp " * 900 + "x", "nested too deeply"),
    "accents": (DOCS, "y = x^2", "y = " + r"\hat " * 1_900 + "x", "nested too deeply"),
    "subscripts": (DOCS, "y = x^2", "y = x_" + "{t_" * 900 + "1" + "}" * 900, "nested too deeply"),
}
REPORT = (
    FINDINGS
    + """
import time
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from runpy import run_module
from verify.book import memory

def status():
    limits.SECONDS = 6
    try:
        with redirect_stdout(StringIO()):
            run_module("derivations", run_name="__main__")
    except SystemExit as end:
        return end.code

assert findings() == []  # what is imported for the first time takes a while
report = {}
for name, (path, old, new, expected) in json.load(sys.stdin).items():
    limits.SECONDS = 0.2 if "took more" in expected else 6
    right = Path(path).read_text(encoding="utf-8")
    assert old in right, name
    Path(path).write_text(right.replace(old, new, 1), encoding="utf-8")
    start = time.perf_counter()
    said = findings()
    report[name] = [said, time.perf_counter() - start]
    if "exit" in name:
        report[name].append(status())
    Path(path).write_text(right, encoding="utf-8")
report["nothing"] = [findings(), 0, status()]
report["types"] = [memory.types_are_enforced(), 0]

derivation, imported = Path("derivations/square.py"), Path("derivations/pull.py")
imported.write_text("factor = 1\\n", encoding="utf-8")
text = derivation.read_text(encoding="utf-8").replace("= x**2", "= factor * x**2")
text = text.replace("\\nx = ", "\\nfrom derivations.pull import factor\\n\\nx = ")
derivation.write_text(text, encoding="utf-8")
report["imported"] = [findings(), 0]
imported.write_text("factor = 3\\n", encoding="utf-8")
report["imported"].append(findings())
print(json.dumps(report))
"""
)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = write(tmp_path_factory.mktemp("hostile"))
    done = run(folder, "-c", REPORT, input=json.dumps(HOSTILE))
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", HOSTILE)
def test_what_would_hang_end_or_hang_on_something_else_is_said_with_its_place(report, name):
    said = report[name][0]

    assert said
    assert said[0].startswith("docs/square.md:4:")
    assert HOSTILE[name][-1] in said[0]


def test_each_of_it_is_said_within_ten_seconds(report):
    assert {
        name: seconds
        for name, (_, seconds, *_) in report.items()
        if seconds > 10 and "loop" not in name
    } == {}


def test_what_is_mended_holds(report):
    assert report["nothing"][0] == []


@pytest.mark.parametrize(
    ("name", "status"),
    [("exit", 1), ("exit of Python", 1), ("hard exit", 1), ("exit in the code", 1), ("nothing", 0)],
)
def test_a_program_that_would_end_never_ends_well(report, name, status):
    assert report[name][2] == status

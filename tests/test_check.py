"""The three links together, and their memory: an outcome is forgotten when its causes change."""

import json

import pytest

from tests.tiny import run, write

DOCS, DERIVATION, CODE = "docs/square.md", "derivations/square.py", "nn/square.py"
CHANGES = {  # file, old, new, and a part of what is then wrong
    "nothing": (DOCS, "Squares", "Squares", ""),
    "prose": (DOCS, "# Squares", "# The square of a number", ""),
    "comment in the code": (CODE, "by itself", "with itself", ""),
    "formula": (DOCS, "y = x^2", "y = x^3", "docs/square.md:4:5: x^3 is not y"),
    "step": (DOCS, "x + x", "x + 1", "docs/square.md:11:6: x + 1 is not ∂y/∂x"),
    "unlabelled": (DOCS, "2 x + 1", "x + 1", "docs/square.md:18:13: "),
    "symbol": (DOCS, "&= 2 x", "&= 2 q", "docs/square.md:12:8: the derivation defines no 'q'"),
    "derivation": (DERIVATION, "x**2", "x**4", "x^2 is not y: x**2 against x**4"),
    "code": (CODE, "x * x", "x + x", "nn.square.square is off by"),
    "gradient": (CODE, "2 * x", "3 * x", "nn.square.square_prime is off by"),
    "crash": (CODE, "x * x", "x * q", "nn.square.square: NameError"),
    "shape": (CODE, "x * x", "(x * x).repeat(2)", "shape (2,); the derivation has ()"),
    "argument": (CODE, "return 2 * x", "x *= 2; return x", "read-only"),
    "parameter": (CODE, "square(x)", "square(q)", "the derivation defines no 'q'"),
    "function without label": (CODE, "_helper", "helper", "nn/square.py: helper has no formula"),
    "label without code": (CODE, "square_prime(x)", "slope(x)", "no function 'square_prime'"),
    "label without derivation": (DERIVATION, "square_prime", "slope", "derives no 'square_prime'"),
    "label twice": (DOCS, "1\n$$", "1\n\\label{eq:square}\n$$", "label of docs/square.md:4:1"),
    "gradient of nothing": (CODE, "def square(x)", "def cube(x)", "nn.square does not have"),
}
SCRIPT = """
import json, os, sys
from pathlib import Path
from verify import check
from verify.book import memory
from verify.book.displays import displays

computed = 0
def counted(display, original=check._check):
    global computed
    computed += 1
    return original(display)
check._check = counted

def findings():
    global computed
    computed = 0
    found = [f.detail for d in displays("square") for f in check.check(d).findings if not f.ok]
    return [computed, found + check.check_chapter("square")]

def changed(path, old, new):
    right = Path(path).read_text(encoding="utf-8")
    assert old in right, old
    Path(path).write_text(right.replace(old, new, 1), encoding="utf-8")
    try:
        return findings()
    finally:
        Path(path).write_text(right, encoding="utf-8")

def damaged(text):
    for entry in memory.FOLDER.iterdir():
        entry.write_bytes(text)
    return findings()

report = {"first": findings(), "again": findings()}
for name, change in json.load(sys.stdin).items():
    report[name] = changed(*change[:3])
report["back"] = findings()
for text in (b"", b"{", b"[]", b"3", b'{"findings": [{"x": 1}], "steps": []}', b"\\xff"):
    report[f"damaged {text}"] = damaged(text)
memory.FOLDER = Path("docs/square.md/no folder")
report["unwritable"] = findings()
print(json.dumps(report))
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """What was computed and what was wrong: at first, again, and after each change."""
    folder = write(tmp_path_factory.mktemp("book"))
    done = run(folder, "-c", SCRIPT, input=json.dumps(CHANGES))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_right_chapter_holds(report):
    assert report["first"] == [4, []]


@pytest.mark.parametrize("name", CHANGES)
def test_change_is_noticed_if_it_changes_what_is_true(report, name):
    message = CHANGES[name][-1]
    found = report[name][1]

    assert any(message in detail for detail in found) if message else found == []


@pytest.mark.parametrize("time", ["again", "nothing", "comment in the code", "back"])
def test_what_depends_on_nothing_new_is_remembered(report, time):
    assert report[time] == [0, []]


@pytest.mark.parametrize(("name", "computed"), [("formula", 1), ("derivation", 4), ("code", 4)])
def test_what_depends_on_something_new_is_computed(report, name, computed):
    assert report[name][0] == computed


def test_damaged_entry_is_computed_anew(report):
    damaged = {name: found for name, found in report.items() if name.startswith("damaged")}

    assert len(damaged) == 6
    assert set(map(str, damaged.values())) == {"[4, []]"}


def test_folder_that_cannot_be_written_costs_time_only(report):
    assert report["unwritable"] == [4, []]

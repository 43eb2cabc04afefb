"""What is changed on purpose: the samples, the command, what makes a record stale."""

import json
import shutil
import signal
import subprocess
import sys
from collections import Counter

import pytest

from benchmarks import mutation
from benchmarks.mutants import trying
from tests import tiny
from tests.example import SYMBOLS, display
from verify.book import ROOT
from verify.mutants.formulas import formula_mutants
from verify.mutants.mutant import PARTS, Mutant, sample

SIZES = {"formulas": 20, "numbers": 5, "sizes": 10, "code": 6}
TESTS = """
from nn.square import square

def test_square():
    assert square(3) == 9
"""


# The samples


def mutants(latex: str) -> list[Mutant]:
    return [*formula_mutants(latex, SYMBOLS)]


def test_so_many_mutants_of_each_part_are_drawn():
    found = sample(mutants("x N + 2 x = y"), SIZES, 0)

    assert Counter(mutant.part for mutant in found) == {"formulas": 20, "numbers": 3, "sizes": 10}


def test_another_seed_draws_others():
    every = mutants("x N + 2 x = y")

    assert sample(every, SIZES, 0) != sample(every, SIZES, 1)


def test_one_more_mutant_moves_at_most_one_out():
    *others, last = mutants("x N + 2 x = y")

    before, after = ({m.key for m in sample(all, SIZES, 0)} for all in (others, [*others, last]))
    assert len(before - after) <= 1


def test_the_name_of_a_rule_moves_nothing():
    one, other = (
        [m.key for m in sample(mutants(rf"x &= y && \text{{{rule}}}"), SIZES, 0)]
        for rule in ("sum", "product rule")
    )

    assert one == other


def test_a_survivor_is_named_by_the_sides_that_changed():
    assert trying._difference((" x", "= 2·x", "= y"), (" x", "= x·2", "= y")) == "= x·2"


def test_what_takes_too_long_is_counted_as_that(monkeypatch):
    def endless(*_):
        while True:
            pass

    monkeypatch.setattr(trying, "read_at_all_sizes", endless)
    monkeypatch.setattr("verify.book.limits.SECONDS", 0.02)

    assert trying.outcome(display("x = x"), SYMBOLS) == "slow"


# The command


@pytest.fixture(scope="module")
def square(tmp_path_factory):
    """A book of one chapter, with all that the command needs."""
    folder = tiny.write(tmp_path_factory.mktemp("mutation") / "book")
    for package in ("benchmarks", "experiments", "figures"):
        ignored = shutil.ignore_patterns("__pycache__", "*.json")
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    (folder / "tests").mkdir()
    (folder / "tests/test_square.py").write_text(TESTS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def recorded(square):
    """What the command says, and the record."""
    done = tiny.run(square, "-m", "benchmarks.mutation", "--record", "--processes", "1")
    assert done.returncode == 0, done.stderr
    path = square / "benchmarks/results/mutation.json"
    return done.stdout, json.loads(path.read_text(encoding="utf-8"))


def test_changes_of_formulas_and_code_are_counted(recorded):
    counts = recorded[1]["results"]["chapters"]["square"]["counts"]

    assert counts["formulas"]["wrong"] > 5 and counts["numbers"]["wrong"] > 5
    assert counts["code"]["wrong"] > 2


def test_a_change_that_nothing_notices_is_shown():
    tried = trying.Tried()
    tried.add(
        Mutant("sign", "x", "-x", "", "", "cosh"),
        "survives",
        "nn.square.cosh",
        "return np.cosh(-x)",
    )
    entry = {"counts": {part: tried.counts.get(part, {}) for part in PARTS}, "shown": tried.shown}

    first = mutation.lines({"square": entry})[0]
    assert first == "square: survives: nn.square.cosh: x → -x: return np.cosh(-x)"


def test_a_table_is_printed(recorded):
    row = next(line for line in recorded[0].splitlines() if line.startswith("all numbers"))

    assert row.endswith("100.00%")


def test_an_unknown_chapter_is_refused_in_one_line(square):
    done = tiny.run(square, "-m", "benchmarks.mutation", "circle")

    assert (done.returncode, done.stderr) == (
        1,
        "error: expected chapters among square; got 'circle'\n",
    )


def test_only_the_sample_of_seed_0_is_recorded(square):
    done = tiny.run(square, "-m", "benchmarks.mutation", "--record", "--seed", "1")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [("docs/square.md", "y = x^2", "y = x^3"), ("nn/square.py", "x * x", "x + x")],
)
def test_what_is_wrong_before_it_is_changed_is_said_in_one_line(square, path, old, new):
    text = (square / path).read_text(encoding="utf-8")
    (square / path).write_text(text.replace(old, new), encoding="utf-8")
    done = tiny.run(square, "-m", "benchmarks.mutation")
    (square / path).write_text(text, encoding="utf-8")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("error: expected ")


def test_ctrl_c_ends_the_command_in_one_line(square):
    command = [sys.executable, "-m", "benchmarks.mutation"]
    running = subprocess.Popen(
        command, cwd=square, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    running.stdout.readline()
    running.send_signal(signal.SIGINT)

    assert (running.communicate()[1], running.returncode) == (
        "interrupted: nothing is recorded\n",
        130,
    )


# What makes a record stale


def test_a_change_of_a_formula_of_code_and_of_a_test_makes_a_chapter_stale(square):
    script = "from verify.book.runs import chapter_digest; print(chapter_digest('square'))"
    found = [tiny.run(square, "-c", script).stdout]
    for path, old, new in [
        ("docs/square.md", "x + x", "x + x + 0"),
        ("nn/square.py", "x * x", "x**2"),
        ("derivations/square.py", "x**2", "x * x"),
        ("tests/test_square.py", "9", "10"),
    ]:
        text = (square / path).read_text(encoding="utf-8")
        (square / path).write_text(text.replace(old, new), encoding="utf-8")
        found.append(tiny.run(square, "-c", script).stdout)
        (square / path).write_text(text, encoding="utf-8")

    assert len({*found}) == 5

"""A contract: the lines of `tests/cases.toml` have the outcome that is recorded beside each."""

from collections import Counter
from functools import cache

import pytest

from tests.cases import PATH, Outcome, cases, main, outcome, symbols, written
from verify.proving.namespace import Symbols

CASES = list(cases())
DECIDED = 0.6  # of the lines that are read, so many are
ENOUGH = 300


@cache
def names_of(source: str) -> Symbols:
    return symbols(source)


@pytest.mark.parametrize("case", CASES, ids=[case.latex[:50] for case in CASES])
def test_a_line_has_the_recorded_outcome(case):
    now = outcome(case.latex, names_of(case.symbols))

    assert now.name == case.recorded.name, f"{now.reason}; if better: python -m tests.cases"
    assert case.recorded.reason in now.reason


def test_the_list_is_long_and_most_of_it_is_decided():
    counts = Counter(case.recorded.name for case in CASES)

    assert len(CASES) >= ENOUGH
    assert counts["true"] + counts["false"] > DECIDED * (len(CASES) - counts["refused"])


def test_no_line_stands_there_twice():
    counts = Counter((case.topic, case.latex) for case in CASES)

    assert [line for line, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("before", "now", "better"),
    [
        ("refused", "read", True),
        ("read", "true", True),
        ("refused", "false", True),
        ("true", "false", False),
        ("false", "true", False),
        ("true", "read", False),
        ("read", "refused", False),
    ],
)
def test_better_is_what_knows_more(before, now, better):
    assert Outcome(now).is_better_than(Outcome(before)) is better


def test_what_is_better_is_written_and_what_is_worse_is_not(tmp_path, monkeypatch, capsys):
    path = tmp_path / "cases.toml"
    lines = [("x = x + 0 y", "true"), ("x + y = y + x", "refused"), ("x = y", "true")]
    listed = "\n".join("  { " + written(latex, Outcome(name)) for latex, name in lines)
    head = "[[topic]]\nname = \"x\"\nsymbols = \"x, y = scalar('x'), scalar('y')\"\nlines = [\n"
    path.write_text(f"{head}{listed}\n]\n", encoding="utf-8")
    monkeypatch.setattr("tests.cases.PATH", path)
    monkeypatch.setattr("tests.cases.cases", lambda: cases(path))

    assert main([]) == 1
    assert [case.recorded.name for case in cases(path)] == ["true", "true", "true"]
    assert "WORSE: true -> false: x = y" in capsys.readouterr().out


def test_the_list_ends_as_it_is_written():
    assert PATH.read_text(encoding="utf-8").endswith("]\n")

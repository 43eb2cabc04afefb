"""``python -m verify NOTES.md``: a file anywhere on disk, its verdicts and its exit status."""

import json
import os
import subprocess
import sys
import threading
import time

import pytest

from verify.book import ROOT
from verify.notes.command import check_file

RIGHT = r"""# Squares
$$ f(x) = x^2 $$
$$ f'(x) = 2 x $$
"""
WRONG = RIGHT.replace("= 2 x", "= -2 x")


@pytest.fixture
def notes(tmp_path):
    def write(text, name="notes.md"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (RIGHT, 0),
        (WRONG, 1),
        (RIGHT + "$$ a = \\foo{b} $$\n", 2),
        (WRONG + "$$ a = \\foo{b} $$\n", 1),
        ("no formula", 0),
    ],
)
def test_the_exit_status_tells_the_verdict(notes, capsys, text, status):
    assert check_file(notes(text)) == status


def test_each_formula_has_its_line_and_its_mark(notes, capsys):
    check_file(notes(RIGHT))

    assert "    2  ≔ f(x) = x^2\n    3  ✓ f′(x) = 2·x\n" in capsys.readouterr().out


def test_a_mistake_is_named_and_has_a_place(notes, capsys):
    path = notes(WRONG)
    check_file(path)
    said = capsys.readouterr().out

    assert "it is the negative of what it should be" in said
    assert f"{path}:3:12: " in said


def test_the_summary_counts(notes, capsys):
    check_file(notes(RIGHT))

    assert "notes.md: 1 defines, 1 holds" in capsys.readouterr().out


def test_what_was_guessed_is_a_block_that_can_be_pasted(notes, capsys):
    formula = "$$ \\mathbf{h} = \\mathbf{W} \\mathbf{x} $$\n"
    check_file(notes(formula))
    guessed = capsys.readouterr().out.partition("Guessed")[2]
    block = guessed[guessed.index("```") :]

    assert block == "```symbols\nW: D x K\nx: K\n```\n"
    assert check_file(notes(block + formula)) == 0
    assert "Guessed" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        ("```symbols\nW: D x\n```\n", "notes.md:2:1: 'W: D x' gives no shape"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_error(notes, capsys, text, problem):
    assert check_file(notes(text)) == 2
    assert problem in capsys.readouterr().err


def test_a_file_that_is_missing_is_an_error(tmp_path, capsys):
    assert check_file(tmp_path / "notes.md") == 2
    assert "No such file" in capsys.readouterr().err


def test_a_derivation_gives_the_symbols(notes):
    derivation = notes(
        "from derivations.calculus import exp, vector\nK = 3\nz = vector('z', K)\n"
        "p = exp(z) / exp(z).sum()\n",
        "mine.py",
    )
    claim = r"$$ \frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j) $$"

    assert check_file(notes(claim), derivation) == 0
    assert check_file(notes(claim.replace("-", "+")), derivation) == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("import os\n", "mine.py:1: uses os."),
        ("x = open('/etc/passwd')\n", "mine.py:1: uses open"),
        ("x = (\n", "this is no Python"),
        ("x = 1 / 0\n", "ZeroDivisionError"),
        ("while True:\n    pass\n", "seconds"),
        ("raise SystemExit(0)\n", "ended the program"),
    ],
)
def test_a_derivation_can_do_nothing_but_compute(notes, capsys, text, problem):
    assert check_file(notes(RIGHT), notes(text, "mine.py")) == 2
    assert problem in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "$$ " + "(" * 2000 + " $$",
        "$$ a = " + "x + " * 3000 + "x $$",
        "$$ $$ $$",
        "$ $",
        "$$ \\begin{aligned} $$",
        "$$ x^{x^{x^{x^{x}}}} = 10^{10^{10}} $$",
        "\x00$$ a = b $$",
        "$$ f(f) = f(f(f)) $$",
        "$$ x = x $$",
        "$$ e = \\pi $$",
        "$$ a_i = a_{i+1} $$",
        "$$ f(x) = f(x - 1) + 1 $$ $$ f(2) = f(1) + 1 $$",
        "$$ \\int_0^1 x dx = \\frac12 $$",
        "```symbols\nK = 1\nz: K\n```\n$$ z_1 = z_2 $$",
    ],
)
def test_nonsense_ends_with_a_verdict(notes, capsys, text):
    assert check_file(notes(text)) in {0, 1, 2}


def test_the_cells_of_a_notebook_are_notes(notes, capsys):
    texts = [RIGHT, "print(1)", "$$ f'(x) = 3 x $$"]
    kinds = ["markdown", "code", "markdown"]
    cells = [{"cell_type": k, "source": [t]} for k, t in zip(kinds, texts, strict=True)]
    path = notes(json.dumps({"cells": cells}), "notes.ipynb")

    assert check_file(path) == 1
    assert f"{path}:cell 3:1:12: " in capsys.readouterr().out


def test_what_is_no_notebook_is_an_error(notes, capsys):
    assert check_file(notes("{}", "notes.ipynb")) == 2
    assert "no notebook" in capsys.readouterr().err


def test_it_is_a_command_for_files_outside_of_the_book(notes):
    path = notes(WRONG)
    done = subprocess.run(
        [sys.executable, "-m", "verify", str(path)],
        cwd=path.parent,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1 and done.stderr == ""
    assert "the negative" in done.stdout


def test_a_file_that_is_watched_is_checked_again_when_it_is_saved(notes):
    path = notes(RIGHT)
    command = [sys.executable, "-u", "-m", "verify", "--watch", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        lines: list[str] = []
        assert process.stdout is not None
        reader = threading.Thread(target=lambda: lines.extend(process.stdout or ()), daemon=True)
        reader.start()
        await_line(lines, "watching")
        path.write_text(WRONG, encoding="utf-8")
        await_line(lines, "the negative")
        process.terminate()


def await_line(lines, text, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if any(text in line for line in lines):
            return
        time.sleep(0.05)
    raise AssertionError(f"{text!r} was not printed in {seconds} s: {lines}")

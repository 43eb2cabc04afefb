"""``python -m verify --exercise``: an answer in the terminal, judged as the page judges it."""

import io
import os
import pty
import subprocess
import sys

import pytest

from tests.states import states
from verify.answers.declared import exercises
from verify.book import ROOT
from verify.console import main

RIGHT = r"p_i (\delta_{ij} - p_j)"


def said(capsys, *words):
    with pytest.raises(SystemExit) as end:
        main.run(["--exercise", *words])
    out, err = capsys.readouterr()
    return end.value.code, out, err


@pytest.mark.parametrize(
    ("answer", "status", "shown"),
    [
        (RIGHT, 0, "    p_i·(δ_ij − p_j)\n✓ It is equal\n"),
        ("np.diag(p) - np.outer(p, p)", 0, "✓ It is equal\n"),
        (rf"-{RIGHT}", 1, "✗ It is the negative of what it should be\n"),
        ("p_i (", 2, "  p_i (\n       ^\n✗ Expected a symbol but found the end\n"),
        ("q_i", 2, "  q_i\n  ^\n✗ "),
        ("", 2, "✗ Nothing is written\n"),
        ("9" * 10_001, 2, "✗ An answer has at most"),
    ],
)
def test_an_answer_is_judged(capsys, answer, status, shown):
    code, out, err = said(capsys, "softmax_jacobian", "-e", answer)

    assert (code, err) == (status, "")
    assert shown in out


@pytest.mark.parametrize("name", exercises())
def test_each_exercise_can_be_asked_and_its_own_answer_is_right(capsys, name):
    status, out, _ = said(capsys, name, "-e", exercises()[name].right)

    question, given, *_ = out.splitlines()
    assert status == 0
    assert question.startswith(f"{name}: ") and question.endswith(" = ?")
    assert given.startswith("  in LaTeX or NumPy, from ")


def test_the_question_says_what_an_answer_may_use(capsys):
    _, out, _ = said(capsys, "softmax_jacobian", "-e", RIGHT)

    assert out.splitlines()[:2] == [
        "softmax_jacobian: ∂p_i/∂z_j = ?",
        "  in LaTeX or NumPy, from z [K], p [K], K; the entry at i, j, or the whole array",
    ]


def at_terminal(exercise):
    """The command at a terminal, and where to type."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "verify", "--exercise", exercise],
        cwd=ROOT, stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(theirs)
    return process, ours


def test_a_pipe_gives_the_answer(capsys, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{RIGHT}\n"))

    assert said(capsys, "softmax_jacobian")[0] == 0


@states("Without `-e` it asks until the answer is right", page="check_mine")
def test_a_terminal_asks_until_the_answer_is_right():
    process, ours = at_terminal("softmax_jacobian")
    os.write(ours, f"-{RIGHT}\n{RIGHT}\n".encode())

    out, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (0, b"")
    assert [line[:3] for line in out.decode().splitlines() if line[:1] in ">✗✓"] == [
        ">  ", "✗ I", ">  ", "✓ I",
    ]  # fmt: skip


def test_hint_gives_the_hints_one_after_the_other():
    process, ours = at_terminal("softmax-6")
    os.write(ours, f"hint\nhint\n{RIGHT}\n".encode())

    out, _ = process.communicate(timeout=60)

    assert process.returncode == 0
    assert r"> The factor $1 - \delta_{ij}$ leaves class $i$ out" in out.decode()
    assert "> There is no further hint." in out.decode()


def test_the_end_of_input_ends_it_with_1():
    process, ours = at_terminal("softmax_jacobian")
    os.write(ours, b"\x04")

    _, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (1, b"")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["softmax_jacobain"], "no exercise 'softmax_jacobain'; did you mean softmax_jacobian?"),
        (["softmax_vjp"], "softmax_vjp asks for a function: make exercise NAME=softmax_vjp"),
        (["xyz"], "no exercise 'xyz'; there are sigmoid_second, "),
        (["softmax_jacobian", "p_i"], "an answer stands behind -e: --exercise softmax_jacobian -e"),
        (["softmax_jacobian", "--step"], "argument --step: not allowed with argument --exercise"),
    ],
)
def test_what_is_no_exercise_is_refused(capsys, words, message):
    status, _, err = said(capsys, *words)

    assert status == 2
    assert message in err

"""``python -m verify``: what its words name, what it says, and its exit status."""

import os
import subprocess
import sys

import pytest

from tests.tiny import run, write
from verify.book import ROOT
from verify.book.claims import Book
from verify.book.displays import displays
from verify.console import main, options

UNLABELLED = next(display for display in displays("softmax") if display.label is None)


def said(capsys, *words):
    """The exit status of a command, and what it prints."""
    with pytest.raises(SystemExit) as end:
        main.run([*words])
    out, err = capsys.readouterr()
    return end.value.code, out, err


# What is named


@pytest.mark.parametrize(
    "word",
    [
        *("softmax_jacobian", "eq:softmax_jacobian", "softmax/softmax_jacobian"),
        *("6.2", "(6.2)", "docs/softmax.md:137"),
    ],
)
def test_a_claim_is_named_by_label_number_chapter_or_line(capsys, word):
    status, out, _ = said(capsys, word)

    assert status == 0
    assert [line for line in out.splitlines() if line.startswith("(")] == ["(6.2) softmax_jacobian"]


def test_a_name_of_chapter_and_claim_is_the_chapter_and_with_its_chapter_the_claim(capsys):
    _, chapter, _ = said(capsys, "softmax")
    _, claim, _ = said(capsys, "softmax/softmax")

    assert chapter.count("\n(6.") == 3
    assert claim.count("\n(6.") == 1


def test_a_page_is_found_from_any_folder(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "verify", "docs/softmax.md:137"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "(6.2) softmax_jacobian\n" in done.stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["optimiser"], "no chapter, claim or file 'optimiser'; did you mean optimizer?"),
        (["softmax_jacobain"], "'softmax_jacobain'; did you mean softmax_jacobian?"),
        (["softmax/softmax_vpj"], "softmax has no claim 'softmax_vpj'; did you mean softmax_vjp?"),
        (["softmax/x"], "'x'; its claims are softmax, softmax_jacobian, softmax_vjp"),
        (["docs/sofmax.md"], "there is no file docs/sofmax.md; did you mean docs/softmax.md?"),
        (["6.99"], "no claim has the number 6.99"),
        (["docs"], "docs is a folder: name a file of it"),
        (["x" * 5000], "there is no chapter, claim or file 'xxxx"),
        ([f"{'x' * 5000}.md"], "there is no file xxxx"),
        (["--watch", "-e", "x", "softmax"], "argument --watch: not allowed with argument -e"),
        (["--watch", "--step", "softmax"], "argument --watch: not allowed with argument --step"),
        (["docs/softmax.md:1"], "no display stands at docs/softmax.md:1"),
        (["derivations/softmax.py:9"], "no display stands at derivations/softmax.py:9"),
        (["softmax", "--expresion", "x"], "no option --expresion; did you mean --expression?"),
        (["-e"], "argument -e/--expression: expected one argument"),
        (["-e", "x"], "-e compares a formula with one claim: name it"),
        (["-e", "x", "softmax_jacobain"], "did you mean softmax_jacobian?"),
        (["-e", "x", "optimizer"], "optimizer is a chapter: name one of its claims: gradient_desc"),
        (["-e", "x", UNLABELLED.place()], "has no label: name a claim that has one"),
        (["-e", "x", "README.md"], "README.md is a file: name a claim of the book"),
    ],
)
def test_what_is_not_understood_ends_with_2_and_says_what_there_is(capsys, words, message):
    status, out, err = said(capsys, *words)

    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert message in err


def test_help_names_every_option_and_every_exit_status(capsys):
    status, out, _ = said(capsys, "--help")
    every = [option for action in options.parser()._actions for option in action.option_strings]

    assert status == 0
    assert [option for option in every if option not in out] == []
    assert "exit status: 0 right, 1 wrong, 2 not understood, 130 after Ctrl-C" in out


def test_help_waits_for_no_mathematics():
    loaded = "import sys; from verify.console.main import run\n"
    loaded += "try: run(['--help'])\nexcept SystemExit: print('sympy' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", loaded], cwd=ROOT, capture_output=True, text=True)

    assert done.stdout.splitlines()[-1] == "False"


# A formula

ITS_OWN = r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)"
WITHOUT = r"\frac{\partial p_j}{\partial z_i} = p_i (\delta_{ij} - p_j)"


@pytest.mark.parametrize(
    ("formula", "status", "shown"),
    [
        (r"p_i (\delta_{ij} - p_j)", 0, "    = p_i·(δ_ij − p_j)\n✓ It is equal."),
        (ITS_OWN, 0, "    ∂p_i/∂z_j\n    = p_i·(δ_ij − p_j)\n✓ It is equal."),
        (WITHOUT, 0, "    ∂p_j/∂z_i\n    = p_i·(δ_ij − p_j)\n✓ It is equal."),
        (r"p_i \delta_{ij} - p_j p_i", 0, "    = p_i·δ_ij − p_j·p_i\n"),
        (r"-p_i (\delta_{ij} - p_j)", 1, "✗ It is the negative of what it should be.\n  at a ran"),
        (r"2 p_i (\delta_{ij} - p_j)", 1, "✗ It is 2 times what it should be."),
        (r"p_i (\delta_{ij} - e^{z_j})", 1, " K = 3, i = 3, j = 3 it is "),
        (
            r"p_i (\delta_{ij} - p_j",
            2,
            "_{ij} - p_j\n                        ^\n✗ At character 23",
        ),
        (r"p_i (\delta_{ij} - P_j)", 2, "✗ Nothing defines P.\n  did you mean p?\n"),
        (r"w \delta_{ij}", 2, "  the symbols: K, z, g, c, τ, σ, S, p, q, J, L, f, a, β\n"),
        ("", 2, "✗ Nothing is written."),
        ("9" * 10_001, 2, "✗ "),
        ("(" * 3000, 2, "✗ It is nested too deeply to read."),
    ],
)
def test_a_formula_is_compared_with_a_claim_and_shown_as_it_was_read(
    capsys, formula, status, shown
):
    code, out, err = said(capsys, "-e", formula, "softmax_jacobian")

    assert (code, err) == (status, "")
    assert shown in out


@pytest.mark.parametrize(
    ("formula", "label", "status", "shown"),
    [
        (r"X^\top G", "linear_grad_W", 0, "✓ It is equal."),
        (r"G^\top X", "linear_grad_W", 1, "✗ It is the transpose"),
        (r"f'(x) + \frac{h}{2} f''(x) + O(h^2)", "forward_difference", 0, "✓ It is equal."),
        (r"f'(x) + \frac{h}{3} f''(x) + O(h^2)", "forward_difference", 1, "✗ It is not equal."),
        (r"\frac{1}{N} (P_{nk} - T_{nk})", "cross_entropy_grad_P", 1, "✗ It is not equal.\n  at a"),
    ],
)
def test_an_answer_for_all_entries_is_one_too(capsys, formula, label, status, shown):
    code, out, err = said(capsys, "-e", formula, label)

    assert (code, err) == (status, "")
    assert shown in out


def test_a_book_of_one_chapter_has_the_same_commands(tmp_path):
    folder = write(tmp_path)

    right = run(folder, "-m", "verify", "-e", "x^2", "square")
    wrong = run(folder, "-m", "verify", "-e", "x^3", "square")

    assert [(done.returncode, done.stderr) for done in (right, wrong)] == [(0, ""), (1, "")]


NAMES_OF_ITSELF = {  # whose book-side repeats the question
    *("identity", "sigmoid_net_error_grad_c", "sigmoid_net_error_grad_b"),
    *("micro_precision", "micro_recall"),
}


@pytest.mark.parametrize("label", Book.now().labels)
def test_what_the_book_says_of_a_claim_is_right(capsys, label):
    status, out, _ = said(capsys, "-e", Book.now().labels[label].display.latex, label)

    assert (status, "It repeats the question." in out) in {
        (0, False),
        (1, label in NAMES_OF_ITSELF),
    }


# Somebody's notes


@pytest.fixture
def asked(monkeypatch):
    """What the command asks of the check of notes, which is tested by itself."""
    found = []

    def check_file(path, derivation, *, watch):
        found.append((path.name, derivation and derivation.name, watch))
        return 1

    monkeypatch.setattr("verify.notes.command.check_file", check_file)
    return found


@pytest.mark.parametrize(
    ("words", "given"),
    [
        (["notes.md"], ("notes.md", None, False)),
        (["notes.md", "notes.py"], ("notes.md", "notes.py", False)),
        (["--watch", "notes.md"], ("notes.md", None, True)),
        (["notes.tex"], ("notes.tex", None, False)),
    ],
)
def test_a_file_that_is_no_chapter_is_checked_as_notes(
    capsys, tmp_path, monkeypatch, asked, words, given
):
    for name in ("notes.md", "notes.py", "notes.tex"):
        (tmp_path / name).touch()
    monkeypatch.chdir(tmp_path)

    status, _, _ = said(capsys, *words)

    assert (status, asked) == (1, [given])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["notes.md", "softmax"], "notes are checked one at a time, with a derivation or none"),
        (["notes.md", "notes.md"], "notes are checked one at a time, with a derivation or none"),
        (["notes.py"], "notes.py is a program: name the notes before it"),
        (["note.md"], "there is no file note.md; did you mean notes.md?"),
        (["notes.md:3"], "notes.md:3: a line can be named of a chapter of the book"),
        (["--watch", "softmax"], "--watch checks notes again: name a file that is no chapter"),
    ],
)
def test_notes_that_are_not_named_alone_are_refused(
    capsys, tmp_path, monkeypatch, asked, words, message
):
    (tmp_path / "notes.md").touch()
    (tmp_path / "notes.py").touch()
    monkeypatch.chdir(tmp_path)

    status, _, err = said(capsys, *words)

    assert (status, asked) == (2, [])
    assert message in err

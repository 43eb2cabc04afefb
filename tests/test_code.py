"""``python -m verify --code``: what is said of a reader's function."""

import os
import subprocess
import sys

import pytest

from nn.softmax import softmax_jacobian
from tests.states import states
from verify.book import ROOT
from verify.book.claims import Book
from verify.console import code, judge, main, theirs, trials
from verify.console.theirs import Fault, adapted
from verify.console.trials import Case
from verify.proving.code import functions
from verify.proving.namespace import symbols

LABELS = [
    label
    for label, claim in Book.now().labels.items()
    if (ROOT / f"nn/{claim.display.topic}.py").is_file()
]


def of_book(label, function=None):
    """The case of a claim with the book's own function, or with another in its place."""
    display = Book.now().labels[label].display
    book = functions(display.topic)[label]
    path = ROOT / f"nn/{display.topic}.py"
    return Case(display, adapted(path, function or book, book, symbols(display.topic)))


def faults(case):
    found = {}
    for name, check, _ in judge.CHECKS:
        try:
            check(case)
        except Fault as fault:
            found[name] = str(fault)
    return found


@pytest.mark.parametrize("label", LABELS)
def test_the_function_of_the_book_passes_every_check(label):
    assert faults(of_book(label)) == {}


def test_every_label_of_the_book_with_code_is_tried():
    assert len(LABELS) > 100


# Planted faults

SOFTMAX = """\
import numpy as np

def softmax(z):
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)

def softmax_jacobian(z):
    p = softmax(z)
    return np.diag(p) - np.outer(p, p)

def linear(X, W, b):
    return X @ W + b

def linear_grad_W(X, G):
    return X.T @ G

def softmax_cross_entropy_grad_Z(Z, t):
    P = softmax(Z)
    P[np.arange(len(t)), t] -= 1
    return P / len(t)

def weighted_steps(x):
    return x
"""


def judged(folder, label, source, name=None):
    """What each check says of a function, and whether all hold."""
    path = folder / "my.py"
    path.write_text(source, encoding="utf-8")
    told = []
    judge.judge(path, name or label, label, lambda **what: told.append(what))
    return [f"{line['sign']} {line['name']}: {line['text']}" for line in told if "sign" in line]


RIGHT = ["softmax", "softmax_jacobian", "linear", "linear_grad_W", "softmax_cross_entropy_grad_Z"]


@pytest.mark.parametrize("label", RIGHT)
def test_a_right_function_of_a_reader_passes_every_check(tmp_path, label):
    said = judged(tmp_path, label, SOFTMAX)

    assert len(said) >= 6
    assert [line for line in said if line.startswith("✗")] == []


@states(
    "Does it hold where floating point is at its worst, nearly as well as the book's function?",
    page="check_mine",
)
def test_digits_that_are_lost_beside_larger_numbers_are_remarked_and_no_fault(tmp_path):
    *_, last = judged(tmp_path, "softmax_cross_entropy_grad_Z", SOFTMAX)

    assert last.startswith("! extreme values: digits of small numbers are lost: [0, 2] is 0, and")


PLANTED = {  # what is changed in the file, and what is said then
    "diagonal": ("softmax_jacobian", "np.outer(p, p)", "np.diag(p * p)", "right on the diagonal"),
    "sign": ("softmax_jacobian", "(p) - np", "(p) + np", "✗ values: the sign of a term is wr"),
    "whole": ("softmax_jacobian", "np.diag(p) -", "-np.diag(p) +", "values: it is the negative of"),
    "order": ("linear_grad_W", "X.T @ G", "G.T @ X", "(4, 3), and should be (3, 4) = (D, K) at N"),
    "turned": ("linear_grad_W", "X.T @ G", "G.T @ X", "; it is the transpose of what it should be"),
    "axis": ("softmax", "sum(axis=-1, keepdims=True)", "sum()", "✗ batches: for 5 rows [4, 0] is"),
    "overflow": ("softmax", "z - np.max(z, axis=-1, keepdims=True)", "z", "nan, and should be 0.4"),
    "mean": ("softmax_cross_entropy_grad_Z", " / len(t)", "", "it is N times what it should be: ["),
    "dtype": ("linear", "X @ W + b", "X @ W + np.zeros(b.shape) + b", "float32 becomes float64"),
    "integers": ("softmax", "(axis=-1, keepdims=True)\n\n", 
                 "(axis=-1, keepdims=True).astype(z.dtype)\n\n", "✗ whole numbers: of whole"),
    "argument": ("softmax", "e = np", "z -= 1; e = np", "read-only; it changes its argument: work"),
    "forgotten": ("softmax", "return e /", "e /", "✗ shape: it returns nothing; is a return miss"),
    "words": ("softmax", "return e / e", "return 'e' or e", "it returns what is no number"),
    "ragged": ("softmax", "return e / e", "return [[1], [2, 3]] or e", "lists of different"),
    "name": ("linear", "linear(X, W, b)", "linear(Xs, W, b)", "it takes Xs, which the chapter"),
    "near": ("linear", "linear(X, W, b)", "linear(Xs, W, b)", "did you mean X? the book"),
    "bias": ("linear", "@ W + b", "@ W", "✗ values: the term 𝟏·bᵀ is missing: [0, 3] is "),
    "fewer": ("linear", "X, W, b):\n    return X @ W + b", "X, W):\n    return X @ W",
              "the book's function takes b as well"),
    "error": ("softmax", "return e /", "return 1 // 0 /", "✗ shape: my.py:5: ZeroDivisionError: "),
    "syntax": ("softmax", "return e /", "return e / /", "✗ function: my.py:5: SyntaxError: inv"),
    "module": ("softmax", "import numpy as np", "import nupmy as np", "my.py:1: ModuleNotFound"),
    "end": ("softmax", "return e /", "raise SystemExit; e /", "my.py:5: it ends the program"),
    "recursion": ("softmax", "return e /", "return softmax(z) /", "it calls itself without end"),
    "absent": ("softmax", "def softmax(z)", "def sofmax(z)", "no function softmax; did you mean"),
    "class": ("softmax", "def softmax(z)", "class softmax:\n  def f(z)", "my.py is no function"),
    "many": ("linear", "linear(X, W, b)", "linear(*X, W=1, b=2)", "it takes *X: name its"),
}  # fmt: skip


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_told(tmp_path, fault):
    label, old, new, message = PLANTED[fault]
    assert old in SOFTMAX

    said = judged(tmp_path, label, SOFTMAX.replace(old, new))

    assert message in "\n".join(said)


@states("A call may take {{ value SECONDS_OF_A_CALL }} seconds, and", page="check_mine")
def test_a_loop_without_end_is_ended_with_its_line(tmp_path, monkeypatch):
    monkeypatch.setattr(theirs, "SECONDS", 0.2)

    said = judged(tmp_path, "softmax", "def softmax(z):\n    while True:\n        pass\n")

    assert said[-1].startswith("✗ shape: my.py:")
    assert said[-1].endswith(": no end after 0.2 seconds; does a loop end?")


@pytest.mark.parametrize(
    "parameters",
    ["z, /", "*, z", "**given", "z, unused=3", "z: 'float'", "p"],
)
def test_parameters_may_be_of_any_kind_and_any_quantity_of_the_chapter(tmp_path, parameters):
    body = "    p = p\n" if parameters == "p" else "    z = given['z']\n    p = softmax(z)\n"
    body = body.replace("given['z']", "z") if "given" not in parameters else body
    source = SOFTMAX.replace("softmax_jacobian(z):\n    p = softmax(z)\n",
                             f"softmax_jacobian({parameters}):\n{body}")  # fmt: skip

    said = judged(tmp_path, "softmax_jacobian", source)

    assert said[2].startswith("✓ values: ")


def test_a_gradient_that_is_none_is_told_by_finite_differences_alone():
    case = of_book("softmax_jacobian", lambda z: 2 * softmax_jacobian(z))

    with pytest.raises(Fault, match=r"^it is no gradient of softmax by z: off by 1e"):
        trials.slope(case)


# The command


def command(folder, *words, **options):
    return subprocess.run(
        [sys.executable, "-m", "verify", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        **options,
    )


@states("What the file prints goes to standard error.", page="check_mine")
def test_a_file_outside_of_the_book_is_checked_and_what_it_prints_is_no_verdict(tmp_path):
    source = SOFTMAX + "print('hello')\n"
    (tmp_path / "my.py").write_text(source, encoding="utf-8")

    done = command(tmp_path, "--code", "my.py:softmax_jacobian")

    first, *lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "hello\n")
    assert first == "my.py:softmax_jacobian = softmax_jacobian of docs/softmax.md"
    assert [line for line in lines if not line.startswith("  ✓ ")] == []


def test_a_file_may_import_what_stands_beside_it(tmp_path):
    folder = tmp_path / "week 3"
    folder.mkdir()
    (folder / "helper.py").write_text(SOFTMAX, encoding="utf-8")
    (folder / "my.py").write_text("from helper import softmax as mine\n", encoding="utf-8")

    assert command(tmp_path, "--code", "week 3/my.py:mine", "softmax/softmax").returncode == 0


def test_a_process_that_dies_is_told(tmp_path):
    (tmp_path / "my.py").write_text("import os\nos._exit(0)\n", encoding="utf-8")

    done = command(tmp_path, "--code", "my.py:softmax")

    assert done.returncode == 1
    assert done.stdout.endswith("\n  ✗ the file: the program ended with the status 0\n")


@states(
    "the process may be silent for {{ value SECONDS_OF_SILENCE }}; then it is ended",
    page="check_mine",
)
def test_a_process_that_hears_no_signal_is_ended(tmp_path, monkeypatch, capfd):
    monkeypatch.setattr(code, "SECONDS", 3)
    source = "import signal\ndef softmax(z):\n    signal.signal(signal.SIGALRM, signal.SIG_IGN)\n"
    (tmp_path / "my.py").write_text(f"{source}    while True: pass\n", encoding="utf-8")

    status = code.checked(f"{tmp_path / 'my.py'}:softmax", [])

    assert status == 1
    assert "  ✗ shape: no end after 3 seconds; does a loop end?\n" in capfd.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--code", "my.py"], "--code takes a file and a function, such as my.py:softmax_jacobian"),
        (["--code", "mine.py:softmax"], "there is no file mine.py; did you mean my.py?"),
        (["--code", "my.py:sofmax"], "no chapter, claim or file 'sofmax'; did you mean softmax?"),
        (["--code", "my.py:f", "softmax", "loss"], "with one claim, and not 2"),
        (["--code", "my.py:f", "-e", "x"], "not allowed with argument"),
    ],
)
def test_what_is_not_understood_ends_with_2(tmp_path, monkeypatch, capsys, words, message):
    (tmp_path / "my.py").write_text(SOFTMAX, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit, match="2"):
        main.run(words)

    out, err = capsys.readouterr()
    assert (out, message in err) == ("", True)

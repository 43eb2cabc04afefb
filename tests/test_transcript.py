"""``python -m derivations``: what it prints, and the exit status that a script can rely on."""

import json
import os
import re

import pytest

from tests.example import SYMBOLS
from tests.tiny import run, write
from verify.book import runs
from verify.book.displays import chapters
from verify.console import main
from verify.console.options import asked
from verify.reading.equations import chains
from verify.reading.unicode import text
from verify.showing import transcript

TRANSCRIPT = """\
square: docs/square.md = derivations/square.py
≔ defined   ✓ follows   ∑ enumerated   ≈ equal to 30 digits   ✗ wrong   "words" that nothing checks

(1.1) square
    y
  ≔ = x^2
  ✓ numeric: no difference

(1.2) square_prime
    ∂y/∂x
  ✓ = x + x                        product rule
  ✓ = 2·x                          common factor
  ✓ numeric: no difference
  ✓ differences: within ERROR

docs/square.md:18
    (x + 1)^2
  ✓ = x^2 + 2·x + 1

docs/square.md:22
  not checked: no integrals yet
"""
PATH = "derivations/square.py"
BROKEN = {
    "step": ("docs/square.md", "x + x", "x + 1", "✗ docs/square.md:11:6: x + 1 is not ∂y/∂x: "),
    "display": ("docs/square.md", "$$\n(", "(", "error: docs/square.md:18:1: an empty display"),
    "derivation": (PATH, "= x**2", "= q**2", "✗ docs/square.md:4:1: derivations/square.py:7: Name"),
    "code": ("nn/square.py", "x * x", "x *", "nn/square.py:6: SyntaxError: invalid syntax"),
    "nav": ("mkdocs.yml", "nav", "name", "error: mkdocs.yml: no nav"),
}
SCRIPT = """
import contextlib, io, json, sys
from pathlib import Path
from verify.console.main import run

def outcome(words):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            run([words])
        except SystemExit as end:
            return end.code, out.getvalue(), err.getvalue()

report = {}
for name, (path, old, new, _) in json.load(sys.stdin).items():
    right = Path(path).read_text(encoding="utf-8")
    Path(path).write_text(right.replace(old, new, 1), encoding="utf-8")
    report[name] = outcome("square")
    Path(path).write_text(right, encoding="utf-8")
for words in "square", "cube", "docs/square.md:12:8":
    report[words] = outcome(words)
print(json.dumps(report))
"""


def compact(text):
    """Without the room between the columns, and without measured numbers."""
    text = re.sub(r"within \de-\d+", "within ERROR", text)
    return re.sub(r" {3,}(?=\S)", "   ", text)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def report(folder):
    """The status of the transcript and what it said: after each change, and for some words."""
    done = run(folder, "-c", SCRIPT, input=json.dumps(BROKEN))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_chapter_is_printed_step_by_step_in_unicode_whatever_the_terminal_says(folder):
    terminal = {**os.environ, "PYTHONIOENCODING": "ascii"}

    done = run(folder, "-m", "derivations.square", env=terminal)

    assert (done.returncode, done.stderr) == (0, "")
    assert compact(done.stdout) == compact(TRANSCRIPT)


def test_without_a_topic_every_derivation_is_listed_with_its_verdict_and_time(folder):
    done = run(folder, "-m", "derivations")

    assert done.returncode == 0
    assert re.fullmatch(r"✓ square +4 displays hold +\d+\.\d\d s\n", done.stdout)


def test_unknown_topic_exits_with_2_and_lists_the_known_ones(report):
    said = "error: there is no chapter, claim or file 'cube'; the topics are square\n"

    assert report["cube"] == [2, "", said]


def test_a_line_of_a_page_names_one_display(report):
    status, said, _ = report["docs/square.md:12:8"]

    assert status == 0
    assert re.findall(r"^\(.*$|^docs.*$", said, re.M) == ["(1.2) square_prime"]


def test_a_line_without_a_display_exits_with_2(folder):
    done = run(folder, "-m", "verify", "docs/square.md:1")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: no display stands at docs/square.md:1\n"


def test_several_topics_are_printed_one_after_another(capsys):
    with pytest.raises(SystemExit, match="0"):
        main.run(["linear", "softmax"])

    said = capsys.readouterr().out
    assert said.index("linear: docs/linear.md") < said.index("softmax: docs/softmax.md")


@pytest.mark.parametrize("terminal", [True, False])
def test_who_waits_at_a_terminal_is_told_beforehand_how_long_it_takes(
    monkeypatch, capsys, terminal
):
    seconds = runs.load("benchmarks/checking").value("whole.median")
    monkeypatch.setattr(transcript, "_summary", lambda topic: True)
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal)

    assert main._done(asked([])) == 0
    said = capsys.readouterr().err
    assert (f"{len(chapters())} chapters; all of them took {seconds:.0f} s" in said) == terminal


def test_ctrl_c_ends_without_a_trace(monkeypatch, capsys):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(transcript, "check", interrupted)

    with pytest.raises(SystemExit, match="130"):
        main.run(["linear"])
    assert capsys.readouterr().err == "interrupted\n"


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_ends_badly_and_says_where(report, name):
    status, said, _ = report[name]

    assert status != 0
    assert BROKEN[name][-1] in f"{said}{status}"


def test_what_is_mended_ends_well(report):
    assert report["square"][0] == 0


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\frac{\partial^2 L}{\partial z_1^2} = x", "∂^2L/∂z_1^2"),
        (r"\sum_{k=1}^{K} (z_k + g_k) x = x", "Σ_k=1..K (z_k + g_k)·x"),
        (r"\frac{x + y}{a b_1} = x", "(x + y) / (a·b_1)"),
        (r"-(x - y)^2 = x", "−(x − y)^2"),
        (r"x (x - y) - y = x", "x·(x − y) − y"),
        (r"-x (x - y) - y = x", "−x·(x − y) − y"),
        (r"(x^2)^3 = x", "(x^2)^3"),
        (r"\sigma''(x) X^\top = x", "σ′′(x)·Xᵀ"),
        (r"z \odot g = x", "z ⊙ g"),
        (r"\hat{y} w^+ \epsilon = x", "y\u0302·w⁺·ε"),
        (r"\lvert x \rvert \lVert z \rVert \sqrt{a} = x", "|x|·‖z‖·√(a)"),
        (r"\delta_{ij} X_{i,j+1} = x", "δ_ij·X_{i,j+1}"),
        (
            r"\begin{cases} 1 & x \geq 0 \\ 0 & \text{otherwise} \end{cases} = x",
            "{1 if x ≥ 0; 0 otherwise}",
        ),
        (r"\max_k z_k = x", "max_k z_k"),
    ],
)
def test_formula_reads_well_in_one_line(latex, expected):
    assert text(chains(latex, SYMBOLS)[0].sides[0].value) == expected

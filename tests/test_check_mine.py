"""What the page on checking one's own says of the commands is so. Page: docs/check_mine.md."""

import re
import shlex

import pytest

from tests.states import states
from verify.book import ROOT
from verify.console import judge, main

PAGE = (ROOT / "docs/check_mine.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = [
    (kind, text)
    for _, kind, text in re.findall(
        r"^(`{3,})(sh|python|text|markdown)\n(.*?)^\1$", PAGE, re.M | re.S
    )
]
NOTES, SYMBOLS = [text for kind, text in FENCES if kind == "markdown"]
RIGHT = "$$\n(x + 1)^2 = x^2 + 2 x + 1\n$$\n"


def transcripts():
    """The commands before each of the shown outputs, with it."""
    commands, found = [], []
    for kind, text in FENCES:
        if kind == "sh":
            commands = text.splitlines()
        elif kind == "text":
            found.append((commands, text))
    return found


TRANSCRIPTS = transcripts()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the reader's files."""
    (program,) = [text for kind, text in FENCES if kind == "python"]
    (tmp_path / "my.py").write_text(program, encoding="utf-8")
    (tmp_path / "NOTES.md").write_text(NOTES, encoding="utf-8")
    (tmp_path / "RIGHT.md").write_text(RIGHT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def typed(capsys, line):
    """The exit status of a line of the shell, and what it prints."""
    words = shlex.split(line, comments=True)
    assert words[:3] == ["python", "-m", "verify"]
    with pytest.raises(SystemExit) as end:
        main.run(words[3:])
    out, err = capsys.readouterr()
    return end.value.code, out, err


def alike(text):
    """Without what another machine rounds otherwise."""
    return re.sub(r"within \de-\d+", "within ERROR", text)


@pytest.mark.parametrize("at", range(len(TRANSCRIPTS)))
def test_what_the_page_shows_is_what_is_printed(folder, capsys, at):
    commands, shown = TRANSCRIPTS[at]

    _, out, _ = typed(capsys, commands[0])

    assert alike(out) == alike(shown)


@states("Each of them prints the steps of the formula and what was found")
def test_three_names_of_a_claim_print_the_same(capsys):
    commands, _ = TRANSCRIPTS[0]

    said = [typed(capsys, command) for command in commands]

    assert len(said) == 3
    assert said[0][0] == 0
    assert said[1:] == said[:1] * 2


@states(
    "a name that is nearly right is answered with the one that was perhaps meant", page="check_mine"
)
@states("a name that is unknown with 2 and the one that was perhaps meant", page="README")
def test_a_name_that_is_nearly_right_is_answered_with_the_right_one(capsys):
    status, _, err = typed(capsys, "python -m verify sofmax_jacobian")

    assert (status, err.endswith("did you mean softmax_jacobian?\n")) == (2, True)


@states(
    "First comes how the formula was read, then the verdict, with the kind of the mistake where "
    "it has a name, then the entry that is furthest off."
)
def test_a_formula_is_answered_in_this_order(capsys):
    _, out, _ = typed(capsys, r"python -m verify -e 'p_i (\delta_{ij} + p_j)' softmax_jacobian")

    order = ["= p_i·(δ_ij + p_j)", "✗ The sign of a term is wrong.", "i = 3, j = 3 it is"]
    assert [out.index(each) for each in order] == sorted(out.index(each) for each in order)


def test_the_table_has_a_line_for_each_check_in_their_order():
    lines = re.findall(r"^\| ([a-z ]+) \| .*\? ?.*\|$", PAGE, re.M)

    assert lines == [name for name, _, _ in judge.CHECKS]


@states("The first three come one after another, and what fails ends the check.")
def test_the_first_three_checks_are_needed_by_the_next():
    assert [needed for _, _, needed in judge.CHECKS] == [True] * 3 + [False] * 5


@states(
    "If not: the kind of the mistake where it has a name, the entry that is furthest off, both "
    "values, and their ratio."
)
def test_a_wrong_value_is_told_with_all_that_the_page_says(folder, capsys):
    program = folder / "my.py"
    text = program.read_text(encoding="utf-8").replace(
        "return np.diag(p) -", "return -np.diag(p) +"
    )
    program.write_text(text, encoding="utf-8")

    _, out, _ = typed(capsys, "python -m verify --code my.py:softmax_jacobian")

    assert re.search(
        r"✗ values: it is the negative .*: \[2, 2\] is \S+, and should be \S+; the r", out
    )


@pytest.mark.parametrize(
    ("line", "status"),
    [
        pytest.param("softmax_jacobian", 0, id="0"),
        pytest.param("-e p_i softmax_jacobian", 1, id="1"),
        pytest.param("-e 'p_i (' softmax_jacobian", 2, id="2"),
        pytest.param("--values nothing", 2, id="2, a name"),
        pytest.param("--code my.py:softmax_jacobian", 1, id="1, a function"),
        pytest.param("RIGHT.md", 0, id="0, notes"),
        pytest.param("NOTES.md", 1, id="1, notes"),
    ],
)
@states("| 0 | What was asked for holds. |")
@states("| 1 | Something is wrong. |")
@states("| 2 | A name is unknown, or what was given can't be read. |")
def test_the_exit_status_is_that_of_the_table(folder, capsys, line, status):
    assert typed(capsys, f"python -m verify {line}")[0] == status


@states("| 130 | You pressed Ctrl-C. |")
def test_ctrl_c_has_a_status_of_its_own(monkeypatch, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("verify.console.code.checked", interrupted)

    assert typed(capsys, "python -m verify --code my.py:softmax")[0] == 130


(CONSOLE,) = re.findall(r"^## Check mine\n\n```sh\n(.*?)^```$", README, re.M | re.S)
COMMANDS = [line for line in CONSOLE.splitlines() if line.startswith("python")]


@pytest.mark.parametrize("line", COMMANDS, ids=lambda line: line.split("  #")[0])
def test_a_command_of_readme_ends_well(folder, capsys, line):
    source = (
        (folder / "my.py").read_text(encoding="utf-8").replace("np.exp(z)", "np.exp(z - max(z))")
    )
    (folder / "my.py").write_text(source, encoding="utf-8")
    (folder / "NOTES.md").write_text(RIGHT, encoding="utf-8")

    status, out, err = typed(capsys, line)

    assert (status, err) == (0, "")
    assert out


@states("A wrong answer ends with 1 and the kind of the mistake where it has a name", page="README")
def test_a_wrong_answer_ends_with_1_and_the_kind_of_the_mistake(capsys):
    status, out, _ = typed(
        capsys, r"python -m verify -e '2 p_i (\delta_{ij} - p_j)' softmax_jacobian"
    )

    assert (status, "\n✗ It is 2 times what it should be.\n" in out) == (1, True)

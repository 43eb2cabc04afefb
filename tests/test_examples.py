"""Examples of Python on a page are run when it is built, and print what stands there."""

from collections import Counter

import pytest

from tests.planted.examples import inputs, loose, quoted
from verify.book import ROOT, examples, limits, memory
from verify.book.claims import Book
from verify.prose.pages import text_of

PAGES = [*Book.now().pages, *sorted(ROOT.glob("*.md"))]
RIGHT = "```pycon\n>>> x = 1\n>>> x + 1\n2\n```\n"
BELONGS = examples.BELONGS


def session(*lines):
    return "Text.\n\n```pycon\n" + "\n".join(lines) + "\n```\n"


def found(text):
    return [f"{line}: {message}" for line, message in examples.failures("docs/softmax.md", text)]


@pytest.fixture(autouse=True)
def nothing_remembered(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "FOLDER", tmp_path / "verify")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_example_of_the_page_prints_what_it_shows(path):
    text = path.read_text(encoding="utf-8")

    assert examples.failures(path.relative_to(ROOT).as_posix(), text) == []


def test_the_fences_of_a_page_are_one_session():
    assert found(session(">>> x = 1") + session(">>> x", "1")) == []


@pytest.mark.parametrize(
    ("lines", "wrong"),
    [
        ([">>> 1 + 1", "3"], "5: expected 3; got 2"),
        ([">>> print('a\\nb\\nc')", "a", "x", "c"], "6: expected x; got b"),
        ([">>> print('a\\nb')", "a"], "6: expected nothing; got b"),
        ([">>> 1 + 1", "2", "3"], "6: expected 3; got nothing"),
        ([">>> for i in range(2):", "...     i", "0", "2"], "7: expected 2; got 1"),
        ([">>> x = 1", "1"], "5: expected 1; got nothing"),
        ([">>> 1 / 0", "1"], "4: expected 1; got ZeroDivisionError: division by zero"),
        ([">>> y"], "4: expected nothing; got NameError: name 'y' is not defined"),
        ([">>> x ="], "4: SyntaxError: invalid syntax"),
        ([">>> exit()"], "4: the example ended the program"),
        ([">>> raise SystemExit"], "4: the example ended the program"),
        ([">>> from nn.softmax import sofmax"], "4: expected nothing; got ImportError: cannot"),
        ([">>> from nn.sofmax import softmax"], "4: expected nothing; got ModuleNotFoundError: "),
        ([">>> import numpy as np", ">>> np.log(0)", "-inf"], "5: expected -inf; got RuntimeWarn"),
        ([">>> open('x').read()", "'1'"], "4: uses open, on which its outcome would hang"),
        ([">>> import time"], "4: uses time., on which its outcome would hang"),
        ([">>> 1 + 1  # doctest: +SKIP", "3"], "4: an example is run and compared whole"),
        ([">>> 1 + 1", "2", "", "3"], f"7: {BELONGS}"),
        (["1 + 1"], f"4: {BELONGS}"),
        ([">>>1 + 1", "3"], "4: lacks blank after >>>: '>>>1 + 1'"),
    ],
)
def test_what_an_example_does_not_print_is_named_by_its_line(lines, wrong):
    assert [said.startswith(wrong) for said in found(session(*lines))] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "```python\n>>> 1 + 1\n3\n```\n",
        "~~~pycon\n>>> 1 + 1\n3\n~~~\n",
        "    >>> 1 + 1\n    3\n",
        "- >>> 1 + 1\n",
        "> >>> 1 + 1\n",
        ">>> 1 + 1\n3\n",
    ],
)
def test_an_example_that_is_not_run_is_refused(text):
    assert found(text) == [f"{1 + text.startswith(('`', '~'))}: {BELONGS}"]


def test_a_prompt_in_a_sentence_is_no_example():
    assert found("Behind `>>>` stands Python.\n") == []


def test_an_example_that_does_not_end_is_ended_at_its_line(monkeypatch):
    monkeypatch.setattr(limits, "SECONDS", 0.3)

    assert found(session(">>> x = 1", ">>> while x: pass", ">>> x", "2")) == [
        "5: the example took more than 0.3 seconds"
    ]


def test_what_is_set_of_numpy_holds_for_one_page():
    shown = [">>> import numpy as np", ">>> np.array([0.125])", "array([0.125])"]

    assert found(session(shown[0], ">>> np.set_printoptions(precision=1)")) == []
    assert found(session(*shown)) == []


def test_what_printed_the_right_thing_is_remembered(monkeypatch):
    found(RIGHT)
    monkeypatch.setattr(examples, "_run", lambda *_: pytest.fail("was run again"))

    assert found(RIGHT) == []


def test_what_was_wrong_is_run_again(monkeypatch):
    found(RIGHT.replace("2", "3"))
    monkeypatch.setattr(examples, "_run", lambda *_: [examples.Failure(4, "was run again")])

    assert found(RIGHT.replace("2", "3")) == ["4: was run again"]


@pytest.mark.parametrize("page", quoted())
def test_a_line_whose_numbers_show_in_nothing_printed_is_typed_as_it_is_quoted(page):
    typed = Counter(line.strip() for _, line in inputs(text_of(page)))

    assert Counter(quoted()[page]) - typed == Counter()


def test_a_number_that_nothing_printed_shows_is_found(monkeypatch):
    text = session(">>> 0 * 7", "0", ">>> 1 + 1", "2")
    monkeypatch.setattr("tests.planted.examples.text_of", lambda page: text)

    assert loose("softmax") == ["0 * 7"]

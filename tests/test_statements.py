"""A sentence is witnessed by a test that quotes it, and the quote stands on the page."""

import pytest

from verify.prose.plain import covered, occurrences, phrases
from verify.prose.statements import Quote, quoted, statements, unfounded

PAGE = "# Gates\n\nNo score is zero, so every answer is clear-cut.\nIt costs $2n$ steps, always.\n"


@pytest.fixture
def written(tmp_path):
    """A book of one page, one caption and one test, of which the decorators are given."""
    for folder in ("docs", "figures", "tests"):
        (tmp_path / folder).mkdir()
    (tmp_path / "docs/gates.md").write_text(PAGE, encoding="utf-8")
    (tmp_path / "README.md").write_text("It never lies to you.\n", encoding="utf-8")
    caption = 'def line() -> Figure:\n    """One line parts\n    every two points."""\n'
    (tmp_path / "figures/gates.py").write_text(caption, encoding="utf-8")

    def written(*decorators: str, test: str = "test_it"):
        lines = "\n".join([*decorators, f"def {test}():", "    pass", ""])
        (tmp_path / "tests/test_gates.py").write_text(lines, encoding="utf-8")
        return tmp_path

    return written


def test_every_quote_of_a_test_stands_on_its_page():
    assert unfounded() == []


@pytest.mark.parametrize(
    "decorator",
    [
        '@states("No score is zero, so every answer is clear-cut.")',
        '@states("every answer is clear-cut")',
        '@states("It costs $2n$ steps")',
        '@states("every answer is "\n        "clear-cut", page="gates")',
        '@states("It never lies to you.", page="README")',
        '@states("One line parts every two points.", page="figures/gates")',
        "@pytest.mark.slow\n@states('No score is zero')",
    ],
)
def test_what_stands_on_the_page_may_be_quoted(written, decorator):
    root = written(decorator)

    assert (len(statements(root)), unfounded(root)) == (1, [])


def test_a_sentence_that_was_reworded_is_shown_beside_the_quote(written):
    root = written('@states("No score is ever zero, so each answer is clear-cut.")')

    assert unfounded(root) == [
        "tests/test_gates.py:1 quotes 'No score is ever zero, so each answer is clear-cut.', which "
        "docs/gates.md does not say; nearest: 'No score is zero, so every answer is clear-cut.'"
    ]


def test_a_quote_of_a_page_without_words_has_no_nearest_line(written):
    root = written('@states("No score is zero")')
    (root / "docs/gates.md").write_text("", encoding="utf-8")

    assert [problem.rpartition("; ")[2] for problem in unfounded(root)] == ["nearest: ''"]


def test_a_quote_of_a_page_that_is_missing_is_refused(written):
    root = written('@states("No score is zero", page="gate")')

    assert unfounded(root) == [
        "tests/test_gates.py:1 quotes docs/gate.md, which is missing: name it, page='...'"
    ]


@pytest.mark.parametrize(
    ("decorator", "test", "problem"),
    [
        ("@states(TEXT)", "test_it", "quotes are texts, not computed"),
        ("@states()", "test_it", "quote a sentence: @states('...')"),
        ("@states('is zero')", "test_it", "'is zero' is too short: quote 3 words or more"),
        ("@states('No score is zero')", "helper", "helper is no test, so it states nothing"),
    ],
)
def test_a_quote_that_can_not_be_read_is_refused(written, decorator, test, problem):
    root = written(decorator, test=test)

    assert unfounded(root) == [f"tests/test_gates.py:1: {problem}"]


def test_a_changed_test_is_read_again(written):
    statements(written('@states("No score is zero")'))
    root = written('@states("It costs $2n$ steps, always.")')

    assert [found.text for found in statements(root)] == ["It costs $2n$ steps, always."]


def test_a_span_of_the_page_leads_to_the_test_that_quotes_it(written):
    root = written('@states("No score is zero")')

    assert quoted("gates", PAGE, root) == [Quote(9, 25, "test_it", "tests/test_gates.py", 1)]


def test_a_quote_in_two_places_marks_both():
    assert list(occurrences("is not zero", "It is not zero.\nThat is  not\nzero.")) == [
        (3, 14),
        (21, 33),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It has 15 units each.",
        "It has 1.5 units each.",
        "It has 5 unitsets.",
        "It has 5\n\nunits.",
        "```\n5 units\n```",
        "$$\n5 units\n$$",
    ],
)
def test_part_of_a_word_a_number_or_a_listing_is_no_quote(text):
    assert list(occurrences("5 units", text)) == []


def test_each_phrase_covers_one_occurrence():
    assert covered(["as always", "as always"], "as always, as always, as always") == [
        (0, 9),
        (11, 20),
    ]


def test_a_short_phrase_covers_what_a_longer_one_left():
    assert covered(["at most", "at most three"], "at most three, at most two") == [
        (0, 13),
        (15, 22),
    ]


@pytest.mark.parametrize(
    ("listed", "problem"),
    [
        (["as always"] * 2, "'as always' covers nothing: quote the page exactly, or take it out"),
        (["always"], "'always' is too short: take 2 words or more"),
    ],
)
def test_a_phrase_that_covers_nothing_is_an_error(listed, problem):
    with pytest.raises(LookupError) as refused:
        covered(listed, "It is, as always, true.")

    assert str(refused.value) == problem


def test_phrases_of_a_page_are_read_from_its_file(tmp_path):
    (tmp_path / "gates.toml").write_text('[words]\nplain = ["as always"]\n', encoding="utf-8")

    found = [
        phrases(page, kind, tmp_path) for page in ("gates", "x") for kind in ("words", "numbers")
    ]

    assert found == [["as always"], [], [], []]


@pytest.mark.parametrize("text", ["words = 1", "[words]\nplain = 'x'", "[words]\nplane = []", "["])
def test_a_list_that_can_not_be_read_is_refused(tmp_path, text):
    (tmp_path / "gates.toml").write_text(text, encoding="utf-8")

    with pytest.raises(LookupError, match=r"^tests/prose/gates\.toml\b"):
        phrases("gates", "words", tmp_path)

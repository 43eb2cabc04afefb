"""A word that claims much, such as *always*, has a witness or is listed as plain."""

import pytest

from verify.prose.universal import unwitnessed


@pytest.fixture
def words(tmp_path):
    """The words of a text that nothing shows, given a test's quote and what is listed as plain."""

    def words(text: str, quote: str = "", plain: str = "", page: str = "gates") -> list[str]:
        for path in (tmp_path / "docs", tmp_path / "figures", tmp_path / "tests/prose"):
            path.mkdir(exist_ok=True, parents=True)
        (tmp_path / "tests/prose/gates.toml").write_text(f"[words]\nplain = [{plain}]\n", "utf-8")
        test = f"@states({quote!r})\ndef test_it():\n    pass\n" if quote else ""
        (tmp_path / "tests/test_gates.py").write_text(test, "utf-8")
        return [found.word for found in unwitnessed(page, text, tmp_path)]

    return words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It always holds, and never fails.", ["always", "never"]),
        ("At least two and at most three.", ["At least", "at most"]),
        ("It takes exactly two.", ["exactly"]),
        ("It costs no more than two steps.", ["costs", "no more than"]),
        ("They cost two steps.", ["cost"]),
        ("No fewer than two, and no faster than one.", ["No fewer than", "no faster than"]),
        (
            "The only one that cannot, can't and can not.",
            ["The only", "cannot", "can't", "can not"],
        ),
        ("The most likely, the least of all.", ["The most", "the least"]),
        ("The best, the worst, the flattest.", ["best", "worst", "flattest"]),
        ("| it | always |\n| --- | --- |\n| it | never |", ["always", "never"]),
        ("# It never ends", ["never"]),
        ("- never\n  1. always", ["never", "always"]),
    ],
)
def test_a_word_that_claims_much_is_found(words, text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "The rest of the test is modest: the cost of a request is left.",
        "Most of them are there at last, and most weights are.",
        "The code `always` and ```never``` and $x_{best}$ and {{ value best }}.",
        "```\nnever\n```\n\n$$\n\\text{at least one}\n$$\n\n<!-- always -->",
        "[This](https://example.org/always).",
        "## Sources\n\n- A paper: the fastest method.",
    ],
)
def test_other_words_code_formulas_and_sources_claim_nothing(words, text):
    assert words(text) == []


def test_a_word_in_a_quote_of_a_test_has_a_witness(words):
    text = "It never fails in two steps.\nIt never ends."

    assert words(text, quote="It never fails in two steps.") == ["never"]


def test_a_quote_beside_the_word_is_no_witness(words):
    assert words("It never fails in two steps.", quote="fails in two steps.") == ["never"]


def test_a_sentence_that_refers_to_a_formula_has_a_witness(words):
    text = "It never fails, by \\eqref{eq:gates}.\nIt never ends."

    assert words(text) == ["never"]


def test_a_sentence_with_a_formula_that_holds_has_a_witness():
    text = "It is never more: $p_i \\leq 1$.\nIt is never less: $p_i \\geq 1$."

    assert [found.sentence for found in unwitnessed("softmax", text)] == [
        "It is never less: $p_i \\geq 1$."
    ]


def test_a_word_that_is_listed_as_plain_needs_no_witness(words):
    text = "It is, as always, true.\nIt is always true."

    assert words(text, plain='"as always"') == ["always"]


def test_a_phrase_is_for_a_word_that_has_no_witness_yet(words):
    text = "It is never true.\nIt is never false."

    assert words(text, quote="It is never true.", plain='"is never"') == []


@pytest.mark.parametrize(
    ("plain", "problem"),
    [
        ('"as never"', "'as never' covers nothing: quote the page exactly, or take it out"),
        (
            '"It is"',
            "'It is' has no word that needs it: take it out",
        ),
    ],
)
def test_a_phrase_that_is_not_needed_is_refused(words, plain, problem):
    with pytest.raises(LookupError) as refused:
        words("It is, as always, true.", plain=plain)

    assert str(refused.value) == f"tests/prose/gates.toml, [words]: {problem}"


def test_a_caption_is_prose_and_the_code_around_it_is_not(tmp_path):
    code = (
        '"""Figures, always."""\n\n\ndef line() -> Figure:\n    """One line never\n    bends."""\n'
        '    return "always"\n\n\ndef rows() -> list:\n    """Never a caption."""\n'
    )
    (tmp_path / "figures").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "figures/gates.py").write_text(code, "utf-8")

    (found,) = unwitnessed("figures/gates", root=tmp_path)

    assert (found.place, found.sentence) == ("figures/gates.py:5:17", "One line never bends.")


def test_the_message_says_where_and_what_to_do(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "tests").mkdir()

    (found,) = unwitnessed("gates", "So.\nIt holds. A gate is never open.\n", tmp_path)

    assert str(found) == (
        "docs/gates.md:2:21: nothing shows 'never' in: A gate is never open.\n"
        "  a test that would fail if it were false, in tests/test_gates.py:\n"
        "@states('A gate is never open.')\n"
        "  or a reference in the sentence to what proves it: \\eqref{eq:NAME}\n"
        "  or, if it states nothing, its words in tests/prose/gates.toml, in plain of [words]:\n"
        '  "is never open.",'
    )

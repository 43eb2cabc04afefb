"""What a display is called away from its page."""

import pytest

from verify.book.claims import Book
from verify.showing.names import called, ordinal

SOFTMAX = 1 + Book().chapters.index("softmax")


def claims(text, page="softmax"):
    book = Book()
    book.pages[book.docs / f"{page}.md"] = text
    return [called(claim, book) for claim in book.claims[page]]


def test_a_labelled_formula_is_called_by_its_number():
    assert claims("# Softmax\n\n$$\np = p\n\\label{eq:softmax}\n$$\n") == [f"({SOFTMAX}.1)"]


def test_a_formula_without_a_number_is_called_by_its_section_and_its_place_there():
    text = (
        "# Softmax\n\n$$p$$\n\n## Only *differences* count { #d }\n\n$$q$$\n\n$$r$$\n\n"
        "### A ratio\n\n$$s$$"
    )

    assert claims(text) == [
        "Softmax, 1st formula",
        "Only differences count, 1st formula",
        "Only differences count, 2nd formula",
        "A ratio, 1st formula",
    ]


def test_a_formula_with_a_number_counts_among_those_of_its_section():
    text = "# Softmax\n\n## Definition\n\n$$p\n\\label{eq:softmax}$$\n\n$$q$$"

    assert claims(text) == [f"({SOFTMAX}.1)", "Definition, 2nd formula"]


def test_a_comment_of_code_is_no_section():
    assert claims("# Softmax\n\n```sh\n# a comment\n```\n\n$$q$$") == ["Softmax, 1st formula"]


def test_a_number_in_a_heading_is_the_one_that_a_reader_sees():
    text = "# A worked example\n\n## The published {{ cited mazur2015.E_plus }}\n\n$$q$$"

    assert claims(text, "worked_2_2_2") == ["The published 0.291027924, 1st formula"]


@pytest.mark.parametrize("said", ["1st", "2nd", "3rd", "4th", "11th", "22nd", "112th"])
def test_an_ordinal_has_its_ending(said):
    assert ordinal(int(said[:-2])) == said


def test_no_two_formulas_of_a_chapter_have_the_same_name():
    book = Book.now()
    twice = {
        topic: names
        for topic, found in book.claims.items()
        if len(set(names := [called(claim, book) for claim in found])) < len(names)
    }

    assert twice == {}

"""Which tests exercise a claim: found in their syntax, in the order of how much they ask of it."""

import pytest

from verify.book import ROOT
from verify.book.claims import Book
from verify.showing import tested
from verify.showing.tested import exercising, uses_in

TEXT = '''
from nn import square as code
from nn.square import cube, square as power, square_prime

ALL = [power, cube]


def helper(x):
    return cube(x)


@fixture
def slope():
    return square_prime


def test_by_its_name():
    assert square_prime(2) == 4


def test_by_another_name():
    assert power(2) == 4


def test_through_a_helper():
    assert helper(2) == 8


def test_through_a_fixture(slope):
    assert slope(2) == 4


@parametrize("function", ALL)
def test_of_all(function):
    assert function(0) == 0


def test_as_an_attribute():
    assert code.cube(2) == 8


def test_of_the_word_only():
    """Nothing about cube."""
    assert "square" in page("square")
'''


@pytest.fixture
def uses():
    return uses_in(TEXT, ("square", "cube", "square_prime"))


@pytest.mark.parametrize(
    ("test", "used"),
    [
        ("by_its_name", ["square_prime"]),
        ("by_another_name", ["square"]),
        ("through_a_helper", ["cube"]),
        ("through_a_fixture", ["square_prime"]),
        ("of_all", ["cube", "square"]),
        ("as_an_attribute", ["cube", "square"]),
        ("of_the_word_only", []),
    ],
)
def test_a_function_is_used_by_name_by_alias_and_through_what_the_file_defines(test, used, uses):
    assert uses[f"test_{test}"] == used


def test_a_chapter_without_tests_has_none(monkeypatch, tmp_path):
    monkeypatch.setattr(tested, "ROOT", tmp_path)

    assert exercising("softmax", "softmax", Book.now()) == []


def test_a_file_that_cannot_be_read_has_no_tests():
    assert uses_in("def test_(", ("square",)) == {}


def test_the_test_that_asks_least_else_comes_first():
    found = exercising("softmax_jacobian", "softmax", Book.now())

    assert found[0] == "test_jacobian_is_symmetric_and_its_rows_sum_to_zero"
    assert "test_vjp_is_the_product_with_the_jacobian_in_every_row" in found[1:]


def test_a_test_that_states_a_sentence_with_the_number_of_a_claim_exercises_it(monkeypatch):
    """Even if it never calls the function."""
    book = Book()
    page = book.docs / "softmax.md"
    said = "**the largest probability belongs to the largest score**"
    book.pages[page] = book.pages[page].replace(said, rf"{said}, by \eqref{{eq:softmax_vjp}}")

    test = "test_largest_probability_is_where_the_largest_score_is"
    assert test not in exercising("softmax_vjp", "softmax", Book())
    assert test in exercising("softmax_vjp", "softmax", book)


def test_tests_that_are_found_exist():
    book = Book.now()
    missing = [
        f"{topic}: {test}"
        for topic in book.chapters
        for claim in book.claims[topic]
        for test in exercising(claim.display.label or "", topic, book)
        if f"def {test}(" not in (ROOT / f"tests/test_{topic}.py").read_text(encoding="utf-8")
    ]

    assert missing == []

"""The page with planted mistakes: each is false, one symbol makes it so, and it can be found."""

import re

import pytest

from tests.states import states
from verify.answers import planted
from verify.answers.samples import Rounded
from verify.book import ROOT
from verify.book.claims import Book
from verify.book.displays import Display
from verify.proving.formula import read
from verify.proving.namespace import symbols
from verify.reading.tokens import tokens
from verify.showing import planted as page

BOOK = Book.now()
SEED = "2026-11-29"
PAGE = "planted_mistake"


@pytest.fixture(scope="module")
def found():
    return planted.planted(SEED, BOOK, page._can_be_found)


@pytest.fixture(scope="module")
def html():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(page.SEED, SEED)
        return page.html(BOOK, f"{PAGE}.md")


def judged(each, latex):
    """The problems of a line in its chapter."""
    topic = BOOK.labels[each.label].display.topic
    text = f"$${latex}$$"
    return [
        step.problem for step in read(Display(topic, text, 2, len(text) - 2), symbols(topic)).steps
    ]


@states(
    "Each of them is a formula of the book in which one symbol was exchanged for another, "
    "so that it is false.",
    "The machine has refuted it before it was printed here: below each stand numbers at which its "
    "two sides differ.",
    page="planted_mistake",
)
def test_every_planted_line_is_refuted_by_the_check_of_the_book_and_the_right_one_holds(found):
    for each in found:
        assert any(judged(each, each.wrong)), each
        assert not any(judged(each, each.right)), each


def test_one_token_is_another(found):
    for each in found:
        wrong, right = ([token.text for token in tokens(line)] for line in (each.wrong, each.right))
        differ = [k for k, pair in enumerate(zip(wrong, right, strict=True)) if pair[0] != pair[1]]

        assert differ == [each.token]
        assert right[each.token] == each.instead


def test_there_are_twenty_of_many_chapters(found):
    topics = [BOOK.labels[each.label].display.topic for each in found]

    assert len({each.label for each in found}) == len(found) == planted.COUNT
    assert max(map(topics.count, topics)) <= planted.OF_CHAPTER


def test_the_same_seed_plants_the_same(found):
    assert planted.planted(SEED, BOOK, page._can_be_found) == found


@states("With every day on which the book is built there are others.", page="planted_mistake")
def test_another_day_plants_others(monkeypatch, found):
    monkeypatch.delenv(page.SEED, raising=False)
    seeds = []
    for seconds in (0, 86_400):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(seconds))
        seeds.append(page.seed())
    others = planted.planted(seeds[0], BOOK, page._can_be_found)

    assert seeds == ["1970-01-01", "1970-01-02"]
    assert {each.wrong for each in others} != {each.wrong for each in found}


def test_a_seed_that_is_asked_for_is_taken(monkeypatch):
    monkeypatch.setenv(page.SEED, '2026-11-29"><b>')

    assert page.seed() == "2026-11-29b"


def test_a_line_that_holds_is_not_refuted():
    names = symbols("softmax")

    assert (
        planted.refuted(
            r"\frac{\partial p_i}{\partial z_j}", r"p_i (\delta_{ij} - p_j)", names, Rounded(0)
        )
        == ""
    )


def test_a_line_that_is_false_is_refuted_with_its_numbers():
    told = planted.refuted("L", "g^\\top z", symbols("softmax"), Rounded(0))

    assert re.fullmatch(
        r"At L = \S+, g = \(.*\), z = \(.*\) the left side is \S+ and the right side \S+\.", told
    )


def test_the_wrong_symbol_of_each_has_a_button_and_stands_in_the_formula(html):
    items = html.split('<section class="planted-one"')[1:]

    assert len(items) == planted.COUNT
    for item in items:
        wrong = re.search(r'data-wrong="(\d+)"', item)[1]
        assert f'<button type="button" data-k="{wrong}"' in item
        assert re.search(rf'<m[ino][^>]* data-k="{wrong}">', item.partition("</p>")[0])


def test_what_was_typeset_does_not_say_what_is_wrong(html):
    formula = html.partition('<p class="planted-formula" tabindex="0">')[2].partition("</p>")[0]

    assert "alttext" not in formula


def test_the_page_says_its_seed(html):
    assert f"PLANTED_SEED={SEED}" in html


def test_the_page_is_in_the_table_of_contents():
    assert "planted_mistake.md" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("latex", [r"\hat{y}_n", r"W^{(1)}_{nh}", r"\mathrm{TP}_k"])
def test_what_is_not_set_symbol_by_symbol_is_not_planted(latex):
    assert page.marked(latex) is None

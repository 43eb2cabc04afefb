"""What the start page tells is so. Page: docs/index.md."""

import re

import pytest

from figures.index import DECIMALS, one_step, published
from figures.live_net import MIXED
from figures.worked_2_2_2 import STEP, run, step_by_step
from tests.states import states
from tests.tables import read
from verify.book.cited import number, source
from verify.book.claims import Book
from verify.live.markup import filled
from verify.live.numbers import shown
from verify.prose.pages import text_of
from verify.showing import mistake

BOOK = Book()


def digits(cell):
    return re.sub(r"[*]|\{.*\}", "", cell)


@states("The last number of that step is wrong from the seventh decimal on:")
def test_printed_and_computed_error_differ_from_the_seventh_decimal_on():
    printed, computed, _ = (digits(row[1]) for row in published()[1:])
    decimals = [a == b for a, b in zip(printed, computed, strict=True)][2:]

    assert decimals.index(False) + 1 == 7


def test_the_digits_that_differ_are_marked_wrong_and_right():
    printed, computed, _ = (row[1] for row in published()[1:])

    assert (printed, computed) == ("0.291027**924**{: .no }", "0.291027**774**{: .yes }")


def test_the_table_of_the_page_is_this_one():
    shown = read("index", "published").column("error after it")

    assert list(shown.items()) == [(name, cell) for name, cell in published()[1:]]


def test_the_numbers_of_the_table_are_the_cited_one_and_those_of_the_two_algorithms():
    errors = (run(kind)[1].error for kind in ("all at once", "mixed"))

    assert [digits(row[1]) for row in published()[1:]] == [
        number("mazur2015.E_plus"),
        *(f"{error:.{DECIMALS}f}" for error in errors),
    ]


@states("In 2015 a tutorial by Matt Mazur trained a tiny network for one step, by hand.")
def test_the_year_is_that_of_the_source():
    assert source("mazur2015").title.endswith("(2015)")
    assert published()[1][0] == "printed in 2015"


@states("the number came from an older program, which moved some weights too early.")
def test_with_the_output_weights_moved_first_the_printed_number_comes_out():
    printed, computed, mixed = (digits(row[1]) for row in published()[1:])

    assert mixed == printed != computed


@states("Nothing shows it, because the error falls either way.")
@pytest.mark.parametrize("kind", ["all at once", "mixed"])
def test_the_error_falls_with_either_algorithm(kind):
    assert run(kind)[1].error < run(kind)[0].error


def test_each_chapter_stands_in_its_place_with_its_number_its_title_and_a_sentence():
    listed = re.findall(r"^(\d+)\. \[(.+)\]\((\w+)\.md\): \S.*\.$", text_of("index"), re.M)

    assert listed == [(str(n), BOOK.title(t), t) for n, t in enumerate(BOOK.chapters, 1)]


def test_a_mistake_that_holds_is_refused():
    with pytest.raises(LookupError, match="holds; write a formula that does not"):
        mistake.box(BOOK.labels["sigmoid_prime"], r"\sigma'(x) = \sigma(x) (1 - \sigma(x))", str)


@states("Change the minus in the last line to a plus, and they find this:")
def test_the_mistake_is_the_last_line_with_a_plus_for_the_minus():
    (shown,) = re.findall(r"\{\{ mistake sigmoid_prime (.*) \}\}", text_of("index"))
    last = re.findall(r"&= (.*) &&", BOOK.labels["sigmoid_prime"].display.latex)[-1]

    assert shown == rf"\sigma'(x) = {last.replace('-', '+')}" != rf"\sigma'(x) = {last}"


def test_what_is_wrong_with_the_mistake_is_said_without_a_place():
    claim = BOOK.labels["sigmoid_prime"]
    box = mistake.box(claim, r"\sigma'(x) = \sigma(x) (1 + \sigma(x))", str)

    assert re.match(r"✗ σ\(x\)·\(1 \+ σ\(x\)\) is not σ′\(x\); they differ by \d", box[-1].text)


@states(
    "The network of that step, with its weights and, orange, their gradients.", page="figures/index"
)
def test_the_picture_is_that_of_the_example():
    small, large = one_step(), step_by_step()

    assert filled(small, small.pictures[0]) == filled(large, large.pictures[0])


def test_the_switch_of_the_figure_brings_the_published_error():
    live = one_step()
    assert live.invites.endswith("use the new output weights, and the published error comes out.")
    at = live.at(STEP.error_after())
    said = {}
    for mixed in (0, 1):
        inputs = [mixed if one.symbol == MIXED else one.start for one in live.inputs]
        said[mixed] = shown(float(live.values(inputs)[at]), "f9")

    assert said == {0: digits(published()[2][1]), 1: number("mazur2015.E_plus")}

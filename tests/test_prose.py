"""Numbers in the text of the book are evaluated, recorded or cited, never typed."""

import pytest

from verify.book.claims import Book
from verify.book.displays import chapters
from verify.book.markup import CODE_SPAN, DIRECTIVE
from verify.book.numbers import stray_numbers
from verify.prose.pages import pages, text_of
from verify.showing.directives import RESULTS, result
from verify.showing.numbers import FOLDER, problems

NOT_YET = {  # take a page out when `python -m verify.showing.numbers PAGE` finds nothing
    "backprop",
    "chain_rule",
    "data_parallel",
    "errata",
    "evaluation",
    "inference",
    "initialization",
    "matmul",
    "network",
    "numerical_differentiation",
    "numerical_training",
    "optimizer",
    "performance",
    "softmax_regression",
    "two_layer_net",
    "worked_2_2_2",
    "worked_2_3_2",
}


@pytest.mark.parametrize("page", [page for page in pages() if page not in NOT_YET])
def test_every_number_of_the_page_is_quoted_computed_or_listed(page):
    assert not (told := problems(page)), told


def test_what_is_written_beside_pages_belongs_to_one():
    there = {path.relative_to(FOLDER).with_suffix("") for path in FOLDER.rglob("*.toml")}

    assert {path.as_posix() for path in there} <= {*pages()}


def test_directives_that_are_quoted_as_examples_can_be_carried_out():
    code = " ".join(span[0] for span in CODE_SPAN.finditer(text_of("CONTRIBUTING")))
    found = [d for d in DIRECTIVE.finditer(code) if d["name"] in RESULTS]
    results = [result(d["name"], d["arguments"], "loss", Book.now()) for d in found]

    assert len(results) == 3 and all(results)


@pytest.mark.parametrize("topic", [topic for topic in chapters() if topic in NOT_YET])
def test_no_number_of_the_chapter_is_typed(topic):
    assert [str(stray) for stray in stray_numbers(topic)] == []


@pytest.mark.parametrize(
    "text",
    [
        "The loss is 2.302 now.",
        "| rate | 0.0125 |",
        "A net with $784$ inputs.",
        "It took 12 345 steps.",
        "It took $12\\,345$ steps.",
        "A layer of 784-50-10.",
    ],
)
def test_a_typed_number_is_found(text):
    assert len(list(stray_numbers("x", text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Chapter 12, about 0.05 or 10 000, of the year 1986.",
        "$$\nx = 0.123\n$$",
        "```pycon\n>>> 1 / 7\n0.14285714285714285\n```",
        "The code `0.123` and {{ value 1 / 7:.4f }} and {{ cited mazur2015.E_plus }}.",
        "See [here](https://example.org/12345).",
        "## Sources\n\nJournal 123, pages 456-789.\n",
    ],
)
def test_checked_cited_and_round_numbers_may_stand(text):
    assert list(stray_numbers("x", text)) == []


def test_the_message_says_where_and_what_to_do():
    (stray,) = stray_numbers("x", "One.\nThe loss is 2.302.\n")

    assert str(stray) == (
        "docs/x.md:2:13: 2.302 is typed: put it into a display, or write "
        "{{ value ... }}, {{ run ... }} or {{ cited SOURCE.NAME }}"
    )

"""The five tutorials have one list and one number each, and every page names them so."""

import re

import pytest

from verify.book.displays import chapters
from verify.book.markup import CODE_SPAN, DIRECTIVE, DISPLAY, FENCE, INLINE, blanked
from verify.prose.pages import text_of

NUMBERS = ["1", "2", "3", "4", "5"]
NAMED = re.compile(r"\[[1-5]\]|Mazur|Saitoh|PyTorch|five tutorials", re.I)
CITED = re.compile(r"(?<![\[*])\[([1-5])\](?!\()")  # without its link
LINKED = re.compile(r"\[\[([1-5])\]\]\((?:errata\.md)?#source-([1-5])\)")
PAGES = ["index", *chapters()]


def nameless(text: str) -> list[str]:
    """The sentences, one a line, that speak of a tutorial and do not say of which."""
    return [line for line in text.splitlines() if "tutorial" in line and not NAMED.search(line)]


def unlinked(text: str) -> list[str]:
    """The numbers of tutorials that a page cites before, or without, a link to the list."""
    text = blanked(text, FENCE, CODE_SPAN, DISPLAY, DIRECTIVE, INLINE)
    linked = {found[1]: found.start() for found in reversed([*LINKED.finditer(text)])}
    cited = {found[1]: found.start() for found in reversed([*CITED.finditer(text)])}
    return sorted(n for n, place in cited.items() if linked.get(n, len(text)) > place)


def test_the_list_has_five_numbers_with_a_place_for_each():
    found = re.findall(r"^- \*\*\[(\d)\]\*\*\{ #source-(\d) \}", text_of("errata"), re.M)

    assert found == [(n, n) for n in NUMBERS]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_speaks_of_a_tutorial_says_of_which(page):
    assert nameless(text_of(page)) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_links_a_tutorial_where_it_first_cites_it(page):
    assert unlinked(text_of(page)) == []


@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_a_tutorial_leads_to_its_own_number(page):
    assert all(shown == place for shown, place in LINKED.findall(text_of(page)))


def test_a_tutorial_without_a_number_is_found():
    assert nameless("The settings are the tutorial's.\nThe tutorial [2] has others.") == [
        "The settings are the tutorial's."
    ]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("[2] tests.", ["2"]),
        ("[2] tests, as [[2]](errata.md#source-2) says.", ["2"]),
        ("[[2]](errata.md#source-2) tests, and [2] prints.", []),
        ("`x[1]` and $y[2]$ are entries.", []),
    ],
)
def test_a_number_without_a_link_before_it_is_found(text, numbers):
    assert unlinked(text) == numbers

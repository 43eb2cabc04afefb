"""A `$$` that opens no display: what stands behind it is read as if it were not there."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_written import ANOTHER, DEFINES, HOLDS, WRONG


def displays_of(text):
    return [one for one in found(text) if not one.formula.inline]


@states(
    "A `$$` that opens no display is passed over: behind it stand a dollar, a heading or a picture "
    "before the next.",
    page="check_mine",
)
@pytest.mark.parametrize(
    "between",
    ["Then $x$ is given.", "# A heading", "![a picture](a.png)", "Costs $5.", "| a | b |"],
)
def test_displays_behind_an_unpaired_sign_are_found(between):
    text = f"$$\n\n{between}\n\n$$ y = x^2 $$\n\n$$ \\frac{{dy}}{{dx}} = 2 x $$\n\n$$ y = x $$\n"

    assert [one.status for one in displays_of(text)][:2] == [DEFINES, HOLDS]
    assert displays_of(text)[2].status is not HOLDS


def test_a_display_that_ends_with_one_dollar_does_not_swallow_the_next():
    text = "$$ y = x^2 $\n\nSo $x$ follows.\n\n$$ z = 2 x $$\n\n$$ z = 3 x $$\n"

    assert [one.formula.as_written.strip() for one in displays_of(text)] == ["z = 2 x", "z = 3 x"]


def test_a_dollar_in_words_belongs_to_the_display():
    text = "$$ y = x^2 \\text{ where $x$ is given} $$\n\n$$ \\frac{dy}{dx} = 2 x $$\n"

    assert [one.status for one in displays_of(text)] == [DEFINES, HOLDS]


@states(
    "So is what begins with *where*, *by* or *since* and states nothing itself.",
    page="check_mine",
)
@pytest.mark.parametrize("words", ["where $x$ is given", "by the chain rule", "since x is free"])
def test_a_reason_at_the_end_is_passed_over(words):
    lines = ["y = x^2", rf"\frac{{dy}}{{dx}} = 2 x \text{{ {words}}}", rf"y = x \text{{ {words}}}"]
    text = "".join(f"$$ {line} $$\n\n" for line in lines)

    assert [one.status for one in displays_of(text)] == [DEFINES, HOLDS, ANOTHER]


@pytest.mark.parametrize("words", ["for x = 1", "where y = 3", "times the loss"])
def test_words_that_state_something_are_not_passed_over(words):
    text = f"$$ y = x^2 \\text{{ {words}}} $$\n"

    assert [one.status for one in displays_of(text)] != [DEFINES]


def test_an_escaped_dollar_is_none():
    text = "$$ c = 3 \\text{\\$} $$\n\n$$ y = x^2 $$\n\n$$ \\frac{dy}{dx} = x $$\n"

    assert displays_of(text)[-1].status is WRONG


@pytest.mark.parametrize("cited", [r"\[[2](#notes)\]", r"\[3\]", r"\[4-7\]", r"\[1, 2\]"])
def test_a_number_in_brackets_of_markdown_cites_something(cited):
    assert (
        displays_of(f"As {cited} says.\n\n\\[ y = x^2 \\]\n")[0].formula.as_written.strip()
        == "y = x^2"
    )

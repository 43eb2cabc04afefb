"""The displays of a chapter: all are found, and what would slip past the checks is an error."""

import pytest

from verify.book.displays import BookError, Display, displays

FOUND = {
    "alone": ("$$\na = b\n$$\n", ["a = b"]),
    "two": ("$$\na = b\n$$\n\nand\n\n$$\nc = d\n$$\n", ["a = b", "c = d"]),
    "in one line": ("so $$ a = b $$ holds", ["a = b"]),
    "indented": ("!!! note\n\n    $$\n    a = b\n    $$\n", ["a = b"]),
    "with Windows line ends": ("text\r\n\r\n$$\r\na = b\r\n$$\r\n", ["a = b"]),
    "with a label": ("$$\na = b\n\\label{eq:name}\n$$\n", ["a = b"]),
    "beside inline formulas": ("$a$ and $b$\n\n$$\na = b\n$$\n", ["a = b"]),
    "beside code": ("Write `$$` around it.\n\n$$\na = b\n$$\n", ["a = b"]),
    "in code": ("`$$ a = b $$`", []),
    "in a fence": ("```\n$$ a = b $$\n```\n", []),
    "in an indented fence": ("- item\n\n    ~~~md\n    $$\n    a = b\n    $$\n    ~~~\n", []),
    "in a fence of a fence": ("````md\n```math\na = b\n```\n````\n", []),
    "with lines set apart": ("$$\na \\\\[2pt] b\n$$\n", ["a \\\\[2pt] b"]),
    "none": ("text\n", []),
}
BROKEN = {
    "without a partner": ("text $$ and\n", "1:6: this $$ has no partner"),
    "not closed": ("$$\na = b\n\nProse.\n\n$$\nc = d\n$$\n", "1:1: a blank line inside"),
    "not closed, Windows": ("$$\r\na = b\r\n\r\nProse.\r\n\r\n$$\r\n", "1:1: a blank line inside"),
    "empty": ("text\n\n$$\n\n$$\n", "3:1: an empty display"),
    "nothing but a label": ("$$ \\label{eq:a} $$", "1:1: an empty display"),
    "brackets": ("so\n\\[ a = b \\]\n", "2:1: displays are written between $$ and $$"),
    "equation": ("\\begin{equation}\na = b\n\\end{equation}", "1:1: displays are written between"),
    "align": ("  \\begin{align*}\na &= b\n\\end{align*}", "1:3: displays are written between"),
    "math fence": ("text\n\n```math\na = b\n```\n", "3:1: displays are written between"),
    "math fence with a class": ("~~~ {.math}\na = b\n~~~\n", "1:1: displays are written between"),
    "math fence not closed": ("```math\na = b\n", "1:1: displays are written between"),
    "two labels": ("$$\na \\label{eq:a} \\label{eq:b}\n$$", "1:1: a display has one label"),
    "another label": ("$$\na \\label{a}\n$$", "1:1: a label is written \\label{eq:name}"),
    "no reason": ("$$\na \\unchecked{ }\n$$", "1:1: say why: \\unchecked{reason}"),
    "no reason at all": ("$$\na \\unchecked\n$$", "1:1: say why: \\unchecked{reason}"),
    "label and reason": (
        "$$\na \\label{eq:a} \\unchecked{too hard}\n$$",
        "1:1: eq:a is a claim: check it, or take the label off",
    ),
    "the first of several": ("$$ $$\n\n$$\n\\[\n", "1:1: an empty display"),
}


@pytest.mark.parametrize(("source", "expected"), FOUND.values(), ids=FOUND)
def test_display_is_found(source, expected):
    assert [display.latex.strip() for display in displays("chapter", source)] == expected


@pytest.mark.parametrize(("source", "problem"), BROKEN.values(), ids=BROKEN)
def test_what_would_slip_past_the_checks_is_an_error_with_its_place(source, problem):
    with pytest.raises(BookError) as error:
        displays("chapter", source)

    assert str(error.value).startswith(f"docs/chapter.md:{problem}")


def test_a_label_is_taken_out_and_every_place_stays_true():
    (display,) = displays("chapter", "One.\n\n  $$ \\label{eq:name} a = q $$")

    assert display.label == "name"
    assert display.latex.split() == ["a", "=", "q"]
    assert display.place() == "docs/chapter.md:3:22"
    assert display.place(display.latex.index("q")) == "docs/chapter.md:3:26"
    assert str(display) == "chapter.md:3:name"


def test_a_reason_is_taken_out():
    (display,) = displays("chapter", "$$ a = q \\unchecked{too hard} $$")

    assert (display.reason, display.latex.split()) == ("too hard", ["a", "=", "q"])


def test_display_without_a_label_is_named_by_its_line():
    assert str(Display("chapter", "\n\n$$ a $$", 4, 7)) == "chapter.md:3"

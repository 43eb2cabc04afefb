"""Braces that print nothing, as editors of formulas write them."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_written import DEFINES, HOLDS, WRONG, check, displays
from verify.notes.braces import without_braces
from verify.notes.macros import written_out
from verify.notes.verdicts import Status

SOFTMAX = r"\frac{{{e^{{f_{{y_i}}}}}}}{{\sum\nolimits_j {{e^{{f_j}}}} }}"


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (r"{{x_i}}", r"x_i"),
        (r"L{_i} = {x^2}", r"L_i=x^2"),
        (r"{w_j^T}{x_i} + \Delta", r"w_j^Tx_i+\Delta"),
        (r"f_{{y_i}}", r"f_{y_i}"),
        (r"\left( {{x_i};W} \right)_j", r"\left(x_i;W\right)_j"),
        (r"{\nabla _{{w_j}}}{L_i}", r"\nabla_{w_j}L_i"),
        (r"{\left( {a + b} \right)^2}", r"\left(a+b\right)^2"),
        (r"{f}_{j}", r"f_{j}"),
        (r"\frac{{df}}{{dx}}", r"\frac{df}{dx}"),
        (r"\sqrt{{x}}", r"\sqrt{x}"),
        (r"\log{p}", r"\logp"),
        (r"a + {b - c} + d", r"a+b-c+d"),
        (r"2{a + b}", r"2{a+b}"),
        (r"a - {b - c}", r"a-{b-c}"),
        (r"{a + b}^2", r"{a+b}^2"),
        (r"\frac 1{a b}", r"\frac1{ab}"),
        (r"\mathbf{x}{\bf 1}", r"\mathbf{x}{\bf1}"),
        (r"\operatorname*{argmax}_j", r"\operatorname*{argmax}_j"),
        (r"\begin{array}{ll} {a} \end{array}", r"\begin{array}{ll}a\end{array}"),
        (r"{", "{"),
        (r"}{", "}{"),
    ],
)
def test_braces_that_print_nothing_are_left_out(written, plain):
    found = without_braces(written_out(written, {}))

    assert "".join(found.text.split()) == plain
    assert len(found.text) == len(written)


@states(
    "Braces that print nothing are left out, such as those of `{{x_i}}` and `L{_i}`; those of "
    "`2{a + b}` print nothing either and look like another formula, so they are refused.",
    page="check_mine",
)
def test_a_formula_of_an_editor_is_checked():
    check(
        (rf"L{{_i}} = - \log \left( {{{SOFTMAX}}} \right)", DEFINES),
        (r"L{_i} = - {f_{{y_i}}} + \log \sum\limits_j {{e^{{f_j}}}}", HOLDS),
        (r"L{_i} = {f_{{y_i}}} + \log \sum\limits_j {{e^{{f_j}}}}", WRONG),
        (r"y = 2{a + b}", Status.UNREADABLE),
    )


def test_characters_that_print_nothing_are_left_out():
    check(("y = 2\u200b x", DEFINES), ("y = x +\u200b x", HOLDS), ("y = x -\u200b x", WRONG))


def test_parallels_are_bars():
    check(
        (r"L = \parallel x - y \parallel^2", DEFINES),
        (r"\nabla_x L = 2 (x - y)", HOLDS),
        (r"\nabla_x L = 2 (y - x)", WRONG),
    )


def test_a_message_points_at_the_place_in_the_file():
    (_, one) = found(displays("y = 2 x", "{{y}} = {3}{x}"))

    assert "notes.md:3:13: 3·x is not y" in one.words

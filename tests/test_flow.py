"""Formulas in pieces, between which a narrow page can begin a new line."""

import re

import pytest

from verify.book.displays import book
from verify.showing.flow import displayed, inline
from verify.showing.mathml import mathml


def pieces(markup: str) -> list[str]:
    """The letters of each element that a browser keeps in one line."""
    return [re.sub(r"<[^>]*>", "", one) for one in re.findall(r"<math.*?</math>", markup)]


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        ("a = b + c", ["a", "=b+c"]),
        (r"a \le b \approx c", ["a", "≤b", "≈c"]),
        (r"a = b, \qquad c = d", ["a", "=b,", "c", "=d"]),
        (r"(a = b)^2", ["(a=b)2"]),
        (r"f(x = 1) = (y)^2 = z", ["f(x=1)", "=(y)2", "=z"]),
        (r"= -a", ["=−a"]),
    ],
)
def test_a_display_can_break_before_every_relation_outside_of_brackets(latex, shown):
    assert pieces(displayed(latex)) == shown


@pytest.mark.parametrize(
    ("side", "shown"),
    [
        (
            "0.12345678901234 + 0.12345678901234 - 0.12345678901234",
            ["0.12345678901234", "+0.12345678901234", "−0.12345678901234"],
        ),
        (
            r"0.12345678901234 \times 0.12345678901234 \times x",
            ["0.12345678901234", "×0.12345678901234", "×x"],
        ),
        (
            r"2 \left( 0.12345678901234 - 0.12345678901234 - 0.1 \right)",
            ["2", "(0.12345678901234", "−0.12345678901234", "−0.1)"],
        ),
        (
            r"(a + 0.123456789012340123) abc (0.12345 + 0.12345)",
            ["(a+0.123456789012340123)", "abc(0.12345+0.12345)"],
        ),
    ],
)
def test_a_side_too_wide_for_a_phone_is_cut_before_its_operators(side, shown):
    assert pieces(displayed(side)) == shown


def test_a_sign_stays_with_its_number():
    cut = pieces(
        displayed(r"-0.12345678901234 \times (-0.12345678901234) \times (-0.12345678901234)")
    )

    assert cut == ["−0.12345678901234", "×(−0.12345678901234)", "×(−0.12345678901234)"]


def test_an_operator_at_the_start_of_a_piece_keeps_its_space():
    assert '<mo form="infix">=</mo>' in displayed("a = b")


def test_no_letter_of_a_display_is_lost():
    def letters(markup: str) -> str:
        return "".join(sorted(re.sub(r"<[^>]*>|\s", "", markup)))

    for display in book():
        whole = mathml(display.latex, display=True).replace("&ApplyFunction;", "\u2061")
        assert letters(displayed(display.latex)) == letters(whole)


def test_what_cannot_be_cut_is_set_smaller_on_a_phone():
    assert "--fit" not in displayed(r"\frac{a}{b}")
    assert "--fit:0.59" in displayed(
        r"\frac{0.12345678901234 + 0.12345678901234 + 0.12345678901234 + 0.1}{2}"
    )


def test_a_reason_is_a_text_of_its_own():
    shown = displayed(r"\begin{aligned} a &= b && \text{first order} \end{aligned}")

    assert '<div class="eq-why">first order</div>' in shown


def test_a_short_formula_in_a_sentence_is_one_piece_and_a_long_one_breaks():
    long = r"a_1 x_1 + a_2 x_2 + a_3 x_3 + a_4 x_4 + a_5 x_5 + a_6 x_6 = b"

    assert inline("a = b").startswith('<math alttext="a = b">')
    assert pieces(inline(long))[-2:] == ["+a6x6", "=b"]

"""Which words and digits of a page count as numbers, and what they are worth."""

from fractions import Fraction

import pytest

from verify.prose.numerals import equal, numbers, worth


def found(text):
    return [number.text for number in numbers(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The loss is 2.302 now.", ["2.302"]),
        ("It took 12 345 steps, or 12,345.", ["12 345", "12,345"]),
        ("Of 10 3/4 and 95 % of the 64ths.", ["10", "3/4", "95", "64ths"]),
        ("To 1e-12, or 10⁻³, or ½.", ["1e-12", "10⁻³", "½"]),
        ("| rate | 0.0125 |", ["0.0125"]),
        ("Two inputs, twenty-one outputs.", ["Two", "twenty-one"]),
        ("A hundred and five, ten thousand.", ["hundred and five", "ten thousand"]),
        ("Twice as steep, half as wide, tenfold, a dozen.", ["Twice", "half", "tenfold", "dozen"]),
        ("Two thirds, a quarter, a tenth of it.", ["Two thirds", "quarter", "tenth"]),
        (
            "It lets a hundredth through, a third at best, every 16th.",
            ["hundredth", "third", "16th"],
        ),
        (
            "Every sixteenth, about a sixteenth, in the seventh digit.",
            ["sixteenth"] * 2 + ["seventh"],
        ),
        ("A batch of `512`, not of `(2,)`.", ["`512`"]),
        ("The second derivative, of fourth order.", ["second", "fourth"]),
        ("A two-layer net adds up to zero.", ["two", "zero"]),
        ("A net of $784$, $10^{-4}$ and $(0, 1)$.", ["$784$", "$10^{-4}$", "$(0, 1)$"]),
        ("A layer of 784-50-10.", ["784", "50", "10"]),
        ("Python 3.11, see exercise 2.", ["3.11", "2"]),
        ("As found (Polyak 1965).\n\n## Sources\n\n- B. T. Polyak, 1964.", ["1965"]),
        ("    Three in a solution.", ["Three"]),
    ],
)
def test_a_number_is_found_in_digits_and_in_words(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "One of them, and the first or the third input, a second later.",
        "Give it a third input.",
        "Bits of $x_1$ with $\\eta = 0.1$ and $2 N D K$.",
        "As found (Polyak 1964).\n\n## Sources\n\n- B. T. Polyak, 1964.",
        "1. An item\n2. Another\n\n**3.** An exercise.",
        "`x[0]`, float32, and {{ value 1 / 7:.4f }}.",
        "$$\nx = 0.123\n$$",
        "```pycon\n>>> 1 / 7\n0.14285714285714285\n```",
        "See [here](https://example.org/12345), as [2] does.",
        "## Sources\n\nJournal 123, pages 456-789.\n",
        "<!-- 12 -->",
    ],
)
def test_what_is_no_number_of_the_prose_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("784", 784),
        ("10 000", 10_000),
        ("0.05", Fraction(1, 20)),
        ("1e-12", Fraction(1, 10**12)),
        ("10⁻³", Fraction(1, 1000)),
        ("3/4", Fraction(3, 4)),
        ("64ths", 64),
        ("$10^{-4}$", Fraction(1, 10_000)),
        ("$-3/2$", Fraction(-3, 2)),
        ("$28 \\times 28$", 784),
        ("$\\frac{1}{4}$", Fraction(1, 4)),
        ("twenty-one", 21),
        ("Two hundred and fifty", 250),
        ("hundred thousand", 100_000),
        ("two thousand five hundred", 2500),
        ("two dozen", 24),
        ("tenfold", 10),
        ("half", Fraction(1, 2)),
        ("two thirds", Fraction(2, 3)),
        ("tenth", Fraction(1, 10)),
        ("sixteenth", Fraction(1, 16)),
        ("`512`", 512),
        ("second", 2),
        ("zero", 0),
    ],
)
def test_a_number_is_worth_what_it_says(text, value):
    assert worth(text)[0] == value


@pytest.mark.parametrize("text", ["$(0, 1)$", "$1/0$", "$\\sqrt{2}$"])
def test_what_is_not_one_number_has_no_value(text):
    with pytest.raises(ValueError, match="is not one number"):
        worth(text)


@pytest.mark.parametrize(
    ("text", "value", "same"),
    [
        ("0.67", 2 / 3, True),
        ("0.66", 2 / 3, False),
        ("95", 94.6, True),
        ("95", 96, False),
        ("three", 3, True),
        ("three", 3.2, False),
        ("1e-12", 1e-12, True),
        ("1e-12", 1e-15, False),
    ],
)
def test_digits_are_compared_as_rounded_and_words_exactly(text, value, same):
    assert equal(text, value) == same


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Once the eighth is preferred.", ["eighth"]),
        ("The third is right.", []),
        ("It computes `np.log(y + 1e-7)`.", ["1e-7"]),
        ("The name `x1e-7` is no number.", []),
    ],
)
def test_ordinals_and_constants_in_code_are_numbers(text, found):
    assert [number.text for number in numbers(text)] == found

"""Sums without parentheses, and functions of an example."""

import pytest

from tests.states import states
from tests.test_notes_written import DEFINES, HOLDS, WRONG, check
from verify.notes.macros import written_out
from verify.notes.sums import over_all_terms
from verify.notes.verdicts import Status


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"L = \sum_i a_i + b_i", r"L = \sum_i \left(a_i + b_i\right)"),
        (r"L = \sum_{i=1}^n a_i - b_i + c", r"L = \sum_{i=1}^n\left( a_i - b_i\right) + c"),
        (r"L = \sum_i a_i + b", r"L = \sum_i a_i + b"),
        (r"L = \sum_i a_i + \sum_i b_i", r"L = \sum_i a_i + \sum_i b_i"),
        (r"L_i = \sum_i a_i + b_i", r"L_i = \sum_i a_i + b_i"),
        (r"L = \sum_i a_i + c + b_i", r"L = \sum_i a_i + c + b_i"),
        (r"L = \sum_i (a_i + b_i)", r"L = \sum_i (a_i + b_i)"),
        (r"L = \sum^n_{i=1} a^{(i)} + b^{(i)}", r"L = \sum^n_{i=1}\left( a^{(i)} + b^{(i)}\right)"),
        (r"\sum_i a_i + b_i = 0", r"\sum_i a_i + b_i = 0"),
        (r"L = \sum_{i \in B} a_i + b_i", r"L = \sum_{i \in B} a_i + b_i"),
    ],
)
def test_a_sum_reaches_all_terms_with_its_index(written, read):
    found = over_all_terms(written_out(written, {}))

    assert found.text == read
    assert len(found.places) == len(read) + 1


@states(
    "A sum without parentheses reaches all terms behind it that have its index, if that counts "
    "nothing on the left: $\\sum_i y_i \\log p_i + (1 - y_i) \\log(1 - p_i)$.",
    page="check_mine",
)
def test_a_cross_entropy_needs_no_parentheses():
    check(
        (r"p_i = \frac{1}{1 + e^{-z_i}}", DEFINES),
        (r"L = -\sum_i y_i \log p_i + (1 - y_i) \log(1 - p_i)", DEFINES),
        (r"\frac{\partial L}{\partial z_j} = p_j - y_j", HOLDS),
        (r"\frac{\partial L}{\partial z_j} = y_j - p_j", WRONG),
    )


@states(
    "$p(y^{(i)} \\mid x^{(i)}; \\theta)$ on a left side defines $p$.",
    page="check_mine",
)
def test_a_likelihood_is_the_product_of_those_of_examples():
    check(
        (r"h(x) = \frac{1}{1 + e^{-\theta^T x}}", DEFINES),
        (
            r"p(y^{(i)} | x^{(i)}; \theta) "
            r"= h(x^{(i)})^{y^{(i)}} (1 - h(x^{(i)}))^{1 - y^{(i)}}",
            DEFINES,
        ),
        (r"L(\theta) = \prod_{i=1}^m p(y^{(i)} | x^{(i)}; \theta)", DEFINES),
        (
            r"\log L(\theta) = \sum_{i=1}^m y^{(i)} \log h(x^{(i)}) "
            r"+ (1 - y^{(i)}) \log (1 - h(x^{(i)}))",
            HOLDS,
        ),
        (
            r"\log L(\theta) = \sum_{i=1}^m y^{(i)} \log h(x^{(i)}) "
            r"- (1 - y^{(i)}) \log (1 - h(x^{(i)}))",
            {WRONG, Status.DIFFERS},
        ),
    )

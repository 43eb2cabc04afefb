"""Functions that notes write with an entry, and that depend on all entries."""

import pytest

from tests.states import states
from tests.test_notes_written import ASSUMING, DEFINES, HOLDS, WRONG, check
from verify.notes.of_all import functions_of_all
from verify.notes.verdicts import Status


@states(
    "$\\sigma(z_i) = e^{z_i} / \\sum_j e^{z_j}$ is entry $i$ of a function of the whole vector.",
    page="check_mine",
)
@pytest.mark.parametrize("name", [r"\sigma", "s", r"\text{softmax}", r"\mathrm{S}"])
def test_softmax_of_an_entry_is_an_entry_of_softmax(name):
    slope = rf"\frac{{\partial {name}(z_i)}}{{\partial z_j}} = {name}(z_i)"
    check(
        (rf"{name}(z_i) = \frac{{e^{{z_i}}}}{{\sum_{{j=1}}^K e^{{z_j}}}}", DEFINES),
        (rf"{slope} (\delta_{{ij}} - {name}(z_j))", HOLDS),
        (rf"{slope} (\delta_{{ij}} + {name}(z_j))", WRONG),
        (rf"L = -\sum_i y_i \log {name}(z_i)", DEFINES),
        (rf"\frac{{\partial L}}{{\partial z_i}} = {name}(z_i) - y_i", ASSUMING),
        (rf"\frac{{\partial L}}{{\partial z_i}} = y_i - {name}(z_i)", WRONG),
    )


def test_a_function_of_a_number_stays_one():
    assert not functions_of_all(
        [
            r"\sigma(z_i) = \frac{1}{1 + e^{-z_i}}",
            r"\log(p_i) = \sum_k q_k",
            r"f(x_i) = \sum_j w_j x_i",
        ]
    )
    check(
        (r"a_i = \tanh(z_i)", DEFINES),
        (r"\frac{\partial a_i}{\partial z_i} = 1 - a_i^2", HOLDS),
        (r"\frac{\partial a_i}{\partial z_i} = 1 - a_i", WRONG),
    )


def test_words_in_other_scripts_stand_beside_formulas():
    check(
        (r"f(x) = x^2 + 1，其中 x 是输入", DEFINES),
        (r"f'(x) = 2x \\ 因为 f 是多项式", HOLDS),
        (r"f'(x) = 3x，其中 x 是输入", WRONG),
        (r"因此:f(2) = 5", HOLDS),
    )


def test_a_display_in_a_display_and_signs_of_programs():
    check((r"\[ f(x) = x + 1 \]", DEFINES), (r"\[ f(x) = x + 2 \]", {WRONG, Status.DIFFERS}))
    check(
        (
            r"r(x) = \begin{cases} 0 & \text{if } x <= 0 \\ x & \text{if } x > 0 \end{cases}",
            DEFINES,
        ),
        (r"r(3) = 3", HOLDS),
        (r"r(-3) = -3", WRONG),
    )

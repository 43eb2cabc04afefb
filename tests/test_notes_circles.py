"""Notes that say a thing twice: what is made of what it defines is a claim, not a definition."""

from tests.states import states
from tests.test_notes_written import ANOTHER, ASSUMING, DEFINES, HOLDS, WRONG, check

FINE = {DEFINES, HOLDS}


@states(
    "What is made of what it would define is a claim: $s = z - b$ where $z$ is $s + "
    "b$, and $\\mathrm{softmax}(z) = \\mathrm{softmax}(z - m)$.",
    page="check_mine",
)
def test_a_definition_turned_around_is_checked():
    check(
        (r"z_i = s_i + b_i", DEFINES),
        (r"s_i = z_i - b_i", HOLDS),
        (r"s_i = b_i - z_i", WRONG),
        (r"\sum_i z_i = \sum_i s_i + \sum_i b_i", HOLDS),
        (r"\sum_i z_i = \sum_i s_i - \sum_i b_i", WRONG),
    )


def test_a_property_of_softmax_says_not_what_its_argument_is():
    check(
        (r"p_j = \frac{e^{z_j}}{\sum_{k=1}^C e^{z_k}}", DEFINES),
        (r"\operatorname{softmax}(z) = \operatorname{softmax}(z - m)", HOLDS),
        (r"\operatorname{softmax}(z) = \operatorname{softmax}(z - \max(z))", HOLDS),
        (r"\operatorname{softmax}(z) = \operatorname{softmax}(2z)", WRONG),
        (r"\frac{\partial p_j}{\partial z_i} = p_j (\delta_{ij} - p_i)", HOLDS),
        (r"\frac{\partial p_j}{\partial z_i} = p_j (\delta_{ij} + p_i)", WRONG),
    )


def test_a_property_of_a_function_does_not_define_it():
    check(
        (r"\sigma(x) = \frac{1}{1 + e^{-x}}", DEFINES),
        (r"\sigma(-x) = 1 - \sigma(x)", HOLDS),
        (r"\sigma(-x) = \sigma(x) - 1", WRONG),
    )


@states(
    "$\\max(0, Z)$ is taken entry by entry, and so is the square in $1 - h^2$; "
    "$\\max(z)$ is the largest entry.",
    page="check_mine",
)
def test_the_larger_of_0_and_an_array_is_taken_entry_by_entry():
    check(
        (r"Z = X W", DEFINES),
        (r"A = \max(0, Z)", DEFINES),
        (r"\frac{\partial A_{ij}}{\partial Z_{ij}} = \mathbf{1}[Z_{ij} > 0]", HOLDS),
        (r"\frac{\partial A_{ij}}{\partial Z_{ij}} = \mathbf{1}[Z_{ij} < 0]", WRONG),
    )
    check(
        (r"m = \max_i z_i", DEFINES),
        (r"m = \max(z)", HOLDS),
        (r"m = \min(z)", {WRONG, ANOTHER}),
    )


def test_what_holds_but_at_corners_says_how_far_it_is_off_there():
    *_, last = check(
        (r"a = \max(0, z)", DEFINES),
        (r"L = \sum_i a_i", DEFINES),
        (r"\frac{\partial L}{\partial z_i} = \mathbf{1}[z_i > 0]", {HOLDS, ASSUMING}),
    )

    assert last.hint == "but not everywhere: they differ by -0.5 at z_1 = 0"

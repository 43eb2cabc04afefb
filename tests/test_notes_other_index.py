"""A letter that stands below the right side of a line alone."""

from tests.notes import found
from tests.states import states
from tests.test_notes_written import DEFINES, HOLDS, WRONG, check, displays
from verify.notes.found import Status


@states(
    "A letter below the right side alone is a slip where the line holds with one of the left side, "
    "and the line is wrong: $\\frac{\\partial C}{\\partial a_k} = 2 (a_i - y_i)$.",
    page="check_mine",
)
def test_a_letter_that_is_not_on_the_left_is_a_slip():
    told = check(
        (r"C = \sum_i (a_i - y_i)^2", DEFINES),
        (r"\frac{\partial C}{\partial a_k} = 2 (a_i - y_i)", WRONG),
        (r"\frac{\partial C}{\partial a_k} = 2 (a_k - y_k)", HOLDS),
    )
    assert told[1].kind == "it would hold with k for i"
    assert "the index 'i' is not on the left side" in told[1].words


def test_the_letter_is_found_beside_others():
    told = check(
        (r"p_i = \frac{e^{z_i}}{\sum_k e^{z_k}}", DEFINES),
        (r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_k)", WRONG),
    )
    assert told[1].kind == "it would hold with j for k"


def test_what_would_not_hold_with_a_letter_of_the_left_is_open():
    check(
        (r"C = \sum_i (a_i - y_i)^2", DEFINES),
        (r"\frac{\partial C}{\partial a_k} = 2 (y_i - a_i)", Status.UNKNOWN),
        (r"\frac{\partial C}{\partial a_k} = 2 (a_i - y_j)", Status.UNKNOWN),
    )


def test_an_example_that_was_chosen_is_no_slip():
    (told,) = found(displays(r"\theta_{t+1} = \theta_t - \eta \nabla_\theta J(\theta_t; x_i, y_i)"))

    assert told.status is DEFINES

"""The number of terms of a mean whose sum has no limits."""

from tests.states import states
from tests.test_notes_written import DEFINES, HOLDS, WRONG, check

MEAN = r"\mu_l = \frac{1}{N} \sum_p x_{pl}"
VARIANCE = r"\sigma_l^2 = \frac{1}{N} \sum_p (x_{pl} - \mu_l)^2"


@states(
    "$N$ in $\\frac{1}{N} \\sum_p x_p$ is the number of terms, unless the notes say what it is.",
    page="check_mine",
)
def test_n_is_the_number_of_terms():
    check(
        (MEAN, DEFINES),
        (VARIANCE, DEFINES),
        (r"\frac{d\sigma_l^2}{dx_{ij}} = \frac{2}{N} (x_{il} - \mu_l) \delta_{jl}", HOLDS),
        (r"\frac{d\sigma_l^2}{dx_{ij}} = 2 (x_{il} - \mu_l) \delta_{jl}", WRONG),
    )


def test_n_is_what_the_notes_say():
    check(
        (r"N = 2 c", DEFINES),
        (r"m = \frac{1}{N} \sum_p x_p", DEFINES),
        (r"m = \frac{1}{2 c} \sum_p x_p", HOLDS),
        (r"\sum_p (x_p - m) = 0", WRONG),
    )


def test_a_mean_may_stand_with_a_sign_or_below_its_sum():
    check(
        (r"a = -\frac{1}{n} \sum_i x_i", DEFINES),
        (r"b = \frac{\sum_i x_i}{n}", DEFINES),
        (r"\sum_i (x_i - b) = 0", HOLDS),
        (r"\sum_i (x_i + a) = 0", HOLDS),
        (r"\sum_i (x_i + b) = 0", WRONG),
    )

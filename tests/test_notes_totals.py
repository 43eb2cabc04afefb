"""Sums of all entries, cases between two numbers, and exercises without an answer."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_written import ANOTHER, DEFINES, HOLDS, NOTHING, WRONG, check, displays
from verify.notes.found import Status
from verify.notes.macros import written_out
from verify.notes.points import POINTS, WidePoint
from verify.notes.totals import with_totals


@states(
    "Over arrays without one it adds all entries, each squared by itself: "
    "$J = \\sum \\frac{1}{2} (y - \\hat y)^2$.",
    page="check_mine",
)
def test_a_sum_over_arrays_adds_all_entries():
    check(
        (r"\hat y = f(X W)", DEFINES),
        (r"J = \sum \frac{1}{2}(y - \hat{y})^2", DEFINES),
        (r"\frac{\partial J}{\partial W} = -X^T ((y - \hat y) \odot f'(X W))", HOLDS),
        (r"\frac{\partial J}{\partial W} = X^T ((y - \hat y) \odot f'(X W))", WRONG),
        (r"\frac{\partial J}{\partial W} = -2 X^T ((y - \hat y) \odot f'(X W))", Status.DOUBTFUL),
    )


def test_a_mean_over_numbers_is_that_of_one():
    check(
        (r"M = \frac{1}{N} \sum (y - \hat y)^2, \quad \hat y = w x + b", DEFINES),
        (r"\frac{\partial M}{\partial w} = \frac{2}{N} \sum (\hat{y} - y) x", HOLDS),
        (r"\frac{\partial M}{\partial w} = \frac{1}{N} \sum (\hat{y} - y) x", WRONG),
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"J = \sum (y - a)^2", r"J = \operatorname{total}\left((y - a) \odot (y - a)\right)"),
        (r"J = \sum a + b", r"J = \operatorname{total}\left(a\right) + b"),
        (r"J = \sum w_i x_i", r"J = \sum w_i x_i"),
        (r"J = \sum_i (y - a)^2", r"J = \sum_i (y - a)^2"),
        (r"J = \sum x^{(i)}", r"J = \sum x^{(i)}"),
        (r"J = \sum \sum a", r"J = \sum \operatorname{total}\left(a\right)"),
        (r"J = \sum", r"J = \sum"),
    ],
)
def test_what_is_added_is_what_follows(written, read):
    formula = with_totals(written_out(written, {}))

    assert formula.text == read
    assert len(formula.places) == len(read) + 1


CLIPPED = (
    r"h(x) = \begin{cases} -1 & \text{ if } x < -1 \\ x & \text { if } -1 \leq x \leq 1 \\"
    r" 1 & \text{ if } x > 1 \end{cases}"
)


def test_a_case_may_stand_between_two_numbers():
    check((CLIPPED, DEFINES), (r"h(x) = \max(-1, \min(1, x))", HOLDS))


@pytest.mark.parametrize("end", [2, 3, 6])
def test_cases_are_compared_far_from_zero(end):
    check((CLIPPED, DEFINES), (rf"h(x) = \max(-1, \min({end}, x))", ANOTHER))


def test_points_lie_on_both_sides_of_what_cases_ask_for():
    import sympy as sp

    x = sp.Symbol("x", real=True)
    numbers = [WidePoint(seed)[x] for seed in range(len(POINTS))]

    assert min(numbers) < -10 and max(numbers) > 10
    assert any(0 < abs(number) < 1 for number in numbers)


@states(
    "$f'^{(l)}(z)$ is the slope of $f^{(l)}$, and $I_n$ the identity.",
    page="check_mine",
)
def test_the_slope_of_a_layer_and_an_identity_with_its_size():
    check(
        (r"a^{(l)} = f^{(l)}(z^{(l)})", DEFINES),
        (r"s^{(l)} = f'^{(l)}(z^{(l)})", DEFINES),
        (r"s^{(l)} = f^{(l)\prime}(z^{(l)})", HOLDS),
    )
    check(
        (r"A = X^T X + \lambda I_p", DEFINES),
        (r"A w = X^T X w + \lambda w", HOLDS),
        (r"A w = X^T X w - \lambda w", WRONG),
    )


@states(
    "A line that says which value is best, or what a set holds, states no equation, nor does one "
    "that ends with its equals sign.",
    page="check_mine",
)
@pytest.mark.parametrize(
    "line", [r"\frac{dy}{dx} =", r"\frac{dy}{dx} = ?", r"y = \dots", r"w^* = \arg\min_w L(w)"]
)
def test_an_exercise_without_an_answer_states_nothing(line):
    check((line, NOTHING))


def test_a_line_that_ends_with_a_second_equals_sign_states_something():
    (told,) = found(displays(r"a = b ="))

    assert told.status is not NOTHING


def test_what_is_said_behind_words_defines_no_less():
    check(
        (
            r"p(y|f) = \frac{1}{1 + \exp(-y f)} \text{ and hence } -\log p(y|f)"
            r" = \log(1 + \exp(-y f))",
            {DEFINES, HOLDS},
        ),
        (r"\log p(y|f) = \log(1 + \exp(-y f))", {WRONG, ANOTHER}),
    )


def test_a_boundary_is_a_condition_beside_numbers_too():
    text = (
        "$$w_1 x_1 + w_2 x_2 + b = 0$$\n\nwhere we let $x_1 = 3$, $x_2 = 4$, $w_1 = 5$, $w_2 = 6$ "
        "and $b = 1.2$.\n\n$$w_1 x_1 + w_2 x_2 + b = 0$$\n\n$$w_1 x_1 + w_2 x_2 + b = 41$$\n"
    )
    told = [one.status for one in found(text) if not one.formula.inline]

    assert told == [NOTHING, NOTHING, WRONG]

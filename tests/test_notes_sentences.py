"""What sentences say beside displays: numbers of another example, and conditions."""

import pytest

from tests.notes import found
from tests.states import states
from tests.test_notes_written import ANOTHER, ASSUMING, DEFINES, HOLDS, NOTHING, WRONG, displays
from verify.notes.found import Status


def last(text):
    return found(text)[-1].status


EXAMPLE = "Let $x = 4$ and $y = 2$.\n\n$$ z = x y $$\n\nThen $z = 8$.\n\n"


@states(
    "A symbol may get another number, as $x = -10$ after $x = 10$: it has it from there on.",
    page="check_mine",
)
def test_another_example_has_other_numbers():
    assert last(EXAMPLE) is HOLDS
    assert last(EXAMPLE + "Now let $x = 5$.") is ANOTHER
    assert last(EXAMPLE + "Now let $x = 5$. Then $z = 10$.") is HOLDS
    assert last(EXAMPLE + "Now let $x = 5$. Then $z = 8$.") is WRONG
    assert last(EXAMPLE + "Now $x = 5$, $y = 3$ and $z = 15$.") is HOLDS


def test_a_number_from_before_has_no_entries():
    before = "# One\n\nBegin with $w = 0$.\n\n# Two\n\n"
    lines = [r"L = \lambda \sum_i w_i^2", r"\frac{\partial L}{\partial w_i} = 2 \lambda w_i"]
    assert last(before + displays(*lines)) is HOLDS
    assert last(before + displays(*lines).replace("= 2", "=")) is WRONG


def test_what_was_computed_is_not_given_anew():
    assert last(EXAMPLE + "So $z = 9$.") is WRONG
    assert last(EXAMPLE + "$$ z = 4 \\times 2 = 9 $$") is WRONG


def test_an_array_may_be_another_one_too():
    text = "$$ v = (1, 0, 0)^T $$\n\n$$ W = \\begin{bmatrix} 3 \\\\ 0 \\\\ 0 \\end{bmatrix} $$\n\n"
    assert last(text + "Next $v = (0, 1, 0)^T$.") is ANOTHER
    assert last(text + "Next $v = (0, 1, 0)^T$, so that $W^T v = 0$.") is HOLDS
    assert last(text + "Next $v = (0, 1, 0)^T$, so that $W^T v = 3$.") is not HOLDS


@states(
    "A sentence that says what is to be, as $\\|u\\| = 1$ or $S = S^\\top$, claims nothing.",
    page="check_mine",
)
@pytest.mark.parametrize(
    ("before", "said"),
    [
        (r"$$ u = A w $$", r"\|u\| = 1"),
        (r"$$ S = A B $$", r"S = S^T"),
        (r"$$ W = A^{-1} $$", r"|\det W| = 1"),
        (r"$$ \kappa = \frac{a}{b} $$", r"\kappa \approx 1"),
        (r"$$ h(s) = \frac{1}{1 + e^{-s}} $$", r"h(s) = 1"),
    ],
)
def test_a_sentence_says_what_is_to_be(before, said):
    assert last(f"{before}\n\nAsk for ${said}$.") in {NOTHING, Status.UNKNOWN}


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (r"$$ p_i = \frac{e^{z_i}}{\sum_j e^{z_j}} $$", r"\sum_i p_i = 0"),
        (r"$$ s(x) = \frac{1}{1 + e^{-x}} $$", r"s'(x) = s(x)"),
        (r"$$ L = a w^2 $$", r"\frac{\partial L}{\partial w} = 1"),
        (r"$$ s(x) = \frac{1}{1 + e^{-x}} $$", r"s(0) = 1"),
    ],
)
def test_a_sentence_that_claims_something_is_checked(before, said):
    assert last(f"{before}\n\nThen ${said}$.") is WRONG


@pytest.mark.parametrize("line", [r"\|u\| = 1", r"|\det W| = 1", r"S = S^T"])
def test_a_display_may_ask_for_something_too(line):
    assert last(displays(line)) in {NOTHING, HOLDS}


def test_an_identity_of_numbers_is_no_condition():
    assert last(displays(r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", r"\sum_i p_i = 0")) is WRONG
    assert last(displays(r"\cos^2(x) - \sin^2(x) = 1")) is not HOLDS


def test_equations_for_what_is_sought_claim_nothing():
    line = r"\begin{cases} 2 m + b = 4 \\ 3 m + b = 0 \end{cases}"
    assert last("Take $m = 1$ and $b = 2$.\n\n" + displays(line)) is NOTHING


@states(
    "A size of which nothing says the number, as $M$ in $\\sum_{i=1}^M \\lambda_i$, leaves open "
    "the numbers that rest on it.",
    page="check_mine",
)
def test_numbers_that_rest_on_a_size_are_open():
    text = r"$$ J = \sum_{i=1}^M c = M c $$" + "\n\nSay $c = 2$; then "
    for number in (15, 4, 6, 8, 10):  # one of which is right for the size that was chosen
        (*_, told) = found(text + f"$J = {number}$.")
        assert told.status is Status.UNKNOWN
        assert told.hint == "M is a size here, and nothing tells its number"
    assert last(text.replace("^M c = M c", "^3 c = 3 c") + "$J = 15$.") is WRONG


def test_dollars_with_blanks_inside_are_a_formula():
    text = "Start with $ w = 0 $ and $ b = 0 $.\n\n$$ y = w x + b = 0 \\times x + 0 = 0 $$"
    assert [one.status for one in found(text)] == [DEFINES, DEFINES, ASSUMING]
    told = found("It costs $ 5 and $ 6, or 5 $ and 6 $.")
    assert {one.status for one in told} <= {NOTHING}


@states(
    "A line that holds with numbers that were given before says with which: $w = 0$.",
    page="check_mine",
)
def test_a_line_may_hold_with_given_numbers_alone():
    text = r"""Begin with $w = 0$ and $b = 0$.

$$ \hat y_i = w x_i + b $$

$$ L = \frac{1}{N} \sum_{i=1}^N (y_i - \hat y_i)^2 $$

"""
    slope = r"\frac{\partial L}{\partial w} = -\frac{2}{N} \sum_{i=1}^N x_i (y_i - \hat y_i)"
    right, slip = (
        displays(rf"{slope} = -\frac{{{k}}}{{N}} \sum_{{i=1}}^N x_i y_i") for k in (2, 1)
    )
    assert last(text + right) is ASSUMING
    assert last(text + slip) is WRONG
    sign = displays(slope.replace("(y_i -", "(y_i +"))
    assert last(text + sign) is WRONG


@states(
    "The argument of a spread, as in $\\mathrm{Var}(w) = \\frac{1}{n}$, is no variable.",
    page="check_mine",
)
def test_a_spread_is_no_function():
    text = displays(r"\mathrm{Var}(w) = \frac{1}{n}") + "\n\n"
    assert last(text + r"It is $\mathrm{Var}(a X) = a^2 \mathrm{Var}(X)$.") is not WRONG


def test_a_slip_of_a_letter_defines_no_function():
    text = displays(r"\sigma(X) = \frac{1}{1 + e^{-x}}", r"\sigma'(x) = \sigma(x)(1 - \sigma(x))")
    assert last(text) is not WRONG


QUOTIENT = "$$ s(x) = \\frac{1.2 - 0.3}{1.2} = 0.75 $$"


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (QUOTIENT + "\n\nThen $s(x) = \\frac{0.8 - 0.7}{0.8} = 0.125$.", ANOTHER),
        (QUOTIENT + "\n\nThen $s(x) = \\frac{0.8 - 0.7}{0.8} = 0.5$.", WRONG),
        ("Take $\\alpha = 1$, or better $\\alpha \\approx 0.2$.", NOTHING),
        ("$$ W_{ij} = e^{-(x_i - x_j)^2} $$\n\nNeighbours have $W_{ij} = 1$.", NOTHING),
        ("$$ Q(s, a) = s + a $$\n\nLet $Q(s, a) = -2$.", Status.UNKNOWN),
        ("The distance d$(B, A) = \\max(0.4, 0.2) = 0.4$.", ASSUMING),
        ("The distance d$(B, A) = \\max(0.4, 0.2) = 0.5$.", WRONG),
        ("The outcome is $Y_2(0) = 25$.", Status.UNKNOWN),
        ("It is $2^{10} \\approx 1000$.", ASSUMING),
        ("It is $2^{10} \\approx 1100$.", WRONG),
        ("$$ \\frac{9}{12} = 75\\% $$", ASSUMING),
        ("$$ \\frac{9}{12} = 57\\% $$", WRONG),
        ("Since $\\sum \\gamma^t = \\frac{1}{1 - \\gamma}$.", Status.UNKNOWN),
    ],
)  # fmt: skip
def test_what_a_sentence_comes_to(text, status):
    assert last(text) in {status, HOLDS} if status is ASSUMING else last(text) is status


@states("A symbol that gets its number in a later sentence has none before it.", page="check_mine")
def test_a_number_comes_with_its_sentence():
    text = r"""$$ \kappa = 2 a $$

$$ \sqrt{4 a^2} = \sqrt{\kappa^2} $$

"""
    assert found(text)[1].status in {HOLDS, ASSUMING}
    text = "$$ c = a + b $$\n\n$$ a + b = \\mu $$\n\nIn one case $\\mu = 1$."
    assert found(text)[1].status is Status.UNKNOWN
    assert found(text)[1].hint == "μ gets its number in line 5, behind this one"


def test_a_slip_is_found_before_a_number_of_an_example():
    lines = [r"s(x) = \frac{1}{1 + e^{-x}}", r"s'(x) = s(x)(1 - s(x))"]
    text = displays(*lines) + "\n\nAt $x = 2$ it is small."
    assert found(text)[1].status is HOLDS
    assert found(text.replace("1 - s", "1 + s"))[1].status is WRONG
    text = displays(r"L = (w x - t)^2", r"\frac{\partial L}{\partial w} = 2 (w x - t) x")
    assert found(text + "\n\nSay $x = 3$.")[1].status is HOLDS
    assert found(text.replace("= 2", "= -2") + "\n\nSay $x = 3$.")[1].status is WRONG


@states(
    "An inverse on a left side, as in $S^{-1} = \\alpha I + \\Phi^\\top \\Phi$, says what $S$ is.",
    page="check_mine",
)
def test_an_inverse_defines_its_matrix():
    lines = [r"S^{-1} = a I + P^T P", r"m = S P^T y", r"m = (a I + P^T P)^{-1} P^T y"]
    assert [one.status for one in found(displays(*lines))] == [DEFINES, DEFINES, HOLDS]
    slip = lines[2].replace("a I +", "a I -")
    assert last(displays(*lines[:2], slip)) in {WRONG, ANOTHER}


def test_a_policy_above_a_value_is_no_power():
    (one,) = found(displays(r"V^\pi(s_1) = r + \gamma V^\pi(s_2)"))
    assert one.formula.latex.strip() == r"\mathrm{Vpi}(s_1) = r + \gamma \mathrm{Vpi}(s_2)"


def test_what_is_made_of_itself_is_no_claim_about_a_later_function():
    lines = [r"f(t) = f(m) + \frac{1}{2} (t - m)^2", r"f(x) = \frac{1}{2} x^2"]
    assert found(displays(*lines))[0].status is not WRONG
    assert last(displays(r"s(x) = \frac{1}{1 + e^{-x}}", r"s(-x) = 1 + s(x)")) is WRONG

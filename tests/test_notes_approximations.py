"""What notes call equal for small changes."""

import pytest

from tests.states import states
from tests.test_notes_written import ASSUMING, DEFINES, HOLDS, WRONG, check
from verify.notes.found import Status

LINEAR = r"f(\mathbf{x} - \eta \nabla f(\mathbf{x})) \approx f(\mathbf{x})"


@states(
    "What is equal for small changes, as $f(x + \\epsilon) \\approx f(x) + \\epsilon f'(x)$, is "
    "compared to first order, and a quotient of differences with what it tends to.",
    page="check_mine",
)
@pytest.mark.parametrize(
    ("line", "slip", "hint"),
    [
        (
            r"f(x + \epsilon) \approx f(x) + \epsilon f'(x)",
            r"f(x + \epsilon) \approx f(x) - \epsilon f'(x)",
            "to first order in ε, as it goes to 0",
        ),
        (
            r"\frac{f(x + h) - f(x - h)}{2 h} \approx f'(x)",
            r"\frac{f(x + h) - f(x - h)}{h} \approx f'(x)",
            "to first order in h, as it goes to 0",
        ),
        (
            r"\frac{dJ}{d\theta} \approx \frac{J(\theta + \epsilon) - J(\theta)}{\epsilon}",
            r"\frac{dJ}{d\theta} \approx \frac{J(\theta + \epsilon) + J(\theta)}{\epsilon}",
            "as ε goes to 0",
        ),
        (
            rf"{LINEAR} - \eta \|\nabla f(\mathbf{{x}})\|^2",
            rf"{LINEAR} + \eta \|\nabla f(\mathbf{{x}})\|^2",
            "to first order in η, as it goes to 0",
        ),
        (
            r"\log(1 + \epsilon) \approx \epsilon",
            r"\log(1 + \epsilon) \approx 2 \epsilon",
            "to first order in ε, as it goes to 0",
        ),
    ],
)
def test_small_changes_are_compared_to_first_order(line, slip, hint):
    told = check((line, ASSUMING))
    assert told[0].hint == hint
    told = check((slip, WRONG))
    assert told[0].words.endswith(("for small ε", "for small h", "for small η"))


def test_a_product_is_multiplied_out():
    product = r"f(x + \epsilon) &= g(x + \epsilon) k(x + \epsilon)"
    slope = r"\epsilon (g(x) k'(x) + g'(x) k(x))"
    rows = rf"{product} \\ &\approx g(x) k(x) + {slope}"
    check(
        (r"f(x) = g(x) k(x)", DEFINES),
        (rf"\begin{{aligned}} {rows} \end{{aligned}}", ASSUMING),
        (rf"\begin{{aligned}} {rows.replace(') + g', ') - g')} \end{{aligned}}", WRONG),
    )


def test_what_is_made_of_other_symbols_is_open():
    open_ = {Status.UNKNOWN, Status.NO_CLAIM}
    check((r"f(x + \epsilon) = g(x + \epsilon) + k(x) \approx g(x) + k(x) + \epsilon g'(x)", open_))
    check((r"L(w + v) \approx L(w) + v L'(w) = L(w) + v \cos(\theta)", open_))


def test_what_names_nothing_small_is_open():
    check((r"f(x) \approx 3 x", {Status.UNKNOWN, Status.NO_CLAIM}))
    check((r"e^{\epsilon} \approx 1 - \epsilon", {Status.UNKNOWN, Status.NO_CLAIM}))


def test_a_limit_of_differences_is_a_slope():
    quotient = r"\frac{J(\theta + \epsilon) - J(\theta - \epsilon)}{2 \epsilon}"
    check((rf"\frac{{dJ}}{{d\theta}} = \lim_{{\epsilon \to 0}} {quotient}", HOLDS))


def test_what_is_left_out_has_an_order():
    start = r"f(x + \epsilon) = f(x) + \epsilon f'(x) + \mathcal{O}"
    check((rf"{start}(\epsilon^2)", HOLDS))
    check((rf"{start}(\epsilon^3)", {WRONG, Status.DOUBTFUL}))

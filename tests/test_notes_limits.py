"""Derivatives as limits, in notes."""

from tests.notes import found
from tests.states import states
from tests.test_notes_written import DEFINES, HOLDS, WRONG, check, displays
from verify.notes.found import Status

QUOTIENT = r"g'(x) = \lim_{h \to 0} \frac{(x+h)^2 - x^2}{h}"


@states(
    "A limit to a number is computed, also of a function that nothing defines: "
    "$f'(x) = \\lim_{h \\to 0} \\frac{f(x + h) - f(x)}{h}$.",
    page="check_mine",
)
def test_a_derivative_is_a_limit():
    check(
        (r"\frac{df(x)}{dx} = \lim_{h \to 0} \frac{f(x + h) - f(x)}{h}", HOLDS),
        (r"\frac{df(x)}{dx} = \lim_{h \to 0} \frac{f(x + h) - f(x - h)}{2 h}", HOLDS),
    )
    check((r"\frac{df(x)}{dx} = \lim_{h \to 0} \frac{f(x + h) - f(x - h)}{h}", Status.DOUBTFUL))


def test_a_limit_is_computed_step_by_step():
    check(
        (r"g(x) = x^2", DEFINES),
        (
            rf"{QUOTIENT} = \lim_{{{{h \rightarrow 0}}}} (2x + h) = 2x",
            HOLDS,
        ),
        (rf"{QUOTIENT} = x", WRONG),
        (r"g'(x) = \lim_{h \to 0} \frac{(x-h)^2 - x^2}{h}", WRONG),
    )


def test_the_chain_rule_is_not_lost_in_a_limit():
    check(
        (r"u = g(x)", DEFINES),
        (r"\frac{d}{dx} f(u) = \lim_{h \to 0} \frac{f(g(x + h)) - f(g(x))}{h}", HOLDS),
        (r"\frac{d}{dx} f(u) = \lim_{h \to 0} \frac{f(u + h) - f(u)}{h}", {WRONG, Status.DOUBTFUL}),
    )


@states(
    "What a part defines as a function of several letters, as $f(x, y) = x^2 y$, has these as its "
    "variables, whatever they meant before.",
    page="check_mine",
)
def test_parameters_mean_nothing_from_before():
    before = "# One\n\n$$ y = f(x) = x^2 $$\n\n# Two\n\n"
    text = before + displays("f(x, y) = x^2 y", r"\frac{\partial f}{\partial x} = 2 x y")

    assert found(text)[-1].status is HOLDS
    assert found(text.replace("2 x y", "x y"))[-1].status is WRONG

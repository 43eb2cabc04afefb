"""Steps between angles, and vectors that weights multiply together."""

import pytest

from tests.states import states
from tests.test_notes_written import DEFINES, FINE, HOLDS, WRONG, check
from verify.notes.angle_steps import with_stacked, with_steps_of_angles
from verify.notes.macros import written_out


@states(
    "Steps may stand between angles, $a^{\\langle t-1 \\rangle}$ or `a^{<t-1>}`.",
    page="check_mine",
)
@pytest.mark.parametrize(("left", "right"), [(r"\langle ", r" \rangle"), ("<", ">")])
def test_steps_between_angles_are_steps(left, right):
    now, before = f"^{{{left}t{right}}}", f"^{{{left}t-1{right}}}"
    check(
        (rf"a{now} = \tanh(u a{before} + w x{now})", DEFINES),
        (rf"\frac{{\partial a{now}}}{{\partial a{before}}} = u (1 - (a{now})^2)", HOLDS),
        (rf"\frac{{\partial a{now}}}{{\partial a{before}}} = w (1 - (a{now})^2)", WRONG),
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\Gamma_f^{\langle t \rangle}", r"\mathrm{Gammaf}_{t}"),
        (r"\tilde{c}^{\langle t - 1 \rangle}", r"\tilde{c}_{t - 1}"),
        (r"\hat y^{<t>}", r"\hat y_{t}"),
        (r"a_i^{<t>}", r"a_{t,i}"),
        (r"\langle x, y \rangle", r"\langle x, y \rangle"),
        (r"a < b > c", r"a < b > c"),
    ],
)
def test_what_stands_between_angles(written, read):
    formula = with_steps_of_angles(written_out(written, {}))

    assert formula.text == read
    assert len(formula.places) == len(read) + 1


@states(
    "Weights before two arrays in brackets, $W_f [h_{t-1}, x_t]$, multiply one above the other.",
    page="check_mine",
)
def test_weights_multiply_one_above_the_other():
    check(
        (r"f_t = W_f [h_{t-1}, x_t]", DEFINES),
        (r"c_t = f_t * c_{t-1}", FINE),
    )
    formula = with_stacked(written_out(r"W_f \cdot [h_{t-1}, x_t] + b", {}))
    assert formula.text == r"W_f \begin{bmatrix} h_{t-1} \\ x_t \end{bmatrix} + b"
    assert with_stacked(written_out(r"[a, b] + W", {})).text == "[a, b] + W"
    assert with_stacked(written_out("U[-a, a]", {})).text == "U[-a, a]"

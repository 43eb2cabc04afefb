r"""Worked examples in notes: numbers that are plugged into a formula, and rounded."""

import pytest

from tests.notes import found
from tests.states import states
from verify.notes.found import Status

FIRST = r"""Let $w_1 = 0.15$, $w_2 = 0.20$, $b = 0.35$, $i_1 = 0.05$, $i_2 = 0.10$.

$$z = w_1 i_1 + w_2 i_2 + b$$

"""
ERROR = r"""The targets are $t_1 = 0.01$, $t_2 = 0.99$;
the outputs $o_1 = 0.75136507$, $o_2 = 0.772928465$.

$$E = \sum_{k=1}^{2} \frac{1}{2}(t_k - o_k)^2$$

"""
VECTORS = r"""$$y = \mathbf{w}^T \mathbf{x} + b = \sum_{i=1}^{n} w_i x_i + b$$

Let $\mathbf{x} = [1, 2, 3]$, $\mathbf{w} = [0.5, -0.3, 0.8]$ and $b = 0.1$.

"""
RIGHT = [
    (FIRST, r"z = 0.15 * 0.05 + 0.2 * 0.1 + 0.35 = 0.3775"),
    (FIRST, r"a = \frac{1}{1+e^{-z}} = \frac{1}{1+e^{-0.3775}} = 0.593269992"),
    (FIRST, r"a = \frac{1}{1+e^{-z}} \approx \frac{1}{1+e^{-0.38}} \approx 0.59"),
    (
        ERROR,
        r"E = \frac{1}{2}(0.01 - 0.75136507)^2 + \frac{1}{2}(0.99 - 0.772928465)^2 = 0.298371109",
    ),
    (ERROR, r"E = \sum \frac{1}{2}(t_k - o_k)^2 = 0.274811083 + 0.023560026 = 0.298371109"),
    (ERROR, r"E \approx 0.2748 + 0.0236 \approx 0.298"),
    (ERROR, r"E = 0.2748 + 0.0236 = 0.2984"),  # rounded twice, which is what was added
    (
        VECTORS,
        r"y = 0.5 \times 1 + (-0.3) \times 2 + 0.8 \times 3 + 0.1 = 0.5 - 0.6 + 2.4 + 0.1 = 2.4",
    ),
    (VECTORS, r"y = 2.4"),
]
FAULTY = [
    (FIRST, r"z = 0.15 * 0.05 + 0.2 * 0.1 + 0.35 = 0.3875"),
    (FIRST, r"z = 0.15 * 0.05 + 0.2 * 0.1 - 0.35 = 0.3775"),
    (FIRST, r"a = \frac{1}{1+e^{-z}} = \frac{1}{1+e^{0.3775}} = 0.593269992"),
    (FIRST, r"a = \frac{1}{1+e^{-z}} = 0.593269993"),
    (FIRST, r"a = \frac{1}{1+e^{-z}} \approx 0.60"),
    (ERROR, r"E = \frac12 (0.01 - 0.772928465)^2 + \frac12 (0.99 - 0.75136507)^2 = 0.298371109"),
    (ERROR, r"E \approx 0.2748 + 0.0236 \approx 0.299"),
    (ERROR, r"E = 0.2748 + 0.0326 = 0.298"),
    (VECTORS, r"y = 0.5 \times 1 + 0.3 \times 2 + 0.8 \times 3 + 0.1 = 2.4"),
    (VECTORS, r"y = 2.5"),
]  # fmt: skip


@states(
    "Where the notes give a number for each symbol, printed numbers are compared with it: each "
    "must be its value, or that of the numbers before it, rounded to the digits that are printed.",
    page="check_mine",
)
@pytest.mark.parametrize(("notes", "latex"), RIGHT)
def test_a_number_may_be_rounded_to_its_digits(notes, latex):
    *_, last = found(f"{notes}$${latex}$$\n")

    assert last.status in {Status.TRUE, Status.ASSUMING}, last


@pytest.mark.parametrize(("notes", "latex"), FAULTY)
def test_a_number_that_is_not_the_value_is_wrong(notes, latex):
    *_, last = found(f"{notes}$${latex}$$\n")

    assert last.status is Status.FALSE, last


def test_the_value_is_shown_beside_the_number_that_is_not_it():
    *_, last = found(f"{ERROR}$$E = 0.2748 + 0.0236 = 0.299$$\n")

    assert last.words == "notes.md:6:3: 0.299 is not E = 0.298371109162"
    assert last.hint == "with the numbers that are given before"


def test_a_formula_says_what_a_symbol_is_before_its_numbers_do():
    shown = {
        one.formula.latex: one.status for one in found(f"$$E = 0.25 + 1.2 = 1.45$$\n\n{ERROR}")
    }

    assert Status.DEFINES is shown[r"E = \sum_{k=1}^{2} \frac{1}{2}(t_k - o_k)^2"]


def test_a_side_with_symbols_and_decimals_may_be_about_another_example():
    *_, last = found(f"{FIRST}$$z = 0.4 i_1 + 0.45 i_2 + 0.6$$\n")

    assert last.status is not Status.FALSE


@states(
    "Numbers that a side puts in the place of free symbols are those of its example, "
    "as in $y = w x + b = 2 \\times 3 + 1 = 7$.",
    page="check_mine",
)
@pytest.mark.parametrize(
    ("right", "faulty", "example"),
    [
        (
            r"y = w x + b = 2 \times 3 + 1 = 7",
            r"y = w x + b = 2 \times 3 + 1 = 8",
            "w = 2, x = 3, b = 1",
        ),
        (
            r"\hat{y}_i = w x_i + b = 0 \times x_i + 0 = 0",
            r"\hat{y}_i = w x_i + b = 1 \times x_i + 0 = 0",
            "w = 0, b = 0",
        ),
        (
            r"h = \frac{1}{1 + e^{-z}} = \frac{1}{1 + e^{-1}} = \frac{1}{1.368} \approx 0.731",
            r"h = \frac{1}{1 + e^{-z}} = \frac{1}{1 + e^{-1}} = \frac{1}{1.368} \approx 0.732",
            "z = 1",
        ),
    ],
)
def test_numbers_in_the_place_of_symbols_are_those_of_an_example(right, faulty, example):
    (one,) = found(f"$${right}$$\n")
    (other,) = found(f"$${faulty}$$\n")

    assert one.status is Status.ASSUMING and one.hint == f"with {example}, as it is plugged in"
    assert other.status is Status.FALSE, other


def test_numbers_that_are_given_are_not_overruled_by_those_that_are_plugged_in():
    *_, last = found("Let $w = 2$, $x = 3$ and $b = 1$.\n\n$$y = w x + b = 2 \\times 4 + 1 = 9$$\n")

    assert last.status is Status.FALSE


def test_a_matrix_may_be_written_as_in_numpy():
    right, faulty = found(
        "Let $W^{(1)} = [[0.15, 0.2], [0.25, 0.3]]$, $x = [1, 2]$ and $b^{(1)} = [0.1, 0.1]$.\n\n"
        "$$z^{(1)} = W^{(1)} \\cdot x + b^{(1)} = [0.65, 0.95]$$\n\n"
        "$$z^{(1)} = W^{(1)} \\cdot x + b^{(1)} = [0.65, 0.85]$$\n"
    )[-2:]

    assert right.status in {Status.TRUE, Status.ASSUMING} and faulty.status is Status.FALSE

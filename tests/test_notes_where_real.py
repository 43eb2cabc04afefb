"""Formulas whose sides agree wherever they are real."""

import pytest

from tests.notes import found
from tests.test_notes_written import ASSUMING, HOLDS, WRONG, check, displays


@pytest.mark.parametrize("letters", ["ab", "cd", "uv", "xy", "pq"])
def test_a_logarithm_of_a_product_is_a_sum_wherever_both_are_real(letters):
    a, b = letters

    check(
        (rf"\log({a} {b}) = \log {a} + \log {b}", HOLDS),
        (rf"\log({a} / {b}) = \log {a} - \log {b}", HOLDS),
        (rf"\log({a} {b}) = \log {a} - \log {b}", WRONG),
        (rf"\log({a} + {b}) = \log {a} + \log {b}", WRONG),
    )


def test_a_root_of_a_product_is_one_of_roots():
    check(
        (r"\sqrt{u v} = \sqrt{u} \sqrt{v}", HOLDS),
        (r"\sqrt{x^2} = x", ASSUMING),
        (r"\sqrt{u + v} = \sqrt{u} + \sqrt{v}", WRONG),
    )


def test_what_is_said_of_every_layer_has_no_one_value():
    *_, last = found(
        displays(
            r"a^{[1]} = W^{[1]} x",
            r"a^{[2]} = W^{[2]} a^{[1]}",
            r"s = \mathbf{1}^\top a^{[l]}",
        )
    )

    assert last.status.value == "not decided"
    assert last.hint == "s is another one in each layer: write its layer, as in s^{[l]}"

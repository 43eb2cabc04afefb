"""Numbers with a power of ten stand on a page as formulas."""

import pytest

from verify.book.claims import Book
from verify.book.powers import typeset
from verify.showing.directives import as_markdown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("7e-12", r"$7 \times 10^{-12}$"),
        ("1e-07", "$10^{-7}$"),
        ("-2.5e+20", r"$-2.5 \times 10^{20}$"),
        ("(1e-03, 2e-03)", r"($10^{-3}$, $2 \times 10^{-3}$)"),
        ("0.25", "0.25"),
    ],
)
def test_a_number_with_a_power_of_ten_is_typeset(text, shown):
    assert typeset(text) == shown


@pytest.mark.parametrize(("spec", "shown"), [(".0e", "$10^{-7}$"), ("", "1e-07")])
def test_a_directive_that_asks_for_a_power_gets_a_formula(spec, shown):
    asked = "1e-7" + f":{spec}" * bool(spec)

    assert as_markdown("value", asked, "softmax", Book.now()) == shown

"""What letters can stand for: a symbol, a transpose, a derivative."""

import pytest

from tests.example import verdict
from verify.reading.equations import chains
from verify.reading.tokens import LatexError


def test_the_square_of_what_the_label_names_is_refused():
    assert r"write S = \sqrt{...}" in verdict(r"S^2 = S \sum_k e^{z_k}", "S")


def test_letters_that_are_symbols_are_neither_a_transpose_nor_a_derivative():
    of_symbols = {"T": 1, "d": 1, "x": 1}

    assert "Power" in str(chains("x = x^T", of_symbols)[0].sides[1].value)
    with pytest.raises(LatexError, match="a/b c"):
        chains("x = d x / d x", of_symbols)


def test_a_symbol_that_begins_with_d_is_no_derivative():
    assert "Fraction" in str(chains(r"x = \frac{dW}{x}", {"dW": 1, "x": 1})[0].sides[1].value)

"""The terms that a formula is a sum of, with their signs."""

import pytest

from tests.example import SYMBOLS
from verify.diagnosis.terms import terms
from verify.reading.equations import chains


def found(latex):
    node = chains(f"x = {latex}", SYMBOLS)[0].sides[1].value
    return {shown for shown, _ in terms(node)}


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        ("x y", set()),
        ("x - y", {"x", "−y"}),
        ("-(x - y)", {"−x", "y"}),
        ("x - (y - a)", {"x", "−(y − a)", "−y", "a"}),
        ("x (y - a)", {"x·y", "−x·a"}),
        (r"\frac{x - y}{a}", {"x / a", "−y / a"}),
        (r"\sum_{k=1}^{K} (z_k - g_k)", {"Σ_k=1..K z_k", "−Σ_k=1..K g_k"}),
        (r"(X - W)^\top", {"Xᵀ", "−Wᵀ"}),
        (r"\frac{a}{x - y}", set()),
    ],
)
def test_a_formula_has_these_terms(latex, expected):
    assert found(latex) == expected

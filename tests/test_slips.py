"""A formula is changed as a slip would change it, one place at a time."""

import pytest

from tests.example import SYMBOLS
from verify.mutants.slips import Slips
from verify.reading.equations import chains
from verify.reading.unicode import text


def slips(latex, indices=(), **more):
    """Every slip of the right side of an equation: its kind, and how the whole reads."""
    node = chains(f"x = {latex}", SYMBOLS)[0].sides[1].value
    return [(slip.kind, text(slip.node)) for slip in Slips(SYMBOLS, indices, **more).of(node)]


CHANGES = [
    ("x - y", "sign", "x + y"),
    ("x - y", "sign", "y − x"),
    ("e^{x}", "sign", "e^(−x)"),
    (r"\sigma(x - y)", "sign", "σ(y − x)"),
    (r"\sigma'(x)", "prime", "σ(x)"),
    (r"\sigma(x)", "prime", "σ′(x)"),
    (r"X^\top W", "transposed", "X·W"),
    ("X W", "transposed", "Xᵀ·W"),
    ("X W", "order", "W·X"),
    ("W", "layer", "W2"),
    (r"\sqrt{x} + \epsilon", "root", "√(x + ε)"),
    (r"\sqrt{x + \epsilon}", "root", "√(x) + ε"),
    ("x", "complement", "1 − x"),
    ("1 - x", "complement", "x"),
    ("x + y", "term", "x"),
    ("x", "symbol", "y"),
    ("N", "symbol", "K"),
    ("2 x", "number", "3·x"),
    ("2 x", "factor", "x"),
    (r"\frac{x}{y}", "fraction", "y / x"),
    (r"\frac{x}{y}", "fraction", "x"),
    ("x^2", "power", "x"),
    ("x", "power", "x^2"),
    ("x", "power", "√(x)"),
    (r"\tanh(x)^2", "moved", "tanh(x^2)"),
    (r"(x - y)^2", "moved", "x − y^2"),
    (r"\exp(x)", "function", "log(x)"),
    (r"\sum_{k=1}^{K} z_k", "function", "∏_k=1..K z_k"),
    (r"\sum_{k=1}^{K} z_k", "shifted", "Σ_k=1..K − 1 z_k"),
    (r"\sum_{k=1}^{K} z_k", "shifted", "Σ_k=2..K z_k"),
    (r"x^y", "operator", "y·x"),
    ("x y", "operator", "x + y"),
    ("x", "applied", "σ(x)"),
    (r"\sigma(x)", "applied", "x"),
]
INDEXED = [
    ("p_i p_j", "index", "p_j·p_j"),
    ("A_{ij}", "exchanged", "A_ji"),
    ("p_i z_j", "exchanged", "p_j·z_i"),
    ("p_i (1 - p_j)", "delta", "p_i·(δ_ij − p_j)"),
    ("p_i", "missing", "p_i·z_j"),
    ("p_i", "added", "p_i − z_i"),
]


@pytest.mark.parametrize(("latex", "kind", "changed"), CHANGES)
def test_a_slip_is_among_the_changes(latex, kind, changed):
    assert (kind, changed) in slips(latex)


@pytest.mark.parametrize(("latex", "kind", "changed"), INDEXED)
def test_a_slip_of_an_index_is_among_the_changes(latex, kind, changed):
    found = {(kind, text.replace("z_j·p_i", "p_i·z_j")) for kind, text in slips(latex, ("i", "j"))}

    assert (kind, changed) in found


def test_a_sum_that_is_left_out_is_among_the_changes():
    assert ("summed", "Σ_d X_nd·W_d1") in slips("X_{nd} W_{d1}", ("n",))


def test_no_change_leaves_a_formula_as_it_is():
    assert "p_i·(δ_ij − p_j)" not in [
        changed for _, changed in slips(r"p_i (\delta_{ij} - p_j)", ("i", "j"))
    ]


def test_names_that_the_chapter_does_not_print_take_no_place():
    found = [changed for kind, changed in slips("x", names={"x", "y"}) if kind == "symbol"]

    assert found == ["y"]


def test_what_is_asked_for_takes_no_place():
    left = chains("y = x", SYMBOLS)[0].sides[0].value

    assert ("symbol", "y") not in slips("x", sides=[left])


def test_an_imported_function_is_not_applied():
    assert not any("derivative" in changed for _, changed in slips("x"))

"""The value of a formula: what its notation stands for."""

import numpy as np
import pytest
import sympy as sp

from tests.example import SYMBOLS, verdict
from verify.proving.indices import free_indices, index_ranges
from verify.proving.namespace import Symbols
from verify.proving.scope import Scope
from verify.proving.values import evaluate
from verify.reading.equations import chains

X, W, z, g, x, A = (SYMBOLS[name] for name in ("X", "W", "z", "g", "x", "A"))


def tree(latex):
    return chains(f"{latex} = 0 x", SYMBOLS)[0].sides[0].value


def value(latex, **indices):
    return evaluate(tree(latex), Scope(SYMBOLS, indices, SYMBOLS))


VALUES = {
    r"0.35": sp.Rational(7, 20),
    r"2 \times 10^{-3}": sp.Rational(1, 500),
    r"e^x": sp.exp(x),
    r"\pi": sp.pi,
    r"-x^2": -(x**2),
    r"2 x^{-1} / 3": 2 / (3 * x),
    r"x - x - x": -x,
    r"X_{12}": X[0, 1],
    r"X_{2,1}": X[1, 0],
    r"z_K": z[2],
    r"(X W)_{21}": (X @ W)[1, 0],
    r"X^\top_{12}": X[1, 0],
    r"z^\top g": z @ g,
    r"z^\top A g": z @ A @ g,
    r"\lVert X \rVert": sp.sqrt((X**2).sum()),
    r"\sum_{k=1}^{2} x z_k g_k + x": x * z[0] * g[0] + x * z[1] * g[1] + x,
    r"\sum_{k=1}^{2} (z_k + g_k)": z[0] + z[1] + g[0] + g[1],
    r"\sum_{i=1}^{2} z_i \sum_{j=1}^{i} g_j": z[0] * g[0] + z[1] * (g[0] + g[1]),
    r"\sum_{k=1}^{0} z_k": sp.Integer(0),
    r"\sum_{k=1}^{K} k": sp.Integer(6),
    r"\prod_{k=2}^{K} z_k": z[1] * z[2],
    r"\max_k z_k": sp.Max(*z),
    r"\min(x, 2)": sp.Min(x, 2),
    r"\log x^2": sp.log(x**2),
    r"\log(x)^2": sp.log(x) ** 2,
    r"\log^2(x)": sp.log(x) ** 2,
    r"\sum_{i=1}^{K} \delta_{i2} z_i": z[1],
    r"\sum_{n=1}^{N} P_{n t_n}": SYMBOLS["P"][0, 2] + SYMBOLS["P"][1, 0],
    r"\sigma'(0)": sp.Rational(1, 4),
    r"\frac{\partial}{\partial x} x^3": 3 * x**2,
    r"\frac{\partial^2 x^3}{\partial x^2}": 6 * x,
    r"\frac{\partial L}{\partial p_2}": g[1],
    r"m_0 + m_3": SYMBOLS["m"][0] + SYMBOLS["m"][3],
}
ARRAYS = {
    r"z": z,
    r"z^\top": z[None, :],
    r"(z^\top)^\top": z,
    r"A z": A @ z,
    r"z g^\top": np.outer(z, g),
    r"z \odot g": z * g,
    r"2 A - A": A,
    r"X^\top \mathbf{1}": X.sum(axis=0),
    r"\sigma(z)": 1 / (1 + np.frompyfunc(sp.exp, 1, 1)(-z)),
    r"\sum_{k=1}^{2} z_k g": (z[0] + z[1]) * g,
    r"\frac{\partial (x z)}{\partial x}": z,
    r"\frac{\partial p}{\partial z}": SYMBOLS["J"],
    r"\begin{pmatrix} 1 & x \\ 0 & 2 \end{pmatrix}": np.array([[1, x], [0, 2]]),
    r"\begin{pmatrix} 1 \\ x \end{pmatrix}": np.array([1, x]),
    r"\begin{pmatrix} 1 & x \end{pmatrix}": np.array([[1, x]]),
}


@pytest.mark.parametrize(("latex", "expected"), VALUES.items(), ids=VALUES)
def test_number_is_what_the_notation_stands_for(latex, expected):
    assert sp.expand(value(latex) - expected) == 0


@pytest.mark.parametrize(("latex", "expected"), ARRAYS.items(), ids=ARRAYS)
def test_array_is_what_the_notation_stands_for(latex, expected):
    found = value(latex)

    assert found.shape == expected.shape
    assert all(sp.simplify(entry) == 0 for entry in np.ravel(found - expected))


def test_indices_have_values_counted_from_1():
    assert value("X_{ij}", i=2, j=3) == X[1, 2]
    assert value(r"\delta_{ij}", i=2, j=2) == 1
    assert value(r"\delta_{ij}", i=2, j=1) == 0
    assert value(r"\begin{cases} z_i & i = j \\ 0 & i \neq j \end{cases}", i=1, j=1) == z[0]


@pytest.mark.parametrize(
    ("latex", "indices"),
    [
        (r"p_i (\delta_{ij} - p_j)", ["i", "j"]),
        (r"\sum_{k=1}^{K} X_{nk} W_{kj}", ["n", "j"]),
        (r"z_k + \sum_{k=1}^{K} g_k", ["k"]),
        (r"P_{n t_n}", ["n"]),
        (r"\frac{\partial p_j}{\partial z_i}", ["j", "i"]),
        (r"m_{s-1}", ["s"]),
        (r"z_K X_{12}", []),
        (r"\max_k z_k", []),
    ],
)
def test_free_indices_are_those_that_no_sum_binds(latex, indices):

    assert list(free_indices(tree(latex), SYMBOLS)) == indices


def test_an_index_runs_as_far_as_its_axis_and_a_step_counts_from_0():
    assert index_ranges(tree("X_{nd}"), SYMBOLS) == {"n": {1, 2}, "d": {1, 2, 3, 4}}
    assert index_ranges(tree("m_s"), SYMBOLS) == {"s": {0, 1, 2, 3}}
    assert index_ranges(tree("m_{s-1} + m_s"), SYMBOLS) == {"s": {1, 2, 3}}
    assert index_ranges(tree("r_s"), SYMBOLS) == {"s": {1, 2, 3}}


CHAIN = Symbols(
    "chain",
    """
from derivations.calculus import exp, scalar
x = scalar("x")
y = x**2
w = y
z = x * y + w
""",
)


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{\partial z}{\partial x} = 3 x^2 + 2 x",  # by a symbol: all the ways
        r"\frac{\partial z}{\partial y} = x + 1",  # by a value in between: what follows from it
        r"\frac{\partial z}{\partial w} = 1",
        r"\frac{\partial y}{\partial z} + 1 = 1",  # what comes before does not depend on it
        r"\frac{\partial (z + y^2)}{\partial y} = x + 1 + 2 y",
    ],
)
def test_a_partial_derivative_holds_fixed_what_the_variable_was_computed_from(latex, monkeypatch):
    monkeypatch.setattr("tests.example.SYMBOLS", CHAIN)

    assert verdict(latex) == ""


def test_a_variable_with_two_names_is_one_variable():
    assert verdict(r"\frac{\partial J_{ij}}{\partial J_{ij}} = 1") == ""
    assert verdict(r"\frac{\partial Y_{11}}{\partial \mathrm{linear}_{11}} = 1") == ""

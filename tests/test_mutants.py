"""A fixed sample of mutants: of each changed formula and each changed function it is noticed.

``make mutants`` tries them on the whole book, and `tests/test_mutation.py` reads its record.
"""

import ast

import numpy as np
import pytest

from benchmarks.mutants.code import code_mutants
from benchmarks.mutants.trying import is_proved, outcome
from tests.example import SOURCE, SYMBOLS, display
from verify.general.derivation import Derivation
from verify.mutants.formulas import formula_mutants, with_latex
from verify.proving.code import CODE_TOLERANCE, SEEDS, against_derivation
from verify.proving.points import Point

GENERAL = Derivation("example", SOURCE)
FORMULAS = [  # label, formula, and the changes after which it is true as well
    ("softmax", r"p_i = \frac{e^{z_i}}{\sum_{k=1}^{K} e^{z_k}}", []),
    (
        "softmax_jacobian",
        r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)",
        [("swapped tokens", "ij", "j i")],
    ),
    (
        "softmax_vjp",
        r"\frac{\partial L}{\partial z_j} = p_j \left( g_j - \sum_{i=1}^{K} g_i p_i \right)",
        [],
    ),
    ("linear", r"Y = X W + \mathbf{1} b^\top", []),
    (None, r"\sigma'(x) = \sigma(x) (1 - \sigma(x))", []),
    (
        None,
        r"\lvert x \rvert = \begin{cases} x & \text{if } x > 0 \\"
        r" -x & \text{if } x \leq 0 \end{cases}",
        [("added factor", "", "2"), ("added factor", "", "2")],  # 2 x > 0 is x > 0
    ),
    (None, r"(x + 0.5)^2 = x^2 + x + 0.25", []),
]
CODE = {
    "softmax": "def softmax(z):\n    e = np.exp(z)\n    return e / e.sum()\n",
    "softmax_vjp": (
        "def softmax_vjp(z, g):\n"
        "    p = np.exp(z) / np.exp(z).sum()\n"
        "    return p * (g - (g * p).sum())\n"
    ),
    "linear": "def linear(X, W, b):\n    return X @ W + b\n",
}


@pytest.mark.parametrize(("label", "latex", "true"), FORMULAS, ids=[f[1][:30] for f in FORMULAS])
def test_every_change_of_a_formula_is_noticed_unless_it_is_true(label, latex, true):
    right = display(latex, label)
    reads = outcome(right, SYMBOLS)

    found = {
        mutant: outcome(with_latex(right, mutant.text), SYMBOLS)
        for mutant in formula_mutants(right.latex, SYMBOLS)
    }

    noticed = {"refused", "wrong", reads}
    survivors = [(m.kind, m.old, m.new) for m, result in found.items() if result not in noticed]
    assert reads not in {"refused", "wrong"}
    assert len(found) > 50
    assert survivors == true


@pytest.mark.parametrize(
    ("label", "latex"), [f[:2] for f in FORMULAS], ids=[f[1][:30] for f in FORMULAS]
)
def test_no_wrong_change_of_a_formula_is_proved_for_every_size(label, latex):
    mutants = [with_latex(display(latex, label), m.text) for m in formula_mutants(latex, SYMBOLS)]
    proved = [mutant for mutant in mutants if is_proved(mutant, SYMBOLS, GENERAL)]

    assert "wrong" not in [outcome(mutant, SYMBOLS) for mutant in proved]


def error(source, name):
    """The largest error of a function of this source, or what it raises."""
    namespace = {"np": np}
    exec(source, namespace)
    try:
        return max(
            against_derivation(name, namespace[name], SYMBOLS, Point(seed)) for seed in SEEDS
        )
    except Exception as problem:
        return repr(problem)


@pytest.mark.parametrize("name", CODE)
def test_every_change_of_a_function_is_noticed(name):
    source = CODE[name]

    survivors = [
        (mutant.old, mutant.new)
        for mutant in code_mutants(source)
        if not isinstance(found := error(mutant.text, name), str) and found <= CODE_TOLERANCE
    ]

    assert error(source, name) <= CODE_TOLERANCE
    assert survivors == []


def test_changed_code_is_code_and_is_changed():
    source = CODE["softmax"]
    mutants = list(code_mutants(source))

    assert len(mutants) >= 10
    assert all(ast.dump(ast.parse(m.text)) != ast.dump(ast.parse(source)) for m in mutants)


@pytest.mark.parametrize("latex", ["x N", "x 2"])
def test_a_size_and_a_number_become_what_has_the_same_value(latex):
    found = {m.new for m in formula_mutants(latex, SYMBOLS) if "size" in m.kind}

    assert {"N", "2"} - {latex[-1]} | {r"\sqrt{D}", "(K - 1)", r"\frac{D}{2}"} <= found

"""A formula that is true at one size only is refused, and so is code that is right at one only."""

import ast
import re

import numpy as np
import pytest
import sympy as sp

import verify.check
from derivations.calculus import classes, parts, rotation
from tests.states import states
from verify.book import ROOT
from verify.book.displays import Display, chapters, displays
from verify.book.slices import whole_numbers
from verify.check import Finding, check
from verify.mutants.formulas import with_latex
from verify.proving import sizes
from verify.proving.formula import read, read_at_all_sizes
from verify.proving.namespace import Symbols, symbols
from verify.reading.tokens import LatexError
from verify.showing.marks import badge

LIES = [  # chapter, label if there is one, what stands there, and what is the same at its sizes
    ("loss", "squared_error", r"\frac{1}{2N}", r"\frac{1}{N^2}"),
    ("loss", "squared_error", r"\frac{1}{2N}", r"\frac{1}{N N}"),
    ("loss", "squared_error", r"T_{nk})^2", r"T_{nk})^N"),
    ("loss", "softmax_cross_entropy_grad_Z", r"\frac{1}{N} ( \hat", r"\frac{1}{K - 1} ( \hat"),
    ("loss", "squared_error_grad_Y", r"\frac{2}{2N}", r"\frac{1}{K - 1}"),
    ("two_layer_net", "batch_variance", r"[\ell]}{B}", r"[\ell]}{\sqrt{M}}"),
    ("two_layer_net", "batch_variance", r"{B^2}", r"{t^2}"),
    ("two_layer_net", "unseen_share", r"\right)^B", r"\right)^{M - B}"),
    ("numerical_differentiation", "central_difference", r"\frac{h^2}{6}", r"\frac{h^D}{6}"),
    ("numerical_differentiation", "central_difference", r"{2 h}", r"{D h}"),
    ("initialization", "he_std", r"\frac{2}{D}", r"\frac{N}{D}"),
    ("initialization", "he_std", r"\frac{2}{D}", r"\frac{H - 2}{D}"),
    ("initialization", "lecun_std", r"\frac{1}{D}", r"\frac{1}{H - 1}"),
    ("initialization", "", r"\left( \frac{1}{2} D", r"\left( \frac{K - H}{2} D"),
    ("evaluation", "f1", r"\frac{2 p_k r_k}", r"\frac{B p_k r_k}"),
    ("evaluation", "macro_recall", r"\frac{1}{K}", r"\frac{1}{N - B}"),
    ("data_parallel", "ring_time", r"= 2 (p - 1)", r"= D (p - 1)"),
    ("softmax_regression", "softmax_regression", r"\sum_{j=1}^{K}", r"\sum_{j=1}^{N + 1}"),
    ("loss", "mean_squared_error", r"\frac{1}{N K}", r"\frac{1}{K + 3}"),
    ("backprop", "", r"F = 2 N", r"F = N^2"),
    ("backprop", "", r"2 N (D H + H K)", r"6 N (D + K)"),
    ("inference", "guess_variance", r"= \frac{1}{K}", r"= \frac{1}{N + H}"),
    ("inference", "covariance", r"= \frac{1}{N}", r"= \frac{1}{D + 1}"),
    ("network", "operation_count", r"C = 2 N", r"C = 3 M"),
    ("optimizer", "", r"\frac{1}{B} \cdot", r"\frac{1}{D^2} \cdot"),
    ("linear", "", r"\sum_{n=1}^{N}", r"\sum_{n=1}^{D - 1}"),
    ("numerical_training", "", r"(D + 1) H", r"D H + N + 1"),
    ("perceptron", "", r"\frac{3}{2} \right) && \text{both}", r"\frac{3}{D} \right)"),
    ("perceptron", "", r"(w_2 \neq 0)", r"(w_D \neq 0)"),
    ("perceptron", "", r"NAND}(x_1, x_2)", r"NAND}(x_1, x_D)"),
    ("matmul", "", r"= G X^\top", r"= \frac{H}{2} G X^\top"),
]

SIZED = [  # chapters with sizes, which are read: to run them takes a while
    topic
    for topic in chapters()
    if whole_numbers(ast.parse((ROOT / f"derivations/{topic}.py").read_text("utf-8")).body)
]


def changed(topic: str, label: str, old: str, new: str) -> Display:
    """A display of a chapter, named by its label or what it holds, with something else in it."""
    found = next(d for d in displays(topic) if (d.label or "") == label and old in d.latex)
    return with_latex(found, found.latex.replace(old, new, 1))


def problem(display: Display, names: Symbols) -> str:
    """What is wrong with a display, or nothing."""
    try:
        steps = read_at_all_sizes(display, names).steps
    except LatexError as error:
        return str(error)
    return next((step.problem for step in steps if not step.ok), "")


def alone(latex: str) -> Display:
    """A display of a page of its own."""
    source = f"$$\n{latex}\n$$"
    return Display("example", source, 2, len(source) - 2)


@pytest.mark.parametrize(("topic", "label", "old", "new"), LIES)
def test_what_is_true_at_one_size_only_is_refused(topic, label, old, new):
    lie = changed(topic, label, old, new)

    assert "that is at" in problem(lie, symbols(topic))


@pytest.mark.parametrize(("topic", "label", "old", "new"), LIES)
def test_each_of_these_lies_is_true_at_the_declared_sizes(topic, label, old, new):
    lie = changed(topic, label, old, new)

    assert all(step.ok for step in read(lie, symbols(topic)).steps)


@states(
    "no two small expressions of them, such as $2N$, $N^2$, $K - 1$ or 4, have the same value",
    "With two examples $2N$ is the same as $N^2$",
    "They are small and all different, so that a transpose in the wrong place cannot hide",
    page="what_a_tick_means",
)
@states(
    "With three classes, $K - 1$ is 2 and a wrong line can be right.", page="how_a_line_is_checked"
)
@pytest.mark.parametrize("topic", SIZED)
def test_no_two_expressions_of_sizes_are_alike_at_all_that_are_chosen(topic):
    names = symbols(topic)
    used, sized = sizes.assignments(names, set(names.sizes))

    assert used == list(names.sizes)
    assert len(sized) >= 3
    assert sizes.alike([at.sizes for at in sized], used) == 0


@states("They are small and all different", page="what_a_tick_means")
@pytest.mark.parametrize("topic", SIZED)
def test_chosen_sizes_are_above_1_and_all_different(topic):
    names = symbols(topic)
    further = sizes.assignments(names, set(names.sizes))[1][1:]

    for at in further:
        assert min(at.sizes.values()) > 1
        assert len({*at.sizes.values()}) == len(at.sizes)


SMALL = """
from derivations.calculus import vector
N, K = 2, 3
assert (N, K) != (4, 2)
x = vector("x", N)
y = vector("y", K)
m = x.sum() / N
"""


def small(source: str = SMALL) -> Symbols:
    return Symbols("example", source)


def test_sizes_are_the_same_every_time():
    chosen = [[at.sizes for at in sizes.assignments(small(), {"x", "y"})[1]] for _ in range(2)]

    assert chosen[0] == chosen[1]


def test_what_a_derivation_asserts_of_its_sizes_holds_at_all_of_them():
    assert all(
        (at.sizes["N"], at.sizes["K"]) != (4, 2) for at in sizes.assignments(small(), {"m", "y"})[1]
    )


def test_a_derivation_that_runs_at_one_size_only_is_an_error_that_says_where():
    rigid = small(SMALL.replace("assert (N, K) != (4, 2)", "x = vector('x', N) + vector('y', 2)"))

    assert re.fullmatch(
        r"derivations/example.py runs at too few sizes; at N = \d, K = \d: "
        r"derivations/example.py:4: ValueError: operands could not be broadcast .*",
        problem(alone(r"m = \frac{1}{N} \sum_{n=1}^{N} x_n"), rigid),
    )


def test_sizes_on_which_a_formula_does_not_depend_are_left_alone():
    used, sized = sizes.assignments(small(SMALL.replace("assert", "# ")), {"m"})

    assert used == ["N"]
    assert len({at.sizes["N"] for at in sized}) == len(sized) >= 3


CONDITION = r"m = \frac{1}{2} (x_1 + x_2)"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", "that is at N = "),
        (r"\qquad (N = 2)", ""),
        (r"\qquad (N = 4)", "the derivation declares no N = 4, so this is checked nowhere"),
        (r" + N - 2 \qquad (N = 2)", "in a line for one size write 2"),
        (r"\qquad (N = K)", "a size is a whole number"),
        (r"\qquad (m = 2)", "a condition is an inequality"),
        (r"\qquad (K = 3)", "that is at N = "),
    ],
)
def test_a_formula_for_one_size_says_so(condition, expected):
    found = problem(alone(CONDITION + condition), small())

    assert expected in found if expected else not found


def test_the_other_sizes_vary_where_a_condition_names_one():
    source = SMALL + "t = x.sum() * y.sum()\n"
    true = r"t = N (y_1 + y_2 + y_3) m \qquad (K = 3)"

    assert problem(alone(true), small(source)) == ""
    assert "that is at N = " in problem(alone(true.replace("N", "2")), small(source))


def test_a_loss_with_another_constant_is_found_in_the_code_as_well(monkeypatch):
    def squared_error(Y, T):
        return np.sum((Y - T) ** 2) / len(Y) ** 2

    found = next(d for d in displays("loss") if d.label == "squared_error")
    monkeypatch.setattr(verify.check, "functions", lambda topic: {found.label: squared_error})

    _, numeric, *_ = verify.check._check(found).findings

    assert not numeric.ok


def test_a_finding_says_at_which_sizes():
    found = next(d for d in displays("softmax") if d.label == "softmax")

    assert check(found).findings[0].detail == (
        "equal in all 6 entries at K = 3, and to 30 digits at 2 and at 4; proved for every size"
    )


@pytest.mark.parametrize(
    ("count", "text"),
    [(None, "✓ symbolic"), (1, "✓ symbolic, one size"), (3, "✓ symbolic, 3 sizes")],
)
def test_a_badge_says_at_how_many_sizes(count, text):
    assert badge(Finding("symbolic", True, "equal", sizes=count)) == text


def test_classes_are_never_all_alike():
    drawn = [classes("t", size, count) for size in range(2, 8) for count in range(2, 8)]

    assert all(len({*labels}) > 1 for labels in drawn)


def test_parts_grow_and_are_the_whole():
    assert [*parts(7, 3)] == [1, 2, 4]


def test_a_rotation_has_perpendicular_columns_of_length_one():
    U = rotation("u", 2)

    assert np.array_equal(np.vectorize(sp.simplify)(U.T @ U), np.eye(2, dtype=int))


def test_a_whole_that_is_too_little_for_its_parts_is_an_error():
    with pytest.raises(ValueError, match="2 is too little for 3 parts"):
        parts(2, 3)

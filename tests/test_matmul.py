"""Matrix products: what their formulas do not show. Chapter: docs/matmul.md."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from figures.matmul import LABEL, SOLUTION, START, M, move_the_input, move_the_matrix
from nn.linear import linear, linear_grad_W, linear_grad_X
from nn.matmul import matmul, matmul_grad_W, matmul_grad_X
from tests.curves import NEAR
from tests.drawn import seen
from tests.states import states

K, D, N = 5, 4, 3
sizes = st.integers(1, 6)


@pytest.fixture
def factors(rng):
    """Two factors and an upstream gradient that fit together."""
    return rng.normal(size=(K, D)), rng.normal(size=(D, N)), rng.normal(size=(K, N))


@given(sizes, sizes, sizes, st.integers(0, 99))
def test_both_gradients_are_the_adjoints_of_the_product_at_any_size(k, d, n, seed):
    """<G, WX> = <dL/dW, W> = <dL/dX, X>, exactly, since all numbers are whole."""
    rng = np.random.default_rng(seed)
    W, X, G = (rng.integers(-99, 99, size).astype(float) for size in ((k, d), (d, n), (k, n)))
    product = np.sum(G * matmul(W, X))

    assert np.sum(matmul_grad_W(X, G) * W) == product
    assert np.sum(matmul_grad_X(W, G) * X) == product


@states("Scores of an attention layer and covariances are such products.")
def test_the_rule_holds_for_a_product_with_a_transpose(rng):
    """Queries times keys, and data times itself: what slopes say, the rule says."""
    Q, K_, G = rng.normal(size=(3, 4)), rng.normal(size=(5, 4)), rng.normal(size=(3, 5))
    X, S = rng.normal(size=(6, 3)), rng.normal(size=(3, 3))

    assert_allclose(matmul_grad_W(K_.T, G), slope(lambda Q: (G * (Q @ K_.T)).sum(), Q), atol=1e-8)
    assert_allclose(X @ (S + S.T), slope(lambda X: (S * (X.T @ X)).sum(), X), atol=1e-8)


def test_columns_give_what_rows_give(factors):
    W, X, G = factors

    assert_allclose(matmul(W, X), linear(X.T, W.T, np.zeros(K)).T, rtol=1e-12)
    assert_allclose(matmul_grad_W(X, G), linear_grad_W(X.T, G.T).T, rtol=1e-12)
    assert_allclose(matmul_grad_X(W, G), linear_grad_X(W.T, G.T).T, rtol=1e-12)


def test_gradient_of_the_weights_adds_up_over_the_examples(factors):
    _, X, G = factors
    alone = [matmul_grad_W(X[:, n : n + 1], G[:, n : n + 1]) for n in range(N)]

    assert_allclose(matmul_grad_W(X, G), sum(alone), rtol=1e-12)


def test_gradient_of_an_example_ignores_the_others(factors):
    W, _, G = factors

    assert_allclose(matmul_grad_X(W, G)[:, 1:2], matmul_grad_X(W, G[:, 1:2]), rtol=1e-12)


@states("with the identity for $X$, half of the guesses are right")
@pytest.mark.parametrize(("X", "right"), [(np.eye(3), 4), (np.vander([1.0, 2, 4]), 1)])
def test_of_the_eight_products_with_the_right_shape_so_many_are_the_gradient(rng, X, right):
    G = rng.normal(size=(3, 3))
    products = [A @ B for A in (G, G.T) for B in (X, X.T)]
    products += [B @ A for A in (G, G.T) for B in (X, X.T)]

    assert sum(np.allclose(guess, matmul_grad_W(X, G)) for guess in products) == right


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(factors, dtype):
    W, X, G = (array.astype(dtype) for array in factors)

    results = matmul(W, X), matmul_grad_W(X, G), matmul_grad_X(W, G)

    assert {result.dtype for result in results} == {np.dtype(dtype)}


def test_arguments_are_left_as_they_were(factors):
    copies = [array.copy() for array in factors]
    W, X, G = factors

    matmul(W, X)[:] = 0
    matmul_grad_W(X, G)[:] = 0
    matmul_grad_X(W, G)[:] = 0

    for array, copy in zip(factors, copies, strict=True):
        assert_array_equal(array, copy)


def slope(loss, at):
    """Central differences of a loss, entry by entry."""
    found = np.empty_like(at)
    for place in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[place] = 1e-5
        found[place] = (loss(at + step) - loss(at - step)) / 2e-5
    return found


def test_gradients_of_the_tutorial_belong_to_the_losses_that_it_prints():
    half = slope(lambda V: 0.5 * np.sum((V @ START - LABEL) ** 2), M)
    whole = slope(lambda x: np.sum((M @ x - LABEL) ** 2), START)

    assert_allclose(matmul_grad_W(START, M @ START - LABEL), half, rtol=1e-8)
    assert_allclose(matmul_grad_X(M, 2 * (M @ START - LABEL)), whole, rtol=1e-8)


@states("Each step leaves 0.6 of the error", "nothing that float64 could show")
def test_first_program_leaves_six_tenths_of_the_error_in_every_step():
    errors = np.hstack([V @ START - LABEL for V in move_the_matrix(0.01, 50)])

    assert_allclose(errors[:, 0], [24, 15])
    assert_allclose(errors[:, 1:21], 0.6 * errors[:, :20], rtol=1e-9)
    assert_allclose(errors, 0.6 ** np.arange(51) * errors[:, :1], atol=1e-13)


@states("This one is the nearest to the start")
def test_first_program_as_the_tutorial_prints_it_ends_at_the_nearest_solution():
    W = np.array([[4, 5], [7, 2]])
    X = np.array([2, 6.0]).reshape(2, 1)
    label = np.array([14, 11]).reshape(2, 1)
    for _ in range(100):
        Y = W @ X
        dW = (Y - label) @ X.T
        W = W - 0.01 * dW

    nearest = M + (LABEL - M @ START) @ np.linalg.pinv(START)  # least change in the Frobenius norm
    assert_allclose(W, [[2.8, 1.4], [6.25, -0.25]], rtol=1e-13)
    assert_allclose(W, nearest, rtol=1e-13)


@states("where the error changes its sign for ever and never shrinks")
def test_first_program_arrives_at_once_with_the_best_rate_and_never_from_twice_that_on():
    arrived, stuck, lost = (move_the_matrix(rate, 100) for rate in (0.025, 0.05, 0.051))

    assert_allclose(arrived[1] @ START, LABEL, rtol=1e-14)
    assert_allclose(abs(stuck[-1] @ START - LABEL), [[24], [15]], rtol=1e-9)
    assert np.linalg.norm(lost[-1] @ START - LABEL) > 1000


def test_second_program_as_the_tutorial_prints_it_solves_the_equations():
    A, X, label = np.array([[4.0, 5], [7.0, 2]]), np.array([2, 6.0]), np.array([14, 11])
    for _ in range(1000):
        O = A @ X
        grad = A.T @ np.array([2 * (O[0] - label[0]), 2 * (O[1] - label[1])])
        X[0] = X[0] - 0.001 * grad[0]
        X[1] = X[1] - 0.001 * grad[1]

    assert_array_equal(SOLUTION.ravel(), np.linalg.solve(A, label).round(12))
    assert_allclose(X, [1, 2], atol=1e-7)
    assert_array_equal(X, move_the_input(0.001, 1000)[-1].ravel())


@states("the error shrinks by a factor of its own, the same in every step")
def test_error_of_the_second_program_shrinks_along_both_eigenvectors_as_predicted():
    eigenvalues, vectors = np.linalg.eigh(M.T @ M)
    errors = np.hstack([vectors.T @ (x - SOLUTION) for x in move_the_input(0.001, 1000)])

    predicted = (1 - 0.002 * eigenvalues[:, np.newaxis]) ** np.arange(1001) * errors[:, :1]

    assert_allclose(errors, predicted, rtol=1e-7, atol=1e-14)


@states("the steep direction is the first to fail")
def test_second_program_arrives_below_the_largest_rate_and_leaves_above():
    largest = 1 / np.linalg.eigvalsh(M.T @ M)[-1]
    ends = [move_the_input(largest * factor, 3000)[-1] for factor in (0.99, 1.01)]

    distances = [np.linalg.norm(end - SOLUTION) for end in ends]

    assert distances[0] < 1e-12
    assert distances[1] > 1e12


@states("Which rate is the best for the second program")
def test_best_rate_of_the_second_program_beats_its_neighbours():
    rates = np.array([0.95, 1.0, 1.05]) / 94

    distances = [np.linalg.norm(move_the_input(rate, 100)[-1] - SOLUTION) for rate in rates]

    assert distances[1] < min(distances[0], distances[2])


TEAL, ORANGE, GREY = "#0f8f87", "#d9662b", "#808080"
MATRIX, LABELS, INPUT = np.array([[4.0, 5], [7, 2]]), np.array([14.0, 11]), np.array([2.0, 6])
FAST = np.linalg.eigh(MATRIX.T @ MATRIX)[1][:, 1]
SLOW = np.array([-FAST[1], FAST[0]])


def first_program(steps=80, rate=0.01):
    """The errors of both outputs before each step, while the matrix is moved."""
    W, found = MATRIX.copy(), []
    for _ in range(steps + 1):
        found.append(W @ INPUT - LABELS)
        W -= rate * np.outer(found[-1], INPUT)
    return np.array(found)


def second_program(steps=1000, rate=0.001):
    """The input before each step, while it is moved."""
    x, found = INPUT.copy(), []
    for _ in range(steps + 1):
        found.append(x.copy())
        x -= rate * 2 * MATRIX.T @ (MATRIX @ x - LABELS)
    return np.array(found)


def measured(name):
    if name.startswith("output"):
        return np.abs(first_program()[:, int(name[-1]) - 1]), 4
    distance = (second_program() - [1, 2]) @ (SLOW if name == "slow direction" else FAST)
    return np.abs(distance), 40


CURVES = [(0, "output 1"), (0, "output 2"), (1, "slow direction"), (1, "fast direction")]


@pytest.mark.parametrize(("panel", "name"), CURVES)
@states("Dots: errors of the two programs as measured.", page="figures/matmul")
def test_dots_are_the_errors_of_the_programs(panel, name):
    axes = seen("matmul", "errors").axes[panel]
    errors, every = measured(name)
    steps = np.arange(len(errors))[::every]
    exact = errors[::every] > 1e-13  # below, the last digits decide

    assert axes.dots(axes.colour(name)).misses(steps[exact], errors[::every][exact]) < NEAR


@pytest.mark.parametrize(("panel", "name"), CURVES)
@states("Lines: what the eigenvalues predict.", page="figures/matmul")
def test_each_line_falls_by_what_the_eigenvalues_predict(panel, name):
    axes = seen("matmul", "errors").axes[panel]
    fast, slow = (1 - 0.002 * np.linalg.norm(MATRIX @ v) ** 2 for v in (FAST, SLOW))
    ratio = {"fast direction": fast, "slow direction": slow}.get(name, 1 - 0.01 * 40)
    errors, _ = measured(name)
    predicted = errors[0] * abs(ratio) ** np.arange(len(errors))

    shown = predicted > 1e-16
    assert axes.curve(name).misses(np.flatnonzero(shown), predicted[shown]) < NEAR


@states(
    "Left the two outputs of the first program, right the distance of the second program's input "
    "along both eigenvectors.",
    page="figures/matmul",
)
def test_outputs_are_on_the_left_and_directions_on_the_right():
    left, right = seen("matmul", "errors").axes

    assert [*left.legend, *right.legend] == [name for _, name in CURVES]
    assert [left.x.label, left.y.label, right.x.label] == ["steps", "error", "steps"]


@pytest.mark.parametrize(("panel", "name"), [(0, "output 1"), (1, "fast direction")])
@states("The dots leave their line where the digits of float64 end.", page="figures/matmul")
def test_dots_are_on_their_line_down_to_the_last_digits_and_not_below(panel, name):
    axes = seen("matmul", "errors").axes[panel]
    dots, line = axes.dots(axes.colour(name)), axes.curve(name)
    off = [line.misses([x], [y]) for x, y in zip(dots.x, dots.y, strict=True)]
    early, late = dots.y > 1e-12, np.nan_to_num(line.at(dots.x)) < 1e-16

    assert np.max(np.array(off)[early]) < 2 < np.min(np.array(off)[late])


@states("The squared error over the input plane,", page="figures/matmul")
def test_along_each_grey_line_the_squared_error_is_the_same():
    axes = seen("matmul", "valley").only
    lines = axes.lines_in(GREY, dashed=False)
    errors = [
        ((MATRIX @ [line.x, line.y] - LABELS[:, np.newaxis]) ** 2).sum(axis=0) for line in lines
    ]

    assert (axes.x.label, axes.y.label, len(errors) > 3) == ("x_1", "x_2", True)
    assert max(error.std() / error.mean() for error in errors) < 0.05


@states("with the first steps of the second program.", page="figures/matmul")
def test_the_path_in_the_valley_is_that_of_the_second_program():
    axes, path = seen("matmul", "valley").only, second_program()[:301]

    assert axes.lines_in(ORANGE)[0].misses(*path.T) + axes.dots(ORANGE).misses(*path.T) < NEAR


@states("Dashed lines show the two eigenvectors through the solution:", page="figures/matmul")
def test_the_dashed_lines_go_through_the_solution_along_the_eigenvectors():
    axes = seen("matmul", "valley").only
    star, near = axes.dots(TEAL), np.array([-0.5, 0.5])
    off = [
        min(line.misses(1 + near * v[0], 2 + near * v[1]) for v in (FAST, SLOW))
        for line in axes.lines_in(GREY, dashed=True)
    ]

    assert (len(off), *star.x.round(2), *star.y.round(2)) == (2, 1, 2) and max(off) < NEAR


@states(
    "the path first falls into the valley, along the fast one, and then follows its floor, along "
    "the slow one.",
    page="figures/matmul",
)
def test_the_first_step_of_the_path_is_along_the_fast_direction_and_the_end_along_the_slow_one():
    dots = seen("matmul", "valley").only.dots(ORANGE)
    moved = np.diff(np.column_stack([dots.x, dots.y]), axis=0)
    fast, slow = (
        np.abs([moved[0] @ FAST, moved[0] @ SLOW]),
        np.abs(moved[50:].sum(axis=0) @ [[FAST[0], SLOW[0]], [FAST[1], SLOW[1]]]),
    )

    assert fast[0] > 5 * fast[1] and slow[1] > 5 * slow[0]

"""Matrix products: what their formulas do not show. Chapter: docs/matmul.md."""

import re
from functools import cache, reduce

import numpy as np
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from figures.matmul import LABEL, SOLUTION, START, M, move_the_input, move_the_matrix
from nn.activation import sigmoid, sigmoid_prime
from nn.linear import linear, linear_grad_W, linear_grad_X
from nn.loss import softmax_cross_entropy_grad_Z
from nn.matmul import matmul, matmul_grad_W, matmul_grad_X
from nn.network import Network
from tests.colours import BLUE, GREY, ORANGE, TEAL
from tests.curves import NEAR
from tests.diagrams import nearest
from tests.drawn import seen
from tests.states import states
from verify.prose.pages import text_of
from verify.proving.namespace import symbols

K, D, N = 5, 4, 3
sizes = st.integers(1, 6)


@pytest.fixture
def factors(rng):
    """Two factors and an upstream gradient that fit together."""
    return rng.normal(size=(K, D)), rng.normal(size=(D, N)), rng.normal(size=(K, N))


@states("it is worth knowing by heart, because it holds for every product of two matrices")
@given(sizes, sizes, sizes, st.integers(0, 99))
def test_both_gradients_are_the_adjoints_of_the_product_at_any_size(k, d, n, seed):
    """<G, WX> = <dL/dW, W> = <dL/dX, X>, exactly, since all numbers are whole."""
    rng = np.random.default_rng(seed)
    W, X, G = (rng.integers(-99, 99, size).astype(float) for size in ((k, d), (d, n), (k, n)))
    product = np.sum(G * matmul(W, X))

    assert np.sum(matmul_grad_W(X, G) * W) == product
    assert np.sum(matmul_grad_X(W, G) * X) == product


@states(
    "Such products are the scores by which a language model compares words, in its attention "
    "layers, and the covariances of statistics."
)
def test_the_rule_holds_for_a_product_with_a_transpose(rng):
    """Queries times keys, and data times itself: what slopes say, the rule says."""
    Q, K_, G = rng.normal(size=(3, 4)), rng.normal(size=(5, 4)), rng.normal(size=(3, 5))
    X, S = rng.normal(size=(6, 3)), rng.normal(size=(3, 3))

    assert_allclose(matmul_grad_W(K_.T, G), slope(lambda Q: (G * (Q @ K_.T)).sum(), Q), atol=1e-8)
    assert_allclose(X @ (S + S.T), slope(lambda X: (S * (X.T @ X)).sum(), X), atol=1e-8)


@states(
    "the rule holds for every product of two matrices, and for one of more factors as well.",
    "For the factor $W$ of $U W X$, multiply the upstream gradient $F$ by $U^\\top$ from the left "
    "and by $X^\\top$ from the right: what stands left of $W$ stays left, what stands right of it "
    "stays right, and both are transposed.",
)
@pytest.mark.parametrize("place", range(4))
def test_the_gradient_by_a_factor_has_the_others_transposed_on_their_sides(rng, place):
    factors = [rng.normal(size=size) for size in ((2, 3), (3, 4), (4, 5), (5, 2))]
    G, before, behind = rng.normal(size=(2, 2)), factors[:place], factors[place + 1 :]
    left, right = reduce(np.matmul, before, np.eye(2)), reduce(np.matmul, [*behind, np.eye(2)])

    def loss(factor):
        return (G * reduce(np.matmul, [*before, factor, *behind])).sum()

    assert_allclose(left.T @ G @ right.T, slope(loss, factors[place]), atol=1e-8)


@states(
    "$X$ is used twice, so two paths add up: as a left factor, with $X^\\top$ on its right, and as "
    "a right factor that is transposed."
)
def test_a_matrix_that_is_used_twice_gets_the_gradients_of_both_factors(rng):
    X, S = rng.normal(size=(3, 4)), rng.normal(size=(3, 3))

    left, right = matmul_grad_W(X.T, S), matmul_grad_X(X, S).T

    assert_allclose(left + right, slope(lambda X: (S * (X @ X.T)).sum(), X), atol=1e-8)


@states(
    "All losses with this gradient pass the same gradients back through the product "
    "([why](chain_rule.md#jacobians-multiply)), so the simplest one will do for all:"
)
def test_what_a_product_passes_back_depends_on_the_loss_only_through_its_gradient(factors):
    """Two losses with the same gradient at Y: one is linear, the other is not."""
    W, X, G = factors
    Y = W @ X

    def bent(Y_):
        return (G * Y_).sum() + ((Y_ - Y) ** 2 * np.cosh(Y_)).sum()

    assert_allclose(slope(bent, Y), G, atol=1e-8)
    assert_allclose(matmul_grad_W(X, G), slope(lambda W: bent(W @ X), W), atol=1e-7)
    assert_allclose(matmul_grad_X(W, G), slope(lambda X: bent(W @ X), X), atol=1e-7)


@states(
    "At every layer but the first [backpropagation](backprop.md) met the same two products: one "
    "gave the gradient with respect to the weights, the other took the delta one layer back."
)
def test_the_backward_pass_of_a_layer_is_the_two_products(rng):
    net = Network((4, 3, 2), "sigmoid")
    parameters = net.initialize(rng)
    X, t = rng.normal(size=(5, 4)), rng.integers(0, 2, 5)
    Z = linear(X, parameters["W1"], parameters["b1"])
    A = sigmoid(Z)
    scores = linear(A, parameters["W2"], parameters["b2"])
    last = softmax_cross_entropy_grad_Z(scores, t)

    gradients = net.gradients(parameters, X, t)
    first = matmul_grad_X(parameters["W2"].T, last.T).T * sigmoid_prime(Z)
    assert_allclose(matmul_grad_W(A.T, last.T).T, gradients["W2"], rtol=1e-9)
    assert_allclose(matmul_grad_W(X.T, first.T).T, gradients["W1"], rtol=1e-9)


@states(
    "the first product adds up over the examples.",
    "the second adds up over the outputs.",
    "A column of $dY$ belongs to one example, and so does a row of $X^\\top$",
    "A row of $dY$ belongs to one output, and so does a column of $W^\\top$",
)
def test_one_product_adds_up_over_the_examples_and_the_other_over_the_outputs(factors):
    W, X, G = factors
    examples = sum(np.outer(G[:, n], X.T[n]) for n in range(N))
    outputs = sum(np.outer(W.T[:, k], G[k]) for k in range(K))

    assert_allclose(matmul_grad_W(X, G), examples, rtol=1e-12)
    assert_allclose(matmul_grad_X(W, G), outputs, rtol=1e-12)


@states(
    "Test one entry: with 3 instead of 2 in the first row of $W$, the first row of the outputs "
    "grows by the last row of $X$, $(3, 1)$.",
    "Weighted with the first row of $dY$ that is 3 more for the loss, and 3 is the last number in "
    "the first row of $dW$.",
    "Let the loss hand back $dY$ with the rows $(1, 0)$ and $(2, -1)$.",
    "Two outputs, three inputs and two examples; first $W X$:",
)
def test_moving_one_weight_of_the_example_by_hand_moves_the_loss_by_its_gradient():
    W, X = np.array([[1.0, 0, 2], [0, 1, -1]]), np.array([[1.0, 2], [0, 1], [3, 1]])
    dY, moved = np.array([[1.0, 0], [2, -1]]), np.array([[1.0, 0, 3], [0, 1, -1]])
    grown = matmul(moved, X) - matmul(W, X)

    assert_array_equal(grown, [[3, 1], [0, 0]])
    assert (grown * dY).sum() == 3 == matmul_grad_W(X, dY)[0, 2]


@states(
    "The weights have the rows $(1, 2)$ and $(3, 0)$, the inputs the rows $(1, 0, 2)$ and "
    "$(1, 1, 0)$, and $dY$ has the rows $(1, 0, -1)$ and $(0, 2, 1)$."
)
def test_the_exercise_by_hand_has_the_gradients_of_its_solution():
    W, X = np.array([[1.0, 2], [3, 0]]), np.array([[1.0, 0, 2], [1, 1, 0]])
    dY = np.array([[1.0, 0, -1], [0, 2, 1]])

    assert_array_equal(matmul_grad_W(X, dY), [[-1, 1], [2, 2]])
    assert_array_equal(matmul_grad_X(W, dY), [[1, 6, 2], [2, 0, -2]])


@states(
    "Let $G$ be $5 \\times 3$ and $X$ be $4 \\times 3$.",
    "Only the two in which 3 meets 3 pass, and they are each other's transposes",
)
def test_of_the_eight_products_of_other_sizes_two_can_be_computed(rng):
    G, X = rng.normal(size=(5, 3)), rng.normal(size=(4, 3))
    pairs = [pair for A in (G, G.T) for B in (X, X.T) for pair in ((A, B), (B, A))]

    one, other = [A @ B for A, B in pairs if A.shape[1] == B.shape[0]]
    assert_allclose(one, other.T, rtol=1e-12)


WRONG_STEP = {
    1: lambda W, X, dY, change: np.trace(dY.T @ (change @ X)),
    2: lambda W, X, dY, change: np.trace(dY.T @ X @ change),
    3: lambda W, X, dY, change: np.trace((X.T @ dY).T @ change),
}


@states("Line 2 swaps two neighbours.")
def test_of_the_lines_with_a_mistake_the_second_is_the_first_that_is_wrong(rng):
    W, X, dY, change = rng.normal(size=(4, 3, 3))
    exact = (dY * (matmul(W + change, X) - matmul(W, X))).sum()

    right = {line: np.isclose(value(W, X, dY, change), exact) for line, value in WRONG_STEP.items()}
    assert right == {1: True, 2: False, 3: False}
    assert not np.allclose(X.T @ dY, matmul_grad_W(X, dY))


@states(
    "If all three sizes are equal, all the shapes fit.",
    "With $K = 5$, $D = 4$ and $N = 3$, which is the first line with a product that does not "
    "exist?",
)
@pytest.mark.parametrize(
    ("K", "D", "N", "computed"), [(3, 3, 3, [1, 2, 3, 4]), (4, 4, 3, [1, 4]), (5, 4, 3, [1])]
)
def test_with_three_different_sizes_the_lines_from_the_mistake_on_can_not_be_computed(
    rng, K, D, N, computed
):
    W, X, dY = (rng.normal(size=shape) for shape in ((K, D), (D, N), (K, N)))
    lines = WRONG_STEP | {4: lambda W, X, dY, change: X.T @ dY}

    for line, value in lines.items():
        if line in computed:
            value(W, X, dY, W)
        else:
            with pytest.raises(ValueError, match="mismatch"):
                value(W, X, dY, W)


@states(
    "With examples as rows the same rule reads $\\tilde{X}^\\top \\tilde{G}$ and "
    "$\\tilde{G} \\tilde{W}^\\top$: transpose everything, and the order is reversed.",
    "so a layer computes the same with examples as columns and as rows",
)
def test_with_examples_as_rows_the_rule_is_transposed_and_reversed(factors):
    W, X, G = factors
    rows, weights, upstream = X.T, W.T, G.T

    assert_allclose(rows.T @ upstream, matmul_grad_W(X, G).T, rtol=1e-12)
    assert_allclose(upstream @ weights.T, matmul_grad_X(W, G).T, rtol=1e-12)
    assert_allclose(rows @ weights, matmul(W, X).T, rtol=1e-12)


def blocks():
    """The blocks of the rule from left to right and from above: name, rows, columns, colour."""
    axes = seen("matmul", "rule").only
    found = []
    outlines = [line for line in axes.lines if line.style["fill"] == "none"]
    for line in sorted(outlines, key=lambda line: (round(line.centre[1], -2), line.centre[0])):
        low, (middle, height) = line.points.min(axis=0), line.centre
        places = (line.centre, (low[0] - 9, height), (middle, low[1] - 9))
        words = [axes.texts[nearest(axes.texts, np.array(place))].words for place in places]
        found.append((*words, *line.size.round().tolist(), line.style["stroke"]))
    return found


RULE = {"dW": "KD", "dY": "KN", "X^⊤": "ND", "dX": "DN", "W^⊤": "DK"}


@states(
    "The two products of the rule, with the rows of each matrix beside it and its columns above.",
    "Neighbours in a product share a size.",
    page="figures/matmul",
)
def test_the_rule_is_drawn_as_two_products_whose_sizes_fit():
    found = [(name, rows + columns) for name, rows, columns, *_ in blocks()]

    assert found == [(name, RULE[name]) for name in ("dW", "dY", "X^⊤", "dX", "W^⊤", "dY")]
    for result, one, other in (found[:3], found[3:]):
        assert one[1][1] == other[1][0] and one[1][0] + other[1][1] == result[1]


def test_in_the_drawn_rule_a_letter_is_the_same_length_everywhere():
    lengths = {}
    for _, rows, columns, width, height, _ in blocks():
        lengths.setdefault(rows, set()).add(height)
        lengths.setdefault(columns, set()).add(width)

    assert sorted(lengths) == ["D", "K", "N"] and all(len(each) == 1 for each in lengths.values())


@states("What comes from the loss is orange.", page="figures/matmul")
def test_in_the_drawn_rule_gradients_are_orange_and_nothing_else_is():
    assert {name: colour for name, *_, colour in blocks()} == {
        "dW": ORANGE, "dY": ORANGE, "dX": ORANGE, "X^⊤": TEAL, "W^⊤": BLUE,
    }  # fmt: skip


@states(
    "The product of the two small changes is small of second order and is dropped; what is left is "
    "the product rule, with the order kept"
)
def test_what_is_dropped_falls_with_the_square_of_the_changes(factors, rng):
    W, X, _ = factors
    dW, dX = rng.normal(size=W.shape), rng.normal(size=X.shape)

    def dropped(t):
        changed = (W + t * dW) @ (X + t * dX) - W @ X
        return np.linalg.norm(changed - t * (dW @ X + W @ dX))

    assert_allclose(dropped(0.1) / dropped(0.01), 10**2, rtol=1e-6)


@states(
    "This chapter proves the rule in three ways that are found in books, translates between the "
    "two layouts, and lets each half of the rule work alone, in two small programs",
    "Three proofs give it: sum over all paths, turn a trace, or drop the product of two small "
    "changes.",
)
def test_the_chapter_has_a_section_for_each_of_three_ways_and_two_programs():
    sections = re.findall(r"^## (By|A program|A dictionary)\b", text_of("matmul"), re.MULTILINE)

    assert sections == ["By"] * 3 + ["A dictionary"] + ["A program"] * 2


@states(
    "Half a squared error with a price $\\mu$ on large weights is a sum of two traces, and its "
    "gradient is a sum of two terms"
)
def test_the_cost_is_written_with_two_traces_and_its_gradient_with_two_terms():
    cost, gradient = re.search(
        r"^C = (.*)$.*?^\\frac\{\\partial C\}\{\\partial W\} = (.*?)$",
        text_of("matmul"),
        re.M | re.S,
    ).groups()

    assert cost.startswith(r"\frac{1}{2} \mathrm{tr}((W X - T)^\top (W X - T))")
    assert (cost.count(r"\mathrm{tr}"), gradient.count("+") + 1) == (2, 2)


@states("The SymPy of this book says 0")
def test_sympy_prints_0_for_the_derivative_of_a_sum_of_traces():
    k, d, n, mu = sp.symbols("k d n mu")
    W, X, T = (sp.MatrixSymbol(*each) for each in (("W", k, d), ("X", d, n), ("T", k, n)))
    cost = sp.Trace((W * X - T).T * (W * X - T)) / 2 + mu / 2 * sp.Trace(W.T * W)

    assert str(cost.diff(W)) == "0"


def test_columns_give_what_rows_give(factors):
    W, X, G = factors

    assert_allclose(matmul(W, X), linear(X.T, W.T, np.zeros(K)).T, rtol=1e-12)
    assert_allclose(matmul_grad_W(X, G), linear_grad_W(X.T, G.T).T, rtol=1e-12)
    assert_allclose(matmul_grad_X(W, G), linear_grad_X(W.T, G.T).T, rtol=1e-12)


@states(
    "Nothing: the rule holds for any $N$, and the product $r a^\\top$ adds up over the examples."
)
def test_gradient_of_the_weights_adds_up_over_the_examples(factors):
    _, X, G = factors
    alone = [matmul_grad_W(X[:, n : n + 1], G[:, n : n + 1]) for n in range(N)]

    assert_allclose(matmul_grad_W(X, G), sum(alone), rtol=1e-12)


def test_gradient_of_an_example_ignores_the_others(factors):
    W, _, G = factors

    assert_allclose(matmul_grad_X(W, G)[:, 1:2], matmul_grad_X(W, G[:, 1:2]), rtol=1e-12)


@pytest.mark.parametrize(("sizes", "number"), [((3, 3, 3), 8), ((5, 4, 3), 1)])
@states(
    "A gradient has the shape of its matrix, and with three different sizes only one product of "
    "$G$ and $X$ has the shape of $W$.",
    "With square matrices that help is gone: eight products have the right shape",
)
def test_so_many_products_have_the_shape_of_the_weights(sizes, number):
    k, d, n = sizes
    G, X = (k, n), (d, n)
    pairs = [pair for A in (G, G[::-1]) for B in (X, X[::-1]) for pair in ((A, B), (B, A))]

    assert sum(A[1] == B[0] and (A[0], B[1]) == (k, d) for A, B in pairs) == number


@states(
    "eight products have the right shape, and one has the right entries",
    "with the identity matrix for $X$, ones on the diagonal and zeros elsewhere, half of the "
    "guesses come out right",
)
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


def eigenvectors():
    """The derived p and q with the numbers of the tutorial."""
    names = symbols("matmul")
    return [np.array([float(e.subs(names["given"])) for e in names[v]]) for v in ("p", "q")]


def slope(loss, at):
    """Central differences of a loss, entry by entry."""
    found = np.empty_like(at)
    for place in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[place] = 1e-5
        found[place] = (loss(at + step) - loss(at - step)) / 2e-5
    return found


@states(
    "The first half of the rule turns it into a gradient with respect to the matrix, a column "
    "times a row",
    r"Its rate is $\gamma$, its loss is the sum of squares without the half, hence a 2, and the "
    "other half of the rule takes the gradient back to the input",
)
def test_gradients_of_the_tutorial_belong_to_the_losses_that_it_prints():
    half = slope(lambda V: 0.5 * np.sum((V @ START - LABEL) ** 2), M)
    whole = slope(lambda x: np.sum((M @ x - LABEL) ** 2), START)

    assert_allclose(matmul_grad_W(START, M @ START - LABEL), half, rtol=1e-8)
    assert_allclose(matmul_grad_X(M, 2 * (M @ START - LABEL)), whole, rtol=1e-8)


@states("which is also the gradient of half the squared error with respect to the output")
def test_the_error_is_the_gradient_of_half_its_square():
    half = slope(lambda Y: 0.5 * np.sum((Y - LABEL) ** 2), M @ START)

    assert_allclose(M @ START - LABEL, half, rtol=1e-8)


@states("so a hundred steps leave nothing that float64 could show beside the outputs 14 and 11.")
def test_a_hundred_steps_leave_less_than_the_last_digit_of_the_outputs():
    left = 0.6**100 * np.abs(M @ START - LABEL)

    assert LABEL.ravel().tolist() == [14, 11]
    assert (left < np.spacing(LABEL) / 2).all()


@states("They only ever add multiples of $r_0 a^\\top$, so $V_t$ moves along a straight line")
def test_every_step_of_the_first_program_adds_a_multiple_of_the_first():
    first = (M @ START - LABEL) @ START.T
    steps = np.diff(move_the_matrix(0.01, 20), axis=0)

    multiples = (steps / first).reshape(20, 4)

    assert_allclose(multiples, np.tile(multiples[:, :1], 4), rtol=1e-9)


@states(
    "Here is the program, with its losses: each should be the one before, times the square of 0.6."
)
def test_losses_of_the_first_program_fall_by_the_square_of_six_tenths():
    losses = np.array([((V @ START - LABEL) ** 2).sum() / 2 for V in move_the_matrix(0.01, 20)])

    assert_allclose(losses[1:] / losses[:-1], 0.6**2, rtol=1e-9)


@states(
    "The factor $1 - \\eta a^\\top a$ is 0 for $\\eta = 1 / (a^\\top a)$, and the step goes "
    "straight to the end.",
    "It is $-1$ for twice that rate, where the error changes its sign for ever and never shrinks.",
)
@pytest.mark.parametrize(("multiple", "factor"), [(1, 0), (2, -1)])
def test_a_step_with_one_over_the_square_of_the_input_leaves_nothing(multiple, factor):
    rate = multiple / (START**2).sum()
    before, after = (V @ START - LABEL for V in move_the_matrix(rate, 1))

    assert_allclose(after, factor * before, atol=1e-12)


@states("Each step leaves 0.6 of the error", "nothing that float64 could show")
def test_first_program_leaves_six_tenths_of_the_error_in_every_step():
    errors = np.hstack([V @ START - LABEL for V in move_the_matrix(0.01, 50)])

    assert_allclose(errors[:, 0], [24, 15])
    assert_allclose(errors[:, 1:21], 0.6 * errors[:, :20], rtol=1e-9)
    assert_allclose(errors, 0.6 ** np.arange(51) * errors[:, :1], atol=1e-13)


@states(
    "Many matrices give the right output, and this one is the nearest to the start, if the "
    "distance of two matrices is measured as that of two vectors: square the differences of their "
    "entries, add them up, and take the root."
)
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


@states("it solves two equations with two unknowns", "The exact solution is the $s$ with $M s = c$")
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


@states(
    "With the numbers of [5], whose rate is 0.001, one direction is ten times as steep as the "
    "other, and the error along it is gone long before the other's",
)
def test_one_of_the_two_directions_is_ten_times_as_steep():
    P, (p, q) = M.T @ M, eigenvectors()
    steep, slow = p @ P @ p / (p @ p), q @ P @ q / (q @ q)

    assert_allclose(steep / slow, 10, rtol=0.01)
    assert (1 - 0.002 * steep) ** 100 < 1e-8 < 0.1 < (1 - 0.002 * slow) ** 100


@states("There are two here, $p$ and $q$, at a right angle")
def test_the_derived_eigenvectors_are_two_directions_at_a_right_angle():
    p, q = eigenvectors()
    turned = np.array([[0, -1], [1, 0]])  # by a right angle
    off = [turned @ v @ M.T @ M @ v for v in (p, q)]

    assert_allclose([*off, p @ q], 0, atol=1e-9)


@states(
    "the error shrinks by its own factor, the same in every step",
    "With a squared error, and if only one of two factors moves, gradient descent multiplies the "
    "error along each eigenvector by a number of its own, the same in every step.",
)
def test_error_of_the_second_program_shrinks_along_both_eigenvectors_as_predicted():
    eigenvalues, vectors = np.linalg.eigh(M.T @ M)
    errors = np.hstack([vectors.T @ (x - SOLUTION) for x in move_the_input(0.001, 1000)])

    predicted = (1 - 0.002 * eigenvalues[:, np.newaxis]) ** np.arange(1001) * errors[:, :1]

    assert_allclose(errors, predicted, rtol=1e-7, atol=1e-14)


@states("With a squared error, and if only one of two factors moves")
@pytest.mark.parametrize(("power", "moving", "same"), [(2, 1, True), (4, 1, False), (2, 2, False)])
def test_with_another_loss_or_two_moving_factors_the_number_changes_from_step_to_step(
    power, moving, same
):
    """Of one number times another, the error of the product."""
    w, x, errors = 2.0, 1.0, []
    for _ in range(5):
        errors.append(w * x - 1)
        upstream = errors[-1] ** (power - 1)
        w, x = w - 0.1 * upstream * x, x - (moving == 2) * 0.1 * upstream * w

    assert (np.ptp(np.divide(errors[1:], errors[:-1])) < 1e-9) == same


@states(
    r"the last factor can be moved to the front, because $\mathrm{tr}(A B)$ and $\mathrm{tr}(B A)$ "
    r"add up the same products $A_{ij} B_{ji}$.",
    "A square matrix and its transpose have the same diagonal, and so the same trace.",
    "So if a factor is itself transposed, transpose the whole product under the trace, and then "
    "turn it as before:",
)
def test_the_trace_of_a_turned_and_of_a_transposed_product_adds_up_the_same_products(rng):
    A, B, G = rng.normal(size=(3, 4)), rng.normal(size=(5, 4)), rng.normal(size=(3, 5))
    left, right = A, rng.normal(size=(4, 3))
    traces = [(G.T @ A @ B.T).trace(), (B @ A.T @ G).trace(), (A.T @ G @ B).trace()]

    assert_allclose([(left * right.T).sum()] * 2, [(left @ right).trace(), (right @ left).trace()])
    assert_allclose(traces, ((G.T @ A) * B).sum())
    assert_allclose((A.T @ G).T, slope(lambda B: (G.T @ A @ B.T).trace(), B), atol=1e-8)


@states("Each factor must stay between $-1$ and 1, and the steep direction is the first to fail")
def test_second_program_arrives_below_the_largest_rate_and_leaves_above():
    largest = 1 / np.linalg.eigvalsh(M.T @ M)[-1]
    ends = [move_the_input(largest * factor, 3000)[-1] for factor in (0.99, 1.01)]

    distances = [np.linalg.norm(end - SOLUTION) for end in ends]

    assert distances[0] < 1e-12
    assert distances[1] > 1e12


@states(
    "Which rate is the best for the second program, if the slower of the two directions counts?",
    "The sum of the eigenvalues is the trace, so the rate is one over 94",
)
def test_best_rate_of_the_second_program_beats_its_neighbours():
    rates = np.array([0.95, 1.0, 1.05]) / 94

    distances = [np.linalg.norm(move_the_input(rate, 100)[-1] - SOLUTION) for rate in rates]

    assert distances[1] < min(distances[0], distances[2])


@states("a hundred such steps do more than the thousand of [5]")
def test_a_hundred_steps_with_the_best_rate_do_more_than_the_thousand_of_the_tutorial():
    best, thousand = move_the_input(1 / 94, 100)[-1], move_the_input(0.001, 1000)[-1]

    assert np.linalg.norm(best - SOLUTION) < np.linalg.norm(thousand - SOLUTION)


@states("The first program gets a batch", "What changes in the three lines of its loop?")
def test_the_loop_of_the_first_program_has_three_lines():
    loop = re.search(r"for step in range\(100\):\n((?:\.\.\. .*\n)*)", text_of("matmul"))[1]

    assert len(loop.splitlines()) == 3


MATRIX, LABELS, INPUT = np.array([[4.0, 5], [7, 2]]), np.array([14.0, 11]), np.array([2.0, 6])
FAST = np.linalg.eigh(MATRIX.T @ MATRIX)[1][:, 1]
SLOW = np.array([-FAST[1], FAST[0]])


@cache
def first_program(steps=80, rate=0.01):
    """The errors of both outputs before each step, while the matrix is moved."""
    W, found = MATRIX.copy(), []
    for _ in range(steps + 1):
        found.append(W @ INPUT - LABELS)
        W -= rate * np.outer(found[-1], INPUT)
    return np.array(found)


@cache
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
    "First the two outputs of the first program, then the distance of the second program's input "
    "along both eigenvectors.",
    page="figures/matmul",
)
def test_outputs_come_first_and_directions_second():
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

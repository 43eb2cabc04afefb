"""The chain rule: what its formulas do not show. Chapter: docs/chain_rule.md."""

import ast
import re
from functools import reduce

import numpy as np
import pytest
import sympy as sp
from numpy.testing import assert_allclose, assert_array_equal

from figures.chain_rule import product, score, squashed
from figures.graph import Node, differentiate, in_order, maximum
from nn.activation import sigmoid_prime
from nn.chain_rule import (
    backward_multiplications,
    composition,
    composition_jacobian,
    composition_jvp,
    composition_vjp,
    forward_multiplications,
    sigmoid_neuron,
    sigmoid_neuron_grad_w,
    sigmoid_neuron_grad_x,
)
from tests.colours import ORANGE, TEAL
from tests.curves import number
from tests.diagrams import arrows, beside, inside, links, nearest, rounds
from tests.drawn import seen
from tests.states import states
from verify.book import ROOT
from verify.prose.pages import text_of
from verify.proving.namespace import symbols

D, H, K = 3, 5, 4


@pytest.fixture
def maps(rng):
    """An input and two matrices that fit, a direction and an upstream gradient."""
    sizes = D, (H, D), (K, H), D, K
    return [rng.normal(size=size) for size in sizes]


class Counted:
    """Stands for a number and counts multiplications."""

    def __init__(self, counter):
        self.counter = counter

    def __mul__(self, other):
        self.counter.append(1)
        return self

    def __add__(self, other):
        return self


def jacobians(n, counter):
    """A Jacobian for each map from n[l] to n[l + 1] numbers."""
    return [np.full((n[l + 1], n[l]), Counted(counter), dtype=object) for l in range(len(n) - 1)]


SIZES = [[4, 3], [4, 3, 2], [2, 3, 4, 5], [5, 1, 4, 2, 3], [1, 6, 2, 7], [6, 5, 4, 3, 2, 1]]


@pytest.mark.parametrize("n", SIZES)
def test_forward_count_is_what_a_run_from_the_input_on_takes(n):
    counter = []

    reduce(lambda product, J: J @ product, jacobians(n, counter))

    assert forward_multiplications(np.array(n)) == len(counter)


@pytest.mark.parametrize("n", SIZES)
def test_backward_count_is_what_a_run_from_the_output_back_takes(n):
    counter = []

    reduce(lambda product, J: product @ J, reversed(jacobians(n, counter)))

    assert backward_multiplications(np.array(n)) == len(counter)


@states(
    "A loss is one number, $n_{M+1} = 1$. Then the way back takes one multiplication for "
    "each entry of each Jacobian but the last.",
)
def test_to_one_output_the_way_back_uses_no_more_than_every_weight_once(rng):
    for _ in range(50):
        n = np.append(rng.integers(1, 9, size=rng.integers(2, 7)), 1)

        assert backward_multiplications(n) == (n[1:-1] * n[:-2]).sum()


@states(
    "a million derivatives cost no more than a few evaluations of the loss",
)
def test_all_derivatives_take_at_most_twice_the_multiplications_of_the_loss(rng):
    """Those of the weights are a column times a row at each map."""
    for _ in range(50):
        n = np.append(rng.integers(1, 999, size=rng.integers(2, 7)), 1)
        weights = (n[1:] * n[:-1]).sum()

        assert backward_multiplications(n) + weights <= 2 * weights


@states(
    "From the input on, it takes $n_1$ of them, one for each input, for each entry of each "
    "Jacobian but the first."
)
def test_from_the_input_on_the_work_grows_with_the_number_of_inputs():
    for inputs in (1, 50):
        work = forward_multiplications(np.array([inputs, 30, 20, 1]))

        assert work == inputs * (30 * 20 + 20 * 1)


@states(
    "With more outputs than inputs, and three maps or more, it is the other way round, if the "
    "stages between all have one size."
)
def test_between_equal_stages_the_order_from_the_smaller_end_costs_less(rng):
    for _ in range(50):
        ends = rng.choice(np.arange(1, 50), size=2, replace=False)
        n = np.concatenate([ends[:1], np.full(rng.integers(2, 5), rng.integers(1, 50)), ends[1:]])

        forward_is_cheaper = forward_multiplications(n) < backward_multiplications(n)

        assert forward_is_cheaper == (n[0] < n[-1])


@states("and three maps or more, it is the other way round")
def test_with_two_maps_both_orders_cost_the_same(rng):
    for n in rng.integers(1, 50, size=(50, 3)):
        assert forward_multiplications(n) == backward_multiplications(n)


@states("Otherwise these sizes matter too, and the best order may be a mixture")
def test_with_other_stages_more_outputs_do_not_decide_and_a_mixture_may_be_best():
    n = np.array([10, 1, 1000, 11])
    both_ends = np.array([10, 1, 10, 1, 10])  # into the narrow places first

    assert backward_multiplications(n) < forward_multiplications(n)
    mixture = 10 * 1 * 10 + 1 * 10 * 1 + 10 * 1 * 1  # (J4) ((J3 J2) J1), then the column by the row
    assert mixture < min(forward_multiplications(both_ends), backward_multiplications(both_ends))


@states("two losses with the same gradient there pass back the same gradients")
def test_a_curved_loss_passes_back_what_the_linear_one_with_its_gradient_does(maps):
    x, A, B, _, _ = maps

    def loss(y):
        return np.sum(np.sin(y) * y**2) + np.exp(-(y.sum() ** 2))

    def slopes(f, at, h=1e-6):
        steps = h * np.eye(len(at))
        return np.array([(f(at + step) - f(at - step)) / (2 * h) for step in steps])

    g = slopes(loss, composition(x, A, B))

    assert_allclose(
        composition_vjp(x, A, B, g), slopes(lambda x: loss(composition(x, A, B)), x), rtol=1e-6
    )


@states(
    "Multiply each by the vector of the other, and the two must agree, since they are one number "
    "in two bracketings:",
    "That is a sharp test of backward code, at any size.",
    "It finds whatever is not the transpose of the forward derivative, though no mistake "
    "that both share",
)
def test_the_two_bracketings_betray_a_mistake_in_one_pass_and_not_one_in_both(maps):
    x, A, B, v, g = maps
    right = composition_jvp(x, A, B, v) @ g

    assert right == pytest.approx(composition_vjp(x, A, B, g) @ v)
    assert right != pytest.approx(composition_vjp(2 * x, A, B, g) @ v)
    assert composition_jvp(2 * x, A, B, v) @ g == pytest.approx(composition_vjp(2 * x, A, B, g) @ v)


@states(
    "That of tanh has its slopes on the diagonal and zeros elsewhere, since each score makes one "
    "number:",
    "Those of the products are the matrices themselves.",
    "Three maps follow one another, so the Jacobian $\\tilde{J}$ of $\\tilde{y}$ is a product of "
    "three.",
)
def test_the_jacobian_of_the_composition_is_the_product_of_three(maps):
    x, A, B, _, _ = maps

    three = B, np.diag(1 - np.tanh(A @ x) ** 2), A

    assert_allclose(composition_jacobian(x, A, B), reduce(np.matmul, three), rtol=1e-12)


@states(
    "With the numbers of CS231n, $w = (2, -3, -3)$ and $x = (-1, -2)$, the score is a whole number"
)
def test_the_score_of_the_course_is_one():
    names = symbols("chain_rule")
    inputs = [*names["w"], *names["x"]]

    assert [names["given"][symbol] for symbol in inputs] == [2, -3, -3, -1, -2]
    assert names["z"].subs(names["given"]) == 1


@states(
    "The two paths lead through the two factors, and the derivative of the product with respect to "
    "one factor is the other",
    "A sum passes the derivative on as it is, a product multiplies it by the *other* factor.",
)
def test_a_product_hands_back_the_other_factor_and_a_sum_one():
    a, b = Node(3.0, "a"), Node(5.0, "b")

    assert [local for _, local in (a * b).made_from] == [b.value, a.value]
    assert [local for _, local in (a + b).made_from] == [1, 1]


@states("The derivative of the result with respect to itself is 1.")
def test_the_derivative_of_the_result_with_respect_to_itself_is_one():
    result = Node(3.0, "a") * Node(5.0, "b")

    differentiate(result)

    assert result.gradient == 1


@states(
    "From the input $x_j$ to the output $y_i$ there are $H$ paths, one through each $u_k$:",
    "The *transpose* $J^\\top$, in which rows and columns have changed places, does that for all "
    "inputs,",
    "It is called the *Jacobian*: its row $i$ is the gradient of $y_i$, written as a row.",
    "To go back, each input sums over the outputs, down a column of the Jacobian.",
)
def test_a_row_of_the_jacobian_is_a_gradient_and_a_column_takes_one_back(maps):
    x, A, B, _, g = maps
    J = composition_jacobian(x, A, B)
    back = [sum(J[i, j] * g[i] for i in range(K)) for j in range(D)]

    assert_allclose(J[1], composition_vjp(x, A, B, np.eye(K)[1]))
    assert_allclose(J.T @ g, back)


@states(
    "the product $A x$ is the list of their scores",
    "A product with a diagonal matrix is a product entry by entry, written $\\odot$.",
)
def test_a_diagonal_matrix_multiplies_entry_by_entry(rng):
    A, x, d = rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal(size=4)

    assert_allclose(A @ x, [row @ x for row in A])
    assert_allclose(np.diag(d) @ (A @ x), d * (A @ x))


def multiplications(result):
    """On the way forward, and on the way back: one for each arrow of a product."""
    products = [node for node in in_order(result) if node.name == "×"]
    return len(products), sum(len(node.made_from) for node in products)


@states(
    "To compute its value, a product of two numbers takes one multiplication; going back, it takes "
    "two, one for each factor, and a sum takes none.",
    "So with sums and products alone, **a function and its whole gradient take at most three times "
    "the multiplications of the function, however many inputs there are.**",
    "(Baur and Strassen proved this in 1983, with quotients as well.)",
)
@pytest.mark.parametrize("inputs", [2, 10, 50])
def test_sums_and_products_take_three_times_the_multiplications_with_all_derivatives(inputs):
    nodes = [Node(1.0 + k, f"x_{k}") for k in range(inputs)]
    result = reduce(lambda a, b: a * b + a, nodes)

    forward, back = multiplications(result)

    assert forward == inputs - 1 and forward + back <= 3 * forward


@states(
    "In the first graph, let $a = 2$, $b = -5$ and $c = 3$.",
    "The sum is $-3$, the product $-9$.",
    "Back from it, $c$ gets the other factor, $-3$; the sum gets 3, and passes it on to $a$ and to "
    "$b$.",
)
def test_the_first_graph_with_other_numbers():
    a, b, c = inputs = [Node(2, "a"), Node(-5, "b"), Node(3, "c")]
    result = product(*inputs)
    differentiate(result)

    assert (a + b).value == -3 and result.value == -9
    assert [node.gradient for node in inputs] == [3, 3, -3] == [3, 3, c.gradient]


@states(
    "Draw the graph of $\\max(a, b) \\, a$ for $a = 4$ and $b = 1$, and go back.",
    "The maximum is 4 and the product 16.",
    "Back from it, both factors get 4.",
    "One of them is $a$ itself; the maximum passes the other 4 on to $a$ as well, and nothing to "
    "$b$.",
    "So the derivatives are 8 and 0, as for $a^2$.",
)
def test_a_maximum_times_its_larger_number_is_a_square():
    a, b = Node(4.0, "a"), Node(1.0, "b")
    top = maximum(a, b)
    result = top * a
    differentiate(result)

    assert (top.value, result.value, top.gradient) == (4, 16, 4)
    assert [a.gradient, b.gradient] == [8, 0]


@states(
    "A thousand numbers become a hundred, then ten, then one.",
    "Backward, by a factor of ten: on the way each product has one row, and forward it has a "
    "thousand columns.",
)
def test_from_a_thousand_numbers_to_one_backward_is_ten_times_cheaper():
    n = np.array([1000, 100, 10, 1])

    assert forward_multiplications(n) == 10 * backward_multiplications(n)


@states(
    "Line (3): $r = e^{-z}$ falls as $z$ grows, so its local derivative is $-r$.",
    "With this line every derivative of the neuron has the wrong sign, and a step of descent "
    "climbs.",
)
def test_without_the_minus_the_derivative_of_the_sigmoid_has_the_wrong_sign():
    z = 0.7
    r = np.exp(-z)
    ds = -1 / (1 + r) ** 2

    assert_allclose(ds * -r, sigmoid_prime(np.array([z]))[0])
    assert ds * r < 0 < ds * -r


@states(
    "The mistake shows when a number is used twice: for $t \\times t$ at $t = 3$, `grad = ...` "
    "gives 3 and `grad += ...` gives 6.",
    "In the first graph one arrow leaves each number, so there is nothing to add, and both give "
    "the same.",
    "Where derivatives are collected, `grad = ...` is wrong and `grad += ...` is right.",
)
def test_assigned_gradients_differ_for_a_square_and_not_for_the_first_graph():
    t = Node(3.0, "t")
    square = t * t
    differentiate(square)
    first = product(Node(-2, "a"), Node(5, "b"), Node(-4, "c"))
    sources = [source for node in in_order(first) for source, _ in node.made_from]

    assert [local for _, local in square.made_from][-1] == 3 and t.gradient == 6
    assert len(sources) == len({*map(id, sources)})


@states("The derivative of tanh is $1 - \\tanh(s)^2$, at the score $s$.")
def test_the_derivative_of_tanh_is_one_less_its_square():
    s = sp.Symbol("s")

    assert sp.simplify(sp.tanh(s).diff(s) - (1 - sp.tanh(s) ** 2)) == 0


@states(
    "A product of two square matrices takes $m^3$ multiplications, and a row times a square matrix "
    "$m^2$."
)
def test_square_matrices_take_cubes_and_rows_squares_of_multiplications():
    counter, m = [], 4
    square = np.full((m, m), Counted(counter), dtype=object)
    counts = []
    for left in (square, square[:1]):
        counter.clear()
        left @ square
        counts.append(len(counter))

    assert counts == [m**3, m**2]


@states("Forty lines are enough.")
def test_the_engine_of_the_solution_has_forty_lines_at_most():
    code = (ROOT / "exercises/solutions/value_and_gradients.py").read_text(encoding="utf-8")
    (function,) = (n for n in ast.parse(code).body if isinstance(n, ast.FunctionDef))
    body = code.splitlines()[function.body[1].lineno - 1 : function.end_lineno]

    assert 20 < sum(bool(line.strip()) for line in body) <= 40


def test_neuron_has_the_numbers_of_the_course():
    w, x = np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0])

    assert sigmoid_neuron(x, w) == pytest.approx(0.7310585786300049, rel=1e-15)
    assert_array_equal(sigmoid_neuron_grad_w(x, w).round(2), [-0.20, -0.39, 0.20])
    assert_array_equal(sigmoid_neuron_grad_x(x, w).round(2), [0.39, -0.59])


def test_neuron_far_out_is_flat_and_raises_no_warning():
    w, x = np.array([1.0, 0.0]), np.array([-1e4])

    with np.errstate(all="raise", under="ignore"):
        assert sigmoid_neuron(x, w) == 0
        assert_array_equal(sigmoid_neuron_grad_w(x, w), [0, 0])
        assert_array_equal(sigmoid_neuron_grad_x(x, w), [0])


def test_jacobian_times_direction_is_the_push_forward(maps):
    x, A, B, v, _ = maps

    assert_allclose(
        composition_jvp(x, A, B, v), composition_jacobian(x, A, B) @ v, rtol=1e-12, atol=1e-15
    )


def test_upstream_gradient_times_jacobian_is_the_pull_back(maps):
    x, A, B, _, g = maps

    assert_allclose(
        composition_vjp(x, A, B, g), g @ composition_jacobian(x, A, B), rtol=1e-12, atol=1e-15
    )


def test_a_small_step_moves_the_outputs_along_the_push_forward(maps):
    x, A, B, v, _ = maps
    step = 1e-6

    moved = (composition(x + step * v, A, B) - composition(x - step * v, A, B)) / (2 * step)

    assert_allclose(moved, composition_jvp(x, A, B, v), rtol=1e-7)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(maps, dtype):
    x, A, B, v, g = (array.astype(dtype) for array in maps)
    w = np.arange(D + 1).astype(dtype)

    results = [
        composition(x, A, B),
        composition_jacobian(x, A, B),
        composition_jvp(x, A, B, v),
        composition_vjp(x, A, B, g),
        sigmoid_neuron(x, w),
        sigmoid_neuron_grad_w(x, w),
        sigmoid_neuron_grad_x(x, w),
    ]

    assert {result.dtype for result in results} == {np.dtype(dtype)}


@pytest.mark.parametrize("function", [composition_jvp, composition_vjp])
def test_a_batch_of_inputs_is_refused_beside_one_direction(maps, shapes_unchecked, function):
    x, A, B, v, g = maps
    last = v if function is composition_jvp else g

    with pytest.raises(ValueError, match=r"x \(D,\), .*; got x \(1, 3\)"):
        function(x[np.newaxis], A, B, last)


def test_graph_of_the_neuron_has_the_gradients_of_the_neuron(rng):
    w, x = rng.normal(size=3), rng.normal(size=2)
    inputs = [Node(float(v), "") for v in (w[0], x[0], w[1], x[1], w[2])]

    result = squashed(score(*inputs))
    differentiate(result)

    gradients = np.array([node.gradient for node in inputs])
    assert result.value == pytest.approx(sigmoid_neuron(x, w), rel=1e-14)
    assert_allclose(gradients[[0, 2, 4]], sigmoid_neuron_grad_w(x, w), rtol=1e-12)
    assert_allclose(gradients[[1, 3]], sigmoid_neuron_grad_x(x, w), rtol=1e-12)


def test_graph_of_the_product_has_the_numbers_of_the_course():
    inputs = [Node(-2, "a"), Node(5, "b"), Node(-4, "c")]

    result = product(*inputs)
    differentiate(result)

    assert result.value == -12
    assert [node.gradient for node in inputs] == [-4, -4, 3]


@pytest.mark.parametrize(
    ("use", "survives"), [(lambda t: t * Node(5, ""), True), (lambda t: t * t, False)]
)
@states("With `grad = ...` the last one wins, and nothing fails until a number is used twice.")
def test_assigned_gradients_are_right_until_a_number_is_used_twice(use, survives):
    t = Node(3.0, "t")
    result = use(t)
    differentiate(result)

    assigned = [result.gradient * local for source, local in result.made_from if source is t]

    assert (assigned[-1] == t.gradient) == survives


@states("A number that is used twice gets two contributions")
def test_a_node_that_is_used_twice_collects_both_gradients():
    t = Node(3.0, "t")

    differentiate(t * t + t)

    assert t.gradient == 2 * 3 + 1


@states("a node is passed on only when its own sum is complete")
def test_a_node_is_passed_on_only_when_its_gradient_is_complete():
    """The square is used by the first product and again, later, by the last sum."""
    t = Node(2.0, "t")
    square = t * t

    differentiate(square * square + square)

    assert square.gradient == 2 * 4 + 1
    assert t.gradient == (2 * 4 + 1) * 2 * 2


@states("each arrow is used once", "the number of arrows does not")
def test_many_paths_through_a_graph_cost_no_more_than_its_arrows():
    """Thirty squarings: a billion paths, walked one by one, would take minutes."""
    t = Node(1.0, "t")

    differentiate(reduce(lambda node, _: node * node, range(30), t))

    assert t.gradient == 2**30


def paths(node):
    """For each path from the input to a node, the product of the numbers on its arrows."""
    if not node.made_from:
        return [1.0]
    return [path * local for source, local in node.made_from for path in paths(source)]


@states(
    "Each squaring has two arrows, so there are six arrows and $2 \\times 2 \\times 2 = 8$ paths.",
    "On every path the numbers are $t$, $t^2$ and $t^4$, and their product is $t^7$",
)
def test_three_squarings_have_six_arrows_and_eight_paths_with_one_product():
    t = 3.0
    result = reduce(lambda node, _: node * node, range(3), Node(t, "t"))
    arrows = [local for node in in_order(result) for _, local in node.made_from]

    assert arrows == [t, t, t**2, t**2, t**4, t**4]
    assert paths(result) == [t**7] * 8


@states(
    "Thirty squarings have sixty arrows and about {{ value 2 ** 30 / 1e9:.1f }} billion paths.",
    "The number of paths in a graph can grow exponentially with its depth",
)
def test_thirty_squarings_have_sixty_arrows_and_over_a_billion_paths():
    result = reduce(lambda node, _: node * node, range(30), Node(1.0, "t"))
    number = {}
    for node in in_order(result):
        number[node] = sum(number[source] for source, _ in node.made_from) or 1

    assert (sum(len(node.made_from) for node in number), number[result]) == (60, 2**30)


@states(
    "The logarithm gives the reciprocal of what is inside, the sum gives 1, the exponential itself"
)
def test_the_steps_of_the_softplus_have_these_derivatives():
    x = sp.Symbol("x", positive=True)

    assert [step.diff(x) for step in (sp.log(x), 1 + x, sp.exp(x))] == [1 / x, 1, sp.exp(x)]


@states(
    "Forward, $M - 2$ products of two square matrices and one of a row with a square matrix; "
    "backward, $M - 1$ products of a row with a square matrix"
)
@pytest.mark.parametrize("M", [2, 3, 6])
def test_between_equal_stages_so_many_products_have_square_matrices(M):
    m, multiplied = 4, []
    matrices = [np.ones((m, m))] * (M - 1) + [np.ones((1, m))]

    def multiply(left, right):
        multiplied.append((len(left), len(right)))
        return left @ right

    reduce(lambda product, J: multiply(J, product), matrices)
    forward, multiplied = multiplied, []
    reduce(multiply, reversed(matrices))

    assert (forward, multiplied) == ([(m, m)] * (M - 2) + [(1, m)], [(1, m)] * (M - 1))


@states(
    "For many maps the quotient is close to $m$: with a thousand numbers at each stage, backward "
    "is nearly a thousand times cheaper."
)
def test_between_stages_of_a_thousand_numbers_backward_is_nearly_a_thousand_times_cheaper():
    n = np.array([1000] * 100 + [1])

    assert 980 < forward_multiplications(n) / backward_multiplications(n) < 1000


@states(
    "A robot arm has one motor; from its angle, four maps find the positions of ten points in "
    "space.",
    "One input, thirty outputs: from the input on, for instance with thirty numbers at each stage.",
)
def test_from_one_angle_to_ten_points_the_order_from_the_input_on_is_better():
    n = np.array([1, 30, 30, 30, 3 * 10])

    assert len(n) - 1 == 4
    assert forward_multiplications(n) < backward_multiplications(n)


def test_differentiating_again_starts_from_zero():
    t = Node(3.0, "t")
    square = t * t

    differentiate(square)
    differentiate(square)

    assert t.gradient == 6


OPERATIONS = {  # the value, and the derivative by each operand
    "z": lambda a: (a, [1]),  # the same node, drawn again
    "+": lambda a, b: (a + b, [1, 1]),
    "×": lambda a, b: (a * b, [b, a]),
    "+1": lambda a: (a + 1, [1]),
    "·(−1)": lambda a: (-a, [-1]),
    "exp": lambda a: (np.exp(a), [np.exp(a)]),
    "1/x": lambda a: (1 / a, [-1 / a**2]),
    "max": lambda a, b: (max(a, b), [a > b, b > a]),
}
GRAPHS = ["product_graph", "maximum_graph", "twice_graph", "neuron_graph"]
every_graph = pytest.mark.parametrize("name", GRAPHS)


def graph(name):
    """What stands in, above and below each node, and each arrow with the number on it."""
    axes = seen("chain_rule", name).only
    circles, lines = rounds(axes), arrows(axes)
    plain = [text for text in axes.texts if text.colour not in (TEAL, ORANGE)]
    orange = [text for text in axes.texts if text.colour == ORANGE]
    on = {nearest(lines, text.at): number(text.words) for text in axes.texts if text.colour == TEAL}
    nodes = [
        (
            inside(axes, circle),
            number(beside(plain, circle.centre, "above").words),
            number(beside(orange, circle.centre, "below").words),
        )
        for circle in circles
    ]
    edges = [(*ends, on[k]) for k, ends in enumerate(links(axes, circles))]
    return nodes, edges + [(end, start, 1) for start, end in again(nodes, edges)]


def again(nodes, edges):
    """Where a graph in two parts goes on: the node of that name, and the one that it repeats."""
    names, last = [name for name, *_ in nodes], {tip for _, tip, _ in edges}
    last -= {tail for tail, *_ in edges}
    return [(names.index("z"), k) for k in last if "z" in names and names[k] == "+"]


@every_graph
@states(
    "above each node its value,",
    "The graph of the neuron, drawn in the same way;",
    page="figures/chain_rule",
)
def test_above_each_node_is_what_its_operation_makes_of_the_nodes_before_it(name):
    nodes, edges = graph(name)

    for k, (operation, value, _) in enumerate(nodes):
        operands = [nodes[tail][1] for tail, tip, _ in edges if tip == k]
        expected = OPERATIONS[operation](*operands)[0] if operands else value
        assert value == pytest.approx(expected, abs=0.011), operation


@every_graph
@states("on each arrow the local derivative.", page="figures/chain_rule")
def test_on_each_arrow_is_the_derivative_of_where_it_leads(name):
    nodes, edges = graph(name)

    for k, (operation, *_) in enumerate(nodes):
        into = [(nodes[tail][1], local) for tail, tip, local in edges if tip == k]
        if into:
            operands, locals_ = zip(*into, strict=True)
            assert_allclose(locals_, OPERATIONS[operation](*operands)[1], atol=0.011)


@every_graph
@states(
    "Below a node, in orange, stands the derivative of the result with respect to it.",
    "Each is the number on the arrow times the derivative at its end.",
    "Going back from there, each derivative is the one before times the number on the arrow.",
    page="figures/chain_rule",
)
def test_below_each_node_is_the_derivative_after_it_times_the_number_on_the_arrow(name):
    nodes, edges = graph(name)

    for k, (operation, _, derivative) in enumerate(nodes):
        after = [nodes[tip][2] * local for tail, tip, local in edges if tail == k]
        assert derivative == pytest.approx(sum(after) if after else 1, abs=0.015), operation


def test_two_graphs_begin_with_the_numbers_of_the_chapter():
    numbers = {name: value for graph_ in ("product_graph", "neuron_graph")
               for name, value, _ in graph(graph_)[0] if name not in OPERATIONS}  # fmt: skip

    assert numbers == {
        "a": -2,
        "b": 5,
        "c": -4,
        "w_1": 2,
        "x_1": -1,
        "w_2": -3,
        "x_2": -2,
        "w_3": -3,
    }


@states("A sum, then a product:", page="figures/chain_rule")
@states("A maximum, then a product:", page="figures/chain_rule")
@pytest.mark.parametrize(("name", "first"), [("product_graph", "+"), ("maximum_graph", "max")])
def test_a_graph_takes_the_sum_or_the_larger_and_then_multiplies(name, first):
    nodes, edges = graph(name)
    names = [name for name, *_ in nodes]

    assert {(names[tail], names[tip]) for tail, tip, _ in edges} == {
        ("a", first), ("b", first), ("c", "×"), (first, "×"),
    }  # fmt: skip


@states("the smaller number has no influence, and its derivative is 0.", page="figures/chain_rule")
@states(
    "A maximum is a switch: it passes the derivative on to the larger of two numbers, and nothing "
    "to the other."
)
def test_a_maximum_passes_the_derivative_to_the_larger_number_only():
    nodes, _ = graph("maximum_graph")
    found = {name: (value, derivative) for name, value, derivative in nodes}
    smaller, larger = sorted((found["a"], found["b"]))

    assert smaller[0] < larger[0] == found["max"][0]
    assert (smaller[1], larger[1]) == (0, found["max"][1]) and larger[1] != 0


@states(
    "Two arrows leave the number that is used twice, and its derivative is a sum of two products.",
    page="figures/chain_rule",
)
@states(
    "In a graph, two arrows leave a number that is used twice, as $a$ is in $(a + b) a$, and what "
    "comes back along them is added:"
)
def test_what_comes_back_to_a_number_that_is_used_twice_is_added():
    nodes, edges = graph("twice_graph")
    names, (value, back) = ([node[0] for node in nodes],
                            ({node[0]: node[k] for node in nodes} for k in (1, 2)))  # fmt: skip

    assert sorted((names[tail], names[tip]) for tail, tip, _ in edges) == [
        ("+", "×"), ("a", "+"), ("a", "×"), ("b", "+"),
    ]  # fmt: skip
    assert back["a"] == back["+"] * 1 + value["+"] == 2 * value["a"] + value["b"]


@states(
    "the score ends the upper part.",
    "The lower part goes on with it to the output.",
    page="figures/chain_rule",
)
@states(
    "Forward, then backward, a line for each arrow in the lower part of the graph, except that the "
    "two between $z$ and $r$ share one"
)
def test_the_listing_has_a_line_for_each_arrow_after_the_score_but_one():
    axes = seen("chain_rule", "neuron_graph").only
    nodes, edges = graph("neuron_graph")
    names, down = [name for name, *_ in nodes], [circle.centre[1] for circle in rounds(axes)]
    ((repeated, score),) = again(nodes, edges[:-1])
    lower = [(names[a], names[b]) for a, b, _ in edges[:-1] if down[a] > max(down) - 1]
    lines = re.findall(r">>> (d\w) = d\w \* ", text_of("chain_rule"))

    assert nodes[repeated][1:] == nodes[score][1:] and down[repeated] > down[score] + 40
    assert sorted(lower) == [("+1", "1/x"), ("exp", "+1"), ("z", "·(−1)"), ("·(−1)", "exp")]
    assert len(edges) - 1 == len(lower) + 8
    assert lines == ["ds", "dr", "dz"]  # 1/x, +1, and exp with the sign


@states("The graph finds the same numbers, rounded, below the weights and the inputs:")
def test_the_numbers_below_the_parameters_of_the_neuron_are_its_gradient():
    nodes, _ = graph("neuron_graph")
    value, below = ({name: node[k] for name, *node in nodes} for k in (0, 1))
    x = np.array([value["x_1"], value["x_2"]])
    w = np.array([value[f"w_{k}"] for k in (1, 2, 3)])

    assert_allclose(
        [below[f"w_{k}"] for k in (1, 2, 3)] + [below["x_1"], below["x_2"]],
        [*sigmoid_neuron_grad_w(x, w), *sigmoid_neuron_grad_x(x, w)],
        atol=0.006,
    )


@pytest.mark.parametrize("count", [forward_multiplications, backward_multiplications])
def test_one_size_makes_no_map(count):
    with pytest.raises(ValueError, match=rf"^{count.__name__} needs two sizes or more.*; got n "):
        count(np.array([3.0]))

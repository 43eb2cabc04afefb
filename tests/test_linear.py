"""Linear layer: what its formulas do not show. Chapter: docs/linear.md."""

import re
from dataclasses import replace
from inspect import signature
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal

from figures.performance import of
from nn.linear import linear, linear_grad_b, linear_grad_W, linear_grad_X
from nn.loss import softmax_cross_entropy_grad_Z
from nn.network import Network
from tests.cells import boxes, linked, within
from tests.colours import ORANGE
from tests.curves import number
from tests.diagrams import nearest
from tests.drawn import seen
from tests.states import states
from tests.wrong_lines import listing, mended, run

N, D, K = 4, 5, 3
WHOLE = st.integers(-1000, 1000).map(float)  # whole numbers: float64 adds and multiplies exactly


def whole(*shape):
    return arrays(np.float64, shape, elements=WHOLE)


@pytest.fixture
def layer(rng):
    """Inputs, weights, bias and an upstream gradient that fit together."""
    return (
        rng.normal(size=(N, D)),
        rng.normal(size=(D, K)),
        rng.normal(size=K),
        rng.normal(size=(N, K)),
    )


@states("The examples do not influence one another; a batch only computes many of them at once.")
def test_each_example_is_computed_as_if_alone(layer):
    X, W, b, _ = layer

    alone = [linear(X[n : n + 1], W, b)[0] for n in range(N)]

    assert_allclose(linear(X, W, b), alone, rtol=1e-12)


def test_gradients_of_the_parameters_add_up_over_the_examples(layer):
    X, _, _, G = layer
    rows = [slice(n, n + 1) for n in range(N)]

    assert_allclose(linear_grad_W(X, G), sum(linear_grad_W(X[n], G[n]) for n in rows), rtol=1e-12)
    assert_allclose(linear_grad_b(G), sum(linear_grad_b(G[n]) for n in rows), rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_gradient_of_a_single_example_has_the_bits_of_the_matrix_product(rng, dtype):
    X, G = rng.normal(size=(1, D)).astype(dtype), rng.normal(size=(1, K)).astype(dtype)

    assert_array_equal(linear_grad_W(X, G), X.T @ G, strict=True)


def test_the_gradient_of_a_single_example_needs_no_matrix_product(rng, shapes_unchecked):
    class Multiplied(np.ndarray):
        """An array that refuses matrix products."""

        def __array_ufunc__(self, ufunc, method, *inputs, **options):
            assert ufunc is not np.matmul
            return getattr(ufunc, method)(*map(np.asarray, inputs), **options)

    X, G = rng.normal(size=(1, D)).view(Multiplied), rng.normal(size=(1, K))

    assert linear_grad_W(X, G).shape == (D, K)


def test_gradient_of_an_example_ignores_the_others(layer):
    _, W, _, G = layer

    assert_allclose(linear_grad_X(W, G)[1:2], linear_grad_X(W, G[1:2]), rtol=1e-12)


@given(whole(N, D), whole(N, D), whole(D, K), whole(K))
def test_sum_of_two_inputs_gives_the_sum_of_the_outputs_less_one_bias(X1, X2, W, b):
    assert_array_equal(linear(X1 + X2, W, b), linear(X1, W, b) + linear(X2, W, b) - b)


@given(whole(N, D), whole(D, K), whole(N, K))
def test_both_gradients_of_a_product_are_its_adjoints(X, W, G):
    """<G, XW> = <dL/dX, X> = <dL/dW, W>: each factor can be moved to the other side."""
    product = np.sum(G * linear(X, W, np.zeros(K)))

    assert np.sum(linear_grad_X(W, G) * X) == product
    assert np.sum(linear_grad_W(X, G) * W) == product


def changed(layer, name, at):
    """Which outputs change if this entry does."""
    arrays = dict(zip("XWb", layer, strict=False))
    before = linear(**arrays)
    arrays[name] = arrays[name].copy()
    arrays[name][at] += 1
    return set(zip(*map(np.ndarray.tolist, np.nonzero(linear(**arrays) != before)), strict=True))


@states("serves one output only, number $k$, but serves it in every example")
def test_a_weight_changes_its_column_of_the_outputs(layer):
    assert changed(layer, "W", (3, 1)) == {(n, 1) for n in range(N)}


@states("belongs to one example, number $n$, but serves all its outputs")
def test_an_input_changes_its_row_of_the_outputs(layer):
    assert changed(layer, "X", (2, 4)) == {(2, k) for k in range(K)}


@states("serves output $k$ in every example, as the weight does, but its factor is 1")
def test_a_bias_changes_its_column_of_the_outputs(layer):
    assert changed(layer, "b", (1,)) == {(n, 1) for n in range(N)}


@states("None of the three contains $Y$: to go back, a linear layer must remember its input")
def test_no_gradient_is_given_the_outputs():
    gradients = (linear_grad_W, linear_grad_X, linear_grad_b)

    given = {name for gradient in gradients for name in signature(gradient).parameters}

    assert given == {"X", "W", "G"}


@states("It has about 7 digits, enough to train with, in half the memory of float64")
def test_float32_has_about_seven_digits_in_half_the_memory():
    assert -np.log10(np.finfo(np.float32).eps) == pytest.approx(7, abs=0.1)
    assert 2 * np.float32().nbytes == np.float64().nbytes


class Counted:
    """Stands for a number and counts multiplications."""

    count = 0

    def __mul__(self, other):
        Counted.count += 1
        return self

    def __add__(self, other):
        return self


@states(
    "Each of the $N K$ outputs takes $D$ multiplications and $D$ additions, $2 N D K$ operations "
    "in all",
    "are products of the same three sizes, so for a step of training a layer takes about three "
    "times as many operations as for the answer alone",
    "The first layer of a network takes only twice as many, since it skips the gradient with "
    "respect to $X$: nobody trains the data.",
)
def test_each_of_the_three_products_takes_as_many_multiplications():
    X, W, G = (np.full(shape, Counted(), dtype=object) for shape in ((N, D), (D, K), (N, K)))
    counts = []

    for left, right in ((X, W), (X.T, G), (G, W.T)):
        Counted.count = 0
        left @ right
        counts.append(Counted.count)

    assert counts == [N * D * K] * 3


@states(
    "A network with 784 inputs, 50 hidden units and 10 outputs has nearly all of its work in the "
    "first layer, so a step of it takes {{ value (2 * 784 * 50 + 3 * 50 * 10) / (784 * 50 + 50 * "
    "10):.2f }} times as many operations as the answer."
)
def test_a_step_of_a_network_with_a_wide_first_layer_takes_twice_the_work_of_its_answer():
    shapes = ((784, 50), (50, 10))
    forward, step = 0, 0
    for layer, shape in enumerate(shapes):
        W, x, g = (
            np.full(size, Counted(), dtype=object) for size in (shape, (1, shape[0]), (1, shape[1]))
        )
        Counted.count = 0
        x @ W
        forward, Counted.count = forward + Counted.count, Counted.count
        x.T @ g
        if layer:
            g @ W.T
        step += Counted.count

    assert 784 * 50 / forward > 0.98
    assert step / forward == pytest.approx(2.01, abs=0.005)


@states(
    "In either order, transposed or not, the only product of $X$ and $G$ with the shape $D "
    "\\times K$ is $X^\\top G$, and the only one of $G$ and $W$ with the shape $N \\times D$ is "
    "$G W^\\top$"
)
@pytest.mark.parametrize(
    ("one", "other", "wanted", "fits"),
    [((N, D), (N, K), (D, K), "XᵀG"), ((N, K), (D, K), (N, D), "GWᵀ")],
)
def test_one_order_and_one_transpose_have_the_shape_of_the_gradient(one, other, wanted, fits):
    names = {"XᵀG": ("X", "G"), "GWᵀ": ("G", "W")}[fits]
    factors = [
        (name + t, shape[::-1] if t else shape)
        for name, shape in zip(names, (one, other), strict=True)
        for t in ("", "ᵀ")
    ]

    fitting = [
        a + b
        for a, left in factors
        for b, right in factors
        if a[0] != b[0] and left[1] == right[0] and (left[0], right[1]) == wanted
    ]

    assert fitting == [fits]


@states(
    "the shape of $G W$ is right, too, but its entries are in general wrong, unless $W$ is "
    "symmetric, that is, its own transpose."
)
def test_for_a_square_w_the_shape_does_not_tell_the_transpose(rng):
    W, G = rng.normal(size=(3, 3)), rng.normal(size=(2, 3))

    assert not np.isclose(G @ W, linear_grad_X(W, G)).all()
    assert_allclose(G @ (W + W.T), linear_grad_X(W + W.T, G))


@states("but its entries are in general wrong")
def test_for_some_gradients_the_product_without_the_transpose_is_right():
    W, G = np.array([[1.0, 0, 0], [0, 1, 2], [0, 3, 1]]), np.array([[1.0, 0, 0]])

    assert (W != W.T).any()
    assert_array_equal(G @ W, linear_grad_X(W, G))


@states("It holds all the parameters of the networks in this book")
def test_a_network_has_weights_and_biases_of_linear_layers_and_nothing_else():
    shapes = Network((7, 6, 5, 4)).shapes

    assert {name[0] for name in shapes} == {"W", "b"}


@states(
    "The two examples from above, with three inputs and two outputs",
    "Let the loss hand back $G$ with the rows $(1, -1)$ and $(2, 0)$.",
)
def test_the_numbers_by_hand():
    X, W = np.array([[1.0, 2, 0], [0, 1, 3]]), np.array([[1.0, 0], [2, 1], [0, -1]])
    G = np.array([[1.0, -1], [2, 0]])

    assert linear(X, W, np.array([1.0, 2])).tolist() == [[6, 4], [3, 0]]
    assert linear_grad_W(X, G).tolist() == [[1, -1], [4, -2], [6, 0]]
    assert linear_grad_X(W, G).tolist() == [[1, 1, 1], [2, 4, 0]]
    assert linear_grad_b(G).tolist() == [3, -1]


@states("one example with two inputs and three outputs")
def test_the_first_layer_of_the_introduction():
    W, b = np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]), np.array([0.1, 0.2, 0.3])

    assert_allclose(linear(np.array([[1, 0.5]]), W, b), [[0.3, 0.7, 1.1]])


@states(
    "A batch of 100 images with $D = 28 \\times 28$ pixels each enters a layer with 50 outputs.",
    "$W$ is $D \\times 50$, $b$ has 50 entries, $Y$ and $G$ are $100 \\times 50$",
)
def test_shapes_of_a_layer_that_reads_digits():
    X, W, b, G = (np.ones(shape) for shape in ((100, 784), (784, 50), 50, (100, 50)))

    assert linear(X, W, b).shape == G.shape
    assert (linear_grad_W(X, G).shape, linear_grad_b(G).shape) == (W.shape, b.shape)
    assert W.size + b.size == 39_250


@states(
    "from [batches](#arrays-and-shapes) of a few hundred on, its products take most of the time "
    "of a training step"
)
def test_products_are_most_of_every_recorded_step_with_a_few_hundred_examples():
    cells = {tuple(map(int, at.split("x"))): cell for at, cell in of("step")["cells"].items()}

    shares = [1 / c["ratios"]["products"]["median"] for at, c in cells.items() if at[0] > 100]

    assert min(shares) > 0.5


@states("so an example lies in one piece of memory and `X[100:200]` is a batch without a copy")
def test_a_batch_of_rows_and_a_transpose_are_the_same_memory(rng):
    X = rng.normal(size=(300, 4))

    assert X[100:200].flags.c_contiguous
    assert np.shares_memory(X, X[100:200])
    assert np.shares_memory(X, X.T)


@states("However many linear layers follow one another, they do no more than one")
def test_four_layers_in_a_row_are_one(rng):
    sizes, X = (D, 6, 2, 7, K), rng.normal(size=(N, D))
    layers = [(rng.normal(size=(m, n)), rng.normal(size=n)) for m, n in pairwise(sizes)]

    def all_of_them(A):
        for W, b in layers:
            A = linear(A, W, b)
        return A

    b = all_of_them(np.zeros((1, D)))[0]
    W = all_of_them(np.eye(D)) - b

    assert_allclose(all_of_them(X), linear(X, W, b), rtol=1e-10)


@states("Yes: of an input that is always 1.")
def test_a_bias_is_the_weight_of_an_input_of_ones(layer):
    X, W, b, _ = layer

    assert_allclose(np.column_stack([X, np.ones(N)]) @ np.vstack([W, b]), linear(X, W, b))


def test_strided_views_give_what_their_copies_give(layer):
    X, W, b, G = layer
    wide, tall = np.repeat(X, 2, axis=1)[:, ::2], np.asfortranarray(W)

    assert_allclose(linear(wide, tall, b), linear(X, W, b), rtol=1e-12)
    assert_allclose(linear_grad_W(wide, G), linear_grad_W(X, G), rtol=1e-12)
    assert_allclose(linear_grad_X(tall, G), linear_grad_X(W, G), rtol=1e-12)


def test_a_batch_without_examples_has_zero_gradients():
    X, G = np.empty((0, D)), np.empty((0, K))

    assert linear(X, np.ones((D, K)), np.ones(K)).shape == (0, K)
    assert_array_equal(linear_grad_W(X, G), np.zeros((D, K)))
    assert_array_equal(linear_grad_b(G), np.zeros(K))


@states(
    "A single float64 array among the arguments turns the whole result into float64, so for "
    "float32 arguments `nn` returns float32."
)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(layer, dtype):
    X, W, b, G = (array.astype(dtype) for array in layer)

    results = linear(X, W, b), linear_grad_X(W, G), linear_grad_W(X, G), linear_grad_b(G)

    assert {result.dtype for result in results} == {np.dtype(dtype)}
    assert linear(X, W.astype(np.float64), b).dtype == np.float64


def test_arguments_are_left_as_they_were(layer):
    copies = [array.copy() for array in layer]
    X, W, b, G = layer

    linear(X, W, b)[:] = 0
    linear_grad_X(W, G)[:] = 0
    linear_grad_W(X, G)[:] = 0
    linear_grad_b(G[:1])[:] = 0

    for array, copy in zip(layer, copies, strict=True):
        assert_array_equal(array, copy)


@states("so do the gradients where two vectors would silently give a single number")
def test_two_vectors_that_would_give_one_number_are_refused(shapes_unchecked):
    assert np.ones(3).T @ np.ones(3) == 3  # NumPy itself says nothing
    for gradient in (linear_grad_W, linear_grad_X):
        with pytest.raises(ValueError, match="expects"):
            gradient(np.ones(3), np.ones(3))


@states(
    "With more than one output, an array with the shape `(1,)`, `(N, 1)` or `(N, K)` is not a "
    "bias, but NumPy adds it without a word:",
    "The function `linear` raises an error instead,",
)
@pytest.mark.parametrize("shape", [(), (1,), (N, 1), (1, K), (N, K)])
def test_a_bias_that_numpy_would_broadcast_is_refused(layer, shapes_unchecked, shape):
    X, W, _, _ = layer
    b = np.ones(shape)

    assert (X @ W + b).shape == (N, K)  # NumPy itself says nothing
    with pytest.raises(ValueError, match=re.escape(f"b (K,); got X (4, 5), W (5, 3), b {shape};")):
        linear(X, W, b)


def blocks(name):
    """The blocks of a figure from left to right and from above: name, rows, columns, and sizes."""
    axes = seen("linear", name).only
    outlines = [line for line in axes.lines if line.style["fill"] == "none"]
    size = outlines[0].size.min() / 2  # of a row, in points: the smallest matrix side is K = 2
    found = []
    for line in sorted(outlines, key=lambda line: (round(line.centre[1], -1), line.centre[0])):
        low, (middle, _) = line.points.min(axis=0), line.centre
        beside, above = (
            axes.texts[nearest(axes.texts, np.array(place))].words
            for place in ((low[0] - 0.4 * size, line.centre[1]), (middle, low[1] - 0.4 * size))
        )
        inner = axes.texts[nearest(axes.texts, line.centre)].words
        columns, rows = (line.size / size).round().astype(int).tolist()
        found.append((inner, beside, above, rows, columns))
    return found


SHAPES = {"Y": "NK", "X": "ND", "W": "DK", "1b^⊤": "NK", "G": "NK"}  # as the chapter has them
SHAPES |= {"X^⊤": "DN", "W^⊤": "KD", "∂L/∂W": "DK", "∂L/∂X": "ND"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("shapes", ["Y", "X", "W", "1b^⊤"]),
        ("gradients", ["∂L/∂W", "X^⊤", "G", "∂L/∂X", "G", "W^⊤"]),
    ],
)
@states(
    "The matrices of the layer as blocks:",
    "The two products of the backward pass:",
    page="figures/linear",
)
@states("As blocks, with the number of rows at their sides and of columns above them:")
def test_beside_and_above_each_block_stand_its_rows_and_columns(name, shown):
    found = blocks(name)

    assert [block[0] for block in found] == shown
    assert [rows + columns for _, rows, columns, *_ in found] == [SHAPES[block] for block in shown]


@pytest.mark.parametrize("name", ["shapes", "gradients"])
def test_the_same_letter_is_the_same_length_in_every_block(name):
    lengths = {}
    for _, rows, columns, height, width in blocks(name):
        lengths.setdefault(rows, set()).add(height)
        lengths.setdefault(columns, set()).add(width)

    assert lengths == {"N": {4}, "D": {3}, "K": {2}}


@states("neighbours in a product share a size.", page="figures/linear")
def test_the_columns_of_the_inputs_are_the_rows_of_the_weights():
    Y, X, W, _ = blocks("shapes")

    assert (X[2], X[1] + W[2]) == (W[1], Y[1] + Y[2])


@states("one order and one transpose fit.", page="figures/linear")
@pytest.mark.parametrize("row", [0, 1])
def test_of_all_orders_and_transposes_only_the_drawn_one_fits(row):
    result, *factors = (block[1] + block[2] for block in blocks("gradients")[3 * row : 3 * row + 3])
    one, other = factors
    ways = [
        (a[::i], b[::j]) for a, b in ((one, other), (other, one)) for i in (1, -1) for j in (1, -1)
    ]

    assert [way for way in ways if way[0][1] == way[1][0] and way[0][0] + way[1][1] == result] == [
        (one, other)
    ]


def paths():
    """The arrows of the figure of the paths, from left to right along each."""
    links = linked(seen("linear", "paths").only)
    # The sum below the paths belongs to no arrow.
    links = [replace(e, orange=tuple(w for w in e.orange if "=" not in w)) for e in links]
    first = [link for link in links if link.tail == "W_{dk}"]
    return [(one, next(e for e in links if e.tail == one.tip)) for one in first]


@states(
    "From a weight a path leads to the loss through its output in each example, here in three.",
    page="figures/linear",
)
@states(
    "So $N$ [paths](chain_rule.md#several-paths-add-up) lead from it to the loss, one through each "
    "example:"
)
def test_a_path_leads_from_the_weight_through_each_example_to_the_loss():
    ends = [(one.tail, one.tip, other.tip) for one, other in paths()]

    assert sorted(ends) == [("W_{dk}", f"Y_{{{n}k}}", "L") for n in (1, 2, 3)]
    assert len(linked(seen("linear", "paths").only)) == 6


def entry(label, arrays, place):
    """What a label such as ``X_{1d}`` stands for, where d and k have these values."""
    name, row, column = re.fullmatch(r"([A-Z])_\{(\w)(\w)\}", label).groups()
    return arrays[name][int(row) - 1, place[column]]


@states("On each arrow stands the derivative of its end with respect to its start.",
        page="figures/linear")  # fmt: skip
@pytest.mark.parametrize("n", [1, 2, 3])
def test_on_the_arrows_of_a_path_stand_the_derivatives_of_their_ends(rng, n):
    X, G, place = rng.normal(size=(3, D)), rng.normal(size=(3, K)), {"d": 2, "k": 1}
    W, h = rng.normal(size=(D, K)), np.zeros((D, K))
    h[2, 1] = 1.0
    one, other = next(path for path in paths() if path[0].tip == f"Y_{{{n}k}}")

    moved = (X @ (W + h) - X @ W)[n - 1, 1]  # by the weight: the layer is linear
    assert entry(*one.black, {"X": X}, place) == pytest.approx(moved)
    assert entry(*other.orange, {"G": G}, place) == G[n - 1, 1]  # as G is defined
    assert (one.orange, other.black) == ((), ())


@states(
    "The gradient is the sum over the paths, and each adds the product of its two factors.",
    page="figures/linear",
)
def test_below_the_paths_stands_the_sum_of_the_products_of_their_factors():
    products = [f"{one.black[0]}{other.orange[0]}" for one, other in paths()]
    texts = [t.words for t in seen("linear", "paths").only.texts if "∂" in t.words]

    assert texts == ["∂L/∂W_{dk}=" + "+".join(products)]


GIVEN_X, GIVEN_G = np.array([[1.0, 2, 0], [0, 1, 3]]), np.array([[1.0, -1], [2, 0]])


def matrices():
    """The matrices of the sum over the examples, in rows of the figure, with their numbers."""
    axes = seen("linear", "outer_products").only
    rows = {}
    for line in boxes(axes):
        texts = within(axes, line)
        across = sorted({round(text.at[0], 0) for text in texts})
        columns = [[number(t.words) for t in texts if abs(t.at[0] - x) < 4] for x in across]
        columns = [c for k, c in enumerate(columns) if not k or across[k] - across[k - 1] > 4]
        rows.setdefault(round(line.centre[1]), []).append((line, np.array(columns).T))
    return axes, [sorted(row, key=lambda m: m[0].centre[0]) for _, row in sorted(rows.items())]


@states(
    "The gradient for the weights, as a sum over two examples.",
    "Each example adds its inputs, as a column, times its row of the upstream gradient.",
    page="figures/linear",
)
@pytest.mark.parametrize("n", [0, 1])
def test_each_example_adds_the_outer_product_of_its_inputs_and_its_upstream_gradient(n):
    _, rows = matrices()
    column, row, product = (numbers for _, numbers in rows[n])

    assert column.tolist() == GIVEN_X[n : n + 1].T.tolist()
    assert row.tolist() == GIVEN_G[n : n + 1].tolist()
    assert product.tolist() == (column @ row).tolist()


@states(
    "The gradient with respect to $W$ can also be read example by example: what one example adds "
    "for all weights together is a column times a row.",
)
def test_the_matrices_of_the_examples_add_up_to_the_gradient():
    _, rows = matrices()
    (_, one), (_, other), (_, whole) = rows[0][-1], rows[1][-1], rows[2][-1]

    assert (one + other).tolist() == whole.tolist()
    assert whole.tolist() == linear_grad_W(GIVEN_X, GIVEN_G).tolist()


def test_between_the_matrices_of_the_sum_stand_their_signs():
    axes, rows = matrices()
    signs = [text for text in axes.texts if text.words in ("×", "=", "+", "∂L/∂W=X^⊤G")]

    for n, row in enumerate(rows):
        at = [line.centre for line, _ in row]
        beside = sorted((t.at[0], t.words) for t in signs if abs(t.at[1] - at[0][1]) < 6)
        found = sorted([(x, ".") for x, _ in at] + beside)
        assert "".join(w for _, w in found) == (".×.=." if n < 2 else "∂L/∂W=X^⊤G=.")
    plus = next(text for text in signs if text.words == "+")
    assert rows[0][-1][0].centre[1] < plus.at[1] < rows[1][-1][0].centre[1]
    names = {t.words: t.at[1] for t in axes.texts if t.words.startswith("example")}
    for n in (1, 2):
        assert abs(names[f"example {n}"] - rows[n - 1][0][0].centre[1]) < 6


def colours():
    """The colour of the block or matrix of each name, in all three figures that have them."""
    found = {}
    for name in ("shapes", "gradients"):
        axes = seen("linear", name).only
        for line in boxes(axes):
            words = within(axes, line)[0].words.replace("^⊤", "")
            found.setdefault(words, set()).add(line.style["stroke"])
    (column, row, product), *_ = matrices()[1]
    for words, (line, _) in (("X", column), ("G", row), ("∂L/∂W", product)):
        found[words].add(line.style["stroke"])
    return found


@states(
    "What comes from the loss is orange, what the layer remembers has the colour that it had "
    "before.",
    page="figures/linear",
)
def test_gradients_are_orange_and_every_other_matrix_has_one_colour_of_its_own():
    found = colours()
    others = [*found["Y"], *found["X"], *found["W"], *found["1b"]]

    assert found["G"] == found["∂L/∂W"] == found["∂L/∂X"] == {ORANGE}
    assert len(set(others)) == 4 and ORANGE not in others


@states("So an example whose upstream gradient is zero adds nothing, and the examples can be added")
def test_an_example_without_an_upstream_gradient_adds_nothing(layer):
    X, _, _, G = layer
    G = G.copy()
    G[1] = 0

    assert_allclose(linear_grad_W(X, G), linear_grad_W(np.delete(X, 1, 0), np.delete(G, 1, 0)))


def test_the_layer_is_a_product_and_a_sum():
    texts = sorted(seen("linear", "shapes").only.texts, key=lambda text: text.at[0])
    names = [text.words for text in texts if text.words in ("Y", "=", "X", "W", "+", "1b^⊤")]

    assert names == ["Y", "=", "X", "W", "+", "1b^⊤"]


@states("The weights are $W U$ and the bias is $U^\\top b + c$.")
def test_two_linear_layers_are_one(layer, rng):
    X, W, b, _ = layer
    U, c = rng.normal(size=(K, 7)), rng.normal(size=7)

    assert_allclose(linear(linear(X, W, b), U, c), linear(X, W @ U, U.T @ b + c))


def test_a_sum_over_sixty_thousand_examples_keeps_the_digits_of_float32(rng):
    G = rng.random((60_000, 3), np.float32)

    assert_allclose(linear_grad_b(G), G.astype(float).sum(axis=0), rtol=2**-24)
    assert np.abs(G.sum(axis=0) / G.astype(float).sum(axis=0) - 1).max() > 2**-20  # without care


def slopes(f, A, h=1e-6):
    """Central differences of a number with respect to every entry of an array."""
    found = np.empty_like(A)
    for at in np.ndindex(A.shape):
        step = np.zeros_like(A)
        step[at] = h
        found[at] = (f(A + step) - f(A - step)) / (2 * h)
    return found


@states(
    "asks what follows for nothing but its derivatives with respect to the outputs",
    "Two losses that have the same $G$ here give the same gradients here.",
    "So we may compute with the simplest of them, which weights the outputs with these numbers and "
    "adds up:",
    "As a function it is not the loss, but its slopes at this place are those of the loss.",
)
def test_a_curved_loss_has_the_gradients_of_the_sum_with_its_slopes_held_fixed(layer):
    X, W, b, _ = layer

    def loss(Y):
        return np.sum(np.sin(Y) * Y**2) + np.exp(-np.sum(Y**2) / 9)

    G = slopes(loss, linear(X, W, b))

    assert not np.isclose(loss(linear(X, W, b)), np.sum(G * linear(X, W, b)))
    assert_allclose(slopes(lambda W: loss(linear(X, W, b)), W), linear_grad_W(X, G), rtol=1e-6)
    assert_allclose(slopes(lambda X: loss(linear(X, W, b)), X), linear_grad_X(W, G), rtol=1e-6)
    assert_allclose(slopes(lambda b: loss(linear(X, W, b)), b), linear_grad_b(G), rtol=1e-6)


@states(
    "A layer with two inputs and three outputs reads the single example $(2, -1)$.",
    "Its weights have the rows $(1, 0, 3)$ and $(2, 1, -1)$, its bias is $(1, 1, 0)$, and the loss "
    "hands back $(1, 0, -1)$.",
    "The outputs are $(1, 0, 7)$:",
    "With one example, the gradient with respect to the bias is what the loss hands back, "
    "$(1, 0, -1)$, and those with respect to the weights and to the inputs are",
)
def test_the_numbers_of_the_exercise():
    X, W, b = np.array([[2.0, -1]]), np.array([[1.0, 0, 3], [2, 1, -1]]), np.array([1.0, 1, 0])
    G = np.array([[1.0, 0, -1]])

    assert linear(X, W, b).tolist() == [[1, 0, 7]]
    assert linear_grad_b(G).tolist() == [1, 0, -1]
    assert linear_grad_W(X, G).tolist() == [[2, 0, -2], [-1, 0, 1]]
    assert linear_grad_X(W, G).tolist() == [[-2, 3]]


@states(
    "Line (2): the bias has an entry for each output, so only the examples are added up, "
    "`G.sum(axis=0)`.",
    "As it stands, `db` is one number, and `b - 0.1 * db` broadcasts it: all biases take the same "
    "step.",
)
def test_the_sum_over_everything_is_the_only_wrong_line_and_nobody_objects(layer):
    X, W, b, G = layer
    code = listing("linear", 7)
    wrong = run(code)["gradients"](X, W, G)
    right = run(mended(code, "G.sum()", "G.sum(axis=0)"))["gradients"](X, W, G)

    for found, expected in zip(
        right, (linear_grad_W(X, G), linear_grad_b(G), linear_grad_X(W, G)), strict=True
    ):
        assert_allclose(found, expected, rtol=1e-12)
    assert wrong[1].shape == () and (b - 0.1 * wrong[1]).shape == b.shape
    assert np.ptp(b - (b - 0.1 * wrong[1])) < 1e-15


@states(
    "In a [softmax](softmax.md) classifier that number is zero, since the entries of each row of "
    "$G$ cancel, so the biases never move at all."
)
def test_behind_a_softmax_all_entries_of_the_upstream_gradient_add_up_to_zero(rng):
    G = softmax_cross_entropy_grad_Z(rng.normal(size=(N, K)), np.array([0, 2, 1, 2]))

    assert_allclose(G.sum(axis=1), 0, atol=1e-16)
    assert_allclose(G.sum(), 0, atol=1e-15)


@states(
    "Line (2): $W_{dk}$ occurs in output $k$ alone, so the sum over $j$ has one term, that with "
    "$j = k$, and $G_{nk} X_{nd}$ is left.",
    "The result gives it away: $k$ does not occur in it, so all columns of weights would take the "
    "same step.",
)
def test_without_the_choice_of_the_output_all_columns_of_the_gradient_are_equal(layer):
    X, W, b, G = layer
    h = 1e-6
    moved = W.copy()
    moved[1, 2] += h
    slope = (linear(X, moved, b) - linear(X, W, b)) / h  # of every output
    third = np.einsum("nd,nj->d", X, G)[:, np.newaxis] * np.ones(K)

    assert_allclose(slope, np.outer(X[:, 1], np.eye(K)[2]), atol=1e-8)
    assert_allclose((G * slope).sum(), linear_grad_W(X, G)[1, 2])
    assert np.ptp(third, axis=1).max() == 0 and not np.allclose(third, linear_grad_W(X, G))


@states(
    "A pixel without ink in every image of the batch, a column of zeros in $X$, moves no weight: "
    "its row of the gradient is zero.",
    "More generally, let $x$ be a new example whose product with each example of the batch is "
    "zero, $X x = 0$.",
    "The step leads from $W$ to $W - \\eta X^\\top G$.",
    "$x^\\top X^\\top$ is a transpose of something that is zero.",
    "If $X x = 0$, only $x^\\top W$ is left.",
    "Show that a step of [gradient descent](descent.md#one-step) with the learning rate "
    "$\\eta$ does not change what the weights make of it, $x^\\top W$.",
)
def test_a_layer_learns_nothing_about_what_is_perpendicular_to_all_that_it_has_seen(layer):
    X, W, _, G = layer
    x = np.linalg.svd(X)[2][-1]
    stepped = W - 0.1 * linear_grad_W(X, G)
    black = X.copy()
    black[:, 3] = 0

    assert_allclose(X @ x, 0, atol=1e-14)
    assert_allclose(x @ X.T, 0, atol=1e-14)
    assert_allclose(x @ stepped, x @ W, rtol=1e-12)
    assert not linear_grad_W(black, G)[3].any()

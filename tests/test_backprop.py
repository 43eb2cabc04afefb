"""Backpropagation: what its formulas do not show. Chapter: docs/backprop.md."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from nn import backprop, network
from nn.activation import sigmoid, sigmoid_prime
from nn.loss import softmax_cross_entropy_grad_Z
from nn.network import Network, operation_count, parameter_count
from nn.softmax import softmax
from tests.calculator import data, mistakes, probabilities, scores
from tests.colours import ORANGE
from tests.diagrams import arrows, nearest
from tests.drawn import seen
from tests.states import states
from tests.tables import read
from verify.prose.pages import text_of
from verify.proving.namespace import symbols

PARAMETERS = ("W1", "b1", "W2", "b2")


@pytest.fixture
def example(rng):
    net = Network(sizes=(3, 4, 5), activation="sigmoid")
    return net, net.initialize(rng), rng.normal(size=(6, 3)), rng.integers(0, 5, size=6)


@pytest.mark.parametrize("name", PARAMETERS)
def test_each_gradient_is_the_one_that_trains(example, name):
    net, parameters, X, t = example
    gradient = getattr(backprop, f"two_layer_loss_grad_{name}")

    assert_allclose(
        gradient(X=X, t=t, **parameters), net.gradients(parameters, X, t)[name], rtol=1e-12
    )


def test_the_loss_is_the_one_that_trains(example):
    net, parameters, X, t = example

    assert_allclose(
        backprop.two_layer_loss(X=X, t=t, **parameters), net.loss(parameters, X, t), rtol=1e-14
    )


@pytest.mark.parametrize("name", PARAMETERS)
def test_the_gradient_of_a_batch_is_the_mean_of_its_examples(example, name):
    _, parameters, X, t = example
    gradient = getattr(backprop, f"two_layer_loss_grad_{name}")

    alone = [gradient(X=X[n : n + 1], t=t[n : n + 1], **parameters) for n in range(len(X))]

    assert_allclose(gradient(X=X, t=t, **parameters), np.mean(alone, axis=0), rtol=1e-12)


@states(
    "What it costs",
    "**a step costs about three forward passes at most, however many parameters there are**",
)
def test_products_of_a_step_are_at_most_three_times_those_of_the_forward_pass(rng):
    for _ in range(100):
        sizes = tuple(rng.integers(1, 1000, size=rng.integers(2, 6)).tolist())
        forward = operation_count(sizes, 1)
        backward = forward + (operation_count(sizes[1:], 1) if len(sizes) > 2 else 0)

        assert forward + backward <= 3 * forward


@states(
    "one parameter after the other, each would cost at least one forward pass of its own",
    "that is the difference between a second and several hours",
)
def test_central_differences_of_the_digit_net_take_hours_where_a_step_takes_a_second():
    sizes = (784, 50, 10)
    step = 2 * operation_count(sizes, 1) + operation_count(sizes[1:], 1)

    hours = 2 * parameter_count(sizes) * operation_count(sizes, 1) / step / 3600

    assert 2 < hours < 24


@states(
    "For the network that reads digits, {{ value (784 + 1) * 50 + (50 + 1) * 10:,d }} parameters, "
    "that is"
)
def test_the_network_that_reads_digits_has_so_many_parameters(rng):
    parameters = Network((28 * 28, 50, 10)).initialize(rng)

    assert sum(p.size for p in parameters.values()) == (784 + 1) * 50 + (50 + 1) * 10


@states("A network of two layers has four arrays of parameters")
def test_a_network_of_two_layers_has_four_arrays(example):
    _, parameters, _, _ = example

    assert [*parameters] == ["W1", "b1", "W2", "b2"]


@states("With the sigmoid, whose slope is $\\sigma (1 - \\sigma)$, this is the delta of the first")
def test_the_slope_of_the_sigmoid_is_itself_times_what_it_lacks_to_one(rng):
    x, h = rng.normal(size=9), 1e-5

    slope = (sigmoid(x + h) - sigmoid(x - h)) / (2 * h)

    assert_allclose(slope, sigmoid(x) * (1 - sigmoid(x)), rtol=1e-8)


@states(
    "Many books keep examples as columns, $X_c = X^\\top$, with a row of weights for each neuron, "
    "$V^{(l)} = (W^{(l)})^\\top$.",
    "All deltas and activations are transposed with them, "
    "$\\Delta^{(l)}_c = (\\Delta^{(l)})^\\top$; the $c$ stands for columns.",
)
@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("X_c", "X"),
        ("V1", "W1"),
        ("V2", "W2"),
        ("A1_c", "A1"),
        ("Delta1_c", "Delta1"),
        ("Delta2_c", "Delta2"),
    ],
)
def test_in_the_other_layout_weights_deltas_and_activations_are_transposed(here, there):
    names = symbols("backprop")

    assert (names[here] == names[there].T).all()


@states("The four equations, in two layouts", "The four equations of backpropagation then read")
def test_the_equations_in_the_other_layout_are_four():
    section = text_of("backprop").partition("## The four equations")[2]

    assert section.partition("\\end{aligned}")[0].count("&=") == 4


class Counted:
    """Stands for a number and counts what is done with it."""

    def __init__(self, done):
        self.done = done

    def __mul__(self, other):
        self.done["products"] += 1
        return self

    def __radd__(self, other):
        self.done["sums"] += 1
        return self

    __add__ = __radd__


@states(
    "A product of an $N \\times D$ and a $D \\times H$ matrix takes $2NDH$ operations, if each sum "
    "starts from zero."
)
@pytest.mark.parametrize(("N", "D", "H"), [(2, 3, 4), (5, 1, 2), (3, 7, 1)])
def test_a_product_from_zero_takes_as_many_sums_as_products(N, D, H):
    done = Counter()
    left, right = ([[Counted(done)] * d for _ in range(n)] for n, d in ((N, D), (D, H)))

    for row in left:
        for column in zip(*right, strict=True):
            sum(a * b for a, b in zip(row, column, strict=True))  # which starts from zero

    assert done == Counter(products=N * D * H, sums=N * D * H)
    assert operation_count((D, H), N) == done.total()


@states(
    "The forward pass has one product for each layer.",
    "The backward pass has two for each layer, one for the weights and one to go further back, "
    "except that training needs no gradient with respect to $X$. With $D$ inputs, $H$ hidden "
    "neurons and $K$ classes, the forward pass takes $F$ operations, and the backward pass $B$:",
)
@pytest.mark.parametrize("sizes", [(3, 5), (3, 4, 5), (3, 4, 4, 4, 5)])
def test_a_step_has_a_product_for_each_layer_forward_and_two_backward_but_for_the_inputs(
    rng, monkeypatch, sizes
):
    done = Counter()

    def counted(name, function):
        def call(*arguments):
            done[name] += 1
            return function(*arguments)

        return call

    for name in ("linear", "linear_grad_W", "linear_grad_X"):
        monkeypatch.setattr(network, name, counted(name, getattr(network, name)))
    net = Network(sizes)
    net.gradients(net.initialize(rng), rng.normal(size=(6, 3)), rng.integers(0, 5, size=6))

    layers = len(sizes) - 1
    assert done == Counter(linear=layers, linear_grad_W=layers, linear_grad_X=layers - 1)


@states(
    "The two layers are one linear layer with the weights $W^{(1)} W^{(2)}$, and the biases of "
    "the first layer go through the weights of the second:"
)
def test_two_layers_with_the_identity_are_one_with_the_product_of_the_weights(rng):
    net = Network(sizes=(3, 4, 5), activation="identity")
    p = {name: rng.normal(size=shape) for name, shape in net.shapes.items()}
    one, other = rng.normal(size=(2, 6, 3))

    moved = net.forward(p, one) - net.forward(p, other)

    assert_allclose(moved, (one - other) @ (p["W1"] @ p["W2"]), rtol=1e-10)


@states("All entries of a row of $\\Delta^{(2)}$ add up to zero.")
def test_the_last_delta_of_an_example_adds_up_to_zero(rng):
    delta = softmax_cross_entropy_grad_Z(rng.normal(size=(6, 5)), rng.integers(0, 5, size=6))

    assert_allclose(delta.sum(axis=1), 0, atol=1e-15)


@states("for large batches it is more than the parameters need")
def test_what_a_pass_keeps_grows_with_the_batch_and_overtakes_the_parameters():
    sizes = (784, 50, 10)
    kept = sum(sizes)  # inputs and scores, numbers for each example

    assert kept < parameter_count(sizes) < 100 * kept


@states(
    "The slope is taken at the *score* $Z^{(1)}$: $A^{(1)} (1 - A^{(1)})$ is $\\sigma'(Z^{(1)})$, "
    "written in terms of the activation, and not $\\sigma'(A^{(1)})$."
)
def test_the_slope_at_the_activation_is_not_the_gradient(example):
    net, p, X, t = example
    Z = X @ p["W1"] + p["b1"]
    A = sigmoid(Z)
    delta = (softmax(A @ p["W2"] + p["b2"]) - np.eye(5)[t]) / len(X) @ p["W2"].T

    wrong = X.T @ (delta * sigmoid_prime(A))

    for slope in (sigmoid_prime(Z), A * (1 - A)):
        assert_allclose(X.T @ (delta * slope), net.gradients(p, X, t)["W1"], rtol=1e-12)
    assert not np.isclose(wrong, net.gradients(p, X, t)["W1"], rtol=0.01).all()


def test_a_small_step_against_the_gradient_lowers_the_loss(example):
    net, parameters, X, t = example
    gradients = net.gradients(parameters, X, t)

    moved = {name: array - 1e-3 * gradients[name] for name, array in parameters.items()}

    assert net.loss(moved, X, t) < net.loss(parameters, X, t)


def test_float32_stays_float32(example):
    _, parameters, X, t = example
    single = {name: array.astype(np.float32) for name, array in parameters.items()}

    found = backprop.two_layer_loss_grad_W1(X=X.astype(np.float32), t=t, **single)

    assert found.dtype == np.float32


# The figure of both passes


def passes():
    """The axes, and under its words the place of each text."""
    axes = seen("backprop", "passes").only
    return axes, {text.words: text for text in axes.texts}


def led(colour, dashed=False):
    """Between which texts the arrows of a colour lead."""
    axes, texts = passes()
    lines = [a for a in arrows(axes) if (a.colour, a.dashed) == (colour, dashed)]
    return [
        tuple(min(texts, key=lambda w: gap(texts[w], end)) for end in (line.tail, line.tip))
        for line in lines
    ]


def gap(text, at):
    half = abs(text.at - text.start)
    return np.hypot(*np.maximum(abs(text.at - at) - half, 0))


DOWN = ["X", "Z^{(1)}", "A^{(1)}", "Z^{(2)}", "L"]
UP = ["1", "Δ^{(2)}", "∂L/∂A^{(1)}", "Δ^{(1)}"]


@states("Left, down: the forward pass; right,", page="figures/backprop")
@states("The forward pass computes these arrays one after the other;")
def test_the_forward_pass_leads_down_at_the_left_from_each_array_to_the_next():
    _, texts = passes()
    places = np.array([texts[words].at for words in DOWN])

    assert sorted(led("currentColor"), key=lambda e: DOWN.index(e[0])) == [*pairwise(DOWN)]
    assert np.ptp(places[:, 0]) < 3 and (np.diff(places[:, 1]) > 30).all()
    assert places[:, 0].max() < min(texts[words].at[0] for words in UP)


@states("right, up, in orange: the backward pass.", page="figures/backprop")
@states("the backward pass comes back through the same steps in the opposite order:")
def test_the_backward_pass_leads_up_at_the_right_each_result_beside_its_array():
    _, texts = passes()
    back = [ends for ends in led(ORANGE) if ends[1] in UP]

    assert sorted(back, key=lambda ends: UP.index(ends[0])) == [*pairwise(UP)]
    assert {texts[words].colour for words in UP} == {ORANGE}
    for returned, array in zip(UP, reversed(DOWN[1:]), strict=True):
        assert abs(texts[returned].at[1] - texts[array].at[1]) < 3, returned


@pytest.mark.parametrize(
    ("step", "ends"),
    [
        ("⋅W^{(1)}+b^{(1)}", ("X", "Z^{(1)}")),
        ("σ", ("Z^{(1)}", "A^{(1)}")),
        ("⋅W^{(2)}+b^{(2)}", ("A^{(1)}", "Z^{(2)}")),
        ("softmax,\n−log, mean", ("Z^{(2)}", "L")),
        ("(P−T)/N", ("1", "Δ^{(2)}")),
        ("⋅W^{(2)⊤}", ("Δ^{(2)}", "∂L/∂A^{(1)}")),
        ("⊙σ′(Z^{(1)})", ("∂L/∂A^{(1)}", "Δ^{(1)}")),
    ],
)
def test_each_step_stands_at_its_arrow_in_the_colour_of_its_pass(step, ends):
    axes, texts = passes()
    upright = [a for a in arrows(axes) if abs(a.tip - a.tail)[0] < 1]
    line = upright[nearest(upright, texts[step].at)]

    assert tuple(min(texts, key=lambda w: gap(texts[w], end)) for end in (line.tail, line.tip)) == (
        ends
    )
    assert (texts[step].colour == ORANGE) == (line.colour == ORANGE)


MADE = {  # the gradient above, and what it is made of
    "=X^⊤Δ^{(1)}": ("∂L/∂W^{(1)}", "Δ^{(1)}", "X"),
    "=Δ^{(1)⊤}1": ("∂L/∂b^{(1)}", "Δ^{(1)}", None),
    "=A^{(1)⊤}Δ^{(2)}": ("∂L/∂W^{(2)}", "Δ^{(2)}", "A^{(1)}"),
    "=Δ^{(2)⊤}1": ("∂L/∂b^{(2)}", "Δ^{(2)}", None),
}


@pytest.mark.parametrize("product", MADE)
@states(
    "In the middle each gradient is made from the delta of its layer;",
    "that of the weights also needs what went into the layer, which the dashed arrows bring from "
    "the forward pass.",
    page="figures/backprop",
)
def test_to_each_gradient_lead_arrows_from_all_that_it_is_made_of(product):
    _, texts = passes()
    name, delta, given = MADE[product]
    both = (name, product)

    assert [tail for tail, tip in led(ORANGE) if tip in both] == [delta]
    assert [tail for tail, tip in led("currentColor", True) if tip in both] == [given] * bool(given)
    assert 10 < (texts[product].at - texts[name].at)[1] < 20
    assert texts["X"].at[0] < texts[name].at[0] < texts[delta].at[0]


# The table of the page


def test_table_of_costs_counts_multiplications_and_additions():
    def row(*widths):
        products = [a * b for a, b in pairwise(widths)]  # of each layer, for an example
        parameters = sum(products) + sum(widths[1:])
        forward = 2 * sum(products)
        backward = forward + forward - 2 * products[0]  # the inputs need no gradient
        return {
            "parameters": parameters,
            "forward": forward,
            "backward": backward,
            "central differences": 2 * parameters * forward,
        }

    nets = [(2, 2, 2), (784, 50, 10), (784, 512, 512, 10)]
    expected = {"-".join(map(str, widths)): row(*widths) for widths in nets}
    assert read("backprop", "costs").wrong(expected) == []


def test_table_of_lines_shows_the_shape_that_each_line_makes_of_digits():
    N, D, H, K = 100, 784, 50, 10
    shapes = [(N, H), (N, H), (N, K), (), (N, K), (H, K), (K,), (N, H), (N, H), (D, H), (H,)]

    expected = [" × ".join(map(str, shape)) or "number" for shape in shapes]
    table = read("backprop", "line_by_line", names=2)
    assert [*table.column("digits").values()] == expected


@states(
    "Here a net 7-20-10 with ReLU reads the digits of a pocket calculator: seven bars, lit (1) or "
    "not (0), with some noise.",
    "It is trained with a thousand examples, for twenty passes at the learning rate 0.5, with a "
    "step for each batch of 50, and then asked about a thousand others; in each row but the "
    "first, one thing is wrong.",
    "A *dead* unit puts out zero for every example, so nothing comes back through it.",
)
def test_the_table_shows_what_each_mistake_makes_of_the_net():
    (X, _), (other, right) = data(0), data(1)
    expected = {}
    for mistake, (p, scale, taught) in mistakes().items():
        shares = probabilities(scores(p, scale * X)[1])
        A, Z = scores(p, scale * other)
        named = Z.argmax(axis=1)
        expected[mistake] = {
            "loss": -np.log(shares[np.arange(1000), taught]).mean(),
            "classes named": len({*named.tolist()}),
            "the most frequent": 100 * np.bincount(named).max() / 1000,
            "right": 100 * (named == right).mean(),
            "dead units": (A.max(axis=0) == 0).sum(),
        }

    assert read("backprop", "not_learning").wrong(expected) == []

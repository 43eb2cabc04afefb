"""The loop that trains, as docs/backprop.md shows it, and what keeps a net from learning."""

import re
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose

from figures.loop import TRACED
from nn import network
from nn.activation import sigmoid, sigmoid_prime
from nn.linear import linear
from nn.loss import softmax_cross_entropy
from nn.network import Network
from nn.softmax import softmax
from tests.calculator import data, mistakes, probabilities, scores, trained
from tests.states import states
from tests.tables import parsed
from verify.book import ROOT
from verify.book.markup import DIRECTIVE
from verify.prose.pages import text_of
from verify.proving.namespace import symbols
from verify.showing import directives, listings

P = {
    "W1": np.array([[0.5, -1.0], [-0.5, 0.5]]),
    "b1": np.array([0.5, 1.0]),
    "W2": np.array([[1.0, -2.0], [2.0, 0.5]]),
    "b2": np.array([-0.5, 0.5]),
}
X, T = np.array([[1.0, 2.0]]), np.array([[0.0, 1.0]])
SMALL = Network((2, 2, 2), "sigmoid")
SOURCE = (ROOT / "nn" / "network.py").read_text(encoding="utf-8")


def lines():
    """The rows of the table, from top to bottom."""
    table = directives.as_markdown("table", "line_by_line", "backprop", None)
    head, _, *rows = [row.strip("| ").split(" | ") for row in table.split("\n")]
    return [dict(zip(head, row, strict=True)) for row in rows]


def of_the_small_net():
    Z1 = X @ P["W1"] + P["b1"]
    A1 = 1 / (1 + np.exp(-Z1))
    Z2 = A1 @ P["W2"] + P["b2"]
    shares = np.exp(Z2) / np.exp(Z2).sum()
    Delta2 = shares - T
    upstream = Delta2 @ P["W2"].T
    Delta1 = upstream * A1 * (1 - A1)
    loss = -np.log(shares[0, 1])
    return [
        *(Z1, A1, Z2, loss, Delta2, A1.T @ Delta2, Delta2.sum(axis=0)),
        *(upstream, Delta1, X.T @ Delta1, Delta1.sum(axis=0)),
    ]


@states(
    "Line by line, on the small net of the picture and on a hundred images of digits in a net "
    "784-50-10:",
    page="backprop",
)
def test_each_line_of_the_loop_shows_what_it_makes_of_the_small_net():
    shown = [eval(row["small net"].strip("`")) for row in lines()]  # numbers and lists of them

    for found, expected in zip(shown, of_the_small_net(), strict=True):
        assert_allclose(found, expected, atol=0.00501)


def test_the_lines_of_the_table_stand_in_the_listing_in_this_order():
    listed = listings.methods("nn.network", "Network", *(f.__name__ for f in TRACED)).code
    inside = [line.partition("  #")[0].strip() for line in listed.split("\n")]
    shown = [row["line"].strip("`") for row in lines()]
    places = [inside.index(line) for line in shown]

    assert [k for k in range(1, 11) if places[k] <= places[k - 1]] == [1, 4, 9]
    assert len(set(shown)) == 7


@pytest.mark.parametrize(
    ("formula", "made"),
    [
        ("$Z^{(1)}$", "Z1"),
        ("$A^{(1)}$", "A1"),
        ("$Z^{(2)}$", "Z2"),
        (r"$\Delta^{(2)}$", "Delta2"),
        (r"$\Delta^{(1)}$", "Delta1"),
    ],
)
def test_a_row_has_the_name_of_what_the_derivation_calls_so(formula, made):
    names = symbols("backprop")
    row = next(row for row in lines() if row["makes"] == formula)
    letters = {"N": len(names["one"]), "H": names["W1"].shape[1], "K": names["W2"].shape[1]}
    shape = {"100 × 50": ("N", "H"), "100 × 10": ("N", "K")}[row["digits"]]

    assert names[made].shape == tuple(letters[letter] for letter in shape)


@states(
    "This is the code that finds the gradients of every [`Network`][nn.network.Network] of the "
    "book, whatever its depth: three of its methods, without decorators, checks, descriptions and "
    "the types in their first lines.",
    page="backprop",
)
def test_the_page_shows_the_methods_that_train_as_they_are():
    (shown,) = [d["arguments"] for d in DIRECTIVE.finditer(text_of("backprop"))
                if d["name"] == "listing"]  # fmt: skip
    owner, *names = shown.split()
    code = listings.methods(f"nn.{owner.split('.')[0]}", owner.split(".")[1], *names).code
    inside = [line.strip() for line in code.split("\n") if line.startswith("    ")]
    source = [line.strip() for line in SOURCE.split("\n")]

    assert [*names] == [function.__name__ for function in TRACED]
    assert [line for line in inside if line not in source and "checks" not in line] == []
    assert len(code.split("\n")) <= 25


def test_the_methods_that_are_shown_are_called_where_a_network_trains(monkeypatch, rng):
    called = []
    for function in TRACED:

        def noted(self, *arguments, function=function):
            called.append(function.__name__)
            return function(self, *arguments)

        monkeypatch.setattr(network.Network, function.__name__, noted)
    SMALL.gradients(P, X, np.array([1]))

    assert called == ["loss_and_gradients", "forward_pass", "backward_pass"]


@states(
    "**One layer back**, a neuron collects the deltas of all neurons that it feeds, each times "
    "the weight between the two.",
    "The product with the slope $\\sigma'$ then says how much of it arrives: a neuron that is "
    "[saturated](activation.md#what-the-computer-needs) passes hardly anything on",
    page="backprop",
)
def test_a_saturated_neuron_passes_hardly_anything_back(rng):
    W, Delta = rng.normal(size=(3, 4)), rng.normal(size=(1, 4))

    collected = [sum(W[h, k] * Delta[0, k] for k in range(4)) for h in range(3)]

    assert_allclose(Delta @ W.T, [collected])
    assert (np.abs(collected * sigmoid_prime(np.array([0.0, 9.0, -9.0])))[1:] < 1e-3).all()


@states(
    "**The gradient of the weights** is what went into the layer times the delta that came back, "
    "added up over the examples.",
    "An input of zero did nothing to the loss, so its weights get no gradient from it.",
    "**The gradient of the biases** is the delta itself, added up over the examples: a bias is a "
    "weight whose input is one.",
    page="backprop",
)
def test_a_bias_is_a_weight_whose_input_is_one_and_an_input_of_zero_gives_no_gradient(rng):
    net, inputs = Network((3, 2)), rng.normal(size=(5, 3))
    inputs[:, 0], inputs[:, 1] = 1, 0
    p, t = net.initialize(rng), rng.integers(0, 2, size=5)

    found = net.gradients(p, inputs, t)
    Delta = (softmax(linear(inputs, p["W1"], p["b1"])) - np.eye(2)[t]) / 5

    assert_allclose(found["W1"][0], found["b1"])
    assert (found["W1"][1] == 0).all()
    assert_allclose(found["W1"], sum(np.outer(inputs[n], Delta[n]) for n in range(5)))


@states(
    "Equations 3 and 4 hold for the first layer as well, with $X$ and $\\Delta^{(1)}$; each "
    "further layer repeats 2 to 4.",
    "The four equations are its last lines: `Delta` begins as the last delta, gives the gradients "
    "of its layer, and becomes the delta of the layer before.",
    page="backprop",
)
def test_three_layers_repeat_the_equations_of_the_hidden_layer(rng):
    net = Network((3, 4, 5, 2), "sigmoid")
    p = {name: rng.normal(size=shape) for name, shape in net.shapes.items()}
    inputs, t = rng.normal(size=(6, 3)), rng.integers(0, 2, size=6)
    A = [inputs]
    for layer in (1, 2):
        A.append(sigmoid(linear(A[-1], p[f"W{layer}"], p[f"b{layer}"])))
    Delta, expected = (softmax(linear(A[2], p["W3"], p["b3"])) - np.eye(2)[t]) / 6, {}
    for layer in (3, 2, 1):
        expected |= {f"W{layer}": A[layer - 1].T @ Delta, f"b{layer}": Delta.sum(axis=0)}
        Delta = (Delta @ p[f"W{layer}"].T) * A[layer - 1] * (1 - A[layer - 1])

    found = net.gradients(p, inputs, t)

    assert [*found] == [*expected]
    for name, gradient in expected.items():
        assert_allclose(found[name], gradient, rtol=1e-10)


@states(
    "In place of the loss we may differentiate the sum $M$ below, in which $G$ is held fixed "
    "([why](linear.md#why-the-upstream-gradient-is-enough)): a gradient says how the loss begins "
    "to change, and $M$ begins to change in the same way.",
    page="backprop",
)
def test_a_loss_and_the_sum_with_its_gradient_held_fixed_have_the_same_slopes(rng):
    U, direction, h = rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), 1e-6
    loss = lambda U: np.sin(U).sum() ** 2  # noqa: E731
    G = 2 * np.sin(U).sum() * np.cos(U)

    slopes = [
        (f(U + h * direction) - f(U - h * direction)) / (2 * h)
        for f in (loss, lambda U: (G * U).sum())
    ]

    assert slopes[0] == pytest.approx(slopes[1], rel=1e-7)


@states(
    "A step of training subtracts $\\eta$ times each gradient, only after all of them have been "
    "computed:",
    page="backprop",
)
def test_the_losses_of_the_first_steps_are_those_of_gradient_descent():
    printed = re.findall(r"^(\d\.\d\d)$", text_of("backprop"), re.M)[:4]
    p, losses = dict(P), []
    for _ in range(4):
        losses.append(softmax_cross_entropy(SMALL.forward(p, X), np.array([1])))
        Z1 = X @ p["W1"] + p["b1"]
        A1 = sigmoid(Z1)
        Delta2 = softmax(A1 @ p["W2"] + p["b2"]) - T
        Delta1 = Delta2 @ p["W2"].T * A1 * (1 - A1)
        p = {
            "W1": p["W1"] - 0.5 * X.T @ Delta1,
            "b1": p["b1"] - 0.5 * Delta1[0],
            "W2": p["W2"] - 0.5 * A1.T @ Delta2,
            "b2": p["b2"] - 0.5 * Delta2[0],
        }

    assert printed == [f"{loss:.2f}" for loss in losses]


# What keeps a net from learning


@pytest.fixture(scope="module")
def shown():
    """The numbers of the table."""
    table = directives.as_markdown("table", "not_learning", "backprop", None)
    rows = parsed(table).rows
    return {
        mistake: {name: float(cell.strip("%")) for name, cell in cells.items()}
        for mistake, cells in rows.items()
    }


@states(
    '"My net names one class, whatever I show it" has many causes, and most of them can be told '
    "apart by a few numbers.",
    page="backprop",
)
def test_three_mistakes_leave_one_class_and_hardly_any_unit_that_lives(shown):
    one = [mistake for mistake, row in shown.items() if row["the most frequent"] > 99]

    assert one == ["all weights zero", "learning rate 10", "inputs 100 times as large"]
    assert [shown[mistake]["dead units"] >= 15 for mistake in one] == [True] * 3


@states(
    "**Not trained yet**: a random net has favourites too.",
    "Look at the loss: it should begin near $\\log 10$, about {{ value np.log(10):.1f }}, or not "
    "far above, and fall.",
    page="backprop",
)
def test_an_untrained_net_has_a_favourite_and_a_loss_not_far_above_log_10(shown):
    row = shown["not trained yet"]

    assert row["the most frequent"] > 30
    assert np.log(10) < row["loss"] < np.log(10) + 1


@states(
    "**All weights zero**: every hidden unit puts out zero and gets no gradient; only the last "
    "biases move.",
    page="backprop",
)
def test_from_zero_only_the_last_biases_move():
    X, t = data(0)
    p = trained(X, t, zero=True)

    assert [name for name, array in p.items() if array.any()] == ["b2"]
    assert not scores(p, X)[0].any()


@states(
    "**Learning rate too large**: the first few steps throw the scores of most hidden units below "
    "zero for every example, where the slope of ReLU is 0.",
    "Divide the rate by ten until the loss falls.",
    page="backprop",
)
def test_a_tenth_of_the_large_rate_learns_and_a_tenth_of_that_as_well():
    X, t = data(0)
    losses = []
    for eta in (10, 1, 0.1):
        _, Z = scores(trained(X, t, eta=eta), X)
        losses.append(-np.log(probabilities(Z)[np.arange(1000), t]).mean())

    assert losses[0] > 2 and max(losses[1:]) < 0.5
    activations = [scores(trained(X, t, eta=10, passes=1, steps=n), X)[0] for n in range(4)]
    dead = [(A.max(axis=0) == 0).sum() for A in activations]
    assert dead[0] == 0 and dead[1] < 10 < dead[2] < dead[3]


@states(
    "**Inputs too large**: the gradient of the first weights is the input times the delta, so "
    "for the same delta their steps grow in the same proportion.",
    "Bring the inputs to a size around one: divide grey values by 255.",
    page="backprop",
)
def test_the_gradient_of_the_weights_grows_with_the_inputs_while_the_delta_is_the_same(rng):
    net, Delta = Network((3, 2)), rng.normal(size=(4, 2))
    p, inputs = net.initialize(rng), rng.normal(size=(4, 3))

    once, more = (
        net.backward_pass(p, *net.forward_pass(p, scale * inputs), Delta) for scale in (1, 255)
    )

    assert_allclose(more["W1"], 255 * once["W1"])


@states(
    "**Sorted by class**: each batch teaches its own class and forgets the others; the last one "
    "wins.",
    page="backprop",
)
def test_a_net_that_saw_the_classes_in_their_order_mostly_names_the_last():
    X, t = data(0)
    order = np.argsort(t, kind="stable")
    p = trained(X[order], t[order], passes=1, shuffled=False)
    named = scores(p, data(1)[0])[1].argmax(axis=1)

    assert np.bincount(named, minlength=10).argmax() == 9


@states(
    "**Labels mixed up**: images and labels were shuffled apart.",
    "All classes are named, and the loss stays near $\\log 10$.",
    page="backprop",
)
def test_mixed_labels_leave_the_loss_near_log_10(shown):
    row = shown["labels mixed up"]

    assert abs(row["loss"] - np.log(10)) < 0.2 and row["classes named"] == 10


@states(
    "**Labels off by one**: the loss is small and the answers are wrong, since the net has learnt "
    "what it was taught.",
    page="backprop",
)
def test_shifted_labels_are_learnt_and_all_answers_are_shifted(shown):
    row = shown["labels off by one"]
    p, _, _ = mistakes()["labels off by one"]
    X, t = data(1)

    assert row["loss"] < 0.5 and row["right"] < 10
    assert ((scores(p, X)[1].argmax(axis=1) - 1) % 10 == t).mean() > 0.8


@states(
    "Before all that, let the net learn ten examples by heart: where even that fails, from random "
    "weights and with a small rate, the gradients are probably wrong,",
    page="backprop",
)
def test_ten_examples_are_learnt_by_heart_by_right_gradients_and_not_by_wrong_ones(rng):
    X, t = data(0)
    net, X, t = Network((7, 20, 10)), X[:10], t[:10]
    right = wrong = net.initialize(rng)
    for _ in range(300):
        gradients = net.gradients(right, X, t)
        right = {name: array - 0.5 * gradients[name] for name, array in right.items()}
        gradients = net.gradients(wrong, X, t)
        wrong = {name: array + 0.01 * gradients[name] for name, array in wrong.items()}

    assert net.loss(right, X, t) < 0.05 < 1 < net.loss(wrong, X, t)


# Numbers by hand, and the exercises


@states(
    "its score is zero, so the sigmoid puts out one half with the slope of a quarter. The two "
    "deltas of the last layer are 0.83 and −0.83, and its weights into them are 1 and −2:",
    "So its delta is 0.62, and the gradients of its two weights are 0.62 and 1.25, the first "
    "column of the gradient of `W1`.",
    page="backprop",
)
def test_the_numbers_of_the_first_hidden_neuron_are_those_on_paper():
    Z1, A1, _, _, Delta2, _, _, _, Delta1, grad_W1, _ = of_the_small_net()

    assert (Z1[0, 0], A1[0, 0], sigmoid_prime(Z1)[0, 0]) == (0, 0.5, 0.25)
    assert_allclose(Delta2, [[0.83, -0.83]], atol=0.005)
    assert P["W2"][0].tolist() == [1, -2]
    assert_allclose([Delta1[0, 0], *grad_W1[:, 0]], [0.62, 0.62, 1.25], atol=0.005)


@states(
    "The values stay, except for the loss, and all orange numbers but its 1 change.",
    "The last delta is now (−0.17, 0.17): the probabilities 0.83 and 0.17, less one for the first "
    "class.",
    "Before, it was (0.83, −0.83), and all orange numbers from there on come from it, so they are "
    "multiplied by −0.17 / 0.83, about −0.2:",
    page="backprop",
)
def test_with_the_other_class_all_gradients_are_multiplied_by_the_same_number():
    first, second = (SMALL.gradients(P, X, np.array([k])) for k in (0, 1))
    shares = softmax(SMALL.forward(P, X))[0]

    assert_allclose(shares, [0.83, 0.17], atol=0.005)
    for name in P:
        assert_allclose(first[name] / second[name], -shares[1] / shares[0], rtol=1e-10)
        assert_allclose(first[name] / second[name], -0.2, atol=0.01)


@states(
    "They are the same: the loss is a mean, and the mean of two equal numbers is that number.",
    page="backprop",
)
def test_twice_the_same_example_has_the_gradients_of_one():
    once = SMALL.gradients(P, X, np.array([1]))
    twice = SMALL.gradients(P, np.vstack([X, X]), np.array([1, 1]))

    for name in P:
        assert_allclose(twice[name], once[name], rtol=1e-14)


@states(
    "Line (3) takes the slope at the activation.",
    "All shapes fit, so no error is raised; a difference quotient finds the wrong gradients of the "
    "first layer, and none in the second.",
    page="backprop",
)
def test_only_the_third_line_of_the_listing_with_a_mistake_is_wrong(rng):
    net = Network((3, 4, 5), "sigmoid")
    p, inputs = net.initialize(rng), rng.normal(size=(6, 3))
    t = rng.integers(0, 5, size=6)
    A, Z = net.forward_pass(p, inputs)
    Delta2 = (softmax(Z[2]) - np.eye(5)[t]) / 6
    (code,) = re.findall(r"```python\n(def backward\(X.*?)```", text_of("backprop"), re.S)
    names = {"sigmoid_prime": sigmoid_prime}
    exec(code, names)

    found = dict(zip(("W1", "b1", "W2", "b2"), names["backward"](inputs, A[1], p["W2"], Delta2),
                     strict=True))  # fmt: skip
    right = net.gradients(p, inputs, t)
    wrong = [k for k in right if not np.allclose(found[k], right[k], rtol=1e-6)]

    assert sorted(wrong) == ["W1", "b1"]
    mended = code.replace("sigmoid_prime(A1)", "A1 * (1 - A1)")
    exec(mended, names)
    again = names["backward"](inputs, A[1], p["W2"], Delta2)
    for k, gradient in zip(("W1", "b1", "W2", "b2"), again, strict=True):
        assert_allclose(gradient, right[k], rtol=1e-10)


@states(
    "A net of ten layers, 50 neurons each, with sigmoids between them, is started as "
    "[`initialize`](initialization.md) starts it.",
    "The largest slope of a sigmoid is a quarter, and there are nine of them on the way.",
    "About a millionth: on its way back the delta is multiplied nine times by slopes of a quarter "
    "or less, and by weights that hardly change its size.",
    "The gradient of the biases is the delta, added up over the examples, and shows the same:",
    page="backprop",
)
def test_the_delta_of_the_first_of_ten_layers_of_sigmoids_is_about_a_millionth():
    deep = Network((50,) * 11, "sigmoid")
    ratios = []
    for seed in range(5):
        rng = np.random.default_rng(seed)
        p = deep.initialize(rng)
        inputs, t = rng.normal(size=(100, 50)), np.arange(100) % 50
        found = deep.gradients(p, inputs, t)
        alone = [deep.gradients(p, inputs[n : n + 1], t[n : n + 1]) for n in range(100)]
        first, last = (np.array([each[name] for each in alone]) for name in ("b1", "b10"))
        assert_allclose(first.mean(axis=0), found["b1"])  # an example by itself has its delta
        ratios.append(np.abs(found["b1"]).mean() / np.abs(found["b10"]).mean())
        ratios.append(np.linalg.norm(first) / np.linalg.norm(last))

    assert sigmoid_prime(np.linspace(-9, 9, 99)).max() == 0.25
    assert 1e-7 < min(ratios) < max(ratios) < 1e-5


@states(
    "Why are three forward passes enough for a step, whatever the depth of the network?",
    "Forward there is one product for each layer, in which each weight takes two operations for "
    "each example.",
    "Back there are two of the same size, one for the gradient of the weights and one for the "
    "gradient of the inputs, and the second is left out in the first layer.",
    "So a step takes three times the operations of the forward pass in every layer but the first, "
    "and only two times in the first;",
    page="backprop",
)
@pytest.mark.parametrize("sizes", [(3, 5), (3, 4, 5), (3, 4, 4, 4, 5)])
def test_a_step_lacks_the_first_product_to_three_forward_passes(sizes):
    products = [2 * d * k for d, k in pairwise(sizes)]
    step = sum(products) + sum(products) + sum(products[1:])

    assert step == 2 * products[0] + sum(3 * product for product in products[1:])
    assert 3 * sum(products) - step == products[0]


@states(
    "Without them each layer would have to be computed again.",
    page="backprop",
)
def test_what_the_way_back_needs_of_each_layer_is_its_input_and_its_score():
    code = listings.methods("nn.network", "Network", "backward_pass").code

    assert {*re.findall(r"\b[AZ]\[[^\]]*\]", code)} == {"A[layer - 1]", "Z[layer - 1]"}

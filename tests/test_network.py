"""Networks: what their formulas do not show. Chapter: docs/network.md."""

import re
from dataclasses import FrozenInstanceError
from itertools import pairwise, product
from math import factorial

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from figures import inference
from nn import loss
from nn.activation import identity, relu, sigmoid, tanh
from nn.linear import linear
from nn.network import ACTIVATIONS, Network, operation_count, parameter_count, three_layer_network
from nn.softmax import softmax
from tests.diagrams import arrows, beside, inside, links, nearest, rounds
from tests.drawn import seen
from tests.states import states
from tests.tables import typed
from verify.book import cited, runs
from verify.prose.pages import text_of
from verify.proving.namespace import symbols

SAITOH = {
    "W1": np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]),
    "b1": np.array([0.1, 0.2, 0.3]),
    "W2": np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]]),
    "b2": np.array([0.1, 0.2]),
    "W3": np.array([[0.1, 0.3], [0.2, 0.4]]),
    "b3": np.array([0.1, 0.2]),
}
N = 6
DIGITS = (784, 50, 100, 10)
PAGE = text_of("network")


@pytest.fixture
def case(rng):
    """A network with its parameters (biases too), a batch, and its classes."""
    network = Network((4, 5, 3), "tanh")
    parameters = network.initialize(rng)
    for name in ("b1", "b2"):
        parameters[name] = rng.normal(size=parameters[name].shape)
    return network, parameters, rng.normal(size=(N, 4)), rng.integers(0, 3, size=N)


def slopes(loss, p, h=1e-6):
    """Central differences, with a step so small that hardly any ReLU has its kink inside."""
    found = np.empty_like(p)
    for place in np.ndindex(p.shape):
        step = np.zeros_like(p)
        step[place] = h
        found[place] = (loss(p + step) - loss(p - step)) / (2 * h)
    return found


def test_the_published_example_has_its_published_outputs():
    Y = three_layer_network(np.array([[1.0, 0.5]]), **SAITOH)

    assert_allclose(Y, [[0.3168270764110298, 0.6962790898619668]], rtol=1e-15)


def test_network_of_three_sigmoid_layers_is_the_formula(rng):
    X = rng.normal(size=(N, 2))

    Y = Network((2, 3, 2, 2), "sigmoid").forward(SAITOH, X)

    assert_array_equal(Y, three_layer_network(X, **SAITOH))


@pytest.mark.parametrize("function", [identity, relu, sigmoid, tanh])
def test_every_layer_but_the_last_has_the_activation(case, function):
    _, p, X, _ = case

    Y = Network((4, 5, 3), function.__name__).forward(p, X)

    assert_array_equal(Y, linear(function(linear(X, p["W1"], p["b1"])), p["W2"], p["b2"]))


@states("The answer for an image is the same in both, except perhaps for rounding")
def test_one_example_and_a_hundred_give_the_same_rows(rng):
    network = Network((784, 50, 100, 10), "sigmoid")
    parameters = network.initialize(rng)
    X = rng.random(size=(100, 784))

    alone = np.vstack([network.forward(parameters, x[np.newaxis]) for x in X])

    assert_allclose(network.forward(parameters, X), alone, rtol=1e-12)


@states(
    "so the largest output is also the largest probability: **softmax never changes which class "
    "wins**, unless rounding makes two probabilities equal.",
    "changes no decision, apart from rounding, so the scores are enough to name a class.",
)
def test_only_rounding_makes_softmax_change_which_class_wins(rng):
    for Z in (
        rng.normal(size=(N, 3)),
        100 * rng.normal(size=(N, 3)),
        1e-9 * rng.normal(size=(N, 3)),
    ):
        P = softmax(Z)
        assert_array_equal(P[np.arange(N), Z.argmax(axis=1)], P.max(axis=1))
    near = np.array([[0.0, 1e-17]])
    assert near.argmax() == 1 and softmax(near).argmax() == 0
    assert np.ptp(softmax(near)) == 0


def test_prediction_is_the_most_likely_class(case):
    network, parameters, X, _ = case

    P = softmax(network.forward(parameters, X))

    assert_array_equal(network.predict(parameters, X), P.argmax(axis=1))


def test_loss_is_the_mean_surprise_of_the_right_classes(case):
    network, parameters, X, t = case
    P = softmax(network.forward(parameters, X))

    assert_allclose(network.loss(parameters, X, t), -np.log(P[np.arange(N), t]).mean(), rtol=1e-12)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(4, 3), (4, 5, 3), (4, 5, 6, 3), (4, 2, 5, 6, 3)])
def test_gradients_match_finite_differences(rng, activation, sizes):
    network = Network(sizes, activation)
    parameters = network.initialize(rng)
    parameters = {name: p + 0.1 * rng.normal(size=p.shape) for name, p in parameters.items()}
    X, t = rng.normal(size=(N, 4)), rng.integers(0, 3, size=N)

    found = network.gradients(parameters, X, t)

    assert found.keys() == parameters.keys()
    for name, value in parameters.items():
        numerical = slopes(lambda p, name=name: network.loss(parameters | {name: p}, X, t), value)
        assert_allclose(found[name], numerical, rtol=1e-6, atol=1e-8, err_msg=name)


def test_loss_and_gradients_together_are_those_computed_apart(case):
    network, *arguments = case

    loss, gradients = network.loss_and_gradients(*arguments)

    assert loss == network.loss(*arguments)
    for name, expected in network.gradients(*arguments).items():
        assert_array_equal(gradients[name], expected)


def test_gradient_of_a_batch_is_the_mean_of_the_gradients_of_its_examples(case):
    network, parameters, X, t = case
    alone = [network.gradients(parameters, X[n : n + 1], t[n : n + 1]) for n in range(N)]

    found = network.gradients(parameters, X, t)

    for name in parameters:
        assert_allclose(found[name], np.mean([g[name] for g in alone], axis=0), atol=1e-15)


def test_gradient_descent_learns_xor(rng):
    X, t = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0, 1, 1, 0])
    network = Network((2, 8, 2), "tanh")
    parameters = network.initialize(rng)

    for _ in range(500):
        gradients = network.gradients(parameters, X, t)
        parameters = {name: p - 0.5 * gradients[name] for name, p in parameters.items()}

    assert_array_equal(network.predict(parameters, X), t)


@states("and its scores, losses and gradients have the same type")
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_dtype_is_kept(rng, activation, dtype):
    network = Network((4, 5, 3), activation)
    parameters = network.initialize(rng, dtype)
    X, t = rng.normal(size=(N, 4)).astype(dtype), np.zeros(N, int)

    gradients = network.gradients(parameters, X, t)

    results = [network.forward(parameters, X), network.loss(parameters, X, t), *gradients.values()]
    assert {array.dtype for array in [*parameters.values(), *results]} == {np.dtype(dtype)}


def test_calls_leave_no_trace(case):
    network, parameters, X, t = case
    before = {name: p.copy() for name, p in parameters.items()}, X.copy(), t.copy()

    first = network.gradients(parameters, X, t)
    for gradient in network.gradients(parameters, X, t).values():
        gradient[:] = 0
    network.predict(parameters, X)

    for name, p in parameters.items():
        assert_array_equal(p, before[0][name])
        assert_array_equal(network.gradients(parameters, X, t)[name], first[name])
    assert_array_equal(X, before[1])
    assert_array_equal(t, before[2])


@states("A `Network` does not change when it is used")
def test_a_network_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Network((4, 3)).sizes = (3, 4)


def test_the_seed_decides_the_parameters():
    network = Network((4, 5, 3))
    one, same, other = (network.initialize(np.random.default_rng(seed)) for seed in (0, 0, 1))

    for name in ("W1", "W2"):
        assert_array_equal(one[name], same[name])
        assert (one[name] != other[name]).all()


@pytest.mark.parametrize(("activation", "gain"), [("relu", 2), ("tanh", 1), ("sigmoid", 1)])
def test_initial_weights_are_scaled_by_the_inputs_of_their_layer(rng, activation, gain):
    parameters = Network((300, 200, 100), activation).initialize(rng)

    assert_allclose(parameters["W1"].var(), gain / 300, rtol=0.03)
    assert_allclose(parameters["W2"].var(), gain / 200, rtol=0.03)
    assert not parameters["b1"].any()
    assert not parameters["b2"].any()


@states(
    r"Let $s_1$ be the number of inputs and $s_2, s_3, \ldots$ the numbers of neurons in the $M$",
    "has that many weights and one bias for each of its $s_{l+1}$ neurons",
)
def test_parameters_are_counted_as_they_are(rng):
    network = Network((784, 50, 100, 10))

    assert parameter_count(network.sizes) == sum(p.size for p in network.initialize(rng).values())
    assert parameter_count(network.sizes) == 45_360


@states("here chiefly because one call takes the place of a hundred")
def test_most_of_what_a_batch_saves_is_the_overhead_of_its_calls():
    saved = inference.modelled(1) - inference.modelled(100) / 100

    assert 0.99 * inference.measured("alpha") > saved / 2


@states("Most of it is in the first layer.")
def test_the_first_layer_has_most_parameters_and_most_operations():
    first, sizes = (784, 50), (784, 50, 100, 10)

    assert parameter_count(first) / parameter_count(sizes) > 0.5
    assert operation_count(first, 1) / operation_count(sizes, 1) > 0.5


@states("An untrained network knows nothing, and on average it is right for one image in ten.")
def test_the_recorded_untrained_nets_are_right_for_a_tenth_on_average():
    assert runs.load("inference").record["results"]["untrained"]["mean"] == pytest.approx(
        0.1, abs=0.003
    )


@states(
    "`argmax` would call NaN the largest score, and every image with a broken pixel would be read "
    "as a zero."
)
def test_a_broken_pixel_makes_every_score_nan_and_argmax_say_zero(rng):
    x = rng.random(size=(1, 784))
    x[0, 300] = np.nan

    assert linear(x, rng.normal(size=(784, 10)), np.zeros(10)).argmax() == 0


@states(
    "The tutorial [[3]](errata.md#source-3) runs the untrained digit network on 1000 "
    "images and formats the accuracy with "
    "`:.4f`.",
    "Why can't that be what the program printed",
    "For two reasons: the format leaves four digits after the point, and of 1000 images a whole "
    "number is right, so the accuracy is a multiple of one thousandth.",
)
def test_no_share_of_a_thousand_images_prints_as_the_published_one():
    printed = {f"{right / 1000:.4f}" for right in range(1001)}

    assert {len(text.partition(".")[2]) for text in printed} == {4}
    assert not printed & {"0.09352", "0.0935"}


@states(
    "Saitoh's trained network gets {{ cited saitoh2016.accuracy }} of the test images right; with "
    "a zero too many, that would be the number of [3]"
)
def test_the_tutorials_number_is_the_accuracy_of_saitohs_network_with_a_zero_too_many():
    trained = cited.sources()["saitoh2016"].numbers["accuracy"].number

    assert trained.replace(".", ".0") == "0.09352"
    assert "It reports `Accuracy:0.09352`" in PAGE


@states("What it costs", "A batch costs as many operations as its examples cost one by one")
def test_operations_grow_with_the_examples():
    sizes = (784, 50, 100, 10)

    assert operation_count(sizes, 100) == 100 * operation_count(sizes, 1)
    assert operation_count(sizes, 1) == 2 * (784 * 50 + 50 * 100 + 100 * 10)


@states(
    "For the digits that is, in parameters and in operations for a hundred images",
    "In the forward pass each weight is used once for each example, in one multiplication and one "
    "addition",
    "with a hundred images each fetched weight is used for 200 operations, with a single one for "
    "two.",
)
@pytest.mark.parametrize(
    ("examples", "each", "all_of_them"), [(1, 2, 90_400), (100, 200, 9_040_000)]
)
def test_every_weight_takes_part_in_two_operations_for_each_example(examples, each, all_of_them):
    weights = parameter_count(DIGITS) - sum(DIGITS[1:])
    operations = operation_count(DIGITS, examples)

    assert (operations, operations / weights) == (all_of_them, each)


@states(
    "Take images with 28 × 28 pixels, two hidden layers with [random "
    "parameters](initialization.md), and ten classes, and follow the shapes of one image and of a "
    "hundred through the layers",
    "Take one output for each class, ten for ten digits",
)
def test_the_listing_has_the_net_for_digits_and_a_hundred_images():
    sizes = re.search(r"digits = Network\(sizes=\((.*?)\)", PAGE)[1].split(", ")
    drawn = re.search(r"hundred = .*random\(\((.*?)\)\)", PAGE)[1].split(", ")

    assert [*map(int, sizes)] == [*DIGITS] and [*map(int, drawn)] == [100, DIGITS[0]]
    assert (DIGITS[0], len(DIGITS[1:-1]), DIGITS[-1]) == (28 * 28, 2, len("0123456789"))


@states(
    "two inputs, a layer of three neurons, one of two, and two outputs. We count the layers that "
    "have weights, so it has three.",
    "Its matrix has a row for each input and a column for each neuron, and an entry of a matrix is "
    "named by its row first: so $w^{(1)}_{12}$, *to* 1 *from* 2, stands in row 2 and column 1.",
    "Only the names swap their indices; the numbers are the same.",
    "it treats the three activations as the first layer treated $x$",
)
def test_the_network_of_the_chapter_has_three_layers_of_weights():
    names = symbols("network")
    weights = [names[f"W{layer}"] for layer in (1, 2, 3)]

    assert [W.shape for W in weights] == [(2, 3), (3, 2), (2, 2)]
    assert (names["w1"] == names["W1"].T).all() and names["w1"][0, 1] == names["W1"][1, 0]
    assert (names["a1"] @ names["W2"] + names["b2"] - names["z2"] == 0).all()
    assert (names["x"] @ names["W1"] + names["b1"] - names["z1"] == 0).all()


@states(
    "The weight $w^{(1)}_{12}$ belongs to layer 1; it leads *to* its first neuron *from* the "
    "second input."
)
def test_the_weight_with_the_indices_1_and_2_is_what_the_second_input_has_in_the_first_score():
    names = symbols("network")

    assert names["z1"][0].diff(names["x"][1]) == names["w1"][0, 1]


@states("in this book $z$ is a score and $a = \\sigma(z)$ is the *activation*")
def test_an_activation_is_the_sigmoid_of_a_score():
    names = symbols("network")

    assert [*names["a1"]] == [names["sigma"](z) for z in names["z1"]]


@states(
    "Each has the loss that fits: identity with the squared error, softmax with cross-entropy. "
    "Then the gradient with respect to the scores is the same for both: outputs minus targets, "
    "over the number of examples."
)
def test_both_losses_have_outputs_minus_targets_over_the_examples_as_gradient(rng):
    Z, t = rng.normal(size=(N, 3)), rng.integers(0, 3, size=N)
    T = np.eye(3)[t]

    assert_allclose(loss.squared_error_grad_Y(Z, T), (Z - T) / N, atol=1e-15)
    assert_allclose(loss.softmax_cross_entropy_grad_Z(Z, t), (softmax(Z) - T) / N, atol=1e-15)


@states(
    "The one whose weights are the product of the three matrices",
    "Its biases are what the three layers make of an input of zeros.",
)
def test_three_layers_without_activations_are_one(rng):
    network, X = Network((2, 3, 2, 2), "identity"), rng.normal(size=(N, 2))
    W = SAITOH["W1"] @ SAITOH["W2"] @ SAITOH["W3"]
    b = network.forward(SAITOH, np.zeros((1, 2)))[0]

    assert_allclose(network.forward(SAITOH, X), linear(X, W, b))


@states("Far from zero, a sigmoid is nearly 0 or 1, as a step is.")
def test_far_from_zero_the_sigmoid_is_nearly_a_step():
    z = np.array([-1000.0, -10.0, 10.0, 1000.0])

    assert_allclose(sigmoid(z), z > 0, atol=1e-4)


@states(
    "one hidden layer of 50 neurons, and ten outputs. How many parameters does it have? How many "
    "of them are biases?",
    "It has {{ value parameter_count((784, 50, 10)):,d }}, and {{ value 50 + 10 }} are biases: "
    "one for each hidden neuron and for each output.",
)
def test_the_net_with_one_hidden_layer_has_its_parameters_and_biases(rng):
    shapes = Network((28 * 28, 50, 10)).shapes
    biases = sum(np.prod(shape) for name, shape in shapes.items() if name.startswith("b"))

    assert (parameter_count((784, 50, 10)), 50 + 10) == (
        sum(np.prod(shape) for shape in shapes.values()),
        biases,
    )


@pytest.mark.parametrize("sizes", [(), (3,), (3, 0), (3, -1, 2), (3, 2.0)])
def test_sizes_that_make_no_network_are_refused(shapes_unchecked, sizes):
    with pytest.raises(ValueError, match="expected sizes of two or more layers"):
        Network(sizes)


def test_an_unknown_activation_is_refused():
    with pytest.raises(ValueError, match="among identity, relu, sigmoid, tanh; got 'swish'"):
        Network((4, 3), "swish")


@pytest.mark.parametrize("dtype", [np.float16, np.int64])
def test_an_unknown_dtype_is_refused(rng, dtype):
    with pytest.raises(ValueError, match=f"float32 or float64; got {np.dtype(dtype)}"):
        Network((4, 3)).initialize(rng, dtype)


METHODS = {
    "forward": lambda network, parameters, X, t: network.forward(parameters, X),
    "predict": lambda network, parameters, X, t: network.predict(parameters, X),
    "loss": lambda network, parameters, X, t: network.loss(parameters, X, t),
    "gradients": lambda network, parameters, X, t: network.gradients(parameters, X, t),
}
every_method = pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)


@every_method
@pytest.mark.parametrize("shape", [(), (4,), (N, 5), (4, N), (0, 4), (N, 4, 1)])
def test_a_batch_that_does_not_fit_is_refused(case, shapes_unchecked, method, shape):
    network, parameters, _, t = case

    with pytest.raises(ValueError, match=r"expected X \(N, 4\) with at least one example; got"):
        method(network, parameters, np.ones(shape), t)


@every_method
@pytest.mark.parametrize(
    "change",
    [
        {"W1": np.ones((5, 4))},
        {"b1": np.ones((1, 5))},  # NumPy would broadcast it
        {"b2": np.ones(())},
        {"W3": np.ones((3, 3))},
    ],
)
def test_parameters_that_do_not_fit_are_refused(case, shapes_unchecked, method, change):
    network, parameters, X, t = case

    with pytest.raises(ValueError, match="expected parameters of the shapes"):
        method(network, parameters | change, X, t)


@every_method
def test_a_missing_parameter_is_refused(case, shapes_unchecked, method):
    network, parameters, X, t = case
    del parameters["b2"]

    with pytest.raises(ValueError, match="expected parameters of the shapes"):
        method(network, parameters, X, t)


@every_method
@pytest.mark.parametrize("dtype", [np.float32, np.uint8])
def test_a_mixture_of_dtypes_is_refused(case, shapes_unchecked, method, dtype):
    network, parameters, X, t = case

    with pytest.raises(ValueError, match=f"got float64, {np.dtype(dtype)}|got float32, float64"):
        method(network, parameters, X.astype(dtype), t)


@every_method
@pytest.mark.parametrize("dtype", [np.float16, np.int64])
def test_other_dtypes_are_refused(case, shapes_unchecked, method, dtype):
    network, parameters, X, t = case
    parameters = {name: p.astype(dtype) for name, p in parameters.items()}

    with pytest.raises(ValueError, match=f"float32 or all in float64; got {np.dtype(dtype)};"):
        method(network, parameters, X.astype(dtype), t)


@every_method
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", ["X", "W1", "b1", "W2", "b2"])
def test_nan_and_infinity_are_refused_wherever_they_are(case, method, activation, bad, where):
    _, parameters, X, t = case
    arrays = parameters | {"X": X}
    arrays[where].flat[1] = bad

    with pytest.raises(
        ValueError, match=f"expected finite numbers; got NaN or infinity in {where}"
    ):
        method(Network((4, 5, 3), activation), parameters, X, t)


@every_method
def test_an_overflow_is_refused(case, method):
    network, parameters, X, t = case
    parameters["W1"][:] = 1e308

    with pytest.raises(ValueError, match="got an overflow in layer 1"):
        method(network, parameters, 10 * np.abs(X), t)


@pytest.mark.parametrize("method", ["loss", "gradients"])
@pytest.mark.parametrize(
    ("t", "message"),
    [
        ([0, 1, 2, 3, 0, 1], "needs class indices 0 ... 2 in t; got 0 ... 3"),
        ([0, 1, 2, -1, 0, 1], "needs class indices 0 ... 2 in t; got -1 ... 2"),
        ([0, 1, 2], r"t \(N,\); got Z \(6, 3\), t \(3,\)"),
        (np.eye(3)[[0, 1, 2, 0, 1, 2]], "one-hot rows become classes by t.argmax"),
        ([0.0, 1.0, 2.0, 0.0, 1.0, 2.0], "needs integers in t"),
    ],
)
def test_labels_that_do_not_fit_are_refused(case, shapes_unchecked, method, t, message):
    network, parameters, X, _ = case

    with pytest.raises(ValueError, match=message):
        getattr(network, method)(parameters, X, t)


NAMES = [
    "x_1",
    "x_2",
    "a^{(1)}_1",
    "a^{(1)}_2",
    "a^{(1)}_3",
    "a^{(2)}_1",
    "a^{(2)}_2",
    "y_1",
    "y_2",
]


def neurons():
    """The axes of the network, its circles, and the names below these."""
    axes = seen("network", "forward").only
    circles = rounds(axes)
    return axes, circles, [beside(axes.texts, circle.centre, "below").words for circle in circles]


@states("The network with its numbers;", page="figures/network")
def test_each_drawn_neuron_holds_what_it_puts_out():
    axes, circles, names = neurons()
    x = np.array([1.0, 0.5])
    a_1 = 1 / (1 + np.exp(-(x @ SAITOH["W1"] + SAITOH["b1"])))
    a_2 = 1 / (1 + np.exp(-(a_1 @ SAITOH["W2"] + SAITOH["b2"])))
    y = a_2 @ SAITOH["W3"] + SAITOH["b3"]

    shown = {name: inside(axes, circle) for name, circle in zip(names, circles, strict=True)}
    values = np.concatenate([x, a_1, a_2, y])
    assert shown == {n: f"{value:.3g}" for n, value in zip(NAMES, values, strict=True)}


def test_each_neuron_is_led_to_each_of_the_next_layer():
    axes, circles, names = neurons()

    layers = NAMES[:2], NAMES[2:5], NAMES[5:7], NAMES[7:]
    assert sorted((names[tail], names[tip]) for tail, tip in links(axes, circles)) == sorted(
        pair for before, after in pairwise(layers) for pair in product(before, after)
    )


@states("the thick arrows are the inputs of its first neuron.", page="figures/network")
def test_the_strong_arrows_lead_from_both_inputs_to_the_first_neuron():
    axes, circles, names = neurons()
    lines, ends = arrows(axes), links(axes, circles)
    strong = [e for a, e in zip(lines, ends, strict=True) if a.width == 2]
    widths = sorted(arrow.width for arrow in lines)

    assert [(names[tail], names[tip]) for tail, tip in strong] == [
        ("x_1", "a^{(1)}_1"), ("x_2", "a^{(1)}_1"),
    ]  # fmt: skip
    assert widths == [0.8] * 14 + [2] * 2
    assert {a.colour for a in lines if a.width == 2} == {"currentColor"}


@pytest.mark.parametrize(("weight", "source"), [("w^{(1)}_{11}", "x_1"), ("w^{(1)}_{12}", "x_2")])
def test_a_weight_stands_at_the_strong_arrow_from_its_input(weight, source):
    axes, circles, names = neurons()
    text = next(text for text in axes.texts if text.words == weight)
    strong = [arrow for arrow in arrows(axes) if arrow.width == 2]

    assert names[nearest(circles, strong[nearest(strong, text.at)].tail)] == source


OUTPUTS = np.array([0.3, 2.9, 4.0])


@pytest.mark.parametrize(
    ("title", "made", "led"),
    [
        ("identity", OUTPUTS, [(0, 0), (1, 1), (2, 2)]),
        ("softmax", np.exp(OUTPUTS) / np.exp(OUTPUTS).sum(), [*product(range(3), range(3))]),
    ],
)
@states(
    "The identity hands every score on by itself; softmax makes each probability of all scores.",
    page="figures/network",
)
@states("The two differ in how many scores an output looks at:")
def test_the_identity_takes_one_score_and_softmax_takes_all(title, made, led):
    axes = seen("network", "outputs").only
    first = 6 * (title == "softmax")
    title_at = next(text for text in axes.texts if text.words == title).at
    circles = rounds(axes)

    near = [(tail - first, tip - first) for tail, tip in links(axes, circles)]
    shown = [inside(axes, circle) for circle in circles[first : first + 6]]
    assert shown == [f"{value:.2g}" for value in [*OUTPUTS, *made]]
    assert [ends for ends in near if 0 <= ends[0] < 6] == [(tail, 3 + tip) for tail, tip in led]
    assert circles[first].centre[0] < title_at[0] < circles[first + 3].centre[0]


# The table of the page


def test_table_of_layers_counts_the_net_for_digits():
    widths = (784, 50, 100, 10)

    expected = {
        str(layer): {
            "Weights": f"({a}, {b})",
            "Biases": f"({b})",
            "Parameters": a * b + b,
            "Operations for an image": 2 * a * b,
        }
        for layer, (a, b) in enumerate(pairwise(widths), start=1)
    }
    assert typed("network", "Layer").wrong(expected) == []


def test_sizes_stand_in_one_row(shapes_unchecked):
    with pytest.raises(ValueError, match=r"^parameter_count expects s \(M,\); got s \(1, 2\)"):
        parameter_count([[784, 50]])


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("sizes", [(4, 3), (4, 5, 3), (4, 5, 6, 3)])
def test_the_way_back_differentiates_any_loss_whose_last_delta_it_is_given(rng, activation, sizes):
    network = Network(sizes, activation)
    parameters = {name: rng.normal(size=shape) for name, shape in network.shapes.items()}
    X, T = rng.normal(size=(N, 4)), rng.normal(size=(N, 3))

    def loss(parameters):
        return np.sin(network.forward(parameters, X) - T).sum()

    A, Z = network.forward_pass(parameters, X)
    found = network.backward_pass(parameters, A, Z, Delta=np.cos(Z[len(Z)] - T))

    assert found.keys() == parameters.keys()
    for name, value in parameters.items():
        numerical = slopes(lambda p, name=name: loss(parameters | {name: p}), value)
        assert_allclose(found[name], numerical, rtol=1e-5, atol=1e-7, err_msg=name)


def test_what_the_way_forward_kept_may_stand_in_any_order(case, rng):
    network, p, X, _ = case
    A, Z = network.forward_pass(p, X)
    Delta = rng.normal(size=Z[len(Z)].shape)

    turned = [dict(reversed(arrays.items())) for arrays in (A, Z)]

    expected = network.backward_pass(p, A, Z, Delta)
    for name, gradient in network.backward_pass(p, *turned, Delta).items():
        assert_array_equal(gradient, expected[name])


def test_the_way_forward_keeps_what_each_layer_is_given_and_its_scores(case):
    network, p, X, _ = case

    A, Z = network.forward_pass(p, X)

    assert ([*A], [*Z]) == ([0, 1], [1, 2])
    assert_array_equal(A[0], X)
    assert_array_equal(Z[1], linear(X, p["W1"], p["b1"]))
    assert_array_equal(A[1], np.tanh(Z[1]))
    assert_array_equal(Z[2], linear(A[1], p["W2"], p["b2"]))


# Numbers by hand, and the exercises


@states(
    "**Yes or no?**: is there a face in the picture? One output and the [sigmoid](activation.md) "
    "are enough, with the [binary cross-entropy](descent.md#binary-cross-entropy): that is "
    "softmax with two classes, where one score is held at zero."
)
def test_the_sigmoid_is_softmax_with_a_score_of_zero_beside_it(rng):
    z = rng.normal(size=(N, 1))

    pairs = np.hstack([z, np.zeros((N, 1))])
    assert_allclose(softmax(pairs)[:, :1], sigmoid(z), rtol=1e-12)


@states(
    "The score of the first neuron, and the first output from activations with three digits:",
    "Between the two stand two sigmoids; near zero, a sigmoid is one half plus nearly a quarter "
    "of its score:",
)
def test_the_numbers_on_paper_are_those_of_the_network():
    Z1 = np.array([[1.0, 0.5]]) @ SAITOH["W1"] + SAITOH["b1"]
    A2 = sigmoid(sigmoid(Z1) @ SAITOH["W2"] + SAITOH["b2"])

    assert Z1[0, 0] == pytest.approx(0.3) and A2.round(3).tolist() == [[0.626, 0.771]]
    assert sigmoid(Z1)[0, 0] == pytest.approx(0.5 + 0.25 * 0.3, abs=0.001)


@states(
    "What are the scores of the first layer for the inputs 0 and 1?",
    "The second row of the weights and the biases:",
)
def test_the_scores_for_the_second_input_alone_are_its_weights_and_the_biases():
    Z1 = np.array([[0.0, 1.0]]) @ SAITOH["W1"] + SAITOH["b1"]

    assert_allclose(Z1, [SAITOH["W1"][1] + SAITOH["b1"]])
    assert_allclose(Z1, [[0.3, 0.6, 0.9]])


@states("They come in the same new order, since no row looks at another.")
def test_the_rows_of_the_outputs_come_in_the_order_of_the_inputs(case, rng):
    network, p, X, _ = case
    order = rng.permutation(N)

    assert_allclose(network.forward(p, X[order]), network.forward(p, X)[order], rtol=1e-12)


@states(
    "Which accuracies are possible with 1000 images?",
    "Line (3) puts a sigmoid after the last layer too, so every output lies between 0 and 1.",
    "The last layer of a regression has no activation function.",
)
def test_the_listing_with_a_mistake_keeps_every_output_below_one_and_mended_it_is_the_network(rng):
    (code,) = re.findall(r"```python\n(def forward\(.*?)```", PAGE, re.S)
    names, X = {"sigmoid": sigmoid}, 100 * rng.normal(size=(N, 2))
    exec(code, names)
    wrong = names["forward"](SAITOH, X)
    exec(code.replace("(1, 2, 3)", "(1, 2)"), names)

    right = names["forward"](SAITOH, X) @ SAITOH["W3"] + SAITOH["b3"]

    assert wrong.min() >= 0 and wrong.max() <= 1
    assert_allclose(right, Network((2, 3, 2, 2), "sigmoid").forward(SAITOH, X))


@states(
    "Two neurons of a hidden layer change places, each with its weights, its bias, and the weights "
    "that lead on from it.",
    "In the sum of the next layer, two terms change places.",
    "The outputs stay: a sum does not ask in which order its terms come.",
    "Fifty different neurons can stand in 50! orders, about 3 × 10⁶⁴, so as many sets of "
    "parameters give the same outputs;",
)
def test_hidden_neurons_may_stand_in_any_order(case, rng):
    network, p, X, _ = case
    order = rng.permutation(5)

    moved = p | {"W1": p["W1"][:, order], "b1": p["b1"][order], "W2": p["W2"][order]}

    assert_allclose(network.forward(moved, X), network.forward(p, X), rtol=1e-12)
    assert factorial(50) == pytest.approx(3e64, rel=0.02)


@states(
    "A layer has a weight for each pair of an input and a neuron, and a bias for each neuron, "
    "\\eqref{eq:parameter_count}; each weight takes two operations for each example, "
    "\\eqref{eq:operation_count}."
)
def test_a_layer_has_a_weight_for_each_pair_and_a_bias_for_each_neuron():
    d, k = 7, 4

    assert parameter_count((d, k)) == d * k + k and operation_count((d, k), 3) == 3 * 2 * d * k

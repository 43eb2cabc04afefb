"""Initialisation: what its formulas do not show. Chapter: docs/initialization.md."""

import re
from functools import cache

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from figures.initialization import (
    LAYERS,
    SCHEMES,
    WIDTH,
    XOR,
    left_of_differences,
    measured,
    train,
)
from nn.activation import relu
from nn.initialization import he_std, lecun_std, xavier_std
from nn.network import ACTIVATIONS, Network
from nn.optimizer import Adam, GradientDescent
from tests.curves import NEAR
from tests.drawn import seen
from tests.states import states
from tests.tables import read
from verify.proving.namespace import symbols


@pytest.mark.parametrize(("D", "H"), [(784, 50), (50, 784), (1, 1), (10, 3)])
def test_standard_deviations_meet_their_conditions(D, H):
    assert_allclose(D * lecun_std(D) ** 2, 1, rtol=1e-14)
    assert_allclose((D + H) / 2 * xavier_std(D, H) ** 2, 1, rtol=1e-14)
    assert_allclose(D / 2 * he_std(D) ** 2, 1, rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("std", [lecun_std(7), xavier_std(7, 3), he_std(7)])
def test_standard_deviation_does_not_change_the_dtype(rng, std, dtype):
    assert (std * rng.standard_normal((7, 3), dtype)).dtype == dtype


@pytest.mark.parametrize(
    ("std", "sizes"),
    [(lecun_std, (0,)), (he_std, (-1,)), (xavier_std, (0, 3)), (xavier_std, (3, 0))],
)
def test_a_layer_without_inputs_or_neurons_is_refused(std, sizes):
    message = f"expected a layer with at least 1 input and 1 neuron; got {sizes}"

    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        std(*sizes)


@states("Scores are symmetric if the weights are, whatever the inputs.")
def test_he_keeps_the_mean_square_behind_relu_whatever_the_inputs(rng):
    X = rng.random(size=(200, 300))  # the mean is not 0
    W = he_std(300) * rng.choice([-1.0, 1.0], size=(300, 2000))  # not normal

    A = relu(X @ W)

    assert_allclose((A**2).mean(), (X**2).mean(), rtol=0.05)


@states("for $D \\neq H$ both cannot be had")
@pytest.mark.parametrize(("D", "H"), [(784, 50), (50, 784), (10, 3)])
def test_one_size_does_not_keep_both_ways(D, H):
    s = np.geomspace(1e-3, 10, 2001)

    assert np.abs(np.column_stack([D, H] * s[:, np.newaxis] ** 2 - 1)).max(axis=0).min() > 0.1


@states("Exactly half: of a number $y$ and its opposite one passes ReLU, and one does not")
def test_a_number_and_its_opposite_keep_one_square_of_two(rng):
    y = rng.normal(size=100)

    assert_array_equal(relu(y) ** 2 + relu(-y) ** 2, y**2)


def test_xavier_balances_forward_and_backward(rng):
    D, H = 300, 100
    W = xavier_std(D, H) * rng.standard_normal((D, H))
    forward = (rng.standard_normal((500, D)) @ W).var()
    backward = (rng.standard_normal((500, H)) @ W.T).var()

    assert_allclose([forward, backward], [2 * D / (D + H), 2 * H / (D + H)], rtol=0.03)
    assert_allclose((forward + backward) / 2, 1, rtol=0.03)


@states(
    "Let $v_l$ be the mean square of the activations of layer $l$, and $v_0$ that of the inputs"
)
@pytest.mark.parametrize("s", [0.1, 0.2])
def test_every_layer_from_the_first_on_multiplies_the_mean_square_by_half_of_d_s_squared(rng, s):
    """Behind the first layer too, which gets no activations but inputs; means of many draws."""
    D, ratios = 50, []
    for _ in range(400):
        A = [rng.random(size=(5, D))]
        for _ in range(3):
            A.append(relu(A[-1] @ (s * rng.standard_normal((D, D)))))
        ratios.append([(a**2).mean() / (A[0] ** 2).mean() for a in A])

    assert_allclose(np.mean(ratios, axis=0), (D * s**2 / 2) ** np.arange(4), rtol=0.1)


@states("a gradient on its way back is lost in the same way")
def test_small_weights_lose_the_gradient_on_its_way_back(rng):
    sizes = (WIDTH,) * (LAYERS + 1)
    network = Network(sizes, "tanh")
    W = {name: 0.01 * rng.standard_normal(shape) for name, shape in network.shapes.items()}
    X, t = rng.standard_normal((200, WIDTH)), rng.integers(0, WIDTH, size=200)

    g = network.gradients(W, X, t)
    size = [np.abs(g[f"b{layer}"]).mean() for layer in range(1, LAYERS + 1)]

    assert_allclose((size[0] / size[-1]) ** (1 / (LAYERS - 1)), 0.1, rtol=0.2)


@states("For $D = H$ the difference to Xavier is a factor $\\sqrt{2}$ for each layer")
def test_he_is_root_two_times_xavier_for_equal_sizes_and_for_no_others():
    ratios = [he_std(D) / xavier_std(D, H) for D, H in ((7, 7), (7, 14), (14, 7))]

    assert_allclose(np.square(ratios), [2, 3, 1.5])


@states(
    "its slope is at most 1/4, so each layer leaves a quarter of the difference between two "
    "examples or less, on average"
)
def test_sigmoids_lose_the_differences_between_examples_that_tanh_keeps():
    sigmoid, tanh = left_of_differences("sigmoid"), left_of_differences("tanh")

    assert sigmoid < 0.25**LAYERS < 1e-3 * tanh


@states("slightly too small, because $\\lvert \\tanh x \\rvert$ is below $\\lvert x \\rvert$")
def test_behind_tanh_the_size_falls_slowly_with_xavier():
    path = np.array(measured("tanh", "Xavier"))

    assert (np.diff(path) < 0).all()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_ten_layers_of_relu_multiply_the_spread_as_predicted(scheme):
    s = SCHEMES[scheme](WIDTH, WIDTH)

    path = measured("ReLU", scheme)

    assert_allclose((path[LAYERS] / path[0]) ** (1 / LAYERS), np.sqrt(WIDTH / 2) * s, rtol=0.05)


def test_small_weights_lose_the_signal_behind_tanh_and_xavier_keeps_it():
    assert_allclose(measured("tanh", "0.01")[-1], 1e-10, rtol=0.2)
    assert 0.15 < measured("tanh", "Xavier")[-1] < 0.6


@states(
    "from them a hidden layer never becomes more than one neuron",
    "this holds for every further step, and for every optimiser that treats them alike",
)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("rule", [GradientDescent(0.1), Adam(0.01)], ids=["descent", "Adam"])
def test_neurons_that_start_alike_stay_alike(rng, activation, rule):
    X, t = rng.normal(size=(20, 3)), rng.integers(0, 2, size=20)
    network = Network((3, 5, 2), activation)
    parameters = network.initialise(rng)
    for name, axis in (("W1", 1), ("b1", 0), ("W2", 0)):
        first = parameters[name].take([0], axis=axis)
        parameters[name] = np.repeat(first, 5, axis=axis)
    state = rule.start(parameters)
    start = parameters["W1"].copy()

    for _ in range(50):
        rule.step(parameters, network.gradients(parameters, X, t), state)

    W1, b1, W2 = (parameters[name] for name in ("W1", "b1", "W2"))
    assert np.abs(W1 - start).max() > 0.001
    assert_allclose(W1, np.tile(W1[:, :1], 5), rtol=1e-12)
    assert_allclose(b1, np.full(5, b1[0]), rtol=1e-12)
    assert_allclose(W2, np.tile(W2[:1], (5, 1)), rtol=1e-12)


@states("From zero only the biases of the last layer can move")
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_from_zero_only_the_last_bias_can_move(activation):
    network = Network((2, 4, 2), activation)
    zeros = {name: np.zeros(shape) for name, shape in network.shapes.items()}

    gradients = network.gradients(zeros, XOR[0], np.array([0, 1, 1, 1]))

    assert [name for name, g in gradients.items() if g.any()] == ["b2"]


@states("and here, with as many ones as zeros, not even they do")
def test_from_zero_xor_moves_nothing():
    network = Network((2, 8, 2), "tanh")
    zeros = {name: np.zeros(shape) for name, shape in network.shapes.items()}

    gradients = network.gradients(zeros, *XOR)

    assert not any(g.any() for g in gradients.values())


@states("the loss stays at $\\log 2$")
def test_only_a_start_that_tells_neurons_apart_learns_xor():
    zero, random = train(0.0, steps=20), train(lecun_std(2), steps=400)

    assert_allclose(zero[0], np.log(2), rtol=1e-12)
    assert zero[1] == 1
    assert random[0] < 0.05
    assert random[1] == 8


@pytest.mark.parametrize(
    ("activation", "std"), [("relu", he_std), ("tanh", lecun_std), ("sigmoid", lecun_std)]
)
def test_a_network_draws_its_weights_by_these_formulas(activation, std):
    network = Network((7, 5, 3), activation)
    rng = np.random.default_rng(seed=1)
    W1, W2 = rng.standard_normal((7, 5)), rng.standard_normal((5, 3))

    drawn = network.initialise(np.random.default_rng(seed=1))

    assert_array_equal(drawn["W1"], std(7) * W1)
    assert_array_equal(drawn["W2"], std(5) * W2)


@pytest.mark.parametrize("name", ["x", "g"])
def test_inputs_and_gradients_have_one_mean_square_and_means_of_their_own(name):
    names = symbols("initialization")
    E, (one, other) = names["E"], names[name][:2]

    assert E(one**2) == E(other**2) and E(one) != E(other)


STDS = {"s=0.01": 0.01, "s=1": 1.0, "Xavier": 0.1, "He": 2**0.5 / 10}  # 100 neurons a layer
PANELS = {"tanh": np.tanh, "ReLU": lambda Z: np.maximum(Z, 0)}


@cache
def layers(activation, std):
    """The activations of ten layers behind a thousand random inputs."""
    rng = np.random.default_rng(seed=0)
    A = [rng.standard_normal((1000, 100))]
    for _ in range(10):
        A.append(PANELS[activation](A[-1] @ (std * rng.standard_normal((100, 100)))))
    return A


@pytest.mark.parametrize(("panel", "activation"), [(0, "tanh"), (1, "ReLU")])
@pytest.mark.parametrize("name", STDS)
@states(
    "The spread of the activations through ten layers, for four sizes of the weights.",
    "Above tanh, below ReLU,",
    page="figures/initialization",
)
def test_the_curve_of_a_size_is_the_spread_that_it_leads_to(panel, activation, name):
    axes = seen("initialization", "depth").axes[panel]
    spread = [(A**2).mean() ** 0.5 for A in layers(activation, STDS[name])]

    assert axes.title == activation and axes.curve(name).misses(range(11), spread) < NEAR


@states(
    "with a logarithmic scale: a straight line is a constant factor for each layer.",
    page="figures/initialization",
)
def test_spreads_are_drawn_by_their_powers_over_layers():
    upper, lower = seen("initialization", "depth").axes

    assert (upper.y.logarithmic, lower.y.logarithmic, lower.x.logarithmic) == (True, True, False)
    assert [upper.y.label, lower.y.label, lower.x.label] == [
        "spread of the activations", "spread of the activations", "layer",
    ]  # fmt: skip


@pytest.mark.parametrize("name", STDS)
@states(
    "Dashed lines: what the formulas of this chapter predict for ReLU.",
    page="figures/initialization",
)
def test_the_dashed_line_of_a_size_grows_by_the_derived_factor(name):
    axes, layer = seen("initialization", "depth").axes[1], np.arange(11)
    (dashed,) = axes.lines_in(axes.colour(name), dashed=True)

    assert dashed.misses(layer, (100 * STDS[name] ** 2 / 2) ** (layer / 2)) < NEAR


def histograms():
    """The nine panels by the words at their row and column, each with its heights in 40 bins."""
    axes, found = seen("initialization", "distribution").axes, {}
    for number, panel in enumerate(axes):
        (outline,) = panel.lines
        across, down = panel.x.value(outline.points[:, 0]), outline.points[:, 1]
        middles = np.arange(-0.975, 1, 0.05)
        order = [np.flatnonzero(np.abs(across - (at - 0.025)) < 0.01)[-1] for at in middles]
        heights = down.max() - down[order]
        found[axes[number // 3 * 3].y.label, axes[number % 3].title] = heights / heights.max()
    return found


@pytest.mark.parametrize("name", ["s=0.01", "s=1", "Xavier"])
@pytest.mark.parametrize("layer", [1, 5, 10])
@states(
    "How the activations of layers 1, 5 and 10 are distributed behind tanh.",
    page="figures/initialization",
)
def test_each_panel_is_the_distribution_of_its_layer_and_size(name, layer):
    counts = np.histogram(layers("tanh", STDS[name])[layer], np.linspace(-1, 1, 41))[0]

    assert_allclose(histograms()[name, f"layer {layer}"], counts / counts.max(), atol=0.02)


@states(
    "Weights too small: all activations at 0. Too large: nearly all at the ends, where tanh is "
    "flat. With Xavier's size they stay in between.",
    page="figures/initialization",
)
def test_in_the_last_layer_activations_are_at_0_at_the_ends_or_in_between():
    middle, ends = np.abs(np.arange(40) - 19.5) < 2, np.abs(np.arange(40) - 19.5) > 17
    shares = {
        name: (heights[middle].sum() / heights.sum(), heights[ends].sum() / heights.sum())
        for (name, layer), heights in histograms().items()
        if layer == "layer 10"
    }

    assert shares["s=0.01"][0] > 0.99 and shares["s=1"][1] > 0.7 and max(shares["Xavier"]) < 0.5


# The tables of the page


def test_table_of_spreads_shows_what_each_size_of_the_weights_leaves():
    sizes = {"$s = 0.01$": 0.01, "$s = 1$": 1, "Xavier": 0.1, "He": 0.02**0.5}

    expected = {}
    for name, size in sizes.items():
        expected[name] = {}
        for activation, apply in (("tanh", np.tanh), ("ReLU", lambda Z: np.maximum(Z, 0))):
            rng = np.random.default_rng(seed=0)
            A = rng.standard_normal((1000, 100))
            for layer in range(1, 11):
                A = apply(A @ (size * rng.standard_normal((100, 100))))
                if layer in (1, 10):
                    root = (A**2).mean() ** 0.5
                    expected[name][f"{activation}, layer {layer}"] = root
    assert read("initialization", "spreads").wrong(expected) == []


def test_table_of_starts_shows_that_equal_weights_stay_equal():
    different = read("initialization", "starts").column("different neurons")

    assert different == {
        "all 0": "1 of 8",
        "all 0.5": "1 of 8",
        r"random, $s = \sqrt{1 / D}$": "8 of 8",
    }


def test_table_of_starts_shows_that_only_a_random_one_learns_xor():
    losses = read("initialization", "starts").column("loss after training")

    zero, equal, different = map(float, losses.values())
    assert zero == pytest.approx(np.log(2), abs=0.005)  # one of two classes, at random
    assert different < 0.001 < 0.4 < equal < zero

"""Initialization: what its formulas do not show. Chapter: docs/initialization.md."""

import re
from functools import cache

import numpy as np
import pytest
import sympy as sp
from numpy.testing import assert_allclose, assert_array_equal

from figures import initialization as figures
from figures.initialization import (
    LAYERS,
    SCHEMES,
    WIDTH,
    XOR,
    left_of_differences,
    measured,
    saturated,
    train,
)
from nn.activation import relu, sigmoid, sigmoid_prime
from nn.adam import Adam
from nn.initialization import he_std, lecun_std, xavier_std
from nn.network import ACTIVATIONS, Network
from nn.optimizer import GradientDescent
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
    [(lecun_std, (0,)), (he_std, (0,)), (xavier_std, (0, 3)), (xavier_std, (3, 0))],
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


@states("Exactly half: of a number $y$ and its opposite, one passes ReLU and the other does not")
def test_a_number_and_its_opposite_keep_one_square_of_two(rng):
    y = rng.normal(size=100)

    assert_array_equal(relu(y) ** 2 + relu(-y) ** 2, y**2)


@states("Glorot and Bengio compromise, and let the two conditions hold on average:")
def test_xavier_balances_forward_and_backward(rng):
    D, H = 300, 100
    W = xavier_std(D, H) * rng.standard_normal((D, H))
    forward = (rng.standard_normal((500, D)) @ W).var()
    backward = (rng.standard_normal((500, H)) @ W.T).var()

    assert_allclose([forward, backward], [2 * D / (D + H), 2 * H / (D + H)], rtol=0.03)
    assert_allclose((forward + backward) / 2, 1, rtol=0.03)


@states(
    "Let all layers have $D$ inputs, weights of the same size $s$ and no biases.",
    "Let $v_l$ be the mean square of the activations of layer $l$, and $v_0$ that of the inputs",
    "Scores have $D s^2$ times the mean square of what they are made of, and ReLU leaves half",
    "which stays the same if $D s^2 = 2$",
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


@states(
    "For $D = H$ the difference from Xavier is a factor $\\sqrt{2}$ for each layer, 32 after ten "
    "of them, and more than a thousand after twenty."
)
def test_a_factor_of_root_two_adds_up_over_the_layers():
    factor = he_std(WIDTH) / xavier_std(WIDTH, WIDTH)

    assert (round(factor**10, 9), 1000 < factor**20 < 1100) == (32, True)


@states("For $D = H$ the difference from Xavier is a factor $\\sqrt{2}$ for each layer")
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


@states(
    r"ten layers leave $5 \times 10^{-7}$ of it (with tanh, {{ value "
    'left_of_differences("tanh"):.2f}})'
)
@pytest.mark.parametrize("activation", ["sigmoid", "tanh"])
def test_ten_layers_leave_of_the_differences_what_the_page_says(activation):
    behind = [A.std(axis=0).mean() for A in layers(activation, 0.1)]  # 100 neurons a layer

    assert_allclose(left_of_differences(activation), behind[10] / behind[0])
    assert activation == "tanh" or f"{behind[10] / behind[0]:.0e}" == "5e-07"


@states(
    "For tanh it is right while the scores are small.",
    "Otherwise it is somewhat too small, because $\\lvert \\tanh x \\rvert$ is below "
    "$\\lvert x \\rvert$ for $x \\neq 0$: of inputs of the size 1, the first layer leaves "
    '{{ value measured("tanh", "Xavier")[1]:.2f}}.',
)
def test_behind_tanh_the_size_falls_with_xavier_unless_the_scores_are_small(rng):
    path = np.array(measured("tanh", "Xavier"))
    A, W = rng.normal(size=(1000, 100)), rng.normal(size=(100, 100)) / 10

    assert (np.diff(path) < 0).all()
    assert path[0] == pytest.approx(1, rel=0.01)
    assert path[1] == pytest.approx((np.tanh(A @ W) ** 2).mean() ** 0.5, rel=0.03)
    assert (np.tanh(0.01 * A @ W) ** 2).mean() ** 0.5 == pytest.approx(0.01, rel=0.03)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_ten_layers_of_relu_multiply_the_spread_as_predicted(scheme):
    s = SCHEMES[scheme](WIDTH, WIDTH)

    path = measured("ReLU", scheme)

    assert_allclose((path[LAYERS] / path[0]) ** (1 / LAYERS), np.sqrt(WIDTH / 2) * s, rtol=0.05)


def test_small_weights_lose_the_signal_behind_tanh_and_xavier_keeps_it():
    assert_allclose(measured("tanh", "0.01")[-1], 1e-10, rtol=0.2)
    assert 0.15 < measured("tanh", "Xavier")[-1] < 0.6


@states(
    "in a network that starts from them a hidden layer never does more than a single neuron could",
    "this holds for every further step, and for every [optimizer](optimizer.md) that treats them "
    "alike",
)
@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("rule", [GradientDescent(0.1), Adam(0.01)], ids=["descent", "Adam"])
def test_neurons_that_start_alike_stay_alike(rng, activation, rule):
    X, t = rng.normal(size=(20, 3)), rng.integers(0, 2, size=20)
    network = Network((3, 5, 2), activation)
    parameters = network.initialize(rng)
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


@states(
    "From zeros even less can move: $u = 0$ makes the gradients of $W$ and $b$ zero, and where "
    "$\\phi(0) = 0$, those of $U$ as well.",
    "From zero only the biases of the last layer can move",
)
@pytest.mark.parametrize(
    ("activation", "moved"), [("relu", ["b2"]), ("tanh", ["b2"]), ("sigmoid", ["W2", "b2"])]
)
def test_from_zero_only_the_last_bias_can_move_if_the_activation_is_zero_there(activation, moved):
    network = Network((2, 4, 2), activation)
    zeros = {name: np.zeros(shape) for name, shape in network.shapes.items()}

    gradients = network.gradients(zeros, XOR[0], np.array([0, 1, 1, 1]))

    assert [name for name, g in gradients.items() if g.any()] == moved


@states("$u = 0$ makes the gradients of $W$ and $b$ zero")
def test_without_weights_behind_it_a_layer_has_no_gradient(rng):
    network = Network((2, 4, 2), "tanh")
    parameters = network.initialize(rng) | {"W2": np.zeros((4, 2))}

    gradients = network.gradients(parameters, XOR[0], np.array([0, 1, 1, 1]))

    assert [name for name, g in gradients.items() if g.any()] == ["W2", "b2"]


@states("in a network that starts from them")
def test_a_hidden_layer_of_zeros_alone_learns_if_the_next_layer_does_not_start_from_them(rng):
    network = Network((2, 8, 2), "tanh")
    p = network.initialize(rng)
    p |= {"W1": np.zeros((2, 8)), "W2": rng.normal(size=(8, 2))}
    X = rng.normal(size=(40, 2))
    t = (X.prod(axis=1) > 0).astype(int)  # no single neuron can tell these
    for _ in range(2000):
        p = {name: p[name] - 0.5 * g for name, g in network.gradients(p, X, t).items()}

    assert len(np.unique(p["W1"].round(6), axis=1).T) == 8
    assert network.loss(p, X, t) < 0.1


@states("The biases may be zero, since the weights make the difference.")
def test_with_biases_of_zero_all_neurons_differ_after_a_step(rng):
    network = Network((2, 8, 2), "tanh")
    parameters = network.initialize(rng)
    stepped = parameters["W1"] - network.gradients(parameters, *XOR)["W1"]

    assert not parameters["b1"].any() and len(np.unique(stepped.round(6), axis=1).T) == 8


@states(
    "Half of the neurons start with one set of weights, the other half with another.",
    "Inside each half the argument for equal starts holds as before.",
)
def test_two_halves_that_start_alike_stay_two_neurons(rng):
    network = Network((2, 8, 2), "tanh")
    parameters = network.initialize(rng)
    for name, axis in (("W1", 1), ("b1", 0), ("W2", 0)):
        parameters[name] = parameters[name].take([0, 1] * 4, axis=axis)

    for _ in range(50):
        gradients = network.gradients(parameters, *XOR)
        parameters = {name: p - 0.5 * gradients[name] for name, p in parameters.items()}

    assert len(np.unique(parameters["W1"].round(9), axis=1).T) == 2


@states(
    "A network with eight hidden neurons and tanh is to learn XOR, two thousand steps from each of "
    "three starts"
)
def test_the_runs_of_the_starts_are_what_the_page_says(monkeypatch):
    class Spied(Network):
        def gradients(self, parameters, X, t):
            steps.append((self.sizes, self.activation, t.tolist()))
            return parameters

    steps = []
    monkeypatch.setattr(figures, "Network", Spied)
    figures.starts()

    assert steps == [((2, 8, 2), "tanh", [0, 1, 1, 0])] * (3 * 2000)


@states("and here, with as many ones as zeros, not even they do")
def test_from_zero_xor_moves_nothing():
    network = Network((2, 8, 2), "tanh")
    zeros = {name: np.zeros(shape) for name, shape in network.shapes.items()}

    gradients = network.gradients(zeros, *XOR)

    assert not any(g.any() for g in gradients.values())


@states("the loss stays at $\\log 2$")
def test_only_a_start_that_tells_neurons_apart_learns_xor():
    zero, random = train(0.0, steps=20), train(steps=400)

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

    drawn = network.initialize(np.random.default_rng(seed=1))

    assert_array_equal(drawn["W1"], std(7) * W1)
    assert_array_equal(drawn["W2"], std(5) * W2)


@pytest.mark.parametrize("name", ["x", "g"])
def test_inputs_and_gradients_have_one_mean_square_and_means_of_their_own(name):
    names = symbols("initialization")
    E, (one, other) = names["E"], names[name][:2]

    assert E(one**2) == E(other**2) and E(one) != E(other)


@states("Its weights are drawn independently, each with mean 0 and variance $s^2$")
def test_weights_are_uncorrelated_with_mean_0_and_variance_s_squared():
    names = symbols("initialization")
    E, (one, other) = names["E"], names["W"][:2, 0]

    assert [E(one), E(one**2), E(one * other)] == [0, names["s"] ** 2, 0]


@states("The mean of a score is 0, because the means of the weights are")
def test_a_score_has_the_mean_0_though_the_inputs_have_others():
    names = symbols("initialization")

    assert [names["E"](score) for score in names["z"]] == [0] * 4
    assert names["E"](names["x"][0]) != 0


@states("The size stays as it is if $D s^2 = 1$", "That asks for $H s^2 = 1$")
def test_scores_keep_the_size_for_one_over_inputs_and_gradients_for_one_over_neurons(rng):
    D, H = 400, 100
    W, X, g = (rng.standard_normal(shape) for shape in ((D, H), (500, D), (500, H)))

    forward, backward = ((X @ W / D**0.5) ** 2).mean(), ((g @ W.T / H**0.5) ** 2).mean()

    assert_allclose([forward, backward], 1, rtol=0.03)


@states(
    "ReLU sets half of the scores to 0, and half of the mean square is lost with them.",
    "If $\\zeta$ comes from one that is symmetric about 0, so that $\\zeta$ and $-\\zeta$ are "
    "equally likely, the two terms are equal, and each is half of the sum",
)
def test_relu_leaves_half_of_numbers_that_are_symmetric_and_half_of_their_square(rng):
    y = rng.exponential(size=1000)
    y = np.concatenate([y, -y])

    assert (relu(y) == 0).mean() == 0.5
    assert_allclose([(relu(y) ** 2).mean(), (relu(-y) ** 2).mean()], (y**2).mean() / 2)


@states(
    "With a hundred inputs and $s = 0.01$, the size itself shrinks tenfold in every layer, as the "
    "figure shows",
    "The usual `0.01 * randn` loses the signal",
)
def test_weights_of_a_hundredth_shrink_the_size_tenfold_in_every_layer():
    spread = np.array([(A**2).mean() ** 0.5 for A in layers("tanh", 0.01)])

    assert_allclose(spread[:-1] / spread[1:], 10, rtol=0.1)


@states(
    "Take ten layers of a hundred neurons, draw their weights from a normal distribution, and "
    "change only its [standard deviation](#expectation-variance-independence) $s$, the typical "
    "size of a weight.",
    "The inputs have the size 1; the last two rows are explained [below](#xavier).",
)
@pytest.mark.parametrize("activation", ["tanh", "ReLU"])
def test_the_layers_behind_table_and_figures_are_ten_of_a_hundred_neurons(activation):
    A = layers(activation, 1.0)

    assert_allclose(measured(activation, "1"), [(a**2).mean() ** 0.5 for a in A])
    assert [a.shape[1] for a in A[1:]] == [100] * 10
    assert_allclose((A[0] ** 2).mean(), 1, rtol=0.01)


@states(
    "Weights of size 1 do no better: after ReLU the numbers explode, and after tanh "
    "{{ value saturated():.0% }} of them are within a hundredth of the ends, where the slope is "
    "nearly 0"
)
def test_weights_of_size_one_explode_behind_relu_and_saturate_tanh():
    behind, distance = layers("ReLU", 1.0), 1 - np.abs(layers("tanh", 1.0)[-1])

    assert np.abs(behind[-1]).mean() > 1e6 * np.abs(behind[0]).mean()
    assert_allclose(saturated(), (distance < 0.01).mean())
    assert 1 - 0.99**2 < 0.02  # the slope of tanh is 1 less its square


@states(
    "A standard deviation that is a NumPy number of 64 bits turns weights of 32 bits into 64; the "
    "functions here return Python's floats, which do not."
)
@pytest.mark.parametrize("std", [lecun_std(7), xavier_std(7, 3), he_std(7)])
def test_a_standard_deviation_of_numpy_would_make_the_weights_64_bits_wide(std):
    drawn = np.ones(7, np.float32)

    assert [(np.float64(std) * drawn).dtype, (std * drawn).dtype] == ["float64", "float32"]


@states(
    "Glorot and Bengio draw from a uniform distribution between $-r$ and $r$. Its variance is "
    "$r^2 / 3$.",
    "The root of 6 over the same sum",
)
def test_a_uniform_distribution_up_to_the_root_of_six_over_the_sum_has_xaviers_variance():
    x, r = sp.symbols("x r", positive=True)
    variance = sp.integrate(x**2 / (2 * r), (x, -r, r))

    assert variance == r**2 / 3
    assert_allclose(float(variance.subs(r, sp.sqrt(sp.Rational(6, 80)))), xavier_std(50, 30) ** 2)


@states(
    "The inputs are grey values between 0 and 1, not numbers with mean 0.",
    "The scores become larger than the deviations of the inputs alone would make them, and those "
    "of two examples become more alike.",
)
def test_a_mean_of_the_inputs_makes_scores_larger_and_examples_alike(rng):
    X, W = rng.random((2, 300)), rng.standard_normal((300, 2000)) / 300**0.5

    assert ((X @ W) ** 2).mean() > 3 * X.var()
    assert np.corrcoef(X @ W)[0, 1] > 0.6 > np.abs(np.corrcoef((X - 0.5) @ W)[0, 1])


@states(
    "The typical size of an activation has shrunk by the root of that, to one part in 32, as the "
    "table shows within the chance of one draw.",
)
def test_xaviers_weights_behind_relu_leave_one_part_in_32_of_the_spread_up_to_chance(rng):
    shown = float(read("initialization", "spreads").rows["Xavier"]["ReLU, layer 10"])
    draws = []
    for _ in range(30):
        A = rng.standard_normal((50, 100))
        for _ in range(10):
            A = relu(A @ (rng.standard_normal((100, 100)) / 10))
        draws.append((A**2).mean() ** 0.5)

    assert_allclose(np.mean(draws), 1 / 32, rtol=0.15)
    assert abs(shown - 1 / 32) < 2 * np.std(draws)


@states("With $D = H$ the variance of the weights is $1 / D$, and half is lost in every layer")
def test_xaviers_weights_between_equal_layers_have_the_variance_of_which_half_is_lost():
    assert_allclose([xavier_std(D, D) ** 2 for D in (3, 100)], [1 / 3, 1 / 100])


STDS = {"s=0.01": 0.01, "s=1": 1.0, "Xavier": 0.1, "He": 2**0.5 / 10}  # 100 neurons a layer
PANELS = {
    "tanh": np.tanh,
    "ReLU": lambda Z: np.maximum(Z, 0),
    "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
}


@cache
def layers(activation, std):
    """The activations of ten layers behind a thousand random inputs."""
    rng = np.random.default_rng(seed=0)
    A = [rng.standard_normal((1000, 100))]
    for _ in range(10):
        A.append(PANELS[activation](A[-1] @ (std * rng.standard_normal((100, 100)))))
    return A


@cache
def sent_back(activation, std):
    """The spread of the gradient before each layer, by the slopes of the activation."""
    rng = np.random.default_rng(seed=0)
    rng.standard_normal((1000, 100))
    weights = [std * rng.standard_normal((100, 100)) for _ in range(10)]
    A = layers(activation, std)
    G = np.random.default_rng(seed=1).standard_normal((1000, 100))
    found = [G]
    for after, W in zip(A[:0:-1], weights[::-1], strict=True):
        slopes = 1 - after**2 if activation == "tanh" else after > 0
        found.append((found[-1] * slopes) @ W.T)
    return [(G**2).mean() ** 0.5 for G in found[::-1]]


@pytest.mark.parametrize(("panel", "activation"), [(0, "tanh"), (1, "ReLU")])
@pytest.mark.parametrize("name", STDS)
@states(
    "The spread of a gradient that has the size 1 at layer 10, on its way back to the inputs.",
    "Above tanh, below ReLU.",
    page="figures/initialization",
)
@states(
    "Here it starts at layer 10, at the right, and each layer multiplies it by its weights and "
    "slopes"
)
def test_the_curve_of_a_size_is_the_spread_of_the_gradient_on_its_way_back(panel, activation, name):
    axes = seen("initialization", "backward").axes[panel]
    spread, layer = sent_back(activation, STDS[name]), np.arange(11)

    curve = axes.curve(name)
    assert axes.title == activation and axes.y.logarithmic
    assert curve.misses(layer, spread) < 0.2 and curve.strays(layer, spread) < 0.2


@states(
    "Weights too small: it is lost. Too large: it grows in both. With Xavier's size it shrinks "
    "less after tanh than after ReLU, where He's size keeps it.",
    page="figures/initialization",
)
def test_in_the_figure_the_gradient_is_lost_grows_or_stays():
    upper, lower = seen("initialization", "backward").axes
    (of_tanh, of_relu) = (
        {name: axes.curve(name).at([0])[0] for name in STDS} for axes in (upper, lower)
    )

    assert max(of_tanh["s=0.01"], of_relu["s=0.01"]) < 1e-9
    assert min(of_tanh["s=1"], of_relu["s=1"]) > 1000
    assert of_relu["Xavier"] < 0.1 < of_tanh["Xavier"] < 0.5
    assert of_relu["He"] == pytest.approx(1, abs=0.2)


def test_gradients_are_drawn_over_layers():
    upper, lower = seen("initialization", "backward").axes

    assert [upper.y.label, lower.y.label, lower.x.label] == [
        "spread of the gradient", "spread of the gradient", "layer",
    ]  # fmt: skip


def bars(number, low, high):
    """The heights of the 40 bins of a panel, relative to the highest."""
    panel = seen("initialization", "distribution").axes[number]
    (outline,) = panel.lines
    across, down = panel.x.value(outline.points[:, 0]), outline.points[:, 1]
    width = (high - low) / 40
    begins = low + width * np.arange(40)
    order = [np.flatnonzero(np.abs(across - at) < 0.2 * width)[-1] for at in begins]
    heights = down.max() - down[order]
    return heights / heights.max()


def histograms():
    """The panels of tanh by the words at their row and column, each with its heights."""
    axes = seen("initialization", "distribution").axes
    names = {n: (axes[n // 3 * 3].y.label, axes[n % 3].title) for n in range(9)}
    return {name: bars(n, -1, 1) for n, name in names.items()}


@pytest.mark.parametrize(("column", "layer"), [(0, 1), (1, 5), (2, 10)])
@states(
    "Last row: the activations above 0 after ReLU, with He's size.", page="figures/initialization"
)
def test_the_last_row_is_the_distribution_of_what_relu_lets_through(column, layer):
    axes, A = seen("initialization", "distribution").axes, layers("ReLU", STDS["He"])[layer]
    counts = np.histogram(A[A > 0], np.linspace(0, 4, 41))[0]

    assert (axes[9].y.label, axes[column].title, len(axes)) == ("He", f"layer {layer}", 12)
    assert_allclose(bars(9 + column, 0, 4), counts / counts.max(), atol=0.02)


@pytest.mark.parametrize("name", ["s=0.01", "s=1", "Xavier"])
@pytest.mark.parametrize("layer", [1, 5, 10])
@states(
    "How the activations of layers 1, 5 and 10 are distributed after tanh.",
    page="figures/initialization",
)
def test_each_panel_is_the_distribution_of_its_layer_and_size(name, layer):
    counts = np.histogram(layers("tanh", STDS[name])[layer], np.linspace(-1, 1, 41))[0]

    assert_allclose(histograms()[name, f"layer {layer}"], counts / counts.max(), atol=0.02)


@states(
    "Weights too small: the activations shrink to 0. Too large: nearly all are at the ends, where "
    "tanh is flat. With Xavier's size they stay in between.",
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
    first = histograms()["s=0.01", "layer 1"]
    assert first[middle].sum() / first.sum() < 0.8


@states(
    "Two runs that draw the same shapes in the same order from the same seed start at the same "
    "weights"
)
@pytest.mark.parametrize(
    ("sizes", "seed", "same"),
    [((7, 5, 3), 0, True), ((7, 5, 3), 1, False), ((5, 7, 3), 0, False)],
)
def test_the_same_seed_and_shapes_give_the_same_weights_and_other_shapes_do_not(sizes, seed, same):
    drawn, again = (
        network.initialize(np.random.default_rng(seed))["W2"].ravel()
        for network, seed in ((Network((7, 5, 3)), 0), (Network(sizes), seed))
    )

    assert np.array_equal(drawn, again) == same


# The tables of the page


@states(
    "How large is a typical activation after the first layer and after the tenth, as the root of "
    "the mean square?"
)
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

    zero, equal = float(losses["all 0"]), float(losses["all 0.5"])
    different = float(losses[r"random, $s = \sqrt{1 / D}$"])
    assert zero == pytest.approx(np.log(2), abs=0.005)  # one of two classes, at random
    assert different < 0.001 < 0.4 < equal < zero


@states(
    "Say that a number $y$ has three values, two positive ones, $\\beta_1$ and $\\beta_2$, and a "
    "negative one, $-\\beta_3$, with the probabilities $\\rho_1$, $\\rho_2$ and $\\rho_3$, which "
    "sum to 1.",
    "A die has the expectation 3.5 and the variance 35/12:",
    "Multiplied out, the variance is the mean square less the square of the mean:",
)
def test_a_die_has_the_expectation_and_the_variance_of_the_chapter(rng):
    eyes = np.arange(1, 7)
    thrown = rng.integers(1, 7, size=200_000)

    assert eyes.mean() == 3.5 and eyes.var() == pytest.approx(35 / 12)
    assert (eyes**2).mean() - eyes.mean() ** 2 == pytest.approx(eyes.var())
    assert thrown.mean() == pytest.approx(3.5, abs=0.02)


@states(
    "The 1/2 is the same for all examples and carries nothing; what tells two examples apart is "
    "divided by 4.",
    "On the way back the gradient is multiplied by the [slope](activation.md), at most 1/4, as "
    "well.",
)
def test_the_slope_of_the_sigmoid_is_a_quarter_at_0_and_less_elsewhere():
    x = np.linspace(-6, 6, 201)

    assert sigmoid_prime(x).max() == sigmoid_prime(np.zeros(1))[0] == 0.25
    assert sigmoid(np.array([0.01]))[0] - 0.5 == pytest.approx(0.01 / 4, rel=1e-4)


@states(
    "Weights four times as large make up for the quarter in the middle of the curve, but they also "
    "multiply the 1/2 of every input, and drive the scores to where the slope is smaller:",
    "With \\eqref{eq:lecun_std}, the [sigmoid](#sigmoid) loses three quarters of a difference, or "
    "more, in each layer, forward and back.",
)
def test_the_table_of_sigmoids_shows_what_ten_layers_leave():
    found = []
    for activate, slope, times in [
        (np.tanh, lambda z: 1 - np.tanh(z) ** 2, 1),
        (sigmoid, sigmoid_prime, 1),
        (sigmoid, sigmoid_prime, 4),
    ]:
        rng = np.random.default_rng(seed=0)
        A = [rng.standard_normal((1000, 100))]
        weights = [times / 10 * rng.standard_normal((100, 100)) for _ in range(10)]
        for W in weights:
            A.append(activate(A[-1] @ W))
        G = np.random.default_rng(seed=1).standard_normal((1000, 100))
        for before, W in zip(A[-2::-1], weights[::-1], strict=True):
            G = (G * slope(before @ W)) @ W.T
        found.append((A[-1].std(axis=0).mean() / A[0].std(axis=0).mean(), (G**2).mean() ** 0.5))

    assert max(found[1]) < 0.25**10
    names = [
        r"tanh, $s = \sqrt{1 / D}$",
        r"sigmoid, $s = \sqrt{1 / D}$",
        r"sigmoid, $s = 4 \sqrt{1 / D}$",
    ]
    headings = "left of differences", "left of the gradient"
    expected = {
        name: dict(zip(headings, pair, strict=True))
        for name, pair in zip(names, found, strict=True)
    }
    assert read("initialization", "sigmoids", names=2).wrong(expected) == []
    (_, tanh_back), (left, back), (more, more_back) = found
    assert max(left, back) < 0.3**10 < more < 0.02 < tanh_back and more_back < 0.02


@states(
    "Source [[1]](errata.md#source-1) starts with `np.random.rand(...) * 0.01`: uniform between 0 "
    "and "
    "0.01, so all weights are positive.",
    "the mean weight, 0.005, adds the same to every neuron's score, and with many inputs that are "
    "positive too, such as grey values, hardly anything else is left.",
    "The scores of fifty neurons differ by about two percent of what they have in common.",
    "Take numbers with mean 0.",
)
def test_positive_weights_make_the_neurons_of_a_layer_nearly_alike(rng):
    X = rng.random((100, 784))
    positive, centred = (0.01 * rng.random((784, 50)) - shift for shift in (0, 0.005))

    assert positive.min() >= 0 and positive.mean() == pytest.approx(0.005, rel=0.02)
    apart = [(Z.std(axis=1) / np.abs(Z.mean(axis=1))).mean() for Z in (X @ positive, X @ centred)]
    assert apart[0] == pytest.approx(0.02, abs=0.005) and apart[1] > 1


@states(
    "Line (2): a score sums over the $D$ inputs, so the variance is $2 / D$.",
    "The standard deviation is twice too large, and so are the scores:",
)
def test_with_the_neurons_in_place_of_the_inputs_the_scores_are_twice_too_large(rng):
    X = rng.normal(size=(300, 400))
    wrong, right = (X @ (s * rng.normal(size=(400, 100))) for s in ((2 / 100) ** 0.5, he_std(400)))

    assert wrong.std() / right.std() == pytest.approx(2, rel=0.03)


@states(
    "Show that the mean square of the activations grows by 0.005 in each layer with ReLU.",
    r"The expectation of its square has the mixed term $2 \mathbb{E}[z_h]$ times the expectation "
    r"of "
    "the bias, which is 0, so the mean squares add: 0.01 more than without biases.",
    "Biases are drawn from a distribution that is symmetric about 0 and has the standard deviation "
    "0.1, independent of all else, and He's weights from a normal distribution.",
    "Both numbers are symmetric about 0 and they are independent, so the sum is symmetric as well.",
    "ReLU leaves half of its mean square, and 0.005 of that is new.",
)
@pytest.mark.parametrize("size", [0.1, 1.0])
def test_symmetric_biases_add_half_of_their_variance_to_each_layer_of_relu(rng, size):
    z, normal = rng.normal(size=(2, 3_000_000))  # scores, and numbers for their biases
    biases = {"normal": normal, "two": np.sign(normal), "skew": rng.exponential(size=z.size) - 1}
    half = np.maximum(0, z * size) ** 2
    grown = {
        name: np.mean(np.maximum(0, z * size + 0.1 * b) ** 2 - half) for name, b in biases.items()
    }

    assert [grown["normal"], grown["two"]] == pytest.approx([0.005] * 2, rel=0.1)
    assert size == 1 or grown["skew"] > 0.006  # a mean of 0 is not enough

"""Training by difference quotients: what the formulas do not show, and what the runs must.

Chapter: docs/numerical_training.md.
"""

import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from experiments import command, data
from experiments import numerical_training as numerical
from experiments.examples import Data, Examples
from experiments.numerical_training import SETTINGS, VARIANTS, Variant, compare, run, training
from experiments.progress import Progress
from experiments.training import Diverged
from figures import numerical_training as chapter
from nn import numerical_training
from nn.activation import relu
from nn.loss import softmax_cross_entropy
from nn.network import Network, operation_count, parameter_count
from nn.numerical_differentiation import (
    central_difference,
    forward_difference,
    numerical_gradient,
    relative_error,
)
from nn.numerical_training import (
    CentralDifferences,
    first_layer_quotients,
    second_layer_quotients,
)
from nn.performance import step_operations
from tests.colours import GREY, ORANGE
from tests.curves import NEAR, number
from tests.diagrams import links
from tests.drawn import seen
from tests.states import states
from tests.svg import Mark
from tests.tables import read
from verify.book import cited, runs

ROOT = Path(__file__).parents[1]
BACKWARD = re.compile("grad|prime|vjp|jacobian|delta")
QUICK = replace(SETTINGS, steps=6, batch_size=10, learning_rate=0.5, trainings=1, hidden=8)


@pytest.fixture
def net(rng) -> Network:
    return Network((6, 4, 3), "sigmoid")


@pytest.fixture
def parameters(net, rng) -> dict[str, np.ndarray]:
    return {name: rng.normal(size=shape) for name, shape in net.shapes.items()}


@pytest.fixture
def batch(rng) -> tuple[np.ndarray, np.ndarray]:
    """Images as data sets have them: zeros, and few values for many pixels."""
    return rng.choice([0, 0, 0.2, 0.7, 1.0], size=(5, 6)), np.array([0, 2, 1, 1, 0])


@pytest.fixture(scope="module")
def digits() -> Data:
    return data.digits()


@pytest.fixture(scope="module")
def recorded() -> dict:
    return runs.load("numerical_training").record


@pytest.fixture
def ask(tmp_path, capsys) -> Callable[..., tuple[int, str]]:
    """Run the command on the small digits; give its exit status and what it said."""

    def ask(*options: object) -> tuple[int, str]:
        options = (*map(str, options), "--output", str(tmp_path / "output"))
        status = command.main(["numerical_training", *options])
        said = capsys.readouterr()
        return status, said.err if status else said.out

    return ask


def stacked(parameters):
    return [np.vstack([parameters[f"W{n}"], parameters[f"b{n}"]]) for n in (1, 2)]


def largest_difference(found, expected):
    assert {n: v.shape for n, v in found.items()} == {n: v.shape for n, v in expected.items()}
    return max(np.abs(found[name] - expected[name]).max() for name in expected)


# The same numbers as the loop


@pytest.mark.parametrize("activation", ["identity", "relu", "sigmoid", "tanh"])
def test_the_quotients_are_those_of_the_loop(parameters, batch, activation):
    method = CentralDifferences(activation)

    difference = largest_difference(
        method.gradients(parameters, *batch), method.generic_gradients(parameters, *batch)
    )

    assert 0 < difference < 1e-11


def test_inputs_that_are_all_different_are_no_special_case(parameters, rng):
    batch = rng.normal(size=(5, 6)), np.array([0, 2, 1, 1, 0])
    method = CentralDifferences()

    difference = largest_difference(
        method.gradients(parameters, *batch), method.generic_gradients(parameters, *batch)
    )

    assert difference < 1e-11


@states("Where the pixel is zero, both sides are zero.")
def test_an_image_that_is_all_black_teaches_the_biases_alone(parameters):
    X, t = np.zeros((1, 6)), np.array([1])
    method = CentralDifferences()

    found = method.gradients(parameters, X, t)

    assert not found["W1"].any() and found["b1"].any() and found["b2"].any()
    assert largest_difference(found, method.generic_gradients(parameters, X, t)) < 1e-11


def test_a_kink_within_the_step_counts_as_the_loop_counts_it(parameters, batch):
    X, t = batch
    parameters["b1"][:] = -(X @ parameters["W1"])[0] + 1e-5  # nearly at the corner of the ReLU
    method = CentralDifferences(h=1e-4)

    difference = largest_difference(
        method.gradients(parameters, X, t), method.generic_gradients(parameters, X, t)
    )

    assert difference < 1e-10


@states("the largest score is taken away before the exponential")
def test_huge_scores_do_not_overflow(parameters, batch):
    parameters["b2"][:] = 1e4, -1e4, 1.0
    method = CentralDifferences(h=1e-2)

    difference = largest_difference(
        method.gradients(parameters, *batch), method.generic_gradients(parameters, *batch)
    )

    assert difference < 1e-9


def test_each_example_is_differenced_as_if_alone(parameters, batch):
    X, t = batch
    X[0] *= 1e4  # scores beside which those of the others are nothing
    method = CentralDifferences("identity", h=1e-2)

    found = method.gradients(parameters, X, t)

    alone = [method.gradients(parameters, X[[n]], t[[n]]) for n in range(len(t))]
    for name, value in found.items():
        assert_allclose(value, np.mean([g[name] for g in alone], axis=0), rtol=1e-9, atol=1e-9)


def test_the_gradient_of_backpropagation_is_met_with_an_error_of_order_two(net, parameters, batch):
    exact = net.gradients(parameters, *batch)

    whole, half = (
        largest_difference(CentralDifferences("sigmoid", h).gradients(parameters, *batch), exact)
        for h in (2e-2, 1e-2)
    )

    assert whole / half == pytest.approx(4, rel=0.01)
    assert half < 1e-4


# How it computes


@pytest.mark.parametrize("block", [1, 30, 10**6])
def test_blocks_do_not_change_a_single_bit(parameters, batch, monkeypatch, block):
    found = CentralDifferences().gradients(parameters, *batch)
    monkeypatch.setattr(numerical_training, "BLOCK", block)

    again = CentralDifferences().gradients(parameters, *batch)

    assert all(np.array_equal(again[name], found[name]) for name in found)


@states(
    "The right side has two losses for each value;",
    "In each of the two directions the first layer takes one loss for each image, each hidden "
    "unit, and each of the $G$ values of the image or the bias.",
    "(A white pixel has the value 1, and so has the input of the bias: for an image with one the "
    "code computes one value fewer.)",
)
def test_the_activation_is_computed_once_for_each_value_of_an_image(parameters, batch):
    X, t = batch
    sizes = []

    def phi(z):
        sizes.append(z.size)
        return np.tanh(z)

    first_layer_quotients(X, *stacked(parameters), t, 1e-4, phi)

    values = [len(set(image) - {0.0}) + 1 for image in X]  # and 1, for the bias
    values = [count - (1.0 in image) for count, image in zip(values, X, strict=True)]
    assert sizes == [5 * 4, *(2 * count * 4 for count in values)]


@pytest.mark.parametrize("quotients", [first_layer_quotients, second_layer_quotients])
def test_quotients_leave_their_arguments_alone_and_keep_their_format(parameters, batch, quotients):
    arguments = [a.astype(np.float32) for a in (batch[0], *stacked(parameters))]
    before = [a.copy() for a in arguments]

    found = quotients(*arguments, batch[1], 1e-2, np.tanh)

    assert found.dtype == np.float32
    assert all(np.array_equal(a, b) for a, b in zip(arguments, before, strict=True))


@pytest.mark.parametrize("quotients", [first_layer_quotients, second_layer_quotients])
@pytest.mark.parametrize(
    ("t", "came"),
    [
        ([0, 2, 1, -1, 0], "int64 from -1 to 2"),
        ([0, 2, 3, 1, 0], "int64 from 0 to 3"),
    ],
)
def test_what_is_no_class_is_refused(parameters, batch, quotients, t, came):
    with pytest.raises(ValueError, match=rf"expected integers 0 ... 2 in t; got {came}; count"):
        quotients(batch[0], *stacked(parameters), np.array(t), 1e-4, np.tanh)


@pytest.mark.parametrize("quotients", [first_layer_quotients, second_layer_quotients])
@pytest.mark.parametrize("h", [0.0, -1e-4, float("nan"), 1e-18])
def test_a_step_that_moves_nothing_is_refused(parameters, batch, quotients, h):
    with pytest.raises(ValueError, match="expected a positive step that changes every parameter"):
        quotients(batch[0], *stacked(parameters), batch[1], h, np.tanh)


def test_an_unknown_activation_is_refused():
    with pytest.raises(ValueError, match="among identity, relu, sigmoid, tanh; got 'ReLU'"):
        CentralDifferences("ReLU")


# The training


def called(function: Callable[[], object]) -> set[str]:
    """All functions of `nn` that run, each with its module."""
    names = set()

    def note(frame, event, _):
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.parent == ROOT / "nn":
            names.add(f"{path.stem}.{frame.f_code.co_name}")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        function()
    finally:
        sys.setprofile(before)
    return names


def backward(names: set[str]) -> set[str]:
    return {name for name in names if BACKWARD.search(name) and not name.startswith("numerical_")}


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh"])
def test_training_calls_no_backward_function(digits, activation):
    settings = replace(QUICK, activation=activation, steps=2)

    names = called(lambda: run(digits, settings, Progress(0)))

    assert {
        "numerical_training.first_layer_quotients",
        "numerical_training.second_layer_quotients",
        f"activation.{activation}",
    } <= names
    assert backward(names) == set()


def test_a_call_of_a_backward_function_would_be_seen(net, parameters, batch):
    names = called(lambda: net.gradients(parameters, *batch))

    assert {"network.gradients", "linear.linear_grad_W", "activation.sigmoid_prime"} <= backward(
        names
    )


def test_the_net_learns_and_is_tested_every_few_steps_and_at_the_end(digits):
    settings = replace(QUICK, steps=42, hidden=20, batch_size=20)

    results = run(digits, settings, Progress(0))

    (outcome,) = results["trainings"]
    assert results["tested_after"] == [*range(0, 41, 5), 42]
    assert len(outcome["test_accuracies"]) == len(results["tested_after"])
    assert (outcome["rate"], outcome["pixels"], outcome["seed"]) == (0.5, "divided", 0)
    assert outcome["test_accuracies"][-1] > 0.35 > 0.15 > outcome["test_accuracies"][0]


def test_it_is_told_when_the_claim_was_reached_first(digits, monkeypatch):
    monkeypatch.setattr(numerical, "CLAIM", 0.15)

    results = run(digits, replace(QUICK, steps=30), Progress(0))

    (outcome,) = results["trainings"]
    shares = dict(zip(results["tested_after"], outcome["test_accuracies"], strict=True))
    assert outcome["reached"] > 0 and shares[outcome["reached"]] >= 0.15
    assert all(share < 0.15 for at, share in shares.items() if at < outcome["reached"])


def test_every_training_has_a_seed_of_its_own_and_can_be_repeated(digits):
    settings = replace(QUICK, trainings=2)

    first, second = run(digits, settings, Progress(0))["trainings"]

    assert [first["seed"], second["seed"]] == [0, 1]
    assert first["losses"] != second["losses"]
    assert run(digits, replace(QUICK, seed=1), Progress(0))["trainings"] == [second]


def test_both_ways_to_the_gradient_are_compared_whole(digits):
    found = compare(digits, replace(SETTINGS, hidden=3, batch_size=20), Progress(0))

    assert found["parameters"] == 64 * 3 + 3 + 3 * 10 + 10
    assert found["passes"] == 2 * found["parameters"]
    assert found["largest_difference"] < 1e-9 < found["largest_entry"]


def test_raw_pixels_make_another_training_and_matched_settings_the_same_again(digits):
    divided, raw, matched = (
        training(digits, replace(QUICK, steps=5), Variant(0.02, pixels), 0, Progress(0))
        for pixels in ("divided", "raw", "matched")
    )

    assert (raw["rate"], matched["rate"]) == (0.02, 0.02 * 16)
    assert_allclose(matched["losses"], raw["losses"], atol=0.02)  # the biases differ
    assert matched["losses"][0] == pytest.approx(raw["losses"][0], abs=1e-5)
    assert abs(divided["losses"][0] - raw["losses"][0]) > 1e-3


@states(r"$\max(0, \gamma r) = \gamma \max(0, r)$ for a positive $\gamma$.")
@pytest.mark.parametrize(("gamma", "same"), [(3.0, True), (0.5, True), (-1.0, False)])
def test_relu_is_indifferent_to_a_positive_scale_alone(rng, gamma, same):
    r = rng.normal(size=20)

    assert np.allclose(np.maximum(0, gamma * r), gamma * np.maximum(0, r)) == same


@states(
    r"A net on raw pixels is a net on divided pixels with all weights $\sqrt{\gamma}$ times as "
    "large.",
    r"This is a step for the weight $\sqrt{\gamma} \theta$ of divided pixels with the rate "
    r"$\gamma \eta$.",
    "**Raw pixels are a learning rate {{ value 2**8 - 1 }} times as large**",
    "and a start from weights {{ value np.sqrt(255):.0f }} times as large.",
)
def test_without_biases_matched_settings_are_those_of_raw_pixels(rng):
    """Weights of the one training are at every step the root of 255 times those of the other."""
    net, gamma, eta = Network((6, 5, 3)), 255, 0.001
    X, t = rng.integers(0, 256, (8, 6)).astype(float), rng.integers(0, 3, 8)
    raw = net.initialize(rng)
    raw["W1"] /= gamma
    matched = {name: gamma**0.5 * value for name, value in raw.items()}

    for _ in range(20):
        for parameters, pixels, rate in ((raw, X, eta), (matched, X / gamma, gamma * eta)):
            gradients = net.gradients(parameters, pixels, t)
            for name in ("W1", "W2"):
                parameters[name] -= rate * gradients[name]

    assert_allclose(matched["W1"], gamma**0.5 * raw["W1"], rtol=1e-9)
    assert_allclose(matched["W2"], gamma**0.5 * raw["W2"], rtol=1e-9)


def test_divergence_is_said_with_the_learning_rate(digits):
    with pytest.raises(Diverged, match=r"diverged .* choose a --learning-rate below 1e\+300"):
        run(digits, replace(QUICK, learning_rate=1e300), Progress(0))


# The command


def test_one_rate_is_trained_without_the_loop(ask, tmp_path):
    options = ("--steps", 6, "--hidden", 4, "--trainings", 1, "--batch-size", 20)

    assert ask(*options, "--learning-rate", 0.5)[0] == 0

    made = json.loads((tmp_path / "output" / "result.json").read_text(encoding="utf-8"))
    assert len(made["results"]["trainings"]) == 1 and "gradient" not in made["results"]
    assert {path.stem for path in (tmp_path / "output").glob("*.png")} == {"accuracies"}


def test_without_a_rate_all_are_compared(ask, tmp_path):
    status, said = ask("--steps", 1, "--hidden", 2, "--trainings", 1, "--batch-size", 10)

    made = json.loads((tmp_path / "output" / "result.json").read_text(encoding="utf-8"))
    assert status == 0 and "with the loop: 320 forward passes" in said
    assert len(made["results"]["trainings"]) == len(VARIANTS)


def test_raw_pixels_without_a_rate_are_refused(ask):
    status, said = ask("--raw-pixels")

    assert status == 1
    assert said == (
        "error: expected --learning-rate beside --raw-pixels; got --raw-pixels alone; "
        "give both, as in --raw-pixels --learning-rate 0.001\n"
    )


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--h", "0", "a number from 1e-9 to 1"),
        ("--h", "nan", "a number from 1e-9 to 1"),
        ("--h", "2", "a number from 1e-9 to 1"),
        ("--h", "tiny", "a number from 1e-9 to 1"),
        ("--trainings", "0", "a whole number, 1 or more, of 12 digits at most"),
        ("--steps", "0.5", "a whole number, 1 or more, of 12 digits at most"),
        ("--learning-rate", "0", "a positive number"),
        ("--batch-size", "0", "a whole number from 1 to 100000"),
    ],
)
def test_settings_out_of_range_are_refused(ask, option, value, expected):
    status, said = ask(f"{option}={value}")

    assert status == 1 and said.count("\n") == 1
    assert said.startswith(f"error: {option} expects {expected}; got {value!r}; leave it out")


# The record


@states(
    "Put right, it has {{ run numerical_training settings.steps:, }} iterations with batches of "
    "{{ run numerical_training settings.batch_size }}"
)
def test_the_settings_are_the_tutorials():
    assert (SETTINGS.steps, SETTINGS.batch_size, SETTINGS.h) == (1000, 100, 1e-4)
    assert (SETTINGS.hidden, SETTINGS.activation, SETTINGS.optimizer) == (50, "relu", "sgd")


@states(
    "The largest difference between the two gradients is {{ run numerical_training "
    "gradient.largest_difference:.0e }}, where the largest entry is"
)
def test_the_recorded_gradients_agree_and_one_took_a_hundredth_of_the_other(recorded):
    found = recorded["results"]["gradient"]

    assert found["passes"] == 79_520
    assert found["largest_difference"] <= 1e-9 < found["largest_entry"]
    assert found["ratio"] >= 100


def variant(recorded, pixels, rate):
    results = recorded["results"]
    found = [t for t in results["trainings"] if (t["pixels"], t["rate"]) == (pixels, rate)]
    assert [t["seed"] for t in found] == [0, 1, 2]
    return np.array([t["test_accuracies"] for t in found]), results["tested_after"]


@states(
    "With divided pixels and the printed rate, a few dozen iterations do next to nothing, and "
    "after all {{ run numerical_training settings.steps:, }} the nets read little more than a "
    "third at best.",
)
def test_with_divided_pixels_the_printed_rate_comes_nowhere_near_the_claim(recorded):
    shares, at = variant(recorded, "divided", 0.001)

    assert shares[:, : at.index(60) + 1].max() < 0.2
    assert at[-1] == 1000 and 1 / 3 < shares[:, -1].max() < 0.36 and shares.max() < 0.67 / 1.8


@states("all three nets pass the claim within two dozen iterations")
def test_with_raw_pixels_the_printed_rate_keeps_the_claim(recorded):
    shares, at = variant(recorded, "raw", 0.001)

    assert len(shares) == 3
    assert shares[:, : at.index(20) + 1].max(axis=1).min() > 0.67
    trainings = recorded["results"]["trainings"]
    assert all(t["reached"] <= 2 * 12 for t in trainings if t["pixels"] == "raw")
    assert shares[:, at.index(20)].min() > 0.67
    assert shares[:, at.index(60)].min() > 0.8


@states("The dotted curve is that training")
def test_matched_settings_gave_the_training_of_raw_pixels(recorded):
    (dashes,) = {
        line.style.get("stroke-dasharray")
        for line in seen("numerical_training", "accuracies").only.legend["matched, 0.255"]
    }
    raw, _ = variant(recorded, "raw", 0.001)
    matched, _ = variant(recorded, "matched", 0.255)

    assert dashes and np.abs(raw - matched)[:, :21].max() < 0.02


@states("With divided pixels, the claim needs a learning rate some hundreds of times as large.")
def test_of_the_rates_for_divided_pixels_only_the_largest_reaches_the_claim_in_some_dozens(
    recorded,
):
    reached = {}
    for t in recorded["results"]["trainings"]:
        if t["pixels"] == "divided":
            reached.setdefault(t["rate"], []).append(t["reached"])

    assert reached[0.001] == [None] * 3 and min(reached[0.01]) > 500
    assert min(reached[0.1]) > 60 and max(reached[0.1]) < 120
    assert (
        max(reached[0.5]) <= 40
        and 200 <= 0.5 / float(cited.number("toymoban_6.learning_rate")) <= 1000
    )


@states("reports {{ cited toymoban_6.accuracy }}% of the digits right")
def test_the_claim_of_the_experiment_is_the_one_that_is_cited():
    assert float(cited.number("toymoban_6.accuracy")) / 100 == numerical.CLAIM


@states(
    "so the {{ run numerical_training settings.steps:, }} iterations of [4] take hours.",
    "The products alone would promise more.",
)
def test_a_thousand_recorded_loops_take_hours_and_have_more_products_to_do_than_time_to_lose(
    recorded,
):
    found = recorded["results"]["gradient"]
    loop, *parts = (float(row[-1].replace(",", "")) for row in chapter.costs(recorded)[1:])

    assert 2 < 1000 * found["loop_seconds"] / 3600 < 24
    assert loop / sum(parts) > 10 * found["ratio"]


@states("and what is left takes {{ run numerical_training gradient.seconds:.3f }} seconds.")
def test_the_recorded_gradient_of_what_changes_takes_a_small_part_of_the_loop(recorded):
    found = recorded["results"]["gradient"]

    assert 0 < found["seconds"] < found["loop_seconds"] / 100


@states(
    "Without `--learning-rate` a run takes long ({{ run numerical_training seconds:,.0f }} seconds "
    "when it was recorded), since it times the loop and trains three nets for each of the curves "
    "below."
)
def test_the_recorded_run_took_minutes_for_three_nets_of_each_curve(recorded):
    names = [f"{t['pixels']}, {t['rate']:.4g}" for t in recorded["results"]["trainings"]]
    curves = [*seen("numerical_training", "accuracies").only.legend]

    assert sorted(names) == sorted(3 * curves)
    assert 3 < recorded["seconds"] / 60 < 15 and "loop_seconds" in recorded["results"]["gradient"]


@states("weights that start with a standard deviation of 0.01.")
def test_the_first_weights_have_the_printed_standard_deviation(rng):
    parameters = numerical.start(Network((784, 50, 10)), 1.0, rng)

    assert parameters["W1"].std() == pytest.approx(0.01, rel=0.02)


@states("are not zero on average, and these have")
def test_pixels_that_are_not_zero_are_counted_and_their_values_once_each():
    pixels = np.array([[0, 0, 5, 5], [0, 1, 2, 3]], np.uint8)

    found = numerical.groups(Examples(pixels, np.array([0, 1]), white=255))

    assert found == {"inputs": 4, "not_zero": 2.5, "values": 2.0}


@states(
    "How many forward passes would the loop take for a gradient of the net of "
    "[the chapter on inference](inference.md), with {{ value 28 * 28 }} inputs, hidden layers of "
    "50 and 100 units, and 10 classes?"
)
def test_the_net_of_inference_needs_as_many_passes_as_the_solution_says():
    sizes = runs.load("inference").record["results"]["throughput"]["sizes"]

    assert sizes == [784, 50, 100, 10]
    assert 2 * parameter_count(sizes) == 90_720


# What the sentences say beside the formulas


@states(
    "cost two forward passes for each parameter",
    "each takes two forward passes:",
    "The loop computes $2 N P$",
)
def test_the_loop_computes_two_losses_of_each_example_for_each_parameter(
    net, parameters, batch, monkeypatch
):
    examples = []

    def loss(self, parameters, X, t):
        examples.append(len(X))
        return np.float64(0)

    monkeypatch.setattr(CentralDifferences, "loss", loss)
    CentralDifferences().generic_gradients(parameters, *batch)

    P = sum(value.size for value in parameters.values())
    assert len(examples) == 2 * P and sum(examples) == 2 * 5 * P


@states(
    "every example has a last input that is always 1:",
    "The last number is the bias, whose input is 1.",
    "only the biases, whose input is 1 and not {{ value 2**8 - 1 }}, differ.",
)
@pytest.mark.parametrize(("value", "same"), [(1.0, True), (255.0, False)])
def test_a_bias_is_the_weight_of_an_input_that_is_1(parameters, batch, value, same):
    (X, t), (Theta1, Theta2) = batch, stacked(parameters)
    widened = np.column_stack([X, np.full(len(X), value)])
    without = np.vstack([Theta1[:-1], Theta1[-1:] / value, 0 * Theta1[-1:]])

    found = first_layer_quotients(widened, without, Theta2, t, 1e-4, np.tanh)

    expected = first_layer_quotients(X, Theta1, Theta2, t, 1e-4, np.tanh)
    assert np.allclose(found[-2], expected[-1], rtol=1e-6) == same


@states("Only unit $j$ is touched, and only where the pixel is not zero.")
def test_a_moved_weight_touches_its_unit_where_its_pixel_is_not_zero(parameters, batch):
    (X, _), (Theta1, _) = batch, stacked(parameters)
    moved = Theta1.copy()
    moved[2, 1] += 0.1

    change = (moved - Theta1)[:-1]
    assert (((X @ change) != 0) == np.outer(X[:, 2] != 0, np.arange(4) == 1)).all()


@states(
    r"Let $u_d v_j^\top$ be the array with a 1 at row $d$ and column $j$, and 0 elsewhere.",
    r"Let $\tilde{u}_j \tilde{v}_k^\top$ be the array of the shape of $\Theta^{(2)}$ with a 1 at "
    "row $j$ and column $k$, and 0 elsewhere.",
)
@pytest.mark.parametrize(("d", "j"), [(0, 0), (5, 1), (6, 2)])
def test_a_column_times_a_row_with_single_ones_has_a_single_one(d, j):
    u, v = np.eye(7), np.eye(3)

    moved = np.outer(u[d], v[j])

    assert (moved[d, j], np.count_nonzero(moved)) == (1, 1)


@states(
    r"Let $x_{nd}$ be pixel $d$ of image $n$, and $y_{n1} \ldots y_{nG}$ the values of this image "
    r"other than 0, and let $S_{ndg}$ be 1 if pixel $d$ has the value $y_{ng}$, and 0 otherwise.",
    "A row of $S$ has a single 1, or none where the pixel is zero.",
)
def test_a_pixel_has_one_of_the_values_of_its_image_or_is_zero(batch):
    for x in batch[0]:
        y = np.array(sorted({*x} - {0}))
        S = np.where(x[:, np.newaxis] == y, 1, 0)

        assert_array_equal(S @ y, x)
        assert_array_equal(S.sum(axis=1), x != 0)


@states(
    r"It moves by $h \tilde{A}_{nj}$ forward and back if $k$ is that class, where $T_{nk} = 1$:",
)
def test_the_score_of_the_right_class_moves_where_the_target_is_1(parameters, batch):
    (X, t), (Theta1, Theta2), h = batch, stacked(parameters), 1e-3
    A = np.column_stack([np.tanh(np.column_stack([X, np.ones(5)]) @ Theta1), np.ones(5)])
    j, k, T = 2, 1, np.eye(3)[t]
    for step in (h, -h):
        moved = Theta2.copy()
        moved[j, k] += step
        scores, before = (A @ Theta for Theta in (moved, Theta2))

        found = (scores - before)[np.arange(5), t]
        assert_allclose(found, step * A[:, j] * T[:, k], atol=1e-15)


@states(
    "Let $w_1 = (1, -1)$.",
    "A weight from a pixel of the value $r$ moves the scores to $(h r, -h r)$ and back.",
)
def test_a_weight_of_the_example_by_hand_moves_the_scores_apart():
    net, h, r = Network((1, 1, 2), "identity"), 0.25, 0.5
    zero = {name: np.zeros(shape) for name, shape in net.shapes.items()}
    zero["W2"] = np.array([[1.0, -1.0]])
    X = np.array([[r]])

    at_rest, forward, back = (
        net.forward(zero | {"W1": np.array([[step]])}, X).tolist() for step in (0.0, h, -h)
    )
    assert at_rest == [[0, 0]]
    assert (forward, back) == ([[h * r, -h * r]], [[-h * r, h * r]])


@states(
    "Without an activation, with two classes, and with scores that are zero, the quotient is the "
    "same for every step."
)
@pytest.mark.parametrize(("on", "same"), [([1.0, -1.0], True), ([1.0, 0.0, 0.0], False)])
def test_with_zero_scores_two_classes_have_one_quotient_for_every_step_and_three_have_not(on, same):
    X, t, Theta1 = np.array([[1.0]]), np.array([0]), np.zeros((2, 1))
    Theta2 = np.array([on, np.zeros(len(on))])

    long, short = (
        first_layer_quotients(X, Theta1, Theta2, t, h, lambda x: x)[0, 0] for h in (1.0, 1e-3)
    )
    assert (abs(long - short) < 1e-9) == same


THREE = {"X": np.array([[0.5, 0.0, 0.5]]), "t": np.array([0])}
THREE |= {"Theta1": np.array([[1.0], [-1.0], [-0.5], [0.0]])}
THREE |= {"Theta2": np.array([[2.0, -2.0], [0.0, 0.0]])}


def pass_of_three(move=0.0, pixel=0):
    """Hidden score, scores and loss of the image of three pixels, with a weight moved."""
    hidden = THREE["X"][0] @ (THREE["Theta1"][:3, 0] + move * np.eye(3)[pixel])
    scores = np.maximum(hidden, 0) * THREE["Theta2"][0]
    return hidden, *scores, np.log(np.exp(scores).sum()) - scores[0]


@states(
    "Three pixels, ½, 0 and ½; one hidden unit with ReLU, with the weights 1, −1 and −½ and no bias"
    "; and the weights 2 and −2 on to two scores.",
    r"Move the first weight by $h = \frac{1}{2}$:",
    "The three losses are, with a lead of 1, 2 and 0 of the right class,",
    "With so long a step it is not yet the derivative, which is −0.538.",
    "The third weight belongs to a pixel of the same value, so moving it gives the same numbers; "
    "the second belongs to a pixel that is 0, and moves nothing",
)
def test_the_three_pixels_by_hand_have_the_losses_and_quotients_of_the_text():
    passes = [pass_of_three(move) for move in (0.0, 0.5, -0.5)]
    quotient, *short = (first_layer_quotients(**THREE, h=h, phi=relu)[:3, 0] for h in (0.5, 1e-4))

    assert [first - second for _, first, second, _ in passes] == [1, 2, 0]
    assert [f"{loss:.4f}" for *_, loss in passes] == ["0.3133", "0.1269", "0.6931"]
    assert_allclose(quotient, [-0.5662, 0, -0.5662], atol=5e-5)
    assert_allclose(short[0], [-0.538, 0, -0.538], atol=5e-4)
    assert pass_of_three(0.5, pixel=2) == pass_of_three(0.5, pixel=0)
    assert pass_of_three(0.5, pixel=1) == pass_of_three()


@states(
    "A weight is moved by a half, forward and back, and with it all that comes after it.",
    "In each box the middle number is as it was, the one above it is moved forward and the one "
    "below it back.",
    "Of the three pixels in the boxes on the left the first is the one whose weight moves.",
    page="figures/numerical_training",
)
def test_the_boxes_hold_the_numbers_of_the_three_passes():
    passes = [pass_of_three(move) for move in (0.5, 0.0, -0.5)]  # from above
    texts = seen("numerical_training", "moved").only.texts
    columns = {}
    for text in texts:
        columns.setdefault(round(text.at[0] / 10), []).append((text.at[1], text.words))
    stacks = [[words for _, words in sorted(column)] for _, column in sorted(columns.items())]
    numbers = [
        [float(words.replace("−", "-")) for words in stack if words.strip("−.0123456789") == ""]
        for stack in stacks
    ]
    hidden, first, second, loss = (list(column) for column in zip(*passes, strict=True))

    assert sorted(numbers[0]) == [0, 0.5, 0.5]
    assert [n for n in numbers if n in (hidden, [*first, *second])] == [hidden, first + second]
    assert_allclose(numbers[-1], loss, atol=5e-5)


@states(
    "The right class now loses by $h r$ where it won, so the signs change: the slopes are 0.2, 0.8 "
    "and 0.2."
)
def test_for_the_other_class_the_slopes_by_hand_change_their_signs():
    X, Theta1 = np.array([[0.2, 0.8, 0.2]]), np.zeros((4, 1))
    Theta2 = np.array([[1.0, -1.0], [0.0, 0.0]])
    first, second = (
        first_layer_quotients(X, Theta1, Theta2, np.array([k]), 1e-4, lambda x: x) for k in (0, 1)
    )

    assert_allclose(second[:3, 0], [0.2, 0.8, 0.2], rtol=1e-6)
    assert_allclose(first, -second, rtol=1e-6)


@states(
    r"With $\gamma = 16$ the rate is that of raw pixels times 16, and the weights are four times "
    "as large:",
    "A net with ReLU and one hidden layer learns from them as they are, with a rate of 0.05.",
)
def test_a_step_with_pixels_up_to_16_is_one_with_16_times_the_rate_and_4_times_the_weights(rng):
    net, X, t = Network((5, 4, 3)), rng.random((6, 5)), rng.integers(0, 3, 6)
    raw = {n: w if n[0] == "W" else 0 * w for n, w in net.initialize(rng).items()}
    divided = {name: 4 * w for name, w in raw.items()}

    g, g_divided = net.gradients(raw, 16 * X, t), net.gradients(divided, X, t)

    for name in ("W1", "W2"):
        assert_allclose(
            4 * (raw[name] - 0.05 * g[name]), divided[name] - 0.8 * g_divided[name], rtol=1e-10
        )


@states(
    "Two pixels are one pixel only within an image; in the next they differ, and so do the means."
)
def test_pixels_that_are_equal_in_one_image_have_different_quotients_in_a_batch():
    X, Theta2 = np.array([[0.5, 0.5], [0.0, 1.0]]), np.array([[1.0, -1.0], [0.0, 0.0]])

    def quotients(rows):
        t = np.zeros(len(rows), int)
        found = first_layer_quotients(X[rows], np.zeros((3, 1)), Theta2, t, 1e-4, lambda x: x)
        return found[:2, 0]

    assert quotients([0])[0] == quotients([0])[1]
    assert_allclose(quotients([0, 1]), [-0.25, -0.75], rtol=1e-6)


@states(
    "With two classes the central differences with respect to the two scores of an example are "
    "opposite numbers, whatever the step.",
)
@pytest.mark.parametrize("h", [1.0, 1e-3])
def test_of_two_scores_the_quotients_are_opposite(rng, h):
    Z, t = rng.normal(size=(4, 2)), rng.integers(0, 2, 4)
    found = numerical_gradient(lambda Z: softmax_cross_entropy(Z, t), Z, h)

    assert_allclose(found[:, 0], -found[:, 1], rtol=1e-9)


@states("ten exponentials take longer than ten multiplications")
def test_an_exponential_takes_longer_than_a_multiplication(rng):
    z = rng.normal(size=20_000)
    out, seconds = np.empty_like(z), {}
    for _ in range(20):
        for name, work in {"exp": lambda: np.exp(z, out=out), "times": lambda: z * z}.items():
            begin = time.perf_counter()
            work()
            took = time.perf_counter() - begin
            seconds[name] = min(took, seconds.get(name, took))

    assert seconds["exp"] > seconds["times"]


@states(
    "With float64, $h = 10^{-4}$ leaves about [eight good digits](numerical_differentiation.md) of "
    "the largest entries of a smooth net's gradient."
)
def test_the_step_leaves_eight_digits_of_a_smooth_net(rng):
    net = Network((6, 4, 3), "sigmoid")
    parameters, X = net.initialize(rng), rng.random((5, 6))
    t = np.array([0, 2, 1, 1, 0])
    exact = net.gradients(parameters, X, t)

    digits = [
        -np.log10(
            largest_difference(CentralDifferences("sigmoid", h).gradients(parameters, X, t), exact)
            / max(np.abs(value).max() for value in exact.values())
        )
        for h in (1e-3, 1e-4)
    ]
    assert digits[0] < 8 < digits[1] < 10.5


@states(
    "Where the corner of a ReLU lies within the step, both ways return the same quotient, and "
    "backpropagation another"
)
def test_only_backpropagation_sees_no_corner_within_the_step(parameters, batch):
    X, t = batch
    parameters["b1"][:] = -(X @ parameters["W1"])[0] + 1e-5
    method = CentralDifferences(h=1e-4)
    ways = method.gradients(parameters, X, t), method.generic_gradients(parameters, X, t)
    exact = Network((6, 4, 3)).gradients(parameters, X, t)

    assert largest_difference(*ways) < 1e-10
    assert min(largest_difference(way, exact) for way in ways) > 1e-3


@states(
    "for this net and a batch of {{ run benchmarks/gradient examples }} both are off by nearly a "
    "thousandth of the [length of the gradient](performance.md#a-gradient-without-a-derivative)."
)
def test_the_recorded_quotients_of_this_net_are_off_by_nearly_a_thousandth():
    found, here = (
        runs.load("benchmarks/gradient").record["results"],
        runs.load("numerical_training"),
    )

    assert found["parameters"] == here.value("gradient.parameters")
    assert found["examples"] == here.value("settings.batch_size")
    assert 5e-4 < found["errors"]["structured"] < 1e-3
    assert found["errors"]["loop"] == pytest.approx(found["errors"]["structured"], rel=1e-3)


@states("for the price of about two forward passes")
def test_backpropagation_costs_about_two_forward_passes_of_this_net():
    passes = step_operations(100, 784, 50, 10) / operation_count((784, 50, 10), 100)

    assert passes == pytest.approx(2, abs=0.05)


@states(
    "The price is the error, which is [of order $h$](numerical_differentiation.md) and not $h^2$:"
)
@pytest.mark.parametrize(
    ("difference", "order"), [(forward_difference, 1), (central_difference, 2)]
)
def test_half_the_step_leaves_half_or_a_quarter_of_the_error(difference, order):
    whole, half = (difference(np.exp, np.zeros(1), h)[0] - 1 for h in (1e-2, 5e-3))

    assert whole / half == pytest.approx(2**order, rel=0.01)


@states(
    "Which parameters get a difference quotient that is exactly zero with ReLU, whatever the "
    "weights of the second layer are?",
    r"In the second layer, the weights that lead on from a unit which is silent for the whole "
    r"batch, since $\tilde{A}_{nj} = 0$ for each image:",
)
def test_a_silent_unit_gets_quotients_of_zero_and_so_do_pixels_without_ink(parameters, batch):
    X, t = batch
    X[:, 3] = 0
    parameters["b1"][0] = -100
    A = relu(X @ parameters["W1"] + parameters["b1"])

    found = CentralDifferences("relu").gradients(parameters, X, t)
    zero = [A[:, 0], found["W1"][3], found["W1"][:, 0], found["b1"][0], found["W2"][0]]
    assert not any(np.any(each) for each in zero)
    assert found["W1"].any()


@states(
    "In the first layer, a weight whose pixel has ink in no image of the batch, or only in images "
    "for which the hidden unit stays silent even when the weight is moved; and a bias, if its unit "
    "stays silent so for all images."
)
def test_a_weight_gets_zero_if_its_unit_is_silent_wherever_its_pixel_has_ink():
    X, t = np.eye(2), np.array([0, 0])  # the unit is silent for the first image alone
    Theta1, Theta2 = np.array([[-1.0], [1.0], [0.0]]), np.array([[1.0, -1.0], [0.0, 0.0]])

    first, second, bias = first_layer_quotients(X, Theta1, Theta2, t, 1e-4, relu)[:, 0]
    assert first == 0 and second != 0 and bias != 0


# The tables of the page


def test_table_of_costs_counts_the_losses_of_a_batch_and_multiplications_for_each():
    run = runs.load("numerical_training")
    N, D, H, K = run.value("settings.batch_size"), 784, run.value("settings.hidden"), 10
    values = run.value("groups.values")  # different ones of a pixel in a batch, on average
    ways = {
        "the loop": (2 * N * (D * H + H + H * K + K), D * H + H * K),
        "layer 1, by values": (2 * N * (values + 1) * H, K),
        "layer 2, by terms": (2 * N * (H + 1) * K, 1),
    }

    expected = {
        name: {
            "losses of an example": losses,
            "multiplications for each": each,
            "together": losses * each,
        }
        for name, (losses, each) in ways.items()
    }
    assert read("numerical_training", "costs").wrong(expected) == []


def test_table_of_accuracies_shows_the_range_of_the_recorded_trainings():
    run = runs.load("numerical_training")
    after = {f"after {n}": run.value("tested_after").index(n) for n in (20, 60, 100, 1000)}
    found: dict[str, list] = {}
    for each in run.value("trainings"):
        found.setdefault(f"{each['pixels']}, {each['rate']:.4g}", []).append(each)

    def spread(numbers, sign=""):
        least, most = min(numbers), max(numbers)
        return f"{least}{sign}" if least == most else f"{least}\u2013{most}{sign}"

    expected = {}
    for name, trainings in found.items():
        shares = {h: [t["test_accuracies"][at] for t in trainings] for h, at in after.items()}
        firsts = [t["reached"] for t in trainings]
        expected[name] = {
            **{h: spread([int(f"{100 * s:.0f}") for s in each], "%") for h, each in shares.items()},
            "67% after": "never" if None in firsts else spread(firsts),
        }
    assert read("numerical_training", "reached").wrong(expected) == []


def test_the_last_heading_of_the_table_is_the_claim_as_it_is_cited():
    *_, last = chapter.reached()[0]

    assert last == f"{cited.number('toymoban_6.accuracy')}% after"


def test_first_of_the_table_is_where_a_training_reaches_the_claim():
    run = runs.load("numerical_training")

    for each in run.value("trainings"):
        reached = (
            n
            for n, share in zip(run.value("tested_after"), each["test_accuracies"], strict=True)
            if share >= 0.67
        )
        assert each["reached"] == next(reached, None)


# The figures


def small_net(panel):
    """The lines of a small net as pairs of places, and which of lines and places are orange."""
    axes = seen("numerical_training", "touched").axes[panel]
    pens = [line for line in axes.lines if not line.closed]
    lines = {tuple(map(tuple, line.points)): line.style["stroke"] == ORANGE for line in pens}
    marks = [(mark.at, mark) for group in axes.rest for mark in group.all(Mark)]
    marks += [(line.centre, line) for line in axes.lines if line.closed]
    ends = np.array([end for line in lines for end in line])
    places = {
        tuple(ends[np.abs(ends - at).max(axis=1).argmin()]): mark.style["fill"] == ORANGE
        for at, mark in marks
    }
    return axes, lines, places


def behind(lines, tip):
    """The lines that lead on from a place, and from where these lead to."""
    on = [line for line in lines if line[0] == tip]
    return {*on, *(further for line in on for further in behind(lines, line[1]))}


@pytest.mark.parametrize("layer", [1, 2])
@states(
    "What a moved parameter changes, in the first layer and in the second: all that is orange.",
    page="figures/numerical_training",
)
def test_orange_are_a_weight_and_all_that_it_leads_to(layer):
    axes, lines, places = small_net(layer - 1)
    columns = sorted({start[0] for start, _ in lines})
    (moved,) = (line for line, on in lines.items() if on and line[0][0] == columns[layer - 1])
    changed = {moved, *behind(lines, moved[1])}

    assert axes.title == f"a weight of layer {layer}"
    assert {line for line, on in lines.items() if on} == changed
    assert {place for place, on in places.items() if on} == {tip for _, tip in changed}


@pytest.mark.parametrize("panel", [0, 1])
def test_pixels_lead_to_hidden_units_and_these_to_scores(panel):
    axes, lines, places = small_net(panel)
    columns = sorted({place[0] for place in places})
    across = [at for at, _ in axes.x.ticks]

    assert axes.x.words == ["pixels", "hidden", "scores"]
    assert_allclose(columns, across, atol=NEAR)
    assert set(lines) == {
        (a, b) for a in places for b in places if columns.index(b[0]) - columns.index(a[0]) == 1
    }


@pytest.fixture(scope="module")
def groups() -> dict[str, np.ndarray]:
    """The accuracies of the recorded trainings, those that differ in the seed together."""
    found = {}
    for one in runs.load("numerical_training").record["results"]["trainings"]:
        found.setdefault(f"{one['pixels']}, {one['rate']:.4g}", []).append(one["test_accuracies"])
    return {name: np.array(accuracies) for name, accuracies in found.items()}


BY_HAND = [0, 0.5, 1, 0.5]  # the pixels of the example
SLOPES = [0, -0.5, -1, -0.5]  # of the loss along their weights, as derived there


def boxes() -> dict[str, list]:
    """The numbers in boxes, row by row, each row from left to right."""
    axes = seen("numerical_training", "values").only
    rows = {words: [t for t in axes.texts if abs(t.at[1] - at) < 4] for at, words in axes.y.ticks}
    return {words: sorted(row, key=lambda text: text.at[0]) for words, row in rows.items()}


@states(
    "An image of four pixels, its values other than 0, and a slope of the loss for each pixel.",
    page="figures/numerical_training",
)
@states("The image of the [second example by hand](#numbers-by-hand), 0, ½, 1 and ½, has two:")
def test_the_boxes_hold_the_pixels_the_values_and_the_slopes_of_the_example():
    found = {name: [number(box.words) for box in row] for name, row in boxes().items()}

    assert found == {"pixels": BY_HAND, "values": [0.5, 1], "slopes": SLOPES}


@states(
    "Each value is moved once, however many pixels have it, and all of them get its slope.",
    "A pixel that is 0 moves nothing, and its slope is 0.",
    page="figures/numerical_training",
)
def test_arrows_lead_from_each_pixel_to_its_value_and_on_to_its_slope():
    rows = boxes()
    nodes = [*rows["pixels"], *rows["values"], *rows["slopes"]]
    values = [number(box.words) for box in rows["values"]]

    expected = set()
    for place, pixel in enumerate(BY_HAND):
        if pixel:
            middle = len(BY_HAND) + values.index(pixel)
            expected |= {(place, middle), (middle, len(BY_HAND) + len(values) + place)}
    assert set(links(seen("numerical_training", "values").only, nodes)) == expected


@pytest.fixture(scope="module")
def tested() -> np.ndarray:
    """After how many steps the recorded trainings were tested; no axis of powers has a 0."""
    return np.array(runs.load("numerical_training").record["results"]["tested_after"])


@states(
    "Test accuracy against iterations, for each rate the mean of its trainings.",
    page="figures/numerical_training",
)
def test_the_curve_of_a_rate_is_the_mean_of_its_trainings(groups, tested):
    axes = seen("numerical_training", "accuracies").only
    astray = {
        name: axes.curve(name).strays(tested[1:], group.mean(axis=0)[1:])
        for name, group in groups.items()
    }
    ends = [axes.curve(name).x.max() for name in groups]

    assert (axes.x.label, axes.y.label, list(axes.legend)) == (
        "iterations",
        "test accuracy",
        [*groups],
    )
    assert max(astray.values()) < NEAR
    assert_allclose(ends, 1000, rtol=0.01)


@states(
    "For divided pixels a band is from the worst of them to the best;",
    page="figures/numerical_training",
)
def test_the_band_of_a_rate_is_from_its_worst_training_to_its_best(groups, tested):
    axes = seen("numerical_training", "accuracies").only
    bands = {
        mark.style["fill"]: mark.sign.points + mark.at
        for group in axes.rest
        for mark in group.all(Mark)
    }

    for name, group in groups.items():
        if name.startswith("divided"):
            band = bands[axes.colour(name)]
            steps, shares = axes.x.value(band[:, 0]), axes.y.value(band[:, 1])
            at = np.abs(tested[:, np.newaxis] - steps).argmin(axis=0)
            off = np.abs(np.array([group.min(axis=0)[at], group.max(axis=0)[at]]) - shares)
            assert off.min(axis=0).max() < 0.005 and (off.min(axis=1) < 0.005).all()


@states("the grey line is the claim of [4].", page="figures/numerical_training")
def test_the_grey_line_is_at_67_percent():
    (line,) = seen("numerical_training", "accuracies").only.lines_in(GREY)

    assert_allclose(line.y, 0.67, atol=0.005)


@states(
    "Those of the central differences come from the kinks of ReLU",
    page="performance",
)
@pytest.mark.parametrize(("h", "activation", "many"), [
    (1e-4, "relu", True), (1e-4, "sigmoid", False), (1e-8, "relu", False),
])  # fmt: skip
def test_the_error_of_the_quotients_comes_from_the_kinks_of_relu(rng, h, activation, many):
    """A step as long as the tutorial's switches units on or off, a short one does not."""
    network = Network((20, 30, 10), activation)
    parameters, X = network.initialize(rng), rng.choice([0, 0.5, 1], size=(100, 20))
    parameters["b1"][:] = -X[0] @ parameters["W1"] + rng.uniform(-1e-5, 1e-5, 30)
    t = rng.integers(0, 10, 100)

    found = CentralDifferences(activation, h=h).gradients(parameters, X, t)["W1"]

    exact = network.gradients(parameters, X, t)["W1"]
    assert (relative_error(found, exact) > 1e-4) == many

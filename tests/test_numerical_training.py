"""Training by difference quotients: what the formulas do not show, and what the runs must.

Chapter: docs/numerical_training.md.
"""

import json
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from experiments import command, data
from experiments import numerical_training as numerical
from experiments.examples import Data
from experiments.numerical_training import SETTINGS, VARIANTS, Variant, compare, run, training
from experiments.progress import Progress
from experiments.training import Diverged
from nn import numerical_training
from nn.network import Network
from nn.numerical_differentiation import relative_error
from nn.numerical_training import (
    CentralDifferences,
    first_layer_quotients,
    second_layer_quotients,
)
from tests.curves import NEAR
from tests.drawn import seen
from tests.states import states
from tests.svg import Mark
from verify.book import runs

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


def test_without_biases_matched_settings_are_those_of_raw_pixels(rng):
    """Weights of the one training are at every step the root of 255 times those of the other."""
    net, gamma, eta = Network((6, 5, 3)), 255, 0.001
    X, t = rng.integers(0, 256, (8, 6)).astype(float), rng.integers(0, 3, 8)
    raw = net.initialise(rng)
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


@states("the nets read little more than a third at best")
def test_with_divided_pixels_the_printed_rate_comes_nowhere_near_the_claim(recorded):
    shares, at = variant(recorded, "divided", 0.001)

    assert shares[:, : at.index(60) + 1].max() < 0.2
    assert shares.max() < 0.67 / 1.8


def test_with_raw_pixels_the_printed_rate_keeps_the_claim(recorded):
    shares, at = variant(recorded, "raw", 0.001)

    assert shares[:, at.index(20)].min() > 0.67
    assert shares[:, at.index(60)].min() > 0.8


def test_matched_settings_gave_the_training_of_raw_pixels(recorded):
    raw, _ = variant(recorded, "raw", 0.001)
    matched, _ = variant(recorded, "matched", 0.255)

    assert np.abs(raw - matched)[:, :21].max() < 0.02


def test_of_the_rates_for_divided_pixels_only_the_largest_reaches_the_claim_in_some_dozens(
    recorded,
):
    reached = {
        t["rate"]: t["reached"]
        for t in recorded["results"]["trainings"]
        if t["pixels"] == "divided"
    }

    assert reached[0.001] is None and reached[0.01] > 500
    assert 60 < reached[0.1] < 120 and reached[0.5] <= 40


# The figures


ORANGE, GREY = "#d9662b", "#808080"


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


@states("The band is from the worst of them to the best;", page="figures/numerical_training")
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


@states("the grey line is the tutorial's claim.", page="figures/numerical_training")
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
    parameters, X = network.initialise(rng), rng.choice([0, 0.5, 1], size=(100, 20))
    parameters["b1"][:] = -X[0] @ parameters["W1"] + rng.uniform(-1e-5, 1e-5, 30)
    t = rng.integers(0, 10, 100)

    found = CentralDifferences(activation, h=h).gradients(parameters, X, t)["W1"]

    exact = network.gradients(parameters, X, t)["W1"]
    assert (relative_error(found, exact) > 1e-4) == many

"""The two-layer net: its training, its options, its records. Chapter: docs/two_layer_net.md."""

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import islice, product

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import linprog

from experiments import command, data
from experiments import two_layer_net as program
from experiments.examples import Data, Examples
from experiments.progress import Progress
from experiments.training import Diverged
from experiments.two_layer_net import (
    OPTIMIZERS,
    SETTINGS,
    drawn,
    epochs_after,
    in_order,
    initialize,
    run,
    train,
)
from experiments.two_layer_studies import silent_units
from figures.packing import unpack
from figures.two_layer_net import strokes, trained_on_strokes
from nn.activation import relu, relu_prime, sigmoid, sigmoid_prime
from nn.linear import linear
from nn.network import Network
from nn.optimizer import GradientDescent, Momentum
from nn.softmax import softmax
from nn.two_layer_net import batch_variance, unseen_share
from tests.colours import BLUE, GREY, ORANGE, TEAL
from tests.curves import NEAR, distance
from tests.diagrams import arrows, nearest
from tests.drawn import seen
from tests.pictures import gallery, signed, unpacked
from tests.states import states
from tests.svg import Mark
from verify.book import runs

QUICK = replace(SETTINGS, steps=60, batch_size=50, learning_rate=0.5)


@pytest.fixture(scope="module")
def digits() -> Data:
    return data.digits()


@pytest.fixture(scope="module")
def quick(digits) -> dict:
    return run(digits, QUICK, Progress(0))


@pytest.fixture(scope="module")
def recorded() -> dict:
    return runs.load("two_layer_net").record


@pytest.fixture
def ask(tmp_path, capsys) -> Callable[..., tuple[int, str]]:
    """Run the command on the small digits; give its exit status and what it said."""

    def ask(*options: object) -> tuple[int, str]:
        options = (*map(str, options), "--output", str(tmp_path / "output"))
        status = command.main(["two_layer_net", *options])
        said = capsys.readouterr()
        return status, said.err if status else said.out

    return ask


# The tutorial


def tutorial(X, t, parameters, eta, batches):
    """Steps as the tutorial's program makes them: float64, one-hot rows, 1e-7 in the logarithm."""
    p = {name: value.astype(float) for name, value in parameters.items()}
    T, losses = np.eye(10)[t], []

    def predict(x):
        scores = np.maximum(0, x @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
        e = np.exp(scores - scores.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    for rows in batches:
        x, y_true = X[rows], T[rows]
        a1 = x @ p["W1"] + p["b1"]
        z1 = np.maximum(0, a1)
        dy = (predict(x) - y_true) / len(rows)
        dz1 = np.where(a1 >= 0, 1, 0) * (dy @ p["W2"].T)
        for name, gradient in {
            "W1": x.T @ dz1, "b1": dz1.sum(axis=0), "W2": z1.T @ dy, "b2": dy.sum(axis=0),
        }.items():  # fmt: skip
            p[name] -= eta * gradient
        losses.append(-np.log(predict(x)[np.arange(len(rows)), t[rows]] + 1e-7).mean())
    return p, losses


def test_steps_are_those_of_the_tutorial(digits):
    network = Network((digits.inputs, 50, 10))
    parameters = initialize(network, np.random.default_rng(1))
    X, t = digits.train.batch(np.arange(len(digits.train)))
    batches = list(islice(drawn(np.random.default_rng(2), len(digits.train), 50), 60))
    expected, printed = tutorial(X.astype(float), t, parameters, 0.5, batches)

    rng = np.random.default_rng(2)
    losses = list(train(network, parameters, digits.train, QUICK, rng))

    for name, value in expected.items():
        assert_allclose(parameters[name], value, atol=1e-4, err_msg=name)
    assert printed[0] < losses[0]  # the tutorial's is computed after the step


@states(
    "An epoch that is sixteen",
    "With those that divide the number of images, so that an epoch has a whole number of steps.",
)
@pytest.mark.parametrize(("batch_size", "epochs"), [(512, 16), (100, 1), (500, 1), (256, 8)])
def test_the_tutorials_test_comes_once_an_epoch_only_if_the_batch_size_fits(batch_size, epochs):
    """Its condition is ``i % iter_per_epoch == 0``, and an epoch need not have whole steps."""
    fires = [i for i in range(10_000) if i % (60_000 / batch_size) == 0]

    assert Fraction(fires[1] * batch_size, 60_000) == epochs


def test_epochs_are_counted_by_the_examples_seen():
    counts = [
        epochs_after(step, size=512, examples=60_000) for step in (117, 118, 234, 235, 10_000)
    ]

    assert counts == [0, 1, 1, 2, 85]


@states("The weights start as random numbers of mean 0 and standard deviation 0.01")
def test_weights_start_around_zero_with_the_spread_of_the_tutorial(rng):
    parameters = initialize(Network((784, 50, 10)), rng)

    assert parameters["W1"].std() == pytest.approx(0.01, rel=0.02)
    assert abs(parameters["W1"].mean()) < 2e-4
    assert not parameters["b1"].any() and not parameters["b2"].any()
    assert {p.dtype for p in parameters.values()} == {np.dtype(np.float32)}


@states(
    "An image has {{ value 28 * 28 }} pixels; 50 hidden units look at all of them, and ten outputs "
    "look at the hidden units.",
    "it is a [`Network`][nn.network.Network] of the sizes 784, 50 and 10.",
)
def test_a_run_trains_a_net_of_as_many_units_as_the_chapter_says(monkeypatch):
    kept, sizes = runs.load("softmax_regression").record["results"]["samples"], []
    images = Examples(unpack(kept["images"]), np.array(kept["true"]), kept["white"])

    class Noted(Network):
        def __init__(self, widths, activation):
            super().__init__(widths, activation)
            sizes.append(widths)

    monkeypatch.setattr(program, "Network", Noted)
    run(Data("MNIST", images, images), replace(SETTINGS, steps=1), Progress(0))

    assert sizes == [(784, 50, 10)]


# Batches


@states(
    "The draws are independent, so the variance of their sum is the sum of their variances, and to "
    "divide the sum by $B$ divides its variance by $B^2$"
)
def test_variances_of_all_draws_add_up_and_their_mean_divides_by_the_square(rng):
    losses, B = rng.exponential(size=4), 3
    sums = [sum(batch) for batch in product(losses, repeat=B)]

    assert_allclose(np.var(sums), B * losses.var())
    assert_allclose(batch_variance(losses, B), np.var(sums) / B**2)


@states(
    "A single draw misses a certain one of $M$ images with probability $1 - 1/M$, and $B$ draws "
    "all miss it with a power of that."
)
def test_a_draw_misses_a_certain_image_in_all_cases_but_one(rng):
    M, B = 5, 3
    missed = [0 not in batch for batch in product(range(M), repeat=B)]

    assert_allclose(np.mean(missed), (1 - 1 / M) ** B)
    assert_allclose(unseen_share(M, B), np.mean(missed))


@states(
    "As many draws as there are images count as an epoch here; it leaves out "
    "{{ value 60000 * unseen_share(60000, 60000):,.0f }} of the "
    "{{ run two_layer_net data.train:, }}, about the share $1/e$."
)
def test_an_epoch_of_draws_leaves_out_one_part_in_e_of_the_images(recorded):
    M = recorded["data"]["train"]

    assert (M, round(M * unseen_share(M, M))) == (60_000, round(60_000 / np.e))


@states(
    "in {{ run two_layer_net results.steps:, }} steps each image is drawn "
    "{{ value 10000 * 512 / 60000:.0f }} times on average",
)
def test_an_image_is_drawn_as_often_as_the_recorded_run_has_epochs(recorded):
    drawn_each = recorded["results"]["steps"] * recorded["settings"]["batch_size"]

    assert recorded["results"]["steps"] == 10_000
    assert int(drawn_each / recorded["data"]["train"]) == recorded["results"]["epochs"] == 85


@states(
    "to be a tenth of that of a single image?",
    "A hundred images, because the root of a hundred is ten.",
)
def test_the_loss_of_a_hundred_images_spreads_a_tenth_as_much(rng):
    losses = rng.exponential(size=1000)

    assert_allclose(batch_variance(losses, 100) ** 0.5, losses.std() / 10)


@states("one may come twice and another not at all")
def test_drawn_batches_may_hold_an_example_twice(rng):
    rows = next(drawn(rng, examples=5, size=100))

    assert rows.shape == (100,) and set(rows) == set(range(5))


def test_batches_in_order_go_round(rng):
    assert [b.tolist() for b in islice(in_order(5, 3), 3)] == [[0, 1, 2], [3, 4, 0], [1, 2, 3]]


@states("a batch four times as large is half as noisy")
def test_drawn_batches_vary_as_the_formula_says(rng):
    losses = rng.exponential(size=1000)
    means = [losses[rows].mean() for rows in islice(drawn(rng, 1000, 64), 5000)]

    assert np.var(means) == pytest.approx(batch_variance(losses, B=64), rel=0.05)


@states("the share $v$ of images that they leave out, on average")
def test_drawn_batches_leave_out_as_many_as_the_formula_says(rng):
    left_out = [100 - len(set(rows)) for rows in islice(drawn(rng, 100, 80), 1000)]

    assert np.mean(left_out) / 100 == pytest.approx(unseen_share(M=100, B=80), rel=0.02)


# The run


def test_the_net_learns_and_is_tested_after_every_epoch_and_at_the_end(quick, digits):
    per_epoch = len(digits.train) / 50
    assert quick["tested_after"] == (29, 58, 60)
    assert [int(step / per_epoch) for step in quick["tested_after"]] == [1, 2, 2]
    assert quick["epochs"] == 2
    assert quick["loss"][-1] < quick["loss"][0] < 2.31
    epochs = [np.mean(quick["losses"][since:step]) for since, step in ((0, 29), (29, 58), (58, 60))]
    assert_allclose(quick["loss"], epochs, atol=1e-4)


@states(
    "The three commonest confusions, and of each the images of which the net is surest",
    page="evaluation",
)
def test_counts_and_pictures_belong_together(quick, digits):
    counts = np.array(quick["confusion"])

    assert np.trace(counts) / counts.sum() == pytest.approx(quick["test_accuracy"])
    for pair, shown in zip(quick["confused"], quick["pairs"], strict=False):
        assert set(shown["true"]) == {pair["true"]}
        assert set(shown["predicted"]) == {pair["predicted"]}
        assert len(shown["index"]) == min(pair["count"], 6)
        assert shown["probability"] == sorted(shown["probability"], reverse=True)
        assert np.array_equal(unpack(shown["images"]), digits.test.images[shown["index"]])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_lowers_the_loss(digits, optimizer):
    rate = {"sgd": 0.5, "momentum": 0.1, "nesterov": 0.1}.get(optimizer, 0.01)
    settings = replace(QUICK, optimizer=optimizer, learning_rate=rate)

    losses = run(digits, settings, Progress(0))["losses"]

    assert np.mean(losses[-5:]) < 0.8 * losses[0]


def test_every_activation_learns_in_its_own_way(digits):
    last = {
        name: run(digits, replace(QUICK, activation=name, steps=200), Progress(0))["losses"][-1]
        for name in ("relu", "sigmoid", "tanh")
    }

    assert max(last.values()) < 2.2
    assert len(set(last.values())) == 3


def test_the_seed_decides_the_run(digits, quick):
    again, other = (run(digits, replace(QUICK, seed=seed), Progress(0)) for seed in (0, 1))

    assert again == quick
    assert other["losses"] != quick["losses"]


def test_divergence_is_said_with_the_learning_rate(digits):
    with pytest.raises(Diverged, match=r"diverged .* choose a --learning-rate below 1e\+30"):
        run(digits, replace(QUICK, learning_rate=1e30), Progress(0))


# The command


def test_epochs_take_the_place_of_steps(ask, tmp_path):
    assert ask("--epochs", 2, "--batch-size", 100)[0] == 0

    made = json.loads((tmp_path / "output" / "result.json").read_text(encoding="utf-8"))
    assert made["results"]["steps"] == 29  # two times 1,437 examples are 28.74 batches
    assert (made["settings"]["epochs"], made["settings"]["steps"]) == (2, None)
    pictures = {path.stem for path in (tmp_path / "output").glob("*.png")}
    assert pictures == {"learning", "units", "mistakes"}


def test_steps_and_epochs_together_are_refused(ask):
    status, said = ask("--epochs", 2, "--steps", 10_000)

    assert status == 1
    assert said == (
        "error: expected --steps or --epochs; got --steps 10000 and --epochs 2; "
        "leave one of them out\n"
    )


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("--steps", "0", "a whole number, 1 or more, of 12 digits at most"),
        ("--steps", "1e4", "a whole number, 1 or more, of 12 digits at most"),
        ("--epochs", "0", "a whole number, 1 or more, of 12 digits at most"),
        ("--hidden", "0", "a whole number from 1 to 100000"),
        ("--hidden", "1000000", "a whole number from 1 to 100000"),
        ("--batch-size", "1000000", "a whole number from 1 to 100000"),
        ("--batch-size", "-1", "a whole number from 1 to 100000"),
        ("--activation", "ReLU", "relu or sigmoid or tanh"),
        ("--activation", "", "relu or sigmoid or tanh"),
        ("--optimizer", "lbfgs", "sgd or momentum or nesterov or adagrad or rmsprop or adam"),
    ],
)
def test_settings_out_of_range_are_refused(ask, option, value, expected):
    status, said = ask(f"{option}={value}")

    assert status == 1 and said.count("\n") == 1
    assert said.startswith(f"error: {option} expects {expected}; got {value!r}; leave it out")


def test_a_net_that_does_not_fit_into_memory_is_refused(ask, monkeypatch):
    def full(*_):
        raise MemoryError("Unable to allocate 1. TiB")

    monkeypatch.setattr("experiments.two_layer_net.initialize", full)

    status, said = ask("--steps", 1)
    assert status == 1
    assert said == (
        "error: expected to fit into memory; got: Unable to allocate 1. TiB; choose a smaller "
        "--batch-size, or a smaller net\n"
    )


# The studies


def test_silent_units_are_those_that_no_image_wakes():
    examples = Examples(np.full((3, 1, 2), 1, np.uint8), np.arange(3), 1)
    W1 = np.array([[1, -1, 0], [1, -1, 0]], np.float32)

    assert silent_units({"W1": W1, "b1": np.zeros(3, np.float32)}, examples) == 2


# The records


@states(
    "The settings are those of [2]: {{ run two_layer_net steps:, }} steps with batches of "
    "{{ run two_layer_net settings.batch_size }}, learning rate $\\eta$ = "
    "{{ run two_layer_net settings.learning_rate }}."
)
def test_the_recorded_settings_are_the_tutorials(recorded):
    used = recorded["settings"]

    assert (used["steps"], used["batch_size"], used["learning_rate"]) == (10_000, 512, 0.05)


def test_the_settings_are_the_tutorials():
    assert (SETTINGS.steps, SETTINGS.batch_size, SETTINGS.learning_rate) == (10_000, 512, 0.05)
    assert (SETTINGS.hidden, SETTINGS.activation, SETTINGS.optimizer) == (50, "relu", "sgd")


@states(
    "The result is a test accuracy of **{{ run two_layer_net test_accuracy:.4f }}**, where softmax "
    "regression has {{ run softmax_regression test_accuracy:.4f }}."
)
@pytest.mark.parametrize("name", ["two_layer_net", "softmax_regression"])
def test_a_recorded_accuracy_is_the_share_of_counts_on_the_diagonal(name):
    results = runs.load(name).record["results"]
    counts = np.array(results["confusion"])

    assert results["test_accuracy"] == pytest.approx(np.trace(counts) / counts.sum())


@states(
    "Most often it reads {{ run two_layer_net confused.0.true }} as "
    "{{ run two_layer_net confused.0.predicted }} ({{ run two_layer_net confused.0.count }} times) "
    "and {{ run two_layer_net confused.1.true }} as {{ run two_layer_net confused.1.predicted }} "
    "({{ run two_layer_net confused.1.count }})."
)
def test_the_two_named_confusions_are_the_commonest_ones(recorded):
    counts = np.array(recorded["results"]["confusion"]) * (1 - np.eye(10, dtype=int))
    named = [(c["true"], c["predicted"]) for c in recorded["results"]["confused"][:2]]

    others = [counts[pair] for pair in np.ndindex(10, 10) if pair not in named]
    assert min(counts[pair] for pair in named) > max(others)


def test_the_recorded_net_reads_what_the_tutorial_promises(recorded):
    assert recorded["results"]["test_accuracy"] >= 0.955
    assert recorded["results"]["train_accuracy"] - recorded["results"]["test_accuracy"] < 0.01


@states(
    "Here the net is tested after each step that completes an epoch, "
    "{{ run two_layer_net epochs }} times, and after the last one."
)
def test_the_recorded_net_was_tested_after_each_of_its_epochs(recorded):
    results = recorded["results"]

    assert results["tested_after"][:2] == [118, 235]
    assert len(results["tested_after"]) == results["epochs"] + 1 == 86
    assert results["loss"][0] > 2.2 > 0.15 > results["loss"][-1]


def toy():
    """What the figure of two strokes draws, and the net that is trained on it."""
    axes = seen("two_layer_net", "not_both").only
    return axes, *trained_on_strokes()


def drawn_dots(axes, colour):
    """Where the dots of a colour stand, and whether they are round."""
    marks = [m for each in axes.rest for m in each.all(Mark) if m.style["stroke"] == colour]
    return np.column_stack([axes.dots(colour).x, axes.dots(colour).y]), {m.sign.bent for m in marks}


@states(
    "Images of two strokes, by the ink of each: circles have one of them, crosses none or both.",
    page="figures/two_layer_net",
)
def test_circles_are_images_of_one_stroke_and_crosses_of_none_or_both():
    axes, *_ = toy()
    circles, crosses = (drawn_dots(axes, colour) for colour in (ORANGE, TEAL))

    assert (axes.x.label, axes.y.label) == ("ink of one stroke", "ink of the other")
    assert (circles[1], crosses[1], len(circles[0]), len(crosses[0])) == ({True}, {False}, 24, 24)
    assert ((circles[0] > 0.5).sum(axis=1) == 1).all() and (
        (crosses[0] > 0.5).sum(axis=1) != 1
    ).all()


def test_no_line_keeps_the_circles_from_the_crosses():
    """No weights and no bias make a score of 1 or more for circles, -1 or less for crosses."""
    axes, *_ = toy()
    (circles, _), (crosses, _) = (drawn_dots(axes, colour) for colour in (ORANGE, TEAL))
    signed = np.vstack([np.c_[-circles, -np.ones(24)], np.c_[crosses, np.ones(24)]])

    assert linprog(np.zeros(3), signed, -np.ones(48), bounds=(None, None)).status == 2  # infeasible


@states("Here is a net with two hidden units, trained on images that are nothing but two strokes:")
def test_the_net_of_two_strokes_has_two_hidden_units_and_answers_all_its_images_right():
    axes, net, parameters = toy()
    for colour, answer in ((ORANGE, 1), (TEAL, 0)):
        assert (net.predict(parameters, drawn_dots(axes, colour)[0]) == answer).all()

    assert parameters["W1"].shape == (2, 2)


@states(
    "Dashed: the border of each hidden unit, which fires on the side of its arrow.",
    page="figures/two_layer_net",
)
@pytest.mark.parametrize("unit", [1, 2])
def test_a_hidden_unit_begins_to_fire_at_its_dashed_line_on_the_side_of_its_arrow(unit):
    axes, _, parameters = toy()
    w, b = parameters["W1"][:, unit - 1], parameters["b1"][unit - 1]
    (text,) = [text for text in axes.texts if text.words == f"unit {unit}"]
    arrow = arrows(axes)[nearest(arrows(axes), text.at)]
    lines = axes.lines_in(GREY, dashed=True)
    misses = [np.abs(np.column_stack([line.x, line.y]) @ w + b).max() for line in lines]
    tail, tip = ([axes.x.value(x), axes.y.value(y)] for x, y in (arrow.tail, arrow.tip))

    assert len(lines) == 2 and min(misses) < 0.01 * np.hypot(*w) < max(misses)
    assert abs(tail @ w + b) < 0.05 * np.hypot(*w) < tip @ w + b


def ahead(net, parameters, places):
    """By how much the score of "one of the strokes" is ahead."""
    return np.diff(net.forward(parameters, places), axis=1)[:, 0]


def thick_lines(axes):
    """Both ends of each thick line, and whether it is straight between them."""
    (lines,) = axes.lines_in(BLUE)
    for stroke in lines.strokes:
        ends = np.column_stack([axes.x.value(stroke[:, 0]), axes.y.value(stroke[:, 1])])[[0, -1]]
        yield ends, max(distance(corner, stroke[[0, -1]]) for corner in stroke) < 0.2


@states("Thick: where the trained net changes its answer.", page="figures/two_layer_net")
@pytest.mark.parametrize("number", [0, 1])
def test_on_both_sides_of_a_thick_line_the_trained_net_answers_differently(number):
    axes, net, parameters = toy()
    (start, end), straight = [*thick_lines(axes)][number]
    near = 0.2 / abs(axes.x.place(1) - axes.x.place(0))  # a fifth of a point
    across = near * (end - start)[::-1] * [1, -1] / np.hypot(*(end - start))
    on = np.linspace(start, end, 50)

    assert straight
    assert (ahead(net, parameters, on + across) * ahead(net, parameters, on - across) < 0).all()


def test_between_the_thick_lines_the_trained_net_sees_one_stroke_and_nowhere_else(rng):
    axes, net, parameters = toy()
    places = rng.uniform(-0.5, 1.5, size=(2000, 2))
    borders = [ends for ends, _ in thick_lines(axes)]
    between = np.full(2000, True)  # on the side of each line where the middle is
    for start, end in borders:
        across = (end - start)[::-1] * [1, -1]
        between &= np.sign((places - start) @ across) == np.sign(([0.5, 0.5] - start) @ across)

    assert len(borders) == 2
    assert np.mean((ahead(net, parameters, places) > 0) == between) > 0.995


@states("Loss of single batches", page="figures/two_layer_net")
def test_the_pale_curve_goes_from_one_recorded_loss_of_a_batch_to_another(recorded):
    curve = seen("two_layer_net", "learning").axes[0].curve("batch")
    losses = recorded["results"]["losses"]
    steps = 1 + recorded["results"]["losses_every"] * np.arange(len(losses))

    assert max(curve.strays(steps, losses), 100 * (curve.x.max() < 0.99 * steps[-1])) < NEAR


@pytest.mark.parametrize(
    ("panel", "name", "kept"),
    [(0, "epoch", "loss"), (1, "training", "train_accuracies"), (1, "test", "test_accuracies")],
)
@states(
    "and mean loss of each epoch; below it, accuracy after each epoch.",
    page="figures/two_layer_net",
)
def test_each_curve_of_epochs_passes_through_what_was_recorded_after_them(
    recorded, panel, name, kept
):
    axes = seen("two_layer_net", "learning").axes[panel]
    steps, values = (np.array(recorded["results"][key]) for key in ("tested_after", kept))
    shown = values > (0, 0.85)[panel]  # below, the accuracies begin with those of a guess

    assert axes.curve(name).misses(steps[shown], values[shown]) < NEAR


def test_losses_and_accuracies_are_drawn_over_steps():
    upper, lower = seen("two_layer_net", "learning").axes

    assert (upper.y.label, lower.y.label, lower.x.label) == ("loss", "accuracy", "step")


@states("The dotted lines are where the program of [2] tests.", page="figures/two_layer_net")
@states("These are the dotted lines in the figure.")
def test_the_dotted_lines_stand_where_the_tutorial_tests():
    tests = [i + 1 for i in range(10_000) if i % (60_000 / 512) == 0]  # after a step counted from 0
    lines = seen("two_layer_net", "learning").axes[1].lines_in(GREY, dashed=True)

    assert_allclose(sorted(line.x.mean() for line in lines), tests, atol=20)


@states("The weights into some hidden units:", page="figures/two_layer_net")
def test_the_drawn_units_have_the_recorded_weights(recorded):
    weights = (unpacked(recorded["results"]["weights"]["images"]) - 128) / 127

    found = np.array([signed(pixels) for _, pixels in gallery("two_layer_net", "units", 4)])
    assert np.abs(found - weights).max() < 0.2


@states("ink on teal speaks for a unit, on orange against it.", page="figures/two_layer_net")
def test_weights_above_0_are_teal(recorded):
    weights = (unpacked(recorded["results"]["weights"]["images"]) - 128) / 127
    pixels = np.array([pixels for _, pixels in gallery("two_layer_net", "units", 4)])

    assert (pixels[weights > 0.2, 2] > pixels[weights > 0.2, 0]).all()


@states(
    "The mistakes that the net is most sure of, with the probability that it gives them.",
    page="figures/two_layer_net",
)
def test_the_mistakes_of_the_net_stand_in_the_order_of_their_probabilities(recorded):
    kept = recorded["results"]["mistakes"]
    rows = zip(*(kept[name] for name in ("true", "predicted", "probability")), strict=True)

    words = [text.words for text, _ in gallery("two_layer_net", "mistakes", 2)]
    assert words == [
        f"true {i}\n{j} at {100 * p:.1f}%" for i, j, p in sorted(rows, key=lambda row: -row[2])
    ]


# What the chapter says in words


@states("With a layer in between, a net can.")
def test_a_layer_in_between_says_a_stroke_here_or_there_but_not_both():
    strokes = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    either = {
        "W1": np.ones((2, 2)),
        "b1": np.array([0.0, -1.0]),
        "W2": np.array([[0.0, 1.0], [0.0, -2.0]]),
        "b2": np.array([0.5, 0.0]),
    }

    assert Network((2, 2, 2)).predict(either, strokes).tolist() == [0, 1, 1, 0]


@states(
    "those that lead to them and those that lead on from them, get the same gradient, and "
    "stay alike for ever"
)
@pytest.mark.parametrize("onward", [True, False])
def test_units_stay_alike_if_the_weights_to_and_from_them_are_alike(rng, onward):
    network, rule = Network((3, 2, 4)), GradientDescent(0.1)
    parameters = network.initialize(rng)
    parameters["b1"] += 1
    parameters["W1"][:, 1] = parameters["W1"][:, 0]
    if onward:
        parameters["W2"][1] = parameters["W2"][0]
    X, t, state = rng.random((8, 3)), rng.integers(0, 4, 8), rule.start(parameters)
    for _ in range(20):
        rule.step(parameters, network.gradients(parameters, X, t), state)

    assert np.allclose(*parameters["W1"].T, atol=1e-12) == onward


@states(
    r"at first all scores are nearly zero and the loss is nearly $\log 10$ = "
    r"{{ value np.log(10):.3f }}"
)
def test_an_untrained_net_has_nearly_the_loss_of_one_that_knows_nothing(digits, rng):
    network = Network((digits.inputs, 50, 10))
    X, t = digits.test.batch(np.arange(len(digits.test)))

    parameters = initialize(network, rng)
    loss, _ = network.loss_and_gradients(parameters, X, t)

    assert np.abs(network.forward(parameters, X)).max() < 0.05
    assert loss == pytest.approx(2.302585, abs=0.01)


@states(
    "A ReLU is flat there, its gradient is zero, and no later step of gradient descent can move it",
    "Which of its parameters has a gradient that is not zero?",
    "Its activation is 0, so the weights that lead on from it get no gradient; and its slope is 0, "
    "so nothing comes back to the weights that lead to it.",
)
def test_a_dead_unit_is_flat_and_gets_no_gradient(rng):
    network, X = Network((3, 4, 2)), rng.random((8, 3))
    parameters = network.initialize(rng)
    parameters["b1"][0] = -100
    g = network.gradients(parameters, X, rng.integers(0, 2, 8))
    score = linear(X, parameters["W1"], parameters["b1"])[:, 0]

    assert not relu(score).any() and not relu_prime(score).any()
    assert not any(part.any() for part in (g["W1"][:, 0], g["b1"][0], g["W2"][0]))


@states(
    "Both layers start near zero, and the gradient of each is a product with the other's weights"
)
@pytest.mark.parametrize(("grown", "of"), [("W1", "W2"), ("W2", "W1")])
def test_near_zero_the_gradient_of_a_layer_grows_with_the_weights_of_the_other(rng, grown, of):
    network, X, t = Network((3, 4, 2)), rng.random((8, 3)), rng.integers(0, 2, 8)
    small = {
        n: 1e-4 * rng.normal(size=shape) * n.startswith("W") for n, shape in network.shapes.items()
    }
    twice = small | {grown: 2 * small[grown]}

    before, after = (network.gradients(parameters, X, t)[of] for parameters in (small, twice))
    assert_allclose(after, 2 * before, rtol=1e-3, atol=1e-9)


@states("no later step of gradient descent can move it")
def test_without_a_gradient_momentum_still_moves_a_unit():
    """Why a dead unit is one that no step of gradient descent can move."""
    rule, unit = Momentum(0.1), {"b": np.zeros(1)}
    state = rule.start(unit)
    for slope in (1.0, 0.0):
        before = unit["b"].copy()
        rule.step(unit, {"b": np.array([slope])}, state)

    assert (unit["b"] != before).all()


@states(
    "For a while nothing seems to happen.",
    "Then the loss falls fast, and later slowly, and at the end it is still falling",
)
def test_the_recorded_loss_stays_then_falls_and_still_falls_at_the_end(recorded):
    losses = np.array(recorded["results"]["losses"])
    start, quarter = losses[: len(losses) // 200], len(losses) // 4

    assert start.min() > 2.2
    assert losses[:quarter].mean() > 2 * losses[quarter : 2 * quarter].mean()
    assert losses[-quarter:].mean() < 0.95 * losses[-2 * quarter : -quarter].mean()


@states("The gap between the two accuracies opens slowly.")
def test_the_recorded_gap_between_the_accuracies_opens(recorded):
    train, test = (
        np.array(recorded["results"][f"{kind}_accuracies"]) for kind in ("train", "test")
    )

    assert (train - test)[-10:].mean() > 0.003 > (train - test)[:10].mean()


@states(
    "[2] adds $10^{-7}$ inside the logarithm",
    "The two differ by less than a millionth where the right class has a probability above a "
    "tenth.",
)
def test_the_tutorials_gradient_is_nearly_that_of_its_loss_where_the_right_class_is_likely():
    p = np.linspace(0.1001, 1, 100)

    assert (1 - p / (p + 1e-7)).max() < 1e-6


@states(
    "its slope is at most 1/4, so its gradients are smaller, and its outputs are about "
    "1/2 from the start"
)
def test_the_slope_of_a_sigmoid_is_at_most_a_quarter_and_its_output_about_one_half(digits, rng):
    network = Network((digits.inputs, 50, 10), "sigmoid")
    X, _ = digits.test.batch(np.arange(len(digits.test)))
    hidden = sigmoid(linear(X, *(initialize(network, rng)[name] for name in ("W1", "b1"))))

    assert sigmoid_prime(np.linspace(-9, 9, 181)).max() == 0.25
    assert np.abs(hidden - 0.5).max() < 0.1


# Numbers by hand, and what the exercises say


@states(
    "Let their losses be 1 and 3, with the mean 2 and the variance 1.",
    "A batch of two draws has four equally likely outcomes, with the means 1, 2, 2 and 3; their "
    "variance is",
    "In one of two cases both draws hit the same image and leave the other out: on average half an "
    "image of two is left out, the share $\\frac{1}{4}$, and that is "
    "$\\left( 1 - \\frac{1}{2} \\right)^2$.",
)
def test_two_draws_of_two_images_vary_and_leave_out_as_the_chapter_says():
    losses = [1, 3]
    draws = [*product([0, 1], repeat=2)]
    means = [np.mean([losses[n] for n in draw]) for draw in draws]

    assert (np.mean(losses), np.var(losses)) == (2, 1)
    assert means == [1, 2, 2, 3] and np.var(means) == 0.5
    assert np.mean([2 - len({*draw}) for draw in draws]) / 2 == unseen_share(2, 2) == 0.25


@states(
    "Nearly twice as many; only the ten biases of the outputs stay as many as they were.",
    "How many parameters does the net have with 100 hidden units, and how many times as many as "
    "with 50?",
)
def test_twice_the_units_are_twice_the_parameters_but_for_ten():
    wide, narrow = (
        sum(np.prod(shape) for shape in Network((784, units, 10)).shapes.values())
        for units in (100, 50)
    )

    assert 2 * narrow - wide == 10


@states(
    "No single line parts circles and crosses; the two thick ones do, and each is parallel to the "
    "border of the hidden unit that fires there alone.",
)
def test_no_line_parts_the_strokes_and_two_do_along_the_borders_of_the_units():
    X, t = strokes()
    sign = np.where(t, 1, -1)[:, None]
    found = linprog(np.zeros(3), A_ub=-sign * np.column_stack([X, np.ones(len(X))]),
                    b_ub=-np.ones(len(X)), bounds=[(None, None)] * 3)  # fmt: skip
    net, parameters = trained_on_strokes()

    W1, b1, W2, b2 = (parameters[name] for name in ("W1", "b1", "W2", "b2"))
    lead = W2[:, 1] - W2[:, 0]  # of the answer yes, for each unit's activation
    changes = -(b2[1] - b2[0]) / lead  # at this activation of a unit that fires alone

    assert found.status == 2  # no weights and bias do
    assert (net.predict(parameters, X) == t).all()
    assert (changes > 0).all()
    beyond = X @ W1 + b1 > changes
    assert (t == ~beyond.any(axis=1)).all() and beyond.any(axis=0).all()
    alone = set()
    for ends, _ in thick_lines(toy()[0]):
        scores = np.linspace(*ends, 50) @ W1 + b1
        (unit,) = set(map(tuple, scores > 0))  # which units fire, all along the line
        assert sum(unit) == 1
        assert np.ptp(scores[:, unit.index(True)]) < 0.02 * np.ptp(ends @ np.abs(W1))
        alone.add(unit)
    assert len(alone) == 2


@states(
    "Line (4) comes too early: line (5) then goes back through weights that have moved already",
    "The first step already differs, but the loss falls all the same",
)
def test_a_step_of_the_second_layer_that_comes_too_early_differs_and_still_descends(rng):
    net, eta = Network((3, 4, 2)), 0.05
    p, X, t = net.initialize(rng), rng.random((8, 3)), rng.integers(0, 2, 8)
    right = net.gradients(p, X, t)
    moved = p | {"W2": p["W2"] - eta * right["W2"]}
    Z = linear(X, p["W1"], p["b1"])
    G2 = (softmax(linear(relu(Z), p["W2"], p["b2"])) - np.eye(2)[t]) / 8
    wrong = X.T @ (G2 @ moved["W2"].T * (Z > 0))
    stepped = moved | {"W1": p["W1"] - eta * wrong}

    assert not np.allclose(wrong, right["W1"], rtol=1e-6)
    assert net.loss(stepped, X, t) < net.loss(p, X, t)


@states("The best of forty is partly the best by luck, and luck does not come again")
def test_the_best_of_forty_is_too_good_by_half_a_percent(rng):
    here, elsewhere = rng.binomial(10_000, 0.95, size=(2, 2000, 40)) / 10_000
    best = here.argmax(axis=1)

    assert 0.003 < here.max(axis=1).mean() - elsewhere[range(2000), best].mean() < 0.007

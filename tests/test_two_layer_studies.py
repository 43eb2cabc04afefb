"""The settings of the two-layer net, on a validation set. Chapter: docs/two_layer_net.md."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from experiments import data, two_layer_studies
from experiments.bands import band, means, median
from experiments.examples import Data
from experiments.progress import Progress
from experiments.two_layer_studies import SETTINGS, STUDIES, chosen, short_run, short_runs
from figures.dying_unit import death, small_digits
from figures.two_layer_net import lowest
from figures.two_layer_studies import NAMES, at, best, rates, tolerated, top
from tests.curves import NEAR
from tests.drawn import seen
from tests.states import states
from tests.svg import Mark
from tests.tables import read
from verify.book import runs

QUIET = Progress(0)


@pytest.fixture(scope="module")
def digits() -> Data:
    return data.digits()


@pytest.fixture(scope="module")
def studied() -> dict:
    return runs.load("two_layer_studies").record["results"]


@pytest.fixture(scope="module")
def longer() -> dict:
    (found,) = runs.load("longer_training").record["results"]["two_layer_net"]
    return found


# What is held out, and what is put together


@states(
    "So the last {{ value 60000 // 6:, }} of the training images are kept apart, a *validation "
    "set*, and the nets learn from the other {{ value 60000 - 60000 // 6:, }}.",
    page="two_layer_net",
)
def test_the_last_sixth_of_the_training_images_is_held_out(digits):
    learnt, held_out = digits.held_out

    assert len(held_out) == len(digits.train) // 6
    assert (np.concatenate([learnt.images, held_out.images]) == digits.train.images).all()
    assert (np.concatenate([learnt.labels, held_out.labels]) == digits.train.labels).all()


def test_a_band_is_least_middle_and_largest_as_far_as_all_go():
    assert band([[1, 5, 9], [3, 4], [2, 6, 7]]) == [[1, 4], [2, 5], [3, 6]]


def test_a_training_that_diverged_counts_as_one_that_reads_nothing():
    assert median([0.9, None, 0.8, 0.7, None]) == 0.7


def test_means_are_of_whole_parts():
    assert [*means([1, 3, 5, 7, 100], 2)] == [2, 6]


# The studies


def test_a_study_changes_one_setting_and_keeps_the_others(digits):
    base = replace(SETTINGS, steps=20, batch_size=30)
    own = base.changed({"hidden": 7})

    outcome = short_run(*digits.held_out, own, QUIET)

    assert (own.hidden, own.batch_size, own.learning_rate) == (7, 30, SETTINGS.learning_rate)
    assert len(outcome.losses) == 20 and outcome.silent <= 7
    assert outcome == short_run(*digits.held_out, own, QUIET)


def test_where_a_training_of_a_study_diverges_the_curve_ends(digits):
    own = replace(SETTINGS, steps=20, batch_size=30).changed({"learning_rate": 1e30})

    outcome = short_run(*digits.held_out, own, QUIET)

    assert outcome.accuracy is None and 0 < len(outcome.losses) < 20


@states(
    "A line is the middle one of the five, and a band goes from the worst to the best.",
    "Every training is made five times, with five seeds: other first weights, other batches.",
    page="two_layer_net",
)
def test_every_setting_is_trained_from_five_seeds(digits, monkeypatch):
    given = []

    def short_run(learnt, held_out, own, progress):
        given.append((own.seed, own.hidden, len(learnt), len(held_out)))
        return two_layer_studies.Outcome([2.3] * own.steps, 0.5, 0)

    monkeypatch.setattr(two_layer_studies, "short_run", short_run)
    own = replace(SETTINGS, steps=20).changed({"hidden": 7})
    short_runs(*digits.held_out, own, SETTINGS.trainings, QUIET)

    parts = [len(part) for part in digits.held_out]
    assert given == [(seed, 7, *parts) for seed in range(5)]


@states(
    "Whatever is compared below is compared on the validation set.",
    "only this one has read the test images, once",
    page="two_layer_net",
)
def test_the_test_images_are_read_by_the_chosen_net_alone_and_once(digits, monkeypatch):
    given = []

    def short_run(learnt, tested, own, progress):
        given.append(tested is digits.test)
        return two_layer_studies.Outcome([2.3] * own.steps, own.hidden / 1000, 0)

    monkeypatch.setattr(two_layer_studies, "short_run", short_run)
    found = two_layer_studies.run(digits, replace(SETTINGS, steps=20), QUIET)

    assert given == [False] * (len(given) - 1) + [True]
    assert found["chosen"]["settings"]["hidden"] == 200


@states(
    'The setting that reads the validation set best is {{ value NAMES[chosen()["settings"]'
    '["optimizer"]]}} with a rate of {{ value chosen()["settings"]["learning_rate"]:g}}: '
    "{{ run two_layer_studies chosen.validation_accuracy:.4f }}, the middle of five.",
    page="two_layer_net",
)
def test_no_recorded_setting_reads_more_than_the_chosen_one(studied):
    found = [row["validation_accuracy"] for study in STUDIES for row in studied[study]]

    assert studied["chosen"]["validation_accuracy"] == max(found)
    assert studied["chosen"]["settings"]["optimizer"] == "momentum"


def test_the_chosen_setting_is_the_one_that_reads_the_validation_set_best(digits):
    quick = replace(SETTINGS, steps=3)
    made = {
        study: [{"validation_accuracy": 0.1 + (change == {"hidden": 20})} for change in changes]
        for study, changes in STUDIES.items()
    }

    assert chosen(digits, quick, made, QUIET)["settings"]["hidden"] == 20


# What the chapter says of the recorded trainings


@states(
    "Here they are tested, the first four with trainings of "
    "{{ run two_layer_studies settings.steps:, }} steps in which one setting changes, or two, and "
    "the last with longer ones.",
    page="two_layer_net",
)
def test_every_recorded_training_of_a_study_changes_one_setting_or_two_and_others_are_longer(
    studied,
):
    changes = {len(change) for study in STUDIES.values() for change in study}
    made = {steps for study in STUDIES for row in studied[study] for steps in row["steps"]}

    used = runs.load("longer_training").record["settings"]
    longer = used["epochs"] * (60_000 - 60_000 // 6) / used["batch_size"]

    assert (changes, max(made)) == ({1, 2}, 1000) and longer > 10 * max(made)


@states(
    "the test accuracy of the best of many is too good, because it was the best on these images",
    page="two_layer_net",
)
def test_the_best_of_many_settings_looks_better_than_it_is(rng):
    """Twenty nets that read equally well, each tested on images of one set and of another."""
    here, elsewhere = rng.binomial(10_000, 0.95, size=(2, 5000, 20)) / 10_000
    best = here.argmax(axis=1)[:, None]

    seen, unseen = (np.take_along_axis(a, best, axis=1).mean() for a in (here, elsewhere))

    assert seen - unseen > 0.003


def spread(row) -> float:
    return float(np.median(row["last_spreads"]))


@states(
    "Times the root of $B$ it is about the same in all rows, as the law above says.",
    page="two_layer_net",
)
def test_the_spread_of_the_recorded_batches_obeys_the_law(studied):
    scaled = [spread(v) * v["batch_size"] ** 0.5 for v in studied["batch_size"]]

    assert max(scaled) / min(scaled) < 1.3  # over a factor of 16 in the root


@states(
    "(A spread of a hundred numbers is itself off by about {{ value 100 / 200**0.5:.0f }}%;",
    page="two_layer_net",
)
def test_a_spread_of_a_hundred_numbers_is_off_by_seven_percent(rng):
    spreads = rng.normal(size=(20_000, 100)).std(axis=1)

    assert round(100 * spreads.std()) == 7


@states(
    "with this learning rate a step gets as far with 32 images as with 2048", page="two_layer_net"
)
def test_a_recorded_step_gets_nearly_as_far_with_few_images():
    few, many = (np.median(at("batch_size", batch_size=n)["last_losses"]) for n in (32, 2048))

    assert few < 1.1 * many


def shares(study, **change):
    return at(study, **change)["validation_accuracies"]


@states("Up to a rate of 0.5 each longer step pays:", page="two_layer_net")
def test_up_to_one_half_the_worst_of_a_longer_step_beats_the_middle_of_a_shorter_one():
    upto = [0.005, 0.02, 0.05, 0.2, 0.5]

    for short, long in itertools.pairwise(upto):
        middle = at("learning_rate", learning_rate=short)["validation_accuracy"]
        assert min(shares("learning_rate", learning_rate=long)) > middle


@states(
    "From there to 1 the middle changes little.",
    "Not far beyond it most is lost, and not because numbers overflow",
    page="two_layer_net",
)
def test_the_middle_stays_to_one_and_falls_beyond_it():
    middle = {
        rate: at("learning_rate", learning_rate=rate)["validation_accuracy"]
        for rate in (0.5, 0.8, 1.0, 1.2, 1.5, 2.0, 5.0, 100.0)
    }

    assert abs(middle[0.8] - middle[0.5]) < 0.015 and abs(middle[1.0] - middle[0.5]) < 0.015
    assert middle[1.0] > middle[1.2] > 0.9
    assert max(middle[rate] for rate in (1.5, 2.0, 5.0, 100.0)) < 0.25
    assert at("learning_rate", learning_rate=5.0)["steps"] == [1000] * 5


@states(
    "The border is not sharp, and a single training would not show where it is: at a rate of 1, "
    'between {{ value min(at("learning_rate", learning_rate=1.0)["silent_units"])}} and {{ value '
    'max(at("learning_rate", learning_rate=1.0)["silent_units"])}} of the 50 units are lost',
    page="two_layer_net",
)
def test_at_a_rate_of_one_some_recorded_nets_lose_many_units_and_beyond_it_they_differ():
    dead = at("learning_rate", learning_rate=1.0)["silent_units"]
    fine, more = (shares("learning_rate", learning_rate=rate) for rate in (0.5, 1.2))

    assert min(dead) < 5 < max(dead) < 50
    assert np.ptp(more) > 5 * np.ptp(fine)


@states("On MNIST, at a rate of 5, all 50 units are dead at the end;", page="two_layer_net")
def test_at_a_rate_of_five_all_recorded_units_are_dead_and_the_nets_guess():
    row = at("learning_rate", learning_rate=5.0)

    assert row["silent_units"] == [50] * 5
    assert max(abs(share - 0.1) for share in row["validation_accuracies"]) < 0.02


@states(
    "With every wider layer the middle net reads more",
    "The best width lies at the edge of what was tried",
    page="two_layer_net",
)
def test_the_middle_of_each_wider_recorded_layer_is_higher(studied):
    middle = [row["validation_accuracy"] for row in studied["hidden"]]

    assert middle == sorted(middle)


@states("The bands of 50 and 100 units overlap.", page="two_layer_net")
def test_the_recorded_bands_of_fifty_and_a_hundred_units_overlap():
    assert max(shares("hidden", hidden=50)) > min(shares("hidden", hidden=100))


@states("this training is too short to show much of it", page="two_layer_net")
def test_beyond_fifty_units_the_recorded_nets_differ_little(studied):
    wide = [v["validation_accuracy"] for v in studied["hidden"] if v["hidden"] >= 50]

    assert np.ptp(wide) < 0.01


@states("At the rate of [2] the sigmoid learns far more slowly than ReLU.", page="two_layer_net")
def test_at_the_rate_of_the_source_the_worst_relu_beats_the_best_sigmoid():
    sigmoid, relu = (
        shares("activation", activation=name, learning_rate=0.05) for name in ("sigmoid", "relu")
    )

    assert min(relu) > max(sigmoid) + 0.1


@states("is within one percent of ReLU", "and so is tanh", page="two_layer_net")
def test_at_their_best_recorded_rates_the_activations_are_within_one_percent():
    found = [top("activation", name)["validation_accuracy"] for name in ("relu", "sigmoid", "tanh")]

    assert np.ptp(found) < 0.01


@states(
    "and for none of them is the lowest or the highest best:",
    "All four have been given the same eight rates",
    page="two_layer_net",
)
@pytest.mark.parametrize("study", ["optimizer", "activation"])
def test_no_best_recorded_rate_lies_at_the_end_of_those_tried(studied, study):
    for name in {row[study] for row in studied[study]}:
        tried = sorted(row["learning_rate"] for row in studied[study] if row[study] == name)
        assert tried[0] < top(study, name)["learning_rate"] < tried[-1]
        assert study == "activation" or (tried == rates() and len(tried) == 8)


@states(
    "After so few steps momentum leads: its worst net reads more than the best of the others.",
    page="two_layer_net",
)
def test_the_worst_of_momentum_beats_the_best_of_the_others(studied):
    found = {name: row["validation_accuracies"] for name, row in best().items()}

    assert min(found.pop("momentum")) > max(max(each) for each in found.values())


@states(
    "Adam and AdaGrad differ by less than a band is wide",
    "Gradient descent, with the rate of 0.8 from above, reads",
    ", as much as they do.",
    page="two_layer_net",
)
def test_adam_and_adagrad_are_as_near_as_their_bands_and_gradient_descent_is_near_them():
    found = best()
    adam, adagrad = (found[name]["validation_accuracies"] for name in ("adam", "adagrad"))
    descent = at("learning_rate", learning_rate=0.8)["validation_accuracy"]

    assert abs(np.median(adam) - np.median(adagrad)) < max(np.ptp(adam), np.ptp(adagrad))
    assert abs(descent - np.median(adam)) < 0.006 and abs(descent - np.median(adagrad)) < 0.006


@states('"Adam is usually better" is not what is seen here.', page="two_layer_net")
@states(
    'it stays within two percent of its best at {{ value len(tolerated("adam"))}} of the eight '
    "rates, which no other does.",
    page="two_layer_net",
)
def test_adam_reads_nearly_its_best_at_the_most_recorded_rates():
    count = {name: len(tolerated(name)) for name in best()}

    assert count.pop("adam") > max(count.values())


@states(
    "the validation accuracy rises from",
    "and hardly at all after that",
    page="two_layer_net",
)
def test_the_longer_accuracy_rises_for_ten_epochs_and_then_hardly(longer):
    middle = longer["validation_accuracy"][1]

    assert middle[9] - middle[0] > 0.02 > 5 * (middle[-1] - middle[9]) > 0


@states(
    "It is lowest after {{ value min(lowest())}} to {{ value max(lowest())}} epochs and rises from "
    "then on, while the training loss goes to zero",
    "the net has learnt its examples by heart",
    page="two_layer_net",
)
def test_the_longer_validation_loss_turns_while_the_training_loss_goes_to_zero(longer):
    assert lowest() == longer["least_loss_after"]
    _low, middle, _ = longer["validation_loss"]

    assert middle[-1] > 1.15 * min(middle) and max(longer["least_loss_after"]) < 20
    assert longer["loss"][2][-1] < 0.002 and longer["accuracy"][0][-1] > 0.999


@states(
    "With it one more net has been trained, as long, on all {{ run two_layer_studies data.train:, "
    "}} training images",
    "after {{ run two_layer_studies settings.steps:, }} steps; with the settings of [2] it takes "
    "ten times as many to read {{ run two_layer_net test_accuracy:.4f }}.",
    page="two_layer_net",
)
def test_the_chosen_net_reads_more_in_a_tenth_of_the_steps(studied):
    slow = runs.load("two_layer_net").record["results"]

    assert 10 * studied["chosen"]["settings"]["steps"] == slow["steps"]
    assert studied["chosen"]["test_accuracy"] > slow["test_accuracy"]


# The dying unit


@states(
    "This is how it happens to one of 50 units that learn the [small digits]",
    "after it for none",
    page="two_layer_net",
)
def test_a_unit_of_the_small_digits_dies_in_one_step():
    before, after = death()

    assert (before > 0).mean() > 0.2 and (after <= 0).all()
    assert len(before) == len(small_digits()[0])


@states(
    "The scores of one hidden unit for all small digits, before and after the step that kills it.",
    "Right of the dotted line, at zero, the unit fires.",
    page="figures/two_layer_net",
)
@pytest.mark.parametrize("panel", [0, 1])
def test_each_panel_has_the_counts_of_its_scores(panel):
    axes = seen("two_layer_net", "dying").axes[panel]
    scores = death()[panel]
    bars = [line for line in axes.lines if line.closed]
    heights = np.array([np.ptp(axes.y.value(bar.points[:, 1])) for bar in bars])
    right = np.array([axes.x.value(bar.points[:, 0].max()) > 0.02 for bar in bars])
    (zero,) = [line for line in axes.lines if "stroke-dasharray" in line.style]

    assert heights.sum() == pytest.approx(len(scores), rel=0.02)
    assert abs(axes.x.value(zero.points[:, 0])).max() < 0.05
    assert heights[right].sum() == pytest.approx((scores > 0).sum(), abs=40)
    assert axes.y.label == ("images, before", "images, after")[panel]


# The figures and tables


def band_of(axes, colour) -> np.ndarray:
    """The corners of the band of a colour, in the numbers of the axes."""
    (mark,) = [
        mark
        for each in axes.rest
        for mark in each.all(Mark)
        if mark.style.get("fill") == colour and len(mark.sign.points) > 6 and not mark.sign.bent
    ]
    corners = mark.sign.points + mark.at
    return np.column_stack([axes.x.value(corners[:, 0]), axes.y.value(corners[:, 1])])


def ends(found) -> tuple[list, list]:
    """The least and the largest of some lists."""
    lists = [*found]
    return [min(each) for each in lists], [max(each) for each in lists]


def require_band(axes, colour, x, low, high, near=0.01):
    corners = band_of(axes, colour)
    for ends in (low, high):
        for place, end in zip(x, ends, strict=True):
            at_place = corners[np.isclose(corners[:, 0], place, rtol=0.02), 1]
            assert np.abs(at_place - end).min() < near


@states(
    "Loss by step and size of batch: every second mean of twenty steps, of five trainings.",
    "A line is the middle training, a band goes from the lowest to the highest.",
    page="figures/two_layer_net",
)
def test_each_size_of_batch_has_its_losses_under_its_name_and_its_band(studied):
    axes = seen("two_layer_net", "batch_sizes").only
    for row in studied["batch_size"]:
        low, middle, high = (losses[::2] for losses in row["losses"])
        steps = 20 * (2 * np.arange(len(middle)) + 0.5)
        name = f"batch of {row['batch_size']}"

        assert row["losses_every"] == 20
        assert axes.curve(name).strays(steps, middle) < NEAR
        require_band(axes, axes.colour(name), steps[1:], low[1:], high[1:], near=0.02)

    assert (axes.x.label, axes.y.label) == ("step", "loss")


@states(
    "Validation accuracy by learning rate, and how many of the hidden units are dead at the end.",
    "A line is the middle of five trainings, a band goes from the least to the largest.",
    "Validation accuracy by the number of hidden units: the middle of five trainings, and all.",
    page="figures/two_layer_net",
)
@pytest.mark.parametrize(
    ("figure", "study", "key"),
    [("learning_rates", "learning_rate", "learning_rate"), ("widths", "hidden", "hidden")],
)
def test_the_middle_of_each_setting_is_a_dot_in_a_band(studied, figure, study, key):
    axes = seen("two_layer_net", figure).axes[0]
    rows = [row for row in studied[study] if None not in row["validation_accuracies"]]
    x = [row[key] for row in rows]
    (colour,) = {mark.style["fill"] for each in axes.rest for mark in each.all(Mark)
                 if len(mark.sign.points) > 6 and not mark.sign.bent}  # fmt: skip

    middle = [row["validation_accuracy"] for row in rows]
    assert axes.lines_in(colour)[0].misses(x, middle) < NEAR
    assert axes.dots(colour).misses(x, middle) < NEAR
    low, high = zip(
        *((min(s), max(s)) for s in (r["validation_accuracies"] for r in rows)), strict=True
    )
    require_band(axes, colour, x, low, high)


def test_the_lower_panel_has_the_dead_units(studied):
    axes = seen("two_layer_net", "learning_rates").axes[1]
    rows = [row for row in studied["learning_rate"] if None not in row["silent_units"]]
    x, middle = zip(
        *((r["learning_rate"], np.median(r["silent_units"])) for r in rows), strict=True
    )
    (colour,) = {mark.style["fill"] for each in axes.rest for mark in each.all(Mark)
                 if len(mark.sign.points) > 6 and not mark.sign.bent}  # fmt: skip

    assert axes.lines_in(colour)[0].misses(x, middle) < NEAR
    low, high = ends(row["silent_units"] for row in rows)
    require_band(axes, colour, x, low, high, near=0.5)


@states(
    "Validation accuracy of three activations by learning rate: the middle of five, and all.",
    "Validation accuracy of four optimizers by learning rate: the middle of five, and all.",
    page="figures/two_layer_net",
)
@pytest.mark.parametrize(
    ("figure", "study", "name"),
    [
        *(("activations", "activation", name) for name in ("relu", "sigmoid", "tanh")),
        *(("optimizers", "optimizer", name) for name in ("sgd", "momentum", "adagrad", "adam")),
    ],
)
def test_each_name_has_the_middle_of_its_trainings_and_their_band(studied, figure, study, name):
    axes = seen("two_layer_net", figure).only
    rows = [
        row
        for row in studied[study]
        if row[study] == name and None not in row["validation_accuracies"]
    ]
    x, middle = zip(
        *((row["learning_rate"], row["validation_accuracy"]) for row in rows), strict=True
    )
    low, high = zip(
        *((min(s), max(s)) for s in (r["validation_accuracies"] for r in rows)), strict=True
    )

    shown = NAMES.get(name, name)
    assert axes.curve(shown).misses(x, middle) < NEAR
    require_band(axes, axes.colour(shown), x, low, high)


def test_accuracies_are_drawn_over_rates_and_widths():
    upper, lower = seen("two_layer_net", "learning_rates").axes
    others = [seen("two_layer_net", name).only for name in ("widths", "activations", "optimizers")]

    assert [upper.y.label, lower.y.label, lower.x.label] == [
        "validation accuracy", "dead hidden units", "learning rate η",
    ]  # fmt: skip
    assert {axes.y.label for axes in others} == {"validation accuracy"}
    assert [axes.x.label for axes in others] == ["hidden units", *["learning rate η"] * 2]


@states(
    "The net with one hidden layer, trained for longer: its loss, and below it its accuracy.",
    "The middle of five trainings, and all of them, at the rate 0.5.",
    page="figures/two_layer_net",
)
@pytest.mark.parametrize(("panel", "what"), [(0, "loss"), (1, "accuracy")])
@pytest.mark.parametrize(("label", "of"), [("training", ""), ("validation", "validation_")])
def test_the_longer_training_has_its_curves_and_bands(longer, panel, what, label, of):
    drawing = seen("two_layer_net", "longer_net")
    axes = drawing.axes[panel]
    low, middle, high = longer[f"{of}{what}"]
    epochs = np.arange(len(middle)) + 1

    colour = drawing.axes[0].colour(label)
    dashed = label == "validation"
    (curve,) = axes.lines_in(colour, dashed)
    assert curve.misses(epochs, middle) < NEAR
    require_band(axes, colour, epochs, low, high)
    assert axes.y.label == what


def test_table_of_batches_shows_the_recorded_runs(studied):
    expected = {
        str(row["batch_size"]): {
            "mean loss": np.median(row["last_losses"]),
            "spread": spread(row),
            r"spread times $\sqrt{B}$": spread(row) * row["batch_size"] ** 0.5,
            "validation accuracy": row["validation_accuracy"],
        }
        for row in studied["batch_size"]
    }
    assert read("two_layer_net", "batches").wrong(expected) == []


def test_table_of_choices_shows_the_best_rate_of_each_optimizer(studied):
    table = read("two_layer_net", "choices")
    for name, row in best().items():
        shown = NAMES.get(name, name)
        share = row["validation_accuracies"]

        assert table.column("best rate")[shown] == f"{row['learning_rate']:g}"
        assert table.column("middle of five")[shown] == f"{np.median(share):.4f}"
        assert table.column("least and largest")[shown] == f"{min(share):.4f} to {max(share):.4f}"
        near = [
            f"{r['learning_rate']:g}"
            for r in studied["optimizer"]
            if r["optimizer"] == name and r["validation_accuracy"] >= np.median(share) - 0.02
        ]
        assert table.column("rates within 2%")[shown] == ", ".join(near)

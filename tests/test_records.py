"""The recorded runs that the book quotes: every one is of its code, intact, and holds together."""

import copy
from collections.abc import Iterator
from functools import reduce
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.options import SUBJECTS
from benchmarks.timing import Timing, quartiles, ratio
from experiments import data, record
from experiments.command import known
from tests import invariants
from tests.invariants.any_record import ratio_fits
from verify.book import runs

LARGEST = 100_000  # bytes of a record: they are read with every page
NAMES = [*known(), *(f"benchmarks/{subject}" for subject in SUBJECTS), runs.MUTATION]
NAMES.append("benchmarks/diagnosis")
TRIED = 60  # numbers of each record that are changed, one at a time


@pytest.fixture
def records() -> dict[str, dict]:
    """All records, to be changed."""
    return {name: copy.deepcopy(runs.load(name).record) for name in NAMES}


def set_to(record: dict, path: str, value: Any) -> None:
    """Change one entry of a record: ``confusion.4.9``; a function makes it out of the old one."""
    *keys, last = [int(key) if key.isdecimal() else key for key in path.split(".")]
    place = reduce(lambda part, key: part[key], keys, record["results"])
    place[last] = value(place[last]) if callable(value) else value


def numbers(value: Any) -> Iterator[tuple[Any, Any]]:
    """Where numbers are: what holds each of them, and under which key."""
    for key in value if isinstance(value, dict) else range(len(value)):
        if isinstance(value[key], dict | list):
            yield from numbers(value[key])
        elif isinstance(value[key], int | float) and not isinstance(value[key], bool):
            yield value, key


@pytest.mark.parametrize("name", NAMES)
def test_a_record_is_of_the_code_as_it_is(name):
    assert runs.load(name).current, f"the code has changed since the run: {runs.command(name)}"


@pytest.mark.parametrize("name", known())
def test_the_record_of_an_experiment_is_of_mnist_with_the_settings_of_the_command(name):
    found = runs.load(name).record

    defaults = import_module(f"experiments.{name}").SETTINGS
    assert (found["data"]["sha256"], found["settings"]) == (data.MNIST_SHA256, vars(defaults))


@pytest.mark.parametrize("name", known())
def test_the_record_of_an_experiment_is_small(name):
    assert record.path(name).stat().st_size < LARGEST


# Its checksum


@pytest.mark.parametrize("name", NAMES)
def test_a_record_with_one_other_number_has_another_checksum(records, rng, name):
    found = list(numbers(records[name]))
    unnoticed = []
    for at in rng.choice(len(found), min(TRIED, len(found)), replace=False):
        holder, key = found[at]
        whole = holder[key]
        holder[key] = whole + 1 if isinstance(whole, int) else float(np.nextafter(whole, 9))
        if runs.checksum(records[name]) == records[name]["checksum"]:
            unnoticed.append((key, whole))
        holder[key] = whole

    assert unnoticed == []


def test_a_record_with_two_entries_exchanged_has_another_checksum(records):
    losses = records["two_layer_net"]["results"]["losses"]
    losses[3], losses[4] = losses[4], losses[3]

    assert runs.checksum(records["two_layer_net"]) != records["two_layer_net"]["checksum"]


def test_a_checksum_does_not_depend_on_the_order_of_the_keys(records):
    turned = dict(reversed(records["inference"].items()))

    assert runs.checksum(turned) == records["inference"]["checksum"]


# What the numbers say about one another: anybody can compute a checksum


@pytest.mark.parametrize("name", NAMES)
def test_a_record_does_not_contradict_itself(records, name):
    invariants.check(name, records[name])


def test_records_do_not_contradict_one_another(records):
    invariants.check_together(records)


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("softmax_regression", {"test_accuracy": 0.969}, "test_accuracy is not last"),
        (
            "softmax_regression",
            {"test_accuracy": 0.939, "test_accuracies.9": 0.939},
            "without its confusion",
        ),
        ("softmax_regression", {"confusion.4.9": lambda n: n - 1}, "digits lost in the confusion"),
        (
            "softmax_regression",
            {"confusion.4.9": lambda n: n - 10, "confusion.4.4": lambda n: n + 10},
            "accuracy without its confusion",
        ),
        (
            "softmax_regression",
            {"confused.0.count": lambda n: n - 9},
            "not the commonest confusions",
        ),
        ("softmax_regression", {"loss": lambda loss: loss[:-1]}, "loss: not one an epoch"),
        ("softmax_regression", {"train_accuracy": 0.91656}, "parts of an image"),
        ("softmax_regression", {"mistakes.probability.0": 0.99}, "not the surest first"),
        ("softmax_regression", {"shown.images.shape.0": 9}, "cannot reshape"),
        ("softmax_regression", {"test_loss.3": float("nan")}, "test_loss.3. is nan"),
        ("two_layer_net", {"test_accuracy": 0.9894}, "test_accuracy is not last"),
        ("two_layer_net", {"shown.probability.3": 1.9957}, "is no share"),
        ("two_layer_net", {"loss.1": lambda loss: loss + 0.2}, "from the mean of its batches"),
        ("two_layer_net", {"losses": lambda losses: losses[1:]}, "losses: not every so many"),
        ("two_layer_net", {"tested_after.3": lambda n: n + 1}, "tested at other times"),
        ("two_layer_net", {"train_accuracies.40": 0.869967}, "another net was tested"),
        ("two_layer_net", {"pairs.0.predicted.0": 8}, "pairs: taken for others"),
        ("two_layer_studies", {"optimizer.3.validation_accuracy": 0.9147}, "not the middle"),
        ("two_layer_studies", {"optimizer.3.silent_units.0": 1}, "not as elsewhere"),
        (
            "two_layer_studies",
            {"batch_size.0.last_losses.0": lambda loss: loss - 0.2},
            "is not that of its batches",
        ),
        ("two_layer_studies", {"hidden.0.silent_units.2": 2}, "dead"),
        ("two_layer_studies", {"learning_rate.4.steps.1": 999}, "steps"),
        ("two_layer_studies", {"hidden.4.validation_accuracy": 0.99}, "not the middle"),
        ("two_layer_studies", {"batch_size.1.losses.0.4": 3.0}, "band out of order"),
        ("two_layer_studies", {"chosen.settings.learning_rate": 0.5}, "not the best"),
        ("two_layer_studies", {"chosen.test_accuracy": 0.97125}, "parts of an image"),
        ("longer_training", {"two_layer_net.0.accuracy.0.7": 1.0}, "band out of order"),
        (
            "longer_training",
            {"two_layer_net.0.loss": lambda band: [b[1:] for b in band]},
            "not one",
        ),
        ("longer_training", {"two_layer_net.0.validation_accuracy.1.3": 0.97005}, "parts of an"),
        ("inference", {"untrained.mean": 0.11}, "untrained: mean"),
        (
            "inference",
            {"untrained.accuracies.0.1": lambda n: n + 1},
            "untrained: accuracies of other nets",
        ),
        ("inference", {"prepared.5.last_loss": lambda loss: loss + 0.01}, "is not the last"),
        ("inference", {"conditioning.PCA.losses.3": 0.0016}, "a descent that climbs"),
        ("inference", {"throughput.calls.0.seconds.1": 6e-5}, "quartiles out of order"),
        ("inference", {"test_accuracy": 0.983}, "test_accuracy is not last"),
        ("numerical_training", {"gradient.ratio": lambda n: n + 200}, "ratio of other times"),
        ("numerical_training", {"gradient.passes": 79_521}, "another net"),
        ("numerical_training", {"trainings.4.losses.0": 2.4}, "another start than with other"),
        ("numerical_training", {"trainings.11.reached": 5}, "reached at another step"),
        ("data_parallel", {"batch.1.parameters": 39_770}, "another net"),
        ("data_parallel", {"width.1.difference": 0.0}, "difference"),
        ("data_parallel", {"width.0.seconds_together": 1.0}, "parts of a step"),
        (
            "benchmarks/step",
            {"cells.100x50.seconds.torch.median": lambda median: 3.6 * median},
            "quartiles out of order",
        ),
        (
            "benchmarks/step",
            {
                f"cells.100x50.seconds.torch.{name}": lambda time: 3.6 * time
                for name in ("low", "median", "high")
            },
            "torch is not its ratio",
        ),
        (
            "benchmarks/step",
            {
                f"cells.512x50.ratios.products.{name}": lambda time: 0.42 * time
                for name in ("low", "median", "high")
            },
            "products is not its ratio",
        ),
        ("benchmarks/step", {"cells.1x50.distances.jax": 9.2e-4}, "not the same"),
        ("benchmarks/epoch", {"cells.32x50.steps": 1876}, "steps"),
        ("benchmarks/epoch", {"cells.1x50.ratios.jax.median": 1.289}, "jax is not its ratio"),
        ("benchmarks/training", {"runs.nn.test_accuracy": 0.9805}, "runs of other accuracies"),
        (
            "benchmarks/regression",
            {"ratios.source.median": lambda ratio: 2 * ratio},
            "quartiles out of order|is not its ratio",
        ),
        (
            "benchmarks/gradient",
            {"seconds.loop.median": lambda time: 1.5 * time},
            "quartiles out of order",
        ),
        ("benchmarks/checking", {"count": lambda n: n + 1}, "not the sum of the displays"),
        ("benchmarks/checking", {"slowest": "softmax"}, "slowest"),
        (
            "benchmarks/checking",
            {"displays.0": lambda n: n + 50, "count": lambda n: n + 50},
            "correlation",
        ),
        (
            "benchmarks/witness",
            {"gradients.softmax_vjp.witnesses.jax.error": 2e-12},
            "softmax_vjp: beyond its bound",
        ),
        ("benchmarks/witness", {"gradients.softmax_vjp.bound": 1e-9}, "another bound"),
        (
            "benchmarks/libraries",
            {"values.softmax.errors.scipy": 2e-12},
            "softmax: beyond its bound",
        ),
        ("benchmarks/libraries", {"nodes.MatMul.computed": 7}, "MatMul: left"),
        ("benchmarks/libraries", {"paths.adam.settings": 2}, "adam: settings"),
        ("benchmarks/libraries", {"darkness": 2226}, "another darkness"),
        (
            "benchmarks/mutation",
            {"chapters.softmax.counts.sizes.wrong": 9_999},
            "softmax: more sizes than were drawn",
        ),
        (
            "benchmarks/mutation",
            {"chapters.softmax.shown": []},
            "softmax: formulas, survives: others are shown",
        ),
        (
            "benchmarks/mutation",
            {"chapters": lambda all: dict(list(all.items())[1:])},
            "other chapters",
        ),
        (
            "benchmarks/witness",
            {"gradients": lambda all: dict(list(all.items())[1:])},
            "other gradients",
        ),
    ],
)
def test_a_forged_record_is_refused_whatever_its_checksum(records, name, changes, words):
    for path, value in changes.items():
        set_to(records[name], path, value)

    with pytest.raises(invariants.Contradiction, match=words):
        invariants.check(name, records[name])


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("losses.30", lambda loss: loss + 1, "losses are not those of the study"),
        ("test_accuracy", 0.9705, "test_accuracy is not that of the timed run"),
        ("train_accuracy", 0.9950666, "train_accuracy is not that of the timed run"),
    ],
)
def test_records_that_disagree_are_refused(records, path, value, words):
    set_to(records["two_layer_net"], path, value)

    with pytest.raises(invariants.Contradiction, match=words):
        invariants.check_together(records)


TIMES = st.floats(1e-6, 1e3)


ROUNDS = st.sampled_from([1, 3, 5, 7, 11, 15, 41])  # all are odd, so that one is in the middle


@given(ROUNDS.flatmap(lambda n: st.lists(st.tuples(TIMES, TIMES), min_size=n, max_size=n)))
def test_ratios_that_were_measured_fit_their_times(rounds):
    """So no honest measurement is refused, however noisy."""
    one, other = (Timing(1, list(seconds)) for seconds in zip(*rounds, strict=True))

    median = ratio(one, other)["median"]
    assert ratio_fits(median, quartiles(one.seconds), quartiles(other.seconds))

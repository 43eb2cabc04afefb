"""The beginning of every recorded run, repeated on MNIST; MNIST_DIR names the folder of its files.

Rounding differs from processor to processor, so a few images may be read otherwise.
"""

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from experiments import (
    conditioning,
    data,
    data_parallel,
    inference,
    numerical_training,
    softmax_regression,
    two_layer_net,
    two_layer_studies,
)
from experiments.examples import Data
from experiments.preprocessing import Statistics, statistics, transforms
from experiments.progress import Progress
from figures.packing import unpack
from nn.network import Network
from tests.invariants.any_record import walk
from tests.states import states
from verify.book import runs

MNIST_DIR = os.environ.get("MNIST_DIR")
QUIET = Progress(0)
FEW = 5e-4  # of the test images: five

pytestmark = [
    pytest.mark.skipif(MNIST_DIR is None, reason="MNIST_DIR names no folder with MNIST's files"),
    pytest.mark.usefixtures("shapes_unchecked"),
]


@pytest.fixture(scope="module")
def mnist() -> Data:
    found = data.load(Path(MNIST_DIR))
    assert found.sha256 == data.MNIST_SHA256
    return found


@pytest.fixture(scope="module")
def known(mnist) -> Statistics:
    return statistics(mnist.train)


@pytest.fixture(scope="module")
def few(mnist) -> Data:
    """All to train with, and little to test: for what is compared before a test counts."""
    first = {name: getattr(mnist.test, name)[:100] for name in ("images", "labels")}
    return Data("few to test", mnist.train, replace(mnist.test, **first))


def recorded(name: str) -> dict:
    return runs.load(name).record["results"]


def test_softmax_regression_as_a_whole(mnist):
    found = softmax_regression.run(mnist, softmax_regression.SETTINGS, QUIET)

    expected = recorded("softmax_regression")
    assert_allclose(found["loss"], expected["loss"], rtol=1e-4)
    assert_allclose(found["test_loss"], expected["test_loss"], rtol=1e-4)
    assert_allclose(found["test_accuracies"], expected["test_accuracies"], atol=FEW)
    for name in ("test_accuracy", "train_accuracy"):
        assert_allclose(found[name], expected[name], atol=FEW, err_msg=name)
    assert np.abs(np.subtract(found["confusion"], expected["confusion"])).max() <= 3
    assert found["shown"]["index"] == expected["shown"]["index"]
    assert_allclose(found["shown"]["probability"], expected["shown"]["probability"], atol=2e-3)
    assert_allclose(found["templates"]["largest"], expected["templates"]["largest"], rtol=1e-3)


def test_the_first_epochs_of_the_two_layer_net(mnist):
    settings = replace(two_layer_net.SETTINGS, steps=235)
    found = two_layer_net.run(mnist, settings, QUIET)

    expected = recorded("two_layer_net")
    every = expected["losses_every"]
    assert_allclose(found["losses"][::every], expected["losses"][:24], atol=2e-3)
    assert_allclose(found["loss"], expected["loss"][:2], atol=1e-3)
    for name in ("test_accuracies", "train_accuracies"):
        assert_allclose(found[name], expected[name][:2], atol=0.002, err_msg=name)


@pytest.mark.parametrize("study", two_layer_studies.STUDIES)
def test_the_first_steps_of_a_study(few, study):
    expected = recorded("two_layer_studies")[study]
    found = []
    for change in two_layer_studies.STUDIES[study]:
        settings = replace(two_layer_studies.SETTINGS, steps=21)
        row = two_layer_studies.short_run(few, settings, change, QUIET)
        found.append(row["losses"][::10])

    # A rate that is nearly too long for the rule turns the last bit into the third digit soon.
    assert_allclose(found, [row["losses"][:3] for row in expected], rtol=0.05)


def test_one_training_of_the_studies_as_a_whole(mnist):
    change = {"learning_rate": 0.2}
    found = two_layer_studies.short_run(mnist, two_layer_studies.SETTINGS, change, QUIET)

    expected = recorded("two_layer_studies")["learning_rate"][3]
    assert expected["learning_rate"] == 0.2
    assert_allclose(found["test_accuracy"], expected["test_accuracy"], atol=0.003)
    assert_allclose(found["last_loss"], expected["last_loss"], rtol=0.02)
    assert_allclose(found["last_spread"], expected["last_spread"], rtol=0.05)


def test_untrained_nets(mnist):
    network = Network((784, *inference.HIDDEN, 10), "sigmoid")
    settings = replace(inference.SETTINGS, untrained=100)
    found = inference.untrained(network, mnist.train, settings, QUIET)

    expected = recorded("inference")["untrained"]
    assert found["shares"] == expected["shares"]
    counts = dict(map(tuple, expected["accuracies"]))
    assert all(count <= counts[accuracy] for accuracy, count in found["accuracies"])


def test_the_first_epoch_of_the_net_that_reads(mnist):
    network = Network((784, *inference.HIDDEN, 10), "sigmoid")
    settings = replace(inference.SETTINGS, epochs=1)
    _, found = inference.trained(network, mnist, settings, QUIET)

    expected = recorded("inference")
    assert_allclose(found["loss"], expected["loss"][:1], rtol=1e-3)
    assert_allclose(found["test_accuracies"], expected["test_accuracies"][:1], atol=0.002)


def test_the_first_steps_with_prepared_inputs(few, known):
    network = Network((784, *inference.HIDDEN, 10), "sigmoid")
    kinds = transforms(known, inference.SETTINGS.epsilon, few.train.white)
    settings = replace(inference.SETTINGS, steps=20)
    found = inference.study(network, few, kinds, settings, QUIET)

    means = [np.reshape(row["losses"], (2, 10)).mean(axis=1) for row in found]
    expected = [row["losses"][:2] for row in recorded("inference")["prepared"]]
    assert_allclose(means, expected, rtol=0.02, atol=2e-3)


def test_what_is_known_of_the_pixels(mnist, known):
    kinds = transforms(known, inference.SETTINGS.epsilon, mnist.train.white)
    network = Network((784, *inference.HIDDEN, 10), "sigmoid")

    _require_alike(
        {
            "pixels": inference.pixels(known, kinds, mnist.test),
            "sizes": inference.sizes(network, mnist.test, kinds, inference.SETTINGS),
        },
        recorded("inference"),
    )


def test_the_descents_of_a_linear_layer(mnist, known):
    epsilon = inference.SETTINGS.epsilon
    found = conditioning.conditioning(mnist.train, known, epsilon)

    _require_alike({"conditioning": found}, recorded("inference"))


@pytest.mark.parametrize("variant", numerical_training.VARIANTS)
def test_the_first_steps_by_difference_quotients(mnist, variant):
    place = 3 * numerical_training.VARIANTS.index(variant)
    settings = replace(numerical_training.SETTINGS, steps=5)
    expected = recorded("numerical_training")["trainings"][place : place + 3]

    found = [
        numerical_training.training(mnist, settings, variant, seed, QUIET) for seed in range(3)
    ]

    assert_allclose(
        [row["losses"] for row in found], [row["losses"][:5] for row in expected], atol=1e-4
    )
    assert_allclose(
        [row["test_accuracies"] for row in found],
        [row["test_accuracies"][:2] for row in expected],
        atol=0.002,
    )


def test_how_many_values_an_image_has(mnist):
    found = numerical_training.groups(mnist.train)

    assert found == recorded("numerical_training")["groups"]


def test_the_largest_parameter_of_trainings_that_are_shared(mnist):
    largest = []
    for change in [change for changes in data_parallel.NETS.values() for change in changes]:
        settings = replace(two_layer_net.SETTINGS, steps=data_parallel.SETTINGS.steps, **change)
        rng = np.random.default_rng(settings.seed)
        network = Network((784, settings.hidden, 10))
        parameters = two_layer_net.initialize(network, rng)
        list(two_layer_net.train(network, parameters, mnist.train, settings, rng))
        largest += [np.abs(p).max() for p in parameters.values()]

    assert_allclose(max(largest), recorded("data_parallel")["largest"], rtol=1e-4)


@pytest.mark.parametrize("name", ["softmax_regression", "two_layer_net"])
def test_pictures_are_those_of_the_files(mnist, name):
    wrong = []
    for path, entry in walk(recorded(name)):
        if not isinstance(entry, dict) or not {"index", "images"} <= entry.keys():
            continue
        examples = mnist.train if path.endswith("samples") else mnist.test
        rows = entry["index"]
        same = np.array_equal(unpack(entry["images"]), examples.images[rows])
        if not same or entry["true"] != examples.labels[rows].tolist():
            wrong.append(path)

    assert wrong == []


def _require_alike(found: dict, expected: dict) -> None:
    """Every number that was found is the recorded one but for rounding."""
    there = dict(walk(expected))
    for path, value in walk(found):
        if isinstance(value, int | float):
            assert_allclose(value, there[path], rtol=2e-3, err_msg=path)


@states("with `--seed 3`, a rate of 1 already kills most of the units", page="two_layer_net")
def test_with_another_seed_a_rate_of_one_kills_most_units(mnist):
    settings = replace(two_layer_studies.SETTINGS, seed=3)
    short, long = (
        two_layer_studies.short_run(mnist, settings, {"learning_rate": rate}, QUIET)
        for rate in (0.5, 1.0)
    )

    assert short["silent_units"] == 0 and long["silent_units"] > 25
    assert 0.01 < short["test_accuracy"] - long["test_accuracy"] < 0.06


@states(
    "with `--epochs 60 --learning-rate 0.5` it reads half a percent more",
    page="softmax_regression",
)
def test_longer_and_faster_softmax_regression_reads_half_a_percent_more(mnist):
    settings = replace(softmax_regression.SETTINGS, epochs=60, learning_rate=0.5)

    found = softmax_regression.run(mnist, settings, QUIET)["test_accuracy"]

    assert 0.003 < found - recorded("softmax_regression")["test_accuracy"] < 0.008


@states(
    "Between the last three that is no order of merit: another seed, or a rate between these",
    page="two_layer_net",
)
def test_a_rate_between_changes_as_much_as_the_last_three_rules_differ(mnist):
    tried = recorded("two_layer_studies")["optimizer"]
    last = [tried[place]["test_accuracy"] for place in (14, 10, 3)]

    change = {"learning_rate": 0.8}
    found = two_layer_studies.short_run(mnist, two_layer_studies.SETTINGS, change, QUIET)

    assert np.ptp(last) < 0.008 and found["test_accuracy"] > last[-1] + np.ptp(last) / 3

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
    longer_training,
    numerical_training,
    softmax_regression,
    two_layer_net,
    two_layer_studies,
)
from experiments.bands import band, means
from experiments.examples import Data
from experiments.preprocessing import Statistics, statistics, transforms
from experiments.progress import Progress
from figures.packing import unpack
from nn.network import Network
from tests.invariants.any_record import walk
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


def test_the_first_steps_of_the_studies(few):
    expected = recorded("two_layer_studies")["batch_size"]
    for change, row in zip(two_layer_studies.STUDIES["batch_size"], expected, strict=True):
        own = replace(two_layer_studies.SETTINGS, steps=40).changed(change)
        made = [
            two_layer_studies.short_run(*few.held_out, replace(own, seed=seed), QUIET).losses
            for seed in range(5)
        ]
        found = band([[*means(losses, 20)] for losses in made])

        # Rounding turns the last bit of a batch of few into the third digit soon.
        assert_allclose(found, [curve[:2] for curve in row["losses"]], rtol=0.05)


def test_one_training_of_the_studies_as_a_whole(mnist):
    own = two_layer_studies.SETTINGS.changed({"learning_rate": 0.2})
    found = two_layer_studies.short_run(*mnist.held_out, own, QUIET)

    expected = recorded("two_layer_studies")["learning_rate"][3]
    assert expected["learning_rate"] == 0.2
    assert_allclose(found.accuracy, expected["validation_accuracies"][0], atol=0.003)
    assert_allclose(np.mean(found.losses[-100:]), expected["last_losses"][0], rtol=0.02)
    assert_allclose(np.std(found.losses[-100:]), expected["last_spreads"][0], rtol=0.05)


def test_the_chosen_net_as_a_whole(mnist):
    expected = recorded("two_layer_studies")["chosen"]
    own = two_layer_net.TwoLayerSettings(**expected["settings"])

    found = two_layer_studies.short_run(mnist.train, mnist.test, own, QUIET)

    assert_allclose(found.accuracy, expected["test_accuracy"], atol=0.003)


@pytest.mark.parametrize("name", longer_training.RATES)
def test_the_first_epochs_of_the_longer_trainings(mnist, name):
    model = longer_training.models(mnist.inputs)[name]
    expected = recorded("longer_training")[name][0]
    settings = replace(longer_training.SETTINGS, epochs=2, learning_rate=expected["learning_rate"])

    found = longer_training.long_run(model, *mnist.held_out, settings, QUIET)

    for what, curve in zip(longer_training.MEASURED, np.transpose(found), strict=True):
        low, _, high = expected[what]
        assert (np.array(low[:2]) - 0.01 <= curve).all() and (
            curve <= np.array(high[:2]) + 0.01
        ).all()


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


def test_the_first_steps_with_prepared_inputs(few, monkeypatch):
    rate = inference.RATES[1]
    monkeypatch.setattr(inference, "RATES", (rate,))
    network = Network((784, *inference.HIDDEN, 10), "sigmoid")
    found = inference.study(network, few, replace(inference.SETTINGS, steps=20), QUIET)

    means = [np.reshape(row["losses"], (2, 10)).mean(axis=1) for row in found]
    rows = [row for row in recorded("inference")["prepared"] if row["learning_rate"] == rate]
    expected = [row["losses"][:2] for row in rows]
    assert_allclose(means, expected, rtol=0.05, atol=2e-3)  # a mean of medians, and one of means


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
